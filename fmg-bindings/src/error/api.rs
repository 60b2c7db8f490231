//! FortiManager says no.

use std::error::Error;
use std::fmt;

use fmg_template::JSON_RPC_PATH;

use super::excerpt;
use crate::code::{Code, CodeClass, Refusal, StatusCodes};

/// The longest message that is kept. FortiManager's own are a sentence.
const LONGEST_MESSAGE: usize = 500;

/// FortiManager has answered with a status other than zero.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiError {
    code: Code,
    message: Box<str>,
    /// What it means of this call, where that is more than what the code says.
    known: Option<&'static Refusal>,
    /// What is known of all its codes.
    codes: &'static StatusCodes,
}

impl ApiError {
    /// A refusal by a code of which `codes` may know.
    pub(crate) fn new(code: Code, message: &str, codes: &'static StatusCodes) -> Self {
        // What is known by its words has no secret in it.
        let is_known = codes.refusals.iter().any(|known| known.message == Some(message));
        let message = if is_known {
            message.to_owned()
        } else {
            excerpt::message(message, LONGEST_MESSAGE)
        };
        Self {
            code,
            message: message.into(),
            known: None,
            codes,
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
            known: self.codes.refusals.iter().find(is_this),
            ..self
        }
    }

    /// What to make of it.
    pub(crate) fn class(&self) -> CodeClass {
        match self.known {
            Some(known) => known.class,
            None => self.codes.find(self.code).map_or(CodeClass::Other, |known| known.class),
        }
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
        } else if let Some(known) = self.codes.find(self.code) {
            write!(f, ": {}", known.meaning)?;
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

/// Shows what was answered, and not all that could have been.
#[allow(
    clippy::missing_fields_in_debug,
    reason = "a table of codes is nothing that was answered"
)]
impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("code", &self.code)
            .field("message", &self.message)
            .field("known", &self.known)
            .finish()
    }
}

impl Error for ApiError {}
