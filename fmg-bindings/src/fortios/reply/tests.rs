//! Tests of decoded responses.

mod call_status;
mod damage;
mod misfits;
mod properties;
mod refusals;
mod shapes;
mod vdoms;

use http::{HeaderName, StatusCode};
use serde_json::Value;

use super::{Expected, RawResponse, Reply};
use crate::codegen::row;
use crate::endpoint::{Output, Protocol as _, ResponseFor};
use crate::error::{Context, DecodeErrorKind, Error, ErrorKind, RestError};
use crate::fortios::protocol::Options;
use crate::fortios::{Cacheable, FortiOs, Members, Method, Vdoms};
use crate::reading::Reading;
use crate::{Endpoint, ReplyWithout, Response};

/// A read or a write that answers with an `R`.
struct Read<R>(std::marker::PhantomData<R>);
struct Write<R>(std::marker::PhantomData<R>);
/// Writes that are documented without a status, and without a body.
struct Login<R>(std::marker::PhantomData<R>);
struct WithoutBody<R>(std::marker::PhantomData<R>);

macro_rules! probe {
    ($probe:ident, $method:ident, $without:expr) => {
        impl<R: Response> Endpoint for $probe<R> {
            type Protocol = FortiOs;
            type Response = R;
            const METHOD: Method = Method::$method;
            const TEMPLATE: &'static str = "/api/v2/cmdb/<path>";
            const REPLY_WITHOUT: ReplyWithout = $without;

            fn url(&self) -> String {
                Self::TEMPLATE.to_owned()
            }

            fn write_members(&self, _: &mut Members) {}
        }
    };
}

probe! { Read, Get, ReplyWithout::NOTHING }
probe! { Write, Post, ReplyWithout::NOTHING }
probe! { Login, Post, ReplyWithout::NOTHING.status() }
probe! { WithoutBody, Post, ReplyWithout::NOTHING.body() }

impl<R: Response> Cacheable for Read<R> {}

fn answer<E>(status: u16, headers: &[(HeaderName, &str)], body: &[u8]) -> Result<Reply<Output<E>>, Error>
where
    E: Endpoint<Protocol = FortiOs>,
{
    answer_of::<E>(None, status, headers, body)
}

fn answer_of<E>(
    vdoms: Option<&Vdoms>,
    status: u16,
    headers: &[(HeaderName, &str)],
    body: &[u8],
) -> Result<Reply<Output<E>>, Error>
where
    E: Endpoint<Protocol = FortiOs>,
{
    let mut raw = raw::<E>(Reading::default(), status.try_into().unwrap(), body);
    for (name, value) in headers {
        raw.answer.headers_mut().insert(name, value.parse().unwrap());
    }
    let options = Options {
        vdoms: vdoms.cloned(),
        ..Options::default()
    };
    E::Response::read(raw, &options)
}

fn raw<E: Endpoint<Protocol = FortiOs>>(reading: Reading, status: StatusCode, body: &[u8]) -> RawResponse {
    let expected = Expected {
        reading,
        id: None,
        without: E::REPLY_WITHOUT,
    };
    RawResponse::plain(Context::new(E::METHOD.as_str(), E::TEMPLATE), expected, status, body)
}

fn read<R: Response>(text: &str) -> Result<Reply<R::Output>, Error> {
    answer::<Read<R>>(200, &[], text.as_bytes())
}

fn write<R: Response>(text: &str) -> Result<Reply<R::Output>, Error> {
    answer::<Write<R>>(200, &[], text.as_bytes())
}

fn refused(status: u16, text: &str) -> Error {
    answer::<Read<Vec<Lease>>>(status, &[], text.as_bytes()).unwrap_err()
}

fn rest(error: &Error) -> &RestError {
    match error.kind() {
        ErrorKind::Rest(rest) => rest,
        other => panic!("{other:?}"),
    }
}

fn fault(error: &Error) -> DecodeErrorKind {
    match error.kind() {
        ErrorKind::Decode(fault) => fault.kind(),
        other => panic!("{other:?}"),
    }
}

#[derive(Default)]
struct Lease {
    ip: Option<String>,
    server_mkey: Option<i64>,
}

row! { Lease { ip: "ip", server_mkey: "server_mkey" } }

/// Captured from a FortiGate 61F with v7.6.3.
const MONITOR: &str = r#"{"http_method":"GET","results":[{"ip":"192.168.0.1","reserved":false,"mac":"3c:18:00:00:00:01",
 "interface":"VLAN1000","type":"ipv4","server_mkey":6,"server_ipam_enabled":true,"expire_time":1746100704,
 "status":"leased"}],"vdom":"root","path":"system","name":"dhcp","status":"success","serial":"FGT61F0000000000",
 "version":"v7.6.3","build":3510}"#;

/// A list of a table, as 7.4 and 7.6 give it.
const LIST: &str = r#"{"http_method":"GET","size":17,"limit_reached":false,"matched_count":17,"next_idx":16,
 "revision":"bd002ee1","results":[{"name":"EMS_ALL_UNKNOWN_CLIENTS","q_origin_key":"EMS_ALL_UNKNOWN_CLIENTS"}],
 "vdom":"root","path":"firewall","name":"address","status":"success","http_status":200,"serial":"FGT",
 "version":"v7.4.1","build":0}"#;

/// A write that succeeded on v7.4.1.
const WRITTEN: &str = r#"{"http_method":"POST","http_status":200,"mkey":"officeNetwork","name":"interface",
 "path":"system","revision":"c3","revision_changed":true,"old_revision":"c2","serial":"FGT","status":"success",
 "vdom":"root","version":"v7.4.1","build":2296}"#;

/// A write that was refused on v7.4.1.
const REFUSED: &str = r#"{"http_method":"POST","revision":"c3","revision_changed":false,
 "cli_error":"node_check_object fail! for name homeNetwork\n\nvalue parse error before 'homeNetwork'\nCommand fail. Return code -651\n",
 "error":-651,"status":"error","http_status":500,"vdom":"root","path":"firewall","name":"policy","serial":"FGT",
 "version":"v7.4.1","build":2296}"#;

/// The response of a Monitor call on v7.0.2 for an object that does not exist.
const MISSING: &str = r#"{"path":"system","name":"certificate","action":"download","serial":"FGT60F","version":"v7.0.2",
 "build":234,"status":"error","http_status":404}"#;
