//! Status codes and what to make of them.

use fmg_template::CodeClass;

use super::Source;
use crate::name::ConstName;

/// A status code.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StatusCode {
    /// The number on the wire.
    pub number: i64,
    /// The name of its constant.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// The class that callers act on.
    pub class: CodeClass,
    /// Where that is documented.
    pub source: Vec<Source>,
}

impl StatusCode {
    /// A code with a constant of this name.
    #[must_use]
    pub fn new(number: i64, name: &ConstName, class: CodeClass) -> Self {
        Self {
            number,
            name: name.to_string(),
            meaning: String::new(),
            class,
            source: Vec::new(),
        }
    }
}

/// A refusal of one call that means something of its own.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Refusal {
    /// The url template of the call.
    pub url: String,
    /// The status code.
    pub code: i64,
    /// The message, as it is worded on the wire; `None`: whatever the message.
    pub message: Option<String>,
    /// What it means.
    pub meaning: String,
    /// The class that callers act on.
    pub class: CodeClass,
    /// Where that is documented.
    pub source: Vec<Source>,
}

impl Refusal {
    /// What a call of JSON-RPC means by a code, whatever the message.
    #[must_use]
    pub fn new(url: &str, code: i64, class: CodeClass) -> Self {
        Self {
            url: url.to_owned(),
            code,
            message: None,
            meaning: String::new(),
            class,
            source: Vec::new(),
        }
    }
}
