//! Status codes and their meanings.

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
    /// Its meaning.
    pub meaning: String,
    /// The class, by which callers choose what to do.
    pub class: CodeClass,
    /// The sources that document it.
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

/// A refusal of one call with a special meaning.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Refusal {
    /// The url template of the call.
    pub url: String,
    /// The status code.
    pub code: i64,
    /// The message as on the wire; `None`: any message.
    pub message: Option<String>,
    /// Its meaning.
    pub meaning: String,
    /// The class, by which callers choose what to do.
    pub class: CodeClass,
    /// The sources that document it.
    pub source: Vec<Source>,
}

impl Refusal {
    /// The meaning of a code for one call of JSON-RPC, whatever the message.
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
