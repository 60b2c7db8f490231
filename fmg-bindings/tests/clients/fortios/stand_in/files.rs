//! Tests of uploads and downloads.

use fmg_bindings::fortios::{File, Method};
use fmg_bindings::{mkey, table, vdom};
use serde_json::json;

use super::{raw, started_with, with_super_token, with_token};

#[tokio::test]
async fn a_backup_can_be_restored() {
    let (sim, fgt) = with_super_token().await;
    let addresses = fgt.cmdb().table(table!("firewall/address"));
    let odd = json!({"name": "a \"b\" c", "comment": "two\nlines \\", "subnet": "10.0.0.0/8"});
    addresses.create(&odd).await.unwrap();
    let policy = json!({"policyid": 7, "srcintf": [{"name": "port1"}], "dstintf": [{"name": "port2"}], "srcaddr": [{"name": "all"}],
        "dstaddr": [{"name": "a \"b\" c"}], "action": "accept", "schedule": "always"});
    fgt.cmdb()
        .table(table!("firewall/policy"))
        .create(&policy)
        .await
        .unwrap();
    fgt.cmdb()
        .table(table!("user/local"))
        .create(&json!({"name": "alice", "passwd": "hush"}))
        .await
        .unwrap();
    let before = everything(&sim);
    let backup = fgt
        .download(fmg_bindings::fortios::monitor::system::ConfigBackup::new("global"))
        .bytes()
        .await
        .unwrap();
    assert_eq!(backup.name.as_deref(), Some("fgt-sim.conf"));
    assert!(backup.bytes.starts_with(b"#config-version="));
    assert!(
        !String::from_utf8_lossy(&backup.bytes).contains("hush"),
        "passwords are not in it in clear"
    );

    fgt.cmdb().table(table!("firewall/policy")).purge().await.unwrap();
    addresses.delete(mkey!("a \"b\" c")).await.unwrap();
    assert_ne!(everything(&sim), before);
    for file in [
        File::from_bytes("backup.conf", backup.bytes.clone()),
        File::from_bytes("backup.conf", backup.bytes.clone()).as_base64(),
    ] {
        let restore = fgt.monitor().system().config_restore("upload", "global");
        restore.with(|call| call.file_content(file)).await.unwrap();
        assert_eq!(everything(&sim), before);
        addresses.create(&json!({"name": "in between"})).await.unwrap();
    }
    let uploads = sim.fortios().uploads();
    assert_eq!(
        (uploads.len(), uploads[0].name.as_deref(), uploads[1].name.as_deref()),
        (2, Some("backup.conf"), None)
    );
    assert!(uploads.iter().all(|upload| upload.content == backup.bytes));
}

fn everything(sim: &fmg_sim::Sim) -> Vec<serde_json::Value> {
    let tables = [
        "firewall/address",
        "firewall/policy",
        "user/local",
        "system/interface",
        "system/admin",
        "application/list",
    ];
    let vdoms = ["root", "edge", "lab"];
    let rows = vdoms
        .iter()
        .flat_map(|vdom| tables.iter().map(move |table| sim.fortios().rows(vdom, table)));
    rows.flatten().collect()
}

#[tokio::test]
async fn a_single_vdom_can_be_restored() {
    let (sim, fgt) = with_super_token().await;
    let backup = fmg_bindings::fortios::monitor::system::ConfigBackup::new("vdom").vdom("edge");
    let backup = fgt.download(backup).bytes().await.unwrap();
    assert_eq!(backup.name.as_deref(), Some("fgt-sim_edge.conf"));
    let addresses = fgt.cmdb().table(table!("firewall/address"));
    for vdom in [vdom!("edge"), vdom!("root")] {
        addresses.create(&json!({"name": "later"})).vdom(vdom).await.unwrap();
    }
    let file = File::from_bytes("edge.conf", backup.bytes.clone());
    let restore = fgt.monitor().system().config_restore("upload", "vdom");
    restore.with(|call| call.vdom("edge").file_content(file)).await.unwrap();
    let has = |vdom: &str| {
        sim.fortios()
            .rows(vdom, "firewall/address")
            .iter()
            .any(|row| row["name"] == "later")
    };
    assert!(!has("edge") && has("root"));
}

