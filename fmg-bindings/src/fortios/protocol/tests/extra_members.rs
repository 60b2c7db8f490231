//! Tests of extra members in calls of FortiOS and of other HTTP protocols.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::Call;
use crate::endpoint::Endpoint;
use crate::error::MemberFault;
use crate::extra_members::MemberPlace;
use crate::extra_members::tests::{Of, call, draft, is_insertion, names, objects, refusal, values};
use crate::fortios::{ETag, File, FortiOs, Members, Method, Path, Place, Raw, Vdoms, monitor};
use crate::vdom;
use crate::web::Content;

/// A call whose content each test chooses.
struct Probe {
    method: Method,
    query: Map<String, Value>,
    body: Body,
}

#[derive(Clone, Debug)]
enum Body {
    None,
    Whole(Value),
    Members(Map<String, Value>),
    Form(Map<String, Value>),
    /// A file as a member, with other members.
    File(Map<String, Value>),
    /// A file as the whole body.
    Content,
}

impl Endpoint for Probe {
    type Protocol = FortiOs;
    type Response = ();
    const METHOD: Method = Method::Post;
    const TEMPLATE: &'static str = "/a";

    fn url(&self) -> String {
        "/a".to_owned()
    }

    fn method(&self) -> Method {
        self.method
    }

    fn write_members(&self, out: &mut Members) {
        for (name, value) in &self.query {
            out.query(name.clone(), value);
        }
        let file = File::from_bytes("f", "x");
        match &self.body {
            Body::None => {}
            Body::Whole(body) => {
                out.body(body);
            }
            Body::Members(members) => {
                out.splice(members);
            }
            Body::File(members) => {
                out.splice(members).file("file_content", &file);
            }
            Body::Form(members) => {
                for (name, value) in members {
                    out.form(name.clone(), value);
                }
            }
            Body::Content => {
                out.content(&file);
            }
        }
    }
}

fn probe(method: Method, body: Body) -> Of<Probe> {
    call(Probe {
        method,
        query: Map::new(),
        body,
    })
}

fn one(name: &str, value: impl Into<Value>) -> Map<String, Value> {
    Map::from_iter([(name.to_owned(), value.into())])
}

/// The path with its query, and the body.
fn sent<E: Endpoint<Protocol = FortiOs>>(call: &Of<E>) -> (String, String) {
    let encoded = draft(call).unwrap().in_vdoms(None).unwrap().encoded;
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let body = match encoded.content {
        Content::None => String::new(),
        Content::Json(body) | Content::Form(body) => text(&body),
        Content::File { members, name, .. } => {
            let members = members
                .iter()
                .map(|member| format!("{}={}&", member.name(), member.json()));
            members.collect::<String>() + &name
        }
        Content::Whole(_) => "a file".to_owned(),
    };
    (encoded.path_and_query, body)
}

