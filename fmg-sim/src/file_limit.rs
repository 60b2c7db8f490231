//! How many files, and so connections, the process may have open.

use std::io;

/// Lets the process open as many files as the system permits it, and says how many that are.
///
/// Each connection is a file, and many systems let a process have 1,024 of them until it asks for more. The program does
/// so at its start. A test that opens very many connections has to do it too: a sim does not by itself change what is its
/// process's.
///
/// # Errors
///
/// The system does not tell, or refuses.
#[cfg(unix)]
pub fn raise_file_limit() -> io::Result<u64> {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};

    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
    if soft < hard {
        setrlimit(Resource::RLIMIT_NOFILE, hard, hard)?;
    }
    Ok(hard)
}

/// Does nothing: this system has no such limit that a process could raise.
///
/// # Errors
///
/// None.
#[cfg(not(unix))]
pub fn raise_file_limit() -> io::Result<u64> {
    Ok(u64::MAX)
}
