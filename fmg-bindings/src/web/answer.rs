//! An answer of an appliance, as it came.

use http::{HeaderMap, StatusCode};

use crate::error::ErrorKind;

/// An answer of an appliance, as it came.
#[derive(Clone, Copy)]
pub(crate) struct Answer<'a> {
    pub(crate) status: StatusCode,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

/// Finds what says no in an answer that may be a refusal of the product or anything else, such as a file.
///
/// `None`: the HTTP status is one of success, and the body is none that says otherwise.
pub(crate) type Refusal = fn(Answer<'_>) -> Option<ErrorKind>;
