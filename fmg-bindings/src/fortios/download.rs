//! What is FortiOS' own of a call that is answered by a file.

use super::request::Request;
use crate::fmg::VdomName;
#[cfg(feature = "blocking")]
use crate::web::download::receives_files_blocking;
use crate::web::download::{DownloadCall, receives_files};

impl<C, R: Request> DownloadCall<'_, C, R> {
    /// The VDOM to read in, in place of that of the client.
    pub fn vdom(mut self, vdom: VdomName) -> Self {
        self.options.vdoms = Some(vdom.into());
        self
    }
}

receives_files!(super::Client, super::Download);
#[cfg(feature = "blocking")]
receives_files_blocking!(super::blocking::Client, super::Client, super::Download);
