//! Tests of transfers of large files, and of faults in them.

use std::time::Duration;

use fmg_sim::fault::{Fault, Rule, StatusCode};
use fmg_sim::{Limits, Sim};
use serde_json::{Value, json};

use crate::{Visitor, https, started};

const MIB: u64 = 1 << 20;

fn backup(sim: &Sim) -> reqwest::RequestBuilder {
    let url = format!("{}/jsonrpc/sys/backup?passwd=abc123", sim.fmg_url());
    https(sim).get(url).basic_auth("devops", Some("fortinet"))
}

fn restore(sim: &Sim, file: impl Into<reqwest::Body>) -> reqwest::RequestBuilder {
    let url = format!("{}/jsonrpc/sys/restore?passwd=abc123", sim.fmg_url());
    https(sim).post(url).basic_auth("devops", Some("fortinet")).body(file)
}

async fn code(request: reqwest::RequestBuilder) -> i64 {
    let reply: Value = serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap();
    reply["result"]["status"]["code"].as_i64().unwrap()
}

#[tokio::test]
async fn a_large_backup_is_downloaded_and_restored() {
    let sim = started().await;
    // Larger than any body that the server keeps in memory.
    sim.fmg().set_backup_size(80 * MIB);
    let mut response = backup(&sim).send().await.unwrap();
    let announced = response.content_length().unwrap();
    let mut file = Vec::new();
    while let Some(piece) = response.chunk().await.unwrap() {
        assert!(piece.len() < 1 << 20, "{}", piece.len());
        file.extend_from_slice(&piece);
    }
    assert!(announced == file.len() as u64 && announced > 80 * MIB);
    assert!(sim.fmg().remove_row("/dvmdb/device/branch"));
    let last = file.pop().unwrap();
    assert_eq!(code(restore(&sim, file.clone())).await, -10);
    file.push(last ^ 1);
    assert_eq!(code(restore(&sim, file.clone())).await, -10);
    assert_eq!(sim.fmg().row("/dvmdb/device/branch"), None);
    *file.last_mut().unwrap() = last;
    assert_eq!(code(restore(&sim, file)).await, 0);
    assert!(sim.fmg().row("/dvmdb/device/branch").is_some());
}

#[tokio::test]
async fn a_file_has_its_own_limit() {
    let mut limits = Limits::default();
    (limits.body, limits.file) = (1_000, 5_000);
    let sim = Sim::builder().limits(limits).start().await.unwrap();
    let url = format!("{}/jsonrpc/sys/upgrade", sim.fmg_url());
    let upgrade = |bytes: usize| {
        let request = https(&sim).post(&url).basic_auth("devops", Some("fortinet"));
        request.body(vec![0; bytes]).send()
    };
    assert_eq!(upgrade(5_000).await.unwrap().status(), 200);
    assert_eq!(upgrade(5_001).await.unwrap().status(), 413);
    let visitor = Visitor::of(&sim).await;
    let other = visitor
        .request("POST", "/cgi-bin/module/flatui_proxy")
        .body(vec![b' '; 1_001]);
    assert_eq!(other.send().await.unwrap().status(), 413);
}

#[tokio::test]
async fn a_download_can_break_anywhere() {
    let sim = started().await;
    sim.fmg().set_backup_size(3 * MIB);
    let whole = backup(&sim).send().await.unwrap().bytes().await.unwrap();
    let length = whole.len() as u64;
    for at in [0, 1, 70_000, MIB, length - 1] {
        for fault in [Fault::DropAfter(at), Fault::TruncateAfter(at)] {
            let armed = sim.faults().arm(Rule::new(fault).url("/sys/backup").first(1));
            let mut response = backup(&sim).send().await.unwrap();
            assert_eq!(response.content_length(), Some(length), "{fault}");
            let mut came = 0;
            let end = loop {
                match response.chunk().await {
                    Ok(Some(piece)) => came += piece.len() as u64,
                    end => break end,
                }
            };
            assert!(end.is_err() && came <= at, "{fault}: {came}");
            assert_eq!(armed.hits(), 1);
            armed.disarm();
        }
    }
    let _ = sim
        .faults()
        .arm(Rule::new(Fault::TruncateAfter(length)).url("/sys/backup").first(1));
    assert_eq!(backup(&sim).send().await.unwrap().bytes().await.unwrap(), whole);
}

