//! The runtime that waits for the calls of blocking clients.

use tokio::runtime::{self, Handle, Runtime, RuntimeFlavor};

use crate::error::{ConfigError, Error};

/// Runs the async client for the threads that wait for it.
///
/// It has one thread of its own, which also serves the connections between calls. Without it, only the next request
/// would notice that the appliance has closed a connection, and would fail.
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
            .map_err(|error| ConfigError::new("runtime", "cannot be started on this system").because(error))?;
        Ok(Self { runtime: Some(runtime) })
    }

    /// Waits for `future` on the calling thread.
    ///
    /// Inside another runtime, a thread of `spawn_blocking` may block and a worker thread may not, and the two cannot
    /// be distinguished. A runtime of several threads continues without the blocked thread. In a runtime of one thread,
    /// the future may need that thread, so the call is refused there.
    pub(crate) fn wait<T>(&self, future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let Some(runtime) = &self.runtime else {
            return Err(refused("has been dropped"));
        };
        match Handle::try_current().map(|outer| outer.runtime_flavor()) {
            Err(_) => runtime.block_on(future),
            Ok(RuntimeFlavor::MultiThread) if can_block() => tokio::task::block_in_place(|| runtime.block_on(future)),
            Ok(_) => Err(refused(
                "cannot wait inside an async runtime of one thread or a `LocalSet`, because it could deadlock, and \
                 cannot recognise a thread of `spawn_blocking` there; call it on a thread of your own \
                 (`std::thread::spawn`), in a runtime of several threads, or use the async client",
            )),
        }
    }
}

fn refused(problem: &'static str) -> Error {
    ConfigError::new("blocking client", problem).into()
}

/// Whether the multi-threaded runtime of this thread can continue without it. It cannot inside a `LocalSet`, which is
/// known only by a panic.
fn can_block() -> bool {
    std::panic::catch_unwind(|| tokio::task::block_in_place(|| ())).is_ok()
}

impl Drop for Driver {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A plain drop would panic inside another runtime. No work is left to wait for.
            runtime.shutdown_background();
        }
    }
}
