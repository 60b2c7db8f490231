//! HTTP statuses and error codes of FortiOS.

use crate::error::RestError;
use crate::error::rest::RestCodes;
use crate::generated::fortios::status::{ERROR_CODES, HTTP_STATUSES, INSTEAD};

/// The known codes.
pub(crate) static KNOWN: RestCodes = RestCodes {
    statuses: HTTP_STATUSES,
    codes: ERROR_CODES,
    instead: INSTEAD,
};

/// The error for a refusal with nothing but this HTTP status.
pub(crate) fn refused(http_status: u16) -> RestError {
    RestError::new(http_status, &KNOWN)
}
