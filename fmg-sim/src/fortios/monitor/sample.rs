//! Results of calls without state.
//!
//! If a source states the members of a reply, the result is a sample with invented values. All other results are empty,
//! since they would be guesses.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use bytes::Bytes;
use serde_json::{Value, json};

use super::{MONITOR, Outcome};
use crate::generated::fortios::Route;
use crate::route::Shape;

/// Results, by method and url of the calls.
static SAMPLES: LazyLock<BTreeMap<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("samples.json")).unwrap_or_default());

/// The result of a call without state.
pub(super) fn outcome(route: &Route) -> Outcome {
    if let Some(kinds) = &route.download {
        // The bindings check for this prefix. The file has no report.
        let (mark, ending) = if kinds.iter().any(|kind| *kind == "pdf") {
            ("%PDF-1.7\n", "pdf")
        } else {
            ("", "txt")
        };
        return Outcome::File {
            name: format!("{}.{ending}", route.url.trim_start_matches(MONITOR).replace('/', "_")),
            content: Bytes::from(format!("{mark}# {} of a simulated FortiGate\n", route.url)),
        };
    }
    if let Some(sample) = SAMPLES.get(&format!("{} {}", route.method, route.url)) {
        return Outcome::Results(sample.clone());
    }
    match &route.response {
        Some(shape) => Outcome::Results(empty(shape)),
        // Most reads whose results no document describes return a list.
        None if route.method == "GET" => Outcome::Results(json!([])),
        None => Outcome::Done,
    }
}

fn empty(shape: &Shape) -> Value {
    match shape {
        Shape::List(_) => json!([]),
        Shape::Bool | Shape::Toggle => json!(true),
        Shape::Int | Shape::Flag | Shape::Id => json!(0),
        Shape::Float => json!(0.0),
        Shape::String | Shape::Secret | Shape::Name | Shape::Enum(_) | Shape::File | Shape::Text => {
            json!("")
        }
        Shape::Json
        | Shape::Object
        | Shape::Map(_)
        | Shape::ByName(_)
        | Shape::Row(_)
        | Shape::Listed(_)
        | Shape::Union(_) => json!({}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::fortios::ROUTES;

    /// A member that the specs do not have, although they have the others.
    fn unknown(shape: &Shape, value: &Value) -> Option<String> {
        match (shape, value) {
            (Shape::List(inner) | Shape::ByName(inner), Value::Array(items)) => {
                items.iter().find_map(|item| unknown(inner, item))
            }
            (Shape::Map(inner) | Shape::ByName(inner), Value::Object(members)) => {
                members.values().find_map(|member| unknown(inner, member))
            }
            (Shape::Row(row), Value::Object(members)) => members.iter().find_map(|(name, member)| {
                let field = row.fields.iter().find(|field| field.fits(name));
                field.map_or_else(|| Some(name.clone()), |field| unknown(&field.shape, member))
            }),
            _ => None,
        }
    }

    #[test]
    fn every_sample_has_the_type_of_its_call() {
        assert!(SAMPLES.len() > 5, "they can be read");
        for (call, sample) in SAMPLES.iter() {
            let route = ROUTES
                .iter()
                .find(|route| format!("{} {}", route.method, route.url) == *call)
                .unwrap_or_else(|| panic!("{call} is not a call"));
            match &route.response {
                Some(Shape::List(_)) => assert!(sample.is_array(), "{call}"),
                Some(Shape::Object) => assert!(sample.is_object(), "{call}"),
                Some(Shape::Bool) => assert!(sample.is_boolean(), "{call}"),
                Some(Shape::Int) => assert!(sample.is_i64(), "{call}"),
                _ => {}
            }
            if let Some(shape) = &route.response {
                assert_eq!(unknown(shape, sample), None, "{call}");
            }
        }
    }
}
