//! Tests of described FortiGates.

mod drive;
mod fits;
mod mutated;
mod values;

use std::path::{Path, PathBuf};

use fmg_sim::fortios::Firmware;
use fmg_sim::{Builder, Sim, StartError};
use serde_json::{Value, json};

use self::drive::Driver;
use self::values::Values;
use super::fortigate;
use super::specs::folder;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/calls/descriptions")
        .join(name)
}

fn description(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path(name)).unwrap()).unwrap()
}

/// The schemas of the tables of a description.
fn tables(answers: &Value) -> Vec<&Value> {
    let answers = answers.as_object().unwrap().values();
    answers
        .filter(|answer| answer["child_path"].is_null())
        .map(|answer| &answer["results"])
        .collect()
}

/// A device with an API user who may do everything in every VDOM.
fn builder() -> Builder {
    let robot = json!({"name": "robot", "profile": "super_admin"});
    let state = json!({"fortios": {"api_users": [robot, {"name": "clerk", "profile": "api_profile"}]}});
    Sim::builder().state(state.as_object().unwrap().clone())
}

async fn start() -> Sim {
    builder()
        .schema(path("cmdb.json"))
        .schema(path("monitor.json"))
        .start()
        .await
        .unwrap()
}

#[tokio::test]
async fn every_described_table_can_be_driven() {
    let (sim, answers) = (start().await, description("cmdb.json"));
    let tables = tables(&answers);
    let values = Values::new(tables.iter().copied());
    let mut driver = Driver::new(&sim);
    for schema in &tables {
        driver.table(&values, schema).await;
    }
    assert_eq!((driver.driven, driver.faults.as_slice()), (7, &[][..]));
}

#[tokio::test]
async fn every_described_call_is_answered() {
    let (sim, directory) = (start().await, description("monitor.json"));
    let mut driver = Driver::new(&sim);
    for entry in directory["directory"].as_array().unwrap() {
        driver.call(entry).await;
    }
    assert_eq!((driver.driven, driver.faults.as_slice()), (9, &[][..]));
    assert_eq!(sim.fortios().uploads().len(), 1);
}

#[tokio::test]
async fn a_described_device_has_what_its_description_says() {
    let (sim, directory) = (start().await, description("monitor.json"));
    for url in [
        "/api/v2/cmdb/firewall/address",
        "/api/v2/cmdb/system/admin",
        "/api/v2/monitor/system/time",
    ] {
        assert_eq!(fortigate(&sim, "GET", url, None).await.0, 404, "{url}");
    }
    let (_, tree) = fortigate(&sim, "GET", "/api/v2/cmdb?action=schema", None).await;
    assert_eq!(tree["results"].as_array().unwrap().len(), 7);
    assert_eq!((&tree["version"], &tree["build"]), (&json!("v7.2.9"), &json!(1688)));
    let (status, served) = fortigate(&sim, "GET", "/api/v2/monitor/?action=schema", None).await;
    assert_eq!((status, &served["directory"]), (200, &directory["directory"]));
    assert_eq!(
        (&served["version"], &served["serial"]),
        (&json!("v7.2.9"), &tree["serial"])
    );
    // It behaves like 7.4 until a test says otherwise.
    assert_eq!(sim.fortios().firmware(), Firmware::V7_4);
    sim.fortios().set_firmware(Firmware::V7_6);
    let (_, tree) = fortigate(&sim, "GET", "/api/v2/cmdb?action=schema", None).await;
    assert_eq!(tree["version"], Firmware::V7_6.version());
}

#[tokio::test]
async fn what_is_not_described_is_that_of_the_specs() {
    let sim = Sim::builder().schema(path("cmdb.json")).start().await.unwrap();
    assert_eq!(fortigate(&sim, "GET", "/api/v2/monitor/system/time", None).await.0, 200);
    let sim = Sim::builder().schema(path("monitor.json")).start().await.unwrap();
    assert_eq!(
        fortigate(&sim, "GET", "/api/v2/cmdb/firewall/address", None).await.0,
        200
    );
    // The profile grants the groups of the description, which the shipped table of profiles does not have.
    assert_eq!(fortigate(&sim, "GET", "/api/v2/monitor/acme/beacon", None).await.0, 200);
    let (_, profiles) = fortigate(&sim, "GET", "/api/v2/cmdb/system/accprofile", None).await;
    assert!(
        profiles["results"]
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["acmegrp"].is_null())
    );
}

