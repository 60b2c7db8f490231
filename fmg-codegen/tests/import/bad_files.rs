//! Files that are no descriptions, and descriptions that do not belong together.

use camino::Utf8Path;
use fmg_codegen::import::{Import, NoteKind};
use serde_json::{Value, json};

use crate::described::{
    SERIAL, answer, call, directory, faults, fortios, import, imported, lines, notes, single, table, value,
};

fn shelf() -> Value {
    table("gadget/shelf", "name", json!({"name": value("string")}))
}

/// The one fault of a text.
#[track_caller]
fn fault(text: impl Into<Vec<u8>>) -> String {
    let text = text.into();
    let strict = Import::new().text("a.json", text.clone()).read();
    let mut found = lines(&strict.map(drop).unwrap_err());
    assert_eq!(found.len(), 1, "{found:#?}");
    let lenient = Import::new().text("a.json", text).lenient(true);
    match lenient.read() {
        Ok(imported) => assert!(imported.report.described.tables > 0),
        // An import that has nothing left is a failure.
        Err(faults) => assert_eq!(lines(&faults), found),
    }
    let lenient = lenient.text("b.json", shelf().to_string()).read().unwrap();
    assert_eq!(lines(&lenient.report.left_out), found);
    found.remove(0)
}

#[test]
fn files_that_are_no_json() {
    let page = "<!DOCTYPE html><html><body>Login</body></html>";
    assert!(fault(page).starts_with("I001 a.json: the file is a page of HTML or XML, not an answer in JSON; help: the request may have lacked a login"));
    assert_eq!(
        fault(""),
        "I001 a.json: the file is empty; help: save the answer of the appliance again"
    );
    assert!(fault([0xFF, 0xFE, b'{', 0]).starts_with("S001 a.json: the file is not UTF-8 text; help: "));
    assert!(fault([0x1F, 0x8B, 8, 0]).starts_with(
        "S001 a.json: the file is not UTF-8 text; help: save the answer of the appliance as it is, without compression"
    ));
    assert!(fault("login failed").starts_with("S002 a.json: the file is not JSON; "));
    let whole = answer(shelf()).to_string();
    let cut = fault(&whole[..whole.len() / 2]);
    assert!(
        cut.starts_with("S002 a.json: the file is not JSON; EOF while parsing"),
        "{cut}"
    );
    assert!(
        cut.ends_with("help: the file ends too early; save the answer of the appliance again"),
        "{cut}"
    );
    assert!(fault(whole + "{}").starts_with("S002 a.json: the file is not JSON; trailing characters"));
}

#[test]
fn json_that_is_no_description() {
    let stranger = "I001 a.json: this is not an answer by which an appliance describes itself; help: descriptions are the answers of a FortiGate to ";
    for text in [
        "7",
        "\"text\"",
        "null",
        "{}",
        "{\"a\": 1}",
        "{\"http_method\": \"GET\", \"a\": 1}",
    ] {
        assert!(fault(text).starts_with(stranger), "{}", fault(text));
    }
    for text in [
        "[]",
        "{\"a\": []}",
        "{\"directory\": []}",
        "{\"status\": \"success\", \"results\": []}",
    ] {
        assert!(
            fault(text).starts_with("I001 a.json: the file describes no table and no call; help: "),
            "{text}: {}",
            fault(text)
        );
    }
    // Configuration in place of its schema.
    let rows = json!({"http_method": "GET", "status": "success", "results": [{"name": "a", "q_origin_key": "a"}]});
    assert!(
        fault(rows.to_string()).starts_with("I001 a.json#/results/0: this is not an answer"),
        "{}",
        fault(rows.to_string())
    );
    let deep = json!([[[[[[shelf()]]]]]]);
    assert!(
        fault(deep.to_string()).starts_with("I001 a.json#/0/0/0/0"),
        "{}",
        fault(deep.to_string())
    );
    assert!(fault("[".repeat(100_000)).starts_with("S002 a.json: the file is not JSON; recursion limit exceeded"));
}

/// A repeated answer does not make a later file one that describes nothing, or the other way round.
#[test]
fn an_empty_file_after_a_repeated_answer_is_a_fault() {
    let found = faults(&[shelf(), shelf(), json!([])]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].starts_with("I001 2.json: the file describes no table and no call"),
        "{found:#?}"
    );
}

