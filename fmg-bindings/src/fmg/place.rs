//! The places in a request of JSON-RPC.

use std::fmt;

use crate::error::MemberFault;
use crate::extra_members::MemberPlace;

/// Where a member can be added to a request of JSON-RPC; [`Call::member_in`](crate::Call::member_in) takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Beside the url, where `fields`, `filter` and `option` stand.
    Beside,
    /// At the top level of the request, where `session` and `verbose` stand.
    Envelope,
    /// In `data`, which has to be an object, or to be missing.
    Data,
}

/// What the protocol has in a place of its own, and what to do for it. In the wrong place it would be passed over.
const OWN: [(&str, &str); 5] = [
    ("url", "another url is another call"),
    ("method", "another method is another call"),
    ("params", "a request has one entry of them, which the call writes"),
    ("session", "the client logs in and adds it"),
    ("id", "the client numbers its requests"),
];

/// What options of a call write into the envelope.
const OPTIONS: [(&str, &str); 2] = [
    ("verbose", "the method `verbose` of the call sets it"),
    (
        "keep_session_idle",
        "the method `keep_session_idle` of the call sets it",
    ),
];

impl Place {
    /// Whether a member of this name is nobody's own here.
    pub(super) fn allows(self, name: &str) -> Result<(), MemberFault> {
        match self {
            Self::Beside => MemberFault::unless_reserved(name, &OWN),
            Self::Envelope => {
                MemberFault::unless_reserved(name, &OWN).and_then(|()| MemberFault::unless_reserved(name, &OPTIONS))
            }
            // The attributes of objects have any names.
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
    fn what_the_protocol_writes_is_nobody_elses() {
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
