//! The places in a request of JSON-RPC.

use std::fmt;

use crate::error::MemberFault;
use crate::extra_members::MemberPlace;

/// A place in a JSON-RPC request where a member can be added; for [`Call::member_in`](crate::Call::member_in).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Beside the url, where `fields`, `filter` and `option` stand.
    Beside,
    /// At the top level of the request, where `session` and `verbose` stand.
    Envelope,
    /// In `data`, which has to be an object or missing.
    Data,
}

/// Members that the protocol writes elsewhere, and the methods to use instead. FortiManager would ignore them in the
/// wrong place.
const OWN: [(&str, &str); 5] = [
    ("url", "another url is another call"),
    ("method", "another method is another call"),
    (
        "params",
        "a call is one entry of it; `batch` of the client sends several",
    ),
    ("session", "the client logs in and adds it"),
    ("id", "the client numbers its requests"),
];

/// Members that call options write into the envelope.
const OPTIONS: [(&str, &str); 2] = [
    ("verbose", "the method `verbose` of the call sets it"),
    (
        "keep_session_idle",
        "the method `keep_session_idle` of the call sets it",
    ),
];

impl Place {
    /// Whether an extra member of this name is allowed here.
    pub(super) fn allows(self, name: &str) -> Result<(), MemberFault> {
        match self {
            Self::Beside => MemberFault::unless_reserved(name, &OWN),
            Self::Envelope => {
                MemberFault::unless_reserved(name, &OWN).and_then(|()| MemberFault::unless_reserved(name, &OPTIONS))
            }
            // Objects may have attributes of any name.
            Self::Data => Ok(()),
        }
    }
}

impl MemberPlace for Place {
    fn as_str(self) -> &'static str {
        match self {
            Self::Beside => fmg_template::Place::Beside.region(),
            Self::Envelope => fmg_template::Place::Envelope.region(),
            Self::Data => fmg_template::Place::Data.region(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_protocol_are_reserved() {
        for (place, shared) in [
            (Place::Beside, fmg_template::Place::Beside),
            (Place::Envelope, fmg_template::Place::Envelope),
            (Place::Data, fmg_template::Place::Data),
        ] {
            for name in shared.reserved() {
                assert!(place.allows(name).is_err(), "{name} {place}");
            }
        }
    }
}
