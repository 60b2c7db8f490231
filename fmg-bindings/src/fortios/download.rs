//! A call that is answered by a file.

use std::fmt;
use std::time::Duration;

use super::call::Options;
use super::request::Download;
use super::vdoms::Vdoms;
use crate::connect::Limit;
use crate::fmg::VdomName;

/// A call that is answered by a file, and sent when it is said where the file goes.
#[must_use = "a call is not sent before it is said where its file goes"]
pub struct DownloadCall<'c, C, R> {
    pub(super) client: &'c C,
    pub(super) request: R,
    pub(super) options: Options,
}

impl<'c, C, R> DownloadCall<'c, C, R> {
    pub(crate) fn new(client: &'c C, request: R) -> Self {
        Self {
            client,
            request,
            options: Options::default(),
        }
    }

    /// How long the whole transfer may take; `None`: without limit, as long as something arrives now and then.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options.timeout = Limit::Call(timeout.into());
        self
    }

    /// The VDOM to read from, in place of that of the client.
    pub fn vdom(mut self, vdom: VdomName) -> Self {
        self.options.vdoms = Some(Vdoms::from(vdom));
        self
    }

    /// Changes the request: sets what the method that made this call does not take.
    pub fn with(self, change: impl FnOnce(R) -> R) -> Self {
        Self {
            client: self.client,
            request: change(self.request),
            options: self.options,
        }
    }

    /// The request as it stands.
    pub fn request(&self) -> &R {
        &self.request
    }
}

/// Shows the template and the options: what fills the template may be nobody else's business.
impl<C, R: Download> fmt::Debug for DownloadCall<'_, C, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DownloadCall")
            .field("method", &self.request.method())
            .field("url", &self.request.template())
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
