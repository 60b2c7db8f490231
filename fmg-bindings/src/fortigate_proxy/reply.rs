//! The replies of devices in the reply of FortiManager.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use http::{Response as HttpResponse, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::devices::FromDevice;
use crate::code::Code;
use crate::endpoint::{Output, Protocol, ResponseFor};
use crate::error::{Context, DecodeError, DecodeErrorKind, Error, ErrorKind, TransportError, TransportErrorKind};
use crate::fmg::json_rpc::{JsonRpc, Options};
use crate::fmg::{DeviceName, reply};
use crate::fortios::FortiOs;
use crate::misfits::Misfits;
use crate::raw_response::{Expected, RawResponse};
use crate::reply::Reply;
use crate::{Data, Endpoint, ReplyWithout, call_record};

/// The answer of a device, as [`ProxyReply`](crate::fmg::proxy::ProxyReply), with its response as text.
#[derive(Deserialize)]
struct DeviceReply {
    response: Option<Box<RawValue>>,
    status: Option<DeviceStatus>,
    target: Option<Value>,
}

#[derive(Deserialize)]
struct DeviceStatus {
    code: Value,
    message: Option<String>,
}

impl DeviceStatus {
    /// The code, as a number or as text.
    fn code(&self) -> Option<i64> {
        let text = self.code.as_str().and_then(|text| text.parse().ok());
        self.code.as_i64().or(text)
    }
}

/// The options of a call of FortiOS, which are empty here.
type FortiOsOptions = <FortiOs as Protocol>::Options;

/// Takes the response of the only device out of the reply of FortiManager.
pub(super) fn unwrap(raw: RawResponse, device: Option<&DeviceName>) -> Result<RawResponse, Error> {
    let (call, expected) = (raw.call, raw.expected);
    let failed = |kind| Err(call.failed(DecodeError::new(kind)));
    let replies = replies(raw, ReplyWithout::NOTHING)?;
    let [reply] = replies.as_slice() else {
        return failed(if replies.is_empty() {
            DecodeErrorKind::NoAnswer
        } else {
            DecodeErrorKind::SeveralResults
        });
    };
    let reply = DeviceReply::read(reply, call)?;
    match (&reply.target, device) {
        (Some(Value::String(target)), Some(device)) if target != device.as_str() => {
            failed(DecodeErrorKind::ForeignDevice)
        }
        _ => reply.response(call, expected),
    }
}

/// The reply of each device, not yet decoded: a reply that cannot be decoded does not affect the others.
fn replies(raw: RawResponse, without: ReplyWithout) -> Result<Vec<Box<RawValue>>, Error> {
    let raw = RawResponse {
        expected: Expected {
            without,
            ..raw.expected
        },
        ..raw
    };
    reply::decode::<Data<Vec<Box<RawValue>>>>(raw).map(Reply::into_value)
}

/// The name of a device in a reply of an unexpected form.
fn target_of(reply: &RawValue) -> String {
    #[derive(Deserialize)]
    struct Target {
        target: String,
    }

    serde_json::from_str(reply.get()).map_or_else(|_| String::new(), |Target { target }| target)
}

impl DeviceReply {
    fn read(text: &RawValue, call: Context) -> Result<Self, Error> {
        let read = serde_json::from_str(text.get());
        read.map_err(|_| call.failed(DecodeError::new(DecodeErrorKind::NoStatus).near(text.get(), 0)))
    }

    /// The name of the device, and its reply.
    fn named(text: &RawValue, call: Context) -> (String, Result<Self, Error>) {
        let reply = Self::read(text, call);
        let device = match &reply {
            Ok(reply) => reply
                .target
                .as_ref()
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            Err(_) => target_of(text),
        };
        (device, reply)
    }

    /// The HTTP response of the device.
    fn response(self, call: Context, expected: Expected) -> Result<RawResponse, Error> {
        let missing = |kind| call.failed(DecodeError::new(kind));
        let status = self.status.ok_or_else(|| missing(DecodeErrorKind::NoStatus))?;
        match status.code() {
            None => return Err(missing(DecodeErrorKind::NoStatus)),
            Some(0) => {}
            Some(code) => return Err(call.failed(status.refusal(Code::new(code)))),
        }
        let response = self.response.ok_or_else(|| missing(DecodeErrorKind::NoResult))?;
        let (status, body) = http_response(response);
        let mut answer = HttpResponse::new(body);
        *answer.status_mut() = status;
        Ok(RawResponse {
            call,
            expected: Expected { id: None, ..expected },
            answer,
        })
    }
}