#[tokio::test]
async fn a_file_that_is_not_a_configuration_changes_nothing() {
    let (sim, fgt) = with_super_token().await;
    let before = everything(&sim);
    let restore = |content: &'static str| {
        let restore = fgt.monitor().system().config_restore("upload", "global");
        restore.with(move |call| call.file_content(File::from_bytes("a.conf", content)))
    };
    for content in [
        "\u{0}\u{1}",
        "config firewall address\nedit a\n",
        "config firewall address\nedit a\nnext\nend\n",
        "config global\nconfig system interface\nedit p\nset vdom nowhere\nnext\nend\nend\nconfig vdom\nedit root\nnext\nend\n",
        "",
    ] {
        let error = restore(content).await.unwrap_err();
        assert_eq!(error.http_status(), Some(424), "{content:?}");
        assert_eq!(everything(&sim), before, "{content:?}");
    }
    let without = fgt
        .monitor()
        .system()
        .config_restore("upload", "global")
        .await
        .unwrap_err();
    assert_eq!(without.http_status(), Some(424));
}

#[tokio::test]
async fn the_newest_firmware_backs_up_by_post() {
    let sim =
        started_with(json!({"firmware": "7.6", "api_users": [{"name": "robot", "profile": "super_admin"}]})).await;
    let fgt = with_token(&sim, "robot");
    let backup = fmg_bindings::fortios::monitor::system::ConfigBackup::new("global");
    assert_eq!(fgt.download(backup).bytes().await.unwrap_err().http_status(), Some(405));
    let url = format!("{}/api/v2/monitor/system/config/backup", sim.fortios_url());
    let request = super::plain()
        .post(url)
        .bearer_auth(sim.fortios().token("robot").unwrap());
    let answer = request
        .body(json!({"scope": "global"}).to_string())
        .send()
        .await
        .unwrap();
    assert_eq!(
        answer.headers()["content-disposition"],
        "attachment; filename=\"fgt-sim.conf\""
    );
}

#[tokio::test]
async fn revisions_are_kept() {
    let (sim, fgt) = with_super_token().await;
    let before = everything(&sim);
    fgt.monitor()
        .system()
        .config_revision_save()
        .with(|call| call.comments("before"))
        .await
        .unwrap();
    fgt.cmdb()
        .table(table!("firewall/address"))
        .create(&json!({"name": "later"}))
        .await
        .unwrap();
    fgt.monitor()
        .system()
        .config_revision_update_comments()
        .with(|call| call.config_id(1).comments("old"))
        .await
        .unwrap();
    let info = fgt
        .monitor()
        .system()
        .config_revision_info()
        .with(|call| call.config_id(1))
        .await
        .unwrap();
    assert_eq!(info["comment"], "old");
    let file = fgt.download(fmg_bindings::fortios::monitor::system::ConfigRevisionFile::new().config_id(1));
    assert!(file.bytes().await.unwrap().bytes.starts_with(b"#config-version="));
    let restore = fgt.monitor().system().config_restore("revision", "global");
    restore.with(|call| call.config_id(1)).await.unwrap();
    assert_eq!(everything(&sim), before);
    fgt.monitor().system().config_revision_delete(vec![1]).await.unwrap();
    let gone = fgt
        .monitor()
        .system()
        .config_revision_info()
        .with(|call| call.config_id(1))
        .await
        .unwrap_err();
    assert!(gone.is_not_found());
    assert_eq!(
        fgt.monitor().system().config_revision().await.unwrap()["revisions"],
        json!([])
    );
}

#[tokio::test]
async fn a_download_in_several_vdoms_is_refused() {
    let (_sim, fgt) = with_super_token().await;
    let call = raw(
        &fgt,
        Method::Get,
        "/api/v2/monitor/system/debug/download?vdom=root,edge",
    );
    assert_eq!(call.await.unwrap_err().http_status(), Some(400));
}
