//! A response of an appliance, before it is decoded.

use http::{HeaderMap, StatusCode};

use crate::error::ErrorKind;

/// A response of an appliance, before it is decoded.
#[derive(Clone, Copy)]
pub(crate) struct ResponseParts<'a> {
    pub(crate) status: StatusCode,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

/// Recognises an error in a response that may also be anything else, such as a file.
///
/// `None`: the HTTP status is one of success, and the body reports no error.
pub(crate) type Refusal = fn(ResponseParts<'_>) -> Option<ErrorKind>;
