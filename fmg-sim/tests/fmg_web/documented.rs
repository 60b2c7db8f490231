//! Tests with the documented requests, in their order.

use std::time::Duration;

use fmg_sim::fmg::{TaskPlan, TaskTarget};
use serde_json::{Value, json};

use crate::{Visitor, good, https, started};

#[tokio::test]
async fn login_and_logout() {
    let sim = started().await;
    let visitor = Visitor::of(&sim).await;
    assert_eq!(sim.fmg().sessions(), ["devops"]);
    // The header names and everything else are those of the document.
    let logout = visitor
        .request("POST", "/p/logout-api/")
        .header("content-type", "application/json")
        .header(
            "X-Csrf-Token",
            "ezhD6yzSJYqaHGd48GA956ly9eV88v7sGT3kXjiI8lzDbj57RgvrHzjOgGxozxEm6kXmraRXrTTUMT5ox+CeyA==",
        )
        .header("Referer", sim.fmg_url())
        .header("Content-Length", "0");
    let reply: Value = serde_json::from_str(&logout.send().await.unwrap().text().await.unwrap()).unwrap();
    assert_eq!(reply, json!({"result": [{"status": {"code": 0}, "data": {}}]}));
    assert!(sim.fmg().sessions().is_empty());
}

#[tokio::test]
async fn dashboard_licence() {
    let sim = started().await;
    let visitor = Visitor::of(&sim).await;
    let path = "/cgi-bin/module/flatui/SysDashboard?action=read&type=license";
    let request = visitor.https.get(format!("{}{path}", sim.fmg_url()));
    let request = request
        .header("Cookie", &visitor.cookies)
        .header("XSRF-TOKEN", &visitor.csrf);
    let license: Value = serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap();
    assert_eq!(license["licenses"]["AVEN"]["status"], "warning-red");
    assert_eq!(license["used_gb_day_history"][1]["date"], "Aug 18, 2025");
}

#[tokio::test]
async fn event_log() {
    let sim = started().await;
    let visitor = Visitor::of(&sim).await;
    let log = good(
        &visitor
            .json(
                r#"{"method": "get", "url": "/gui/sys/event-log", "params": {"showRaw": 0, "startIndex": 0,
                "results": 10000, "key": "elog",
                "search": "1|1|2025-08-19!2025-08-19|5|0|0#2|1|20:19:54!21:19:53|5|0|0",
                "type": "sslog", "adom_to_read": ""}}"#,
            )
            .await,
    );
    assert_eq!(log["totalNumber"], 2);
    let record = &log["records"][0];
    assert_eq!(
        (&record["date"], &record["time"], &record["user"]),
        (
            &json!("2025-08-19"),
            &json!("21:19:42"),
            &json!("devops-GUI(127.0.0.1)")
        )
    );
}

