//! Calls of FortiOS on logs, whose urls have placeholders.

use fmg_codegen::import::{Import, Imported, NoteKind};
use fmg_codegen::ir::{Endpoint, Parameter, ParameterKind};
use serde_json::{Value, json};

use super::call;
use crate::described::{faults, fortios, imported, notes, rust};

/// A Swagger file about the logs of FortiOS with these calls that read.
fn log(urls: &[&str]) -> Value {
    let mut paths = json!({});
    for url in urls {
        let placeholders = url
            .split('/')
            .filter_map(|word| word.strip_prefix('{')?.strip_suffix('}'));
        let mut parameters: Vec<_> = placeholders
            .map(|name| json!({"in": "path", "name": name, "type": "string", "required": true, "description": "Kind of it."}))
            .collect();
        parameters.push(json!({"in": "query", "name": "rows", "type": "integer"}));
        let rows = json!({"type": "array", "items": {"type": "object", "properties": {"level": {"type": "string"}}}});
        for (url, own) in call("get", url, parameters.into(), rows).as_object().unwrap() {
            paths[url] = own.clone();
        }
    }
    json!({"swagger": "2.0", "info": {"version": "7.6.5"}, "basePath": "/api/v2/log", "paths": paths})
}

fn calls(made: &Imported) -> Vec<&Endpoint> {
    fortios(made).groups.iter().flat_map(|group| &group.endpoints).collect()
}

/// The calls and the types of their placeholders: `disk::Read /api/v2/log/disk/<type_name> LogType`.
fn shown(made: &Imported) -> Vec<String> {
    let groups = fortios(made).groups.iter();
    let calls = groups.flat_map(|group| group.endpoints.iter().map(move |call| (group, call)));
    let line = |(group, call): (&fmg_codegen::ir::Group, &Endpoint)| {
        let types: Vec<_> = call.placeholders.iter().map(|own| own.ty.name.to_string()).collect();
        let url = call.template.to_string();
        let url = url.strip_prefix("/api/v2/").unwrap();
        format!("{}::{} {url} {}", group.module, call.type_name, types.join(" "))
    };
    calls.map(line).collect()
}

fn parameter<'a>(made: &'a Imported, name: &str) -> &'a Parameter {
    let parameters = &mut fortios(made).parameters.iter();
    parameters.find(|own| own.name.as_str() == name).unwrap()
}

fn reserved(made: &Imported, name: &str) -> Vec<String> {
    let reserved = parameter(made, name).reserved.iter();
    reserved.flat_map(|own| own.runs.clone()).collect()
}

#[test]
fn urls_have_placeholders_with_types_of_their_own() {
    let made = imported(&[log(&[
        "disk/{type}",
        "disk/{type}/raw",
        "memory/{type}",
        "search/status/{session_id}",
    ])]);
    assert_eq!(
        shown(&made),
        [
            "log::disk::Read log/disk/<type_name> LogType",
            "log::disk::Raw log/disk/<type_name>/raw LogType",
            "log::memory::Read log/memory/<type_name> LogType",
            "log::search::Status log/search/status/<session_id> LogSessionId",
        ]
    );
    let read = calls(&made)[0];
    assert_eq!(&*read.placeholders[0].doc, "Kind of it.");
    assert_eq!(read.placeholders[0].field.as_str(), "type_name");
    let members: Vec<_> = read.members.iter().map(|own| own.field.wire.to_string()).collect();
    assert_eq!(members, ["rows"]);
    assert!(notes(&made).is_empty());
    let code = rust(&made.api);
    assert!(code.contains("http_name LogType\n"), "{code}");
}

/// A type of logs is no kind of reading them: the url would be that of another call.
#[test]
fn a_word_of_another_url_is_reserved() {
    let made = imported(&[log(&[
        "disk/{type}/raw",
        "disk/event/{subtype}",
        "disk/event/{subtype}/raw",
    ])]);
    assert_eq!(reserved(&made, "LogSubtype"), ["raw"]);
    assert!(reserved(&made, "LogType").is_empty());
    // Only the url that needs it has the type with the reserved word.
    let made = imported(&[log(&["disk/{type}", "disk/{type}/archive", "disk/virus/archive"])]);
    assert_eq!(
        shown(&made),
        [
            "log::disk::Read log/disk/<type_name> LogType",
            "log::disk::Archive log/disk/<type_name>/archive LogType2",
            "log::disk::VirusArchive log/disk/virus/archive ",
        ]
    );
    assert_eq!(reserved(&made, "LogType2"), ["virus"]);
    assert!(reserved(&made, "LogType").is_empty());
}

#[test]
fn urls_of_one_form_are_left_out() {
    let made = imported(&[log(&["disk/{type}", "disk/{kind}"])]);
    assert_eq!(calls(&made).len(), 1);
    // Both would be called `Read`.
    assert_eq!(
        notes(&made).iter().map(|own| own.0).collect::<Vec<_>>(),
        [NoteKind::RenamedType, NoteKind::ConfusedUrl]
    );
}

#[test]
fn placeholders_may_be_numbers_and_list_their_values() {
    let mut file = log(&["disk/{type}/{id}"]);
    let parameters = &mut file["paths"]["/disk/{type}/{id}"]["get"]["parameters"];
    parameters[0]["enum"] = json!(["virus", "webfilter"]);
    parameters[1]["type"] = json!("integer");
    let made = imported(&[file]);
    let placeholders = &calls(&made)[0].placeholders;
    assert_eq!(&*placeholders[0].doc, "Kind of it. One of `virus`, `webfilter`.");
    assert_eq!(parameter(&made, "LogId").kind, ParameterKind::Id);
}

#[test]
fn monitor_calls_may_have_placeholders_too() {
    let mut file = log(&["gadget/{mkey}/lamp"]);
    file["basePath"] = json!("/api/v2/monitor");
    let made = imported(&[file]);
    assert_eq!(
        shown(&made),
        ["monitor::gadget::Lamp monitor/gadget/<mkey>/lamp MonitorMkey"]
    );
    let mut file = log(&["gadget/{a b}/lamp"]);
    file["basePath"] = json!("/api/v2/monitor");
    let found = faults(&[file]);
    assert!(
        found[0].starts_with(
            "S008 0.json#/paths/~1gadget~1{a b}~1lamp/get: the call `gadget/<a b>/lamp` cannot be imported"
        ),
        "{found:?}"
    );
}

#[test]
fn patterns_and_overlays_name_the_kind_of_calls_on_logs() {
    let folder = tempfile::tempdir().unwrap();
    let root = camino::Utf8Path::from_path(folder.path()).unwrap();
    std::fs::write(
        root.join("a.json"),
        log(&["disk/{type}", "disk/virus/archive", "memory/{type}"]).to_string(),
    )
    .unwrap();
    let overlay = "[[call]]\npath = \"log disk/<type>\"\nrename = \"Entries\"\n";
    std::fs::write(root.join("overlay.toml"), overlay).unwrap();
    let import = Import::new().root(root).description("a.json").overlay("overlay.toml");
    let made = import.only(["log disk/<type>"]).read().unwrap();
    assert_eq!(shown(&made), ["log::disk::Entries log/disk/<type_name> LogType"]);
}
