//! A request as it goes over the wire, but for what identifies the caller.

use std::borrow::Cow;
use std::fmt;

use super::file::File;
use super::members::{BodyMember, Members};
use super::request::{Method, Request};
use super::vdoms::Vdoms;
use crate::error::{EncodeError, EncodeErrorKind, ErrorKind};

/// What is sent for one call.
pub(crate) struct Encoded {
    pub(crate) method: Method,
    /// Percent-encoded, and therefore ASCII. It holds names, and in a few calls secrets: not to be shown.
    pub(crate) path_and_query: String,
    pub(crate) content: Content,
}

/// What is sent behind the headers.
pub(crate) enum Content {
    /// Nothing.
    None,
    /// JSON text.
    Json(Vec<u8>),
    /// A form, as `application/x-www-form-urlencoded`.
    Form(Vec<u8>),
    /// A file, and the members that go with it.
    File {
        members: Vec<BodyMember>,
        /// The name of the member that is the file.
        name: Cow<'static, str>,
        file: File,
    },
}

/// The parameter by which older firmware takes a token, too.
const TOKEN: &str = "access_token";

/// Writes a call, in the VDOMs that it names itself or else in those of `scope`.
///
/// # Errors
///
/// A value cannot be written, the members lack what is needed, or the scope is none.
pub(crate) fn encode<R: Request + ?Sized>(request: &R, scope: Option<&Vdoms>) -> Result<Encoded, ErrorKind> {
    write(request, scope).map_err(ErrorKind::from)
}

fn write<R: Request + ?Sized>(request: &R, scope: Option<&Vdoms>) -> Result<Encoded, EncodeError> {
    let mut members = Members::default();
    request.write_members(&mut members);
    if let Some(fault) = members.fault() {
        return Err(fault.into());
    }
    if members.has_parameter(TOKEN) {
        return Err(EncodeErrorKind::TokenInUrl.into());
    }
    let is_whole = |set: &&[&str]| set.iter().all(|name| members.has(name));
    if !R::ONE_OF.is_empty() && !R::ONE_OF.iter().any(is_whole) {
        return Err(EncodeErrorKind::Incomplete(R::ONE_OF).into());
    }
    if let Some(scope) = scope
        && !members.has_parameter("vdom")
        && !members.has_parameter("global")
    {
        scope.write(&mut members.query)?;
    }
    Ok(Encoded {
        method: request.method(),
        path_and_query: joined(request.url(), &members.query),
        content: content(members),
    })
}

/// The path with its query. One that was written by hand may have a query of its own.
fn joined(mut path: String, query: &str) -> String {
    if !query.is_empty() {
        path.reserve_exact(query.len() + 1);
        path.push(if path.contains('?') { '&' } else { '?' });
        path.push_str(query);
    }
    path
}

fn content(members: Members) -> Content {
    if let Some((name, file)) = members.file {
        Content::File {
            members: members.body,
            name,
            file,
        }
    } else if !members.form.is_empty() {
        Content::Form(members.form.into_bytes())
    } else if let Some(json) = members.whole {
        Content::Json(json)
    } else if members.body.is_empty() {
        Content::None
    } else {
        Content::Json(members.object())
    }
}

/// Shows what leads nowhere: names and values may be secrets.
impl fmt::Debug for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoded")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
