//! Functions that only the tests of documented exchanges use. Not part of the API.

use bytes::Bytes;
use http::StatusCode;
use serde::Deserializer;

use crate::endpoint::{CallMethod, DynEndpoint, Output, Protocol, ResponseFor};
use crate::error::{Context, Error};
use crate::fmg::JsonRpc;
use crate::fmg::reply::Pieces;
use crate::raw_response::{Expected, RawResponse};
use crate::reading::{ReadPieces, Reading};
use crate::slots::Notes;
use crate::{Call, Endpoint, Response, Secret};

/// Writes the JSON text of a call.
///
/// # Errors
///
/// The request cannot be written.
pub fn encode<E>(request: &E, id: u64, session: Option<&str>, verbose: bool) -> Result<Bytes, Error>
where
    E: Endpoint<Protocol = JsonRpc>,
{
    let session = session.map(Secret::from);
    let call = Call::new(&(), request).verbose(verbose);
    let written: &dyn DynEndpoint<JsonRpc> = &request;
    let text = written
        .draft(&call.options, &call.extra)?
        .text
        .seal(id, session.as_ref());
    text.map_err(|error| written.context().failed(error))
}

/// Reads the response to a call that was sent with this id, or without one.
fn answer<E: Endpoint>(id: Option<u64>, strict: bool, status: StatusCode, body: &[u8]) -> Result<Output<E>, Error> {
    let call = Context::new(E::METHOD.as_str(), E::TEMPLATE);
    let expected = Expected {
        reading: Reading { strict },
        id,
        without: E::REPLY_WITHOUT,
    };
    let raw = RawResponse::plain(call, expected, status, body);
    let options = <E::Protocol as Protocol>::Options::default();
    E::Response::read(raw, &options).map(crate::Reply::into_value)
}

/// Reads the reply to a call that was sent with this id, or without one. A value that does not fit is an error.
///
/// # Errors
///
/// The errors of a call.
pub fn decode<E: Endpoint>(id: Option<u64>, text: &str) -> Result<Output<E>, Error> {
    answer::<E>(id, true, StatusCode::OK, text.as_bytes())
}

/// Reads a reply and discards the value, for a deserializer that observes the read values.
///
/// # Errors
///
/// The reply has another shape.
pub fn read<'de, E, D>(deserializer: D) -> Result<(), D::Error>
where
    E: Endpoint,
    E::Response: Response,
    D: Deserializer<'de>,
{
    Pieces::read(deserializer, Notes::refusing(), E::Response::default().reader()).map(drop)
}

/// The body of a call that goes through the proxy of the GUI.
#[cfg(feature = "web")]
pub fn encode_proxied<E: Endpoint<Protocol = crate::fmg::gui::Gui>>(request: &E) -> Option<serde_json::Value> {
    crate::fmg::gui::proxied_json(request)
}

/// Whether this body, with this HTTP status, is a successful reply to the call with this id, or without one.
#[must_use]
pub fn reads<E: Endpoint>(id: Option<u64>, status: u16, body: &[u8]) -> bool {
    StatusCode::from_u16(status).is_ok_and(|status| answer::<E>(id, false, status, body).is_ok())
}

/// The VDOMs in which this reply reports success, for a call to FortiOS in the VDOMs `asked`.
#[cfg(feature = "fortios")]
#[must_use]
pub fn done_in<E>(asked: &[&'static str], body: &[u8]) -> Vec<String>
where
    E: Endpoint<Protocol = crate::fortios::FortiOs>,
    E::Response: Response,
{
    crate::fortios::done_in::<E>(asked, body)
}

/// Whether a response with this status and body, and with a session cookie, opens a session of FortiOS.
#[cfg(feature = "fortios")]
#[must_use]
pub fn opens_fortios_session(by_form: bool, status: u16, body: &[u8]) -> bool {
    StatusCode::from_u16(status).is_ok_and(|status| crate::fortios::opens_session(by_form, status, body))
}

/// Whether FortiManager's response is a file, and not an error in place of the file.
#[cfg(feature = "web")]
#[must_use]
pub fn takes_for_file(status: u16, body: &[u8]) -> bool {
    let Ok(status) = StatusCode::from_u16(status) else {
        return false;
    };
    let headers = &http::HeaderMap::new();
    crate::fmg::web::refusal(crate::web::ResponseParts { status, headers, body }).is_none()
}

/// Parses a `Set-Cookie` header.
#[cfg(feature = "web")]
pub fn takes_cookie(header: &[u8]) {
    let Ok(value) = http::HeaderValue::from_bytes(header) else {
        return;
    };
    let headers = [(http::header::SET_COOKIE, value)].into_iter().collect();
    crate::fmg::gui::takes_cookies(&headers);
}

/// Parses a `Retry-After` header.
pub fn takes_retry_after(header: &[u8]) {
    if let Ok(value) = http::HeaderValue::from_bytes(header) {
        let headers = [(http::header::RETRY_AFTER, value)].into_iter().collect();
        let _ = crate::retry_after::retry_after(&headers);
    }
}

/// The name of a file, from the header `Content-Disposition`.
#[must_use]
pub fn file_name(header: &[u8]) -> Option<String> {
    crate::web::download::name_of(header)
}
