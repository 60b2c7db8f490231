//! Tables of the configuration in a Swagger file, as a device describes them.

use serde_json::{Map, Value};

use super::row::{Rows, guessed_key};
use super::{Pair, Segment};
use crate::import::configuration::said;
use crate::import::swagger::document::{Document, Operation, Schema};
use crate::import::swagger::prose::access_group;

/// The place of a parameter that is the body of a request.
const BODY: &str = "body";

/// The schema of a table or a single object.
pub(super) fn schema(document: &Document, path: &str, name: &str, pair: &Pair<'_>) -> Map<String, Value> {
    let urls = [&pair.whole, &pair.row];
    let operations: Vec<_> = urls
        .into_iter()
        .flatten()
        .flat_map(|url| url.item.operations())
        .collect();
    let mut rows = Rows::new(document);
    let mut children: Map<String, Value> = Map::new();
    for schema in requests(document, &operations).chain(replies(&operations)) {
        for (name, attribute) in rows.attributes(schema) {
            children.entry(name).or_insert(attribute);
        }
    }
    let mut table = Map::new();
    let mut set = |key: &str, value: Value| {
        table.insert(key.to_owned(), value);
    };
    set("path", path.into());
    set("name", name.into());
    let key = pair.row.as_ref().and_then(|url| match url.segments.last() {
        Some(Segment::Placeholder(name)) => Some(*name),
        _ => None,
    });
    let has_rows = key.is_some() || operations.iter().any(|(method, _)| *method == "POST");
    set("category", if has_rows { "table" } else { "complex" }.into());
    if has_rows {
        let stated = key.filter(|key| children.contains_key(*key));
        let guessed = guessed_key(&children).filter(|_| stated.is_none());
        if let Some(key) = stated.or(guessed).or(key) {
            set("mkey", key.into());
            let ty = children.get(key).and_then(|own| own.get("type"));
            set("mkey_type", ty.cloned().unwrap_or_else(|| "string".into()));
        }
        if guessed.is_some() {
            set(said::GUESSED_KEY, true.into());
        }
    }
    if operations.iter().all(|(method, _)| *method == "GET") {
        set("readonly", true.into());
    }
    if let Some(help) = help(document, path, name, &operations) {
        set("help", help.into());
    }
    if let Some(group) = operations.iter().find_map(|(_, operation)| access_group(operation)) {
        set("access_group", group.into());
    }
    set("children", children.into());
    table
}

/// The rows that requests send.
fn requests<'d>(document: &'d Document, operations: &[(&str, &'d Operation)]) -> impl Iterator<Item = &'d Schema> {
    let parameters = operations.iter().flat_map(|(_, operation)| &operation.parameters.items);
    let bodies = parameters.map(|parameter| document.parameter(parameter));
    let bodies = bodies.filter(|own| own.place.as_str() == BODY);
    bodies
        .filter_map(|own| own.schema.as_deref())
        .collect::<Vec<_>>()
        .into_iter()
}

/// The rows that reads return. Replies to other requests say whether they have worked.
fn replies<'d>(operations: &[(&str, &'d Operation)]) -> impl Iterator<Item = &'d Schema> {
    let reads = operations.iter().filter(|(method, _)| *method == "GET");
    reads
        .filter_map(|(_, operation)| operation.reply())
        .collect::<Vec<_>>()
        .into_iter()
}

/// The documentation of the table: the description of its own tag.
fn help<'d>(document: &'d Document, path: &str, name: &str, operations: &[(&str, &'d Operation)]) -> Option<&'d str> {
    let id = format!("{path}/{name}");
    let mut tags = document
        .tags
        .items
        .iter()
        .filter(|tag| tag.name.as_str().trim_matches('/') == id);
    tags.find_map(|tag| tag.description.get()).or_else(|| {
        let (_, operation) = operations.first()?;
        operation.description.get().filter(|_| operations.len() == 1)
    })
}
