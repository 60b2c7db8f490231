//! What waits for the calls of blocking clients.

use tokio::runtime::{self, Handle, Runtime, RuntimeFlavor};

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
    ///
    /// Inside another runtime, a thread of `spawn_blocking` may wait, and a worker may not; nobody tells which one this
    /// is. A runtime of several threads goes on without the one that waits, so there it does not matter. In a runtime of
    /// one thread, what is waited for may need that thread, so there nobody waits.
    pub(crate) fn wait<T>(&self, future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let Some(runtime) = &self.runtime else {
            return Err(refused("has been dropped"));
        };
        match Handle::try_current().map(|outer| outer.runtime_flavor()) {
            Err(_) => runtime.block_on(future),
            Ok(RuntimeFlavor::MultiThread) if can_step_aside() => {
                tokio::task::block_in_place(|| runtime.block_on(future))
            }
            Ok(_) => Err(refused(
                "cannot wait inside an async runtime of one thread or a `LocalSet`, which it could hold up for ever, and \
                 cannot tell a thread of `spawn_blocking` there; call it on a thread of your own (`std::thread::spawn`), \
                 in a runtime of several threads, or use the async client",
            )),
        }
    }
}

fn refused(problem: &'static str) -> Error {
    ConfigError::new("blocking client", problem).into()
}

/// Whether the runtime of several threads that this thread belongs to can go on without it. It cannot inside a
/// `LocalSet`, and tells so by a panic only.
fn can_step_aside() -> bool {
    std::panic::catch_unwind(|| tokio::task::block_in_place(|| ())).is_ok()
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

            /// Ends the session, that of all clones. A later call opens a new one. See
            /// [`logout`](super::Client::logout) of the async client.
            ///
            /// # Errors
            ///
            /// As [`logout`](super::Client::logout) of the async client: the appliance does not answer, is too busy, or
            /// refuses the logout.
            pub fn logout(&self) -> Result<(), $crate::Error> {
                self.driver.wait(self.client.logout())
            }

            /// Ends the session, and with it the use of this client.
            ///
            /// # Errors
            ///
            /// As [`logout`](Self::logout).
            pub fn close(self) -> Result<(), $crate::Error> {
                self.driver.wait(self.client.clone().close())
            }

            /// Ends the session, and with it the use of this client, in at most this time.
            ///
            /// # Errors
            ///
            /// As [`logout`](Self::logout); and [a time-out]($crate::Error::is_timeout) when the time is over.
            pub fn close_within(self, limit: ::std::time::Duration) -> Result<(), $crate::Error> {
                self.driver.wait(self.client.clone().close_within(limit))
            }

            /// Drops the session of all clones without a call. See
            /// [`forget_session`](super::Client::forget_session) of the async client.
            pub fn forget_session(&self) {
                self.client.forget_session();
            }

            /// Does `work`, and ends the session whatever came of it: an `Ok`, an error, or a panic, which goes on after
            /// the logout.
            ///
            /// # Errors
            ///
            /// The first error: that of `work`, or else that of the logout. If both fail, the error of `work` holds the
            /// other: [`Error::logout_error`]($crate::Error::logout_error).
            pub fn with_session<T>(
                &self,
                work: impl FnOnce(&Self) -> Result<T, $crate::Error>,
            ) -> Result<T, $crate::Error> {
                let work = ::std::panic::AssertUnwindSafe(|| work(self));
                let outcome = ::std::panic::catch_unwind(work);
                $crate::session::joined(outcome, self.logout())
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
                write!(f, "blocking ")?;
                ::std::fmt::Debug::fmt(&self.client, f)
            }
        }
    };
}

pub(crate) use blocking_client;
