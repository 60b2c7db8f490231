//! The `Authorization` header.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Request;

use crate::headers;

/// The API key of a request (`Bearer`).
pub(super) fn bearer(request: &Request<Bytes>) -> Option<&str> {
    headers::credentials(request.headers(), "bearer")
}

/// User and password of a request (`Basic`).
pub(super) fn basic(request: &Request<Bytes>) -> Option<(String, String)> {
    let decoded = STANDARD
        .decode(headers::credentials(request.headers(), "basic")?)
        .ok()?;
    let (user, password) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}
