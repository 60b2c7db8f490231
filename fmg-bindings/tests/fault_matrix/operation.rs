//! Operations of the bindings, and their promises.

use std::pin::Pin;

use fmg_bindings::error::{TaskError, TaskErrorKind, WorkspaceError, WorkspaceErrorKind};
use fmg_bindings::{Error, fmg, fortios};
use fmg_sim::Sim;

/// The claim of an operation about its effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// It is there.
    Done,
    /// It is not there.
    NotDone,
    /// It may be there.
    Unknown,
}

/// A running operation.
pub(crate) type Running = Pin<Box<dyn Future<Output = Result<Claim, Error>>>>;

/// The work of an operation.
#[derive(Clone, Copy)]
pub(crate) enum Work {
    Fmg {
        client: fn(&Sim) -> fmg::Client,
        run: fn(fmg::Client) -> Running,
    },
    FmgBlocking {
        client: fn(&Sim) -> fmg::blocking::Client,
        run: fn(&fmg::blocking::Client) -> Result<Claim, Error>,
    },
    FortiOs {
        client: fn(&Sim) -> fortios::Client,
        run: fn(fortios::Client) -> Running,
    },
    FortiOsBlocking {
        client: fn(&Sim) -> fortios::blocking::Client,
        run: fn(&fortios::blocking::Client) -> Result<Claim, Error>,
    },
}

/// An operation, and how its promises are checked.
#[derive(Clone, Copy)]
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) work: Work,
    /// Prepares the fresh simulator.
    pub(crate) prepare: fn(&Sim),
    /// How often the effect is there. The simulator has no faults any more.
    pub(crate) effects: fn(&Sim) -> usize,
    /// The claim of the operation without a fault.
    pub(crate) usual: Claim,
    /// Whether every write has to be made under a lock.
    pub(crate) locks: bool,
    /// Whether the client releases locks only when it is closed.
    pub(crate) releases_late: bool,
}

impl Operation {
    pub(crate) fn new(name: &'static str, work: Work, effects: fn(&Sim) -> usize) -> Self {
        Self {
            name,
            work,
            prepare: |_| {},
            effects,
            usual: Claim::Done,
            locks: false,
            releases_late: false,
        }
    }

    pub(crate) fn prepared(mut self, prepare: fn(&Sim)) -> Self {
        self.prepare = prepare;
        self
    }

    /// The operation writes nothing that stays.
    pub(crate) fn without_effect(mut self) -> Self {
        self.usual = Claim::NotDone;
        self
    }

    pub(crate) fn under_locks(mut self) -> Self {
        self.locks = true;
        self
    }

    pub(crate) fn releasing_late(mut self) -> Self {
        self.releases_late = true;
        self
    }

    pub(crate) fn is_async(&self) -> bool {
        matches!(self.work, Work::Fmg { .. } | Work::FortiOs { .. })
    }
}

/// The claim in the result of an operation.
pub(crate) fn claim(operation: &Operation, outcome: &Result<Claim, Error>) -> Claim {
    let error = match outcome {
        Ok(claim) => return *claim,
        Err(error) => error,
    };
    let workspace = error.workspace().map(WorkspaceError::kind);
    if workspace == Some(WorkspaceErrorKind::NotReleased) || is_of_logout(error) {
        // Everything else is done.
        return operation.usual;
    }
    let may_still_run = |task: &TaskError| matches!(task.kind(), TaskErrorKind::TimedOut | TaskErrorKind::Unknown);
    if error.is_outcome_unknown() || error.task().is_some_and(may_still_run) {
        Claim::Unknown
    } else {
        Claim::NotDone
    }
}

/// Whether the call that failed is the logout after the work.
fn is_of_logout(error: &Error) -> bool {
    match (error.method(), error.template()) {
        (_, Some("/sys/logout" | "/p/logout-api/" | "/logout")) => true,
        (method, template) => method == Some("DELETE") && template == Some("/api/v2/authentication"),
    }
}
