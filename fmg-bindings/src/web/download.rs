//! Calls that are answered by a file.

mod disposition;
mod incoming;
mod kind;
mod look;
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

/// A call that is answered by a file. It is sent by the method that says where the file goes.
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
/// However it is received, the answer is a file only if it looks like one: a refusal, which appliances may send with an
/// HTTP status of success, is an [error](crate::Error), and so are a web page, JSON and a short plain text, unless the
/// documents say that the file [may be](FileKind) one. A file that breaks off is an error too, as far
/// as the answer said how long it would be.
///
/// # How long it may take
///
/// A transfer has no limit in all, for its length depends on that of the file, unless [`timeout`](Self::timeout) sets
/// one. But if nothing comes for as long as the client allows a call to take, it has failed.
#[must_use = "a call is not sent before one of the methods that receive the file is called"]
pub struct DownloadCall<'c, C, E: Endpoint, P: Protocol = <E as Endpoint>::Protocol> {
    client: &'c C,
    request: E,
    limit: Limit,
    /// What only calls of this protocol have.
    pub(crate) options: P::Options,
    pub(crate) extra: ExtraMembers<P::Place>,
    watcher: Watcher,
    overwrite: bool,
}

/// A file in memory.
#[derive(Clone)]
#[non_exhaustive]
pub struct Downloaded {
    /// The name that the appliance gave it, if it did: never more than a name, whatever was in the header. See
    /// [`save_in`](DownloadCall::save_in).
    pub name: Option<String>,
    /// The media type that the appliance gave it.
    pub media_type: Option<String>,
    /// The file.
    pub bytes: Bytes,
}

/// A file that has been written to where it was wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Saved {
    /// The name that the appliance gave it, as in [`Downloaded::name`].
    pub name: Option<String>,
    /// Its length in bytes.
    pub len: u64,
}

impl<'c, C, E: Endpoint<Protocol = P>, P: Protocol> DownloadCall<'c, C, E, P> {
    pub(crate) fn new(client: &'c C, request: E) -> Self {
        Self {
            client,
            request,
            limit: Limit::CLIENT,
            options: P::Options::default(),
            extra: ExtraMembers::NONE,
            watcher: Watcher::default(),
            overwrite: false,
        }
    }

    /// How long the whole transfer may take, in place of how long it may stand still; `None`: as long as something moves.
    ///
    /// A login that the call has to wait for is not part of it and keeps to the client's limit.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limit.timeout = Bound::Call(timeout.into());
        self
    }

    /// The longest file, in bytes, that is received into [memory](Self::bytes), in place of what the client allows for a
    /// reply; `None`: without limit. A file that goes elsewhere has none.
    pub fn reply_limit(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.limit.reply = Bound::Call(bytes.into());
        self
    }

    /// Changes the request: sets what the method that made this call does not take.
    pub fn with(mut self, change: impl FnOnce(E) -> E) -> Self {
        self.request = change(self.request);
        self
    }

    /// The request as it stands.
    pub fn request(&self) -> &E {
        &self.request
    }

    /// The request, to be changed in place.
    pub fn request_mut(&mut self) -> &mut E {
        &mut self.request
    }

    /// Tells `watch` how much of the file has come, each time that a piece has, the last time with the whole of it.
    pub fn on_progress(mut self, watch: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.watcher = Watcher::new(watch);
        self
    }

    /// Replaces the file that lies where this one is to be saved. Unless told so, a call fails and leaves it as it is.
    ///
    /// The old file stays until the whole of the new one has come.
    pub fn overwrite(mut self) -> Self {
        self.overwrite = true;
        self
    }
}

member_methods!(DownloadCall);

/// Shows the template and the options: what fills the template may be nobody else's business.
impl<C, E: Endpoint<Protocol = P>, P: Protocol> fmt::Debug for DownloadCall<'_, C, E, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("DownloadCall");
        shown
            .field("url", &self.request.template())
            .field("limit", &self.limit)
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

/// The name of a file that is safe to take, from the header `Content-Disposition`.
pub(crate) fn name_of(header: &[u8]) -> Option<String> {
    disposition::file_name(header).and_then(|name| name::safe(&name))
}
