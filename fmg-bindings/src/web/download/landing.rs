//! A file that is whole or not there.

use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempPath;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::runtime::Handle;

use crate::error::{FileError, FileErrorKind};
use crate::leftovers::Leftovers;

/// A file in the making, under a name of its own in the folder that it will lie in. Dropped before it is finished, it is
/// gone.
pub(super) struct Landing {
    // Closed before the path is removed, which Windows insists on.
    file: File,
    path: TempPath,
    overwrite: bool,
    leftovers: Leftovers,
}

/// A file in the making, and where it will lie.
pub(super) struct Targeted {
    landing: Landing,
    target: PathBuf,
}

impl Landing {
    /// Begins a file in `folder`, which is there.
    ///
    /// What is still under way when the future is dropped is one of `leftovers`.
    pub(super) async fn begin(folder: PathBuf, overwrite: bool, leftovers: &Leftovers) -> Result<Self, FileError> {
        // In the folder itself, not in one for temporary files: moving a file between file systems copies it.
        let begun = blocking(leftovers, move || {
            tempfile::Builder::new()
                .prefix(".download-")
                .suffix(".part")
                .tempfile_in(&folder)
        });
        let (file, path) = begun.await.map_err(unfit)?.into_parts();
        Ok(Self {
            file: File::from_std(file),
            path,
            overwrite,
            leftovers: leftovers.clone(),
        })
    }

    /// Begins the file that is to lie at `target`, in a folder that is there.
    pub(super) async fn at(target: PathBuf, overwrite: bool, leftovers: &Leftovers) -> Result<Targeted, FileError> {
        if !names_a_file(&target) {
            return Err(unfit(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the path names no file",
            )));
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).to_owned();
        // A name that is taken says more than a folder that cannot be written to.
        free(target.clone(), overwrite, leftovers).await?;
        let landing = Self::begin(folder, overwrite, leftovers).await?;
        Ok(Targeted { landing, target })
    }

    /// The file is to lie at `target`, in the folder that it was begun in.
    pub(super) async fn to(self, target: PathBuf) -> Result<Targeted, FileError> {
        free(target.clone(), self.overwrite, &self.leftovers).await?;
        Ok(Targeted { landing: self, target })
    }
}

impl Targeted {
    pub(super) async fn write(&mut self, piece: &[u8]) -> Result<(), FileError> {
        self.landing.file.write_all(piece).await.map_err(unwritten)
    }

    /// Gives the file its name, now that all of it is there.
    pub(super) async fn finish(self) -> Result<(), FileError> {
        let Self { landing, target } = self;
        let Landing {
            mut file,
            path,
            overwrite,
            leftovers,
        } = landing;
        file.flush().await.map_err(unwritten)?;
        // Before the name: after a crash, a name whose content never reached the disk would stand for half a file.
        file.sync_all().await.map_err(unwritten)?;
        drop(file);
        let named = blocking(&leftovers, move || {
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

/// Whether a path ends with the name of a file: `a/..`, `a/` and the empty path do not.
fn names_a_file(path: &Path) -> bool {
    let separated = path.as_os_str().as_encoded_bytes().last();
    path.file_name().is_some() && separated.is_some_and(|&last| !std::path::is_separator(char::from(last)))
}

/// Refuses a name that is taken, by whatever it may be; one that may be overwritten, only if it cannot be.
async fn free(path: PathBuf, overwrite: bool, leftovers: &Leftovers) -> Result<(), FileError> {
    let taken = blocking(leftovers, move || match path.symlink_metadata() {
        Ok(metadata) => Ok(Some(metadata.is_dir())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    });
    match taken.await.map_err(unfit)? {
        Some(_) if !overwrite => Err(FileErrorKind::Exists.into()),
        Some(true) => Err(unfit(io::ErrorKind::IsADirectory.into())),
        Some(false) | None => Ok(()),
    }
}

fn unfit(error: io::Error) -> FileError {
    FileError::because(FileErrorKind::Target, error)
}

fn unwritten(error: io::Error) -> FileError {
    match error.kind() {
        io::ErrorKind::AlreadyExists => FileErrorKind::Exists.into(),
        _ => FileError::because(FileErrorKind::Write, error),
    }
}

/// Runs what blocks where it may.
async fn blocking<T: Send + 'static>(
    leftovers: &Leftovers,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    // Without a runtime tokio would panic. The built-in transport cannot do without either.
    let runtime = Handle::try_current().map_err(io::Error::other)?;
    let under_way = leftovers.begin();
    // Together, so that what nobody waits for any more is gone before it counts as done.
    let work = runtime.spawn_blocking(move || (work(), under_way));
    work.await.map_err(io::Error::other)?.0
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{FileErrorKind, Landing, Leftovers};

    fn entries(folder: &Path) -> usize {
        folder.read_dir().unwrap().count()
    }

    #[tokio::test]
    async fn a_file_is_whole_or_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("x.conf");
        let mut landing = Landing::at(target.clone(), false, &Leftovers::default()).await.unwrap();
        landing.write(b"half").await.unwrap();
        assert!(!target.exists());
        drop(landing);
        assert_eq!(entries(folder.path()), 0);

        let mut landing = Landing::at(target.clone(), false, &Leftovers::default()).await.unwrap();
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
        let mut late = Landing::at(target.clone(), false, &Leftovers::default()).await.unwrap();
        late.write(b"new").await.unwrap();
        std::fs::write(&target, b"old").unwrap();
        let early = Landing::at(target.clone(), false, &Leftovers::default())
            .await
            .err()
            .unwrap();
        assert_eq!(early.kind(), FileErrorKind::Exists);
        assert_eq!(late.finish().await.unwrap_err().kind(), FileErrorKind::Exists);
        assert_eq!(std::fs::read(&target).unwrap(), b"old");

        let mut landing = Landing::at(target.clone(), true, &Leftovers::default()).await.unwrap();
        landing.write(b"new").await.unwrap();
        landing.finish().await.unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"new");
        assert_eq!(entries(folder.path()), 1);
    }

    #[tokio::test]
    async fn a_folder_that_is_not_there_is_not_made() {
        let folder = tempfile::tempdir().unwrap();
        for error in [
            Landing::at(folder.path().join("no/x.conf"), false, &Leftovers::default())
                .await
                .err(),
            Landing::begin(folder.path().join("no"), true, &Leftovers::default())
                .await
                .err(),
        ] {
            assert_eq!(error.unwrap().kind(), FileErrorKind::Target);
        }
        assert_eq!(entries(folder.path()), 0);
    }

    #[tokio::test]
    async fn a_path_that_no_file_can_have_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        std::fs::create_dir(&taken).unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, b"old").unwrap();
        for path in [
            taken.clone(),
            folder.path().join("x.conf/"),
            folder.path().join("taken/.."),
            folder.path().join("a\0b"),
            folder.path().join("a".repeat(1000)),
            file.join("below a file"),
            PathBuf::new(),
            PathBuf::from("/"),
        ] {
            let error = Landing::at(path.clone(), true, &Leftovers::default()).await.err();
            assert_eq!(error.unwrap().kind(), FileErrorKind::Target, "{path:?}");
        }
        assert_eq!(
            Landing::at(taken, false, &Leftovers::default())
                .await
                .err()
                .unwrap()
                .kind(),
            FileErrorKind::Exists
        );
        assert_eq!(std::fs::read(&file).unwrap(), b"old");
        assert_eq!(entries(folder.path()), 2);
    }
}
