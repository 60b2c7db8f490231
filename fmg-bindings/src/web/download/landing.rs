//! A file that is whole or not there.

use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempPath;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::runtime::Handle;

use crate::error::{FileError, FileErrorKind};

/// A file in the making, under a name of its own beside the one that it will have. Dropped before it is finished, it is
/// gone.
pub(super) struct Landing {
    // Closed before the path is removed, which Windows insists on.
    file: File,
    path: TempPath,
    target: PathBuf,
    overwrite: bool,
}

impl Landing {
    /// Begins the file that is to lie at `target`, in a folder that is there.
    pub(super) async fn begin(target: PathBuf, overwrite: bool) -> Result<Self, FileError> {
        let beside = target.clone();
        let begun = blocking(move || {
            if !overwrite {
                vacant(&beside)?;
            }
            // Beside the target, not in a folder for temporary files: moving a file between file systems copies it.
            let folder = beside.parent().filter(|folder| !folder.as_os_str().is_empty());
            tempfile::Builder::new()
                .prefix(".download-")
                .suffix(".part")
                .tempfile_in(folder.unwrap_or(Path::new(".")))
        });
        let (file, path) = begun.await.map_err(unwritten)?.into_parts();
        Ok(Self {
            file: File::from_std(file),
            path,
            target,
            overwrite,
        })
    }

    pub(super) async fn write(&mut self, piece: &[u8]) -> Result<(), FileError> {
        self.file.write_all(piece).await.map_err(unwritten)
    }

    /// Gives the file its name, now that all of it is there.
    pub(super) async fn finish(self) -> Result<(), FileError> {
        let Self {
            mut file,
            path,
            target,
            overwrite,
        } = self;
        file.flush().await.map_err(unwritten)?;
        // Before the name: after a crash, a name whose content never reached the disk would stand for half a file.
        file.sync_all().await.map_err(unwritten)?;
        drop(file);
        let named = blocking(move || {
            let named = if overwrite {
                path.persist(&target)
            } else {
                path.persist_noclobber(&target)
            };
            named.map_err(|error| error.error)
        });
        named.await.map_err(unwritten)
    }
}

/// Refuses a name that is taken, by whatever it may be.
fn vacant(path: &Path) -> io::Result<()> {
    match path.symlink_metadata() {
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn unwritten(error: io::Error) -> FileError {
    match error.kind() {
        io::ErrorKind::AlreadyExists => FileErrorKind::Exists.into(),
        _ => FileError::because(FileErrorKind::Write, error),
    }
}

/// Runs what blocks where it may.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    // Without a runtime tokio would panic. The transport of the house cannot do without either.
    let runtime = Handle::try_current().map_err(io::Error::other)?;
    runtime.spawn_blocking(work).await.map_err(io::Error::other)?
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{FileErrorKind, Landing};

    fn entries(folder: &Path) -> usize {
        folder.read_dir().unwrap().count()
    }

    #[tokio::test]
    async fn a_file_is_whole_or_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("x.conf");
        let mut landing = Landing::begin(target.clone(), false).await.unwrap();
        landing.write(b"half").await.unwrap();
        assert!(!target.exists());
        drop(landing);
        assert_eq!(entries(folder.path()), 0);

        let mut landing = Landing::begin(target.clone(), false).await.unwrap();
        landing.write(b"the ").await.unwrap();
        landing.write(b"whole").await.unwrap();
        landing.finish().await.unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"the whole");
        assert_eq!(entries(folder.path()), 1);
    }

    #[tokio::test]
    async fn a_file_that_is_there_is_kept_unless_told_otherwise() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("x.conf");
        let mut late = Landing::begin(target.clone(), false).await.unwrap();
        late.write(b"new").await.unwrap();
        std::fs::write(&target, b"old").unwrap();
        let early = Landing::begin(target.clone(), false).await.err().unwrap();
        assert_eq!(early.kind(), FileErrorKind::Exists);
        assert_eq!(late.finish().await.unwrap_err().kind(), FileErrorKind::Exists);
        assert_eq!(std::fs::read(&target).unwrap(), b"old");

        let mut landing = Landing::begin(target.clone(), true).await.unwrap();
        landing.write(b"new").await.unwrap();
        landing.finish().await.unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"new");
        assert_eq!(entries(folder.path()), 1);
    }

    #[tokio::test]
    async fn a_folder_that_is_not_there_is_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let error = Landing::begin(folder.path().join("no/x.conf"), false)
            .await
            .err()
            .unwrap();
        assert_eq!(error.kind(), FileErrorKind::Write);
        assert_eq!(entries(folder.path()), 0);
    }
}
