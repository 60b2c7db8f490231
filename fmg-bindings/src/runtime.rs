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
