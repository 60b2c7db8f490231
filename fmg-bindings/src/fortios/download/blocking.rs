//! Receiving files without an async runtime.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::{DownloadCall, Downloaded, Saved};
use crate::error::Error;
use crate::fortios::blocking::Client;
use crate::fortios::request::Download;

impl<'c, R: Download + Send> DownloadCall<'c, Client, R> {
    /// Receives the file into memory.
    ///
    /// # Errors
    ///
    /// The call does not reach the appliance, is refused by it, is answered by something that is no file, or breaks off.
    pub fn bytes(self) -> Result<Downloaded, Error> {
        let (client, call) = self.split();
        client.driver.wait(call.bytes())
    }

    /// Writes the file to `writer` as it comes, on the calling thread.
    ///
    /// On an error, what has come until then has been written.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes); and if `writer` fails.
    pub fn write_to(self, writer: &mut (impl Write + ?Sized)) -> Result<Saved, Error> {
        let (client, call) = self.split();
        client.driver.wait(async {
            let mut incoming = call.receive().await?;
            while let Some(piece) = incoming.next().await? {
                writer.write_all(&piece).map_err(|error| incoming.unwritten(error))?;
            }
            writer.flush().map_err(|error| incoming.unwritten(error))?;
            Ok(incoming.saved())
        })
    }

    /// Saves the file at `path`, in a folder that is there: whole, or not at all.
    ///
    /// It is written beside `path` and gets its name once all of it has come. On Unix nobody but its owner can read it.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes); and if there is something at `path` already, unless it may be
    /// [overwritten](Self::overwrite), or the file cannot be written.
    pub fn save_as(self, path: impl Into<PathBuf>) -> Result<Saved, Error> {
        let (client, call) = self.split();
        client.driver.wait(call.save_as(path))
    }

    /// Saves the file in `folder`, which is there, under the name that the appliance gives it, and says where that is.
    ///
    /// The name never leads out of the folder. A file without one that is of use is named after the call.
    ///
    /// # Errors
    ///
    /// As [`save_as`](Self::save_as).
    pub fn save_in(self, folder: impl AsRef<Path>) -> Result<PathBuf, Error> {
        let (client, call) = self.split();
        client.driver.wait(call.save_in(folder))
    }

    /// The same call on the async client, and who waits for it.
    fn split(self) -> (&'c Client, DownloadCall<'c, crate::fortios::Client, R>) {
        let call = DownloadCall {
            client: &self.client.client,
            request: self.request,
            options: self.options,
            watcher: self.watcher,
            overwrite: self.overwrite,
        };
        (self.client, call)
    }
}
