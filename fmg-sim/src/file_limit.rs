//! The number of files, and so of connections, that the process may have open.

use std::io;

/// Raises the process's limit of open files to the most that the system permits, and returns it.
///
/// Each connection counts as a file, and the default limit of many systems is 1,024. The program calls this at its
/// start. A test that opens very many connections has to call it as well, since a sim does not change the limits of its
/// process.
///
/// # Errors
///
/// The system does not report the limit, or refuses to raise it.
#[cfg(unix)]
pub fn raise_file_limit() -> io::Result<u64> {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};

    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
    if soft < hard {
        setrlimit(Resource::RLIMIT_NOFILE, hard, hard)?;
    }
    Ok(hard)
}

/// Does nothing: this system has no such limit.
///
/// # Errors
///
/// None.
#[cfg(not(unix))]
pub fn raise_file_limit() -> io::Result<u64> {
    Ok(u64::MAX)
}
