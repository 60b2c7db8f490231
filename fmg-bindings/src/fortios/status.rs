//! What FortiOS says with HTTP statuses and with codes.

use crate::error::RestError;
use crate::error::rest::RestCodes;
use crate::generated::fortios::status::{ERROR_CODES, HTTP_STATUSES, INSTEAD};

/// What is known of them.
pub(crate) static KNOWN: RestCodes = RestCodes {
    statuses: HTTP_STATUSES,
    codes: ERROR_CODES,
    instead: INSTEAD,
};

/// FortiOS says no, by this HTTP status alone.
pub(crate) fn refused(http_status: u16) -> RestError {
    RestError::new(http_status, &KNOWN)
}
