//! The requests on tables, as they are sent.

use serde_json::{Value, json};

use super::*;
use crate::codegen::row;
use crate::error::{EncodeErrorKind, ErrorKind, TableFault};
use crate::fmg::scope::{AdomOrGlobal, Dvmdb, Objects, Package, Packages, RowOf, Scope};
use crate::fmg::{AdomName, DeviceName, Filter, JsonRpc, ObjectName, PackagePath, PolicyId, Query};
use crate::{Endpoint, ExtraAttributes, Field, WrittenRow};

#[derive(Default)]
struct Host {
    name: Field<String>,
    comment: Field<String>,
    extra_attributes: ExtraAttributes,
}

row! {
    Host { name: "name", comment: "comment" }
    extra extra_attributes
}

#[derive(Default)]
struct Rule {
    policyid: Field<u64>,
}

row! { Rule { policyid: "policyid" } }

/// A header policy: read below the objects of an ADOM, written below a global package.
#[derive(Default)]
struct Header {
    policyid: Field<u64>,
}

row! { Header { policyid: "policyid" } }

#[derive(Default)]
struct Pkg {
    name: Field<String>,
}

row! { Pkg { name: "name" } }

#[derive(Default)]
struct Mapping {
    comment: Field<String>,
}

row! { Mapping { comment: "comment" } }

mod keys {
    #![allow(unreachable_pub, reason = "the macro makes public types")]

    use crate::VdomName;
    use crate::fmg::DeviceName;

    crate::codegen::url_parameter! {
        /// A device and a VDOM.
        segments DeviceVdom { device: DeviceName as "The device.", vdom: VdomName as "The VDOM." }
    }
}

use self::keys::DeviceVdom;

tables! {
    Host: "firewall/address" / "<name>" by "name" = name: ObjectName, in [Objects], written [Objects], [Cloneable];
    Rule: "firewall/policy" / "<policyid>" by "policyid" = policyid: PolicyId, in [Package], written [Package], [Cloneable Ordered];
    Header: "global/header/policy" / "<policyid>" by "policyid" = policyid: PolicyId, in [Objects, Package], written [Package], [];
    Pkg: "" / "<package>" by "name" = name: PackagePath, in [Packages], written [Packages], [];
    Mapping: "dynamic_mapping" / "<mapping>" by _: DeviceVdom, in [rows of Host], written [rows of Host], [];
}

fn objects() -> Objects {
    Objects::new(AdomName::new("demo").unwrap())
}

fn package() -> Package {
    Package::new(AdomOrGlobal::Global, PackagePath::new("branches/ppkg").unwrap())
}

fn name(text: &'static str) -> ObjectName {
    ObjectName::new(text).unwrap()
}

fn host(text: &str) -> Host {
    Host {
        name: text.into(),
        ..Host::default()
    }
}

/// The verb, the url and the params of a request as they are sent.
fn sent<E: Endpoint<Protocol = JsonRpc>>(request: &E) -> (&'static str, String, Value) {
    let text = crate::__test::encode(request, 1, None, false).unwrap();
    let mut json: Value = serde_json::from_slice(&text).unwrap();
    let mut params = json["params"][0].take();
    let url = params.as_object_mut().unwrap().remove("url").unwrap();
    (E::METHOD.as_str(), url.as_str().unwrap().to_owned(), params)
}

