//! A case for each call and table, as the generator writes them.

use std::fmt;
use std::pin::Pin;

use fmg_bindings::Error;
use serde::Serialize;

use super::outcome::Read;

/// The reason why a call is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Why {
    /// It changes something, or no source says that it does not.
    Changes,
    /// Its response is a file.
    File,
    /// It costs the appliance much, or makes it ask other servers.
    Costly,
    /// It needs members that only a user knows.
    Members,
    /// Its url needs names that the appliance has not shown.
    Names,
    /// There is no row to ask about.
    Rows,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Changes => "may change something",
            Self::File => "transfers a file",
            Self::Costly => "costs much, or asks other servers",
            Self::Members => "needs members that only a user knows",
            Self::Names => "needs names that were not found",
            Self::Rows => "has no row to ask about",
        })
    }
}

/// The run of a case.
pub(crate) type Running<'p> = Pin<Box<dyn Future<Output = Vec<Found>> + 'p>>;

/// The case of one call or table.
pub(crate) struct Case<P: 'static> {
    pub(super) method: &'static str,
    pub(super) url: &'static str,
    pub(super) run: Result<for<'p> fn(&'p P) -> Running<'p>, Why>,
}

impl<P> Case<P> {
    /// A call or table that is read.
    pub(crate) const fn made(method: &'static str, url: &'static str, run: for<'p> fn(&'p P) -> Running<'p>) -> Self {
        Self {
            method,
            url,
            run: Ok(run),
        }
    }

    /// A call that is left out.
    pub(crate) const fn skipped(method: &'static str, url: &'static str, why: Why) -> Self {
        Self {
            method,
            url,
            run: Err(why),
        }
    }
}

/// The result of one call of a case.
pub(crate) struct Found {
    /// The rest of the url, behind that of the case.
    pub(super) below: &'static str,
    pub(super) result: Result<Read, Unread>,
}

/// The reason why nothing was read.
pub(super) enum Unread {
    Skipped(Why),
    Failed(Box<Error>),
}

impl Found {
    pub(super) fn skipped(why: Why) -> Self {
        Self {
            below: "",
            result: Err(Unread::Skipped(why)),
        }
    }

    /// The result of a call, and its value.
    pub(super) fn of<T, M>(result: Result<fmg_bindings::Reply<T, M>, Error>) -> (Self, Option<T>) {
        let (result, value) = match result {
            Ok(reply) => {
                let read = Read::of(&reply);
                (Ok(read), Some(reply.into_value()))
            }
            Err(error) => (Err(Unread::Failed(Box::new(error))), None),
        };
        (Self { below: "", result }, value)
    }

    pub(super) fn below(self, below: &'static str) -> Self {
        Self { below, ..self }
    }
}
