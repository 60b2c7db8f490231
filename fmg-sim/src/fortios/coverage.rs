//! Makes every FortiOS call of the specs over HTTPS, with all its members, and expects a success.

use std::slice;

use http::header::{CONTENT_TYPE, COOKIE, HeaderMap, SET_COOKIE};
use reqwest::{Method, Response};
use serde_json::{Map, Value, json};

use super::Firmware;
use crate::Sim;
use crate::coverage::Coverage;
use crate::generated::fortios::calls::cmdb::Requests;
use crate::generated::fortios::calls::monitor::{Firewall, System};
use crate::generated::fortios::calls::{Cmdb, Monitor, Session};
use crate::generated::fortios::{CallId, ROUTES, Route};
use crate::route::{Member, Place, Shape};

const TOKEN: &str = "token-of-the-tests";

/// The values of the placeholders of the configuration.
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
        // Each call gets a new device, since some calls delete rows that others read.
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
        "vdom": {"root": {
            "application/list": [{"name": "default", "entries": [{"id": 1}, {"id": 2}]}, {"name": "other"}],
            "vpn.ssl/settings": {"authentication-rule": [{"id": 1}, {"id": 2}]}}},
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
    // Objects that the requests refer to.
    put("system/api-user", json!({"name": "text", "accprofile": "super_admin"}));
    put(
        "system/admin",
        json!({"name": "text", "accprofile": "super_admin", "password": "text"}),
    );
    sim
}

