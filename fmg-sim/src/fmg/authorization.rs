//! What a request says in its header `Authorization`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Request;
use http::header::AUTHORIZATION;

/// The API key of a request.
pub(super) fn bearer(request: &Request<Bytes>) -> Option<&str> {
    scheme(request, "bearer ")
}

/// User and password of a request.
pub(super) fn basic(request: &Request<Bytes>) -> Option<(String, String)> {
    let decoded = STANDARD.decode(scheme(request, "basic ")?.trim()).ok()?;
    let (user, password) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

fn scheme<'r>(request: &'r Request<Bytes>, scheme: &str) -> Option<&'r str> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (own, rest) = value.split_at_checked(scheme.len())?;
    own.eq_ignore_ascii_case(scheme).then_some(rest)
}
