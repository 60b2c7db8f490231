//! The error of a file that could not be sent or stored.

use std::error::Error;
use std::fmt;
use std::io;

/// The file to send could not be read, or the received file could not be stored.
///
/// Neither its text nor its `Debug` form repeats the content of the file.
#[derive(Debug)]
pub struct FileError {
    kind: FileErrorKind,
    source: Option<io::Error>,
}

/// The kind of a file error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileErrorKind {
    /// The file to send could not be read. The appliance did not receive all of it.
    Read,
    /// The path to send is not a file, but a folder, a pipe or a device.
    NoFile,
    /// The file to send comes from a stream that was read before, and cannot be read again.
    Spent,
    /// The file to send does not have the given length.
    Length,
    /// The appliance reported success before it received the whole file. Whether it used the part that it received is
    /// unknown.
    Unsent,
    /// The target for the received file is not usable: the path has no file name, its folder does not exist, or the
    /// folder is not writable. This is checked before the call is sent.
    Target,
    /// The received file could not be written. No part of it remains.
    Write,
    /// A file with this name exists already. It was not changed.
    Exists,
}

impl FileError {
    /// The kind of the error.
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
            FileErrorKind::Read => "the file to send could not be read",
            FileErrorKind::NoFile => {
                "the path to send is a folder, a pipe or a device; send a pipe as a reader with `File::from_reader`"
            }
            FileErrorKind::Spent => "the file to send comes from a stream, which can be sent only once",
            FileErrorKind::Length => "the file to send does not have the given length",
            FileErrorKind::Unsent => "the appliance reported success before the whole file was sent",
            FileErrorKind::Target => {
                "the target of the file is not usable; it needs an existing folder that is writable, and a \
                 name that is not that of a folder"
            }
            FileErrorKind::Write => "the received file could not be written",
            FileErrorKind::Exists => "a file with this name exists already",
        })
    }
}

impl Error for FileError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| source as _)
    }
}
