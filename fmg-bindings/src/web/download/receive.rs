//! The methods of a download that say where its file goes.

use std::path::{Path, PathBuf};

use tokio::io::AsyncWrite;

use super::save::{Receiving, save_as, save_in};
use super::{DownloadCall, Downloaded, Incoming, Saved};
#[cfg(feature = "blocking")]
use crate::blocking::Blocking;
use crate::carries::{CarriesFiles, FileOptions, HasSession, Sends};
use crate::endpoint::{Download, DynEndpoint, Protocol};
use crate::error::Error;

impl<'c, C: Sends, E, P> DownloadCall<'c, C, E, P>
where
    C::Carrier: CarriesFiles<P>,
    E: Download<Protocol = P> + 'c,
    P: Protocol,
{
    /// Receives the file into memory. On an async client this is to be awaited; on a blocking one it is the result
    /// itself.
    ///
    /// # Errors
    ///
    /// The call does not reach the appliance, is refused by it, is answered by something that is no file, or
    /// breaks off.
    pub fn bytes(self) -> C::Outcome<'c, Result<Downloaded, Error>> {
        let (client, receiving) = (self.client, self.begin());
        client.outcome(async move { receiving.file.await?.into_memory().await })
    }

    /// Saves the file at `path`, in a folder that is there. On an async client this is to be awaited; on a blocking one
    /// it is the result itself.
    ///
    /// It is written beside `path` and gets its name once all of it has come, so that there is a whole file or
    /// none, also if the call fails or is given up midway. On Unix nobody but its owner can read it: a backup
    /// holds secrets.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes); and if there is something at `path` already, unless it may be
    /// [overwritten](Self::overwrite), or the file cannot be written.
    pub fn save_as(self, path: impl Into<PathBuf>) -> C::Outcome<'c, Result<Saved, Error>> {
        let (client, path) = (self.client, path.into());
        let receiving = self.begin();
        client.outcome(save_as(path, receiving))
    }

    /// Saves the file in `folder`, which is there, under the name that the appliance gives it, and says where
    /// that is. On an async client this is to be awaited; on a blocking one it is the result itself.
    ///
    /// The name comes from the header `Content-Disposition`. It never leads out of the folder: only its last
    /// component counts, and what means something to a file system or to a system (separators, drives, control
    /// characters, marks that turn the direction of writing, leading dots, the names of devices) is left out or
    /// replaced by `_`. A file without a name that is of use is named after the call, such as
    /// `system-certificate-download`.
    ///
    /// It is saved as by [`save_as`](Self::save_as), so it is whole or not there.
    ///
    /// # Errors
    ///
    /// As [`save_as`](Self::save_as).
    pub fn save_in(self, folder: impl AsRef<Path>) -> C::Outcome<'c, Result<PathBuf, Error>> {
        let (client, folder) = (self.client, folder.as_ref().to_owned());
        let receiving = self.begin();
        client.outcome(save_in(folder, receiving))
    }

    /// Writes the call. It is sent when the file is first asked for.
    fn begin(self) -> Receiving<'c, impl Future<Output = Result<Incoming, Error>> + Send + use<'c, C, E, P>> {
        let Self {
            client,
            request,
            limit,
            options,
            extra,
            watcher,
            overwrite,
        } = self;
        let written: &dyn DynEndpoint<P> = &request;
        let (call, draft) = (written.context(), written.draft(&options, &extra));
        // Gone before the wait, so that the future of a call is `Send` whatever its request is.
        drop(request);
        let options = FileOptions {
            limit,
            kind: E::FILE,
            watcher,
        };
        let carrier = client.carrier();
        Receiving {
            call,
            overwrite,
            leftovers: carrier.leftovers(),
            file: async move { carrier.receive(draft?, options).await },
        }
    }
}

impl<'c, C, E, P> DownloadCall<'c, C, E, P>
where
    C: Sends<Carrier = C> + CarriesFiles<P>,
    E: Download<Protocol = P> + 'c,
    P: Protocol,
{
    /// Writes the file to `writer` as it comes.
    ///
    /// On an error, what has come until then has been written.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes); and if `writer` fails.
    pub async fn write_to(self, writer: &mut (impl AsyncWrite + Unpin + ?Sized)) -> Result<Saved, Error> {
        self.begin().file.await?.write_to(writer).await
    }
}

#[cfg(feature = "blocking")]
impl<'c, C, E, P> DownloadCall<'c, Blocking<C>, E, P>
where
    C: CarriesFiles<P>,
    E: Download<Protocol = P> + 'c,
    P: Protocol,
{
    /// Writes the file to `writer` as it comes, on the calling thread.
    ///
    /// On an error, what has come until then has been written.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes); and if `writer` fails.
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
