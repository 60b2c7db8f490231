//! Tests of folders of specs.

use std::fs;
use std::path::Path;

use fmg_sim::{Answer, Sim, StartError};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Admin, ask, fortigate};

pub(super) const DOCUMENTS: &str = r#"
[[document]]
id = "guide"
title = "A guide to probes"
url = "https://example.com/guide"
about = "Cited by heading."
"#;

const PARAMETERS: &str = r#"
[[parameter]]
type = "AdomName"
kind = "name"
placeholders = ["adom"]
doc = "Name of an ADOM."

[[parameter]]
type = "ObjectName"
kind = "name"
placeholders = ["name", "host"]
doc = "Name of an object."
"#;

const PROBE: &str = r#"
[group]
title = "Probes"
doc = "Measures what there is to measure."

[[endpoint]]
name = "level"
exec = "/probe/<host>/level"
doc = "Measures a level."
source = { document = "guide", section = "1" }
data = [{ name = "depth", type = "int", required = true, min = 1, max = 9, doc = "How deep to look." }]
response = "Measured"

  [[endpoint.exchange]]
  file = "exchanges/probe/level.json"
  source = { document = "guide", section = "1" }

[[endpoint]]
name = "silence"
exec = "/probe/<host>/silence"
doc = "Measures silence."
source = { document = "guide", section = "2" }

[[endpoint]]
name = "list-shelves"
get = "/pm/config/adom/<adom>/obj/probe/shelf"
doc = "Lists the shelves."
source = { document = "guide", section = "3" }
response = "list<Shelf>"

[[endpoint]]
name = "add-shelf"
add = "/pm/config/adom/<adom>/obj/probe/shelf"
doc = "Creates a shelf."
source = { document = "guide", section = "3" }
data = "Shelf"

[[endpoint]]
name = "get-shelf"
get = "/pm/config/adom/<adom>/obj/probe/shelf/<name>"
doc = "Reads a shelf."
source = { document = "guide", section = "3" }
response = "Shelf"

[[type]]
name = "Measured"
doc = "A level."
fields = [{ name = "level", type = "string", doc = "How high it is." }]

[[type]]
name = "Shelf"
doc = "A shelf, with the shelves on it."
writable = true
fields = [
  { name = "name", type = "string", doc = "Its name." },
  { name = "width", type = "int", doc = "Its width, in centimetres." },
  { name = "shelves", type = "list<Shelf>", doc = "The shelves on it." },
]
"#;

const LEVEL: &str = r#"{
  "request": {"id": 1, "method": "exec", "params": [{"url": "/probe/host_001/level", "data": {"depth": 2}}], "session": "s"},
  "response": {"id": 1, "result": [{"data": {"level": "high"}, "status": {"code": 0, "message": "OK"}, "url": "/probe/host_001/level"}]}
}"#;

const FAN: &str = r#"
[group]
title = "Fans"
doc = "The fans of the device."

[[endpoint]]
name = "speed"
GET = "/api/v2/monitor/fan/speed"
doc = "Reads how fast the fans are."
source = { document = "guide", section = "4" }
access_group = "sysgrp"
query = [{ name = "fan", type = "int", required = true, doc = "Which fan." }]
response = "list<json>"

[[endpoint]]
name = "log"
GET = "/api/v2/log/fan"
doc = "Reads the log of the fans."
source = { document = "guide", section = "5" }
access_group = "sysgrp"
"#;

pub(super) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn probes() -> TempDir {
    folder(&[
        ("documents.toml", DOCUMENTS),
        ("fmg/url-parameters.toml", PARAMETERS),
        ("fmg/probe.toml", PROBE),
        ("fmg/exchanges/probe/level.json", LEVEL),
        ("fortios/monitor/fan.toml", FAN),
    ])
}

async fn start(folder: &Path) -> Result<Sim, StartError> {
    Sim::builder().specs(folder).start().await
}

