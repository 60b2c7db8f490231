//! A file that cannot be sent or kept.

use std::error::Error;
use std::fmt;
use std::io;

/// The file that a call was to send could not be read, or the one that came could not be kept.
///
/// Neither its text nor its `Debug` repeats anything that is in the file.
#[derive(Debug)]
pub struct FileError {
    kind: FileErrorKind,
    source: Option<io::Error>,
}

/// What happened to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileErrorKind {
    /// The file to be sent could not be read. The appliance has not got the whole of it.
    Read,
    /// What is to be sent is no file: a folder, a pipe or a device.
    NoFile,
    /// The file to be sent comes from a stream that has been read before, and cannot be read again.
    Spent,
    /// The file to be sent is not as long as was said.
    Length,
    /// The appliance reported success before it had been sent the whole file. Whether it did anything with the part of it
    /// is unknown.
    Unsent,
    /// There can be no file where the one that comes is to go: the path names none, its folder is not there, or nothing
    /// may be written there. Found before the call was sent.
    Target,
    /// The file that came could not be written. Nothing of it is left.
    Write,
    /// There is a file with this name already. It is as it was.
    Exists,
}

impl FileError {
    /// What happened.
    #[must_use]
    pub fn kind(&self) -> FileErrorKind {
        self.kind
    }

    pub(crate) fn because(kind: FileErrorKind, source: io::Error) -> Self {
        Self {
            kind,
            source: Some(source),
        }
    }
}

impl From<FileErrorKind> for FileError {
    fn from(kind: FileErrorKind) -> Self {
        Self { kind, source: None }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            FileErrorKind::Read => "the file to be sent could not be read",
            FileErrorKind::NoFile => {
                "what is to be sent is a folder, a pipe or a device; a pipe can be sent as a reader with `File::from_reader`"
            }
            FileErrorKind::Spent => "the file to be sent comes from a stream, which can be sent only once",
            FileErrorKind::Length => "the file to be sent is not as long as was said",
            FileErrorKind::Unsent => "success was reported before the whole file had been sent",
            FileErrorKind::Target => {
                "there can be no file where this one is to go; it needs a folder that is there and may be written to, and a \
                 name that no folder has"
            }
            FileErrorKind::Write => "the file that came could not be written",
            FileErrorKind::Exists => "there is a file with this name already",
        })
    }
}

impl Error for FileError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| source as _)
    }
}
