//! The methods of GUI calls.

use std::fmt;

use fmg_template::{HttpMethod, Protocol, Verb};

use crate::endpoint::CallMethod;

/// The method of a GUI call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// An HTTP method; the call is a plain HTTP request.
    Http(HttpMethod),
    /// A method of the GUI's proxy, such as `get`, `create` or `processPreview`.
    Proxied(&'static str),
}

impl Method {
    /// The method as it is sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http(method) => method.as_str(),
            Self::Proxied(method) => method,
        }
    }

    /// The HTTP method that carries the call.
    pub(super) const fn http(self) -> HttpMethod {
        match self {
            Self::Http(method) => method,
            Self::Proxied(_) => HttpMethod::Post,
        }
    }
}

impl CallMethod for Method {
    fn as_str(self) -> &'static str {
        Self::as_str(self)
    }

    fn is_read(self) -> bool {
        match self {
            Self::Http(method) => method.is_read(),
            Self::Proxied(method) => Verb::of(Protocol::GuiProxy, method).is_some_and(Verb::is_read),
        }
    }

    fn may_repeat(self) -> bool {
        match self {
            Self::Http(method) => method.may_repeat(),
            Self::Proxied(method) => Verb::of(Protocol::GuiProxy, method).is_some_and(Verb::may_repeat),
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
