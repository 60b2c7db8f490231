use std::time::Duration;

use super::*;
use crate::fmg::{LineResult, TaskPlan, TaskState, TaskTarget};

fn install() -> TaskPlan {
    TaskPlan::new("install package")
        .source("install device")
        .takes(Duration::from_secs(100))
        .target(TaskTarget::new("dev_001").vdom("root").oid(311))
        .target(TaskTarget::new("dev_002").result(LineResult::Warning("not connected".to_owned())))
}

#[test]
fn a_task_progresses_with_the_clock() {
    let bench = Bench::new();
    let admin = bench.admin();
    let id = bench.fmg.start_task(install());
    let url = format!("/task/task/{id}");
    let task = || admin.get(&url).unwrap();
    assert_eq!(
        (&task()["state"], &task()["percent"], &task()["end_tm"]),
        (&json!("pending"), &json!(0), &json!(0))
    );
    bench.clock.advance(Duration::from_secs(60));
    assert_eq!((&task()["state"], &task()["num_done"]), (&json!("running"), &json!(1)));
    bench.clock.advance(Duration::from_secs(60));
    let task = task();
    assert_eq!(
        (&task["state"], &task["num_warn"], &task["tot_percent"]),
        (&json!("warning"), &json!(1), &json!(200))
    );
    assert_eq!(task["line"][1]["detail"], "not connected");
    assert_eq!(task["line"][0]["history"][0]["state"], 0);
    assert_eq!(bench.fmg.task(id).unwrap().state, TaskState::Warning);
}

#[test]
fn states_have_numbers_and_names() {
    let bench = Bench::new();
    let admin = bench.admin();
    let id = bench.fmg.start_task(install());
    let params = json!([{"url": format!("/task/task/{id}"), "loadsub": 0}]);
    let task = |verbose| admin.ask("get", &params, verbose)["result"][0]["data"].clone();
    assert_eq!(
        (&task(true)["state"], &task(false)["state"]),
        (&json!("pending"), &json!(0))
    );
    assert_eq!((task(true).get("line"), task(true).get("history")), (None, None));
}

#[test]
fn lines_and_steps_have_their_own_urls() {
    let bench = Bench::new();
    let admin = bench.admin();
    let id = bench.fmg.start_task(install());
    bench.clock.advance(Duration::from_secs(200));
    let get = |below: &str| admin.get(&format!("/task/task/{id}/{below}"));
    assert_eq!(get("line").unwrap().as_array().unwrap().len(), 2);
    assert_eq!(get("line/2").unwrap()["name"], "dev_002");
    assert_eq!((get("line/0"), get("line/3")), (Err(-3), Err(-3)));
    assert_eq!(get("history").unwrap().as_array().unwrap().len(), 8);
    assert_eq!(admin.get("/task/task/99"), Err(-3));
}

#[test]
fn the_newest_task_can_be_asked_for() {
    let bench = Bench::new();
    let admin = bench.admin();
    for _ in 0..3 {
        bench.fmg.start_task(install());
    }
    let options = json!({"sortings": [{"id": -1}], "range": [0, 1], "loadsub": 0, "fields": ["state"]});
    assert_eq!(
        admin.call("get", "/task/task", options),
        Ok(json!([{"id": 3, "state": "pending"}]))
    );
}

#[test]
fn a_delete_has_only_a_status() {
    let bench = Bench::new();
    let admin = bench.admin();
    let id = bench.fmg.start_task(install());
    let url = format!("/task/task/{id}");
    let reply = admin.ask("delete", &json!([{ "url": url }]), false);
    assert_eq!(reply, json!({"status": {"code": 0, "message": "OK"}, "url": url}));
    bench.clock.advance(Duration::from_secs(2));
    assert_eq!(admin.get(&url).unwrap()["state"], "cancelled");
    admin.call("delete", &url, json!({})).unwrap();
    assert_eq!(admin.call("delete", &url, json!({})), Err(-3));
}
