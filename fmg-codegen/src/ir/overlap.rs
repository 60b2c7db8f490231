//! Urls that only the value of a placeholder keeps apart.

use super::{Protocol, Verb};

/// Two urls of which one has a literal where the other has a placeholder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Overlap {
    /// The way that the calls take.
    pub protocol: Protocol,
    /// The url with the placeholder.
    pub template: String,
    /// The methods that are concerned.
    pub methods: Vec<Verb>,
    /// The placeholders and the values with which the url would be the other one.
    pub values: Vec<(String, String)>,
    /// The url with the literal.
    pub other: String,
    /// Its methods.
    pub other_methods: Vec<Verb>,
    /// Why no placeholder takes these values; `None` where nothing keeps the urls apart, which is a fault.
    pub refused: Option<String>,
}
