//! What the tests of documented exchanges need of the inside. No part of the API.

use http::StatusCode;
use serde::Deserializer;

use crate::error::{Context, Error};
use crate::fmg::reply::{self, Expected};
use crate::fmg::{Output, Request, envelope};
use crate::reading::Reading;
use crate::slots::Notes;
use crate::{Endpoint, Secret};

/// Writes the JSON text of a call.
///
/// # Errors
///
/// The request cannot be written.
pub fn encode<R: Request>(request: &R, id: u64, session: Option<&str>, verbose: bool) -> Result<Vec<u8>, Error> {
    let session = session.map(Secret::from);
    let envelope = envelope::Envelope {
        id,
        verbose,
        keep_session_idle: false,
    };
    let call = Context::new(request.method().as_str(), request.template());
    let encoded = envelope::encode(request, envelope)?;
    encoded.seal(session.as_ref()).map_err(|error| Error::new(call, error))
}

/// Everything has to fit.
fn expected<R: Endpoint>(id: Option<u64>) -> Expected {
    Expected {
        reading: Reading { strict: true },
        id,
        without: R::REPLY_WITHOUT,
    }
}

/// Reads the reply to a call that was sent with this id, or without one.
///
/// # Errors
///
/// As a call itself.
pub fn decode<R: Endpoint>(id: Option<u64>, text: &str) -> Result<Output<R>, Error> {
    reply::decode::<R::Response>(
        Context::new("get", R::TEMPLATE),
        expected::<R>(id),
        StatusCode::OK,
        text.as_bytes(),
    )
    .map(|(output, _)| output)
}

/// Reads a reply without making anything of it, for a deserializer that watches.
///
/// # Errors
///
/// The reply has another shape.
pub fn read<'de, R: Endpoint, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    reply::read::<D, R::Response>(deserializer, Notes::refusing()).map(drop)
}

/// What is posted for a call that goes through the proxy of the GUI.
#[cfg(feature = "web")]
pub fn encode_proxied<R: crate::fmg::web::Request>(request: &R) -> Option<serde_json::Value> {
    crate::fmg::gui::proxied_json(request)
}

/// Reads a reply that is text.
///
/// # Errors
///
/// As a call itself.
#[cfg(feature = "web")]
pub fn read_text<R: Endpoint>(text: &str) -> Result<Output<R>, Error> {
    let call = Context::new("get", R::TEMPLATE);
    crate::fmg::web::read::<R::Response>(call, expected::<R>(None), StatusCode::OK, text.as_bytes())
        .map(|(output, _)| output)
}

/// Whether these bytes, with this HTTP status, are a success of the call that was sent with this id, or without one.
#[must_use]
pub fn reads<R: Endpoint>(id: Option<u64>, status: u16, body: &[u8]) -> bool {
    let Ok(status) = StatusCode::from_u16(status) else {
        return false;
    };
    let call = Context::new("exec", R::TEMPLATE);
    reply::decode::<R::Response>(
        call,
        Expected {
            reading: Reading::default(),
            ..expected::<R>(id)
        },
        status,
        body,
    )
    .is_ok()
}

/// Whether these bytes, with this HTTP status, are a success of the call to FortiOS.
#[cfg(feature = "fortios")]
#[must_use]
pub fn reads_fortios<R: crate::fortios::Request>(status: u16, body: &[u8]) -> bool {
    let Ok(status) = StatusCode::from_u16(status) else {
        return false;
    };
    crate::fortios::reads::<R>(status, body)
}

/// The VDOMs in which the call to FortiOS has succeeded that was made in these, if it is answered by these bytes.
#[cfg(feature = "fortios")]
#[must_use]
pub fn done_in<R: crate::fortios::Request>(asked: &[&'static str], body: &[u8]) -> Vec<String> {
    crate::fortios::done_in::<R>(asked, body)
}

/// Whether these bytes, with this HTTP status and a cookie, open a session of FortiOS.
#[cfg(feature = "fortios")]
#[must_use]
pub fn opens_fortios_session(by_form: bool, status: u16, body: &[u8]) -> bool {
    StatusCode::from_u16(status).is_ok_and(|status| crate::fortios::opens_session(by_form, status, body))
}

/// Whether these bytes, with this HTTP status, are no refusal of FortiManager in place of a file.
#[cfg(feature = "web")]
#[must_use]
pub fn takes_for_file(status: u16, body: &[u8]) -> bool {
    let Ok(status) = StatusCode::from_u16(status) else {
        return false;
    };
    let headers = &http::HeaderMap::new();
    crate::fmg::web::refusal(crate::web::Answer { status, headers, body }).is_none()
}

/// Reads a cookie.
#[cfg(feature = "web")]
pub fn takes_cookie(header: &[u8]) {
    let Ok(value) = http::HeaderValue::from_bytes(header) else {
        return;
    };
    let headers = [(http::header::SET_COOKIE, value)].into_iter().collect();
    crate::fmg::gui::takes_cookies(&headers);
}

/// Reads how long to wait.
pub fn takes_retry_after(header: &[u8]) {
    if let Ok(value) = http::HeaderValue::from_bytes(header) {
        let headers = [(http::header::RETRY_AFTER, value)].into_iter().collect();
        let _ = crate::retry_after::retry_after(&headers);
    }
}

/// The name of a file, from the header `Content-Disposition`.
#[cfg(any(feature = "web", feature = "fortios"))]
#[must_use]
pub fn file_name(header: &[u8]) -> Option<String> {
    crate::web::download::name_of(header)
}
