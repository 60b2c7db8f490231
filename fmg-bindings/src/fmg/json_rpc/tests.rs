//! Tests of extra members in JSON-RPC calls.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::Call;
use crate::Secret;
use crate::endpoint::Endpoint;
use crate::error::MemberFault;
use crate::extra_members::tests::{Of, call, draft, is_insertion, names, objects, refusal, values};
use crate::fmg::scope::Objects;
use crate::fmg::{Filter, JsonRpc, Members, Method, Place, Query, Raw, address, sys};
use crate::{adom, name, url};

/// A call whose content each test chooses.
struct Probe {
    beside: Map<String, Value>,
    envelope: Map<String, Value>,
    data: Data,
}

#[derive(Clone, Debug)]
enum Data {
    None,
    Whole(Value),
    Members(Map<String, Value>),
}

impl Endpoint for Probe {
    type Protocol = JsonRpc;
    type Response = ();
    const METHOD: Method = Method::Set;
    const TEMPLATE: &'static str = "/a";

    fn url(&self) -> String {
        "/a".to_owned()
    }

    fn write_members(&self, out: &mut Members<'_>) {
        for (name, value) in &self.envelope {
            out.envelope(name, value);
        }
        match &self.data {
            Data::None => {}
            Data::Whole(data) => {
                out.data(data);
            }
            Data::Members(members) => {
                for (name, value) in members {
                    out.data_member(name, value);
                }
            }
        }
        out.splice(&self.beside);
    }
}

fn probe(data: Data) -> Of<Probe> {
    call(Probe {
        beside: Map::new(),
        envelope: Map::new(),
        data,
    })
}

fn text<E: Endpoint<Protocol = JsonRpc>>(call: &Of<E>) -> String {
    let session = Secret::from("token");
    let text = draft(call).unwrap().text.seal(7, Some(&session)).unwrap();
    String::from_utf8(text.into()).unwrap()
}

#[test]
fn an_extra_member_is_written_at_its_place() {
    for (text, expected) in [
        (
            text(&call(sys::Status::new()).member("get used", 1).member("x", ["y"])),
            r#"{"id":7,"method":"get","params":[{"url":"/sys/status","get used":1,"x":["y"]}],"verbose":1,"session":"token"}"#,
        ),
        (
            text(
                &call(sys::Status::new())
                    .member_in(Place::Envelope, "skip", 1)
                    .verbose(false),
            ),
            r#"{"id":7,"method":"get","params":[{"url":"/sys/status"}],"skip":1,"session":"token"}"#,
        ),
        (
            text(
                &call(sys::Status::new())
                    .member_in(Place::Data, "a", 1)
                    .member_in(Place::Data, "b", "c"),
            ),
            r#"{"id":7,"method":"get","params":[{"url":"/sys/status","data":{"a":1,"b":"c"}}],"verbose":1,"session":"token"}"#,
        ),
        // `data` is an object with members, or an empty object.
        (
            text(
                &probe(Data::Whole(json!({"a": {"b": 1}})))
                    .member_in(Place::Data, "b", 2)
                    .member_in(Place::Data, "c", 3),
            ),
            r#"{"id":7,"method":"set","params":[{"url":"/a","data":{"a":{"b":1},"b":2,"c":3}}],"verbose":1,"session":"token"}"#,
        ),
        (
            text(
                &probe(Data::Whole(json!({})))
                    .member_in(Place::Data, "b", 2)
                    .member_in(Place::Data, "c", 3),
            ),
            r#"{"id":7,"method":"set","params":[{"url":"/a","data":{"b":2,"c":3}}],"verbose":1,"session":"token"}"#,
        ),
        // `data` does not exist yet.
        (
            text(&probe(Data::None).member("data", [1])),
            r#"{"id":7,"method":"set","params":[{"url":"/a","data":[1]}],"verbose":1,"session":"token"}"#,
        ),
        // A `null` value is omitted everywhere.
        (
            text(
                &probe(Data::Whole(json!({"a": 1})))
                    .member("b", ())
                    .member_in(Place::Data, "c", None::<u8>)
                    .member_in(Place::Envelope, "d", Value::Null),
            ),
            r#"{"id":7,"method":"set","params":[{"url":"/a","data":{"a":1}}],"verbose":1,"session":"token"}"#,
        ),
        // Names that the protocol uses elsewhere are plain attributes in `data`.
        (
            text(
                &probe(Data::None)
                    .member_in(Place::Data, "id", 1)
                    .member_in(Place::Data, "url", "u"),
            ),
            r#"{"id":7,"method":"set","params":[{"url":"/a","data":{"id":1,"url":"u"}}],"verbose":1,"session":"token"}"#,
        ),
        (
            text(&call(address::Add::new(Objects::new(adom!("demo")), host())).member("revision note", "why")),
            r#"{"id":7,"method":"add","params":[{"url":"/pm/config/adom/demo/obj/firewall/address","data":{"name":"host"},"revision note":"why"}],"verbose":1,"session":"token"}"#,
        ),
    ] {
        assert_eq!(text, expected);
    }
}

