//! Typed requests of JSON-RPC in a session of the GUI: the legacy form, which wraps request and reply.

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::Value;
use serde_json::value::RawValue;

use super::Client;
use super::session::{Legacy, LegacyPost};
use crate::call_record::CallRecord;
use crate::code::Code;
use crate::error::{ApiError, DecodeError, DecodeErrorKind, EncodeError, Error, ErrorKind};
use crate::fmg::connection::Options;
use crate::fmg::envelope::{self, Envelope};
use crate::fmg::reply::{self, Expected};
use crate::fmg::web::{Draft, Subject};
use crate::fmg::{self, Method, Output, Reply};
use crate::reading;

#[cfg(test)]
mod properties;

/// The number of every request: there is one to an exchange.
const ID: u64 = 1;

/// What stands around a reply.
#[derive(serde::Deserialize)]
struct Wrapped<'a> {
    #[serde(default)]
    code: i64,
    /// A text, but not what a reply depends on.
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    /// A reply that is not wrapped.
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    /// What takes back the verdict of the wrapped reply.
    #[serde(borrow)]
    error: Option<&'a RawValue>,
    #[serde(borrow)]
    status: Option<&'a RawValue>,
}

impl Client {
    /// A client of JSON-RPC in the session of this one, for what has to be done in one session by both: the preview of an
    /// installation, say, whose first step is a call of the GUI and whose second is one of JSON-RPC.
    ///
    /// It is a clone as others are: closing it ends the session of all.
    #[must_use]
    pub fn json_rpc(&self) -> fmg::Client {
        fmg::Client::through_gui(self.clone())
    }

    /// Sends a request of JSON-RPC and reads the reply.
    pub(in crate::fmg) async fn run_json_rpc<R: fmg::Request + Send>(
        &self,
        request: R,
        options: Options,
    ) -> Result<Reply<Output<R>>, Error> {
        let subject = Subject {
            method: request.method().as_str(),
            template: request.template(),
        };
        let envelope = Envelope {
            id: ID,
            verbose: options.verbose,
            keep_session_idle: options.keep_session_idle,
        };
        let expected = Expected {
            reading: self.reading(options.reading),
            id: Some(ID),
            without: request.reply_without(),
        };
        let draft = draft(&request, envelope).map_err(|kind| subject.failed(kind))?;
        // Gone before the wait, so that the future of a call is `Send` if its request is.
        drop(request);
        let read = |answer| read::<R::Response>(subject, expected, answer);
        self.exchange(subject, draft, options.timeout, read).await
    }
}

/// Writes a read into the query, as the document has it, and all else into the body: a query stays in logs, and a write
/// may hold secrets.
fn draft<R: fmg::Request + ?Sized>(request: &R, envelope: Envelope) -> Result<Draft, ErrorKind> {
    let (json, mut record) = CallRecord::writing(|| envelope::write(request, envelope));
    record.note_url(request.url());
    let json = json.map_err(EncodeError::from)?;
    let json: Value = serde_json::from_slice(&json).map_err(EncodeError::from)?;
    let draft = match request.method() {
        Method::Get => Draft::new(&Legacy::new(json)),
        _ => Draft::new(&LegacyPost::new(json)),
    };
    Ok(draft?.noting(record))
}

/// Reads the reply to a request, which is wrapped or stands by itself.
fn read<R: crate::Response>(
    subject: Subject,
    expected: Expected,
    answer: Response<Bytes>,
) -> Result<Reply<R::Output>, Error> {
    let answer = match reading::wide(answer.body()) {
        Some(text) => answer.map(|_| text.into()),
        None => answer,
    };
    let body = match inner(&answer) {
        Err(kind) if reading::is_fault_of_form(&kind) => {
            inner(&answer.map(|body| reading::text(&body).into_owned().into()))
        }
        body => body,
    };
    let (status, body) = body.map_err(|kind| subject.failed(kind))?;
    reply::decode::<R>(subject.context(), expected, status, &body).map(|read| Reply::new(read, body))
}

/// The HTTP status of an answer, and the reply inside of it.
fn inner(answer: &Response<Bytes>) -> Result<(StatusCode, Bytes), ErrorKind> {
    let inner = unwrapped(answer)?;
    Ok((answer.status(), answer.body().slice_ref(inner)))
}

/// The reply inside an answer.
fn unwrapped(answer: &Response<Bytes>) -> Result<&[u8], ErrorKind> {
    let body: &[u8] = answer.body();
    let Ok(text) = std::str::from_utf8(body) else {
        // What is no JSON is explained by the reader of replies.
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
            Err(ApiError::new(Code::new(code), &message.unwrap_or_default()).into())
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
        Wrapped { data: Some(data), .. } => Ok(data.get().as_bytes()),
        Wrapped { result: Some(_), .. } => Ok(body),
        _ if !answer.status().is_success() => Ok(body),
        _ => Err(DecodeError::new(DecodeErrorKind::NoResult).near(text, 0).into()),
    }
}
