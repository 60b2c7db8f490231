//! The appliances that a sim simulates.

use std::fmt;
use std::str::FromStr;

/// One of the appliances that a sim simulates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Product {
    /// A FortiManager, with its JSON-RPC API.
    FortiManager,
    /// A FortiGate, with the REST API of FortiOS.
    FortiGate,
}

impl Product {
    /// All products.
    pub const ALL: [Self; 2] = [Self::FortiManager, Self::FortiGate];

    /// The product's name in flags and in state files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::FortiManager => fmg_template::Product::FortiManager.as_str(),
            Self::FortiGate => fmg_template::Product::FortiOs.as_str(),
        }
    }
}

impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FortiManager => "FortiManager",
            Self::FortiGate => "FortiGate",
        })
    }
}

impl FromStr for Product {
    type Err = UnknownProduct;

    fn from_str(word: &str) -> Result<Self, UnknownProduct> {
        Self::ALL
            .into_iter()
            .find(|product| product.word() == word)
            .ok_or_else(|| UnknownProduct { word: word.to_owned() })
    }
}

/// The text is not the name of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownProduct {
    word: String,
}

impl fmt::Display for UnknownProduct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a product; the products are `fmg` and `fortios`",
            self.word
        )
    }
}

impl std::error::Error for UnknownProduct {}
