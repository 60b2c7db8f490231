//! What goes wrong on demand.

/// A fault that a product plays itself, found in the extensions of a request.
///
/// It stands for the whole request: for each of its entries, if it has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Injected {
    /// The session that the request came in has ended; a token is one that nobody knows.
    SessionExpired,
    /// Somebody else holds the lock that the request asks for or writes under.
    LockedByAnother,
    /// The task that the request starts ends in an error.
    TaskFails,
    /// The task that the request starts ends with a warning.
    TaskWarns,
    /// The task that the request starts stops moving before its end.
    TaskStalls,
}
