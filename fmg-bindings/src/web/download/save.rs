//! Writes received files to their targets.

use std::path::PathBuf;

use bytes::Bytes;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::incoming::Incoming;
use super::partial_file::{NamedPartialFile, PartialFile};
use super::{Downloaded, Saved, name};
use crate::error::{Context, Error, FileError, FileErrorKind};
use crate::leftovers::Leftovers;

/// A download whose request is sent when the future is polled.
pub(super) struct Receiving<'c, F> {
    pub(super) call: Context,
    pub(super) overwrite: bool,
    pub(super) leftovers: &'c Leftovers,
    pub(super) file: F,
}

/// Saves the file at `path`.
pub(super) async fn save_as<F>(path: PathBuf, receiving: Receiving<'_, F>) -> Result<Saved, Error>
where
    F: Future<Output = Result<Incoming, Error>>,
{
    // Checked before the request is sent, because a file that cannot be saved is not requested.
    let partial = PartialFile::at(path, receiving.overwrite, receiving.leftovers).await;
    let partial = partial.map_err(|error| receiving.call.failed(error))?;
    receiving.file.await?.save_to(partial).await
}

/// Saves the file in `folder`, under the name from the response, or else that of the call.
pub(super) async fn save_in<F>(folder: PathBuf, receiving: Receiving<'_, F>) -> Result<PathBuf, Error>
where
    F: Future<Output = Result<Incoming, Error>>,
{
    let call = receiving.call;
    let fault = |error: FileError| call.failed(error);
    // Checked before the request is sent, as far as possible without the name.
    let partial = PartialFile::begin(folder.clone(), receiving.overwrite, receiving.leftovers)
        .await
        .map_err(fault)?;
    let incoming = receiving.file.await?;
    let name = incoming.name.clone().unwrap_or_else(|| name::of_call(call.template()));
    let path = folder.join(name);
    let partial = partial.to(path.clone()).await.map_err(fault)?;
    incoming.save_to(partial).await?;
    Ok(path)
}

impl Incoming {
    pub(crate) async fn into_memory(mut self) -> Result<Downloaded, Error> {
        let mut bytes = self.collected()?;
        while let Some(piece) = self.next().await? {
            bytes.push(piece).map_err(|error| self.failed(error))?;
        }
        Ok(self.downloaded(bytes.finish()))
    }

    pub(crate) async fn write_to(mut self, writer: &mut (impl AsyncWrite + Unpin + ?Sized)) -> Result<Saved, Error> {
        while let Some(piece) = self.next().await? {
            let written = writer.write_all(&piece).await;
            written.map_err(|error| self.unwritten(error))?;
        }
        writer.flush().await.map_err(|error| self.unwritten(error))?;
        Ok(self.saved())
    }

    async fn save_to(mut self, mut partial: NamedPartialFile) -> Result<Saved, Error> {
        while let Some(piece) = self.next().await? {
            partial.write(&piece).await.map_err(|error| self.failed(error))?;
        }
        partial.finish().await.map_err(|error| self.failed(error))?;
        Ok(self.saved())
    }

    fn downloaded(self, bytes: Bytes) -> Downloaded {
        Downloaded {
            name: self.name,
            media_type: self.media_type,
            bytes,
        }
    }

    pub(crate) fn saved(self) -> Saved {
        Saved {
            len: self.done(),
            name: self.name,
        }
    }

    pub(crate) fn unwritten(&mut self, error: std::io::Error) -> Error {
        self.failed(FileError::because(FileErrorKind::Write, error))
    }
}
