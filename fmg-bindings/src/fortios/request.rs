//! What a FortiOS call consists of: a method, a path, a query and a body.

use std::fmt;

use crate::Endpoint;
use crate::web::download::FileKind;
use crate::web::members::Members;

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
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A call to FortiOS as a value.
///
/// `#[derive(Endpoint)]` implements it for structs whose method is one of HTTP's.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a call to FortiOS",
    label = "no method of HTTP",
    note = "put `#[derive(Endpoint)]` and `#[endpoint(GET, \"/api/v2/…\")]` on the struct"
)]
pub trait Request: Endpoint {
    /// The method.
    const METHOD: Method;

    /// The access group in which the administrator has to be allowed to read or write, such as `fwgrp.policy`, as
    /// FortiOS 5.6 names it. `None`: the group is not known, or depends on what the path names.
    const ACCESS_GROUP: Option<&'static str> = None;

    /// Sets of members of which one has to be given whole, by their names on the wire; empty where no member depends
    /// on others. A call that gives none of them is refused before it is sent.
    const ONE_OF: &'static [&'static [&'static str]] = &[];

    /// The method of this call.
    fn method(&self) -> Method {
        Self::METHOD
    }

    /// Hands over everything that the call says beside its path.
    fn write_members(&self, out: &mut Members);
}

/// A read whose answer has an entity tag, so that it can be asked for only if it has changed.
///
/// `#[derive(Endpoint)]` implements it for structs with the word `etag`.
#[diagnostic::on_unimplemented(
    message = "the answer to `{Self}` has no entity tag",
    label = "FortiOS always answers this call in full",
    note = "where a call of your own has one, say so: `#[endpoint(GET, \"/api/v2/…\", etag)]`"
)]
pub trait Cacheable: Request {}

/// A call that is answered by a file.
///
/// `#[derive(Endpoint)]` implements it for structs with the word `download`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not answered by a file",
    label = "an answer in JSON: send the call instead",
    note = "where a call of your own is, say so: `#[endpoint(GET, \"/api/v2/…\", download)]`"
)]
pub trait Download: Request {
    /// What the file may be, by what the documents say of it.
    const FILE: FileKind = FileKind::BINARY;
}

impl<R: Request> Request for &R {
    const METHOD: Method = R::METHOD;
    const ACCESS_GROUP: Option<&'static str> = R::ACCESS_GROUP;
    const ONE_OF: &'static [&'static [&'static str]] = R::ONE_OF;

    fn method(&self) -> Method {
        (**self).method()
    }

    fn write_members(&self, out: &mut Members) {
        (**self).write_members(out);
    }
}

impl<R: Cacheable> Cacheable for &R {}

impl<R: Download> Download for &R {
    const FILE: FileKind = R::FILE;
}