#[tokio::test]
async fn profiles_grant_the_groups_of_the_description() {
    let sim = start().await;
    let clerk = Driver::of(&sim, "clerk");
    let order = json!({"cost": 3});
    assert_eq!(clerk.ask("POST", "/api/v2/cmdb/acme/order", Some(&order)).await.0, 200);
    assert_eq!(clerk.ask("GET", "/api/v2/monitor/acme/beacon", None).await.0, 200);
    // This table belongs to no VDOM, so only an administrator of the whole device changes it.
    let whole = json!({"hold": "01:00"});
    assert_eq!(clerk.ask("PUT", "/api/v2/cmdb/acme/lamp", Some(&whole)).await.0, 403);
    assert_eq!(
        Driver::new(&sim)
            .ask("PUT", "/api/v2/cmdb/acme/lamp", Some(&whole))
            .await
            .0,
        200
    );
}

#[tokio::test]
async fn references_are_checked_as_far_as_the_description_goes() {
    let sim = start().await;
    let beacon = |name: &str, field: &str, value: &str| json!({"name": name, field: value});
    let post = async |row: Value| fortigate(&sim, "POST", "/api/v2/cmdb/acme/beacon", Some(row)).await;
    for field in ["peer", "tacacs+-host", "zone", "order"] {
        let (status, refused) = post(beacon("a", field, "7")).await;
        assert_eq!((status, &refused["error"]), (500, &json!(-3)), "{field}: {refused}");
    }
    // Nobody knows the rows of `acme/nowhere`, and the default of `zone` is a row that devices have.
    for (name, field, value) in [("b", "elsewhere", "x"), ("c", "zone", "first"), ("d", "peer", "b")] {
        let (status, reply) = post(beacon(name, field, value)).await;
        assert_eq!(status, 200, "{reply}");
    }
    let (status, refused) = fortigate(&sim, "DELETE", "/api/v2/cmdb/acme/beacon/b", None).await;
    assert_eq!((status, &refused["error"]), (500, &json!(-23)));
    sim.fortios().set_checks_references(false);
    assert_eq!(post(beacon("e", "tacacs+-host", "anything")).await.0, 200);
}

