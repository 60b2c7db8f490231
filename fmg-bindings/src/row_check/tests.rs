use serde_json::{Value, json};

use super::*;
use crate::error::MisfitReason;

const FACTS: &str = r#"
    cache-ttl 0..86400
    comment chars<=5
    fabric-object >=6.4.4
    "meta fields" chars<=3
    pin 0..9 chars<=4
    psksecret chars<=4 secret
    uuid read-only
    ports 1..9 items<=2
    type =geography@>=6.4.0,<=6.0.9
    srcaddr ->firewall/address,firewall/addrgrp
    list {
        ip chars<=3
        inner {
            n ..5
        }
    }
"#;

fn unfit(at: &str, call: usize, request: &Value, firmware: Option<FirmwareVersion>) -> Vec<String> {
    let checks = Arc::new(RowChecks::new(RowCheck::Explain, firmware));
    let doubts = compared(FACTS, &[at], call, request);
    let unfit = UnfitRows::new(doubts, None, &checks);
    let error = Error::other("no").of_rows(match unfit {
        Some(unfit) => unfit,
        None => return Vec::new(),
    });
    error.misfits().iter().map(ToString::to_string).collect()
}

const OLD: Option<FirmwareVersion> = Some(FirmwareVersion::new(6, 2, 3));

#[test]
fn each_kind_of_misfit_is_told() {
    for (row, told) in [
        (json!({"cache-ttl": 90000}), "`cache-ttl` is 0 to 86400, not 90000"),
        (json!({"cache-ttl": "-1"}), "`cache-ttl` is 0 to 86400, not -1"),
        (
            json!({"comment": "abcdef"}),
            "`comment` holds 5 characters at most, this has 6",
        ),
        (
            json!({"comment": "äöüäöü"}),
            "`comment` holds 5 characters at most, this has 6",
        ),
        (
            json!({"fabric-object": "enable"}),
            "`fabric-object` came with 6.4.4; this is 6.2.3",
        ),
        (
            json!({"meta fields": "abcd"}),
            "`meta fields` holds 3 characters at most, this has 4",
        ),
        (
            json!({"psksecret": "hunter2"}),
            "`psksecret` holds 4 characters at most",
        ),
        (
            json!({"psksecret": ["ENC", "hunter2"]}),
            "`psksecret[1]` holds 4 characters at most",
        ),
        (json!({"uuid": "x"}), "`uuid` is read-only"),
        (
            json!({"ports": [1, 2, 3]}),
            "`ports` holds 2 elements at most, this has 3",
        ),
        (json!({"ports": [1, 12]}), "`ports[1]` is 1 to 9, not 12"),
        (
            json!({"type": "geography"}),
            "`type` `geography` is in 6.4.0 and later, versions up to 6.0.9; this is 6.2.3",
        ),
        (
            json!({"list": [{}, {"ip": "a"}, {"ip": "abcd"}]}),
            "`list[2].ip` holds 3 characters at most, this has 4",
        ),
        (
            json!({"list": {"inner": [{"n": 6}]}}),
            "`list.inner[0].n` is at most 5, not 6",
        ),
        (
            json!([{"cache-ttl": 1}, {"cache-ttl": 90000}]),
            "`[1].cache-ttl` is 0 to 86400, not 90000",
        ),
    ] {
        assert_eq!(unfit("", 0, &row, OLD), [told], "{row}");
    }
}

#[test]
fn what_fits_and_what_is_not_known_is_not_told() {
    for row in [
        json!({"cache-ttl": 0, "comment": "abcde", "ports": [1, 9]}),
        json!({"cache-ttl": "auto", "other": 90000, "unset attrs": ["cache-ttl"]}),
        json!({"cache-ttl": null, "list": null, "comment": true}),
        json!({"srcaddr": "nobody", "type": "ipmask"}),
        json!([]),
        json!("text"),
        Value::Null,
    ] {
        assert_eq!(unfit("", 0, &row, OLD), [""; 0], "{row}");
    }
    let new = Some(FirmwareVersion::new(9, 0, 0));
    let row = json!({"fabric-object": "enable", "type": "geography"});
    assert_eq!(unfit("", 0, &row, new), [""; 0]);
    assert_eq!(unfit("", 0, &row, None), [""; 0]);
}

