//! Calls whose response is a file.

mod body_kind;
mod disposition;
mod incoming;
mod kind;

mod name;
mod partial_file;
mod pieces;
#[cfg(test)]
mod properties;
mod receive;
mod save;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

pub(crate) use self::incoming::{Incoming, Wanted};
pub use self::kind::FileKind;
use super::file::{Progress, Watcher};
use crate::connect::{Bound, Limit};
use crate::endpoint::{Endpoint, Protocol};
use crate::extra_members::{ExtraMembers, member_methods};
use crate::retry::{RetryChoice, retry_methods};

/// A call whose response is a file. One of its methods sends it and decides where the file is written.
///
/// ```
/// # use fmg_bindings::{Error, fortios};
/// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
/// let path = fgt
///     .monitor()
///     .system()
///     .certificate_download("Fortinet_Factory", "local")
///     .save_in("certificates")
///     .await?;
/// # Ok(())
/// # }
/// ```
///
/// The response counts as a file only if it looks like one. An error message, which appliances may send with an HTTP
/// status of success, is an [error](crate::Error). So are a web page, JSON and a short plain text, unless the documents
/// [allow](FileKind) such a file. A file that ends before its announced length is an error, too.
///
/// # Timeout
///
/// By default, a transfer has no total timeout, because its duration depends on the size of the file. It fails if no
/// data arrives for the client's timeout. [`timeout`](Self::timeout) limits the whole transfer instead.
///
/// # Repetition
///
/// A [`Retry`](crate::Retry) repeats the call until the first bytes of the file arrive. A file that breaks off later is
/// an error.
#[must_use = "a call is not sent before one of the methods that receive the file is called"]
pub struct DownloadCall<'c, C, E: Endpoint, P: Protocol = <E as Endpoint>::Protocol> {
    client: &'c C,
    request: E,
    limit: Limit,
    retry: RetryChoice,
    /// The options that only calls of this protocol have.
    pub(crate) options: P::Options,
    pub(crate) extra: ExtraMembers<P::Place>,
    watcher: Watcher,
    overwrite: bool,
}

/// A file in memory.
#[derive(Clone)]
#[non_exhaustive]
pub struct Downloaded {
    /// The name from the appliance, if it sent one. It is only a file name, whatever the header contained. See
    /// [`save_in`](DownloadCall::save_in).
    pub name: Option<String>,
    /// The media type from the appliance.
    pub media_type: Option<String>,
    /// The file.
    pub bytes: Bytes,
}

/// A file that was written to its target.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Saved {
    /// The name from the appliance, as in [`Downloaded::name`].
    pub name: Option<String>,
    /// Its length in bytes.
    pub len: u64,
}

impl<'c, C, E: Endpoint<Protocol = P>, P: Protocol> DownloadCall<'c, C, E, P> {
    /// A call of this request on a client, which is sent when it is said where the file goes.
    pub fn new(client: &'c C, request: E) -> Self {
        Self {
            client,
            request,
            limit: Limit::CLIENT,
            retry: RetryChoice::default(),
            options: P::Options::default(),
            extra: ExtraMembers::NONE,
            watcher: Watcher::default(),
            overwrite: false,
        }
    }

    /// The timeout of the whole transfer, in place of the timeout without progress; `None`: only the latter.
    ///
    /// A login that the call waits for does not count: the client's timeout holds for it.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limit.timeout = Bound::Call(timeout.into());
        self
    }

    /// The longest file, in bytes, that is received into [memory](Self::bytes), in place of the client's limit for
    /// replies; `None`: without limit. Files that are written elsewhere have no limit.
    pub fn reply_limit(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.limit.reply = Bound::Call(bytes.into());
        self
    }

    /// Changes the request. Use it to set a member for which the method has no parameter.
    pub fn with(mut self, change: impl FnOnce(E) -> E) -> Self {
        self.request = change(self.request);
        self
    }

    /// The request.
    pub fn request(&self) -> &E {
        &self.request
    }

    /// The request, to change it in place.
    pub fn request_mut(&mut self) -> &mut E {
        &mut self.request
    }

    /// Calls `watch` with the progress after each received piece, and at the end with the whole length.
    pub fn on_progress(mut self, watch: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.watcher = Watcher::new(watch);
        self
    }

    /// Replaces an existing file at the target. By default the call fails and does not change the existing file.
    ///
    /// The existing file stays until the new one is complete.
    pub fn overwrite(mut self) -> Self {
        self.overwrite = true;
        self
    }
}

member_methods!(DownloadCall: Endpoint, Protocol);
retry_methods!(DownloadCall: Endpoint, Protocol);

/// Shows the template and the options, but no names, which may be confidential.
impl<C, E: Endpoint<Protocol = P>, P: Protocol> fmt::Debug for DownloadCall<'_, C, E, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("DownloadCall");
        shown
            .field("url", &self.request.template())
            .field("limit", &self.limit)
            .field("retry", &self.retry)
            .field("options", &self.options)
            .field("overwrite", &self.overwrite);
        if !self.extra.is_empty() {
            shown.field("extra", &self.extra);
        }
        shown.finish_non_exhaustive()
    }
}

/// Shows everything but the content.
impl fmt::Debug for Downloaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Downloaded")
            .field("name", &self.name)
            .field("media_type", &self.media_type)
            .field("len", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// The file name in the header `Content-Disposition`, made safe.
pub(crate) fn name_of(header: &[u8]) -> Option<String> {
    disposition::file_name(header).and_then(|name| name::safe(&name))
}
