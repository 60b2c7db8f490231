//! Descriptions with faults that nobody has thought of.

use fmg_sim::StartError;
use serde_json::{Value, json};

use super::drive::{Driver, url};
use super::{builder, description};
use crate::specs::folder;

/// The number of mutated descriptions.
const CASES: u64 = 30;

/// Replaces or removes a value at some depth of a description.
fn mutate(random: &mut fastrand::Rng, depth: usize, value: &mut Value) {
    let goes_on = depth > 0;
    match value {
        Value::Object(members) if goes_on && !members.is_empty() => {
            let place = random.usize(..members.len());
            let (name, inner) = members.iter_mut().nth(place).unwrap();
            if depth > 1 || random.bool() {
                return mutate(random, depth - 1, inner);
            }
            let name = name.clone();
            members.remove(&name);
            return;
        }
        Value::Array(items) if goes_on && !items.is_empty() => {
            let place = random.usize(..items.len());
            return mutate(random, depth - 1, &mut items[place]);
        }
        _ => {}
    }
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(u64::MAX),
        json!(1.5),
        json!(""),
        json!("a/b<c>%"),
        json!([]),
        json!([{"name": "x"}, 7]),
        json!({}),
        json!({"$ref": "#"}),
        json!({"type": ["array", 7], "items": {"$ref": "#/properties"}}),
        json!({"category": "table", "mkey": "nothing", "children": {"a": {"type": "integer", "min-value": 9, "max-value": 1}}}),
    ];
    *value = values[random.usize(..values.len())].clone();
}

/// A mutated description is refused when the device starts, or each request to it gets an answer.
#[tokio::test]
async fn no_description_stops_the_device() {
    let mut started = 0;
    for seed in 0..CASES {
        let mut random = fastrand::Rng::with_seed(seed);
        let (mut cmdb, mut monitor) = (description("cmdb.json"), description("monitor.json"));
        for _ in 0..random.usize(1..4) {
            let depth = random.usize(3..12);
            mutate(&mut random, depth, &mut cmdb);
            mutate(&mut random, depth, &mut monitor);
        }
        let folder = folder(&[("cmdb.json", &cmdb.to_string()), ("monitor.json", &monitor.to_string())]);
        let sim = match builder().schema(folder.path()).start().await {
            Ok(sim) => sim,
            Err(StartError::Specs(_)) => continue,
            Err(other) => panic!("{seed}: {other}"),
        };
        started += 1;
        let mut driver = Driver::new(&sim);
        let (_, tree) = driver.ask("GET", "/api/v2/cmdb?action=schema", None).await;
        for schema in tree["results"].as_array().unwrap() {
            let url = url(schema);
            for (method, below, body) in [
                ("GET", "", None),
                ("GET", "?action=default", None),
                (
                    "POST",
                    "",
                    Some(json!({"name": "a", "id": 1, "ip": "192.0.2.1", "slots": [{}, {}], "timer": {"seconds": 7}})),
                ),
                ("POST", "", Some(json!({}))),
                ("PUT", "", Some(json!({"status": "enable", "zones": [{"name": "a"}]}))),
                ("PUT", "/a", Some(json!({"slots": [], "ports": [1, 2], "peer": "a"}))),
                ("POST", "/a?action=clone&nkey=b", None),
                ("DELETE", "/a", None),
                ("DELETE", "", None),
            ] {
                let (status, reply) = driver.ask(method, &format!("{url}{below}"), body.as_ref()).await;
                assert!(
                    reply.is_object() && status != 501,
                    "{seed}: {method} {url}{below}: {status} {reply}"
                );
            }
        }
        let (_, directory) = driver.ask("GET", "/api/v2/monitor?action=schema", None).await;
        for entry in directory["directory"].as_array().unwrap() {
            driver.call(entry).await;
        }
    }
    assert!((5..CASES).contains(&started), "{started} of {CASES} started");
}
