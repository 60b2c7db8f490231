//! Every call of FortiOS that the specs know, made over HTTPS with all that it takes and answered at least once.

use fmg_bindings::fortios::{Client, Method, Path};
use serde_json::{Map, Value, json};

use super::Firmware;
use crate::Sim;
use crate::coverage::Coverage;
use crate::generated::fortios::calls::monitor::{Firewall, System};
use crate::generated::fortios::calls::{Cmdb, Monitor, Session};
use crate::generated::fortios::{CallId, ROUTES, Route};
use crate::route::{Member, Place, Shape};

const TOKEN: &str = "token-of-the-tests";

/// What the placeholders of the configuration stand for.
const APPLICATIONS: [(&str, &str); 5] = [
    ("<path>", "application"),
    ("<name>", "list"),
    ("<mkey>", "default"),
    ("<child_name>", "entries"),
    ("<child_mkey>", "1"),
];

#[tokio::test]
async fn every_call_is_answered() {
    let mut coverage = Coverage::of("FortiGate");
    for route in ROUTES {
        // Each meets a device in the state in which it was bought: some delete what others read.
        let sim = started(route).await;
        let outcome = match call(&sim, route).await {
            Ok(()) if sim.fortios().answered()[&*route.name] == 0 => Err("another call was answered".to_owned()),
            outcome => outcome,
        };
        coverage.note(&format!("{} {}", route.method, route.url), outcome);
    }
    coverage.assert_whole();
}

async fn started(route: &Route) -> Sim {
    let banner = if route.url == "/logindisclaimer" {
        "enable"
    } else {
        "disable"
    };
    let is_old = route.url.starts_with("/log") || !Firmware::V7_4.takes(route.id);
    let state = json!({"fortios": {
        "firmware": if is_old { "5.6" } else { "7.4" },
        "admins": [{"name": "admin", "password": "p", "profile": "super_admin"}],
        "api_users": [{"name": "robot", "token": TOKEN, "profile": "super_admin"}],
        "global": {"system/global": {"post-login-banner": banner}},
        "vdom": {"root": {"application/list": [
            {"name": "default", "entries": [{"id": 1}, {"id": 2}]}, {"name": "other"}]}},
    }});
    let Value::Object(state) = state else {
        panic!("it is an object")
    };
    let sim = Sim::builder().state(state).start().await.unwrap();
    let put = |table: &str, row: Value| {
        let Value::Object(row) = row else {
            panic!("it is an object")
        };
        sim.fortios().put("root", table, &row).unwrap();
    };
    // What the texts of the requests name.
    put("system/api-user", json!({"name": "text", "accprofile": "super_admin"}));
    put(
        "system/admin",
        json!({"name": "text", "accprofile": "super_admin", "password": "text"}),
    );
    sim
}

async fn call(sim: &Sim, route: &Route) -> Result<(), String> {
    let client = || {
        Client::builder(sim.fortios_url())
            .no_proxy()
            .root_certificate(sim.certificate_pem())
    };
    let as_admin = || client().credentials("admin", "p").build().unwrap();
    // These are what the client does by itself.
    match route.id {
        Some(CallId::Session(Session::Authenticate | Session::LoginCheck | Session::AcceptBanner)) => {
            let fgt = as_admin();
            return fgt
                .monitor()
                .firewall()
                .policy()
                .await
                .map(drop)
                .map_err(|error| error.to_string());
        }
        Some(CallId::Session(Session::EndAuthentication | Session::Logout)) => {
            let fgt = as_admin();
            fgt.monitor()
                .firewall()
                .policy()
                .await
                .map_err(|error| error.to_string())?;
            return fgt.close().await.map_err(|error| error.to_string());
        }
        _ => {}
    }
    let fgt = client().token(TOKEN).build().unwrap();
    if route.url.contains("/config-revision") || route.url.ends_with("/config/restore") {
        fgt.monitor().system().config_revision_save().await.unwrap();
    }
    let url = url(route);
    let (mut query, mut body) = (Map::new(), Map::new());
    for member in &*route.members {
        let place = if member.place == Place::Query {
            &mut query
        } else {
            &mut body
        };
        place.insert(member.name.to_string(), value(route, member));
    }
    for (name, constant) in &*route.fixed {
        query.insert(name.to_string(), serde_json::from_str(constant).unwrap());
    }
    if matches!(route.id, Some(CallId::Cmdb(Cmdb::Move | Cmdb::MoveChild))) {
        query.remove("after");
    }
    // Has a number take the place of the rows.
    query.remove("count_only");
    let method = match &*route.method {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "DELETE" => Method::Delete,
        other => panic!("{other}"),
    };
    if route.download.is_some() {
        return download(sim, &url, &query, (method == Method::Post).then_some(body)).await;
    }
    let mut call = fgt.call(method, Path::written(&url));
    for (name, value) in query {
        call = call.query(name, value);
    }
    if route.whole.is_some() {
        body.insert(
            if url.contains("entries") { "id" } else { "name" }.to_owned(),
            "3".into(),
        );
        if method == Method::Put {
            body.clear();
        }
    }
    if method != Method::Get && (route.whole.is_some() || !body.is_empty()) {
        call = call.body(body);
    }
    let results = call.await.map_err(|error| error.to_string())?;
    let fits = match &route.response {
        Some(Shape::List(_)) => results.is_array(),
        Some(Shape::Object | Shape::Map(_) | Shape::ByName(_) | Shape::Row(_)) => results.is_object(),
        Some(Shape::Bool) => results.is_boolean(),
        // What counts nothing need not say so.
        Some(Shape::Int) => results.is_i64() || results.is_null(),
        Some(other) => matches!(other, Shape::Json),
        None => true,
    };
    if fits {
        Ok(())
    } else {
        Err(format!("{results} is of another type"))
    }
}