fn fault<E: Endpoint<Protocol = JsonRpc>>(request: &E) -> TableFault {
    let error = crate::__test::encode(request, 1, None, false).unwrap_err();
    match error.kind() {
        ErrorKind::Encode(error) => match error.kind() {
            EncodeErrorKind::Table(fault) => fault,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_template_is_that_of_the_scope_and_the_table() {
    assert_eq!(
        List::<Objects, Host>::TEMPLATE,
        "/pm/config/<scope>/obj/firewall/address"
    );
    assert_eq!(
        Delete::<Objects, Host>::TEMPLATE,
        "/pm/config/<scope>/obj/firewall/address/<name>"
    );
    assert_eq!(
        MoveTo::<Package, Rule>::TEMPLATE,
        "/pm/config/<scope>/pkg/<package>/firewall/policy/<policyid>"
    );
    assert_eq!(List::<Packages, Pkg>::TEMPLATE, "/pm/pkg/<scope>");
    assert_eq!(Get::<Packages, Pkg>::TEMPLATE, "/pm/pkg/<scope>/<package>");
    assert_eq!(
        Get::<RowOf<Objects, Host>, Mapping>::TEMPLATE,
        "/pm/config/<scope>/obj/firewall/address/<name>/dynamic_mapping/<mapping>"
    );
    assert_eq!(Dvmdb::TEMPLATE, "/dvmdb");
}

#[test]
fn reads_are_sent_with_their_options() {
    let list = List::<_, Host>::new(objects()).fields(["name"]).range(10, 5);
    assert_eq!(
        sent(&list),
        (
            "get",
            "/pm/config/adom/demo/obj/firewall/address".into(),
            json!({"fields": ["name"], "range": [10, 5]})
        )
    );
    let get = Get::<_, Host>::new(objects(), name("a/b"));
    assert_eq!(
        sent(&get),
        (
            "get",
            r"/pm/config/adom/demo/obj/firewall/address/a\/b".into(),
            json!({})
        )
    );
    let count = Count::<_, Host>::new(objects()).filter(Filter::eq("type", "ipmask"));
    assert_eq!(
        sent(&count).2,
        json!({"option": "count", "filter": ["type", "==", "ipmask"]})
    );
    assert_eq!(
        sent(&Checksum::<_, Host>::new(objects())).2,
        json!({"option": ["chksum"]})
    );
    assert_eq!(
        sent(&Syntax::<_, Host>::new(objects())).2,
        json!({"option": ["syntax"]})
    );
}

#[test]
fn a_child_table_is_below_its_row() {
    let row = RowOf::<_, Host>::new(objects(), name("host_001"));
    let list = List::<_, Mapping>::new(row.clone());
    let url = "/pm/config/adom/demo/obj/firewall/address/host_001/dynamic_mapping";
    assert_eq!(sent(&list).1, url);
    let key = DeviceVdom::new(DeviceName::new("fgt/1").unwrap(), crate::VdomName::new("root").unwrap());
    assert_eq!(
        sent(&Delete::<_, Mapping>::new(row, key)).1,
        format!(r"{url}/fgt\/1/root")
    );
}

#[test]
fn a_package_is_a_row_whose_key_is_its_path() {
    let packages = Packages::new(AdomName::new("demo").unwrap());
    assert_eq!(sent(&List::<_, Pkg>::new(packages.clone())).1, "/pm/pkg/adom/demo");
    let key = PackagePath::new("branches/ppkg").unwrap();
    assert_eq!(
        sent(&Get::<_, Pkg>::new(packages, key)).1,
        "/pm/pkg/adom/demo/branches/ppkg"
    );
}

#[test]
fn a_table_may_be_written_below_another_scope() {
    let adom = AdomName::new("demo").unwrap();
    let list = List::<_, Header>::new(Objects::new(adom));
    assert_eq!(sent(&list).1, "/pm/config/adom/demo/obj/global/header/policy");
    let add = Add::new(package(), Header::default());
    assert_eq!(sent(&add).1, "/pm/config/global/pkg/branches/ppkg/global/header/policy");
}

#[test]
fn writes_are_sent_with_their_rows() {
    let url = "/pm/config/adom/demo/obj/firewall/address";
    let row = host("a").attribute("extra", 1);
    let sent_row = json!({"data": {"name": "a", "extra": 1}});
    assert_eq!(
        sent(&Add::new(objects(), row.clone())),
        ("add", url.into(), sent_row.clone())
    );
    assert_eq!(sent(&Upsert::new(objects(), row)), ("set", url.into(), sent_row));

    let rows = [host("a"), host("b")];
    let sent_rows = json!({"data": [{"name": "a"}, {"name": "b"}]});
    assert_eq!(
        sent(&AddRows::new(objects(), rows.clone())),
        ("add", url.into(), sent_rows.clone())
    );
    assert_eq!(
        sent(&SetRows::new(objects(), rows.clone())),
        ("set", url.into(), sent_rows.clone())
    );
    assert_eq!(
        sent(&UpdateRows::new(objects(), rows)),
        ("update", url.into(), sent_rows)
    );

    let changes = Host {
        comment: "edge".into(),
        ..Host::default()
    };
    let at_row = (format!("{url}/a"), json!({"data": {"comment": "edge"}}));
    let set = sent(&Set::new(objects(), name("a"), changes.clone()));
    assert_eq!(set, ("set", at_row.0.clone(), at_row.1.clone()));
    let update = sent(&Update::new(objects(), name("a"), changes.clone()));
    assert_eq!(update, ("update", at_row.0.clone(), at_row.1));

    let copy = CloneTo::new(objects(), name("a"), name("b")).changes(changes);
    assert_eq!(
        sent(&copy),
        ("clone", at_row.0, json!({"data": {"name": "b", "comment": "edge"}}))
    );
}

#[test]
fn a_delete_names_a_row_or_a_condition() {
    let url = "/pm/config/adom/demo/obj/firewall/address";
    let delete = Delete::<_, Host>::new(objects(), name("a"));
    assert_eq!(sent(&delete), ("delete", format!("{url}/a"), json!({})));
    let matching = DeleteWhere::<_, Host>::new(objects(), Filter::like("name", "host_%"));
    assert_eq!(
        sent(&matching),
        (
            "delete",
            url.into(),
            json!({"filter": ["name", "like", "host_%"], "confirm": 1})
        )
    );
}

#[test]
fn a_move_names_its_target_as_text() {
    let url = "/pm/config/global/pkg/branches/ppkg/firewall/policy/7";
    let before = MoveTo::<_, Rule>::before(package(), PolicyId::new(7), PolicyId::new(3));
    assert_eq!(
        sent(&before),
        ("move", url.into(), json!({"option": "before", "target": "3"}))
    );
    let after = MoveTo::<_, Rule>::after(package(), PolicyId::new(7), PolicyId::new(3));
    assert_eq!(sent(&after).2, json!({"option": "after", "target": "3"}));
}

#[test]
fn rows_that_cannot_be_written_are_refused_before_they_are_sent() {
    let no_key = TableFault::NoKey { attribute: "name" };
    let impossible = TableFault::ImpossibleKey { attribute: "name" };
    assert_eq!(fault(&Add::new(objects(), Host::default())), no_key);
    assert_eq!(fault(&AddRows::new(objects(), [host("a"), Host::default()])), no_key);
    for bad in ["", "..", r"a\b", "a\nb"] {
        assert_eq!(fault(&Add::new(objects(), host(bad))), impossible, "{bad:?}");
        assert_eq!(fault(&SetRows::new(objects(), [host(bad)])), impossible, "{bad:?}");
    }
    assert_eq!(fault(&AddRows::<_, Host>::new(objects(), [])), TableFault::NoRows);
    for nothing in [
        json!(null),
        json!([]),
        json!([[]]),
        json!([[[]]]),
        json!([[], "&&", []]),
        json!([[], "||", ["name", "==", "a"]]),
        json!([["name", "==", "a"], "&&"]),
        json!([["name", "==", "a"], ["name", "==", "b"]]),
        json!(["!", "name", "in"]),
        json!(["name", "=="]),
        json!(["!"]),
        json!({}),
        json!(""),
        json!(true),
    ] {
        let delete = DeleteWhere::<_, Host>::new(objects(), Filter::from_json(nothing.clone()));
        assert_eq!(fault(&delete), TableFault::NoCondition, "{nothing}");
    }
    let none: [&str; 0] = [];
    let all_but_none = DeleteWhere::<_, Host>::new(objects(), !Filter::one_of("name", none));
    assert_eq!(fault(&all_but_none), TableFault::NoCondition);
    let condition = Filter::eq("a", 1)
        .and(Filter::ne("b", 2))
        .or(!Filter::one_of("c", [1, 2]));
    sent(&DeleteWhere::<_, Host>::new(objects(), condition));
    let added = CloneTo::new(objects(), name("a"), name("b")).changes(Host::default().attribute("name", "c"));
    assert_eq!(fault(&added), TableFault::KeyTwice { attribute: "name" });
    let twice = CloneTo::new(objects(), name("a"), name("b")).changes(host("c"));
    assert_eq!(fault(&twice), TableFault::KeyTwice { attribute: "name" });

    let packages = || Packages::new(AdomName::new("demo").unwrap());
    let named = |name: &str| Pkg { name: name.into() };
    assert_eq!(fault(&Add::new(packages(), Pkg::default())), no_key);
    for bad in ["", "..", "a/b"] {
        assert_eq!(fault(&Add::new(packages(), named(bad))), impossible, "{bad:?}");
    }
    sent(&Add::new(packages(), named("ppkg")));

    // FortiManager chooses the number of a policy, but not which policy an update is about.
    assert_eq!(sent(&Add::new(package(), Rule::default())).2, json!({"data": {}}));
    let no_number = TableFault::NoKey { attribute: "policyid" };
    assert_eq!(fault(&UpdateRows::new(package(), [Rule::default()])), no_number);
}

#[test]
fn a_refusal_names_the_scope_the_table_and_the_attribute() {
    let error = crate::__test::encode(&Add::new(objects(), Host::default()), 1, None, false).unwrap_err();
    assert_eq!(
        error.to_string(),
        "add `/pm/config/<scope>/obj/firewall/address`: a row has no `name`, which is its key; set it"
    );
}

#[test]
fn the_reply_to_a_write_is_the_key() {
    let reply =
        |data: Value| json!({"id": 1, "result": [{"status": {"code": 0, "message": "OK"}, "url": "", "data": data}]});
    let key = |data: Value| crate::__test::decode::<Add<Objects, Host>>(Some(1), &reply(data).to_string()).unwrap();
    assert_eq!(key(json!({"name": "a"})), Some(name("a")));
    assert_eq!(key(json!([{"name": "a"}])), Some(name("a")));
    assert_eq!(key(json!({"name": ".."})), None);
    let text = reply(json!([{"policyid": 1}, {"policyid": "2"}])).to_string();
    let numbers = crate::__test::decode::<AddRows<Package, Rule>>(Some(1), &text).unwrap();
    assert_eq!(numbers, [PolicyId::new(1), PolicyId::new(2)]);
    let bare = json!({"id": 1, "result": [{"status": {"code": 0, "message": "OK"}, "url": ""}]}).to_string();
    assert_eq!(
        crate::__test::decode::<Add<Objects, Host>>(Some(1), &bare).unwrap(),
        None
    );
    crate::__test::decode::<Set<Objects, Host>>(Some(1), &bare).unwrap();
}

#[test]
fn debug_shows_no_rows() {
    let add = Add::new(objects(), host("secret"));
    assert!(!format!("{add:?}").contains("secret"));
}

#[test]
fn a_scope_is_an_adom_or_the_global_database() {
    let adom = AdomName::new("demo").unwrap();
    assert_eq!(AdomOrGlobal::from(&adom).to_string(), "adom/demo");
    assert_eq!(AdomOrGlobal::Global.to_string(), "global");
    assert_eq!(Objects::new(&adom), Objects::new(AdomOrGlobal::Adom(adom)));
    let global = List::<_, Host>::new(Objects::new(AdomOrGlobal::Global));
    assert_eq!(sent(&global).1, "/pm/config/global/obj/firewall/address");
}
