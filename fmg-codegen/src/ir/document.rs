//! What the source documents say: places in them, exchanges that they show, slips that they have.

use serde_json::Value;

use super::ReplyWithout;
use crate::name::MethodName;

/// A place in a source document, or what a fact is inferred from that no document states.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// The id of the document; `None` where the fact is inferred.
    pub document: Option<String>,
    /// The section, or what the fact is inferred from.
    pub section: String,
}

impl Source {
    /// A section of the document with this id.
    #[must_use]
    pub fn document(id: &str, section: &str) -> Self {
        Self {
            document: Some(id.to_owned()),
            section: section.to_owned(),
        }
    }

    /// What no document states, and the reason to believe it.
    #[must_use]
    pub fn inferred(reason: &str) -> Self {
        Self {
            document: None,
            section: reason.to_owned(),
        }
    }
}

/// A request and a response that a document shows.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Exchange {
    /// The file that holds both, relative to the folder of all exchanges.
    pub file: String,
    /// The name of its test.
    pub test: MethodName,
    /// The document.
    pub source: Vec<Source>,
    /// How the documented request is built.
    pub request: Option<DocumentedRequest>,
    /// What the documented response says.
    pub response: Option<DocumentedResponse>,
    /// What the documented response lacks.
    pub lacks: ReplyWithout,
}

impl Exchange {
    /// An exchange in this file, of which nothing is tested yet.
    #[must_use]
    pub fn new(file: &str, test: MethodName) -> Self {
        Self {
            file: file.to_owned(),
            test,
            source: Vec::new(),
            request: None,
            response: None,
            lacks: ReplyWithout::default(),
        }
    }
}

/// A documented request as a value of its type.
#[derive(Clone, Debug)]
pub struct DocumentedRequest {
    /// What the placeholders hold, in their order.
    pub placeholders: Vec<String>,
    /// The values of members, by their index in [`Endpoint::members`](super::Endpoint::members).
    pub members: Vec<(usize, Value)>,
    /// The options beside the url.
    pub options: Option<Value>,
    /// The whole `data`.
    pub data: Option<Value>,
    /// The params entry, or the params of a call that the GUI's proxy forwards, as the bindings write it, where that is
    /// not what the document shows to the letter: an enum goes out by its name, whatever number the document has.
    pub entry: Option<Value>,
}

/// What a documented response says.
#[derive(Clone, Debug)]
pub enum DocumentedResponse {
    /// A refusal.
    Error {
        /// The status code.
        code: i64,
        /// Its message.
        message: String,
    },
    /// An answer.
    Value {
        /// What the bindings make of it, as they would write it again.
        value: Value,
        /// Whether that is the `data` of the document, to the letter.
        as_documented: bool,
    },
    /// Plain text.
    Text,
}

/// Where a document is wrong.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Erratum {
    /// What is concerned.
    pub at: String,
    /// What the document prints.
    pub printed: String,
    /// What is true.
    pub truth: String,
    /// How we know.
    pub evidence: String,
}

impl Erratum {
    /// That a document prints something at a place of the endpoint where something else is true.
    #[must_use]
    pub fn new(at: &str, printed: &str, truth: &str) -> Self {
        Self {
            at: at.to_owned(),
            printed: printed.to_owned(),
            truth: truth.to_owned(),
            evidence: String::new(),
        }
    }
}
