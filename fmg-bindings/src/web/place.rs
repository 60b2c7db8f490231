//! The places for members in an HTTP request.
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

/// The place of an added member in an HTTP request; [`Call::member_in`](crate::Call::member_in) takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the query of the url. Web servers and proxies log it, so do not put passwords there.
    Query,
    /// In the JSON object of the body. If the call uploads a file in a form, it is a part of the form. If the proxy of
    /// FortiManager's GUI passes the call on, it is a member of `params`.
    Body,
    /// In the form of the body.
    Form,
}

impl Place {
    /// Checks that requests of this method have the place, and that the name does not belong to the protocol.
    /// `reserved` has those names in the query.
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