async fn download(
    sim: &Sim,
    url: &str,
    query: &Map<String, Value>,
    body: Option<Map<String, Value>>,
) -> Result<(), String> {
    let builder = reqwest::Client::builder()
        .no_proxy()
        .tls_danger_accept_invalid_certs(true);
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let pairs: Vec<_> = query
        .iter()
        .map(|(name, value)| format!("{name}={}", text(value)))
        .collect();
    let url = format!("{}{url}?{}", sim.fortios_url(), pairs.join("&"));
    let client = builder.build().unwrap();
    let request = match body {
        Some(body) => client.post(url).body(Value::from(body).to_string()),
        None => client.get(url),
    };
    let answer = request.bearer_auth(TOKEN).send().await.unwrap();
    let name = answer.headers().get("content-disposition").cloned();
    match (answer.status().as_u16(), name) {
        (200, Some(name)) if name.as_bytes().starts_with(b"attachment; filename=\"") => Ok(()),
        other => Err(format!("{other:?}: {}", answer.text().await.unwrap())),
    }
}

fn url(route: &Route) -> String {
    let mut url = route.url.to_string();
    for (placeholder, value) in APPLICATIONS {
        url = url.replace(placeholder, value);
    }
    // The one table that is an object.
    if matches!(route.id, Some(CallId::Cmdb(Cmdb::ReadComplex | Cmdb::UpdateComplex))) {
        url = "/api/v2/cmdb/vpn.ssl/settings".to_owned();
    }
    url
}

/// Something that the member may hold.
fn value(route: &Route, member: &Member) -> Value {
    let known = match route.id.unwrap() {
        CallId::Cmdb(call) => of_configuration(call, &member.name),
        CallId::Monitor(call) => of_monitor(call, &member.name),
        CallId::Session(_) => None,
    };
    if let Some(known) = known {
        return known;
    }
    match &*member.name {
        "ip_addresses" => return json!(["192.0.2.1"]),
        "format" => return json!("name|comment"),
        "start" | "config_id" => return json!(i64::from(member.name == "config_id")),
        "vdom" => return json!("root"),
        _ => {}
    }
    if member.file {
        // "sample"
        return json!("c2FtcGxl");
    }
    match (&member.shape, member.values.first()) {
        (Shape::List(_), Some(value)) => json!([**value]),
        (Shape::Int, Some(value)) => json!(value.parse::<i64>().unwrap()),
        (_, Some(value)) => json!(**value),
        (shape, None) => sample(shape, member.min),
    }
}

/// What a member of a call on configuration has to hold, if it is not just anything.
fn of_configuration(call: Cmdb, member: &str) -> Option<Value> {
    Some(match (call, member) {
        (Cmdb::Clone, "nkey") => json!("copy"),
        (Cmdb::Move, "before") => json!("other"),
        (Cmdb::MoveChild, "before") => json!("2"),
        (_, "key") => json!("name"),
        (_, "filter") => json!(["name!=x"]),
        _ => return None,
    })
}

/// The same of a Monitor call.
fn of_monitor(call: Monitor, member: &str) -> Option<Value> {
    Some(match (call, member) {
        (Monitor::Firewall(Firewall::PolicyClearCounters), "policy") => json!([]),
        (Monitor::Firewall(Firewall::SessionClose), "pro") => json!("udp"),
        (Monitor::Firewall(Firewall::SessionClose), "saddr") => json!("192.168.100.110"),
        (Monitor::Firewall(Firewall::SessionClose), "daddr") => json!("96.45.33.73"),
        (Monitor::Firewall(Firewall::SessionClose), "sport") => json!(50_110),
        (Monitor::Firewall(Firewall::SessionClose), "dport") => json!(8888),
        (Monitor::System(System::ConfigRestore), "source") => json!("revision"),
        (Monitor::System(System::ConfigBackup | System::ConfigBackupPost), "destination") => json!("file"),
        _ => return None,
    })
}

fn sample(shape: &Shape, min: Option<i64>) -> Value {
    match shape {
        Shape::Int | Shape::Id => json!(min.unwrap_or(1)),
        Shape::Float => json!(1.5),
        Shape::Bool => json!(true),
        Shape::Flag => json!(1),
        Shape::Toggle => json!("enable"),
        Shape::List(inner) => json!([sample(inner, min)]),
        Shape::Json
        | Shape::Object
        | Shape::Filter
        | Shape::Map(_)
        | Shape::ByName(_)
        | Shape::Row(_)
        | Shape::Union(_) => {
            json!({"id": 1})
        }
        Shape::String | Shape::Secret | Shape::Name | Shape::Enum(_) | Shape::File | Shape::Text => json!("text"),
    }
}