#[tokio::test]
async fn documented_calls_have_the_documented_reply() {
    let folder = probes();
    let sim = start(folder.path()).await.unwrap();
    let admin = Admin::of(&sim).await;
    let level = |depth: i64| json!({"url": "/probe/host_002/level", "data": {"depth": depth}});
    let reply = admin.call("exec", level(3)).await;
    assert_eq!(reply["data"], json!({"level": "high"}));
    assert_eq!(reply["url"], "/probe/host_002/level");
    // The call is checked as its spec declares.
    let reply = admin.call("exec", level(10)).await;
    assert_eq!(reply["status"]["code"], -10);
    assert!(
        reply["status"]["message"].as_str().unwrap().contains("`depth`"),
        "{reply}"
    );
    let rule = sim.faults().arm("url=/probe/*,do=locked".parse().unwrap());
    assert_eq!(admin.call("exec", level(3)).await["status"]["code"], -10_147);
    rule.disarm();
    let calls = sim.calls();
    assert_eq!(calls[1].name.as_deref(), Some("fmg::probe::Level"));
    assert_eq!(calls[1].value("host"), Some("host_002"));
    assert_eq!(sim.fmg().answered()["fmg::probe::Level"], 1);
    assert_eq!(sim.fmg().answered()["fmg::probe::Silence"], 0);
}

#[tokio::test]
async fn undocumented_calls_are_refused_until_they_are_taught() {
    let folder = probes();
    let sim = start(folder.path()).await.unwrap();
    let admin = Admin::of(&sim).await;
    let silence = || admin.call("exec", json!({"url": "/probe/a/silence"}));
    let status = silence().await["status"].take();
    assert_eq!(
        (status["code"].as_i64(), status["message"].as_str().unwrap()),
        (
            Some(-1),
            "not in the simulator: no document shows what `exec /probe/<host>/silence` answers; answer it by \
             `sim.fmg().answer(\"exec\", \"/probe/<host>/silence\", |call| …)`"
        )
    );
    sim.fmg()
        .answer("exec", "/probe/<host>/silence", |call| json!(call.value("host")))
        .unwrap();
    assert_eq!(silence().await["data"], "a");
    let calls = sim.calls();
    assert!(
        calls[1..]
            .iter()
            .all(|call| call.name.as_deref() == Some("fmg::probe::Silence"))
    );
}

