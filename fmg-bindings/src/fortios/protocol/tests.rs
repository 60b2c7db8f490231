//! Tests of encoded calls.

mod extra_members;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::Secret;
use crate::fortios::As;
use crate::web::file::File;
use crate::web::{Content, query};

/// A call whose members each test writes.
struct Probe<F>(F);

impl<F: Fn(&mut Members)> Endpoint for Probe<F> {
    type Protocol = FortiOs;
    type Response = ();
    const METHOD: Method = Method::Post;
    const TEMPLATE: &'static str = "/api/v2/monitor/user/firewall/deauth";

    fn url(&self) -> String {
        Self::TEMPLATE.to_owned()
    }

    fn write_members(&self, out: &mut Members) {
        self.0(out);
    }
}

/// The same, with parameters that depend on each other.
struct Dependent<F>(Probe<F>);

impl<F: Fn(&mut Members)> Endpoint for Dependent<F> {
    type Protocol = FortiOs;
    type Response = ();
    const METHOD: Method = Method::Post;
    const ONE_OF: &'static [&'static [&'static str]] = &[&["user_type", "id", "ip"], &["all"], &["users"]];
    const TEMPLATE: &'static str = "/api/v2/monitor/user/firewall/deauth";

    fn url(&self) -> String {
        Endpoint::url(&self.0)
    }

    fn write_members(&self, out: &mut Members) {
        Endpoint::write_members(&self.0, out);
    }
}

/// Encodes a call, in the VDOMs that it names itself or else in those of `scope`.
fn encode<E: Endpoint<Protocol = FortiOs>>(request: &E, scope: Option<&Vdoms>) -> Result<Encoded, Error> {
    let written: &dyn DynEndpoint<FortiOs> = &request;
    let draft = written.draft(&Options::default(), &ExtraMembers::NONE)?;
    let call = draft.call();
    let finished = draft.in_vdoms(scope).map_err(|error| call.failed(error))?;
    Ok(finished.encoded)
}

fn kind(error: &Error) -> EncodeErrorKind {
    match error.kind() {
        ErrorKind::Encode(error) => error.kind(),
        other => panic!("{other:?}"),
    }
}

fn root() -> Vdoms {
    VdomName::new("root").unwrap().into()
}

fn query(scope: Option<&Vdoms>, members: impl Fn(&mut Members)) -> String {
    let sent = encode(&Probe(members), scope).unwrap().path_and_query;
    sent.strip_prefix("/api/v2/monitor/user/firewall/deauth")
        .unwrap()
        .to_owned()
}

fn json_of(content: &Content) -> Value {
    match content {
        Content::Json(json) => serde_json::from_slice(json).unwrap(),
        _ => panic!("there is no JSON"),
    }
}

#[test]
fn the_vdom_parameter_follows_the_others() {
    assert_eq!(query(None, |_| ()), "");
    assert_eq!(query(Some(&root()), |_| ()), "?vdom=root");
    let filtered = |out: &mut Members| {
        out.query("filter", &["type==fqdn,type==iprange", "visibility==enable"]);
    };
    assert_eq!(
        query(Some(&Vdoms::all()), filtered),
        "?filter=type%3D%3Dfqdn%2Ctype%3D%3Diprange&filter=visibility%3D%3Denable&vdom=*"
    );
    assert_eq!(query(Some(&Vdoms::global()), |_| ()), "?global=1");
}

#[test]
fn the_vdom_of_a_call_overrides_the_scope() {
    let named = |out: &mut Members| {
        out.query("vdom", "edge");
    };
    assert_eq!(query(Some(&root()), named), "?vdom=edge");
    let unnamed = |out: &mut Members| {
        out.query("vdom", &None::<&str>).body_member("vdom", "edge");
    };
    assert_eq!(query(Some(&root()), unnamed), "?vdom=root");
}

#[test]
fn a_url_may_have_a_query_already() {
    assert_eq!(query::joined("/a".to_owned(), ""), "/a");
    assert_eq!(query::joined("/a".to_owned(), "x=1"), "/a?x=1");
    assert_eq!(query::joined("/a?y=2".to_owned(), "x=1"), "/a?y=2&x=1");
}

#[test]
fn the_body_is_of_one_kind() {
    let content = |members: &dyn Fn(&mut Members)| encode(&Probe(members), None).unwrap().content;
    assert!(matches!(content(&|_| ()), Content::None));
    let members = content(&|out| {
        out.body_member("policy", &[1, 2])
            .body_member("a \"b\"", "c")
            .body_member("d", &None::<u8>);
    });
    assert_eq!(json_of(&members), json!({"policy": [1, 2], "a \"b\"": "c"}));
    let whole = content(&|out| {
        out.body(&json!([{"name": "x"}]));
    });
    assert_eq!(json_of(&whole), json!([{"name": "x"}]));
    let form = content(&|out| {
        out.form("username", "a b").form("secretkey", "p&=+%").form("ajax", &1);
    });
    assert!(matches!(form, Content::Form(form) if form[..] == b"username=a%20b&secretkey=p%26%3D%2B%25&ajax=1"[..]));
}

#[test]
fn a_file_is_sent_with_the_members_of_the_body() {
    let file = File::from_bytes("vd1.conf", "config");
    let members = |out: &mut Members| {
        out.body_member("source", "upload")
            .file("file_content", &file)
            .query("vdom", "vdom1");
    };
    let encoded = encode(&Probe(members), None).unwrap();
    assert!(encoded.path_and_query.ends_with("?vdom=vdom1"));
    let Content::File {
        members,
        name,
        part,
        file,
    } = encoded.content
    else {
        panic!("there is no file");
    };
    assert_eq!(
        (members.len(), members[0].name(), &*name, &*part, file.name()),
        (1, "source", "file_content", "file", "vd1.conf")
    );
}

#[test]
fn missing_parameters_that_depend_on_each_other_are_named() {
    let sent = |members: &dyn Fn(&mut Members)| encode(&Dependent(Probe(members)), None);
    for whole in [
        &(|out: &mut Members| {
            out.body_member("all", &true);
        }) as &dyn Fn(&mut Members),
        &|out| {
            out.query("users", &["a"]);
        },
        &|out| {
            out.body_member("ip", "10.0.0.1")
                .body_member("id", &1)
                .body_member("user_type", "firewall");
        },
    ] {
        sent(whole).unwrap();
    }
    for partial in [
        &(|_: &mut Members| ()) as &dyn Fn(&mut Members),
        &|out| {
            out.body_member("ip", "10.0.0.1").body_member("id", &1);
        },
        &|out| {
            out.body_member("all", &None::<bool>);
        },
    ] {
        assert_eq!(
            sent(partial).unwrap_err().kind().to_string(),
            "the request lacks parameters: it needs `user_type`, `id` and `ip`, or `all`, or `users`"
        );
    }
    // Decoding the response as another type does not change the request.
    let bare = As::<_, Value>::new(Dependent(Probe(|_: &mut Members| ())));
    assert!(encode(&bare, None).is_err());
}

#[test]
fn a_value_that_cannot_be_sent_is_an_error() {
    let bad = BTreeMap::from([(vec![1], 2)]);
    let members = |out: &mut Members| {
        out.query("a", &1).body(&bad);
    };
    assert_eq!(kind(&encode(&Probe(members), None).unwrap_err()), EncodeErrorKind::Json);
    let error = encode(&Probe(|_: &mut Members| ()), Some(&Vdoms::from([]))).unwrap_err();
    assert_eq!(kind(&error), EncodeErrorKind::Vdoms);
}

#[test]
fn a_token_is_never_sent_in_a_url() {
    let call = Probe(|out: &mut Members| {
        out.query("access_token", "fccys3cfbhyhqbqghkyzm1QGNnm31r");
    });
    let error = encode(&call, None).unwrap_err();
    assert_eq!(kind(&error), EncodeErrorKind::TokenInUrl);
    assert!(!format!("{error:?}").contains("fccys"));
}

#[test]
fn debug_shows_no_content_of_a_call() {
    let secret = Secret::from("s3cr3t");
    let encoded = encode(
        &Probe(|out: &mut Members| {
            out.query("a", &secret).form("b", &secret);
        }),
        None,
    )
    .unwrap();
    assert!(encoded.path_and_query.contains("s3cr3t"));
    assert!(!format!("{encoded:?}").contains("s3cr3t"));
}
