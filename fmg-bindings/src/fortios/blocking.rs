//! The client for programs without an async runtime.

use super::Method;
use super::builder::Builder;
use super::path::Path;
use super::raw::Raw;
use crate::blocking::Blocking;
use crate::call::Call;
use crate::error::Error;

/// The blocking counterpart of [`fortios::Client`](super::Client).
///
/// ```no_run
/// use fmg_bindings::fortios;
///
/// # fn main() -> Result<(), fmg_bindings::Error> {
/// # let token = String::new();
/// let fgt = fortios::blocking::Client::builder("https://fgt.example")
///     .token(token)
///     .build()?;
/// let statistics = fgt.monitor().firewall().policy().send()?;
/// fgt.close()
/// # }
/// ```
pub type Client = Blocking<super::Client>;

impl Client {
    /// Begins a client of the appliance at `base_url`, such as `https://fgt.example`.
    pub fn builder(base_url: impl Into<String>) -> Builder<Self> {
        Builder::new(base_url.into())
    }

    /// A call that no request type covers: JSON in, JSON out. See [`Raw`].
    pub fn call(&self, method: Method, path: Path) -> Call<'_, Self, Raw> {
        Call::new(self, Raw::new(method, path))
    }
}

impl Builder<Client> {
    /// Checks everything and builds the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// As for the async client; and if the system has no means for what a runtime needs, such as file descriptors.
    pub fn build(self) -> Result<Client, Error> {
        Blocking::build(|| self.finish())
    }
}