#[tokio::test]
async fn certificate_request_and_import() {
    let sim = started().await;
    let visitor = Visitor::of(&sim).await;
    let body = r#"{
"method": "post",
"url": "/gui/sys/certificate/generate",
"params": {
"gen_name": "fmg_76_interim",
"id_type": 1,
"gen_subject": "fmg_76_interim",
"gen_unit": ["CSE"],
"gen_org": "FTNT",
"gen_city": "NICE",
"gen_state": "PACA",
"gen_country": "FR",
"gen_email": "foo@bar.com",
"gen_subj_alt_name": "fmg-76-interim.cmm.fortilab.net",
"key_type": 1,
"gen_size": 2048,
"curve_name": "secp256r1",
"enroll_method": 0,
"gen_url": "",
"challenge_password": ""
}
}"#;
    assert_eq!(good(&visitor.json(body).await), json!(null));
    // The body that the document's `curl -F` command sends.
    let field = |name: &str, value: &str| {
        format!("--------------------------x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let mut form = field("cert_name", "fmg_76_interim") + &field("cert_key_name", "") + &field("password", "");
    form += &(field("csrfmiddlewaretoken", &visitor.csrf) + &field("csrf_token", &visitor.csrf));
    form += "--------------------------x\r\nContent-Disposition: form-data; name=\"filepath\"; \
             filename=\"foobar.crt\"\r\nContent-Type: application/octet-stream\r\n\r\n\
             -----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n\r\n--------------------------x--\r\n";
    let import = visitor
        .request("POST", "/flatui/api/gui/system/certification/local")
        .header(
            "Content-Type",
            "multipart/form-data; boundary=------------------------x",
        )
        .body(form);
    let reply: Value = serde_json::from_str(&import.send().await.unwrap().text().await.unwrap()).unwrap();
    assert_eq!(reply["result"][0]["url"], "/gui/system/certification/local");
    good(&reply);
    assert_eq!(sim.fmg().imported_certificates()[0].name, "fmg_76_interim");
}

#[tokio::test]
async fn uptime_and_session() {
    let sim = started().await;
    let visitor = Visitor::of(&sim).await;
    let reply = visitor.json(r#"{ "method": "get", "url": "/gui/sys/uptime" }"#).await;
    assert_eq!(reply["result"][0]["url"], "/gui/sys/info");
    let uptime = good(&reply);
    assert_eq!(
        (&uptime["systemstamp"], &uptime["systimeStr"]),
        (&json!("1755638382"), &json!("Tue Aug 19 21:19:42 2025|UTC"))
    );
    let session = good(&visitor.json(r#"{ "method": "get", "url": "/gui/sys/session" }"#).await);
    let wanted = json!({
        "admin_adom": "root", "admin_prof": "Super_User", "admin_user": "devops", "adom_list": [], "adom_override": 0,
        "login_user": "devops",
    });
    assert_eq!(session, wanted);
}

#[tokio::test]
async fn package_versions() {
    let sim = started().await;
    let visitor = Visitor::of(&sim).await;
    let body =
        r#"{ "url": "/gui/adom/um/package/version", "method": "get", "params": { "key": "07006000NIDS02405" } }"#;
    let versions = good(&visitor.json(body).await);
    assert_eq!(
        versions["versions"][6],
        json!({"id": 2_228_300, "text": "34.00076 (2025-09-02 01:48:00)"})
    );
    let body = r#"{ "url": "/gui/adom/um/package/version", "method": "change",
                    "params": { "key": "07006000NIDS02405", "version": 2228300 } }"#;
    assert_eq!(good(&visitor.json(body).await), json!({"msg": "", "status": "ok"}));
}

#[tokio::test]
async fn installation_log() {
    let sim = started().await;
    let visitor = Visitor::of(&sim).await;
    let mut task = 0;
    while task < 2243 {
        task = sim
            .fmg()
            .start_task(TaskPlan::new("install package").target(TaskTarget::new("fgt-001").oid(39590)));
    }
    sim.clock().advance(Duration::from_secs(60));
    let body = r#"{ "url": "/gui/deployment/adom/devices/39590/tasks/2243/log/preview", "method": "get" }"#;
    let text = visitor.proxied(body).await;
    assert!(
        text.starts_with("Starting log (Run on device)\nStart installing\nfgt-001 config"),
        "{text}"
    );
    assert!(text.ends_with(
        "---> generating verification report\n<--- done generating verification report\ninstall finished\n"
    ));
}

#[tokio::test]
async fn device_revisions() {
    let sim = started().await;
    let visitor = Visitor::of(&sim).await;
    // With the id of the document, which the reply repeats.
    let body = r#"{ "url": "/gui/adom/dvm/device/revision/diff", "method": "get",
                    "params": { "deviceId": "184", "from": 123, "to": 124, "options": 0 }, "id": 1 }"#;
    let reply = visitor.json(body).await;
    assert_eq!(
        (&reply["result"][0]["id"], &reply["result"][0]["status"]["code"]),
        (&json!(1), &json!(0))
    );
    assert!(reply["result"][0]["data"]["version2"].is_string());
    let body = r#"{ "url": "/gui/adom/dvm/device/revision/content", "method": "get_download",
                    "params": { "deviceId": "201", "deviceName": "dut_fgt1", "rev": 0, "sn": "FGVMULREDACTED77",
                    "options": 3, "user": "admin", "password": "" } }"#;
    let text = visitor.proxied(body).await;
    assert!(text.starts_with("#config-version=FGVMK6-"), "{text}");
}

#[tokio::test]
async fn policy_package_check() {
    let sim = started().await;
    let visitor = Visitor::of(&sim).await;
    let body = r#"{ "method": "create", "url": "/gui/adoms/157/pkgs/7494/consistency-checker" }"#;
    assert!(good(&visitor.json(body).await)["taskId"].is_u64());
    sim.clock().advance(Duration::from_secs(60));
    let body = r#"{ "method": "get", "url": "/gui/adoms/157/pkgs/7494/consistency-checker" }"#;
    let report = visitor.json(body).await;
    let report = report["result"][0].as_object().unwrap();
    let mut names: Vec<_> = report.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["name", "pkgname", "rec", "status", "timestamp", "type"]);
    assert_eq!(
        (&report["name"], &report["pkgname"]),
        (&json!("demo"), &json!("ppkg_buggy"))
    );
}

