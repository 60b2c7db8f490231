//! Values that the schemas of tables allow.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// The tables of a description, by their names in references: `acme.beacon`.
pub(super) struct Values<'t> {
    tables: BTreeMap<String, &'t Value>,
}

/// The rows that a value refers to.
struct Source<'t> {
    table: String,
    /// The sub table of the object `table`.
    child: Option<String>,
    schema: &'t Value,
}

/// The key of rows that others refer to.
const TARGET: &str = "to";

impl<'t> Values<'t> {
    pub(super) fn new(tables: impl IntoIterator<Item = &'t Value>) -> Self {
        let name = |schema: &Value| {
            format!(
                "{}.{}",
                schema["path"].as_str().unwrap(),
                schema["name"].as_str().unwrap()
            )
        };
        Self {
            tables: tables.into_iter().map(|schema| (name(schema), schema)).collect(),
        }
    }

    /// A row with a value for each field that can be set, and with this key. Rows of other turns have other values.
    pub(super) fn row(&self, schema: &Value, turn: usize, key: &str) -> Map<String, Value> {
        let mkey = schema["mkey"].as_str().unwrap_or_default();
        let mut row = Map::new();
        for (name, field) in schema["children"].as_object().into_iter().flatten() {
            if field["readonly"] == json!(true) || field["category"] == "info-read-only" {
                continue;
            }
            let value = if name == mkey {
                self.key(schema, key)
            } else {
                self.value(field, turn)
            };
            row.insert(name.clone(), value);
        }
        row
    }

    /// Whether the key of a table is that of a row of another table.
    pub(super) fn has_own_keys(&self, schema: &Value) -> bool {
        let mkey = schema["mkey"].as_str().unwrap_or_default();
        self.source(&schema["children"][mkey]).is_none()
    }

    /// A key of a table that is made from this word.
    pub(super) fn key(&self, schema: &Value, word: &str) -> Value {
        let mkey = schema["mkey"].as_str().unwrap_or_default();
        let field = &schema["children"][mkey];
        if let Some(target) = self.target(field) {
            return target;
        }
        let most = field["max-value"].as_i64().unwrap_or(i64::MAX);
        let least = field["min-value"].as_i64().unwrap_or(0).max(1);
        let at = ["first", "copy", "child", TARGET]
            .iter()
            .position(|own| *own == word)
            .unwrap_or(0);
        let place = i64::try_from(at).unwrap();
        match field["type"].as_str().unwrap_or_default() {
            "integer" if most - least >= 3 => json!(most - place),
            "integer" => json!(least + place % (most - least + 1)),
            "option" if !options(field).is_empty() => json!(options(field)[at % options(field).len()]),
            kind if kind.starts_with("ipv4-") => json!(format!("192.0.2.{}", place + 1)),
            "ipv6-prefix" | "ipv6-network" => json!(format!("2001:db8:{}::/48", place + 1)),
            kind if kind.starts_with("ipv6-") => json!(format!("2001:db8::{}", place + 1)),
            "mac-address" => json!(format!("00:00:5e:00:53:0{place}")),
            _ => json!(word.chars().take(length(field)).collect::<String>()),
        }
    }

    fn value(&self, field: &Value, turn: usize) -> Value {
        match field["category"].as_str().unwrap_or_default() {
            // Other values of the table may refer to this row.
            "table" => json!([self.row(field, turn, TARGET)]),
            "complex" => self.row(field, turn, "").into(),
            _ if field["children"]
                .as_object()
                .is_some_and(|children| !children.is_empty()) =>
            {
                self.row(field, turn, TARGET).into()
            }
            _ => self.scalar(field, turn),
        }
    }