#[test]
fn refusals_say_why() {
    for (refusal, why) in [
        (json!({"http_status": 403, "status": "error"}), "HTTP status 403"),
        (
            json!({"http_status": 404, "status": "error", "error": -3}),
            "HTTP status 404, error -3",
        ),
        (json!({"http_status": 424}), "HTTP status 424"),
        (json!({"status": "error", "error": -37}), "error -37"),
        (json!({"status": "error"}), "status `error`"),
    ] {
        let mut refusal = refusal;
        refusal["serial"] = json!(SERIAL);
        let found = fault(refusal.to_string());
        let help = "ask again with an administrator who may read it; remove the file if the model does not have it";
        assert_eq!(
            found,
            format!("I002 a.json: the appliance has refused this request: {why}; help: {help}")
        );
    }
    // One of many, with its place.
    let many = json!({"gadget_shelf": answer(shelf()), "gadget_wall": {"http_status": 404, "status": "error"}});
    let many = many
        .to_string()
        .replace("gadget/shelf", "gadget/rack")
        .replace("\"shelf\"", "\"rack\"");
    assert!(fault(many).starts_with("I002 a.json#/gadget_wall: "));
}

#[test]
fn answers_in_other_formats_say_so() {
    let rows = json!({"id": 1, "result": [{"status": {"code": 0}, "url": "/pm/config/adom/root/obj", "data": [{"name": "a"}]}]});
    assert!(
        fault(rows.to_string()).starts_with(
            "I001 a.json#/result/0/data: this is an answer of JSON-RPC, but not the schema of a table; help: save the answer of a FortiManager to `get`"
        ),
        "{}",
        fault(rows.to_string())
    );
}

#[test]
fn answers_of_two_versions_or_models_are_not_mixed() {
    let bench = || answer(single("gadget/bench", json!({"size": value("integer")})));
    let help = "help: import the answers of one appliance with one firmware; to merge versions, give each a file or folder of its own and name the folder around them by `versions`, or `--versions`";
    let mut newer = bench();
    newer["version"] = json!("v7.4.1");
    let fault = "I003 1.json: the answer is of FortiOS v7.4.1 build 1639, an earlier one of FortiOS v7.2.8 build 1639";
    assert_eq!(faults(&[answer(shelf()), newer]), [format!("{fault}; {help}")]);
    let mut rebuilt = bench();
    rebuilt["build"] = json!(1640);
    let fault = "I003 1.json: the answer is of FortiOS v7.2.8 build 1640, an earlier one of FortiOS v7.2.8 build 1639";
    assert_eq!(faults(&[answer(shelf()), rebuilt]), [format!("{fault}; {help}")]);
    let mut other = bench();
    other["serial"] = json!("FGOTHR7777888899");
    let fault = "I003 1.json: the answer is of a model `FGOTHR…`, an earlier one of `FGTEST…`";
    assert_eq!(faults(&[answer(shelf()), other]), [format!("{fault}; {help}")]);
    // Two appliances of one model describe themselves alike.
    let mut twin = bench();
    twin["serial"] = json!("FGTEST0000000001");
    assert_eq!(imported(&[answer(shelf()), twin]).report.described.tables, 2);
    // The place of the earlier answer is part of the fault.
    let mut newer = bench();
    newer["version"] = json!("v7.4.1");
    let found = import(&[json!({"a": answer(shelf())}), newer])
        .read()
        .map(drop)
        .unwrap_err();
    let earlier = &found[0].secondary[0];
    assert_eq!(
        (
            earlier.location.file.as_str(),
            &*earlier.location.pointer,
            &*earlier.text
        ),
        ("0.json", "/a", "the earlier one")
    );
}

#[test]
fn the_report_says_the_firmware_and_no_serial_number() {
    let report = imported(&[answer(shelf())]).report;
    let firmware = report.firmware[0].clone();
    assert_eq!((firmware.version.as_str(), firmware.build), ("v7.2.8", Some(1639)));
    let text = format!("{report}{report:?}");
    assert!(
        text.contains("FortiOS v7.2.8 build 1639") && !text.contains(&SERIAL[6..]),
        "{text}"
    );
    assert!(
        imported(&[shelf()])
            .report
            .to_string()
            .starts_with("FortiOS of an unknown version\n")
    );
    // A text that is not a version is not taken for one.
    let mut odd = answer(shelf());
    odd["version"] = json!("v7.2.8\nx");
    assert_eq!(imported(&[odd]).report.firmware, []);
}

#[test]
fn equal_answers_are_one_and_different_ones_a_fault() {
    assert_eq!(
        imported(&[answer(shelf()), shelf(), json!([shelf()])])
            .report
            .described
            .tables,
        1
    );
    let mut other = shelf();
    other["children"]["size"] = value("integer");
    let help = "help: remove one; answers of several appliances or versions cannot be mixed";
    let found = import(&[shelf(), json!({"a": other})]).read().map(drop).unwrap_err();
    assert_eq!(
        lines(&found),
        [format!(
            "S015 1.json#/a: the table `gadget/shelf` has two descriptions; {help}"
        )]
    );
    assert_eq!(found[0].secondary[0].location.file, "0.json");
    let calls = [
        call("GET", "gadget/status", json!({})),
        call("GET", "gadget/status", json!({"type": "string"})),
    ];
    let call = "S015 0.json#/directory/1: the call `GET gadget/status` has two descriptions";
    assert_eq!(faults(&[directory(&calls)]), [format!("{call}; {help}")]);
    assert_eq!(
        imported(&[directory(&[calls[0].clone(), calls[0].clone()])])
            .report
            .described
            .calls,
        1
    );
}

