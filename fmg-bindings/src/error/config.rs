//! The error of a client that could not be built, or of a blocking client that cannot wait.

use std::error::Error;
use std::fmt;

/// Why a client could not be built, or why a blocking client cannot wait for a call.
///
/// It names the setting and its problem, but not the value, which may contain a password.
#[derive(Debug)]
pub struct ConfigError {
    setting: &'static str,
    problem: &'static str,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl ConfigError {
    pub(crate) fn new(setting: &'static str, problem: &'static str) -> Self {
        Self {
            setting,
            problem,
            source: None,
        }
    }

    pub(crate) fn because(self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            source: Some(source.into()),
            ..self
        }
    }

    /// The setting, such as `base url` or `root certificate`.
    #[must_use]
    pub fn setting(&self) -> &'static str {
        self.setting
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.setting, self.problem)
    }
}

impl Error for ConfigError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
