//! Tests that every GUI call with a documented reply is answered with success.

use std::time::Duration;

use fmg_template::Protocol;

use super::*;
use crate::coverage::Coverage;
use crate::generated::fmg::calls::Gui;
use crate::generated::fmg::calls::gui::{Certificate, Device, Installation, Package, Session};
use crate::generated::fmg::{CallId, ROUTES, Route};
use crate::route::{Member, Place, Shape, UnionShape};

/// Object ids of the default state.
const ADOM: i64 = 165;
const PACKAGE: i64 = 3501;
const DEVICE: i64 = 311;

/// The url of a call, with values of the default state in its placeholders.
fn url(route: &Route, task: u64) -> String {
    [
        ("<adom-oid>", ADOM.to_string()),
        ("<package-oid>", PACKAGE.to_string()),
        ("<device-oid>", DEVICE.to_string()),
        ("<task>", task.to_string()),
    ]
    .iter()
    .fold(route.url.to_string(), |url, (place, value)| url.replace(place, value))
}

/// A value for a member, as the call requires it.
fn value(route: &Route, member: &Member) -> Value {
    let Some(CallId::Gui(call)) = route.id else {
        panic!("{route:?}")
    };
    match (&*member.name, &member.shape) {
        ("url" | "method", _) => json!(if member.name == "url" { "/gui/sys/uptime" } else { "get" }),
        ("username" | "secretkey", _) => json!("admin"),
        ("key", Shape::String) if matches!(call, Gui::Log(_)) => json!("elog"),
        ("key", _) => json!("07006000NIDS02405"),
        ("type", _) => json!("sslog"),
        ("version", _) => json!("latest"),
        ("pkgOid", _) => json!(PACKAGE),
        ("installDevIds", _) => json!(format!("{DEVICE}-3")),
        ("deviceId", _) => json!(DEVICE.to_string()),
        ("deviceName", _) => json!("dev_001"),
        ("objects", _) => json!([{"cate": 140, "key": "host_001"}]),
        ("scope", _) => json!([{"oid": DEVICE, "vdom": 3}]),
        ("content", _) => json!([{"cateId": 181, "fields": ["policyid"]}]),
        ("filepath", _) if matches!(call, Gui::Package(_)) => json!("policypackage-3501.csv"),
        ("filename", _) if matches!(call, Gui::Template(_)) => {
            json!("export_template_-FMG-VMTM24012156-BCBLjl.json")
        }
        ("filename", _) => json!("sniffer_port1.1.pcap"),
        ("req", _) => json!(CARRIED),
        (_, Shape::Int | Shape::Flag | Shape::Bool | Shape::Toggle | Shape::Id) => json!(1),
        _ => json!("new"),
    }
}

/// The call whose reply is not documented, and which is refused.
const LEFT_OUT: CallId = CallId::Gui(Gui::Device(Device::Vulnerabilities));

const CARRIED: &str = r#"{"id": 1, "method": "get", "params": [{"url": "/sys/status"}]}"#;

/// The members of the first case of a union.
fn case(union: &UnionShape) -> Map<String, Value> {
    let case = &union.cases[0];
    let parsed = |json: &str| serde_json::from_str(json).unwrap();
    let tag = union
        .tag
        .as_ref()
        .map(|tag| (tag.to_string(), parsed(case.value.as_ref().unwrap())));
    let fixed = case.fixed.iter().map(|(name, json)| (name.to_string(), parsed(json)));
    let fields = case.fields.iter().map(|field| {
        let number = matches!(field.shape, Shape::Int | Shape::Id);
        (field.name.to_string(), if number { json!(2048) } else { json!("text") })
    });
    tag.into_iter().chain(fixed).chain(fields).collect()
}

/// The required members of a call, at one place.
fn members(route: &Route, place: Place) -> Map<String, Value> {
    let mut members = Map::new();
    for member in route
        .members
        .iter()
        .filter(|own| own.required && own.place == place && !own.file)
    {
        match &member.shape {
            Shape::Union(union) if member.splice => members.extend(case(union)),
            _ => {
                members.insert(member.name.to_string(), value(route, member));
            }
        }
    }
    let fixed_place = if route.protocol == Protocol::GuiProxy {
        Place::Body
    } else {
        Place::Query
    };
    if place == fixed_place {
        let fixed = route.fixed.iter();
        members.extend(fixed.map(|(name, json)| (name.to_string(), serde_json::from_str(json).unwrap())));
    }
    members
}

