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

/// What every blocking client has of its async client: its session, how it is built, and what `Debug` shows.
macro_rules! blocking_client {
    ($Client:ident) => {
        impl $Client {
            /// Opens the session now rather than with the first call. See [`login`](super::Client::login) of the async client.
            ///
            /// # Errors
            ///
            /// The appliance refuses the login, or cannot be reached.
            pub fn login(&self) -> Result<(), $crate::Error> {
                self.driver.wait(self.client.login())
            }

            /// Ends the session. A later call opens a new one. See [`logout`](super::Client::logout) of the async client.
            ///
            /// # Errors
            ///
            /// The appliance refuses the logout, or cannot be reached.
            pub fn logout(&self) -> Result<(), $crate::Error> {
                self.driver.wait(self.client.logout())
            }

            /// Ends the session, and with it the use of this client.
            ///
            /// # Errors
            ///
            /// As [`logout`](Self::logout).
            pub fn close(self) -> Result<(), $crate::Error> {
                self.logout()
            }
        }

        impl super::Builder<$Client> {
            /// Checks everything and builds the client. Nothing is sent yet.
            ///
            /// # Errors
            ///
            /// As for the async client; and if the system has no means for what a runtime needs, such as file descriptors.
            pub fn build(self) -> Result<$Client, $crate::Error> {
                let driver = ::std::sync::Arc::new($crate::runtime::Driver::new()?);
                Ok($Client {
                    client: self.finish()?,
                    driver,
                })
            }
        }

        impl ::std::fmt::Debug for $Client {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_tuple("blocking::Client").field(&self.client).finish()
            }
        }
    };
}

pub(crate) use blocking_client;
