//! Schemas of tables, in the format of the appliances.
//!
//! The format is that of a reply to `action=schema`. So the simulator accepts the schema of a real device, and
//! clients can read its own schemas.

mod read;

use std::collections::{BTreeMap, BTreeSet};

use fmg_template::secret_attribute::SchemaAttribute;
use serde_json::{Map, Number, Value, json};

/// A row of a table, or the single object of a complex one.
pub(in crate::fortios) type Row = Map<String, Value>;

/// The schema of a table.
#[derive(Clone, Debug)]
pub(in crate::fortios) struct Schema {
    pub(in crate::fortios) path: String,
    pub(in crate::fortios) name: String,
    category: Category,
    mkey: Option<String>,
    pub(in crate::fortios) access_group: Option<String>,
    object_range: Option<String>,
    pub(in crate::fortios) q_type: i64,
    /// Whether the table cannot be changed by calls.
    pub(in crate::fortios) readonly: bool,
    pub(in crate::fortios) children: Fields,
    /// The whole schema, as replies have it.
    pub(in crate::fortios) shown: Value,
}

/// The fields of a table, by name.
pub(in crate::fortios) type Fields = BTreeMap<String, Field>;

/// A field of a table: a value, a sub table, or an object.
#[derive(Clone, Debug, Default)]
pub(in crate::fortios) struct Field {
    pub(in crate::fortios) category: Category,
    pub(in crate::fortios) kind: String,
    pub(in crate::fortios) size: Option<usize>,
    pub(in crate::fortios) min_value: Option<Number>,
    pub(in crate::fortios) max_value: Option<Number>,
    pub(in crate::fortios) default: Option<Value>,
    /// The values of an option.
    pub(in crate::fortios) options: Vec<String>,
    /// The columns of other tables that the value may refer to.
    pub(in crate::fortios) sources: Vec<Source>,
    pub(in crate::fortios) multiple_values: bool,
    pub(in crate::fortios) required: bool,
    pub(in crate::fortios) access: Access,
    pub(in crate::fortios) mkey: Option<String>,
    pub(in crate::fortios) children: Fields,
    /// The field that determines whether this one applies, and the values with which it does. Schemas of devices do not
    /// have it; only replies with `skip` show it.
    pub(in crate::fortios) applies_if: Option<(String, Vec<String>)>,
}

/// The readers and writers of a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::fortios) enum Access {
    /// Calls read and set it.
    #[default]
    Calls,
    /// Calls read it, and only the device sets it.
    ReadOnly,
    /// Only the device reads and sets it, since its description lacks the field.
    Device,
}

/// A column that values refer to: `system.interface.name` is the column `name` of `system/interface`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::fortios) struct Source {
    pub(in crate::fortios) table: String,
    pub(in crate::fortios) column: String,
}

/// The kind of a table or a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::fortios) enum Category {
    Table,
    Complex,
    #[default]
    Unitary,
    /// A value that the command line prints beside the configuration. Rows do not have it.
    Printed,
}

/// A list of rows: the table itself, or a sub table.
#[derive(Clone, Copy, Debug)]
pub(in crate::fortios) struct Shape<'s> {
    pub(in crate::fortios) mkey: &'s str,
    pub(in crate::fortios) fields: &'s Fields,
}

impl Schema {
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

    /// The same table with the fields of `known` that it lacks, for the device itself.
    pub(in crate::fortios) fn with_missing(&self, known: &Self) -> Self {
        let mut whole = self.clone();
        for (name, field) in &known.children {
            whole.children.entry(name.clone()).or_insert_with(|| Field {
                access: Access::Device,
                ..field.clone()
            });
        }
        whole
    }

    /// The same table with these options, for the device itself, unless it has them.
    pub(in crate::fortios) fn with_options(&self, names: &BTreeSet<String>, words: &[String]) -> Self {
        let mut whole = self.clone();
        for name in names {
            whole.children.entry(name.clone()).or_insert_with(|| Field {
                kind: "option".to_owned(),
                options: words.to_vec(),
                access: Access::Device,
                ..Field::default()
            });
        }
        whole
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
        let described = SchemaAttribute {
            ty: &self.kind,
            has_choices: !self.options.is_empty(),
            ..SchemaAttribute::default()
        };
        described.has_secret_type()
    }

    /// Whether calls can set it.
    pub(in crate::fortios) fn can_be_set(&self) -> bool {
        self.access == Access::Calls && self.is_configured()
    }

    /// Whether rows have it.
    pub(in crate::fortios) fn is_configured(&self) -> bool {
        self.category != Category::Printed
    }

    pub(in crate::fortios) fn is_number(&self) -> bool {
        self.kind == "integer"
    }

    /// Whether the value refers to rows of this table.
    pub(in crate::fortios) fn refers_to(&self, table: &str) -> bool {
        self.sources.iter().any(|source| source.table == table)
    }

    fn nearest_to_zero(&self) -> i64 {
        let bound = |bound: &Option<Number>| bound.as_ref().and_then(Number::as_i64);
        let least = bound(&self.min_value).unwrap_or(0).max(0);
        bound(&self.max_value).map_or(least, |most| least.min(most))
    }

    /// The initial value of the field.
    pub(in crate::fortios) fn default_value(&self) -> Value {
        match (self.category, &self.default) {
            (Category::Table, _) => json!([]),
            (Category::Complex, _) => defaults(&self.children).into(),
            // A schema that states the default of a secret would show it.
            (_, Some(default)) if !self.is_secret() => default.clone(),
            // A row that was read can be written again, so the value is one that the field accepts.
            _ if self.is_number() => json!(self.nearest_to_zero()),
            _ => json!(""),
        }
    }
}

/// The initial values of a new row of these fields.
pub(in crate::fortios) fn defaults(fields: &Fields) -> Row {
    let configured = fields.iter().filter(|(_, field)| field.is_configured());
    configured
        .map(|(name, field)| (name.clone(), field.default_value()))
        .collect()
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
            let field = Field::read("number", &field).unwrap();
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
        let sources: Vec<_> = schema.children["intf"]
            .sources
            .iter()
            .map(|source| &*source.table)
            .collect();
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
