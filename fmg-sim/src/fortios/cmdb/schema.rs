//! Schemas of tables, in the format of the appliances.
//!
//! The format is that of a reply to `action=schema`. So the simulator accepts the schema of a real device, and
//! clients can read its own schemas.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Number, Value, json};

/// A row of a table, or the single object of a complex one.
pub(in crate::fortios) type Row = Map<String, Value>;

/// The schema of a table.
#[derive(Clone, Debug, Deserialize)]
pub(in crate::fortios) struct Schema {
    pub(in crate::fortios) path: String,
    pub(in crate::fortios) name: String,
    #[serde(default)]
    category: Category,
    mkey: Option<String>,
    #[serde(default)]
    pub(in crate::fortios) access_group: Option<String>,
    #[serde(default)]
    object_range: Option<String>,
    #[serde(default)]
    pub(in crate::fortios) q_type: i64,
    #[serde(default)]
    pub(in crate::fortios) children: Fields,
    /// The whole schema, as replies have it.
    #[serde(skip)]
    pub(in crate::fortios) shown: Value,
}

/// The fields of a table, by name.
pub(in crate::fortios) type Fields = BTreeMap<String, Field>;

/// A field of a table: a value, a sub table, or an object.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::fortios) struct Field {
    #[serde(default)]
    pub(in crate::fortios) category: Category,
    #[serde(default, rename = "type")]
    pub(in crate::fortios) kind: String,
    pub(in crate::fortios) size: Option<usize>,
    pub(in crate::fortios) min_value: Option<Number>,
    pub(in crate::fortios) max_value: Option<Number>,
    pub(in crate::fortios) default: Option<Value>,
    #[serde(default)]
    pub(in crate::fortios) options: Vec<Word>,
    #[serde(default)]
    datasource: Vec<String>,
    #[serde(default, rename = "multiple_values")]
    pub(in crate::fortios) multiple_values: bool,
    #[serde(default)]
    pub(in crate::fortios) required: bool,
    #[serde(default)]
    pub(in crate::fortios) readonly: bool,
    pub(in crate::fortios) mkey: Option<String>,
    #[serde(default)]
    pub(in crate::fortios) children: Fields,
    /// The field that determines whether this one applies, and the values with which it does. Schemas of devices do not
    /// have it; only replies with `skip` show it.
    pub(in crate::fortios) applies_if: Option<(String, Vec<String>)>,
}

/// The kind of a table or a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::fortios) enum Category {
    Table,
    Complex,
    #[default]
    #[serde(other)]
    Unitary,
}

/// A value of an option.
#[derive(Clone, Debug, Deserialize)]
pub(in crate::fortios) struct Word {
    pub(in crate::fortios) name: String,
}

/// A list of rows: the table itself, or a sub table.
#[derive(Clone, Copy, Debug)]
pub(in crate::fortios) struct Shape<'s> {
    pub(in crate::fortios) mkey: &'s str,
    pub(in crate::fortios) fields: &'s Fields,
}

impl Schema {
    /// Parses a schema, alone or in the envelope of a reply.
    pub(in crate::fortios) fn read(mut schema: Value) -> Result<Self, serde_json::Error> {
        if let Some(results) = schema.get_mut("results") {
            schema = results.take();
        }
        let mut read: Self = serde_json::from_value(schema.clone())?;
        if let Some(members) = schema.as_object_mut() {
            members
                .entry("mkey_type")
                .or_insert_with(|| match read.mkey.as_deref() {
                    Some(mkey) => json!(read.children.get(mkey).map_or("string", |field| field.kind.as_str())),
                    None => Value::Null,
                });
            members.retain(|_, value| !value.is_null());
            complete(members);
        }
        read.shown = schema;
        Ok(read)
    }

    /// The name of the table, such as `firewall/address`.
    pub(in crate::fortios) fn id(&self) -> String {
        format!("{}/{}", self.path, self.name)
    }

    /// Whether all VDOMs share the table.
    pub(in crate::fortios) fn is_global(&self) -> bool {
        matches!(self.object_range.as_deref(), Some("global" | "both"))
    }

    /// Whether each row of a table that all VDOMs share belongs to VDOMs.
    pub(in crate::fortios) fn has_owners(&self) -> bool {
        self.object_range.as_deref() == Some("both")
    }

    /// The key and the fields of its rows; `None` if the table is a single object.
    pub(in crate::fortios) fn shape(&self) -> Option<Shape<'_>> {
        match (self.category, &self.mkey) {
            (Category::Complex, _) | (_, None) => None,
            (_, Some(mkey)) => Some(Shape {
                mkey,
                fields: &self.children,
            }),
        }
    }

    /// The sub table of this name.
    pub(in crate::fortios) fn child(&self, name: &str) -> Option<Shape<'_>> {
        self.children.get(name)?.shape()
    }

    /// The initial values of a new object.
    pub(in crate::fortios) fn defaults(&self) -> Row {
        defaults(&self.children)
    }
}

