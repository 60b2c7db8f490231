//! The contents of source documents: places, exchanges and errata.

use std::sync::Arc;

use serde_json::Value;

use super::ReplyWithout;
use crate::name::MethodName;

/// A place in a source document, or the reason to infer a fact that no document states.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// The id of the document; `None` where the fact is inferred.
    pub document: Option<Arc<str>>,
    /// The section, or the reason to infer the fact as a sentence.
    pub section: Arc<str>,
}

impl Source {
    /// A section of the document with this id.
    #[must_use]
    pub fn document(id: &str, section: &str) -> Self {
        Self {
            document: Some(id.into()),
            section: section.into(),
        }
    }

    /// A fact that no document states, and the reason to infer it: a sentence.
    #[must_use]
    pub fn inferred(reason: &str) -> Self {
        Self {
            document: None,
            section: reason.into(),
        }
    }
}

/// A request and a response that a document shows.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Exchange {
    /// The file of both, relative to the folder of all exchanges.
    pub file: String,
    /// The name of its test.
    pub test: MethodName,
    /// The document.
    pub source: Vec<Source>,
    /// The documented request, as values of its fields.
    pub request: Option<DocumentedRequest>,
    /// The documented response.
    pub response: Option<DocumentedResponse>,
    /// The parts that the documented response lacks.
    pub lacks: ReplyWithout,
}

impl Exchange {
    /// An exchange in this file, without a request or a response yet.
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
    /// The values of the placeholders, in their order.
    pub placeholders: Vec<String>,
    /// The values of members, by their index in [`Endpoint::members`](super::Endpoint::members).
    pub members: Vec<(usize, Value)>,
    /// The options beside the url.
    pub options: Option<Value>,
    /// The whole `data`.
    pub data: Option<Value>,
    /// The params entry as the bindings write it, or the params of a call that the GUI's proxy forwards. `None` if it
    /// equals the document: an enum, for example, is sent by its name, even if the document has its number.
    pub entry: Option<Value>,
}

/// A documented response.
#[derive(Clone, Debug)]
pub enum DocumentedResponse {
    /// A refusal.
    Error {
        /// The status code.
        code: i64,
        /// Its message.
        message: String,
    },
    /// A success.
    Value {
        /// The value as the bindings would write it again.
        value: Value,
        /// Whether this value equals the `data` of the document exactly.
        as_documented: bool,
    },
    /// Plain text.
    Text,
}

/// An error in a document.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Erratum {
    /// The part of the call that the error concerns.
    pub at: String,
    /// The text that the document prints.
    pub printed: String,
    /// The truth.
    pub truth: String,
    /// The evidence.
    pub evidence: String,
}

impl Erratum {
    /// An error at one place of the endpoint: the printed text, the truth and the evidence.
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