#[tokio::test]
async fn keys_are_numbered_within_their_range() {
    let sim = start().await;
    let post = async |row: Value| fortigate(&sim, "POST", "/api/v2/cmdb/acme/order", Some(row)).await.1["mkey"].take();
    assert_eq!(post(json!({})).await, 256);
    assert_eq!(post(json!({"id": 0})).await, 257);
    assert_eq!(post(json!({"id": 260})).await, 260);
    assert_eq!(post(json!({})).await, 258);
    let slots = json!({"name": "a", "slots": [{"id": 3}, {}, {"id": "0"}]});
    fortigate(&sim, "POST", "/api/v2/cmdb/acme/beacon", Some(slots)).await;
    let (_, rows) = fortigate(&sim, "GET", "/api/v2/cmdb/acme/beacon/a/slots", None).await;
    let ids: Vec<_> = rows["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].clone())
        .collect();
    assert_eq!(ids, [3, 1, 2]);
}

#[tokio::test]
async fn a_table_inside_of_an_object_describes_itself() {
    let (sim, answers) = (start().await, description("cmdb.json"));
    let (status, reply) = fortigate(&sim, "GET", "/api/v2/cmdb/acme/lamp/zones?action=schema", None).await;
    assert_eq!(
        (status, &reply["child_path"], &reply["name"]),
        (200, &json!("zones"), &json!("lamp"))
    );
    let given = &answers["acme_lamp_zones.json"]["results"];
    for member in ["path", "name", "mkey", "category", "children", "access_group", "q_type"] {
        assert_eq!(reply["results"][member], given[member], "{member}");
    }
}

#[tokio::test]
async fn calls_that_the_simulator_knows_have_their_effect() {
    let sim = start().await;
    let (_, status) = fortigate(&sim, "GET", "/api/v2/monitor/system/status", None).await;
    assert_eq!(
        status["results"],
        json!({"model_name": "model_name", "log_disk_status": "available"})
    );
    assert_eq!(
        fortigate(
            &sim,
            "POST",
            "/api/v2/monitor/firewall/session/clear_all",
            Some(json!({}))
        )
        .await
        .0,
        200
    );
    assert_eq!(
        sim.fortios().answered()["fortios::monitor::firewall::SessionClearAll"],
        1
    );
    assert_eq!(sim.fortios().answered()["GET /api/v2/monitor/acme/beacon"], 0);
    // The settings of a test come first.
    sim.fortios()
        .answer("GET", "/api/v2/monitor/acme/beacon", |_| json!([]))
        .unwrap();
    let (_, taught) = fortigate(&sim, "GET", "/api/v2/monitor/acme/beacon", None).await;
    assert_eq!(taught["results"], json!([]));
}

#[tokio::test]
async fn parameters_of_described_calls_are_checked() {
    let sim = start().await;
    let ask = async |method: &str, path: &str, body: Option<Value>| {
        fortigate(&sim, method, &format!("/api/v2/monitor/acme/{path}"), body)
            .await
            .0
    };
    assert_eq!(ask("POST", "beacon/clear", Some(json!({}))).await, 424);
    assert_eq!(ask("GET", "beacon?id=x", None).await, 424);
    assert_eq!(ask("GET", "beacon?set=a&set=b", None).await, 200);
    assert_eq!(ask("DELETE", "beacon/clear", None).await, 405);
    // Some clients leave the default action out.
    assert_eq!(ask("POST", "3d-lamp", Some(json!({}))).await, 200);
    assert_eq!(ask("POST", "image/upload", Some(json!({"slot": 1}))).await, 424);
}

#[tokio::test]
async fn the_state_has_rows_of_described_tables() {
    let start = async |row: Value| {
        let state = json!({"fortios": {"vdom": {"root": {"acme/catalog": [row]}}}});
        let builder = Sim::builder().state(state.as_object().unwrap().clone());
        builder.schema(path("cmdb.json")).start().await
    };
    // No call can add rows to this table.
    let sim = start(json!({"id": 7})).await.unwrap();
    let (_, rows) = fortigate(&sim, "GET", "/api/v2/cmdb/acme/catalog", None).await;
    assert_eq!(rows["results"][0]["id"], 7);
    let fault = start(json!({"id": 7, "title": "x"})).await.unwrap_err().to_string();
    assert!(fault.contains("title` is not an attribute of its table"), "{fault}");
}

#[tokio::test]
async fn faulty_descriptions_are_explained() {
    let text = std::fs::read_to_string(path("monitor.json")).unwrap();
    let nameless = text.replace("\"path\": \"acme\", \"name\": \"3d-lamp\"", "\"name\": \"3d-lamp\"");
    let pathless = r#"{"name": "beacon", "category": "table", "children": {}}"#;
    for (content, place, why) in [
        ("<html>", "", "a page of HTML"),
        ("{\"directory\": [", ":1:15", "is not JSON"),
        (
            r#"{"http_status": 403, "status": "error", "http_method": "GET"}"#,
            "",
            "HTTP status 403",
        ),
        (&nameless, " at /directory/4", "`path` of the call is missing [I004]"),
        (pathless, "", "`path` is missing [I004]"),
        (
            r#"{"path": "a", "name": "b", "category": "table", "children": {"c": {"children": 7}}}"#,
            "",
            "`children` of `a/b.c` is not an object",
        ),
    ] {
        let folder = folder(&[("device.json", content)]);
        let error = Sim::builder().schema(folder.path()).start().await.unwrap_err();
        let StartError::Specs(faults) = &error else {
            panic!("{error}")
        };
        assert_eq!(faults.faults.len(), 1, "{error}");
        let text = error.to_string();
        let place = format!("{}{place}: ", folder.path().join("device.json").display());
        assert!(
            text.starts_with(&place) && text.contains(why) && text.contains("help: "),
            "{text}"
        );
    }
    let other = text.replace("v7.2.9", "v7.4.0");
    let folder = folder(&[("other.json", &other)]);
    let mixed = Sim::builder()
        .schema(path("cmdb.json"))
        .schema(folder.path())
        .start()
        .await
        .unwrap_err();
    assert!(mixed.to_string().contains("v7.4.0"), "{mixed}");
}
