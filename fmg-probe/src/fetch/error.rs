//! The errors that end a fetch.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::Identity;

/// The error that ended a fetch before all questions were asked. The answers that were stored before stay.
#[derive(Debug)]
#[non_exhaustive]
pub enum FetchError {
    /// A file or a folder cannot be read or written.
    File {
        /// Its path.
        path: PathBuf,
        /// The reason.
        error: io::Error,
    },
    /// The folder has descriptions that `fetch` has not stored, so their appliance is unknown.
    Foreign {
        /// One of them.
        path: PathBuf,
    },
    /// The file at the path of the record is not a record of `fetch`.
    Record {
        /// Its path.
        path: PathBuf,
    },
    /// The folder describes another appliance, or another firmware of it.
    OtherAppliance {
        /// The folder.
        folder: PathBuf,
        /// The appliance that the folder describes.
        known: String,
        /// The appliance that answers now.
        found: String,
    },
    /// A text names no table.
    NotATable {
        /// The text.
        name: String,
    },
    /// The appliance could not be asked.
    Call(fmg_bindings::Error),
    /// The fetch was stopped.
    Stopped,
}

impl FetchError {
    pub(super) fn file(path: &Path, error: io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            error,
        }
    }

    pub(super) fn other_appliance(folder: &Path, known: &Identity, found: &Identity) -> Self {
        Self::OtherAppliance {
            folder: folder.to_owned(),
            known: known.to_string(),
            found: found.to_string(),
        }
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, error } => write!(f, "`{}`: {error}", path.display()),
            Self::Foreign { path } => write!(
                f,
                "`{}` was not written by a fetch, so nothing says which firmware it describes; choose an empty folder",
                path.display()
            ),
            Self::Record { path } => write!(
                f,
                "`{}` is not the record of a fetch; choose an empty folder",
                path.display()
            ),
            Self::OtherAppliance { folder, known, found } => write!(
                f,
                "the folder `{}` describes {known}, and this is {found}; choose another folder, since descriptions of \
                 two cannot be imported together",
                folder.display()
            ),
            Self::NotATable { name } => write!(f, "{name:?} names no table; tables are named as `firewall/address`"),
            Self::Call(error) => write!(f, "{error}"),
            Self::Stopped => f.write_str("stopped; the same command goes on from here"),
        }
    }
}

impl std::error::Error for FetchError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Call(error) => error.source(),
            _ => None,
        }
    }
}

impl From<fmg_bindings::Error> for FetchError {
    fn from(error: fmg_bindings::Error) -> Self {
        Self::Call(error)
    }
}