#[test]
fn the_rows_of_one_call_are_found_in_its_request() {
    let bad = |number: i64| json!({"cache-ttl": number});
    let request = json!({"id": 1, "params": [
        {"url": "/a", "data": bad(90001)},
        {"url": "/b"},
        {"url": "/c", "data": [bad(1), bad(90002)]},
    ], "data": bad(90003)});
    let at = "/params/*/data";
    assert_eq!(unfit(at, 0, &request, None), ["`cache-ttl` is 0 to 86400, not 90001"]);
    assert_eq!(unfit(at, 1, &request, None), [""; 0]);
    assert_eq!(
        unfit(at, 2, &request, None),
        ["`[1].cache-ttl` is 0 to 86400, not 90002"]
    );
    assert_eq!(unfit(at, 3, &request, None), [""; 0]);
    let forwarded = json!({"params": [{"data": {"action": "put", "payload": {"json": bad(90004)}}}]});
    let at = "/params/0/data/payload/?json";
    // An index is no step but `*`.
    assert_eq!(unfit(at, 0, &forwarded, None), [""; 0]);
    let at = "/params/*/data/payload/?json";
    assert_eq!(unfit(at, 0, &forwarded, None), ["`cache-ttl` is 0 to 86400, not 90004"]);
}

#[test]
fn an_object_may_be_in_a_member() {
    for row in [
        json!({"json": {"action": "accept", "cache-ttl": 90000}}),
        json!({"cache-ttl": 90000, "name": "a"}),
        json!({"a": 1, "cache-ttl": 90000}),
    ] {
        assert_eq!(
            unfit("/?json", 0, &row, None),
            ["`cache-ttl` is 0 to 86400, not 90000"],
            "{row}"
        );
    }
    assert_eq!(unfit("/?json", 0, &json!({}), None), [""; 0]);
}

#[test]
fn the_firmware_is_remembered_and_asked_for_once() {
    let checks = RowChecks::default();
    assert_eq!(checks.firmware(), None);
    assert!(checks.may_ask() && checks.begin_asking());
    assert!(!checks.may_ask() && !checks.begin_asking());
    for version in [(0, 0, 0), (7, 2, 8), (u16::MAX, u16::MAX, u16::MAX)] {
        let version = FirmwareVersion::new(version.0, version.1, version.2);
        checks.learn(version);
        assert_eq!(checks.firmware(), Some(version));
    }
    let known = RowChecks::new(RowCheck::Refuse, OLD);
    assert!(known.firmware() == OLD && !known.may_ask());
}

#[test]
fn a_table_that_the_firmware_lacks_is_told_first() {
    let facts = "* >=7.0.0\nmtu 68..65535\n";
    let checks = Arc::new(RowChecks::new(RowCheck::Explain, OLD));
    let doubts = compared(facts, &[""], 0, json!({"mtu": 1}));
    let unfit = UnfitRows::new(doubts, None, &checks).unwrap();
    let error = Error::other("no").of_rows(unfit);
    let told = "no; the table came with 7.0.0; this is 6.2.3; `mtu` is 68 to 65535, not 1";
    assert_eq!(error.to_string(), told);
    assert!(matches!(
        error.misfits()[0].reason(),
        MisfitReason::Version { value: None, .. }
    ));
    assert_eq!(error.misfits()[1].path(), "mtu");
    // Nothing was sent that the table could hold.
    assert!(compared(facts, &[""], 0, &Value::Null).is_empty());
}

#[test]
fn many_misfits_make_one_line() {
    let rows: Vec<_> = (0..100).map(|_| json!({"cache-ttl": 90000})).collect();
    let doubts = compared(FACTS, &[""], 0, Value::from(rows));
    let unfit = UnfitRows::new(doubts, None, &Arc::default()).unwrap();
    let error = Error::other("no").of_rows(unfit);
    assert_eq!(error.misfits().len(), 64);
    let text = error.to_string();
    assert!(text.ends_with("; and 59 more") && !text.contains('\n'), "{text}");
}
