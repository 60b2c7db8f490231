//! Tests of the texts of batches, and of the replies to them, without a network.

use std::sync::Mutex;

use futures_util::FutureExt as _;
use http::StatusCode;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::client::{CallOptions, impl_async_client};
use crate::error::{BatchFault, EncodeErrorKind, TransportError, TransportErrorKind};
use crate::fmg::scope::{Dvmdb, Objects, Packages};
use crate::fmg::{Method, ObjectName, Raw, Url, address, address_group, dvmdb, package, sys};
use crate::retry::{CallPreparation, Decoder};
use crate::{Code, Retry, adom, name, url};

/// The id of every request.
const ID: u64 = 7;

type Responder = Box<dyn Fn(usize, &Value) -> Result<Vec<u8>, TransportErrorKind> + Send + Sync>;

/// A client whose appliance is a function from the number of the request and its JSON to the body of the response.
struct Fake {
    preparation: CallPreparation,
    responder: Responder,
    sent: Mutex<Vec<(Value, bool)>>,
}

impl Fake {
    fn new(responder: impl Fn(usize, &Value) -> Result<Vec<u8>, TransportErrorKind> + Send + Sync + 'static) -> Self {
        Self {
            preparation: CallPreparation {
                retry: Some(Retry::new().into()),
                ..CallPreparation::default()
            },
            responder: Box::new(responder),
            sent: Mutex::default(),
        }
    }

    /// Answers each call with its own data.
    fn echo() -> Self {
        Self::new(|_, request| Ok(reply(&entries(request).iter().map(success).collect::<Vec<_>>())))
    }

    /// Every request with the same body.
    fn saying(body: &'static str) -> Self {
        Self::new(|_, _| Ok(body.into()))
    }

    fn batch<R: Requests<Protocol = JsonRpc>>(&self, requests: R) -> Batch<'_, Self, R> {
        Batch::new(self, requests)
    }

    /// The requests so far.
    fn sent(&self) -> Vec<Value> {
        self.sent.lock().unwrap().iter().map(|(sent, _)| sent.clone()).collect()
    }
}

impl_async_client!(Fake);

impl ClientFor<JsonRpc> for Fake {
    fn preparation(&self) -> &CallPreparation {
        &self.preparation
    }

    fn exchange<'a>(&'a self, outgoing: Outgoing<JsonRpc>, options: CallOptions, read: Decoder<'a>) -> Sending<'a, ()> {
        Box::pin(async move {
            let may_repeat = outgoing.may_repeat();
            let draft = outgoing.into_draft();
            let request: Value = serde_json::from_slice(&draft.text.seal(ID, None).unwrap()).unwrap();
            let number = {
                let mut sent = self.sent.lock().unwrap();
                sent.push((request.clone(), may_repeat));
                sent.len() - 1
            };
            let body = (self.responder)(number, &request).map_err(|kind| {
                draft
                    .call
                    .failed(TransportError::new(kind, std::io::Error::other("broken")))
            })?;
            let expected = Expected {
                reading: options.reading,
                id: Some(ID),
                without: draft.without,
            };
            read(PendingCall::plain(RawResponse::plain(
                draft.call,
                expected,
                StatusCode::OK,
                &body,
            )))
        })
    }
}

fn entries(request: &Value) -> &Vec<Value> {
    request["params"].as_array().unwrap()
}

fn success(entry: &Value) -> Value {
    json!({"status": {"code": 0, "message": "OK"}, "url": entry["url"], "data": entry["data"]})
}

fn refusal(code: i64) -> Value {
    json!({"status": {"code": code, "message": "refused"}, "url": "/x"})
}

fn reply(results: &[Value]) -> Vec<u8> {
    serde_json::to_vec(&json!({"id": ID, "result": results})).unwrap()
}

/// The future of a batch, which waits for nothing.
fn done<T>(batch: impl IntoFuture<Output = T>) -> T {
    batch.into_future().now_or_never().unwrap()
}

fn set(number: usize) -> Raw {
    let name = ObjectName::new(format!("host_{number}")).unwrap();
    let url: Url = url!("/pm/config/adom/root/obj/firewall/address/<name>");
    Raw::new(Method::Set, url).data(json!({"number": number}))
}

fn sets(count: usize) -> Vec<Raw> {
    (0..count).map(set).collect()
}

fn objects() -> Objects {
    Objects::new(adom!("demo"))
}

fn encode_fault<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Option<BatchFault> {
    match outcome.unwrap_err().kind() {
        ErrorKind::Encode(error) => match error.kind() {
            EncodeErrorKind::Batch(fault) => Some(fault),
            _ => None,
        },
        _ => None,
    }
}

