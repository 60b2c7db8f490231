//! Calls in a Swagger file of FortiManager that are on no table.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::call::{Call, Segment};
use crate::import::swagger::document::Document;
use crate::import::swagger::json_schema;

/// The placeholder for an ADOM or the global database.
const SCOPE: &str = "scope";

/// The method and the url of a call.
type Name<'d> = (&'d str, Vec<Segment<'d>>);

/// The entries of calls, each with the path of its call in the file. Two calls that are the same for an ADOM and for the
/// global database are one.
pub(super) fn entries<'c, 'd: 'c>(
    document: &'d Document,
    calls: impl Iterator<Item = &'c Call<'d>>,
) -> Vec<(&'d str, Map<String, Value>)> {
    let mut all: BTreeMap<Name<'d>, (&'d str, Map<String, Value>)> = calls
        .map(|call| ((call.method, call.segments.clone()), (call.key, entry(document, call))))
        .collect();
    let names: Vec<_> = all.keys().cloned().collect();
    for (method, segments) in names {
        let Some((twin, both)) = twins(&segments) else {
            continue;
        };
        let twin = (method, twin);
        let own = (method, segments);
        let is_same = all.get(&own).zip(all.get(&twin)).is_some_and(|((_, own), (_, twin))| {
            let differs = |(name, value): (&String, &Value)| name != "url" && twin.get(name) != Some(value);
            own.len() == twin.len() && !own.iter().any(differs)
        });
        if is_same {
            all.remove(&twin);
            if let Some((_, entry)) = all.get_mut(&own) {
                entry.insert("url".to_owned(), url(&both).into());
            }
        }
    }
    all.into_values().collect()
}

/// The url for the global database of a url for an ADOM, and the url for both.
fn twins<'d>(segments: &[Segment<'d>]) -> Option<(Vec<Segment<'d>>, Vec<Segment<'d>>)> {
    let is_adom = |pair: &[Segment<'d>]| matches!(pair, [Segment::Literal("adom"), Segment::Placeholder(_)]);
    let at = segments.windows(2).position(is_adom)?;
    let with = |segment: Segment<'d>| {
        let mut own = segments.to_vec();
        own.splice(at..at + 2, [segment]);
        own
    };
    Some((with(Segment::Literal("global")), with(Segment::Placeholder(SCOPE))))
}

fn url(segments: &[Segment<'_>]) -> String {
    let words = segments.iter().map(|segment| match segment {
        Segment::Literal(word) => (*word).to_owned(),
        Segment::Placeholder(name) => format!("<{name}>"),
    });
    words.collect::<Vec<_>>().join("/")
}

/// The entry of a call: its url and method, its members and its reply as JSON Schema, and the definitions that these need.
fn entry(document: &Document, call: &Call<'_>) -> Map<String, Value> {
    let mut needed = BTreeSet::new();
    let mut entry = Map::new();
    entry.insert("url".to_owned(), url(&call.segments).into());
    entry.insert("method".to_owned(), call.method.into());
    let operation = call.operation;
    let texts = [operation.summary.as_str(), operation.description.as_str()];
    let summary = texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    entry.insert("summary".to_owned(), summary.into());
    let members = call.params.into_iter().flat_map(|params| &params.properties.0);
    let members = members.filter(|(name, _)| *name != "url" && *name != "data");
    let members = members.map(|(name, schema)| (name.clone(), json_schema::of(schema, &mut needed)));
    entry.insert("beside".to_owned(), members.collect::<Map<_, _>>().into());
    for (name, schema) in [("data", call.data()), ("reply", call.reply)] {
        if let Some(schema) = schema {
            entry.insert(name.to_owned(), json_schema::of(schema, &mut needed));
        }
    }
    let definitions = json_schema::definitions(document, needed);
    if !definitions.is_empty() {
        entry.insert("definitions".to_owned(), definitions.into());
    }
    entry
}
