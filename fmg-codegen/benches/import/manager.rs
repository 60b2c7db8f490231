//! A made-up FortiManager of the size of a real one: as many tables and attributes as the developer's files of version 6.2
//! have, as answers to `get` with `option: ["syntax"]`.

use serde_json::{Map, Value, json};

/// The tables.
pub(crate) const TABLES: usize = 1_132;

/// The wide tables, by which the cost of 20 tables is measured. They have some 60 attributes each.
pub(crate) const WIDE: &str = "obj wide/*";

/// How many tables are wide.
const WIDE_TABLES: usize = 20;

/// The answer about all objects of an ADOM.
pub(crate) fn objects(tables: usize) -> Value {
    let data: Map<_, _> = (0..tables).map(|number| (category(number), table(number))).collect();
    json!({ "id": 1, "result": [{
        "status": { "code": 0, "message": "OK" }, "url": "/pm/config/adom/demo/obj", "data": data,
    }] })
}

fn is_wide(number: usize) -> bool {
    number < WIDE_TABLES
}

fn category(number: usize) -> String {
    if is_wide(number) {
        format!("wide table-{number}")
    } else {
        format!("path-{} table-{number}", number % 40)
    }
}

fn table(number: usize) -> Value {
    let mut attributes = Map::new();
    attributes.insert(
        "name".to_owned(),
        json!({ "type": "string", "sz": 35, "help": "The name." }),
    );
    // Half of the tables of a FortiManager have at most five attributes.
    let count = if is_wide(number) { 60 } else { 3 + number % 5 };
    for at in 0..count {
        attributes.insert(format!("attribute-{at}"), attribute(number, at));
    }
    if number.is_multiple_of(16) {
        let rows = json!({
            "id": { "type": "uint32", "min": 0, "max": 65_535 },
            "address": { "type": "string", "sz": 79 },
            "status": toggle(),
        });
        attributes.insert(
            "entries".to_owned(),
            json!({ "type": "table", "mkey": "id", "attr": rows }),
        );
    }
    json!({ "alimit": 4_000, "category": number, "mkey": "name", "attr": attributes })
}

/// One attribute of the usual kinds: two in five have listed values, of which most are a switch.
fn attribute(table: usize, at: usize) -> Value {
    match at % 8 {
        0 | 4 => toggle(),
        1 => {
            let count = 2 + (table + at) % 5;
            let choices: Map<_, _> = (0..count)
                .map(|own| (format!("mode-{}", (table * 7 + own) % 600), own.into()))
                .collect();
            json!({ "type": "uint32", "sz": 4, "opts": choices, "help": "What happens to the traffic." })
        }
        3 => json!({ "type": "uint32", "min": 0, "max": 86_400, "default": at, "help": "The number of seconds." }),
        7 => json!({ "type": "datasrc", "max_argv": -1, "ref": [{ "category": category(0), "mkey": "name" }] }),
        _ => json!({ "type": "string", "sz": 63, "help": "A text that the administrator chooses." }),
    }
}

fn toggle() -> Value {
    json!({ "type": "uint32", "sz": 4, "default": "enable", "opts": { "disable": 0, "enable": 1 },
        "help": "Enables or disables the feature." })
}
