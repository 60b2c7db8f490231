//! What the tests of documented exchanges need of the inside. No part of the API.

use http::StatusCode;
use serde::Deserializer;

use crate::error::{Context, Error};
use crate::fmg::{Output, Request, envelope, reply};
use crate::{Endpoint, Secret};

/// Writes the JSON text of a call.
///
/// # Errors
///
/// The request cannot be written.
pub fn encode<R: Request>(request: &R, id: u64, session: Option<&str>, verbose: bool) -> Result<Vec<u8>, Error> {
    let session = session.map(Secret::from);
    envelope::encode(
        request,
        envelope::Envelope {
            id,
            session: session.as_ref(),
            verbose,
            keep_session_idle: false,
        },
    )
}

/// Reads the reply to a call.
///
/// # Errors
///
/// As a call itself.
pub fn decode<R: Request>(id: u64, text: &str) -> Result<Output<R>, Error> {
    reply::decode::<R::Response>(
        Context::new(R::METHOD.as_str(), R::TEMPLATE),
        id,
        StatusCode::OK,
        text.as_bytes(),
    )
}

/// Reads a reply without making anything of it, for a deserializer that watches.
///
/// # Errors
///
/// The reply has another shape.
pub fn read<'de, R: Endpoint, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    reply::read::<D, R::Response>(deserializer).map(drop)
}