/// Prepares a FortiManager for a call, and returns the task to ask for.
fn prepare(bench: &Bench, visitor: &Visitor<'_>, route: &Route) -> u64 {
    let call = |call: Gui| {
        let route = ROUTES.iter().find(|route| route.id == Some(CallId::Gui(call))).unwrap();
        let members = members(route, Place::Body);
        visitor.call(&route.method, &url(route, 0), members.into()).unwrap()
    };
    let mut task = 0;
    let Some(CallId::Gui(wanted)) = route.id else {
        panic!("{route:?}")
    };
    match wanted {
        Gui::Certificate(Certificate::Import) => {
            call(Gui::Certificate(Certificate::GenerateRequest));
        }
        Gui::Package(Package::ConsistencyReport) => {
            call(Gui::Package(Package::StartConsistencyCheck));
        }
        Gui::Package(Package::Download) => {
            call(Gui::Package(Package::ExportCsv));
        }
        Gui::Installation(Installation::Log) => {
            task = call(Gui::Installation(Installation::InstallObjects))["taskId"]
                .as_u64()
                .unwrap();
        }
        _ => {}
    }
    bench.clock.advance(Duration::from_secs(60));
    task
}

/// The body of an HTTP call, and its media type.
fn content(visitor: &Visitor<'_>, route: &Route) -> (String, &'static str) {
    let members = members(route, Place::Body);
    if !route.upload {
        let whole = if route.whole.is_some() {
            CARRIED.to_owned()
        } else {
            Value::from(members).to_string()
        };
        return (whole, "application/json");
    }
    let csrf = route.csrf.iter().map(|name| (name.to_string(), json!(visitor.csrf)));
    let part = |name: &str, more: &str, value: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
    };
    let members = members.into_iter().chain(csrf);
    let mut body: String = members
        .map(|(name, value)| part(&name, "", value.as_str().unwrap()))
        .collect();
    let file = route.members.iter().find(|member| member.file).unwrap();
    body = body + &part(&file.name, "; filename=\"a\"", "-----BEGIN CERTIFICATE-----") + "--x--\r\n";
    (body, "multipart/form-data; boundary=x")
}

/// Makes a call. The error says how it failed.
fn answered(visitor: &Visitor<'_>, route: &Route, task: u64) -> Result<(), String> {
    let url = url(route, task);
    let body = if route.id == Some(CallId::Gui(Gui::Session(Session::Login))) {
        let login = json!({"url": url, "method": *route.method, "params": members(route, Place::Body)});
        let headers = [("content-type", "application/json")];
        visitor.send("POST", LOGIN, &headers, login.to_string().as_bytes()).2
    } else if route.protocol == Protocol::GuiProxy {
        visitor.proxied(&route.method, &url, members(route, Place::Body).into())
    } else {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in members(route, Place::Query) {
            query.append_pair(&name, value.as_str().unwrap());
        }
        let (mut body, kind) = content(visitor, route);
        if route.id == Some(CallId::Gui(Gui::Session(Session::Authenticate))) {
            let params = json!({"username": "admin", "secretkey": "admin", "logintype": 0});
            body = json!({"url": "/gui/userauth", "method": "login", "params": params}).to_string();
        }
        let headers = [
            ("Xsrf-Token", visitor.csrf.as_str()),
            ("Referer", "https://192.0.2.1"),
            ("content-type", kind),
        ];
        let uri = format!("{url}?{}", query.finish());
        let (status, _, reply) = visitor.send(&route.method, uri.trim_end_matches('?'), &headers, body.as_bytes());
        if status != 200 {
            return Err(format!("HTTP status {status}"));
        }
        reply
    };
    let reply: Value = serde_json::from_slice(&body).unwrap_or_default();
    match reply.pointer("/result/0/status/code").and_then(Value::as_i64) {
        None | Some(0) => Ok(()),
        Some(code) => Err(format!("refused with {code}")),
    }
}

#[test]
fn every_call_of_the_specs_is_answered() {
    let mut coverage = Coverage::of("FortiManager, GUI");
    for route in ROUTES.iter().filter(|route| route.protocol.is_gui()) {
        let bench = Bench::new();
        let visitor = admin(&bench);
        let task = prepare(&bench, &visitor, route);
        let before = bench.fmg.answered()[&*route.name];
        if route.id == Some(LEFT_OUT) {
            assert_eq!(answered(&visitor, route, task), Err("refused with -1".to_owned()));
            continue;
        }
        let outcome = answered(&visitor, route, task).and_then(|()| {
            let counted = bench.fmg.answered()[&*route.name] > before;
            counted
                .then_some(())
                .ok_or_else(|| "another call was answered".to_owned())
        });
        coverage.note(&format!("{} {}", route.method, route.url), outcome);
    }
    coverage.assert_whole();
}