#[test]
fn the_calls_are_entries_of_one_request() {
    let fake = Fake::echo();
    let reads = (
        address::Get::new(objects(), name!("a")),
        address_group::List::new(objects()),
    );
    let batch = fake.batch(reads).member("get used", 1).verbose(false);
    let (address, groups) = done(batch.member_in(Place::Envelope, "remote", "deployment/proxy/1")).unwrap();
    // The appliance has sent no data.
    assert!(address.is_err() && groups.unwrap().is_empty());
    assert_eq!(
        fake.sent(),
        [
            json!({"id": ID, "method": "get", "remote": "deployment/proxy/1", "params": [
                {"url": "/pm/config/adom/demo/obj/firewall/address/a", "get used": 1},
                {"url": "/pm/config/adom/demo/obj/firewall/addrgrp", "get used": 1},
            ]})
        ]
    );
}

#[test]
fn a_batch_of_one_call_is_that_call_and_one_of_none_sends_nothing() {
    let fake = Fake::echo();
    let [result] = <[_; 1]>::try_from(done(fake.batch(sets(1))).unwrap()).unwrap();
    assert_eq!(result.unwrap(), json!({"number": 0}));
    let url = "/pm/config/adom/root/obj/firewall/address/host_0";
    assert_eq!(
        fake.sent(),
        [json!({"id": ID, "method": "set", "verbose": 1, "params": [{"url": url, "data": {"number": 0}}]})]
    );
    assert!(done(fake.batch(sets(0))).unwrap().is_empty());
    assert_eq!(fake.sent().len(), 1);
}

#[test]
fn each_call_has_its_own_result_and_its_error_names_it() {
    let fake = Fake::new(|_, request| {
        let mut results: Vec<_> = entries(request).iter().map(success).collect();
        results[1] = refusal(-3);
        results[2] = json!({"status": "?", "url": "/x"});
        Ok(reply(&results))
    });
    let results = done(fake.batch(sets(4))).unwrap();
    assert_eq!(results[0].as_ref().unwrap()["number"], 0);
    assert_eq!(results[3].as_ref().unwrap()["number"], 3);
    let missing = results[1].as_ref().unwrap_err();
    assert!(missing.is_not_found() && !missing.is_outcome_unknown());
    assert_eq!(missing.url(), Some("/pm/config/adom/root/obj/firewall/address/host_1"));
    assert_eq!(
        missing.template(),
        Some("/pm/config/adom/root/obj/firewall/address/<name>")
    );
    let unclear = results[2].as_ref().unwrap_err();
    assert!(unclear.is_decode() && unclear.is_outcome_unknown(), "{unclear}");
    assert_eq!(unclear.url(), Some("/pm/config/adom/root/obj/firewall/address/host_2"));
}