fn host() -> address::Address {
    address::Address {
        name: "host".into(),
        ..address::Address::default()
    }
}

#[test]
fn every_kind_of_call_takes_extra_members() {
    let update = address::Update::new(Objects::new(adom!("demo")), name!("host"), address::Address::default());
    let sent: Value = serde_json::from_str(&text(&call(update).member_in(Place::Data, "fabric-object", 1))).unwrap();
    assert_eq!(sent["params"][0]["data"], json!({"fabric-object": 1}));
    let raw = Call::new(&(), Raw::new(Method::Set, url!("/a")));
    let sent: Value = serde_json::from_str(&text(&raw.data(json!({"a": 1})).member_in(Place::Data, "b", 2))).unwrap();
    assert_eq!(sent["params"][0]["data"], json!({"a": 1, "b": 2}));
    let read = call(sys::Status::new()).member("a", 1).read_as::<Value>();
    assert!(text(&read).contains(r#","a":1}]"#));
}

#[test]
fn an_extra_member_that_is_set_or_reserved_is_refused() {
    use MemberFault::{Given, NoName, NoObject};
    let list = || {
        call(address::List::new(Objects::new(adom!("demo"))))
            .fields(["name"])
            .filter(Filter::eq("name", "a"))
    };
    let members = || probe(Data::Members(Map::from_iter([("a".to_owned(), json!(1))])));
    let whole = |data| probe(Data::Whole(data));
    let spliced = call(Probe {
        beside: Map::from_iter([("data".to_owned(), json!({}))]),
        envelope: Map::new(),
        data: Data::None,
    });
    for (refused, name, place, fault) in [
        (refusal(&list().member("fields", 1)), "fields", "beside the url", Given),
        (refusal(&list().member("filter", 1)), "filter", "beside the url", Given),
        (
            refusal(&list().member("x", 1).member("x", 1)),
            "x",
            "beside the url",
            Given,
        ),
        (
            refusal(&list().member("x", 1).member_in(Place::Beside, "x", ())),
            "x",
            "beside the url",
            Given,
        ),
        (refusal(&list().member("", 1)), "", "beside the url", NoName),
        (
            refusal(&members().member_in(Place::Data, "a", 2)),
            "a",
            "in `data`",
            Given,
        ),
        (
            refusal(&members().member("data", json!({}))),
            "data",
            "beside the url",
            Given,
        ),
        (
            refusal(&whole(json!({"a": 1})).member_in(Place::Data, "a", 2)),
            "a",
            "in `data`",
            Given,
        ),
        (
            refusal(&whole(json!({"a": 1})).member("data", 2)),
            "data",
            "beside the url",
            Given,
        ),
        (
            refusal(&whole(json!([{"a": 1}])).member_in(Place::Data, "b", 2)),
            "b",
            "in `data`",
            NoObject,
        ),
        (
            refusal(&whole(json!("text")).member_in(Place::Data, "b", ())),
            "b",
            "in `data`",
            NoObject,
        ),
        (
            refusal(&spliced.member_in(Place::Data, "b", 2)),
            "b",
            "in `data`",
            NoObject,
        ),
    ] {
        assert_eq!(refused, (name.to_owned(), place, fault));
    }
    for name in ["url", "method", "params", "session", "id"] {
        for place in [Place::Beside, Place::Envelope] {
            let refused = refusal(&list().member_in(place, name, 1));
            assert!(matches!(refused.2, MemberFault::Reserved(_)), "{name} {place}");
        }
    }
    for name in ["verbose", "keep_session_idle"] {
        let refused = refusal(&list().member_in(Place::Envelope, name, 1));
        assert!(matches!(refused.2, MemberFault::Reserved(_)), "{name}");
    }
    let mut remote = Map::new();
    remote.insert("remote".to_owned(), json!("deployment/proxy/1"));
    let enveloped = call(Probe {
        beside: Map::new(),
        envelope: remote,
        data: Data::None,
    });
    assert_eq!(
        refusal(&enveloped.member_in(Place::Envelope, "remote", 1)),
        ("remote".to_owned(), "in the envelope", Given)
    );
}

#[test]
fn errors_redact_secrets_of_any_name() {
    let call = call(sys::Status::new())
        .member("odd", Secret::from("hush-hush"))
        .member_in(Place::Data, "list", [Secret::from("and-again")]);
    let mut record = draft(&call).unwrap().record;
    let text = record.during(|| crate::call_record::blanked("it says hush-hush and-again").into_owned());
    assert!(!text.contains("hush-hush") && !text.contains("and-again"), "{text}");
}

fn places() -> impl Strategy<Value = Place> {
    prop::sample::select(vec![Place::Beside, Place::Envelope, Place::Data])
}

fn data() -> impl Strategy<Value = Data> {
    prop_oneof![
        Just(Data::None),
        objects().prop_map(Data::Members),
        objects().prop_map(|object| Data::Whole(object.into())),
        values().prop_map(Data::Whole),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// An extra member is written behind all other members and changes none of their bytes; or it is refused.
    #[test]
    fn an_extra_member_changes_no_other(
        beside in objects(), envelope in objects(), data in data(),
        place in places(), name in names(), value in values(),
    ) {
        let plain = call(Probe { beside: beside.clone(), envelope: envelope.clone(), data: data.clone() });
        let before = text(&plain);
        let longer = plain.member_in(place, name.clone(), &value);
        let mut expected: Value = serde_json::from_str(&before).unwrap();
        let entry = &mut expected["params"][0];
        let object = match place {
            Place::Beside => entry.as_object_mut(),
            Place::Data if entry.get("data").is_none() => {
                entry["data"] = json!({});
                entry["data"].as_object_mut()
            }
            Place::Data => entry["data"].as_object_mut(),
            Place::Envelope => expected.as_object_mut(),
        };
        let fits = object.is_some_and(|object| object.insert(name, value).is_none());
        if draft(&longer).is_err() {
            prop_assert!(!fits, "{}", before);
            refusal(&longer);
            return Ok(());
        }
        let after = text(&longer);
        prop_assert!(fits && is_insertion(&before, &after), "{} {}", before, after);
        prop_assert_eq!(serde_json::from_str::<Value>(&after).unwrap(), expected);
    }
}

#[test]
fn an_untyped_call_has_no_second_url_and_no_second_data() {
    let raw = || Raw::new(Method::Get, url!("/sys/status"));
    for (call, name) in [
        (call(raw().beside("url", "/sys/logout")), "url"),
        (call(raw().beside("data", json!({})).data(json!({}))), "data"),
    ] {
        assert_eq!(refusal(&call).0, name);
    }
    assert!(draft(&call(raw().beside("data", json!({})))).is_ok());
}

#[test]
fn debug_of_members_shows_none_of_them() {
    struct Login;

    impl Endpoint for Login {
        type Protocol = JsonRpc;
        type Response = ();
        const METHOD: Method = Method::Exec;
        const TEMPLATE: &'static str = "/a";

        fn url(&self) -> String {
            "/a".to_owned()
        }

        fn write_members(&self, out: &mut Members<'_>) {
            out.data_member("passwd", &Secret::new("hush"));
            assert_eq!(format!("{out:?}"), "Members { .. }");
        }
    }

    draft(&Call::new(&(), Login)).unwrap();
}
