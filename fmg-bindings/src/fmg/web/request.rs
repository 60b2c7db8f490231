//! The methods of calls beside JSON-RPC.

use std::fmt;

use crate::endpoint::CallMethod;

/// What a call does with what its url names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// Reads, by a `GET` of HTTP.
    Get,
    /// Does something, by a `POST` of HTTP.
    Post,
    /// Goes through the proxy of the GUI, which knows methods of its own: `get`, `create`, `processPreview` and so on.
    Proxied(&'static str),
}

impl Method {
    /// The method as it stands in a request.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Proxied(method) => method,
        }
    }

    /// The method of HTTP that such a call goes by.
    pub(crate) fn http(self) -> http::Method {
        match self {
            Self::Get => http::Method::GET,
            Self::Post | Self::Proxied(_) => http::Method::POST,
        }
    }
}

impl CallMethod for Method {
    fn as_str(self) -> &'static str {
        Self::as_str(self)
    }

    fn is_read(self) -> bool {
        self.as_str().eq_ignore_ascii_case("get")
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
