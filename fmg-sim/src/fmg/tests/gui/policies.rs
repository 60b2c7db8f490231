//! Tests of policy packages and installations.

use std::time::Duration;

use super::*;

#[test]
fn a_check_returns_its_last_report() {
    let bench = Bench::new();
    let visitor = admin(&bench);
    let url = "/gui/adoms/165/pkgs/3501/consistency-checker";
    let report = || visitor.call("get", url, json!(null));
    assert_eq!(report(), Err(-3));
    let task = visitor.call("create", url, json!(null)).unwrap()["taskId"]
        .as_u64()
        .unwrap();
    assert_eq!(report(), Err(-13));
    bench.clock.advance(Duration::from_secs(60));
    assert!(bench.fmg.task(task).unwrap().state.is_over());
    let first = report().unwrap();
    assert_eq!(
        (&first["status"], &first["name"], &first["pkgname"]),
        (&json!("ok"), &json!("demo"), &json!("ppkg_001"))
    );
    // A later report replaces it when the check has ended.
    visitor.call("create", url, json!(null)).unwrap();
    assert_eq!(report().unwrap(), first);
    bench.clock.advance(Duration::from_secs(60));
    assert_ne!(report().unwrap()["timestamp"], first["timestamp"]);
}

#[test]
fn policies_are_exported_with_columns_in_the_requested_order() {
    let bench = Bench::new();
    let visitor = admin(&bench);
    let export = |content: Value| {
        visitor.call(
            "create",
            "/gui/adoms/165/pkgs/3501/file-csv",
            json!({ "content": content }),
        )
    };
    assert_eq!(export(json!([])), Err(-10));
    assert_eq!(export(json!([{"cateId": 7, "fields": ["name"]}])), Err(-10));
    assert_eq!(export(json!([{"cateId": 181, "fields": []}])), Err(-10));
    let columns = |count: usize| json!({"cateId": 181, "fields": vec!["name"; count]});
    assert_eq!(export(json!([columns(1_001)])), Err(-10));
    assert_eq!(export(Value::from(vec![columns(1); 6])), Err(-10));
    assert!(export(Value::from(vec![columns(1_000); 1])).is_ok());
    let content = json!([{"cateId": 181, "fields": ["action", "policyid", "name"]}]);
    assert_eq!(export(content).unwrap()["taskid"].as_str().unwrap().len(), 36);
    let uri = "/flatui/api/gui/download?filepath=policypackage-3501.csv";
    let (status, headers, file) = visitor.get(uri);
    assert_eq!(status, 200);
    assert_eq!(
        headers["content-disposition"],
        "attachment; filename=\"policypackage-3501.csv\""
    );
    assert_eq!(
        std::str::from_utf8(&file).unwrap(),
        "action,policyid,name,scope\n\
         \"accept\",\"1\",\"Policy_001\",\"[All Devices/Groups]\"\n\
         \"deny\",\"2\",\"Policy_002\",\"[All Devices/Groups]\"\n"
    );
    let (_, headers, _) = visitor.get(&format!("{uri}&downloadname=other.csv"));
    assert_eq!(headers["content-disposition"], "attachment; filename=\"other.csv\"");
    assert_eq!(
        visitor
            .get("/flatui/api/gui/download?filepath=../policypackage-3501.csv")
            .0,
        404
    );
}

/// The document shows the reply to such an export, but no file with more than one kind, with a list in a cell, or with a
/// policy for some devices only.
#[test]
fn an_undocumented_file_is_refused() {
    let bench = Bench::new();
    let visitor = admin(&bench);
    let table = "/pm/config/adom/demo/pkg/ppkg_001/firewall/policy";
    let uri = "/flatui/api/gui/download?filepath=policypackage-3501.csv";
    let download = |content: Value| {
        let params = json!({ "content": content });
        let started = visitor
            .call("create", "/gui/adoms/165/pkgs/3501/file-csv", params)
            .unwrap();
        assert_eq!(started["taskid"].as_str().unwrap().len(), 36);
        let (status, _, body) = visitor.get(uri);
        (status, String::from_utf8_lossy(&body).into_owned())
    };
    let of = |kind: i64, field: &str| json!({"cateId": kind, "fields": ["policyid", field]});
    for (content, about) in [
        (json!([of(181, "name"), of(1474, "name")]), "several kinds"),
        (json!([of(181, "srcaddr")]), "`srcaddr`"),
    ] {
        let (status, body) = download(content);
        assert!(status == 501 && body.contains(about), "{status}: {body}");
        assert!(body.contains("no document shows"), "{body}");
    }
    assert_eq!(download(json!([of(181, "name")])).0, 200);
    let scope = json!({"policyid": 1, "scope member": [{"name": "dev_001", "vdom": "root"}]});
    assert!(bench.fmg.put_row(table, &scope));
    let (status, body) = download(json!([of(181, "name")]));
    assert!(status == 501 && body.contains("some devices only"), "{status}: {body}");
}