#[test]
fn an_extra_member_is_written_at_its_place() {
    let policy = || call(monitor::firewall::Policy::new());
    let path = "/api/v2/monitor/firewall/policy";
    let post = |body| probe(Method::Post, body);
    for (sent, (path, body)) in [
        (
            sent(&policy().member("policyid", 7)),
            (&*format!("{path}?policyid=7"), ""),
        ),
        (
            sent(
                &policy()
                    .member("ids", [1, 2])
                    .member("o", json!({"a": 1}))
                    .vdom(vdom!("edge")),
            ),
            (&*format!("{path}?ids=1&ids=2&o=%7B%22a%22%3A1%7D&vdom=edge"), ""),
        ),
        (sent(&policy().member("none", ())), (path, "")),
        (
            sent(&policy().each_vdom(Vdoms::all()).member("a", "b c")),
            (&*format!("{path}?a=b%20c&vdom=*"), ""),
        ),
        (
            sent(&policy().member("a", 1).each_vdom(Vdoms::global())),
            (&*format!("{path}?a=1&global=1"), ""),
        ),
        (
            sent(&post(Body::None).member_in(Place::Body, "vdom", "x")),
            ("/a", r#"{"vdom":"x"}"#),
        ),
        (
            sent(&post(Body::Members(one("a", 1))).member_in(Place::Body, "b", [2])),
            ("/a", r#"{"a":1,"b":[2]}"#),
        ),
        (
            sent(&post(Body::None).member_in(Place::Form, "a", "b c")),
            ("/a", "a=b%20c"),
        ),
        (
            sent(&post(Body::Form(one("a", 1))).member_in(Place::Form, "b", 2)),
            ("/a", "a=1&b=2"),
        ),
        (
            sent(&post(Body::File(one("a", 1))).member_in(Place::Body, "b", 2)),
            ("/a", "a=1&b=2&file_content"),
        ),
        (sent(&post(Body::Content).member("b", 2)), ("/a?b=2", "a file")),
        // The same name at another place is another member.
        (
            sent(&post(Body::Members(one("a", 1))).member("a", 2)),
            ("/a?a=2", r#"{"a":1}"#),
        ),
    ] {
        assert_eq!(sent, (path.to_owned(), body.to_owned()));
    }
}

#[test]
fn every_kind_of_call_takes_extra_members() {
    let raw = Call::new(&(), Raw::new(Method::Get, Path::written("/a"))).query("a", 1);
    assert_eq!(sent(&raw.member("b", 2)).0, "/a?a=1&b=2");
    let etag = ETag::from_text("\"x\"").unwrap();
    let checked = call(monitor::system::HaChecksums::new())
        .member("a", 1)
        .if_changed(&etag);
    assert!(sent(&checked).0.ends_with("/ha-checksums?a=1"));
}

#[test]
fn an_extra_member_that_is_set_or_reserved_is_refused() {
    let get = || call(monitor::firewall::Session::new(100));
    for (refused, name, fault) in [
        (refusal(&get().member("count", 1)), "count", MemberFault::Given),
        (refusal(&get().member("x", 1).member("x", 1)), "x", MemberFault::Given),
        (refusal(&get().member("", 1)), "", MemberFault::NoName),
    ] {
        assert_eq!(refused, (name.to_owned(), "in the query", fault));
    }
    for name in ["access_token", "secretkey", "vdom", "global"] {
        let refused = refusal(&get().member(name, 1));
        assert!(matches!(refused.2, MemberFault::Reserved(_)), "{name}");
    }
}

#[test]
fn a_body_of_another_kind_is_refused() {
    use MemberFault::{Given, NoBody, OtherBody, WholeBody};
    let a = || one("a", 1);
    for (method, body, place, name, fault) in [
        (Method::Get, Body::None, Place::Body, "x", NoBody),
        (Method::Get, Body::None, Place::Form, "x", NoBody),
        (Method::Delete, Body::None, Place::Body, "x", NoBody),
        (Method::Post, Body::Members(a()), Place::Body, "a", Given),
        (Method::Post, Body::Form(a()), Place::Form, "a", Given),
        (Method::Post, Body::File(a()), Place::Body, "file_content", Given),
        (Method::Post, Body::Whole(json!({})), Place::Body, "a", WholeBody),
        (Method::Put, Body::Whole(json!([])), Place::Form, "a", WholeBody),
        (Method::Post, Body::Content, Place::Body, "a", WholeBody),
        (Method::Post, Body::Content, Place::Form, "a", WholeBody),
        (Method::Post, Body::Form(a()), Place::Body, "b", OtherBody),
        (Method::Post, Body::Members(a()), Place::Form, "b", OtherBody),
        (Method::Post, Body::File(a()), Place::Form, "b", OtherBody),
    ] {
        let refused = refusal(&probe(method, body).member_in(place, name, 1));
        assert_eq!(refused, (name.to_owned(), place.as_str(), fault));
    }
    let both = probe(Method::Post, Body::None).member_in(Place::Body, "a", 1);
    let refused = refusal(&both.member_in(Place::Form, "b", 1));
    assert_eq!(refused, ("b".to_owned(), "in the form", OtherBody));
}

fn bodies() -> impl Strategy<Value = Body> {
    prop_oneof![
        Just(Body::None),
        Just(Body::Content),
        objects().prop_map(Body::Members),
        objects().prop_map(Body::Form),
        objects().prop_map(Body::File),
        values().prop_map(Body::Whole),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// An extra member is written behind all other members and changes none of their bytes; or it is refused.
    #[test]
    fn an_extra_member_changes_no_other(
        query in objects(), body in bodies(), reads in any::<bool>(),
        place in prop::sample::select(vec![Place::Query, Place::Body, Place::Form]), name in names(), value in values(),
    ) {
        let (method, body) = if reads { (Method::Get, Body::None) } else { (Method::Post, body) };
        let plain = call(Probe { method, query: query.clone(), body: body.clone() });
        let (path, content) = sent(&plain);
        let longer = plain.member_in(place, name.clone(), &value);
        let none = Map::new();
        let (is_free, there) = match (place, &body) {
            (Place::Query, _) => (true, &query),
            (_, Body::None) => (!reads, &none),
            (Place::Body, Body::Members(members) | Body::File(members)) => (name != "file_content", members),
            (Place::Form, Body::Form(members)) => (true, members),
            // An empty form or object is not sent.
            (Place::Body, Body::Form(members)) | (Place::Form, Body::Members(members)) => (members.is_empty(), &none),
            (Place::Body | Place::Form, _) => (false, &none),
        };
        let fits = is_free && !name.is_empty() && !there.contains_key(&name);
        if draft(&longer).is_err() {
            prop_assert!(!fits, "{} {}", path, content);
            refusal(&longer);
            return Ok(());
        }
        let (longer_path, longer_content) = sent(&longer);
        prop_assert!(fits, "{} {}", longer_path, longer_content);
        if place == Place::Query {
            prop_assert!(longer_path.starts_with(&path) && longer_path.len() > path.len());
            prop_assert_eq!(content, longer_content);
        } else {
            prop_assert_eq!(path, longer_path);
            prop_assert!(is_insertion(&content, &longer_content), "{} {}", content, longer_content);
            prop_assert!(longer_content.len() > content.len());
        }
    }
}
