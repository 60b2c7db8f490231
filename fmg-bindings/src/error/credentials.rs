//! There is nobody to log in as.

use std::error::Error;
use std::fmt;

/// The function that a builder was given by `credentials_from` gave no credentials.
#[derive(Debug)]
pub struct CredentialsError {
    source: Box<dyn Error + Send + Sync>,
}

impl CredentialsError {
    pub(crate) fn new(source: Box<dyn Error + Send + Sync>) -> Self {
        Self { source }
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing was sent: `credentials_from` was asked for user and password, and its function failed")
    }
}

impl Error for CredentialsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}
