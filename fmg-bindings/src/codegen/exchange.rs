//! Functions that generated tests of documented exchanges call: each compares what the bindings send and read with what a
//! document shows, and panics if they differ.
#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::endpoint::{Endpoint, Output};
use crate::fmg::{JsonRpc, WithOptions};
#[cfg(feature = "web")]
use crate::fmg::{gui, web};
use crate::{__test, Code, Response};

/// Members of a reply that belong to the protocol, for which typed replies have no field.
const PROTOCOL: [&str; 9] = [
    "url",
    "method",
    "jsonrpc",
    "verbose",
    "cid",
    "session",
    "result.url",
    "result.0.url",
    "result.0.id",
];

/// A value of the bindings, decoded from JSON.
#[must_use]
pub fn from_json<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).unwrap()
}

/// A read with these options.
#[must_use]
pub fn with_options<R: WithOptions>(mut call: R, options: R::Options) -> R {
    *call.options_mut() = options;
    call
}

/// Checks that `call` is encoded as documented, or with `entry` as its params entry if the bindings write an equivalent
/// value differently.
pub fn check_request<R: Endpoint<Protocol = JsonRpc>>(call: &R, documented: &str, entry: Option<&str>) {
    let mut documented = half("request", documented);
    documented.remove("jsonrpc");
    if let Some(entry) = entry {
        documented["params"][0] = from_json(entry);
    }
    let verbose = documented.get("verbose").and_then(Value::as_i64).unwrap_or_default() != 0;
    if !verbose {
        documented.remove("verbose");
    }
    let session = documented.get("session").and_then(Value::as_str);
    let sent = __test::encode(call, id(&documented), session, verbose).unwrap();
    let sent: Value = serde_json::from_slice(&sent).unwrap();
    assert_same(&sent, &Value::Object(documented));
}

/// Checks that `call` is encoded as documented for the GUI's proxy, or with `params` if the bindings write an
/// equivalent value differently.
#[cfg(feature = "web")]
pub fn check_proxied<R: Endpoint<Protocol = gui::Gui>>(call: &R, documented: &str, params: Option<&str>) {
    let mut documented = half("request", documented);
    documented.remove("id");
    if let Some(params) = params {
        documented.insert("params".to_owned(), from_json(params));
    }
    // Missing and empty params are equivalent.
    documented.retain(|_, value| value.as_object().is_none_or(|members| !members.is_empty()));
    let sent = __test::encode_proxied(call).expect("a call that the proxy forwards");
    assert_same(&sent, &Value::Object(documented));
}

/// Checks that the documented reply, which is text, is the value of the call.
#[cfg(feature = "web")]
pub fn check_text<R: Endpoint<Protocol = gui::Gui, Response = web::Text>>(documented: &str) {
    let exchange: Value = from_json(documented);
    let text = exchange["response"].as_str().expect("a text");
    assert_eq!(__test::decode::<R>(None, text).unwrap(), text);
}

/// Checks that every member of the documented reply is decoded, and that the value is `expected` or equals the
/// documented data.
pub fn check_response<R>(documented: &str, expected: Option<&str>)
where
    R: Endpoint,
    R::Response: Response,
    Output<R>: Serialize,
{
    let id = sent_id(documented);
    let documented = half("response", documented);
    let expected = expected.map_or_else(|| data(&documented), from_json);
    let text = Value::Object(documented).to_string();

    let mut unread = Vec::new();
    let mut json = serde_json::Deserializer::from_str(&text);
    let mut note = |path: serde_ignored::Path<'_>| unread.push(path.to_string());
    __test::read::<R, _>(serde_ignored::Deserializer::new(&mut json, &mut note)).unwrap();
    unread.retain(|path| !PROTOCOL.contains(&path.as_str()));
    assert!(unread.is_empty(), "no field takes {unread:?}");

    let output = __test::decode::<R>(id, &text).unwrap();
    assert_same(&serde_json::to_value(&output).unwrap(), &expected);
}

/// Checks that the documented reply is a refusal with this code and message.
pub fn check_error<R: Endpoint>(documented: &str, code: i64, message: &str) {
    let id = sent_id(documented);
    let documented = half("response", documented);
    let error = __test::decode::<R>(id, &Value::Object(documented).to_string())
        .err()
        .expect("a refusal");
    assert_eq!((error.code(), error.message()), (Some(Code::new(code)), Some(message)));
}

fn half(which: &str, documented: &str) -> Map<String, Value> {
    let mut exchange: Map<String, Value> = from_json(documented);
    match exchange.remove(which) {
        Some(Value::Object(half)) => half,
        _ => panic!("the exchange shows no {which}"),
    }
}

/// The id of the request for the documented reply. Only JSON-RPC has ids; if the document shows none in the request, it
/// is the id of the reply.
fn sent_id(documented: &str) -> Option<u64> {
    let exchange: Value = from_json(documented);
    let request = &exchange["request"];
    let sent = request["params"].is_array().then(|| request["id"].as_u64()).flatten();
    sent.or_else(|| exchange["response"]["id"].as_u64())
}

/// The id of a request. Some documents omit it.
fn id(message: &Map<String, Value>) -> u64 {
    message.get("id").and_then(Value::as_u64).unwrap_or_default()
}

/// The `data` of a reply, in any shape of the envelope.
fn data(reply: &Map<String, Value>) -> Value {
    let data = match reply.get("result") {
        Some(Value::Array(results)) => results.first().and_then(|result| result.get("data")),
        Some(result) => result.get("data"),
        None => reply.get("data"),
    };
    data.cloned().unwrap_or_default()
}

#[track_caller]
fn assert_same(ours: &Value, documented: &Value) {
    assert!(ours == documented, "ours:\n{ours:#}\n\ndocumented:\n{documented:#}");
}
