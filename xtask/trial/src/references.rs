//! Finds rows that others can refer to.

use fmg_bindings::fortios::cmdb::{ChildName, TablePath};
use serde_json::{Map, Value};

use crate::Trial;
use crate::row::{Purpose, References, Rows, sources};

/// How many tables a row may need, one because of the other.
const DEPTH: u8 = 4;

impl Trial {
    /// Keys for the references that a row of this schema needs. Rows that are not there are created.
    pub(crate) async fn references(&self, schema: &Value) -> References {
        let mut known = References::new();
        self.find(schema, DEPTH, &mut known).await;
        known
    }

    async fn find(&self, schema: &Value, depth: u8, known: &mut References) {
        let mut needed = Vec::new();
        // Older schemas do not say which references a row needs.
        references(schema, depth == DEPTH, &mut needed);
        for own in needed {
            if !known.contains_key(&own)
                && let Some(key) = Box::pin(self.key_of(&own, depth)).await
            {
                known.insert(own, key);
            }
        }
    }

    /// The key of a row of one of the sources. A table without a description takes any name.
    async fn key_of(&self, sources: &str, depth: u8) -> Option<String> {
        let mut any = None;
        for source in sources.split(' ') {
            let table = source.rsplit_once('.').and_then(|(table, _)| table.rsplit_once('.'));
            let Some((path, name)) = table else { continue };
            let around = path.rsplit_once('.').map(|(path, name)| format!("{path}/{name}"));
            if let Some(schema) = around.as_ref().and_then(|around| self.schemas.get(around))
                && schema["children"][name].is_object()
            {
                if let Some(key) = self
                    .key_inside(&around.unwrap_or_default(), name, &schema["children"][name], depth)
                    .await
                {
                    return Some(key);
                }
                continue;
            }
            let path = format!("{path}/{name}");
            if path == "system/vdom" {
                return Some("root".to_owned());
            }
            let Some(schema) = self.schemas.get(&path) else {
                any = Some("reference".to_owned());
                continue;
            };
            let (Ok(table), Some(mkey)) = (TablePath::new(&path), schema["mkey"].as_str()) else {
                continue;
            };
            let rows = self.client.cmdb().table(table.clone()).list().await.unwrap_or_default();
            if let Some(key) = rows.iter().find_map(|row: &Value| text(row.get(mkey)?)) {
                return Some(key);
            }
            if let Some(row) = self.needed(schema, mkey, depth).await
                && self.client.cmdb().table(table).create(&row).await.is_ok()
            {
                return text(row.get(mkey)?);
            }
        }
        any
    }

    /// The key of a row of a table inside of a single object.
    async fn key_inside(&self, path: &str, name: &str, schema: &Value, depth: u8) -> Option<String> {
        let mkey = schema["mkey"].as_str()?;
        let child = ChildName::new(name).ok()?;
        let calls = self.client.cmdb().complex(TablePath::new(path).ok()?).child(child);
        let rows: Vec<Value> = calls.list().await.unwrap_or_default();
        if let Some(key) = rows.iter().find_map(|row| text(row.get(mkey)?)) {
            return Some(key);
        }
        let row = self.needed(schema, mkey, depth).await?;
        calls.create(&row).await.ok()?;
        text(row.get(mkey)?)
    }

    /// A row with the attributes that are needed, and no others.
    async fn needed(&self, schema: &Value, mkey: &str, depth: u8) -> Option<Map<String, Value>> {
        let depth = depth.checked_sub(1)?;
        let mut known = References::new();
        self.find(schema, depth, &mut known).await;
        let rows = Rows {
            purpose: Purpose::Wire(&known),
            number: 0,
        };
        let is_needed = |(name, _): &(String, Value)| {
            name == mkey || schema["children"][name]["required"].as_bool().unwrap_or_default()
        };
        let mut row: Map<_, _> = rows.row(schema).into_iter().filter(is_needed).collect();
        if schema["children"][mkey]["type"] == "string" {
            row.insert(mkey.to_owned(), "reference".into());
        }
        Some(row)
    }
}

/// A key as a text.
fn text(key: &Value) -> Option<String> {
    match key {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The sources of the attributes that a row needs, or of `all` of its attributes, also in the objects and rows inside.
fn references(schema: &Value, all: bool, found: &mut Vec<String>) {
    let key = schema["mkey"].as_str();
    for (name, attribute) in schema["children"].as_object().into_iter().flatten() {
        let is_needed = all || attribute["required"].as_bool().unwrap_or_default() || key == Some(name);
        if let Some(sources) = sources(attribute).filter(|_| is_needed) {
            found.push(sources);
        }
        // A policy needs some of its lists of references, although its schema does not say so.
        if is_needed || attribute["category"] != "unitary" {
            references(attribute, false, found);
        }
    }
}
