//! The replies of devices in the reply of FortiManager.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use http::{Response as HttpResponse, StatusCode};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::devices::FromDevice;
use crate::code::Code;
use crate::endpoint::{Output, Protocol, ResponseFor};
use crate::error::{Context, DecodeError, DecodeErrorKind, Error, ErrorKind, TransportError, TransportErrorKind};
use crate::fmg::json_rpc::{JsonRpc, Options};
use crate::fmg::reply;
use crate::fortios::FortiOs;
use crate::misfits::Misfits;
use crate::raw_response::{Expected, RawResponse};
use crate::reply::Reply;
use crate::{Data, Endpoint, ReplyWithout, call_record};

/// What a device has answered, as [`ProxyReply`](crate::fmg::proxy::ProxyReply), with its response as text.
#[derive(Deserialize)]
struct DeviceReply {
    response: Option<Box<RawValue>>,
    status: Option<DeviceStatus>,
    #[serde(default)]
    target: String,
}

#[derive(Deserialize)]
struct DeviceStatus {
    code: i64,
    #[serde(default)]
    message: String,
}

/// The options of a call of FortiOS, which has none here.
type FortiOsOptions = <FortiOs as Protocol>::Options;

/// Takes the response of the only device out of the reply of FortiManager.
pub(super) fn unwrap(raw: RawResponse) -> Result<RawResponse, Error> {
    let (call, expected) = (raw.call, raw.expected);
    let mut replies = replies(raw, ReplyWithout::NOTHING)?.into_iter();
    match (replies.next(), replies.next()) {
        (Some(reply), None) => reply.response(call, expected),
        (None, _) => Err(call.failed(DecodeError::new(DecodeErrorKind::NoAnswer))),
        (Some(_), Some(_)) => Err(call.failed(DecodeError::new(DecodeErrorKind::SeveralResults))),
    }
}

fn replies(raw: RawResponse, without: ReplyWithout) -> Result<Vec<DeviceReply>, Error> {
    let raw = RawResponse {
        expected: Expected {
            without,
            ..raw.expected
        },
        ..raw
    };
    reply::decode::<Data<Vec<DeviceReply>>>(raw).map(Reply::into_value)
}

impl DeviceReply {
    /// The HTTP response of the device.
    fn response(self, call: Context, expected: Expected) -> Result<RawResponse, Error> {
        let missing = |kind| call.failed(DecodeError::new(kind));
        let status = self.status.ok_or_else(|| missing(DecodeErrorKind::NoStatus))?;
        if status.code != 0 {
            return Err(call.failed(status.refusal()));
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
    /// Why there is no response. Only a missing connection says that the device did not get the call.
    fn refusal(self) -> ErrorKind {
        let kind = if self.message.eq_ignore_ascii_case("no tunnel") {
            TransportErrorKind::Connect
        } else {
            TransportErrorKind::Other
        };
        let unreached = Unreached {
            code: Code::new(self.code),
            message: call_record::blanked(&self.message).into_owned(),
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

/// The response type of a request that is sent to several devices: what each has answered to the request `E`.
#[derive(Debug)]
pub struct OfDevices<E>(PhantomData<fn() -> E>);

impl<E: Endpoint<Protocol = FortiOs>> ResponseFor<JsonRpc> for OfDevices<E> {
    type Output = Vec<FromDevice<Output<E>>>;

    fn read(raw: RawResponse, options: &Options) -> Result<Reply<Self::Output>, Error> {
        outcomes::<E>(raw, options, ReplyWithout::NOTHING)
    }
}

/// What each device has answered, and an error for each that has not.
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
    let answered: BTreeSet<_> = replies.iter().map(|reply| reply.target.clone()).collect();
    let outcomes = replies.into_iter().map(|mut reply| {
        let device = std::mem::take(&mut reply.target);
        let raw = reply.response(call, expected);
        FromDevice::new(
            device,
            raw.and_then(|raw| E::Response::read(raw, &FortiOsOptions::default())),
        )
    });
    let missing = options
        .devices
        .iter()
        .filter(|device| !answered.contains(device.as_str()));
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
