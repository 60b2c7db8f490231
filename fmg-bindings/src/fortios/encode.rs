//! A request as it goes over the wire, but for what identifies the caller.

use std::fmt;

use super::cmdb;
use super::request::{Method, Request};
use super::vdoms::Vdoms;
use crate::call_record::CallRecord;
use crate::error::{EncodeError, EncodeErrorKind, ErrorKind};
use crate::web::Content;
use crate::web::members::Members;
use crate::web::query;

/// What is sent for one call.
pub(crate) struct Encoded {
    pub(crate) method: Method,
    /// Percent-encoded, and therefore ASCII. It holds names, and in a few calls secrets: not to be shown.
    pub(crate) path_and_query: String,
    pub(crate) content: Content,
    /// What errors of the call are to know about it.
    pub(crate) record: CallRecord,
}

/// The parameter by which older firmware takes a token, too.
const TOKEN: &str = "access_token";

/// The name of the part of a form that holds a file. FortiOS takes whatever part has a file name.
const PART: &str = "file";

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
    let ((), mut record) = CallRecord::writing(|| request.write_members(&mut members));
    let url = request.url();
    if let Some(table) = cmdb::table_in(request.template(), &url) {
        record.note_table(table);
    }
    record.note_access_group(R::ACCESS_GROUP);
    record.note_url(url.clone());
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
        path_and_query: query::joined(url, &members.query),
        content: content(members),
        record,
    })
}

/// The content; a file is a part of a form whatever member it is.
fn content(members: Members) -> Content {
    let mut content = Content::from(members);
    if let Content::File { part, .. } = &mut content {
        *part = PART.into();
    }
    content
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
