//! Pairs of urls that differ only by the value of a placeholder, or only by their placeholders.

use super::{Protocol, Verb};

/// Two urls of which one has a literal where the other has a placeholder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Overlap {
    /// The protocol of the calls.
    pub protocol: Protocol,
    /// The url with the placeholder.
    pub template: String,
    /// Its methods for which the pair matters.
    pub methods: Vec<Verb>,
    /// The placeholders and the values that make this url the other one.
    pub values: Vec<(String, String)>,
    /// The url with the literal.
    pub other: String,
    /// Its methods.
    pub other_methods: Vec<Verb>,
    /// The reason why the placeholders refuse these values; `None` if they take them, which is a fault.
    pub refused: Option<String>,
}

/// Two urls of calls with a common method that differ only in their placeholders.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SameForm {
    /// The protocol of the calls.
    pub protocol: Protocol,
    /// One url.
    pub template: String,
    /// The other url.
    pub other: String,
    /// The methods that both have.
    pub methods: Vec<Verb>,
    /// The placeholders of both at one position whose types name different things; `None` is a fault: no position has
    /// such types.
    pub apart: Option<(String, String)>,
}
