//! The methods of calls to FortiOS.

use std::fmt;

use crate::endpoint::CallMethod;

/// What a call does with what its path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, or does something.
    Post,
    /// Changes.
    Put,
    /// Removes.
    Delete,
}

impl Method {
    /// The method as it stands in a request.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    /// Whether the call leaves everything as it is. Reads need the permission to read and no CSRF token.
    #[must_use]
    pub const fn is_read(self) -> bool {
        matches!(self, Self::Get)
    }

    /// The method of HTTP that such a call goes by.
    pub(super) fn http(self) -> http::Method {
        match self {
            Self::Get => http::Method::GET,
            Self::Post => http::Method::POST,
            Self::Put => http::Method::PUT,
            Self::Delete => http::Method::DELETE,
        }
    }
}

impl CallMethod for Method {
    fn as_str(self) -> &'static str {
        Self::as_str(self)
    }

    fn is_read(self) -> bool {
        Self::is_read(self)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
