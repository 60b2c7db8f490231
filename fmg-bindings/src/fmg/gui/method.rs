//! The methods of calls to the GUI.

use std::fmt;

use fmg_template::{HttpMethod, Protocol, Verb};

use crate::endpoint::CallMethod;

/// What a call does with what its url names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// It is a request of HTTP.
    Http(HttpMethod),
    /// It goes through the proxy of the GUI, which knows methods of its own: `get`, `create`, `processPreview` and so on.
    Proxied(&'static str),
}

impl Method {
    /// The method as it stands in a request.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http(method) => method.as_str(),
            Self::Proxied(method) => method,
        }
    }

    /// The method of HTTP that such a call goes by.
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
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
