//! Rows of a Swagger file, as a device describes them.

use std::collections::BTreeMap;

use fmg_template::secret_attribute::SchemaAttribute;
use serde_json::{Map, Value, json};

use crate::import::configuration::said;
use crate::import::swagger::document::{Around, Document, Schema};
use crate::import::swagger::prose::prose;

/// How deep rows may be. The files have rows of five levels.
const DEPTH: usize = 16;

/// The members of an envelope, of which one is the reply itself.
const ENVELOPE: [&str; 5] = ["http_method", "http_status", "status", "revision", "vdom"];
const RESULTS: &str = "results";

/// The attributes that are keys of most tables inside of rows. A description of FortiOS 7.0.6 states its keys. Of 300
/// tables with an `id`, all but four have it as their key. All tables with a `name` and without an `id` have the `name`
/// as their key.
const KEYS: [&str; 2] = ["id", "name"];

/// Makes rows of a file.
pub(super) struct Rows<'d> {
    document: &'d Document,
    /// The definitions around a value. A value inside of itself is any JSON.
    around: Around<'d>,
    depth: usize,
}

impl<'d> Rows<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self {
            document,
            around: Around::default(),
            depth: DEPTH,
        }
    }

    /// The attributes of the row in a request or a reply. A list of rows, and an envelope around them, do not count.
    pub(super) fn attributes(&mut self, schema: &'d Schema) -> Map<String, Value> {
        let inside = |own: &mut Self, schema: &'d Schema| {
            let properties = own.properties(schema);
            let is_envelope = ENVELOPE.iter().any(|name| properties.contains_key(name));
            if let Some(results) = properties.get(RESULTS).filter(|_| is_envelope) {
                return own.attributes(results);
            }
            if let (true, Some(items)) = (properties.is_empty(), &schema.items) {
                return own.attributes(items);
            }
            own.children(&properties)
        };
        self.of(schema, inside).unwrap_or_default()
    }

    /// The result of `make` for a schema, or for the definition that it refers to. `None`: it refers to nothing or to a
    /// value around it, or is too deep.
    fn of<T>(&mut self, schema: &'d Schema, make: impl FnOnce(&mut Self, &'d Schema) -> T) -> Option<T> {
        let depth = self.depth.checked_sub(1)?;
        let known = self.around.count();
        let (own, _) = self.around.enter(self.document, schema)?;
        self.depth = depth;
        let whole = make(self, own);
        self.depth = depth + 1;
        self.around.leave(known);
        Some(whole)
    }

    /// The members of an object, also those of the objects that it is put together of.
    fn properties(&self, schema: &'d Schema) -> BTreeMap<&'d str, &'d Schema> {
        let mut all: BTreeMap<_, _> = schema
            .properties
            .0
            .iter()
            .map(|(name, own)| (name.as_str(), own))
            .collect();
        for part in &schema.all_of.items {
            let definition = self.document.definition(part);
            let Some(part) = definition.map_or(Some(part), |(_, definition)| definition) else {
                continue;
            };
            for (name, own) in &part.properties.0 {
                all.entry(name).or_insert(own);
            }
        }
        all
    }

    fn children(&mut self, properties: &BTreeMap<&'d str, &'d Schema>) -> Map<String, Value> {
        let children = properties.iter();
        children
            .map(|(name, schema)| ((*name).to_owned(), self.attribute(name, schema)))
            .collect()
    }

    /// An attribute.
    fn attribute(&mut self, name: &'d str, schema: &'d Schema) -> Value {
        let Some(mut own) = self.of(schema, |own, schema| own.resolved(name, schema)) else {
            return json!({"category": "unitary", "type": said::ANY});
        };
        let help = [schema.description.as_str(), schema.title.as_str()];
        let help = help.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        let help = prose(help, schema.is_deprecated.0, schema.removal.get());
        if !help.is_empty() {
            own.insert("help".to_owned(), help.into());
        }
        if schema.is_read_only.0 {
            own.insert("readonly".to_owned(), true.into());
        }
        own.into()
    }

    fn resolved(&mut self, name: &str, schema: &'d Schema) -> Map<String, Value> {
        let types = schema.types();
        let properties = self.properties(schema);
        let mut own = Map::new();
        let mut set = |key: &str, value: Value| {
            own.insert(key.to_owned(), value);
        };
        if types.contains(&"array") || (schema.items.is_some() && types.is_empty()) {
            let rows = match &schema.items {
                Some(items) if properties.is_empty() => {
                    let inside = |own: &mut Self, items| {
                        let properties = own.properties(items);
                        own.children(&properties)
                    };
                    self.of(items, inside).unwrap_or_default()
                }
                // The members of the rows may stand beside the type of the list.
                _ => self.children(&properties),
            };
            set("category", "table".into());
            let mut columns = rows.keys();
            if let (Some(only), None) = (columns.next(), columns.next()) {
                // Rows with one attribute are keys of other tables.
                set("mkey", only.as_str().into());
            } else if let Some(key) = guessed_key(&rows) {
                set("mkey", key.into());
                set(said::GUESSED_KEY, true.into());
            }
            if schema.max_items.is_u64() {
                set("max_table_size_item", schema.max_items.clone());
            }
            set("children", rows.into());
            return own;
        }
        if !properties.is_empty() || (types == ["object"] && schema.additional.is_none()) {
            set("category", "complex".into());
            set("children", self.children(&properties).into());
            return own;
        }
        set("category", "unitary".into());
        let described = SchemaAttribute {
            name,
            ty: schema.format.as_str(),
            has_choices: !schema.values.items.is_empty(),
            is_key: false,
        };
        let is_secret = described.is_secret();
        set("type", value_type(schema, &types, described.has_secret_type()).into());
        if !schema.values.items.is_empty() {
            let names = schema.values.items.iter().map(|value| json!({"name": value.as_str()}));
            set("options", names.collect::<Vec<_>>().into());
        }
        for (key, value) in [
            ("min-value", &schema.minimum),
            ("max-value", &schema.maximum),
            ("size", &schema.max_length),
        ] {
            if !value.is_null() {
                set(key, value.clone());
            }
        }
        if is_secret && !matches!(&schema.default, Value::Null) {
            set(said::DROPPED_DEFAULT, true.into());
        } else if !schema.default.is_null() {
            set("default", schema.default.clone());
        }
        own
    }
}

/// The type of a single value, as a device calls it.
fn value_type<'s>(schema: &'s Schema, types: &[&'s str], is_password: bool) -> &'s str {
    let is_text = types.contains(&"string") || types.is_empty();
    match types {
        ["object"] => said::ANY,
        ["boolean"] => said::BOOLEAN,
        [one] if !is_text => one,
        _ if !is_text => said::ANY,
        _ if is_password => "password",
        _ if !schema.values.items.is_empty() => "option",
        _ => "string",
    }
}

/// The attribute that is probably the key of these rows.
pub(super) fn guessed_key(rows: &Map<String, Value>) -> Option<&'static str> {
    let is_key = |name: &&str| {
        let ty = rows.get(*name).and_then(|own| own.get("type")).and_then(Value::as_str);
        matches!(ty, Some("string" | "integer"))
    };
    KEYS.into_iter().find(is_key)
}
