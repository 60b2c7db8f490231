//! FortiManager says no.

use std::error::Error;
use std::fmt;

use crate::code::{Code, CodeClass};

/// The longest message that is kept. FortiManager's own are a sentence.
const LONGEST_MESSAGE: usize = 500;

/// FortiManager has answered with a status other than zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    code: Code,
    message: Box<str>,
}

impl ApiError {
    pub(crate) fn new(code: Code, message: &str) -> Self {
        // It goes to terminals and logs, so it must not steer them.
        let message = message
            .chars()
            .take(LONGEST_MESSAGE)
            .map(|c| if c.is_control() { ' ' } else { c });
        Self {
            code,
            message: message.collect::<String>().trim().into(),
        }
    }

    /// The status code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// FortiManager's own words. They differ between versions; go by the code.
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
        if self.code.class() == CodeClass::Permission {
            f.write_str(" (the user may not do this, or the session has ended)")?;
        }
        Ok(())
    }
}

impl Error for ApiError {}
