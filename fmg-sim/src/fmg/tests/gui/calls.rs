//! Tests of calls on the FortiManager itself, its certificates and files, and its devices.

use std::time::Duration;

use super::*;

#[test]
fn a_requested_certificate_can_be_imported() {
    let bench = Bench::new();
    let visitor = admin(&bench);
    let request = json!({
        "gen_name": "fmg_76_interim", "id_type": 1, "gen_subject": "fmg_76_interim", "gen_unit": ["CSE"],
        "key_type": 1, "gen_size": 2048, "curve_name": "secp256r1", "enroll_method": 0, "challenge_password": "hunter2",
    });
    let generate = |request: &Value| visitor.call("post", "/gui/sys/certificate/generate", request.clone());
    for (name, value) in [
        ("id_type", json!(7)),
        ("key_type", json!(3)),
        ("gen_size", json!("x")),
        ("gen_name", json!("")),
    ] {
        let mut other = request.clone();
        other[name] = value;
        assert_eq!(generate(&other), Err(-10), "{name}");
    }
    assert_eq!((generate(&request), generate(&request)), (Ok(json!(null)), Err(-2)));
    assert!(!format!("{:?}", bench.fmg.certificate_requests()).contains("hunter2"));

    let import = |name: &str, csrf: &str, file: &str| {
        let part = |name: &str, value: &str| {
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let mut body: String = [
            ("cert_name", name),
            ("cert_key_name", ""),
            ("password", ""),
            ("csrfmiddlewaretoken", csrf),
            ("csrf_token", &visitor.csrf),
        ]
        .into_iter()
        .map(|(name, value)| part(name, value))
        .collect();
        body.push_str("--x\r\nContent-Disposition: form-data; name=\"filepath\"; filename=\"a.crt\"\r\n\r\n");
        body = body + file + "\r\n--x--\r\n";
        let headers = [
            ("Xsrf-Token", visitor.csrf.as_str()),
            ("content-type", "multipart/form-data; boundary=x"),
        ];
        let uri = "/flatui/api/gui/system/certification/local";
        let (status, _, body) = visitor.send("POST", uri, &headers, body.as_bytes());
        let reply: Value = serde_json::from_slice(&body).unwrap_or_default();
        (status, reply["result"][0]["status"]["code"].as_i64())
    };
    let pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    let csrf = visitor.csrf.as_str();
    assert_eq!(import("other", csrf, pem), (200, Some(-3)));
    assert_eq!(import("fmg_76_interim", csrf, "no certificate"), (200, Some(-10)));
    assert_eq!(import("fmg_76_interim", "guess", pem), (403, None));
    assert_eq!(import("fmg_76_interim", csrf, pem), (200, Some(0)));
    assert_eq!(import("fmg_76_interim", csrf, pem), (200, Some(-3)));
    let imported = bench.fmg.imported_certificates();
    assert_eq!((imported.len(), &imported[0].file[..]), (1, pem.as_bytes()));
    assert!(bench.fmg.certificate_requests().is_empty());
}

#[test]
fn only_available_versions_can_be_chosen() {
    let bench = Bench::new();
    let visitor = admin(&bench);
    let key = "07006000NIDS02405";
    let url = "/gui/adom/um/package/version";
    let versions = visitor.call("get", url, json!({ "key": key })).unwrap();
    assert_eq!(versions["versions"][0]["id"], "latest");
    let change = |version: Value| visitor.call("change", url, json!({"key": key, "version": version}));
    assert_eq!(change(json!(1)), Err(-10));
    assert_eq!(change(json!(2_228_300)), Ok(json!({"msg": "", "status": "ok"})));
    assert_eq!(bench.fmg.chosen_package_version(key), Some(json!(2_228_300)));
}

#[test]
fn exported_files_can_be_downloaded() {
    let bench = Bench::new();
    let visitor = admin(&bench);
    let name = "export_template_-FMG-VMTM24012156-BCBLjl.json";
    let (status, headers, file) = visitor.get(&format!(
        "/flatui/api/gui/deploy/export?filename={name}&downloadname=952_{name}"
    ));
    assert_eq!(
        (status, headers["content-disposition"].to_str().unwrap()),
        (200, format!("attachment; filename=\"952_{name}\"").as_str())
    );
    assert!(serde_json::from_slice::<Value>(&file).is_ok());
    let uri = "/flatui/api/gui/sniff/export?filename=sniffer_port1.1.pcap&downloadname=sniffer_port1.1.pcap";
    assert!(visitor.get(uri).2.starts_with(&[0xd4, 0xc3, 0xb2, 0xa1]));
    assert_eq!(visitor.get("/flatui/api/gui/sniff/export?filename=other.pcap").0, 404);
    assert_eq!(visitor.get("/flatui/api/gui/sniff/export").0, 404);
    bench.fmg.put_packet_capture("other.pcap", &b"pcap"[..]);
    assert_eq!(
        visitor.get("/flatui/api/gui/sniff/export?filename=other.pcap").2,
        "pcap"
    );
}

#[test]
fn revisions_are_generated_and_stay_the_same() {
    let bench = Bench::new();
    let visitor = admin(&bench);
    let diff = |device: &str, from: i64, to: i64| {
        let params = json!({"deviceId": device, "from": from, "to": to, "options": 0});
        visitor.call("get", "/gui/adom/dvm/device/revision/diff", params)
    };
    let one = diff("311", 123, 124).unwrap();
    assert_eq!(one, diff("311", 123, 124).unwrap());
    // The document does not show the content of a part, so the simulator has none.
    assert_eq!(one["patch"], json!(["..."]));
    assert!(one["version1"].as_str().unwrap().starts_with("#config-version="));
    assert_eq!(diff("311", 5, 5).unwrap()["patch"], json!([]));
    assert_eq!(
        (diff("999", 1, 2), diff("311", -1, 2), diff("dev_001", 1, 2)),
        (Err(-3), Err(-3), Err(-10))
    );
    let content = |name: &str| {
        let params = json!({"deviceId": "311", "deviceName": name, "rev": 0, "sn": "x", "options": 3});
        visitor.proxied("get_download", "/gui/adom/dvm/device/revision/content", params)
    };
    let text = String::from_utf8_lossy(&content("dev_001")).into_owned();
    assert!(
        text.contains("#serialno=FGVM010000000001\n") && text.ends_with("end\n"),
        "{text}"
    );
    assert!(String::from_utf8_lossy(&content("dev_002")).contains("-3"));
}

#[test]
fn an_undocumented_reply_is_refused() {
    let bench = Bench::new();
    let visitor = admin(&bench);
    let raw_log = json!({
        "showRaw": 1, "startIndex": 0, "results": 10, "key": "elog", "search": "", "type": "sslog", "adom_to_read": "",
    });
    for (url, params) in [
        ("/gui/adoms/165/dvm/psirt", json!(null)),
        ("/gui/sys/event-log", raw_log),
    ] {
        let reply: Value = serde_json::from_slice(&visitor.proxied("get", url, params)).unwrap();
        let status = &reply["result"][0]["status"];
        assert_eq!(status["code"], -1, "{reply}");
        assert!(
            status["message"].as_str().unwrap().contains("no document shows"),
            "{reply}"
        );
        assert!(reply["result"][0]["data"].is_null(), "{reply}");
    }
    // A missing ADOM is reported first.
    assert_eq!(visitor.call("get", "/gui/adoms/9/dvm/psirt", json!(null)), Err(-3));
}

#[test]
fn the_event_log_records_operations() {
    let bench = Bench::new();
    let visitor = admin(&bench);
    let begun = bench.clock.now();
    let api = bench.admin();
    api.write("set", "/dvmdb/adom/root", json!({"desc": "mine"})).unwrap();
    bench.clock.advance(Duration::from_secs(60));
    api.call("exec", "/sys/logout", json!({})).unwrap();
    let _ = log_in(&bench, "devops", "guess");
    let events = |change: &dyn Fn(&mut Value)| {
        let mut params = json!({
            "showRaw": 0, "startIndex": 0, "results": 10_000, "key": "elog", "search": "", "type": "sslog",
            "adom_to_read": "",
        });
        change(&mut params);
        visitor.call("get", "/gui/sys/event-log", params)
    };
    let all = events(&|_| ()).unwrap();
    let operations: Vec<_> = all["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| own["operation"].as_str().unwrap())
        .collect();
    assert_eq!(
        operations,
        ["Login failed", "Logout", "set", "Login", "Login", "System start"]
    );
    assert_eq!(
        (&all["totalNumber"], &all["records"][4]["user"]),
        (&json!(6), &json!("admin-GUI(127.0.0.1)"))
    );
    assert!(all["filterList"].is_string() && all["subTypeList"].is_string());
    let part = events(&|params| (params["startIndex"], params["results"]) = (json!(1), json!(2))).unwrap();
    assert_eq!(
        (part["records"].as_array().unwrap().len(), &part["totalNumber"]),
        (2, &json!(6))
    );
    assert_eq!(part["records"][0], all["records"][1]);
    let of_adom = events(&|params| params["adom_to_read"] = json!("root")).unwrap();
    assert_eq!(of_adom["totalNumber"], 1);
    assert_eq!(events(&|params| params["showRaw"] = json!(1)), Err(-1));
    let day = crate::fmg::date::day(begun);
    let time = crate::fmg::date::time_of_day(begun);
    let search = format!("1|1|{day}!{day}|5|0|0#2|1|{time}!{time}|5|0|0");
    let found = events(&|params| params["search"] = json!(search)).unwrap();
    assert_eq!(found["totalNumber"], 4);
    assert_eq!(events(&|params| params["search"] = json!("yesterday")), Err(-10));
    assert_eq!(events(&|params| params["key"] = json!("other")), Err(-10));
}

#[test]
fn uptime_and_session_are_those_of_the_clock_and_the_caller() {
    let bench = Bench::new();
    bench.clock.advance(Duration::from_secs(500));
    let visitor = log_in(&bench, "devops", "fortinet").unwrap();
    let uptime = visitor.call("get", "/gui/sys/uptime", json!(null)).unwrap();
    assert_eq!(
        (&uptime["uptimeSeconds"], &uptime["admin"]["admin"]),
        (&json!(500), &json!("devops"))
    );
    assert_eq!(
        (&uptime["hostname"], &uptime["sn"]),
        (&json!("vm30"), &json!("FMGVMSTM11111111"))
    );
    let session = visitor.call("get", "/gui/sys/session", json!(null)).unwrap();
    assert_eq!(session["login_user"], "devops");
    let (_, _, body) = visitor.get("/cgi-bin/module/flatui/SysDashboard?action=read&type=license");
    let license: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(
        (&license["max_num_dev"], &license["used_gb_day_history"][0]["date"]),
        (&json!(100), &json!("Today"))
    );
    // A restart resets the uptime.
    bench.admin().call("exec", "/sys/reboot", json!({})).unwrap();
    let uptime = admin(&bench).call("get", "/gui/sys/uptime", json!(null)).unwrap();
    assert_eq!(uptime["uptimeSeconds"], 0);
}
