//! Tests of extra members in GUI calls.

use serde_json::{Map, Value, json};

use crate::Secret;
use crate::endpoint::Endpoint;
use crate::error::MemberFault;
use crate::extra_members::tests::{Of, call, draft, refusal};
use crate::fmg::gui::{self, File, Gui, Place};
use crate::web::Content;

/// The path with its query, and the posted JSON or the form fields beside a file.
fn sent<E: Endpoint<Protocol = Gui>>(call: &Of<E>) -> (String, Value) {
    let encoded = draft(call).unwrap().seal(Some(&Secret::from("csrf")));
    let json = match encoded.content {
        Content::Json(json) => serde_json::from_slice(&json).unwrap(),
        Content::None => Value::Null,
        Content::File { members, .. } => {
            let member = |member: &crate::web::members::BodyMember| {
                (member.name().to_owned(), serde_json::from_str(member.json()).unwrap())
            };
            members.iter().map(member).collect::<Map<_, _>>().into()
        }
        _ => panic!("no JSON"),
    };
    (encoded.path_and_query, json)
}

fn import() -> Of<gui::certificate::Import> {
    call(gui::certificate::Import::new("n", File::from_bytes("f", "x")))
}

#[test]
fn an_extra_member_is_written_at_its_place() {
    let proxy = "/cgi-bin/module/flatui_proxy";
    for (sent, path, json) in [
        (
            sent(&call(gui::sys::Uptime::new()).member("odd", [1])),
            proxy,
            json!({"url": "/gui/sys/uptime", "method": "get", "params": {"odd": [1]}}),
        ),
        (
            sent(
                &call(gui::sys::Uptime::new())
                    .member("url", "u")
                    .member_in(Place::Body, "method", "m"),
            ),
            proxy,
            json!({
                "url": "/gui/sys/uptime", "method": "get",
                "params": {"url": "u", "method": "m"},
            }),
        ),
        (
            sent(&call(gui::template::Download::new("f")).member("odd", "a b")),
            "/flatui/api/gui/deploy/export?filename=f&odd=a%20b",
            Value::Null,
        ),
        (
            sent(&import().member("odd", 1).member_in(Place::Query, "csrf_token", 2)),
            "/flatui/api/gui/system/certification/local?csrf_token=2",
            json!({
                "cert_name": "n", "cert_key_name": "", "password": "", "odd": 1,
                "csrfmiddlewaretoken": "csrf", "csrf_token": "csrf",
            }),
        ),
        (
            sent(&call(gui::session::Logout::new()).member("odd", 1)),
            "/p/logout-api/",
            json!({"odd": 1}),
        ),
    ] {
        assert_eq!(sent, (path.to_owned(), json));
    }
    let mut pages = call(gui::log::Events::new()).member("odd", 1).pages(5);
    let (first, place) = pages.call().unwrap();
    let params = &sent(&first).1["params"];
    assert_eq!((&params["results"], &params["odd"]), (&json!(5), &json!(1)));
    let log = gui::log::EventLog {
        records: Some(vec![gui::log::EventLogRecord::default(); 5]),
        ..Default::default()
    };
    pages.turn(
        place,
        crate::Reply::new(log, crate::Misfits::default(), (), bytes::Bytes::new()),
    );
    assert_eq!(sent(&pages.call().unwrap().0).1["params"]["odd"], 1);
}

#[test]
fn an_extra_member_that_is_set_or_reserved_or_has_no_place_is_refused() {
    use MemberFault::{Given, NoBody, NotProxied, OtherBody, Reserved};
    let events = || call(gui::log::Events::new());
    let export = || call(gui::template::Download::new("f"));
    for (refused, name, place, fault) in [
        (refusal(&events().member("key", 1)), "key", "in the body", Given),
        (
            refusal(&events().member_in(Place::Query, "x", 1)),
            "x",
            "in the query",
            NotProxied,
        ),
        (
            refusal(&events().member_in(Place::Form, "x", 1)),
            "x",
            "in the form",
            NotProxied,
        ),
        (
            refusal(&export().member_in(Place::Body, "x", 1)),
            "x",
            "in the body",
            NoBody,
        ),
        (
            refusal(&import().member("cert_name", 1)),
            "cert_name",
            "in the body",
            Given,
        ),
        (
            refusal(&import().member("filepath", 1)),
            "filepath",
            "in the body",
            Given,
        ),
        (
            refusal(&import().member_in(Place::Form, "x", 1)),
            "x",
            "in the form",
            OtherBody,
        ),
    ] {
        assert_eq!(refused, (name.to_owned(), place, fault));
    }
    for name in ["csrfmiddlewaretoken", "csrf_token"] {
        assert!(matches!(refusal(&import().member(name, 1)).2, Reserved(_)), "{name}");
    }
}