#[tokio::test]
async fn policy_package_diff() {
    let sim = started().await;
    let visitor = Visitor::of(&sim).await;
    let body = r#"{ "url": "/gui/adom/installation/pkg/install", "method": "processPreview",
                    "params": { "pkgOid": 3292, "installDevIds": "170-0" } }"#;
    let started = good(&visitor.json(body).await);
    assert_eq!((&started["result"], &started["msg"]), (&json!("ok"), &json!("")));
    assert!(started["tid"].is_u64());
}

#[tokio::test]
async fn partial_installation() {
    let sim = started().await;
    let visitor = Visitor::of(&sim).await;
    let body = r#"{ "url": "/gui/installation/adoms/170/objects", "method": "get",
                    "params": { "objects": [ { "cate": 288, "key": "ips_sensor_001" } ] } }"#;
    let targets = good(&visitor.json(body).await);
    assert_eq!(
        targets,
        json!([{"oid": 1074, "vdom": 3}, {"oid": 1086, "vdom": 3}, {"oid": 1062, "vdom": 3}])
    );
    for scope in [
        r#"[ { "oid": 1074, "vdom": 3 }, { "oid": 1086, "vdom": 3 }, { "oid": 1062, "vdom": 3 } ]"#,
        r#"[ { "name": "dev_001", "vdom": "root" }, { "name": "dev_002", "vdom": "root" }, { "name": "dev_003", "vdom": "root" } ]"#,
    ] {
        let body = format!(
            r#"{{ "url": "/gui/installation/adoms/170/objects", "method": "post", "params": {{
                "objects": [ {{ "cate":288, "key": "ips_sensor_001" }} ], "scope": {scope}, "comment": "" }} }}"#
        );
        let task = good(&visitor.json(&body).await)["taskId"].as_u64().unwrap();
        assert_eq!(sim.fmg().task(task).unwrap().lines.len(), 3);
    }
}

#[tokio::test]
async fn vulnerabilities() {
    let sim = started().await;
    let visitor = Visitor::of(&sim).await;
    // The document refers to a file for the reply, which is not public.
    let reply = visitor
        .json(r#"{ "url": "/gui/adoms/3/dvm/psirt", "method": "get" }"#)
        .await;
    let status = &reply["result"][0]["status"];
    assert_eq!(status["code"], -1);
    assert!(
        status["message"].as_str().unwrap().contains("no document shows"),
        "{reply}"
    );
}

#[tokio::test]
async fn legacy_form() {
    let sim = started().await;
    let visitor = Visitor::of(&sim).await;
    // The documented url with the quotes that JSON requires, percent-encoded.
    let path = "/cgi-bin/module/flatui/json?req={%22id%22:2,%22method%22:%22get%22,%20%22params%22:[{%22url%22:\
                %22pm/config/adom/ADOM_54_001/pkg/default/firewall/policy/2%22,%20%22data%22:{}}]}";
    let response = visitor.request("GET", path).send().await.unwrap();
    let reply: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(
        (&reply["code"], &reply["message"], &reply["data"]["id"]),
        (&json!(0), &json!(""), &json!(2))
    );
    let entry = &reply["data"]["result"][0];
    assert_eq!(entry["status"], json!({"code": 0, "message": "OK"}));
    assert_eq!(entry["url"], "pm/config/adom/ADOM_54_001/pkg/default/firewall/policy/2");
    assert_eq!(
        (&entry["data"]["name"], &entry["data"]["action"]),
        (&json!("Policy_002"), &json!(1))
    );
}

#[tokio::test]
async fn rest_reads() {
    let sim = started().await;
    let https = https(&sim);
    for (path, member) in [("/jsonrpc/sys/status", "Version"), ("/jsonrpc/dvmdb/adom/root", "uuid")] {
        let request = https
            .get(format!("{}{path}", sim.fmg_url()))
            .basic_auth("devops", Some("fortinet"));
        let reply: Value = serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap();
        assert_eq!(reply["result"][0]["status"], json!({"code": 0, "message": "OK"}));
        assert!(reply["result"][0]["data"][member].is_string(), "{reply}");
        assert_eq!(reply["result"][0]["url"], path.trim_start_matches("/jsonrpc"));
    }
}
