//! The progress of a file transfer.

use std::fmt;
use std::sync::Arc;

/// The progress of a file that is sent or received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The number of transferred bytes of the file.
    pub done: u64,
    /// The length of the file in bytes, if it is known.
    pub total: Option<u64>,
}

/// The optional callback for progress.
#[derive(Clone, Default)]
pub(crate) struct Watcher(Option<Arc<dyn Fn(Progress) + Send + Sync>>);

impl Watcher {
    pub(crate) fn new(watch: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(watch)))
    }

    pub(crate) fn notify(&self, done: u64, total: Option<u64>) {
        if let Some(watch) = &self.0 {
            watch(Progress { done, total });
        }
    }
}

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "set" } else { "none" })
    }
}
