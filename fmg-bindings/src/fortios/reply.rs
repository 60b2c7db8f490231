//! The reply to a successful call.

mod decode;
mod each;
mod read;
#[cfg(test)]
mod tests;

use super::envelope::Envelope;
use super::etag::ETag;
use crate::error::{Context, Error, ErrorKind};
use crate::raw_response::{Expected, RawResponse};

pub(crate) use self::decode::refusal;
pub(super) use self::decode::{Read, decode};
pub(super) use self::each::decode_each;
pub(crate) use crate::retry_after::retry_after;
pub(crate) use crate::web::ResponseParts;

/// The parts of a reply beside its value.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    pub(super) envelope: Envelope,
    pub(super) etag: Option<ETag>,
}

/// The value of a reply, its envelope, and the text of the response.
pub type Reply<T> = crate::reply::Reply<T, Metadata>;

/// Methods that only replies of FortiOS have.
impl<T> Reply<T> {
    /// The members beside the value, such as the revision of a table or the key of a new entry.
    ///
    /// Empty if the response has no envelope, or several: with several VDOMs each outcome has its own.
    pub fn envelope(&self) -> &Envelope {
        &self.metadata().envelope
    }

    /// The entity tag of the response, if FortiOS sent one, for a conditional read later.
    pub fn etag(&self) -> Option<&ETag> {
        self.metadata().etag.as_ref()
    }
}

/// Builds a reply from the value that `decode` finds in a response.
pub(super) fn reply<T>(
    raw: RawResponse,
    decode: impl FnOnce(Context, ResponseParts<'_>, Expected) -> Result<Read<T>, ErrorKind>,
) -> Result<Reply<T>, Error> {
    let RawResponse { call, expected, answer } = raw;
    let (head, body) = answer.into_parts();
    let pieces = ResponseParts {
        status: head.status,
        headers: &head.headers,
        body: &body,
    };
    let read = decode(call, pieces, expected).map_err(|kind| call.failed(kind))?;
    let metadata = Metadata {
        envelope: read.envelope,
        etag: ETag::of(&head.headers),
    };
    Ok(Reply::new(read.output, read.misfits, metadata, body))
}
