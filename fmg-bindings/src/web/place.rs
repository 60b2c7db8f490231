//! The places in a request of HTTP.
#![cfg_attr(
    not(any(feature = "fortios", feature = "web")),
    allow(
        unreachable_pub,
        reason = "the calls that have such members are those of these features"
    )
)]

use std::fmt;

use fmg_template::HttpMethod;

use crate::error::MemberFault;
use crate::extra_members::MemberPlace;

/// Where a member can be added to a request of HTTP; [`Call::member_in`](crate::Call::member_in) takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the query of the url. Web servers and proxies log it, so that passwords belong elsewhere.
    Query,
    /// In the JSON object that is the body; of a call that uploads a file in a form, a part of that. Of a call that the
    /// proxy of FortiManager's GUI hands on, the members of `params`.
    Body,
    /// In the form that is the body.
    Form,
}

impl Place {
    /// Whether requests of this method have the place, and a member of this name is there none of those that belong to
    /// the protocol: `reserved` in the query.
    pub(crate) fn allows(
        self,
        method: HttpMethod,
        name: &str,
        reserved: &[(&str, &'static str)],
    ) -> Result<(), MemberFault> {
        match self {
            Self::Query => MemberFault::unless_reserved(name, reserved),
            Self::Body | Self::Form if method.has_body() => Ok(()),
            Self::Body | Self::Form => Err(MemberFault::NoBody),
        }
    }
}

impl MemberPlace for Place {
    fn as_str(self) -> &'static str {
        match self {
            Self::Query => fmg_template::Place::Query.region(),
            Self::Body => fmg_template::Place::Body.region(),
            Self::Form => fmg_template::Place::Form.region(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
