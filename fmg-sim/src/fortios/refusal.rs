//! Refused requests.

use std::fmt;

use crate::generated::fortios::{Route, STATUSES};
use crate::route::Fault;

/// The reason of a refusal: the HTTP status, and the members of the envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: Status,
    /// `error` of the envelope.
    pub(super) code: Option<Code>,
    /// `cli_error` of the envelope.
    pub(super) cli_error: Option<String>,
}

/// The HTTP status of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// This status.
    Http(u16),
    /// The status of the firmware for changes that the configuration refuses.
    RefusedChange,
}

/// The error codes; their numbers are in the specs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    EntryNotFound,
    DuplicateKey,
    BadIpAddress,
    BadNetmask,
    BlankEntry,
    InUse,
    NoPermission,
    UnexpectedInput,
    InvalidValue,
    /// This number.
    OnDemand(i64),
}

impl Code {
    #[cfg(test)]
    const ALL: [Self; 9] = [
        Self::EntryNotFound,
        Self::DuplicateKey,
        Self::BadIpAddress,
        Self::BadNetmask,
        Self::BlankEntry,
        Self::InUse,
        Self::NoPermission,
        Self::UnexpectedInput,
        Self::InvalidValue,
    ];

    /// The number on the wire.
    pub(super) fn number(self) -> Option<i64> {
        let name = match self {
            Self::EntryNotFound => "ENTRY_NOT_FOUND",
            Self::DuplicateKey => "DUPLICATE_KEY",
            Self::BadIpAddress => "BAD_IP_ADDRESS",
            Self::BadNetmask => "BAD_NETMASK",
            Self::BlankEntry => "BLANK_ENTRY",
            Self::InUse => "IN_USE",
            Self::NoPermission => "NO_PERMISSION",
            Self::UnexpectedInput => "UNEXPECTED_INPUT",
            Self::InvalidValue => "INVALID_VALUE",
            Self::OnDemand(number) => return Some(number),
        };
        STATUSES
            .iter()
            .find(|status| status.name == name)
            .map(|status| status.number)
    }
}

impl Refusal {
    /// A refusal with only this HTTP status.
    pub(super) fn http(status: u16) -> Self {
        Self {
            status: Status::Http(status),
            code: None,
            cli_error: None,
        }
    }

    /// The simulator has no response for the call, and no document shows one.
    pub(super) fn not_taught(route: &Route) -> Self {
        let (method, url) = (&*route.method, &*route.url);
        let words = format!(
            "not in the simulator: no document shows what `{method} {url}` answers; answer it by \
             `sim.fortios().answer({method:?}, {url:?}, |call| …)`"
        );
        Self {
            cli_error: Some(words),
            ..Self::http(501)
        }
    }

    /// The object of the url does not exist.
    pub(super) fn not_found() -> Self {
        Self {
            code: Some(Code::EntryNotFound),
            ..Self::http(404)
        }
    }

    /// The administrator does not have the permission, or not in this VDOM.
    pub(super) fn forbidden() -> Self {
        Self {
            code: Some(Code::NoPermission),
            ..Self::http(403)
        }
    }

    /// The change is refused on demand: with this code, or from 400 on with this HTTP status alone.
    pub(super) fn on_demand(code: i64) -> Self {
        match u16::try_from(code) {
            Ok(status @ 400..600) => Self::http(status),
            _ => Self::change(Code::OnDemand(code), "refused on demand"),
        }
    }

    /// The configuration refuses a change. `said` is the message of the CLI.
    pub(super) fn change(code: Code, said: impl fmt::Display) -> Self {
        let number = code.number().unwrap_or_default();
        Self {
            status: Status::RefusedChange,
            code: Some(code),
            cli_error: Some(format!("{said}\nCommand fail. Return code {number}\n")),
        }
    }
}

/// The document has one status for all errors of parameters.
impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self {
            cli_error: Some(fault.to_string()),
            ..Self::http(424)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_in_the_specs() {
        for code in Code::ALL {
            assert!(code.number().is_some_and(|number| number < 0), "{code:?}");
        }
    }

    #[test]
    fn the_cli_error_has_the_code() {
        let refusal = Refusal::change(Code::InUse, "used");
        assert_eq!(
            refusal.cli_error.as_deref(),
            Some("used\nCommand fail. Return code -23\n")
        );
    }
}
