//! The facts of an error about its call: whether the appliance may have carried it out, and how often it was sent.

use std::fmt;
use std::sync::Arc;

use super::{Error, ErrorKind, Inner};

/// Whether the appliance has carried out a failed call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Execution {
    /// It was certainly not carried out, and nothing that it does has begun.
    Undone,
    /// The appliance refused it, or the kind of the error says what happened.
    Refused,
    /// It is unknown whether it was carried out.
    Unknown,
}

impl Inner {
    /// Writes how often the call was sent.
    pub(super) fn fmt_attempts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.attempts > 1 {
            write!(f, "; it failed in each of {} attempts", self.attempts)?;
        }
        if self.was_lost && self.attempts > 1 {
            f.write_str(", and an earlier one may have been carried out")?;
        }
        if self.has_other_object {
            f.write_str(
                "; an object with this key exists now, with other values than were sent, or with values that cannot be \
                 compared",
            )?;
        }
        Ok(())
    }
}

impl Error {
    /// How often the call was sent, attempts with a failed login included. It is more than once only if a
    /// [`Retry`](crate::Retry), a new login or a workspace guard has repeated the call.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The appliance may have carried out the call. The response to the last attempt or to an earlier one was lost,
    /// could not be read, or had an HTTP status from 500 on. Or the result of a commit could not be checked.
    ///
    /// A read can be repeated then. Before you repeat a write, check whether it was carried out, unless a second
    /// execution changes nothing.
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        self.0.was_lost || self.execution() == Execution::Unknown
    }

    /// The response to the creation of an object was lost. A read then found an object with its key, but with other
    /// values than were sent, or with values that cannot be compared, such as passwords.
    ///
    /// It may be the object of this call, or that of somebody else. Read it before you change or delete it.
    #[must_use]
    pub fn is_other_object(&self) -> bool {
        self.0.has_other_object
    }

    /// Marks that a read found another object than the call should have created.
    pub(crate) fn of_other_object(self) -> Self {
        Self(Arc::new(Inner {
            has_other_object: true,
            ..self.parts()
        }))
    }

    /// Whether the call was certainly not carried out, so that it may be sent again whatever it does.
    pub(crate) fn is_undone(&self) -> bool {
        !self.0.was_lost && self.execution() == Execution::Undone
    }

    /// Whether the appliance itself says that the object of the call does not exist, and not only that it has no such
    /// url.
    pub(crate) fn is_object_missing(&self) -> bool {
        let is_said = match self.kind() {
            ErrorKind::Api(_) => true,
            ErrorKind::Rest(rest) => rest.code().is_some(),
            _ => false,
        };
        is_said && self.is_not_found()
    }

    fn execution(&self) -> Execution {
        match self.kind() {
            _ if self.is_locked() => Execution::Undone,
            // The appliance has answered the calls. The kind says whether a task may still run, and what was saved.
            ErrorKind::Api(_) | ErrorKind::Task(_) | ErrorKind::Workspace(_) => Execution::Refused,
            ErrorKind::Http(http) => self.execution_by(http.status()),
            // With a code of its own, FortiOS refuses the call.
            ErrorKind::Rest(rest) => match self.execution_by(rest.http_status()) {
                Execution::Unknown if rest.code().is_some() => Execution::Refused,
                execution => execution,
            },
            ErrorKind::Transport(transport) if transport.is_unsent() => Execution::Undone,
            ErrorKind::Login(_)
            | ErrorKind::Encode(_)
            | ErrorKind::Config(_)
            | ErrorKind::Credentials(_)
            | ErrorKind::Batch(_) => Execution::Undone,
            ErrorKind::Transport(_) | ErrorKind::Decode(_) | ErrorKind::File(_) | ErrorKind::Other(_) => {
                Execution::Unknown
            }
        }
    }

    fn execution_by(&self, status: u16) -> Execution {
        match status {
            // Too many requests.
            429 => Execution::Undone,
            // With a time to wait, the request was certainly not carried out. Without one, it may be a gateway whose
            // connection to the appliance broke after it had passed the request on.
            503 if self.retry_after().is_some() => Execution::Undone,
            500.. => Execution::Unknown,
            _ => Execution::Refused,
        }
    }

    /// This error, as that of work whose effect could not be checked. `note` names the possible effect.
    pub(crate) fn unconfirmed(self, note: &str) -> Self {
        Self(Arc::new(Inner {
            was_lost: true,
            ..self.with_note(note).parts()
        }))
    }

    /// This error, as that of a call that was sent this often. `was_lost`: an earlier attempt may have been carried out.
    pub(crate) fn after(self, attempts: u32, was_lost: bool) -> Self {
        if attempts < 2 {
            return self;
        }
        Self(Arc::new(Inner {
            attempts,
            was_lost,
            ..self.parts()
        }))
    }
}
