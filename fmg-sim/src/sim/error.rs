//! Why a sim does not start.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::{fmt, io};

use crate::product::Product;
use crate::route::BadRoute;
#[cfg(feature = "specs")]
use crate::specs::SpecsError;
use crate::state_file::StateError;

/// Why a sim does not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// It was told to listen where others than this machine can reach it, and was not
    /// [allowed](super::Builder::allow_remote) to.
    Remote {
        /// Which appliance.
        product: Product,
        /// Where it was to listen.
        address: SocketAddr,
    },
    /// What trusts everybody was told to listen where others than this machine can reach it.
    NotLoopback(SocketAddr),
    /// The address is taken, is not this machine's, or needs more rights.
    Listen {
        /// Which appliance.
        product: Product,
        /// Where it was to listen.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The state to start from is wrong.
    State(StateError),
    /// The state file can't be read, or is no UTF-8.
    ReadState {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The state file is wrong.
    StateFile {
        /// The file.
        path: PathBuf,
        /// The line in which the fault is, from 1 on.
        line: usize,
        /// The character of that line at which the wrong value begins, from 1 on.
        column: usize,
        /// The member that is wrong, and why.
        source: StateError,
    },
    /// What is to be the speed of tasks is none.
    TaskSpeed(f64),
    /// A folder of specs is wrong.
    #[cfg(feature = "specs")]
    Specs(SpecsError),
    /// A route table cannot be searched: a fault of this crate.
    Routes(Box<dyn std::error::Error + Send + Sync>),
    /// No certificate could be made.
    Certificate(Box<dyn std::error::Error + Send + Sync>),
    /// The system gives no threads.
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
                "the {product} can't listen at {address}: that is beyond loopback, where everybody could use it, and has \
                 to be allowed"
            ),
            Self::Listen { product, address, .. } => write!(f, "the {product} can't listen at {address}"),
            Self::State(error) => error.fmt(f),
            Self::ReadState { path, .. } => write!(f, "{}: the state file can't be read", path.display()),
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
            Self::TaskSpeed(speed) => write!(f, "{speed} is no speed of tasks: it has to be a number above 0"),
            #[cfg(feature = "specs")]
            Self::Specs(error) => error.fmt(f),
            Self::Routes(_) => f.write_str("the route table of the specs cannot be searched"),
            Self::Certificate(_) => f.write_str("no certificate could be made"),
            Self::Threads(_) => f.write_str("the system gives no threads"),
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
            // The text of a wrong state has all that its source says.
            Self::State(_)
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