async fn call(sim: &Sim, route: &Route) -> Result<(), String> {
    if let Some(CallId::Session(session)) = route.id {
        return in_session(sim, session).await;
    }
    if route.url.contains("/config-revision") || route.url.ends_with("/config/restore") {
        let save = CallId::Monitor(Monitor::System(System::ConfigRevisionSave));
        let save = Route::of(ROUTES, save).unwrap();
        results(ask(sim, &save.method, &save.url, &Map::new(), None).await).await?;
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
    if matches!(
        route.id,
        Some(CallId::Cmdb(Cmdb::Requests(
            Requests::Move | Requests::MoveChild | Requests::MoveComplexChild
        )))
    ) {
        query.remove("after");
    }
    // `count_only` would return a number in place of the rows.
    query.remove("count_only");
    if route.download.is_some() {
        let body = (route.method == "POST").then_some(body);
        return is_file(ask(sim, &route.method, &url, &query, body).await).await;
    }
    if route.whole.is_some() {
        body.insert(
            if url.contains("entries") || url.contains("rule") {
                "id"
            } else {
                "name"
            }
            .to_owned(),
            "3".into(),
        );
        if route.method == "PUT" {
            body.clear();
        }
    }
    let has_body = route.method != "GET" && (route.whole.is_some() || !body.is_empty());
    let results = results(ask(sim, &route.method, &url, &query, has_body.then_some(body)).await).await?;
    let fits = match &route.response {
        Some(Shape::List(_)) => results.is_array(),
        Some(Shape::Object | Shape::Map(_) | Shape::ByName(_) | Shape::Row(_)) => results.is_object(),
        Some(Shape::Bool) => results.is_boolean(),
        // The counts of an empty list may be missing.
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

fn https(sim: &Sim) -> reqwest::Client {
    let authority = reqwest::Certificate::from_pem(sim.certificate_pem().as_bytes()).unwrap();
    let builder = reqwest::Client::builder().no_proxy();
    builder.tls_certs_only([authority]).build().unwrap()
}

/// Makes a call with the token of the API user. A list in the query becomes a repeated parameter.
async fn ask(
    sim: &Sim,
    method: &str,
    url: &str,
    query: &Map<String, Value>,
    body: Option<Map<String, Value>>,
) -> Response {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    for (name, value) in query {
        for value in value.as_array().map_or(slice::from_ref(value), Vec::as_slice) {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            pairs.append_pair(name, &text);
        }
    }
    let url = format!("{}{url}?{}", sim.fortios_url(), pairs.finish());
    let mut request = https(sim).request(method.parse().unwrap(), url).bearer_auth(TOKEN);
    if let Some(body) = body {
        request = request.header(CONTENT_TYPE, "application/json");
        request = request.body(Value::from(body).to_string());
    }
    request.send().await.unwrap()
}

/// The results of a successful reply.
async fn results(answer: Response) -> Result<Value, String> {
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    let mut reply: Value = serde_json::from_str(&text).map_err(|error| format!("{status}, {error}: {text}"))?;
    // The directory of calls has no status.
    if status == 200 && (reply["status"] == "success" || reply["directory"].is_array()) {
        Ok(reply["results"].take())
    } else {
        Err(format!("{status}: {text}"))
    }
}

/// Checks that a response is a file.
async fn is_file(answer: Response) -> Result<(), String> {
    let name = answer.headers().get("content-disposition").cloned();
    match (answer.status().as_u16(), name) {
        (200, Some(name)) if name.as_bytes().starts_with(b"attachment; filename=\"") => Ok(()),
        other => Err(format!("{other:?}: {}", answer.text().await.unwrap())),
    }
}

/// Logs in, makes a call in the session, and logs out, with the urls for `session`.
async fn in_session(sim: &Sim, session: Session) -> Result<(), String> {
    let (https, mut cookies) = (https(sim), HeaderMap::new());
    let send = async |method: Method, path: &str, cookies: &HeaderMap, body: &str| {
        let request = https.request(method, format!("{}{path}", sim.fortios_url()));
        let request = request.headers(cookies.clone()).body(body.to_owned());
        request.send().await.unwrap()
    };
    let is_form = !matches!(session, Session::Authenticate | Session::EndAuthentication);
    let (login, logout, credentials) = if is_form {
        let logout = (Method::POST, "/logout");
        ("/logincheck", logout, "username=admin&secretkey=p&ajax=1")
    } else {
        let logout = (Method::DELETE, "/api/v2/authentication");
        (logout.1, logout, "{\"username\": \"admin\", \"secretkey\": \"p\"}")
    };
    let answer = send(Method::POST, login, &cookies, credentials).await;
    for cookie in answer.headers().get_all(SET_COOKIE) {
        let pair = cookie.to_str().unwrap().split(';').next().unwrap();
        cookies.append(COOKIE, pair.parse().unwrap());
        if let Some((_, token)) = pair.split_once('=').filter(|(name, _)| name.starts_with("ccsrftoken")) {
            cookies.insert("X-CSRFTOKEN", token.trim_matches('"').parse().unwrap());
        }
    }
    let said = answer.text().await.unwrap();
    if session == Session::AcceptBanner {
        let accepted = send(Method::POST, "/logindisclaimer", &cookies, "confirm=1").await;
        assert_eq!(accepted.status(), 200, "{said}");
    }
    let call = async || {
        let policies = send(Method::GET, "/api/v2/monitor/firewall/policy/select", &cookies, "").await;
        results(policies)
            .await
            .map_err(|refused| format!("{refused}, after {said}"))
    };
    call().await?;
    let ended = send(logout.0, logout.1, &cookies, "").await;
    assert_eq!(ended.status(), 200);
    match call().await {
        Ok(_) => Err("the session goes on".to_owned()),
        Err(_) => Ok(()),
    }
}

fn url(route: &Route) -> String {
    // The only table here that is a single object.
    let mut url = route
        .url
        .replace("<path>/<complex>/<child_name>", "vpn.ssl/settings/authentication-rule");
    for (placeholder, value) in APPLICATIONS {
        url = url.replace(placeholder, value);
    }
    if matches!(
        route.id,
        Some(CallId::Cmdb(Cmdb::Requests(
            Requests::ReadComplex | Requests::UpdateComplex
        )))
    ) {
        url = "/api/v2/cmdb/vpn.ssl/settings".to_owned();
    }
    url
}

/// A value that the member accepts.
fn value(route: &Route, member: &Member) -> Value {
    let known = match route.id.unwrap() {
        CallId::Cmdb(Cmdb::Requests(call)) => of_configuration(call, &member.name),
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

/// The value of a member of a call on configuration, if it cannot be arbitrary.
fn of_configuration(call: Requests, member: &str) -> Option<Value> {
    Some(match (call, member) {
        (Requests::CloneRow, "nkey") => json!("copy"),
        (Requests::Move, "before") => json!("other"),
        (Requests::MoveChild | Requests::MoveComplexChild, "before") => json!("2"),
        (_, "key") => json!("name"),
        (_, "filter") => json!(["name!=x"]),
        _ => return None,
    })
}

/// The value of a member of a Monitor call, if it cannot be arbitrary.
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
        | Shape::Map(_)
        | Shape::ByName(_)
        | Shape::Row(_)
        | Shape::Listed(_)
        | Shape::Union(_) => {
            json!({"id": 1})
        }
        Shape::String | Shape::Secret | Shape::Name | Shape::Enum(_) | Shape::File | Shape::Text => json!("text"),
    }
}
