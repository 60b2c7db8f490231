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
