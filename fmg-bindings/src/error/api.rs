//! FortiManager says no.

use std::error::Error;
use std::fmt;

use fmg_template::JSON_RPC_PATH;

use super::excerpt;
use crate::code::{Code, CodeClass, Refusal};
use crate::generated::fmg::status::REFUSALS;

/// The longest message that is kept. FortiManager's own are a sentence.
const LONGEST_MESSAGE: usize = 500;

/// FortiManager has answered with a status other than zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    code: Code,
    message: Box<str>,
    /// What it means of this call, where that is more than what the code says.
    known: Option<&'static Refusal>,
}

impl ApiError {
    pub(crate) fn new(code: Code, message: &str) -> Self {
        // What is known by its words has no secret in it.
        let is_known = REFUSALS.iter().any(|known| known.message == Some(message));
        let message = if is_known {
            message.to_owned()
        } else {
            excerpt::message(message, LONGEST_MESSAGE)
        };
        Self {
            code,
            message: message.into(),
            known: None,
        }
    }

    /// The same refusal, known to be that of the call with this url.
    pub(crate) fn of(self, template: &str) -> Self {
        // The url of a call to the REST counterpart is that of JSON-RPC behind its root.
        let url = template.strip_prefix(JSON_RPC_PATH).unwrap_or(template);
        let is_this = |known: &&Refusal| {
            let is_said = known.message.is_none_or(|message| *self.message == *message);
            known.url == url && known.code == self.code && is_said
        };
        Self {
            known: REFUSALS.iter().find(is_this),
            ..self
        }
    }

    /// What to make of it.
    pub(crate) fn class(&self) -> CodeClass {
        self.known.map_or(self.code.class(), |known| known.class)
    }

    /// The status code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// FortiManager's own words, without the secrets that it quotes. They differ between versions; go by the code.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FortiManager answers {}", self.code)?;
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        } else if let Some(meaning) = self.code.meaning() {
            write!(f, ": {meaning}")?;
        }
        if let Some(known) = self.known {
            write!(f, " ({})", known.meaning)?;
        }
        if self.class() == CodeClass::Permission {
            f.write_str(" (the user may not do this, or the session has ended)")?;
        }
        Ok(())
    }
}

impl Error for ApiError {}
