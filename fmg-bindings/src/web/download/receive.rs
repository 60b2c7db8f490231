//! The methods of a download, which decide where the file is written.

use std::path::{Path, PathBuf};

use tokio::io::AsyncWrite;

use super::save::{Receiving, save_as, save_in};
use super::{DownloadCall, Downloaded, Incoming, Saved};
#[cfg(feature = "blocking")]
use crate::blocking::Blocking;
use crate::client::{AnyClient, ClientFor, FileClientFor, FileOptions, HasSession};
use crate::endpoint::{Download, DynEndpoint, Protocol};
use crate::error::Error;

impl<'c, C: AnyClient, E, P> DownloadCall<'c, C, E, P>
where
    C::AsyncClient: FileClientFor<P>,
    E: Download<Protocol = P> + 'c,
    P: Protocol,
{
    /// Receives the file into memory. Await the result on an async client; a blocking client returns it directly.
    ///
    /// # Errors
    ///
    /// The request does not reach the appliance, the appliance refuses it, the response is not a file, or the file ends
    /// early.
    pub fn bytes(self) -> C::Outcome<'c, Result<Downloaded, Error>> {
        let (client, receiving) = (self.client, self.begin());
        client.outcome(async move { receiving.file.await?.into_memory().await })
    }

    /// Saves the file at `path`, whose folder must exist. Await the result on an async client; a blocking client
    /// returns it directly.
    ///
    /// The file is written under a temporary name beside `path` and renamed when it is complete. So the file is
    /// complete or absent, also if the call fails or is cancelled. On Unix only its owner can read it, because a backup
    /// contains secrets.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes). Also if `path` exists already, unless it may be [overwritten](Self::overwrite), or if
    /// the file cannot be written.
    pub fn save_as(self, path: impl Into<PathBuf>) -> C::Outcome<'c, Result<Saved, Error>> {
        let (client, path) = (self.client, path.into());
        let receiving = self.begin();
        client.outcome(save_as(path, receiving))
    }

    /// Saves the file in `folder`, which must exist, under the name from the appliance, and returns its path. Await the
    /// result on an async client; a blocking client returns it directly.
    ///
    /// The name comes from the header `Content-Disposition`. It never leaves the folder: only its last component is
    /// used. Text with a meaning to a file system (separators, drives, control characters, characters that change the
    /// text direction, leading dots, names of devices) is removed or replaced by `_`. A file without a usable name gets
    /// the name of the call, such as `system-certificate-download`.
    ///
    /// As with [`save_as`](Self::save_as), the file is complete or absent.
    ///
    /// # Errors
    ///
    /// As [`save_as`](Self::save_as).
    pub fn save_in(self, folder: impl AsRef<Path>) -> C::Outcome<'c, Result<PathBuf, Error>> {
        let (client, folder) = (self.client, folder.as_ref().to_owned());
        let receiving = self.begin();
        client.outcome(save_in(folder, receiving))
    }

    /// Encodes the call. The future sends it when it is first polled.
    fn begin(self) -> Receiving<'c, impl Future<Output = Result<Incoming, Error>> + Send + use<'c, C, E, P>> {
        let Self {
            client,
            request,
            limit,
            retry,
            options,
            extra,
            watcher,
            overwrite,
        } = self;
        let client = client.async_client();
        let written: &dyn DynEndpoint<P> = &request;
        let call = written.context();
        let outgoing = client.preparation().prepare(written, &options, &extra, retry);
        // Dropped before the wait, so that the future of a call is `Send` whatever its request is.
        drop(request);
        let options = FileOptions {
            limit,
            kind: E::FILE,
            watcher,
        };
        Receiving {
            call,
            overwrite,
            leftovers: client.leftovers(),
            file: async move { client.receive(outgoing?, options).await },
        }
    }
}

impl<'c, C, E, P> DownloadCall<'c, C, E, P>
where
    C: AnyClient<AsyncClient = C> + FileClientFor<P>,
    E: Download<Protocol = P> + 'c,
    P: Protocol,
{
    /// Writes the file to `writer` while it is received.
    ///
    /// After an error, `writer` has the part that was received before.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes), and if `writer` fails.
    pub async fn write_to(self, writer: &mut (impl AsyncWrite + Unpin + ?Sized)) -> Result<Saved, Error> {
        self.begin().file.await?.write_to(writer).await
    }
}

#[cfg(feature = "blocking")]
impl<'c, C, E, P> DownloadCall<'c, Blocking<C>, E, P>
where
    C: FileClientFor<P>,
    E: Download<Protocol = P> + 'c,
    P: Protocol,
{
    /// Writes the file to `writer` while it is received, on the calling thread.
    ///
    /// After an error, `writer` has the part that was received before.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes), and if `writer` fails.
    pub fn write_to(self, writer: &mut (impl std::io::Write + ?Sized)) -> Result<Saved, Error> {
        let (client, receiving) = (self.client, self.begin());
        client.driver().wait(async {
            let mut incoming = receiving.file.await?;
            while let Some(piece) = incoming.next().await? {
                writer.write_all(&piece).map_err(|error| incoming.unwritten(error))?;
            }
            writer.flush().map_err(|error| incoming.unwritten(error))?;
            Ok(incoming.saved())
        })
    }
}
