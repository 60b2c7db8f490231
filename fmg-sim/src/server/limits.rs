//! The limits of the server.

use std::time::Duration;

/// Limits for clients, so that no single one can use up the resources of a sim.
///
/// Times are real time, and independent of the [`Clock`](crate::Clock).
///
/// ```
/// use fmg_sim::{Limits, Sim};
///
/// let mut limits = Limits::default();
/// limits.body = 1024;
/// let sim = Sim::builder().limits(limits);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The largest body of a request, in bytes; 16 MiB by default. A larger one is answered with 413.
    pub body: usize,
    /// The largest file that is uploaded by itself, such as a backup to restore, in bytes; 4 GiB by default. A larger
    /// one is answered with 413. Of a file that is larger than [`body`](Self::body), at most 8 MiB are kept in memory.
    pub file: u64,
    /// The total size of the bodies of all requests under way, in bytes, for each appliance; 64 MiB by default. A
    /// request that exceeds it is answered with 503.
    pub all_bodies: usize,
    /// The timeout for receiving a body; 60 s by default. A slower one is answered with 408. For a file that is larger
    /// than [`body`](Self::body), it is the timeout of each piece.
    pub body_time: Duration,
    /// The largest head of a request, in bytes; 64 KiB by default, 8 KiB at least. A larger one is answered with 431.
    pub head: usize,
    /// The timeout of an idle connection, and from then on of the head of a request; 60 s by default. The connection is
    /// closed then.
    pub idle: Duration,
    /// The timeout of the TLS handshake; 10 s by default.
    pub handshake: Duration,
    /// How long a client may leave a response unread; 30 s by default. The connection is closed then.
    pub unread: Duration,
    /// The largest number of open connections, for each appliance; 16,384 by default. A connection beyond it is closed
    /// at once.
    ///
    /// The process may have a lower limit of open files: see [`raise_file_limit`](crate::raise_file_limit). Connections
    /// without a file descriptor wait to be accepted.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // Parsed JSON takes many times its size in memory, and it is parsed before the login is checked.
            body: 16 << 20,
            file: 4 << 30,
            all_bodies: 64 << 20,
            body_time: Duration::from_secs(60),
            head: 64 << 10,
            idle: Duration::from_secs(60),
            handshake: Duration::from_secs(10),
            unread: Duration::from_secs(30),
            connections: 16_384,
        }
    }
}
