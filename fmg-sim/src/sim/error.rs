//! Errors at the start of a sim.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::{fmt, io};

use crate::fmg::tables::TableError;
use crate::product::Product;
use crate::route::BadRoute;
#[cfg(feature = "specs")]
use crate::specs::SpecsError;
use crate::state_file::StateError;

/// The sim cannot start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The address is beyond loopback, and [`Builder::allow_remote`](super::Builder::allow_remote) was not called.
    Remote {
        /// The appliance.
        product: Product,
        /// Its address.
        address: SocketAddr,
    },
    /// The address for JSON-RPC without a session is beyond loopback.
    NotLoopback(SocketAddr),
    /// The address is in use, is not this machine's, or needs more rights.
    Listen {
        /// The appliance.
        product: Product,
        /// Its address.
        address: SocketAddr,
        /// The error of the system.
        source: io::Error,
    },
    /// The initial state is invalid.
    State(StateError),
    /// The state file cannot be read, or is not UTF-8.
    ReadState {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// The state file is invalid.
    StateFile {
        /// The file.
        path: PathBuf,
        /// The line of the error, from 1 on.
        line: usize,
        /// The character of that line at which the invalid value begins, from 1 on.
        column: usize,
        /// The invalid member, and why it is invalid.
        source: StateError,
    },
    /// The speed of tasks is not a positive number.
    TaskSpeed(f64),
    /// The description of a table is contradictory.
    Table(TableError),
    /// A folder of specs or a description of a device is faulty.
    #[cfg(feature = "specs")]
    Specs(SpecsError),
    /// A route table cannot be searched, which is a bug of this crate.
    Routes(Box<dyn std::error::Error + Send + Sync>),
    /// The certificate could not be made.
    Certificate(Box<dyn std::error::Error + Send + Sync>),
    /// The system provides no threads.
    Threads(io::Error),
}

impl StartError {
    /// A route table cannot be searched.
    pub(super) fn routes(fault: BadRoute) -> Self {
        Self::Routes(Box::new(fault))
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Remote { product, address } => write!(
                f,
                "the {product} cannot listen at {address}: the address is beyond loopback, where everybody could use it, and has \
                 to be allowed"
            ),
            Self::Listen { product, address, .. } => write!(f, "the {product} cannot listen at {address}"),
            Self::State(error) => error.fmt(f),
            Self::ReadState { path, .. } => write!(f, "{}: the state file cannot be read", path.display()),
            Self::StateFile {
                path,
                line,
                column,
                source,
            } => write!(f, "{}:{line}:{column}: {}", path.display(), source.problem()),
            Self::NotLoopback(address) => write!(
                f,
                "JSON-RPC without a session may listen at loopback only, not at {address}"
            ),
            Self::TaskSpeed(speed) => write!(f, "the speed of tasks has to be a number above 0, not {speed}"),
            Self::Table(error) => error.fmt(f),
            #[cfg(feature = "specs")]
            Self::Specs(error) => error.fmt(f),
            Self::Routes(_) => f.write_str("the route table of the specs cannot be searched"),
            Self::Certificate(_) => f.write_str("the certificate could not be made"),
            Self::Threads(_) => f.write_str("the system provides no threads"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen { source, .. } | Self::ReadState { source, .. } | Self::Threads(source) => Some(source),
            Self::Routes(source) | Self::Certificate(source) => Some(source.as_ref()),
            #[cfg(feature = "specs")]
            Self::Specs(_) => None,
            // The message of an invalid state contains that of its source.
            Self::State(_)
            | Self::Table(_)
            | Self::StateFile { .. }
            | Self::Remote { .. }
            | Self::NotLoopback(_)
            | Self::TaskSpeed(_) => None,
        }
    }
}

impl From<StateError> for StartError {
    fn from(error: StateError) -> Self {
        Self::State(error)
    }
}