#[test]
fn a_preview_needs_two_calls_in_one_session() {
    let bench = Bench::new();
    let visitor = admin(&bench);
    let prepare = |target: &str| {
        let params = json!({"pkgOid": 3501, "installDevIds": target});
        visitor.call("processPreview", "/gui/adom/installation/pkg/install", params)
    };
    assert_eq!(
        (prepare("999-3"), prepare("311-4"), prepare("311")),
        (Err(-3), Err(-3), Err(-10))
    );
    let prepared = prepare("311-3").unwrap();
    assert_eq!((&prepared["result"], &prepared["isSchd"]), (&json!("ok"), &json!(0)));
    let carried = |url: &str| {
        let body =
            json!({"id": 1, "method": "exec", "params": [{"url": url, "data": {"adom": "demo", "device": "dev_001"}}]});
        let reply: Value = serde_json::from_slice(&visitor.post(LEGACY, &body).1).unwrap();
        reply["data"]["result"][0].clone()
    };
    bench.clock.advance(Duration::from_secs(60));
    assert_eq!(carried("/securityconsole/preview/result")["status"]["code"], -3);
    assert!(carried("/securityconsole/install/preview")["data"]["task"].is_u64());
    assert_eq!(carried("/securityconsole/preview/result")["status"]["code"], -13);
    bench.clock.advance(Duration::from_secs(60));
    let preview = carried("/securityconsole/preview/result");
    let text = preview["data"]["message"].as_str().unwrap();
    assert!(
        text.contains("config firewall policy\nedit 1\n") && text.contains("set name \"Policy_001\"\n"),
        "{text}"
    );
    // Another session has prepared nothing.
    let other = bench.admin();
    let data = json!({"adom": "demo", "device": "dev_001"});
    assert_eq!(
        other.write("exec", "/securityconsole/preview/result", data.clone()),
        Err(-3)
    );
    assert!(
        other
            .write("exec", "/securityconsole/install/preview", data.clone())
            .is_ok()
    );
    bench.clock.advance(Duration::from_secs(60));
    assert_eq!(
        other.write("exec", "/securityconsole/preview/result", data),
        Ok(json!({"message": ""}))
    );
}

#[test]
fn a_failed_copy_prepares_nothing() {
    let bench = Bench::new();
    let visitor = admin(&bench);
    let body = json!({
        "url": "/gui/adom/installation/pkg/install", "method": "processPreview",
        "params": {"pkgOid": 3501, "installDevIds": "311-3"},
    });
    let request = Request::post(PROXY)
        .header("cookie", format!("CURRENT_SESSION={}", visitor.cookie))
        .header("xsrf-token", &visitor.csrf)
        .extension(Injected::TaskFails);
    assert_eq!(bench.send(request.body(Bytes::from(body.to_string())).unwrap()).0, 200);
    bench.clock.advance(Duration::from_secs(60));
    let carried = |url: &str| {
        let body =
            json!({"id": 1, "method": "exec", "params": [{"url": url, "data": {"adom": "demo", "device": "dev_001"}}]});
        let reply: Value = serde_json::from_slice(&visitor.post(LEGACY, &body).1).unwrap();
        reply["data"]["result"][0]["data"].clone()
    };
    assert!(carried("/securityconsole/install/preview")["task"].is_u64());
    bench.clock.advance(Duration::from_secs(60));
    assert_eq!(carried("/securityconsole/preview/result"), json!({"message": ""}));
}

#[test]
fn objects_are_installed_where_they_are_used() {
    let bench = Bench::new();
    let visitor = admin(&bench);
    let url = "/gui/installation/adoms/165/objects";
    let objects = json!([{"cate": 140, "key": "host_001"}]);
    let targets = visitor.call("get", url, json!({"objects": objects})).unwrap();
    assert_eq!(targets, json!([{"oid": 311, "vdom": 3}]));
    let unused = json!({"objects": [{"cate": 140, "key": "host_002"}]});
    assert_eq!(visitor.call("get", url, unused), Ok(json!([])));
    let install = |scope: Value| visitor.call("post", url, json!({"objects": objects, "scope": scope, "comment": ""}));
    assert_eq!(install(json!([{"oid": 999, "vdom": 3}])), Err(-3));
    assert_eq!(install(json!([{"name": "dev_001", "vdom": "nowhere"}])), Err(-3));
    assert_eq!(install(json!([{"vdom": 3}])), Err(-10));
    assert!(install(json!([{"name": "dev_002", "vdom": "root"}])).is_ok());
    let often = |count: usize| Value::from(vec![json!({"name": "dev_002", "vdom": "root"}); count]);
    assert!(install(often(10_000)).is_ok());
    assert_eq!(install(often(10_001)), Err(-10));
    let many = Value::from(vec![json!({"cate": 140, "key": "host_001"}); 10_001]);
    assert_eq!(visitor.call("get", url, json!({"objects": many})), Err(-10));
    let task = install(targets).unwrap()["taskId"].as_u64().unwrap();
    let log = |task: u64| {
        visitor.proxied(
            "get",
            &format!("/gui/deployment/adom/devices/311/tasks/{task}/log/preview"),
            json!(null),
        )
    };
    assert!(!String::from_utf8_lossy(&log(task)).contains("install finished"));
    bench.clock.advance(Duration::from_secs(60));
    let text = log(task);
    assert!(text.starts_with(b"Starting log (Run on device)\n") && text.ends_with(b"install finished\n"));
    assert!(String::from_utf8_lossy(&log(999)).contains("-3"));
}