impl Field {
    /// The rows of a sub table.
    pub(in crate::fortios) fn shape(&self) -> Option<Shape<'_>> {
        let mkey = self.mkey.as_deref().filter(|_| self.category == Category::Table)?;
        Some(Shape {
            mkey,
            fields: &self.children,
        })
    }

    pub(in crate::fortios) fn is_secret(&self) -> bool {
        self.kind.starts_with("password") || matches!(self.kind.as_str(), "varlen_password" | "key")
    }

    pub(in crate::fortios) fn is_number(&self) -> bool {
        self.kind == "integer"
    }

    /// The tables of the rows that the value may refer to: `system.interface.name` is the column `name` of
    /// `system/interface`.
    pub(in crate::fortios) fn sources(&self) -> impl Iterator<Item = String> {
        self.datasource.iter().filter_map(|source| {
            let (table, _) = source.rsplit_once('.')?;
            let (path, name) = table.rsplit_once('.')?;
            Some(format!("{path}/{name}"))
        })
    }

    fn nearest_to_zero(&self) -> i64 {
        let bound = |bound: &Option<Number>| bound.as_ref().and_then(Number::as_i64);
        let least = bound(&self.min_value).unwrap_or(0).max(0);
        bound(&self.max_value).map_or(least, |most| least.min(most))
    }

    fn default_value(&self) -> Value {
        match (self.category, &self.default) {
            (Category::Table, _) => json!([]),
            (Category::Complex, _) => defaults(&self.children).into(),
            (_, Some(default)) => default.clone(),
            // A row that was read can be written again, so the value is one that the field accepts.
            (_, None) if self.is_number() => json!(self.nearest_to_zero()),
            (_, None) => json!(""),
        }
    }
}

/// The initial values of a new row of these fields.
pub(in crate::fortios) fn defaults(fields: &Fields) -> Row {
    fields
        .iter()
        .map(|(name, field)| (name.clone(), field.default_value()))
        .collect()
}

/// Adds the members that each field of a device has, and removes those that none has.
fn complete(table: &mut Map<String, Value>) {
    let Some(fields) = table.get_mut("children").and_then(Value::as_object_mut) else {
        return;
    };
    for (name, field) in fields {
        let Some(field) = field.as_object_mut() else { continue };
        field.entry("name").or_insert_with(|| name.as_str().into());
        let category = field.entry("category").or_insert_with(|| "unitary".into());
        if *category == "unitary" {
            field.entry("multiple_values").or_insert(Value::Bool(false));
        }
        field.remove("applies-if");
        complete(field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> Schema {
        Schema::read(json!({"http_method": "GET", "status": "success", "results": {
            "path": "application", "name": "list", "category": "table", "mkey": "name", "children": {
                "name": {"type": "string", "size": 35},
                "port": {"type": "integer", "default": 7, "min-value": 1, "max-value": 9},
                "shadow": {"type": "string", "applies-if": ["port", ["9"]]},
                "entries": {"category": "table", "mkey": "id", "children": {
                    "id": {"type": "integer"},
                    "application": {"category": "table", "mkey": "id", "children": {"id": {"type": "integer"}}}}},
                "extra": {"category": "complex", "children": {"word": {"type": "option", "default": "a"}}},
                "intf": {"type": "string", "datasource": ["system.interface.name", "firewall.service.custom.name"]}}}}))
        .unwrap()
    }

    #[test]
    fn a_number_without_a_default_is_in_its_range() {
        for (range, default) in [
            (json!({}), 0),
            (json!({"min-value": 1, "max-value": 9}), 1),
            (json!({"min-value": -9, "max-value": 9}), 0),
            (json!({"min-value": -9, "max-value": -1}), -1),
        ] {
            let mut field = range;
            field["type"] = json!("integer");
            let field: Field = serde_json::from_value(field).unwrap();
            assert_eq!(field.default_value(), default);
        }
    }

    #[test]
    fn a_reply_of_a_device_is_a_schema() {
        let schema = list();
        assert_eq!((schema.id().as_str(), schema.is_global()), ("application/list", false));
        assert_eq!(schema.shape().unwrap().mkey, "name");
        assert_eq!(schema.child("entries").unwrap().mkey, "id");
        assert!(schema.child("name").is_none() && schema.child("extra").is_none());
        let sources: Vec<_> = schema.children["intf"].sources().collect();
        assert_eq!(sources, ["system/interface", "firewall.service/custom"]);
    }

    #[test]
    fn a_new_row_has_every_field() {
        assert_eq!(
            Value::from(list().defaults()),
            json!({"name": "", "port": 7, "shadow": "", "entries": [], "extra": {"word": "a"}, "intf": ""})
        );
    }

    #[test]
    fn a_schema_is_shown_as_a_device_shows_it() {
        let shown = list().shown;
        assert_eq!(shown["mkey_type"], "string");
        assert_eq!(
            shown["children"]["shadow"],
            json!({"name": "shadow", "category": "unitary", "type": "string", "multiple_values": false})
        );
        assert_eq!(shown["children"]["entries"]["children"]["id"]["name"], "id");
    }

    #[test]
    fn an_invalid_schema_is_an_error() {
        for value in [json!(null), json!([]), json!({"path": "a"}), json!({"results": 1})] {
            assert!(Schema::read(value).is_err());
        }
    }
}
