//! Results that nothing is remembered for.
//!
//! Where a source states the members of a reply, there is a sample with values that are made up. All others are empty: what
//! no source shows would be a guess.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use bytes::Bytes;
use serde_json::{Value, json};

use super::Outcome;
use crate::generated::fortios::Route;
use crate::route::Shape;

/// What the urls of all Monitor calls begin with.
const MONITOR: &str = "/api/v2/monitor/";

/// Results by method and url of their calls.
static SAMPLES: LazyLock<BTreeMap<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("samples.json")).unwrap_or_default());

/// What a call gives that nothing is remembered for.
pub(super) fn outcome(route: &Route) -> Outcome {
    if let Some(kinds) = &route.download {
        // What the bindings look for. There is no report in it.
        let (mark, ending) = if kinds.iter().any(|kind| *kind == "pdf") {
            ("%PDF-1.7\n", "pdf")
        } else {
            ("", "txt")
        };
        return Outcome::File {
            name: format!("{}.{ending}", route.url.trim_start_matches(MONITOR).replace('/', "_")),
            content: Bytes::from(format!("{mark}# {} of a FortiGate that is none\n", route.url)),
        };
    }
    if let Some(sample) = SAMPLES.get(&format!("{} {}", route.method, route.url)) {
        return Outcome::Results(sample.clone());
    }
    match &route.response {
        Some(shape) => Outcome::Results(empty(shape)),
        // What a read gives that no document tells is a list more often than not.
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

    /// A member that the specs know nothing of, though they know the others.
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
    fn every_sample_is_of_the_type_of_its_call() {
        assert!(SAMPLES.len() > 5, "they can be read");
        for (call, sample) in SAMPLES.iter() {
            let route = ROUTES
                .iter()
                .find(|route| format!("{} {}", route.method, route.url) == *call)
                .unwrap_or_else(|| panic!("{call} is no call"));
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
