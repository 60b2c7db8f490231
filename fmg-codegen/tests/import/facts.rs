//! The facts of imported rows, which explain why an appliance has refused a row.

use fmg_codegen::import::Import;
use fmg_template::facts::RowFacts;
use serde_json::{Value, json};

use crate::described::{options, rust, shown, table, value, with};

/// The facts of the table with this row type, as its bindings have them.
fn facts(code: &str, row: &str) -> RowFacts {
    let line = code.find(&format!("    {row}: \"")).unwrap();
    let begin = line + code[line..].find(", facts \"").unwrap() + ", facts \"".len();
    let text = &code[begin..begin + code[begin..].find("\";").unwrap()];
    RowFacts::parse(&text.replace("\\\"", "\"")).unwrap()
}

fn answer(version: &str, tables: &[Value]) -> String {
    let answer = |schema: &Value| {
        json!({
            "http_method": "GET", "status": "success", "http_status": 200, "serial": "FGTEST7777888899",
            "version": format!("v{version}"), "build": 1, "results": schema,
        })
    };
    let answers = tables
        .iter()
        .map(|schema| (schema["name"].as_str().unwrap().to_owned(), answer(schema)));
    Value::Object(answers.collect()).to_string()
}

#[test]
fn the_versions_of_merged_descriptions_are_known() {
    let shelf = |further: Value| {
        let own = json!({"name": value("string"), "wood": options(&["oak"])});
        table("gadget/shelf", "name", with(own, further))
    };
    let old = shelf(json!({"depth": value("integer")}));
    let new = shelf(json!({
        "wood": options(&["oak", "black walnut"]),
        "meta fields": {"type": "string", "category": "unitary", "size": 255},
        "pin-secret": {"type": "password", "category": "unitary", "size": 64},
    }));
    let room = table("gadget/room", "name", json!({"name": value("string")}));
    let import = Import::new()
        .version_text("0.json", answer("6.2.7", &[old]))
        .version_text("1.json", answer("7.2.8", &[new, room]));
    let imported = import.read().unwrap_or_else(|faults| panic!("{}", shown(&faults)));
    let code = rust(&imported.api);
    let shelf = facts(&code, "Shelf").to_string();
    assert_eq!(
        shelf,
        "depth <=6.2.7\n\"meta fields\" >=7.2.8 chars<=255\npin-secret >=7.2.8 chars<=64 secret\nwood =\"black walnut\"@>=7.2.8\n",
    );
    assert_eq!(facts(&code, "Room").to_string(), "* >=7.2.8\n");
}
