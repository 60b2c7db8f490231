//! What waits for the calls of blocking clients.

use tokio::runtime::{self, Handle, Runtime};

use crate::error::{ConfigError, Error};

/// Drives the async client for the threads that wait for it.
///
/// It has one thread of its own, which looks after the connections between calls too. Driven by the waiting thread
/// alone, a connection that the appliance has closed meanwhile would be found out by the request that is lost to it.
pub(crate) struct Driver {
    /// `None` only while it is dropped.
    runtime: Option<Runtime>,
}

impl Driver {
    pub(crate) fn new() -> Result<Self, ConfigError> {
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("fmg-bindings")
            .enable_all()
            .build()
            .map_err(|error| ConfigError::new("runtime", "cannot be set up on this system").because(error))?;
        Ok(Self { runtime: Some(runtime) })
    }

    /// Waits for `future`, on the calling thread.
    pub(crate) fn wait<T>(&self, future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        // Inside another runtime tokio would panic.
        match &self.runtime {
            Some(runtime) if Handle::try_current().is_err() => runtime.block_on(future),
            _ => Err(ConfigError::new(
                "blocking client",
                "cannot be used inside an async runtime; use the async client there",
            )
            .into()),
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A plain drop would panic inside another runtime. Nothing is left to wait for.
            runtime.shutdown_background();
        }
    }
}
