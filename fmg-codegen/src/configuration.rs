//! Schemas of the tables of FortiOS, in the form in which an appliance describes its own.

use serde_json::{Map, Value, json};

use crate::ir::{Access, Field, Group, Product, Row, Table, Type, TypeRef, Wire};

/// The schema of each table of the product that has its own url, by group and in the order of the description.
///
/// The form is that of a reply to `GET /api/v2/cmdb/<path>/<name>?action=schema`. Rows inside of rows have a key: that of
/// their table, or their first field.
///
/// ```
/// # use fmg_codegen::{SpecTree, analyze};
/// # let api = analyze(&SpecTree::default()).unwrap();
/// for product in api.products() {
///     for schema in fmg_codegen::configuration::schemas(product) {
///         println!("{}/{}", schema["path"], schema["name"]);
///     }
/// }
/// ```
#[must_use]
pub fn schemas(product: &Product) -> Vec<Value> {
    let is_own = |table: &&Table| table.parent().is_none() && table.path.contains('/');
    let groups = product.groups.iter().filter(|group| group.is_configuration());
    let tables = groups.flat_map(|group| group.tables.iter().filter(is_own).map(move |table| (group, table)));
    tables
        .map(|(group, table)| Schemas { product, group }.table(table))
        .collect()
}

struct Schemas<'a> {
    product: &'a Product,
    group: &'a Group,
}

impl Schemas<'_> {
    fn table(&self, table: &Table) -> Value {
        let (path, name) = table.path.split_once('/').unwrap_or(("", &table.path));
        let mut schema = json!({
            "path": path,
            "name": name,
            "category": if table.is_single() { "complex" } else { "table" },
            "object_range": table.range.as_str(),
        });
        if let Some(group) = &table.access_group {
            schema["access_group"] = json!(group);
        }
        if let Some(key) = &table.key {
            schema["mkey"] = json!(key.attribute);
        }
        let row = self.group.rows.iter().find(|row| row.name == table.row);
        schema["children"] = row.map_or_else(Map::new, |row| self.fields(row, Some(table), 0)).into();
        schema
    }

    /// The attributes of a row. Rows that contain themselves end at some depth.
    fn fields(&self, row: &Row, table: Option<&Table>, depth: u8) -> Map<String, Value> {
        let mut fields = Map::new();
        for own in &row.fields {
            if let Wire::Name(name) = &own.field.wire {
                fields.insert(name.to_string(), self.field(&own.field, table, depth));
            }
        }
        fields
    }

    fn field(&self, field: &Field, table: Option<&Table>, depth: u8) -> Value {
        let facts = &field.facts;
        let mut schema = match &field.ty {
            Type::Keys(attribute) => {
                let mut key = json!({ "type": "string" });
                key["datasource"] = sources(field);
                return json!({
                    "category": "table",
                    "mkey": attribute,
                    "children": { &**attribute: key },
                });
            }
            Type::List(inner) => match &**inner {
                Type::Row(reference) => return self.rows(field, reference, table, depth),
                _ => json!({ "type": "user" }),
            },
            Type::Row(reference) => {
                let row = self.product.row(reference).filter(|_| depth < 4);
                let children = row.map_or_else(Map::new, |row| self.fields(row, None, depth + 1));
                return json!({ "category": "complex", "children": children });
            }
            Type::Int | Type::Uint => json!({ "type": "integer" }),
            Type::Toggle => json!({ "type": "option", "options": [{ "name": "enable" }, { "name": "disable" }] }),
            Type::Secret => json!({ "type": "password" }),
            Type::Words(inner) => {
                let mut schema = self.word(inner);
                schema["multiple_values"] = json!(true);
                schema
            }
            ty => self.word(ty),
        };
        if let Some(min) = facts.min {
            schema["min-value"] = json!(min);
        }
        if let Some(max) = facts.max {
            schema["max-value"] = json!(max);
        }
        if let Some(size) = facts.max_len {
            schema["size"] = json!(size);
        }
        if let Some(default) = &facts.default {
            schema["default"] = match &field.ty {
                Type::Int | Type::Uint => default.parse::<i64>().map_or_else(|_| json!(default), Value::from),
                Type::Toggle => json!(if default == "true" || default == "enable" {
                    "enable"
                } else {
                    "disable"
                }),
                _ => json!(default),
            };
        }
        if !facts.refers_to.is_empty() {
            schema["datasource"] = sources(field);
        }
        if facts.access == Access::ReadOnly {
            schema["readonly"] = json!(true);
        }
        schema
    }

    /// A text, or one of some values.
    fn word(&self, ty: &Type) -> Value {
        let item = match ty {
            Type::Enum(reference) => self.product.enumeration(reference),
            _ => None,
        };
        let Some(item) = item else {
            return json!({ "type": "string" });
        };
        let options: Vec<_> = item.values.iter().map(|value| json!({ "name": value.wire })).collect();
        json!({ "type": "option", "options": options })
    }

    /// A table inside of a row.
    fn rows(&self, field: &Field, reference: &TypeRef, table: Option<&Table>, depth: u8) -> Value {
        let Some(row) = self.product.row(reference).filter(|_| depth < 4) else {
            return json!({ "type": "user" });
        };
        let parent = table.map(|table| &table.row);
        let is_own = |own: &&Table| own.parent().is_some() && own.parent() == parent && field.wire.fits(&own.path);
        let child = self.group.tables.iter().find(is_own);
        let key = child.and_then(|child| child.key.as_ref()?.attribute.clone());
        let first = || row.fields.first().map(|own| own.field.wire.to_string());
        json!({
            "category": "table",
            "mkey": key.or_else(first),
            "children": self.fields(row, child, depth + 1),
        })
    }
}

/// `system.interface.name` for the table `system/interface`. The column is not known, and nothing depends on it.
fn sources(field: &Field) -> Value {
    let tables = field.facts.refers_to.iter();
    tables
        .map(|table| format!("{}.name", table.replace('/', ".")))
        .collect()
}
