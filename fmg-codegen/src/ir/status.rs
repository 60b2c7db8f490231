//! Status codes and what to make of them.

use fmg_template::CodeClass;

use super::Source;

/// A status code.
#[derive(Clone, Debug)]
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

/// A refusal of one call that means something of its own.
#[derive(Clone, Debug)]
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
}
