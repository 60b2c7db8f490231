//! Patterns that select tables and calls.

use serde_json::json;

use crate::described::{call, directory, import, lines, single, table, value};

fn selected(patterns: &[&str]) -> Result<Vec<String>, Vec<String>> {
    let shelf = |id: &str| table(id, "name", json!({"name": value("string")}));
    let import = import(&[
        shelf("firewall/address"),
        shelf("firewall/address6"),
        shelf("firewall.service/custom"),
        single("system/global", json!({"size": value("integer")})),
        directory(&[
            call("GET", "system/status", json!({})),
            call("GET", "firewall/address", json!({})),
            call("POST", "system/status/clear", json!({})),
        ]),
    ]);
    let imported = import
        .only(patterns.iter().copied())
        .read()
        .map_err(|faults| lines(&faults))?;
    let groups = &crate::described::fortios(&imported).groups;
    let tables = groups
        .iter()
        .flat_map(|group| &group.tables)
        .map(|table| table.path.clone());
    let calls = groups
        .iter()
        .flat_map(|group| &group.endpoints)
        .map(|own| own.template.to_string());
    assert_eq!(imported.report.described.is_filtered, !patterns.is_empty());
    Ok(tables.chain(calls).collect())
}

#[test]
fn patterns_select_tables_and_calls() {
    for (patterns, expected) in [
        (&["cmdb firewall/address"][..], &["firewall/address"][..]),
        (&["cmdb firewall/*"], &["firewall/address", "firewall/address6"]),
        (&["cmdb firewall/address?"], &["firewall/address6"]),
        (&["cmdb firewall*/c*"], &["firewall.service/custom"]),
        (&["monitor system/status"], &["/api/v2/monitor/system/status"]),
        (
            &["firewall/address"],
            &["firewall/address", "/api/v2/monitor/firewall/address"],
        ),
        (
            &[" cmdb\t/system/global ", "monitor *clear"],
            &["system/global", "/api/v2/monitor/system/status/clear"],
        ),
    ] {
        assert_eq!(
            selected(patterns),
            Ok(expected.iter().map(|own| (*own).to_owned()).collect()),
            "{patterns:?}"
        );
    }
    assert_eq!(selected(&[]).map(|all| all.len()), Ok(7));
}

#[test]
fn a_pattern_that_selects_nothing_suggests_names() {
    for (pattern, help) in [
        ("cmdb firewall/adress", "did you mean `cmdb firewall/address`?"),
        ("cmdb vpn/custom", "did you mean `cmdb firewall.service/custom`?"),
        ("monitor firewal/*", "did you mean `monitor firewall/address`?"),
        ("system/state", "did you mean `monitor system/status`?"),
        (
            "cmdb zzzzzz/*",
            "`fmg-import list` lists the tables and calls of the descriptions",
        ),
    ] {
        let expected = format!("I005 : the pattern `{pattern}` selects nothing; help: {help}");
        assert_eq!(selected(&[pattern]), Err(vec![expected]));
    }
}

#[test]
fn every_fault_of_the_patterns_is_reported() {
    let expected = [
        "I005 : `cdmb` in the pattern `cdmb firewall/*` is no kind of description; help: did you mean `cmdb`?",
        "I005 : `faz` in the pattern `faz x` is no kind of description; help: FortiOS: `cmdb` for tables of the configuration, `monitor` and `log` for calls; FortiManager: `obj`, `pkg`, `device`, `vdom`, `devprof`, `wanprof`, `cli` and `dvmdb` for tables, `command` for calls",
        "I005 : a pattern is empty; help: write such as `cmdb firewall/*`",
        "I005 : the pattern `cmdb a/b` selects nothing; help: `fmg-import list` lists the tables and calls of the descriptions",
        "I005 : the pattern `monitor` has no path; help: write `monitor *` for everything of this kind",
    ];
    let found = selected(&[
        "cdmb firewall/*",
        "faz x",
        " ",
        "cmdb a/b",
        "cmdb firewall/*",
        "monitor",
    ]);
    assert_eq!(found, Err(expected.map(str::to_owned).to_vec()));
}

/// A table that no pattern selects may be broken.
#[test]
fn what_is_not_selected_costs_nothing() {
    let broken = table("gadget/wall", "no-such-key", json!({"+": value("string")}));
    let good = table("gadget/shelf", "name", json!({"name": value("string")}));
    let imported = import(&[broken, good]).only(["cmdb gadget/shelf"]).read().unwrap();
    assert_eq!(
        (imported.report.described.tables, imported.report.modules[0].tables),
        (2, 1)
    );
    assert!(imported.report.notes.is_empty());
}
