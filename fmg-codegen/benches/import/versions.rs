//! Versions of the made-up FortiGate, which differ in tables, attributes and values.

use serde_json::Value;

use crate::description::{VERSIONS, configuration};

/// One of [`VERSIONS`] versions of that configuration. Some tables, attributes and values come or go with each.
pub(crate) fn version(tables: usize, version: usize) -> Value {
    let mut answer = configuration(tables);
    answer["version"] = format!("v7.{}.{}", version / 6, version % 6).into();
    answer["serial"] = "FGTEST0000000000".into();
    if let Some(Value::Array(schemas)) = answer.get_mut("results") {
        let numbered = std::mem::take(schemas).into_iter().enumerate();
        let own = numbered.filter(|(number, _)| is_in(version, *number, 23));
        schemas.extend(own.map(|(number, mut schema)| {
            without(&mut schema, version, number);
            schema
        }));
    }
    answer
}

/// Removes the attributes and values that a version lacks.
fn without(schema: &mut Value, version: usize, number: usize) {
    let is_single = schema.get("mkey").is_none();
    if let Some(Value::Object(children)) = schema.get_mut("children") {
        let names: Vec<_> = children.keys().cloned().collect();
        for (at, name) in names.iter().enumerate() {
            let is_key = !is_single && matches!(name.as_str(), "name" | "id");
            if !is_key && !is_in(version, number + at, 7) {
                children.remove(name);
            } else if let Some(child) = children.get_mut(name) {
                without(child, version, number + at);
            }
        }
    }
    if let Some(Value::Array(options)) = schema.get_mut("options").filter(|_| number.is_multiple_of(3)) {
        options.truncate(2 + version % 3);
    }
}

/// Whether a version has an item: one in `share` has come with some version, one has gone with some.
fn is_in(version: usize, number: usize, share: usize) -> bool {
    match number % share {
        0 => version >= number % VERSIONS,
        1 => version <= number % VERSIONS,
        _ => true,
    }
}
