//! Tests of FortiManager's other protocols over HTTPS, with the documented requests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test reports by panicking"
)]

mod documented;
mod files;
mod local;
mod transfers;

use std::time::{Duration, SystemTime};

use fmg_sim::{Clock, Product, Sim};
use serde_json::{Map, Value, json};

/// 2025-08-19 21:19:42, the time of a change of the ADOM in the documented event log.
const DOCUMENTED: Duration = Duration::from_secs(1_755_638_382);

/// The state that the documents assume: ADOMs, packages and devices with the documented object ids.
fn state() -> Map<String, Value> {
    let device = |name: &str, adom: &str, oid: i64| json!({"name": name, "adom": adom, "oid": oid, "vdom": [{"name": "root", "oid": 3}]});
    let policy = |id: i64, action: &str, name: &str| json!({"policyid": id, "action": action, "name": name});
    let state = json!({"fmg": {
        "adoms": [
            {"name": "root", "oid": 3},
            {"name": "demo", "oid": 157},
            {"name": "ips", "oid": 170},
            {"name": "ADOM_54_001"},
        ],
        "devices": [
            device("fgt-001", "demo", 39590),
            device("branch", "demo", 170),
            device("revised", "demo", 184),
            device("dut_fgt1", "demo", 201),
            device("dev_001", "ips", 1074),
            device("dev_002", "ips", 1086),
            device("dev_003", "ips", 1062),
            device("FGTv2", "root", 5001),
        ],
        "packages": {
            "demo": [{"name": "ppkg_branches", "oid": 3292}, {"name": "ppkg_buggy", "oid": 7494}],
            "ips": [{
                "name": "ppkg_ips",
                "scope member": [
                    {"name": "dev_001", "vdom": "root"},
                    {"name": "dev_002", "vdom": "root"},
                    {"name": "dev_003", "vdom": "root"},
                ],
            }],
        },
        "tables": {
            "/pm/config/adom/demo/pkg/ppkg_branches/firewall/policy": [
                policy(1, "accept", "ul_egress_traffic"),
                policy(2, "accept", "ol_ingress_traffic"),
                policy(3, "accept", "ol_egress_traffic"),
            ],
            "/pm/config/adom/ips/pkg/ppkg_ips/firewall/policy": [{"policyid": 1, "ips-sensor": ["ips_sensor_001"]}],
            "/pm/config/adom/ADOM_54_001/pkg/default/firewall/policy": [policy(2, "accept", "Policy_002")],
            "/pm/config/device/FGTv2/vdom/root/system/dhcp/server": [{"id": 1}],
        },
    }});
    state.as_object().cloned().unwrap()
}

/// A sim in this state, with a stopped clock.
async fn started() -> Sim {
    let clock = Clock::starting_at(SystemTime::UNIX_EPOCH + DOCUMENTED);
    clock.set_speed(0.0);
    let sim = Sim::builder().products([Product::FortiManager]).clock(clock);
    sim.state(state()).start().await.unwrap()
}

/// A client that trusts the sim and follows no redirects.
fn https(sim: &Sim) -> reqwest::Client {
    let authority = reqwest::Certificate::from_pem(sim.certificate_pem().as_bytes()).unwrap();
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .tls_certs_only([authority])
        .build()
        .unwrap()
}

/// A client with the cookies of a login.
struct Visitor<'s> {
    sim: &'s Sim,
    https: reqwest::Client,
    cookies: String,
    csrf: String,
}

const LOGIN: &str = r#"{
"url": "/gui/userauth",
"method": "login",
"params": {
"secretkey": "fortinet",
"logintype": 0,
"username": "devops"
}
}"#;

impl<'s> Visitor<'s> {
    /// Logs in with the documented request, and parses the cookies from the single header that contains them.
    async fn of(sim: &'s Sim) -> Self {
        let https = https(sim);
        let login = https
            .post(format!("{}/cgi-bin/module/flatui_auth", sim.fmg_url()))
            .header("Content-Type", "application/json")
            .body(LOGIN);
        let response = login.send().await.unwrap();
        assert_eq!(response.headers().get_all("set-cookie").iter().count(), 1);
        let folded = response.headers()["set-cookie"].to_str().unwrap().to_owned();
        let pairs: Vec<_> = folded
            .split(", ")
            .map(|cookie| cookie.split(';').next().unwrap().to_owned())
            .collect();
        let csrf = pairs.iter().find_map(|pair| pair.strip_prefix("HTTP_CSRF_TOKEN="));
        Self {
            sim,
            https,
            csrf: csrf.unwrap().to_owned(),
            cookies: pairs.join("; "),
        }
    }

    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let request = self.https.request(method, format!("{}{path}", self.sim.fmg_url()));
        request.header("Cookie", &self.cookies).header("Xsrf-Token", &self.csrf)
    }

    /// Posts a documented body to the proxy.
    async fn proxied(&self, body: &str) -> String {
        let request = self
            .request("POST", "/cgi-bin/module/flatui_proxy")
            .body(body.to_owned());
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200, "{body}");
        response.text().await.unwrap()
    }

    async fn json(&self, body: &str) -> Value {
        serde_json::from_str(&self.proxied(body).await).unwrap()
    }
}

/// The members of an entry of `result`, whose status has to be success.
fn good(reply: &Value) -> Value {
    let entry = &reply["result"][0];
    assert_eq!(entry["status"], json!({"code": 0, "message": ""}), "{reply}");
    assert!(
        entry.get("id") == Some(&Value::Null) && entry["url"].is_string(),
        "{reply}"
    );
    entry["data"].clone()
}
