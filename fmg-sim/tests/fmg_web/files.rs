//! Tests of downloads from the GUI.

use crate::{Visitor, good, started};

#[tokio::test]
async fn policies_as_csv() {
    let sim = started().await;
    let visitor = Visitor::of(&sim).await;
    let body = r#"{ "url": "/gui/adoms/157/pkgs/3292/file-csv", "method": "create",
                    "params": { "content": [ { "cateId": 181, "fields": [ "policyid", "action", "name" ] } ] } }"#;
    assert_eq!(good(&visitor.json(body).await)["taskid"].as_str().unwrap().len(), 36);
    let path = "/flatui/api/gui/download?filepath=policypackage-3292.csv\
                &downloadname=ppkg_branches-20210901-120531.csv";
    let response = visitor.request("GET", path).send().await.unwrap();
    assert_eq!(
        response.headers()["content-disposition"],
        "attachment; filename=\"ppkg_branches-20210901-120531.csv\""
    );
    assert_eq!(
        response.text().await.unwrap(),
        "policyid,action,name,scope\n\
         \"1\",\"accept\",\"ul_egress_traffic\",\"[All Devices/Groups]\"\n\
         \"2\",\"accept\",\"ol_ingress_traffic\",\"[All Devices/Groups]\"\n\
         \"3\",\"accept\",\"ol_egress_traffic\",\"[All Devices/Groups]\"\n"
    );
}

#[tokio::test]
async fn several_kinds_of_policies_as_csv() {
    let sim = started().await;
    let visitor = Visitor::of(&sim).await;
    let body = r#"{ "url": "/gui/adoms/157/pkgs/3292/file-csv", "method": "create", "params": { "content": [
        { "cateId": 181, "fields": [ "policyid", "action", "name" ] },
        { "cateId": 1474, "fields": [ "policyid", "action", "name", "comments", "srcaddr" ] },
        { "cateId": 1476, "fields": [ "policyid", "action", "name", "dstaddr" ] } ] } }"#;
    good(&visitor.json(body).await);
    let response = visitor.request("GET", "/flatui/api/gui/download?filepath=policypackage-3292.csv");
    let response = response.send().await.unwrap();
    // The document shows the reply to this request, but not the file.
    assert_eq!(response.status(), 501);
    let text = response.text().await.unwrap();
    assert!(text.contains("no document shows how several kinds"), "{text}");
}

#[tokio::test]
async fn exported_templates_and_captures() {
    let sim = started().await;
    let visitor = Visitor::of(&sim).await;
    let name = "export_template_-FMG-VMTM24012156-BCBLjl.json";
    for (path, kind) in [
        (
            format!("/flatui/api/gui/deploy/export?filename={name}&downloadname=952_{name}"),
            b"{",
        ),
        (
            "/flatui/api/gui/sniff/export?filename=sniffer_port1.1.pcap&downloadname=sniffer_port1.1.pcap".to_owned(),
            &[0xd4],
        ),
    ] {
        let response = visitor.request("GET", &path).header("Content-Type", "application/json");
        let response = response.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert!(response.bytes().await.unwrap().starts_with(kind));
    }
}