    fn scalar(&self, field: &Value, turn: usize) -> Value {
        if let Some(target) = self.target(field) {
            return target;
        }
        let is_first = turn == 0;
        let several = field["multiple_values"] == json!(true);
        let words = options(field);
        match field["type"].as_str().unwrap_or_default() {
            "integer" => {
                let least = field["min-value"].as_i64().unwrap_or(0);
                let most = field["max-value"].as_i64().unwrap_or(i64::from(u32::MAX));
                match (is_first, several) {
                    (true, true) => json!(format!("{least} {most}")),
                    (true, false) => json!(least),
                    (false, _) => json!(most),
                }
            }
            "key" if !words.is_empty() => json!(words[turn % words.len()]),
            "option" if words.is_empty() => json!(""),
            "option" if several && words.len() > 1 => json!(format!(
                "{} {}",
                words[turn % words.len()],
                words[(turn + 1) % words.len()]
            )),
            "option" => json!(words[turn % words.len()]),
            kind if kind.starts_with("ipv4-classnet") => json!(if is_first {
                "10.1.0.0 255.255.0.0"
            } else {
                "10.2.3.4 255.255.255.255"
            }),
            kind if kind.starts_with("ipv4-netmask") => json!(if is_first { "255.255.255.0" } else { "255.0.0.0" }),
            kind if kind.starts_with("ipv4-address") && several && is_first => json!("192.0.2.1 192.0.2.2"),
            kind if kind.starts_with("ipv4-address") => json!(if is_first { "192.0.2.1" } else { "192.0.2.2" }),
            "ipv6-address" => json!(if is_first { "2001:db8::1" } else { "2001:db8::2" }),
            "ipv6-prefix" | "ipv6-network" => json!(if is_first { "2001:db8::/32" } else { "2001:db8:1::/48" }),
            "mac-address" => json!(if is_first {
                "00:00:5e:00:53:01"
            } else {
                "00:00:5e:00:53:02"
            }),
            "uuid" => json!(format!("5e1f0000-0000-4000-8000-00000000000{turn}")),
            _ => json!(
                "value of a text"
                    .chars()
                    .skip(turn)
                    .take(length(field))
                    .collect::<String>()
                    .trim()
            ),
        }
    }

    /// The key of a row that a field refers to; `None` if it refers to no described table.
    fn target(&self, field: &Value) -> Option<Value> {
        self.source(field).map(|source| self.key(source.schema, TARGET))
    }

    fn source(&self, field: &Value) -> Option<Source<'t>> {
        let sources = field["datasource"].as_array().into_iter().flatten();
        let mut known = sources.filter_map(|source| {
            let (table, _) = source.as_str()?.rsplit_once('.')?;
            let (path, name) = table.rsplit_once('.')?;
            if let Some(schema) = self.tables.get(table) {
                return Some(Source {
                    table: format!("{path}/{name}"),
                    child: None,
                    schema,
                });
            }
            // A sub table.
            let child = &self.tables.get(path)?["children"][name];
            let (path, object) = path.rsplit_once('.')?;
            let table = format!("{path}/{object}");
            child.is_object().then(|| Source {
                table,
                child: Some(name.to_owned()),
                schema: child,
            })
        });
        known.next()
    }

    /// The rows that the values of a table refer to, by table, those first that others refer to.
    pub(super) fn referenced(&self, schema: &Value) -> Vec<(String, Value)> {
        let mut rows = Vec::new();
        self.gather(schema, &mut rows);
        rows
    }

    fn gather(&self, schema: &Value, rows: &mut Vec<(String, Value)>) {
        for field in schema["children"].as_object().into_iter().flat_map(Map::values) {
            if let Some(source) = self.source(field) {
                // The key may refer to another table itself.
                let key = &source.schema["children"][source.schema["mkey"].as_str().unwrap_or_default()];
                for source in self.source(key).into_iter().chain([source]) {
                    let row = self.row_of(&source);
                    if !rows.contains(&row) {
                        rows.push(row);
                    }
                }
            }
            self.gather(field, rows);
        }
    }

    fn row_of(&self, source: &Source<'_>) -> (String, Value) {
        let keyed = |schema: &Value| match schema["mkey"].as_str() {
            Some(mkey) => json!({mkey: self.key(schema, TARGET)}),
            None => json!({}),
        };
        let mut row = keyed(source.schema);
        // The attributes that the simulator requires. No schema distinguishes them from attributes that are required
        // only sometimes.
        match source.table.as_str() {
            "system/interface" => row["vdom"] = json!("root"),
            "firewall/addrgrp" => row["member"] = json!([{"name": "all"}]),
            _ => {}
        }
        if let Some(child) = &source.child {
            let around = self.tables[&source.table.replace('/', ".")];
            let inner = row;
            row = keyed(around);
            row[child] = json!([inner]);
        }
        (source.table.clone(), row)
    }
}

fn options(field: &Value) -> Vec<&str> {
    field["options"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|option| option["name"].as_str())
        .collect()
}

fn length(field: &Value) -> usize {
    field["size"]
        .as_u64()
        .map_or(usize::MAX, |size| usize::try_from(size).unwrap())
}
