//! Tests of extra members in calls of the REST API.

use crate::adom;
use crate::endpoint::Endpoint;
use crate::error::MemberFault;
use crate::extra_members::tests::{Of, call, draft, refusal};
use crate::fmg::rest::{self, File, Place, Rest};
use crate::web::Content;

fn sent<E: Endpoint<Protocol = Rest>>(call: &Of<E>) -> (String, Content) {
    let encoded = draft(call).unwrap().encoded();
    (encoded.path_and_query, encoded.content)
}

#[test]
fn an_extra_member_is_written_at_its_place() {
    let (path, content) = sent(
        &call(rest::GetAdom::new(adom!("demo")))
            .member("a b", "c&d")
            .member("n", 1),
    );
    assert!(matches!(content, Content::None));
    assert_eq!(path, "/jsonrpc/dvmdb/adom/demo?a%20b=c%26d&n=1");
    let upgrade = call(rest::Upgrade::new(File::from_bytes("f", "x"))).member("odd", 1);
    let (path, content) = sent(&upgrade);
    assert!(matches!(content, Content::Whole(_)));
    assert_eq!(path, "/jsonrpc/sys/upgrade?odd=1");
}

#[test]
fn an_extra_member_that_is_set_or_reserved_or_has_no_place_is_refused() {
    let get = || call(rest::GetAdom::new(adom!("demo")));
    assert_eq!(
        refusal(&get().member_in(Place::Body, "a", 1)),
        ("a".to_owned(), "in the body", MemberFault::NoBody)
    );
    for name in ["session", "access_token"] {
        assert!(
            matches!(refusal(&get().member(name, 1)).2, MemberFault::Reserved(_)),
            "{name}"
        );
    }
    let backup = call(rest::Backup::new()).with(|call| call.passwd("p"));
    assert_eq!(
        refusal(&backup.member("passwd", "q")),
        ("passwd".to_owned(), "in the query", MemberFault::Given)
    );
    let upgrade = || call(rest::Upgrade::new(File::from_bytes("f", "x")));
    for (place, name) in [(Place::Body, "in the body"), (Place::Form, "in the form")] {
        let refused = refusal(&upgrade().member_in(place, "a", 1));
        assert_eq!(refused, ("a".to_owned(), name, MemberFault::WholeBody));
    }
}