#[test]
fn a_reply_that_does_not_answer_the_calls_fails_the_batch() {
    let ok = r#"{"status":{"code":0,"message":"OK"},"url":"/x"}"#;
    let two = format!("[{ok},{ok}]");
    for (body, kind) in [
        (format!(r#"{{"id":7,"result":[{ok}]}}"#), DecodeErrorKind::OtherCount),
        (
            format!(r#"{{"id":7,"result":[{ok},{ok},{ok}]}}"#),
            DecodeErrorKind::OtherCount,
        ),
        // It is unknown which of the calls is refused.
        (
            format!(r#"{{"id":7,"result":[{ok},{ok},{{"status":{{"code":-3,"message":"x"}}}}]}}"#),
            DecodeErrorKind::OtherCount,
        ),
        (format!(r#"{{"id":8,"result":{two}}}"#), DecodeErrorKind::ForeignId),
        (format!(r#"{{"id":null,"result":{two}}}"#), DecodeErrorKind::ForeignId),
        (format!(r#"{{"result":{two}}}"#), DecodeErrorKind::NoId),
        (
            format!(r#"{{"id":7,"result":{two},"status":{{"code":0}}}}"#),
            DecodeErrorKind::SeveralResults,
        ),
        (
            format!(r#"{{"id":7,"result":{two},"result":{two}}}"#),
            DecodeErrorKind::SeveralResults,
        ),
        ("<html>".to_owned(), DecodeErrorKind::Html),
        (String::new(), DecodeErrorKind::Empty),
        (format!(r#"{{"id":7,"result":[{ok},"#), DecodeErrorKind::Truncated),
    ] {
        let sent = body.clone();
        let fake = Fake::new(move |_, _| Ok(sent.clone().into()));
        let error = done(fake.batch(sets(2))).unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Decode(decode) if decode.kind() == kind),
            "{body}: {error}"
        );
        assert!(error.is_outcome_unknown(), "{body}");
    }
}

#[test]
fn a_refusal_of_the_whole_request_is_the_error_of_the_batch() {
    for body in [
        r#"{"id":7,"result":[{"status":{"code":-11,"message":"No permission for the resource"},"url":"/x"}]}"#,
        r#"{"id":7,"result":{"status":{"code":-11,"message":"No permission for the resource"}}}"#,
        r#"{"id":7,"error":{"code":-11,"message":"No permission for the resource"}}"#,
    ] {
        let error = done(Fake::saying(body).batch(sets(2))).unwrap_err();
        assert_eq!(error.code(), Some(Code::new(-11)), "{body}");
        assert!(!error.is_outcome_unknown(), "{body}");
    }
}

#[test]
fn control_characters_in_strings_are_repaired_as_in_other_replies() {
    let fake = Fake::new(|_, request| {
        let text = String::from_utf8(reply(&entries(request).iter().map(success).collect::<Vec<_>>())).unwrap();
        Ok(text.replace("\"number\":1", "\"number\":\"a\tb\"").into())
    });
    let results = done(fake.batch(sets(2))).unwrap();
    assert_eq!(results[1].as_ref().unwrap()["number"], "a\tb");
}

#[test]
fn a_part_without_a_response_stops_the_rest_and_keeps_what_was_answered() {
    let fake = Fake::new(|number, request| match number {
        0 => Ok(reply(&entries(request).iter().map(success).collect::<Vec<_>>())),
        _ => Err(TransportErrorKind::Interrupted),
    });
    let results = done(fake.batch(sets(6)).max_requests(2)).unwrap();
    assert_eq!(fake.sent().len(), 2);
    assert!(results[..2].iter().all(Result::is_ok));
    for (index, result) in results.iter().enumerate().skip(2) {
        let error = result.as_ref().unwrap_err();
        let url = format!("/pm/config/adom/root/obj/firewall/address/host_{index}");
        assert_eq!(error.url(), Some(&*url));
        let is_lost = index < 4;
        assert_eq!((error.is_outcome_unknown(), error.is_transport()), (is_lost, is_lost));
        assert_eq!(matches!(error.kind(), ErrorKind::Batch(_)), !is_lost, "{error}");
    }
    let unsent = results[5].as_ref().unwrap_err();
    let source = std::error::Error::source(unsent).unwrap();
    assert!(source.to_string().contains("set `"), "{source}");

    // Nothing was answered.
    let fake = Fake::new(|_, _| Err(TransportErrorKind::Interrupted));
    let error = done(fake.batch(sets(6)).max_requests(2)).unwrap_err();
    assert!(error.is_transport() && error.is_outcome_unknown());
    assert_eq!(fake.sent().len(), 1);
}

#[test]
fn refusals_stop_nothing() {
    let fake = Fake::new(|_, request| Ok(reply(&entries(request).iter().map(|_| refusal(-2)).collect::<Vec<_>>())));
    let results = done(fake.batch(sets(5)).max_requests(2)).unwrap();
    assert_eq!(fake.sent().len(), 3);
    assert!(results.iter().all(|result| result.as_ref().unwrap_err().is_exists()));
}

#[test]
fn mixtures_are_refused_before_anything_is_sent() {
    let fake = Fake::echo();
    let other = |method, url: Url| (set(0), Raw::new(method, url));
    for (pair, fault) in [
        (
            other(Method::Update, url!("/pm/config/adom/root/obj/firewall/address")),
            "method",
        ),
        (other(Method::Set, url!("/dvmdb/adom")), "prefix"),
        (other(Method::Set, url!("/pm/pkg/adom/root")), "prefix"),
        (
            other(Method::Set, url!("/pm/config/adom/demo/obj/firewall/service")),
            "none",
        ),
    ] {
        let outcome = done(fake.batch(pair));
        let found = if outcome.is_ok() {
            "none"
        } else {
            match encode_fault(outcome) {
                Some(BatchFault::OtherMethod { first: "set" }) => "method",
                Some(BatchFault::OtherPrefix { .. }) => "prefix",
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(found, fault);
    }
    let one = set(0).envelope("create task", json!({"adom": "root"}));
    let outcome = done(fake.batch(vec![one.clone(), set(1)]));
    assert_eq!(encode_fault(outcome), Some(BatchFault::OtherTopLevel));
    let logouts = vec![Raw::new(Method::Exec, url!("/sys/logout"))];
    assert_eq!(encode_fault(done(fake.batch(logouts))), Some(BatchFault::Session));
    let typed = done(fake.batch((sys::Status::new(), dvmdb::ListAdoms::new(Dvmdb::new())))).unwrap_err();
    let text = typed.to_string();
    assert!(
        text.contains("`/dvmdb/adom`") && text.contains("`/sys/status`"),
        "{text}"
    );
    assert_eq!(fake.sent().len(), 1, "only the possible one was sent");

    let both = vec![one.clone(), one];
    done(fake.batch(both)).unwrap();
    assert_eq!(fake.sent()[1]["create task"]["adom"], "root");
    let reserved = done(fake.batch(vec![set(0).envelope("session", "x")])).unwrap_err();
    assert!(matches!(reserved.kind(), ErrorKind::Encode(_)), "{reserved}");
}

#[test]
fn a_batch_may_be_repeated_only_if_all_of_its_calls_may() {
    let fake = Fake::echo();
    let object = |name: &'static str| ObjectName::new(name).unwrap();
    let add = |name: &'static str| {
        let row = address::Address {
            name: name.into(),
            ..Default::default()
        };
        address::Add::new(objects(), row)
    };
    done(fake.batch(sets(2))).unwrap();
    let at_the_table = Raw::new(Method::Set, url!("/pm/config/adom/root/obj/firewall/address"));
    done(fake.batch(vec![set(0), at_the_table])).unwrap();
    done(fake.batch(vec![add("a"), add("b")])).unwrap();
    let delete = |name: &'static str| address::Delete::new(objects(), object(name));
    done(fake.batch(vec![delete("a")])).unwrap();
    done(fake.batch(vec![delete("a"), delete("b")])).unwrap();
    let packages = || package::List::new(Packages::new(adom!("demo")));
    done(fake.batch(vec![packages(), packages()])).unwrap();
    let sent = fake.sent.lock().unwrap();
    let may_repeat: Vec<_> = sent.iter().map(|(_, may_repeat)| *may_repeat).collect();
    assert_eq!(may_repeat, [true, false, false, true, false, true]);
}

#[test]
fn the_error_that_forbids_a_repetition_decides() {
    let error = |code| {
        let fake = Fake::new(move |_, _| Ok(reply(&[refusal(code)])));
        done(fake.batch(sets(1))).unwrap().remove(0).unwrap_err()
    };
    let (ended, locked, missing) = (error(-11), error(-20055), error(-3));
    for (errors, decides) in [
        ([&ended, &ended], -11),
        ([&ended, &locked], -20055),
        ([&locked, &missing], -3),
        ([&missing, &ended], -3),
    ] {
        let decisive = errors
            .into_iter()
            .fold(None, |known, error| Some(decisive(known, error)));
        assert_eq!(decisive.unwrap().code(), Some(Code::new(decides)));
    }
}

#[test]
fn debug_shows_no_names() {
    let fake = Fake::echo();
    let shown = format!("{:?}", fake.batch(sets(2)));
    assert!(!shown.contains("host_"), "{shown}");
}

proptest! {
    /// However a batch is divided, each call has the result at its place, and the limits are kept.
    #[test]
    fn every_call_gets_its_own_answer(
        refused in prop::collection::vec(prop::option::weighted(0.3, -9_i64..-1), 0..60),
        requests in 0_usize..20,
        bytes in 0_usize..2_000,
    ) {
        let codes = refused.clone();
        let fake = Fake::new(move |_, request| {
            let answer = |entry: &Value| {
                let number = usize::try_from(entry["data"]["number"].as_u64().unwrap()).unwrap();
                codes[number].map_or_else(|| success(entry), refusal)
            };
            Ok(reply(&entries(request).iter().map(answer).collect::<Vec<_>>()))
        });
        let results = done(fake.batch(sets(refused.len())).max_requests(requests).max_bytes(bytes)).unwrap();
        prop_assert_eq!(results.len(), refused.len());
        for (number, (result, code)) in results.iter().zip(&refused).enumerate() {
            match (result, code) {
                (Ok(data), None) => prop_assert_eq!(&data["number"], number),
                (Err(error), Some(code)) => {
                    prop_assert_eq!(error.code(), Some(Code::new(*code)));
                    let url = format!("/pm/config/adom/root/obj/firewall/address/host_{number}");
                    prop_assert_eq!(error.url(), Some(&*url));
                }
                other => prop_assert!(false, "{other:?}"),
            }
        }
        for request in fake.sent() {
            let entries = entries(&request);
            let text = |entry: &Value| serde_json::to_string(entry).unwrap().len() + 1;
            let len: usize = entries.iter().map(text).sum();
            prop_assert!(entries.len() <= requests.max(1));
            prop_assert!(entries.len() == 1 || len <= bytes, "{} bytes", len);
        }
    }
}
