//! The methods of a download that say where its file goes, for each client that can make one.
//!
//! Those of an async client and those of a blocking one have the same names, so neither can be written for clients of all
//! kinds at once.

/// The methods of downloads on an async client, which has a method `receive` for calls that meet the bounds.
macro_rules! receives_files {
    ($Client:ty, $($Bound:path),+) => {
        impl<R: $($Bound +)+ Send> $crate::web::download::DownloadCall<'_, $Client, R> {
            /// Receives the file into memory.
            ///
            /// # Errors
            ///
            /// The call does not reach the appliance, is refused by it, is answered by something that is no file, or
            /// breaks off.
            pub async fn bytes(self) -> Result<$crate::web::download::Downloaded, $crate::Error> {
                self.receive().await?.into_memory().await
            }

            /// Writes the file to `writer` as it comes.
            ///
            /// On an error, what has come until then has been written.
            ///
            /// # Errors
            ///
            /// As [`bytes`](Self::bytes); and if `writer` fails.
            pub async fn write_to(
                self,
                writer: &mut (impl ::tokio::io::AsyncWrite + Unpin + ?Sized),
            ) -> Result<$crate::web::download::Saved, $crate::Error> {
                self.receive().await?.write_to(writer).await
            }

            /// Saves the file at `path`, in a folder that is there.
            ///
            /// It is written beside `path` and gets its name once all of it has come, so that there is a whole file or
            /// none, also if the call fails or is given up midway. On Unix nobody but its owner can read it: a backup
            /// holds secrets.
            ///
            /// # Errors
            ///
            /// As [`bytes`](Self::bytes); and if there is something at `path` already, unless it may be
            /// [overwritten](Self::overwrite), or the file cannot be written.
            pub async fn save_as(
                self,
                path: impl Into<::std::path::PathBuf>,
            ) -> Result<$crate::web::download::Saved, $crate::Error> {
                let call = $crate::error::Context::new(self.request.method().as_str(), self.request.template());
                let (overwrite, leftovers) = (self.overwrite, self.client.leftovers());
                $crate::web::download::save_as(call, path.into(), overwrite, leftovers, self.receive()).await
            }

            /// Saves the file in `folder`, which is there, under the name that the appliance gives it, and says where
            /// that is.
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
            pub async fn save_in(
                self,
                folder: impl AsRef<::std::path::Path>,
            ) -> Result<::std::path::PathBuf, $crate::Error> {
                let call = $crate::error::Context::new(self.request.method().as_str(), self.request.template());
                let (overwrite, leftovers) = (self.overwrite, self.client.leftovers());
                $crate::web::download::save_in(call, folder.as_ref(), overwrite, leftovers, self.receive()).await
            }

            /// Sends the call and sees whether a file comes.
            pub(crate) async fn receive(self) -> Result<$crate::web::download::Incoming, $crate::Error> {
                // Apart, since it is large and the future of a download holds it several times.
                let mut options = self.options;
                options.file = R::FILE;
                Box::pin(self.client.receive(self.request, options, self.watcher)).await
            }
        }
    };
}
pub(crate) use receives_files;

/// The methods of downloads on a blocking client, which has a `driver` and wraps the async `client` that can make them.
#[cfg(feature = "blocking")]
macro_rules! receives_files_blocking {
    ($Client:ty, $Async:ty, $($Bound:path),+) => {
        impl<'c, R: $($Bound +)+ Send> $crate::web::download::DownloadCall<'c, $Client, R> {
            /// Receives the file into memory.
            ///
            /// # Errors
            ///
            /// The call does not reach the appliance, is refused by it, is answered by something that is no file, or
            /// breaks off.
            pub fn bytes(self) -> Result<$crate::web::download::Downloaded, $crate::Error> {
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
            pub fn write_to(
                self,
                writer: &mut (impl ::std::io::Write + ?Sized),
            ) -> Result<$crate::web::download::Saved, $crate::Error> {
                let (client, call) = self.split();
                client.driver.wait(async {
                    let mut incoming = call.receive().await?;
                    while let Some(piece) = incoming.next().await? {
                        writer
                            .write_all(&piece)
                            .map_err(|error| incoming.unwritten(error))?;
                    }
                    writer.flush().map_err(|error| incoming.unwritten(error))?;
                    Ok(incoming.saved())
                })
            }

            /// Saves the file at `path`, in a folder that is there: whole, or not at all.
            ///
            /// It is written beside `path` and gets its name once all of it has come. On Unix nobody but its owner can
            /// read it.
            ///
            /// # Errors
            ///
            /// As [`bytes`](Self::bytes); and if there is something at `path` already, unless it may be
            /// [overwritten](Self::overwrite), or the file cannot be written.
            pub fn save_as(
                self,
                path: impl Into<::std::path::PathBuf>,
            ) -> Result<$crate::web::download::Saved, $crate::Error> {
                let (client, call) = self.split();
                client.driver.wait(call.save_as(path))
            }

            /// Saves the file in `folder`, which is there, under the name that the appliance gives it, and says where
            /// that is.
            ///
            /// The name never leads out of the folder. A file without one that is of use is named after the call.
            ///
            /// # Errors
            ///
            /// As [`save_as`](Self::save_as).
            pub fn save_in(self, folder: impl AsRef<::std::path::Path>) -> Result<::std::path::PathBuf, $crate::Error> {
                let (client, call) = self.split();
                client.driver.wait(call.save_in(folder))
            }

            /// The same call on the async client, and who waits for it.
            fn split(self) -> (&'c $Client, $crate::web::download::DownloadCall<'c, $Async, R>) {
                let call = $crate::web::download::DownloadCall {
                    client: &self.client.client,
                    request: self.request,
                    options: self.options,
                    watcher: self.watcher,
                    overwrite: self.overwrite,
                };
                (self.client, call)
            }
        }
    };
}
#[cfg(feature = "blocking")]
pub(crate) use receives_files_blocking;
