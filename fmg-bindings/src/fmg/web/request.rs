//! What a call consists of: a method, a url, and members.

use std::fmt;

use super::{Members, Subject};
use crate::Endpoint;
use crate::web::download::FileKind;

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
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A call as a value.
///
/// `#[derive(Endpoint)]` implements it for structs whose method is one of `rest(…)` or `gui(…)`, together with
/// [`rest::Request`](crate::fmg::rest::Request) or [`gui::Request`](crate::fmg::gui::Request).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a call to the REST counterpart or the GUI of a FortiManager",
    label = "no method of either",
    note = "put `#[derive(Endpoint)]` and `#[endpoint(gui(get), \"/gui/…\")]` or `#[endpoint(rest(GET), \"/jsonrpc/…\")]` on the struct"
)]
pub trait Request: Endpoint {
    /// The method.
    const METHOD: Method;

    /// Sets of members of which one has to be given whole, by their names on the wire; empty where no member depends
    /// on others. A call that gives none of them is refused before it is sent.
    const ONE_OF: &'static [&'static [&'static str]] = &[];

    /// Members of the body that the client fills with the CSRF token of its session.
    const CSRF_MEMBERS: &'static [&'static str] = &[];

    /// The method of this call.
    fn method(&self) -> Method {
        Self::METHOD
    }

    /// Hands over everything that the call says beside its url.
    fn write_members(&self, out: &mut Members);
}

/// A call that is answered by a file.
///
/// `#[derive(Endpoint)]` implements it for structs with the word `download`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not answered by a file",
    label = "an answer in JSON: send the call instead",
    note = "where a call of your own is, say so: `#[endpoint(gui(GET), \"/flatui/api/…\", download)]`"
)]
pub trait Download: Request {
    /// What the file may be, by what the documents say of it.
    const FILE: FileKind = FileKind::BINARY;
}

/// What can be said of a call when the request itself is gone.
pub(crate) fn subject<R: Request + ?Sized>(request: &R) -> Subject {
    Subject {
        method: request.method().as_str(),
        template: request.template(),
    }
}

impl<R: Request> Request for &R {
    const METHOD: Method = R::METHOD;
    const ONE_OF: &'static [&'static [&'static str]] = R::ONE_OF;
    const CSRF_MEMBERS: &'static [&'static str] = R::CSRF_MEMBERS;

    fn method(&self) -> Method {
        (**self).method()
    }

    fn write_members(&self, out: &mut Members) {
        (**self).write_members(out);
    }
}

impl<R: Download> Download for &R {
    const FILE: FileKind = R::FILE;
}
