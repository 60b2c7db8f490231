//! Rows that a schema of `option: ["syntax"]` allows.

use fmg_template::secret_attribute::SchemaAttribute;
use serde_json::{Map, Value, json};

/// Makes rows of a schema. Two rows with different numbers differ in their values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows {
    number: usize,
    /// Whether the row is sent: without references, as their rows do not exist.
    is_sent: bool,
}

impl Rows {
    /// A row with a value of every attribute.
    pub(super) fn of_all(number: usize) -> Self {
        let is_sent = false;
        Self { number, is_sent }
    }

    /// A row to send.
    pub(super) fn on_wire(number: usize) -> Self {
        let is_sent = true;
        Self { number, is_sent }
    }

    pub(super) fn row(self, schema: &Value) -> Map<String, Value> {
        let attributes = schema["attr"].as_object().into_iter().flatten();
        let values = attributes.filter_map(|(name, attribute)| {
            // An update changes the rows inside of a row that have the same key, and adds others.
            let rows = if schema["mkey"] == **name {
                Self { number: 0, ..self }
            } else {
                self
            };
            Some((name.clone(), rows.value(attribute)?))
        });
        values.collect()
    }

    fn value(self, attribute: &Value) -> Option<Value> {
        let is_reference = attribute["type"] == "datasrc" || attribute["ref"].is_array();
        let is_list = attribute["max_argv"]
            .as_i64()
            .is_some_and(|most| !(0..=1).contains(&most));
        let kind = attribute["type"].as_str().unwrap_or_default();
        if is_reference {
            return (!self.is_sent).then(|| json!([format!("row-{}", self.number)]));
        }
        if attribute["attr"].is_object() {
            let inner = Value::Object(self.row(attribute));
            return Some(if kind == "object" { inner } else { json!([inner]) });
        }
        let one = if let Some(options) = attribute["opts"].as_object().filter(|own| !own.is_empty()) {
            let names: Vec<_> = options.keys().collect();
            json!(names[self.number % names.len()])
        } else if kind.contains("int") {
            json!(number(attribute, self.number))
        } else if matches!(kind, "table" | "json" | "object") {
            return None;
        } else {
            let most = attribute["max"].as_u64().or_else(|| attribute["sz"].as_u64());
            let mut text = format!("a{}", self.number + 1);
            text.truncate(most.map_or(text.len(), |most| usize::try_from(most).unwrap_or(1).max(1)));
            json!(text)
        };
        Some(if is_list { json!([one]) } else { one })
    }
}

/// Whether an attribute of a schema holds a secret, which no read returns.
pub(super) fn is_secret(name: &str, schema: &Value) -> bool {
    let attribute = &schema["attr"][name];
    let described = SchemaAttribute {
        name,
        ty: attribute["type"].as_str().unwrap_or_default(),
        has_choices: attribute["opts"].as_object().is_some_and(|own| !own.is_empty()),
        is_key: schema["mkey"] == *name || attribute["ref"].is_array(),
    };
    described.is_secret()
}

/// A number in the range of an attribute.
fn number(attribute: &Value, number: usize) -> i64 {
    let wanted = i64::try_from(number).unwrap_or_default() + attribute["min"].as_i64().unwrap_or(1).max(1);
    let most = attribute["max"].as_i64().filter(|most| *most != 0);
    most.map_or(wanted, |most| wanted.min(most))
}
