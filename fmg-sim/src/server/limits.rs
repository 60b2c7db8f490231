//! What a client may ask of the server.

use std::time::Duration;

/// What a client may ask of a sim, so that none, however broken, takes all of it.
///
/// Times are real ones: they don't go by the [`Clock`](crate::Clock).
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
    /// How many bytes the body of a request may have; 16 MiB by default. A larger one is answered with 413.
    pub body: usize,
    /// How many bytes a file may have that is sent by itself, such as a backup to restore; 4 GiB by default. A larger one is
    /// answered with 413. Of one that is larger than [`body`](Self::body), no more than 8 MiB are held.
    pub file: u64,
    /// How many bytes the bodies of all requests under way may have, for each appliance; 64 MiB by default. A request
    /// that goes beyond is answered with 503.
    pub all_bodies: usize,
    /// How long a body may take to come; 60 s by default. A slower one is answered with 408. A file that is
    /// larger than [`body`](Self::body) may take longer, but none of its pieces may.
    pub body_time: Duration,
    /// How many bytes the head of a request may have; 64 KiB by default, 8 KiB at least. A larger one is answered with
    /// 431.
    pub head: usize,
    /// How long a connection may be idle, and how long the head of a request may take from there; 60 s by default. The
    /// connection is closed then.
    pub idle: Duration,
    /// How long a TLS handshake may take; 10 s by default.
    pub handshake: Duration,
    /// How long a client may leave an answer unread; 30 s by default. The connection is closed then.
    pub unread: Duration,
    /// How many connections may be open, for each appliance; 16,384 by default. One more is closed at once.
    ///
    /// A process may open fewer files than that: see [`raise_file_limit`](crate::raise_file_limit). Connections that
    /// find no file descriptor wait to be accepted.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // JSON takes up many times its bytes once it is read, which is before anybody has logged in.
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
