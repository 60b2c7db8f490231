//! A made-up FortiGate of the size of a real one: as many tables, attributes and values as FortiOS 7.0.6 describes, and a
//! directory of Monitor calls like that of 7.0.0.

use serde_json::{Map, Value, json};

/// The tables and single objects of the whole configuration.
pub(crate) const TABLES: usize = 488;

/// The wide tables, by which the cost of 20 tables is measured. They have some 73 attributes each.
pub(crate) const WIDE: &str = "cmdb wide/*";

/// The Monitor calls, of which every fourth has a response schema.
pub(crate) const CALLS: usize = 386;

/// The schemas of a configuration with this many tables: a list, as the answer to the whole tree has it.
pub(crate) fn configuration(tables: usize) -> Value {
    let schemas: Vec<_> = (0..tables).map(table).collect();
    json!({ "http_method": "GET", "status": "success", "version": "v7.0.6", "build": 366, "results": schemas })
}

/// The directory of the Monitor calls.
pub(crate) fn monitor() -> Value {
    let calls: Vec<_> = (0..CALLS).map(call).collect();
    json!({ "directory": calls, "version": "v7.0.6", "build": 366 })
}

/// The versions that are merged: as many as were counted between 6.2 and 7.2.
pub(crate) const VERSIONS: usize = 18;

fn table(number: usize) -> Value {
    let is_wide = number.is_multiple_of(24);
    let is_single = number % 3 == 1 && !is_wide;
    let path = if is_wide {
        "wide".to_owned()
    } else {
        format!("path.{}", number % 40)
    };
    let mut children = Map::new();
    children.insert("name".to_owned(), text("The name.", 35));
    for at in 0..if is_wide { 72 } else { 13 } {
        children.insert(format!("attribute-{at}"), attribute(number, at));
    }
    match number % 3 {
        0 => {
            for child in ["entries", "members"] {
                let rows = json!({
                    "id": { "category": "unitary", "type": "integer", "min-value": 0, "max-value": 65535 },
                    "address": text("An address.", 79),
                    "action": option(&["accept", "deny", "learn"], number),
                    "status": toggle(),
                });
                children.insert(
                    child.to_owned(),
                    json!({ "category": "table", "mkey": "id", "children": rows }),
                );
            }
        }
        1 => {
            let object = json!({
                "limit": { "category": "unitary", "type": "integer", "min-value": 1, "max-value": 100, "default": 10 },
                "server": text("A server.", 63),
                "status": toggle(),
                "secret": { "category": "unitary", "type": "password", "size": 128 },
                "mode": option(&["active", "passive"], number),
            });
            children.insert(
                "options".to_owned(),
                json!({ "category": "complex", "children": object }),
            );
            let keys = json!({ "name": { "category": "unitary", "type": "string", "size": 79,
                "datasource": ["wide.table-0.name"] } });
            children.insert(
                "interfaces".to_owned(),
                json!({ "category": "table", "mkey": "name", "children": keys }),
            );
        }
        _ => {}
    }
    let mut schema = json!({
        "path": path, "name": format!("table-{number}"), "category": if is_single { "complex" } else { "table" },
        "help": "Configures a made-up feature of a made-up appliance.", "access_group": "sysgrp", "children": children,
    });
    if !is_single {
        schema["mkey"] = "name".into();
        schema["max_table_size_vdom"] = 512.into();
    }
    schema
}

/// One attribute of the usual kinds: two in five have listed values, of which half are a switch.
fn attribute(table: usize, at: usize) -> Value {
    match at % 5 {
        0 => toggle(),
        1 => option(
            &["monitor", "block", "quarantine", "warn", "exempt"][..2 + (table + at) % 4],
            table * 7 + at,
        ),
        2 => json!({ "category": "unitary", "type": "integer", "min-value": 0, "max-value": 86400, "default": at,
            "help": "The number of seconds before the feature gives up." }),
        _ => text(
            "A text that the administrator chooses, and that the command line shows.",
            63,
        ),
    }
}

fn text(help: &str, size: usize) -> Value {
    json!({ "category": "unitary", "type": "string", "size": size, "default": "", "help": help })
}

fn toggle() -> Value {
    json!({ "category": "unitary", "type": "option", "default": "enable", "help": "Enables or disables the feature.",
        "options": [{ "name": "enable", "help": "Enables it." }, { "name": "disable", "help": "Disables it." }] })
}

/// A choice. The number makes some sets of values differ from those of other tables.
fn option(words: &[&str], number: usize) -> Value {
    let mut names: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
    if number.is_multiple_of(2) {
        names.push(format!("profile-{}", number % 400));
    }
    let options: Vec<_> = names
        .iter()
        .map(|name| json!({ "name": name, "help": "Treats the traffic in this way." }))
        .collect();
    json!({ "category": "unitary", "type": "option", "default": names[0], "options": options,
        "help": "What happens to the traffic." })
}

fn call(number: usize) -> Value {
    let is_read = number % 5 < 3;
    let mut response = json!({ "type": if is_read { "array" } else { "object" } });
    if number.is_multiple_of(4) {
        let mut properties = Map::new();
        for at in 0..16 {
            let property = match at % 4 {
                0 => json!({ "type": "integer", "title": "Count", "description": "The number of packets so far." }),
                1 => json!({ "type": "string", "enum": ["up", "down", format!("level-{}", number % 60)] }),
                2 => json!({ "type": "boolean", "description": "Whether the peer has answered." }),
                _ => json!({ "type": "string", "description": "The name of the interface." }),
            };
            properties.insert(format!("member_{at}"), property);
        }
        let peer =
            json!({ "type": "object", "properties": { "ip": { "type": "string" }, "port": { "type": "integer" } } });
        properties.insert("peers".to_owned(), json!({ "type": "array", "items": peer }));
        response = json!({ "type": "array", "items": { "type": "object", "properties": properties } });
    }
    json!({
        "path": format!("feature-{}", number % 25), "name": format!("call-{number}"), "action": "select",
        "supported": true, "access_group": "sysgrp", "summary": "Reads the state of a made-up feature.",
        "request": { "http_method": if is_read { "GET" } else { "POST" }, "parameters": [
            { "name": "interface", "type": "string", "summary": "The interface.", "required": number.is_multiple_of(3) },
            { "name": "count", "type": "int", "summary": "At most this many entries." },
        ] },
        "response": response,
    })
}
