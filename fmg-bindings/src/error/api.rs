//! The errors that FortiManager reports.

use std::error::Error;
use std::fmt;

use fmg_template::JSON_RPC_PATH;

use super::excerpt;
use crate::code::{Code, CodeClass, Refusal, StatusCodes};

/// The longest message that is kept, in characters. FortiManager's messages are one sentence.
const LONGEST_MESSAGE: usize = 500;

/// FortiManager answered with a status code other than zero.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiError {
    code: Code,
    message: Box<str>,
    /// The meaning for this call, where it is more specific than that of the code.
    known: Option<&'static Refusal>,
    /// The table of all codes.
    codes: &'static StatusCodes,
}

impl ApiError {
    /// A refusal with this code. `codes` has the known meanings.
    pub(crate) fn new(code: Code, message: &str, codes: &'static StatusCodes) -> Self {
        // A known message contains no secret.
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

    /// The same refusal, for the call with this url.
    pub(crate) fn of(self, template: &str) -> Self {
        // The url of a call to the REST API is that of JSON-RPC with a prefix.
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

    /// The class of the error.
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

    /// The message of FortiManager, without the secrets that it quotes. Messages differ between versions, so compare
    /// the code instead.
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
        if self.class() == CodeClass::Permission && self.known.is_none() {
            f.write_str(" (the user may not do this, or the session has ended)")?;
        }
        Ok(())
    }
}

/// Shows the refusal, but not the table of codes.
#[allow(
    clippy::missing_fields_in_debug,
    reason = "the table of codes is not part of the refusal"
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
