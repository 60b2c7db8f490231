//! Sends JSON-RPC requests in a session of the GUI, to its JSON url. The GUI wraps the reply.

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::Value;
use serde_json::value::RawValue;

use super::Client;
use super::protocol::{Draft, Gui};
use super::session::{Legacy, LegacyPost};
use crate::client::CallOptions;
use crate::code::Code;
use crate::endpoint::Protocol;
use crate::error::{DecodeError, DecodeErrorKind, EncodeError, Error, ErrorKind};
use crate::extra_members::ExtraMembers;
use crate::fmg::{self, Method, json_rpc, reply, status};
use crate::raw_response::{PendingCall, RawResponse};
use crate::reading;
use crate::retry::Stage;

#[cfg(test)]
mod properties;

/// The id of every request: each exchange holds only one.
const ID: u64 = 1;

/// The wrapper around a reply.
#[derive(serde::Deserialize)]
struct Wrapped<'a> {
    #[serde(default)]
    code: i64,
    /// A text; a value of another type is ignored.
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    /// A reply without a wrapper.
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    /// An error beside the wrapped reply, which makes the call fail.
    #[serde(borrow)]
    error: Option<&'a RawValue>,
    #[serde(borrow)]
    status: Option<&'a RawValue>,
    /// The id of the request, if the wrapper repeats it.
    #[serde(borrow)]
    id: Option<&'a RawValue>,
}

impl Client {
    /// A JSON-RPC client in the session of this client, for work that needs both in one session. An example is the
    /// preview of an installation: its first step is a call of the GUI, its second a call of JSON-RPC.
    ///
    /// The JSON-RPC client counts as a clone: closing it ends the session of all clones.
    #[must_use]
    pub fn json_rpc(&self) -> fmg::Client {
        fmg::Client::through_gui(self.clone())
    }

    /// Sends a JSON-RPC request and waits for the response.
    pub(in crate::fmg) async fn exchange_json_rpc(
        &self,
        draft: json_rpc::Draft,
        options: CallOptions,
        stage: &mut Stage,
    ) -> Result<PendingCall<'_>, Error> {
        let call = draft.call;
        let draft = legacy(draft).map_err(|kind| call.failed(kind))?;
        let pending = self.send_once(draft, options, stage).await?;
        Ok(pending.wrapped(unwrap))
    }
}

/// Writes a read into the query, as the document shows, and any other request into the body: urls are logged, and a
/// write may hold secrets. Several reads do not fit into a url, whose length web servers limit.
fn legacy(written: json_rpc::Draft) -> Result<Draft, ErrorKind> {
    let calls = written.calls;
    let json = written.text.seal(ID, None)?;
    let json: Value = serde_json::from_slice(&json).map_err(EncodeError::from)?;
    // Extra members of the call are already in the text.
    let none = &ExtraMembers::NONE;
    let mut draft = match written.method {
        Method::Get if calls == 1 => Gui::draft(&Legacy::new(json), &(), none),
        _ => Gui::draft(&LegacyPost::new(json), &(), none),
    }?;
    draft
        .request
        .prepare_forwarding(written.call, written.record, written.without);
    draft.request.id = Some(ID);
    Ok(draft)
}

/// Takes the reply out of its wrapper, if it has one.
fn unwrap(raw: RawResponse) -> Result<RawResponse, Error> {
    let RawResponse { call, expected, answer } = raw;
    let answer = match reading::decode_utf16(answer.body()) {
        Some(text) => answer.map(|_| text.into()),
        None => answer,
    };
    let body = match inner(&answer) {
        Err(kind) if reading::is_not_json(&kind) => inner(&answer.map(|body| reading::text(&body).into_owned().into())),
        body => body,
    };
    let (status, body) = body.map_err(|kind| call.failed(kind))?;
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    Ok(RawResponse { call, expected, answer })
}

/// The HTTP status of a response, and the reply in it.
fn inner(answer: &Response<Bytes>) -> Result<(StatusCode, Bytes), ErrorKind> {
    let inner = unwrapped(answer)?;
    Ok((answer.status(), answer.body().slice_ref(inner)))
}

/// The reply in a response.
fn unwrapped(answer: &Response<Bytes>) -> Result<&[u8], ErrorKind> {
    let body: &[u8] = answer.body();
    let Ok(text) = std::str::from_utf8(body) else {
        // The reader of replies reports a body that is not JSON.
        return if body.trim_ascii_start().starts_with(b"{") {
            Err(DecodeError::new(DecodeErrorKind::Malformed).into())
        } else {
            Ok(body)
        };
    };
    let wrapped: Wrapped<'_> = match serde_json::from_str(text) {
        Ok(wrapped) => wrapped,
        Err(error) if answer.status().is_success() && text.trim_start().starts_with('{') => {
            return Err(reading::fault(&error, text, || None).into());
        }
        Err(_) => return Ok(body),
    };
    match wrapped {
        Wrapped { code, message, .. } if code != 0 => {
            let message = message.and_then(|message| serde_json::from_str::<String>(message.get()).ok());
            Err(status::refused(Code::new(code), &message.unwrap_or_default()).into())
        }
        Wrapped {
            data: Some(_),
            error,
            status,
            ..
        } if error.or(status).is_some() => Err(match reply::refusal(text) {
            Some(refusal) => refusal.into(),
            None => DecodeError::new(DecodeErrorKind::NoStatus).near(text, 0).into(),
        }),
        // It is unknown which of two replies answers the request.
        Wrapped {
            data: Some(_),
            result: Some(_),
            ..
        } => Err(DecodeError::new(DecodeErrorKind::SeveralResults).near(text, 0).into()),
        Wrapped {
            data: Some(_),
            id: Some(id),
            ..
        } if serde_json::from_str(id.get()).ok() != Some(ID) => {
            Err(DecodeError::new(DecodeErrorKind::ForeignId).near(text, 0).into())
        }
        Wrapped { data: Some(data), .. } => Ok(data.get().as_bytes()),
        Wrapped { result: Some(_), .. } => Ok(body),
        _ if !answer.status().is_success() => Ok(body),
        _ => Err(DecodeError::new(DecodeErrorKind::NoResult).near(text, 0).into()),
    }
}