#[tokio::test]
async fn an_upload_can_break_anywhere() {
    let sim = started().await;
    let file = backup(&sim).send().await.unwrap().bytes().await.unwrap();
    assert!(sim.fmg().remove_row("/dvmdb/device/branch"));
    for at in [0, 1, 1_000, file.len() as u64 - 1, u64::MAX] {
        let armed = sim.faults().arm(Rule::new(Fault::DropUpload(at)).url("*/sys/restore"));
        restore(&sim, file.clone()).send().await.unwrap_err();
        assert_eq!(armed.hits(), 1, "{at}");
        armed.disarm();
    }
    assert_eq!(sim.fmg().row("/dvmdb/device/branch"), None);
    assert_eq!(code(restore(&sim, file)).await, 0);
}

#[tokio::test]
async fn other_faults_hit_every_protocol() {
    let sim = started().await;
    let visitor = Visitor::of(&sim).await;
    let uptime = r#"{"url": "/gui/sys/uptime", "method": "get"}"#;
    // Rules match a forwarded call by both of its urls.
    for rule in [
        Rule::new(Fault::Html(StatusCode::BAD_GATEWAY))
            .url("/gui/sys/uptime")
            .method("get"),
        Rule::new(Fault::Html(StatusCode::BAD_GATEWAY))
            .url("*/flatui_proxy")
            .method("post"),
    ] {
        let armed = sim.faults().arm(rule);
        let request = visitor.request("POST", "/cgi-bin/module/flatui_proxy").body(uptime);
        assert_eq!(request.send().await.unwrap().status(), 502);
        assert_eq!(armed.hits(), 1);
        armed.disarm();
    }
    let _ = sim.faults().arm(Rule::new(Fault::Garbage).url("/sys/status").first(1));
    let path = "/cgi-bin/module/flatui/json?req={%22method%22:%22get%22,%22params%22:[{%22url%22:%22/sys/status%22}]}";
    let answer = visitor
        .request("GET", path)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    std::str::from_utf8(&answer).unwrap_err();
    let _ = sim
        .faults()
        .arm(Rule::new(Fault::Html(StatusCode::OK)).url("/sys/backup").first(1));
    assert!(
        backup(&sim)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
            .contains("<html>")
    );
    let delay = sim
        .faults()
        .arm(Rule::new(Fault::Delay(Duration::from_millis(50))).url("/flatui/api/*"));
    let path = "/flatui/api/gui/sniff/export?filename=sniffer_port1.1.pcap";
    assert_eq!(visitor.request("GET", path).send().await.unwrap().status(), 200);
    assert_eq!(delay.hits(), 1);
    let fails = sim
        .faults()
        .arm(Rule::new(Fault::TaskFails).url("*/consistency-checker"));
    let check = r#"{"url": "/gui/adoms/157/pkgs/7494/consistency-checker", "method": "create"}"#;
    let task = visitor.json(check).await["result"][0]["data"]["taskId"]
        .as_u64()
        .unwrap();
    sim.clock().advance(Duration::from_secs(60));
    assert!(fails.hits() == 1 && sim.fmg().task(task).unwrap().state.name() == "error");
    let _ = sim
        .faults()
        .arm(Rule::new(Fault::SessionExpired).url("/gui/sys/session"));
    let request = visitor.request("POST", "/cgi-bin/module/flatui_proxy");
    let session = json!({"url": "/gui/sys/session", "method": "get"}).to_string();
    assert_eq!(request.body(session).send().await.unwrap().status(), 401);
    assert!(sim.fmg().sessions().is_empty());
}
