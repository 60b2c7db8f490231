//! The error of a function that returns no credentials.

use std::error::Error;
use std::fmt;

/// The function that was passed to `credentials_from` returned an error instead of credentials.
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
        f.write_str(
            "nothing was sent: the function that was passed to `credentials_from` returned an error instead of user and \
             password",
        )
    }
}

impl Error for CredentialsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}