/// The status and the body that the device has answered. A body that is not JSON, such as a page, is a text.
fn http_response(response: Box<RawValue>) -> (StatusCode, Bytes) {
    #[derive(Deserialize)]
    struct Head {
        http_status: Option<u16>,
    }

    if let Ok(text) = serde_json::from_str::<String>(response.get()) {
        return (StatusCode::OK, text.into());
    }
    let head = serde_json::from_str::<Head>(response.get()).ok();
    let status = head.and_then(|head| StatusCode::from_u16(head.http_status?).ok());
    let body: Box<str> = response.into();
    (status.unwrap_or(StatusCode::OK), String::from(body).into())
}

impl DeviceStatus {
    /// The reason for the missing response. Only a missing connection shows that the device did not get the call.
    fn refusal(self, code: Code) -> ErrorKind {
        let message = self.message.unwrap_or_default();
        let kind = if message.eq_ignore_ascii_case("no tunnel") {
            TransportErrorKind::Connect
        } else {
            TransportErrorKind::Other
        };
        let unreached = Unreached {
            code,
            message: call_record::blanked(&message).into_owned(),
        };
        TransportError::new(kind, unreached).into()
    }
}

/// FortiManager has no response of the device.
#[derive(Debug)]
struct Unreached {
    code: Code,
    message: String,
}

impl fmt::Display for Unreached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FortiManager has no response of the device: {}", self.code)?;
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Unreached {}

/// The response type of a request that is sent to several devices: the answer of each device to the request `E`.
#[derive(Debug)]
pub struct OfDevices<E>(PhantomData<fn() -> E>);

impl<E: Endpoint<Protocol = FortiOs>> ResponseFor<JsonRpc> for OfDevices<E> {
    type Output = Vec<FromDevice<Output<E>>>;

    fn read(raw: RawResponse, options: &Options) -> Result<Reply<Self::Output>, Error> {
        outcomes::<E>(raw, options, ReplyWithout::NOTHING)
    }
}

/// The answer of each device, or an error for a device without an answer.
pub(super) fn outcomes<E: Endpoint<Protocol = FortiOs>>(
    raw: RawResponse,
    options: &Options,
    without: ReplyWithout,
) -> Result<Reply<Vec<FromDevice<Output<E>>>>, Error> {
    let call = Context::new(E::METHOD.as_str(), E::TEMPLATE);
    let (body, expected) = (raw.answer.body().clone(), raw.expected);
    let expected = Expected {
        without: E::REPLY_WITHOUT,
        ..expected
    };
    let replies = replies(raw, without)?;
    let replies: Vec<_> = replies.iter().map(|text| DeviceReply::named(text, call)).collect();
    let mut answers = BTreeMap::<String, usize>::new();
    for (device, _) in &replies {
        *answers.entry(device.clone()).or_default() += 1;
    }
    let outcomes = replies.into_iter().map(|(device, reply)| {
        let is_alone = answers.get(&device).is_none_or(|count| *count < 2);
        let outcome = reply.and_then(|reply| reply.response(call, expected));
        let outcome = outcome.and_then(|raw| E::Response::read(raw, &FortiOsOptions::default()));
        // It is unknown which of two answers counts.
        let outcome = outcome.and_then(|reply| {
            if is_alone {
                Ok(reply)
            } else {
                Err(call.failed(DecodeError::new(DecodeErrorKind::SeveralResults)))
            }
        });
        FromDevice::new(device, outcome)
    });
    let missing = options
        .devices
        .iter()
        .filter(|device| !answers.contains_key(device.as_str()));
    let missing = missing.map(|device| {
        let error = call.failed(DecodeError::new(DecodeErrorKind::NoAnswer));
        FromDevice::new(device.as_str().to_owned(), Err(error))
    });
    Ok(Reply::new(
        outcomes.chain(missing).collect(),
        Misfits::default(),
        (),
        body,
    ))
}
