//! Writes a downloaded file so that the target is either complete or absent.

use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempPath;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::runtime::Handle;

use crate::error::{FileError, FileErrorKind};
use crate::leftovers::Leftovers;

/// An unfinished file with a temporary name in the folder of its target. Dropping it removes it.
pub(super) struct PartialFile {
    // The file is closed before its path is removed, because Windows requires it.
    file: File,
    path: TempPath,
    overwrite: bool,
    leftovers: Leftovers,
}

/// An unfinished file, and the path that it gets when it is complete.
pub(super) struct NamedPartialFile {
    partial: PartialFile,
    target: PathBuf,
}

impl PartialFile {
    /// Creates a file in `folder`, which must exist.
    ///
    /// `leftovers` counts the work that goes on after the future is dropped.
    pub(super) async fn begin(folder: PathBuf, overwrite: bool, leftovers: &Leftovers) -> Result<Self, FileError> {
        // In the folder itself, not in the system's temporary folder: moving a file between file systems copies it.
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

    /// Creates the file for `target`, whose folder must exist.
    pub(super) async fn at(
        target: PathBuf,
        overwrite: bool,
        leftovers: &Leftovers,
    ) -> Result<NamedPartialFile, FileError> {
        if !names_a_file(&target) {
            return Err(unfit(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the path has no file name",
            )));
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).to_owned();
        // The error of a name that is taken says more than that of an unwritable folder.
        free(target.clone(), overwrite, leftovers).await?;
        let partial = Self::begin(folder, overwrite, leftovers).await?;
        Ok(NamedPartialFile { partial, target })
    }

    /// Sets the target, which is in the folder of the temporary file.
    pub(super) async fn to(self, target: PathBuf) -> Result<NamedPartialFile, FileError> {
        free(target.clone(), self.overwrite, &self.leftovers).await?;
        Ok(NamedPartialFile { partial: self, target })
    }
}

impl NamedPartialFile {
    pub(super) async fn write(&mut self, piece: &[u8]) -> Result<(), FileError> {
        self.partial.file.write_all(piece).await.map_err(unwritten)
    }

    /// Renames the complete file to its target.
    pub(super) async fn finish(self) -> Result<(), FileError> {
        let Self { partial, target } = self;
        let PartialFile {
            mut file,
            path,
            overwrite,
            leftovers,
        } = partial;
        file.flush().await.map_err(unwritten)?;
        // Before renaming: after a crash, the file could have its name without its content.
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

/// Whether a path ends with a file name: `a/..`, `a/` and the empty path do not.
fn names_a_file(path: &Path) -> bool {
    let separated = path.as_os_str().as_encoded_bytes().last();
    path.file_name().is_some() && separated.is_some_and(|&last| !std::path::is_separator(char::from(last)))
}

/// Refuses a path that exists. With `overwrite`, it refuses only a folder.
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

/// Runs blocking work on a thread for such work.
async fn blocking<T: Send + 'static>(
    leftovers: &Leftovers,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    // Without a runtime tokio would panic. The built-in transport needs one, too.
    let runtime = Handle::try_current().map_err(io::Error::other)?;
    let pending = leftovers.begin();
    // Dropped together, so that an abandoned result is removed before its work counts as done.
    let work = runtime.spawn_blocking(move || (work(), pending));
    work.await.map_err(io::Error::other)?.0
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{FileErrorKind, Leftovers, PartialFile};

    fn entries(folder: &Path) -> usize {
        folder.read_dir().unwrap().count()
    }

    #[tokio::test]
    async fn a_file_is_complete_or_absent() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("x.conf");
        let mut partial = PartialFile::at(target.clone(), false, &Leftovers::default())
            .await
            .unwrap();
        partial.write(b"half").await.unwrap();
        assert!(!target.exists());
        drop(partial);
        assert_eq!(entries(folder.path()), 0);

        let mut partial = PartialFile::at(target.clone(), false, &Leftovers::default())
            .await
            .unwrap();
        partial.write(b"the ").await.unwrap();
        partial.write(b"whole").await.unwrap();
        partial.finish().await.unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"the whole");
        assert_eq!(entries(folder.path()), 1);
    }

    #[tokio::test]
    async fn an_existing_file_is_kept_without_overwrite() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("x.conf");
        let mut late = PartialFile::at(target.clone(), false, &Leftovers::default())
            .await
            .unwrap();
        late.write(b"new").await.unwrap();
        std::fs::write(&target, b"old").unwrap();
        let early = PartialFile::at(target.clone(), false, &Leftovers::default())
            .await
            .err()
            .unwrap();
        assert_eq!(early.kind(), FileErrorKind::Exists);
        assert_eq!(late.finish().await.unwrap_err().kind(), FileErrorKind::Exists);
        assert_eq!(std::fs::read(&target).unwrap(), b"old");

        let mut partial = PartialFile::at(target.clone(), true, &Leftovers::default())
            .await
            .unwrap();
        partial.write(b"new").await.unwrap();
        partial.finish().await.unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"new");
        assert_eq!(entries(folder.path()), 1);
    }

    #[tokio::test]
    async fn a_missing_folder_is_not_created() {
        let folder = tempfile::tempdir().unwrap();
        for error in [
            PartialFile::at(folder.path().join("no/x.conf"), false, &Leftovers::default())
                .await
                .err(),
            PartialFile::begin(folder.path().join("no"), true, &Leftovers::default())
                .await
                .err(),
        ] {
            assert_eq!(error.unwrap().kind(), FileErrorKind::Target);
        }
        assert_eq!(entries(folder.path()), 0);
    }

    #[tokio::test]
    async fn an_impossible_path_is_refused_at_once() {
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
            let error = PartialFile::at(path.clone(), true, &Leftovers::default()).await.err();
            assert_eq!(error.unwrap().kind(), FileErrorKind::Target, "{path:?}");
        }
        assert_eq!(
            PartialFile::at(taken, false, &Leftovers::default())
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
