//! Where a file that comes can go.

use std::path::{Path, PathBuf};

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::incoming::Incoming;
use super::landing::Landing;
use super::name;
use super::{DownloadCall, Downloaded, Saved};
use crate::error::{Context, Error, FileError, FileErrorKind};
use crate::fortios::client::Client;
use crate::fortios::request::Download;

/// So much memory is taken at once for a file that is said to be at least as long.
const RESERVE: u64 = 16 * 1024 * 1024;

impl<R: Download + Send> DownloadCall<'_, Client, R> {
    /// Receives the file into memory.
    ///
    /// # Errors
    ///
    /// The call does not reach the appliance, is refused by it, is answered by something that is no file, or breaks off.
    pub async fn bytes(self) -> Result<Downloaded, Error> {
        self.receive().await?.into_memory().await
    }

    /// Writes the file to `writer` as it comes.
    ///
    /// On an error, what has come until then has been written.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes); and if `writer` fails.
    pub async fn write_to(self, writer: &mut (impl AsyncWrite + Unpin + ?Sized)) -> Result<Saved, Error> {
        let mut incoming = self.receive().await?;
        while let Some(piece) = incoming.next().await? {
            let written = writer.write_all(&piece).await;
            written.map_err(|error| incoming.unwritten(error))?;
        }
        writer.flush().await.map_err(|error| incoming.unwritten(error))?;
        Ok(incoming.saved())
    }

    /// Saves the file at `path`, in a folder that is there.
    ///
    /// It is written beside `path` and gets its name once all of it has come, so that there is a whole file or none,
    /// also if the call fails or is given up midway. On Unix nobody but its owner can read it: a backup holds secrets.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes); and if there is something at `path` already, unless it may be
    /// [overwritten](Self::overwrite), or the file cannot be written.
    pub async fn save_as(self, path: impl Into<PathBuf>) -> Result<Saved, Error> {
        let call = Context::new(self.request.method().as_str(), self.request.template());
        // Before anything is sent: what cannot be saved need not be asked for.
        let landing = Landing::begin(path.into(), self.overwrite).await;
        let landing = landing.map_err(|error| Error::new(call, error))?;
        self.receive().await?.land(landing).await
    }

    /// Saves the file in `folder`, which is there, under the name that the appliance gives it, and says where that is.
    ///
    /// The name comes from the header `Content-Disposition`. It never leads out of the folder: only its last component
    /// counts, and what means something to a file system or to a system (separators, drives, control characters, marks
    /// that turn the direction of writing, leading dots, the names of devices) is left out or replaced by `_`. A file
    /// without a name that is of use is named after the call, such as `system-certificate-download`.
    ///
    /// It is saved as by [`save_as`](Self::save_as), so it is whole or not there.
    ///
    /// # Errors
    ///
    /// As [`save_as`](Self::save_as).
    pub async fn save_in(self, folder: impl AsRef<Path>) -> Result<PathBuf, Error> {
        let (overwrite, template) = (self.overwrite, self.request.template());
        let incoming = self.receive().await?;
        let name = incoming.name.clone().unwrap_or_else(|| name::of_call(template));
        let path = folder.as_ref().join(name);
        let landing = Landing::begin(path.clone(), overwrite).await;
        let landing = landing.map_err(|error| Error::new(incoming.call(), error))?;
        incoming.land(landing).await?;
        Ok(path)
    }

    /// Sends the call and sees whether a file comes.
    pub(super) async fn receive(self) -> Result<Incoming, Error> {
        self.client.receive(self.request, self.options, self.watcher).await
    }
}

impl Incoming {
    pub(super) async fn into_memory(mut self) -> Result<Downloaded, Error> {
        let Some(first) = self.next().await? else {
            return Ok(self.downloaded(Bytes::new()));
        };
        let Some(second) = self.next().await? else {
            // The whole file in one piece, which need not be copied.
            return Ok(self.downloaded(first));
        };
        // The length is what the other side says, which is no reason to take all the memory there is.
        let reserve = self.total().unwrap_or_default().min(RESERVE);
        let mut bytes = BytesMut::with_capacity(usize::try_from(reserve).unwrap_or_default());
        bytes.extend_from_slice(&first);
        bytes.extend_from_slice(&second);
        while let Some(piece) = self.next().await? {
            bytes.extend_from_slice(&piece);
        }
        Ok(self.downloaded(bytes.freeze()))
    }

    async fn land(mut self, mut landing: Landing) -> Result<Saved, Error> {
        let call = self.call();
        let fault = |error: FileError| Error::new(call, error);
        while let Some(piece) = self.next().await? {
            landing.write(&piece).await.map_err(fault)?;
        }
        landing.finish().await.map_err(fault)?;
        Ok(self.saved())
    }

    fn downloaded(self, bytes: Bytes) -> Downloaded {
        Downloaded {
            name: self.name,
            media_type: self.media_type,
            bytes,
        }
    }

    pub(super) fn saved(self) -> Saved {
        Saved {
            len: self.done(),
            name: self.name,
        }
    }

    pub(super) fn unwritten(&self, error: std::io::Error) -> Error {
        Error::new(self.call(), FileError::because(FileErrorKind::Write, error))
    }
}