/// `select` is the action that a url does not name.
#[test]
fn two_calls_with_one_url_are_a_fault() {
    let mut other = call("GET", "gadget/status", json!({}));
    other["action"] = json!("");
    let mut parted = call("GET", "gadget/status/clear", json!({}));
    parted["name"] = json!("status/clear");
    parted["action"] = json!("select");
    let calls = [
        call("GET", "gadget/status", json!({})),
        other,
        call("GET", "gadget/status/clear", json!({})),
        parted,
        call("POST", "gadget/status/clear", json!({})),
    ];
    let help = "help: remove one; answers of several appliances or versions cannot be mixed";
    let expected = [(1, "status"), (3, "status/clear")].map(|(index, id)| {
        format!("S015 0.json#/directory/{index}: the call `GET gadget/{id}` has two descriptions; {help}")
    });
    assert_eq!(faults(&[directory(&calls)]), expected);
}

#[test]
fn a_table_without_a_path_or_name_is_a_fault() {
    let mut nameless = shelf();
    nameless["path"] = json!("");
    let mut other = single("gadget/bench", json!({"size": value("integer")}));
    other.as_object_mut().unwrap().remove("path");
    let help = "help: save the answer of the appliance again, unchanged";
    let mut third = nameless.clone();
    third["help"] = json!("Another one.");
    let expected =
        [0, 1, 2].map(|index| format!("I004 0.json#/{index}: the schema of a table needs `path` and `name`; {help}"));
    assert_eq!(faults(&[json!([nameless, other, third])]), expected);
}

/// The faults of all files come at once.
#[test]
fn every_fault_is_reported_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    std::fs::create_dir(root.join("schema")).unwrap();
    for (name, text) in [
        ("a.json", "<html>".to_owned()),
        ("b.json", json!({"status": "error", "http_status": 403}).to_string()),
        (
            "c.json",
            table("gadget/wall", "none", json!({"a": value("string")})).to_string(),
        ),
        ("d.json", shelf().to_string()),
        ("e.json", "{".to_owned()),
        ("readme.txt", "<html>".to_owned()),
    ] {
        std::fs::write(root.join("schema").join(name), text).unwrap();
    }
    let import = Import::new()
        .root(root)
        .description("schema")
        .description("none.json")
        .description("schema/d.json");
    let found = lines(&import.read().map(drop).unwrap_err());
    let places: Vec<_> = found.iter().map(|line| line.split(": ").next().unwrap()).collect();
    let expected = [
        "S001 none.json",
        "I001 schema/a.json",
        "I002 schema/b.json",
        "I004 schema/c.json",
        "S002 schema/e.json",
    ];
    assert_eq!(places, expected, "{found:#?}");
    let lenient = import.lenient(true).read().unwrap();
    assert_eq!(lines(&lenient.report.left_out), found);
    assert_eq!(fortios(&lenient).groups.len(), 1);
    assert_eq!(notes(&lenient), [(NoteKind::Broken, 1, "gadget/wall".to_owned())]);
}

#[test]
fn an_import_of_nothing_is_a_fault() {
    let found = lines(&Import::new().read().map(drop).unwrap_err());
    assert_eq!(
        found,
        ["S001 : the import has no description; help: name a file or a folder with the answers of the appliance"]
    );
}

/// `read` passes the answers on without an interpretation, with the same faults.
#[test]
fn descriptions_are_read_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    let file = root.join("a.json");
    let mut posing = answer(table("router/neighbor", "ip", json!({"ip": value("string")})));
    posing["name"] = json!("bgp");
    posing["child_path"] = json!("neighbor");
    let all = json!({"a": answer(shelf()), "b": posing, "c": directory(&[call("GET", "gadget/status", json!({}))])});
    std::fs::write(&file, all.to_string()).unwrap();
    let found = fmg_codegen::import::read(std::slice::from_ref(&file)).unwrap();
    let tables: Vec<_> = found
        .tables
        .iter()
        .map(|own| (own.parent.as_deref(), own.schema["name"].as_str().unwrap()))
        .collect();
    assert_eq!(tables, [(None, "shelf"), (Some("router/bgp"), "neighbor")]);
    assert_eq!(
        (found.calls.len(), &*found.calls[0].location.pointer),
        (1, "/c/directory/0")
    );
    assert_eq!(found.firmware.unwrap().to_string(), "FortiOS v7.2.8 build 1639");
    std::fs::write(&file, "<html>").unwrap();
    assert_eq!(fmg_codegen::import::read(&[file]).unwrap_err().len(), 1);
}