#[tokio::test]
async fn tables_have_rows() {
    let folder = probes();
    let sim = start(folder.path()).await.unwrap();
    let admin = Admin::of(&sim).await;
    let table = "/pm/config/adom/root/obj/probe/shelf";
    let shelf = json!({"name": "a", "width": "80", "shelves": [{"name": "b", "shelves": []}]});
    sim.fmg().end_sessions();
    let admin = Admin {
        session: Admin::of(&sim).await.session,
        ..admin
    };
    admin
        .call("exec", json!({"url": "/dvmdb/adom/root/workspace/lock"}))
        .await;
    let reply = admin.call("add", json!({"url": table, "data": shelf})).await;
    assert_eq!(reply["status"]["code"], 0, "{reply}");
    let wrong = json!({"name": "c", "shelves": [{"shelves": [{"width": "wide"}]}]});
    let reply = admin.call("add", json!({"url": table, "data": wrong})).await;
    let message = reply["status"]["message"].as_str().unwrap();
    assert!(message.contains("`data.shelves.shelves.width`"), "{message}");
    let read = admin.call("get", json!({"url": format!("{table}/a")})).await;
    assert_eq!(
        (&read["data"]["width"], &read["data"]["shelves"][0]["name"]),
        (&json!(80), &json!("b"))
    );
    assert_eq!(
        admin.call("get", json!({ "url": table })).await["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        admin.call("get", json!({"url": format!("{table}/b")})).await["status"]["code"],
        -3
    );
}

#[tokio::test]
async fn calls_of_a_fortigate_are_answered() {
    let folder = probes();
    let sim = start(folder.path()).await.unwrap();
    let (status, reply) = fortigate(&sim, "GET", "/api/v2/monitor/fan/speed?fan=1", None).await;
    assert_eq!((status, &reply["results"]), (200, &json!([])));
    assert_eq!(fortigate(&sim, "GET", "/api/v2/monitor/fan/speed", None).await.0, 424);
    let (status, reply) = fortigate(&sim, "GET", "/api/v2/log/fan", None).await;
    let words = reply["cli_error"].as_str().unwrap();
    assert_eq!((status, &reply["status"]), (501, &json!("error")));
    assert!(
        words.contains("sim.fortios().answer(\"GET\", \"/api/v2/log/fan\""),
        "{words}"
    );
    let fan = |_: &fmg_sim::Call| Answer::data(json!(["fast"]));
    sim.fortios().answer("GET", "/api/v2/log/fan", fan).unwrap();
    assert_eq!(
        fortigate(&sim, "GET", "/api/v2/log/fan", None).await.1["results"],
        json!(["fast"])
    );
    // The directory of the device contains the call of the folder.
    let (_, directory) = fortigate(&sim, "GET", "/api/v2/monitor?action=schema", None).await;
    let directory = directory["directory"].as_array().unwrap();
    assert!(
        directory
            .iter()
            .any(|entry| entry["path"] == "fan" && entry["access_group"] == "sysgrp")
    );
}

#[tokio::test]
async fn the_shipped_specs_change_nothing() {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let folder = probes();
    let sim = Sim::builder().specs(&specs).specs(folder.path()).start().await.unwrap();
    let plain = Sim::start().await.unwrap();
    let (one, other) = (Admin::of(&sim).await, Admin::of(&plain).await);
    let status = json!({"url": "/sys/status"});
    assert_eq!(
        one.call("get", status.clone()).await["data"],
        other.call("get", status).await["data"]
    );
    let packages = json!({"url": "/pm/pkg/adom/demo"});
    assert_eq!(
        one.call("get", packages.clone()).await["data"],
        other.call("get", packages).await["data"]
    );
    assert_eq!(sim.fmg().answered().len(), plain.fmg().answered().len() + 5);
    // The calls of both folders are answered.
    assert_eq!(
        one.call("exec", json!({"url": "/probe/a/level", "data": {"depth": 2}}))
            .await["status"]["code"],
        0
    );
    let basic = [("authorization", "Basic YWRtaW46YWRtaW4=")];
    let reply = ask(&sim, "GET", "/jsonrpc/sys/status", &basic, "")
        .await
        .text()
        .await
        .unwrap();
    let reply: Value = serde_json::from_str(&reply).unwrap();
    assert_eq!(reply["result"][0]["status"]["code"], 0, "{reply}");
}

#[tokio::test]
async fn a_faulty_folder_is_explained() {
    let faulty = PROBE
        .replace("/probe/<host>/silence", "/probe/<host/silence")
        .replace("type = \"int\", doc = \"Its", "type = \"integer\", doc = \"Its");
    let folder = folder(&[
        ("documents.toml", DOCUMENTS),
        ("fmg/url-parameters.toml", PARAMETERS),
        ("fmg/probe.toml", &faulty),
        ("fmg/exchanges/probe/level.json", LEVEL),
    ]);
    let error = start(folder.path()).await.unwrap_err();
    let StartError::Specs(specs) = &error else {
        panic!("{error}")
    };
    let path = folder.path().join("fmg/probe.toml");
    let places: Vec<_> = specs
        .faults
        .iter()
        .map(|fault| (fault.path.as_path(), fault.line, fault.column))
        .collect();
    assert_eq!(places, [(path.as_path(), 20, 16), (path.as_path(), 56, 28)]);
    let text = error.to_string();
    for part in [
        &format!("{}:20:16: ", path.display())[..],
        "  exec = \"/probe/<host/silence\"\n                 ^^^^^",
        "help: close it with `>`",
        "`integer`",
    ] {
        assert!(text.contains(part), "{part}\n\n{text}");
    }
    let nowhere = folder.path().join("nowhere");
    let error = start(&nowhere).await.unwrap_err().to_string();
    assert!(error.contains("nowhere") && error.contains("help: "), "{error}");
}
