//! Measures progenitor, generating from an OpenAPI document of the endpoints of `generate.rs`.
#![forbid(unsafe_code)]

#[path = "../../generate/machine.rs"]
mod machine;
#[path = "../../generate/synthetic.rs"]
#[allow(dead_code, reason = "the specs are not for progenitor; the fields are")]
mod synthetic;

use divan::Bencher;
use divan::counter::ItemsCount;
use openapiv3::OpenAPI;
use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::{Map, Value, json};

use self::synthetic::FIELDS;

const ENDPOINTS: [usize; 2] = [100, 1_000];

fn main() {
    machine::keep_to_one_core();
    if let Some(endpoints) = machine::asked_for_peak() {
        let _text = generate(&document(endpoints));
        return machine::print_own_peak();
    }
    machine::print_peaks(&ENDPOINTS);
    divan::main();
}

/// The steps of `progenitor` in a build script: it makes tokens, a syntax tree and its text.
#[divan::bench(args = ENDPOINTS, sample_count = 5, sample_size = 1)]
fn progenitor(bencher: Bencher<'_, '_>, endpoints: usize) {
    let document = document(endpoints);
    bencher
        .counter(ItemsCount::new(endpoints))
        .bench_local(|| generate(&document));
}

fn generate(document: &OpenAPI) -> String {
    // progenitor generates this style faster.
    let mut settings = GenerationSettings::default();
    settings.with_interface(InterfaceStyle::Positional);
    let tokens = Generator::new(&settings)
        .generate_tokens(document)
        .expect("progenitor takes the document");
    let file = syn::parse2(tokens).expect("progenitor writes Rust");
    prettyplease::unparse(&file)
}

/// The endpoints of [`synthetic::Shape::Mixed`], as an OpenAPI document.
fn document(endpoints: usize) -> OpenAPI {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for number in 0..endpoints {
        let answers_row = number.is_multiple_of(2);
        let reference = json!({ "$ref": format!("#/components/schemas/Table{number}") });
        let reply = match answers_row {
            true => json!({ "description": "The entry.", "content": { "application/json": { "schema": reference } } }),
            false => json!({ "description": "Nothing." }),
        };
        schemas.insert(format!("ChangeTable{number}"), row("What to change."));
        if answers_row {
            schemas.insert(format!("Table{number}"), row(&format!("An entry of table {number}.")));
        }
        let body = json!({ "$ref": format!("#/components/schemas/ChangeTable{number}") });
        let parameters = ["adom", "device", "vdom"].map(|name| {
            json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" },
                    "description": format!("Name of one {name}.") })
        });
        paths.insert(
            format!("/pm/config/adom/{{adom}}/device/{{device}}/vdom/{{vdom}}/system/table-{number}"),
            json!({ "put": {
                "operationId": format!("change_table_{number}"),
                "summary": format!("Changes an entry of table {number}."),
                "description": "Answers -3 when there is no such table. Needs the lock on the ADOM where workspace mode is on.",
                "parameters": parameters,
                "requestBody": { "required": true, "content": { "application/json": { "schema": body } } },
                "responses": { "200": reply },
            } }),
        );
    }
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Synthetic", "version": "1.0.0" },
        "paths": paths,
        "components": { "schemas": schemas },
    });
    serde_json::from_value(document).expect("the document is OpenAPI 3.0")
}

fn row(description: &str) -> Value {
    let mut properties = Map::new();
    for field in FIELDS {
        let mut schema = match field.rust {
            "i64" => json!({ "type": "integer", "format": "int64" }),
            "bool" => json!({ "type": "boolean" }),
            "Vec<String>" => json!({ "type": "array", "items": { "type": "string" } }),
            _ => json!({ "type": "string" }),
        };
        schema["description"] = format!("What the entry holds as its {}.", field.wire).into();
        properties.insert(field.wire.to_owned(), schema);
    }
    json!({ "type": "object", "description": description, "properties": properties })
}
