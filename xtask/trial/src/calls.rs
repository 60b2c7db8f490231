//! Sends each Monitor call.

use fmg_bindings::fortios::FortiOs;
use fmg_bindings::{Download, Endpoint};

use crate::Trial;

impl Trial {
    /// Sends a call, and decodes the whole of its response.
    ///
    /// # Errors
    ///
    /// The call was refused, or a value of the response does not fit its type.
    pub async fn call<E: Endpoint<Protocol = FortiOs>>(&self, request: E) -> Result<(), String> {
        let sent = self.client.send(request).strict().await;
        sent.map(drop).map_err(|error| error.to_string())
    }

    /// Downloads a file.
    ///
    /// # Errors
    ///
    /// The call was refused, or its response is no file.
    pub async fn download<E: Download<Protocol = FortiOs>>(&self, request: E) -> Result<(), String> {
        let file = self.client.download(request).bytes().await;
        file.map(drop).map_err(|error| error.to_string())
    }
}
