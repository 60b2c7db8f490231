//! Reads the facts of a schema about a field beside its type: references, ranges, lengths, defaults.

use serde_json::Value;

use super::attribute::Attribute;
use super::said;
use crate::import::Lowering;
use crate::import::markdown::paragraph;
use crate::import::notes::NoteKind;
use crate::import::place::Place;
use crate::ir::{Access, Field, Type};

impl Lowering<'_> {
    /// The documentation and the facts of a field whose type is known.
    pub(super) fn facts(&mut self, place: &Place<'_>, attribute: &Attribute<'_>, field: &mut Field) {
        field.doc = paragraph(attribute.text("help").unwrap_or_default()).into();
        if attribute.flag("readonly") {
            field.facts.access = Access::ReadOnly;
        }
        let mut references = attribute.references();
        if let Type::Keys(column) = &field.ty {
            let column = attribute.children().and_then(|children| children.get(&**column));
            if let Some(column) = column.and_then(Value::as_object) {
                let column = Attribute::new(column, true);
                references.extend(column.references());
                if field.doc.is_empty() {
                    field.doc = paragraph(column.text("help").unwrap_or_default()).into();
                }
            }
        }
        for table in &references {
            if !self.known.contains(table) {
                self.notes
                    .add(NoteKind::DanglingReference, format!("{} → {table}", place.item()));
            }
        }
        if !references.is_empty() {
            field.facts.refers_to = references;
        }
        self.sizes(place, attribute, field);
        self.range(place, attribute, field);
        self.default(place, attribute, field);
        self.versions_of_field(place.versions, &place.item(), field);
    }

    fn sizes(&mut self, place: &Place<'_>, attribute: &Attribute<'_>, field: &mut Field) {
        let mut number = |name: &str| {
            let value = attribute.schema.get(name)?;
            let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
            if number.is_none() {
                self.notes.add(NoteKind::Malformed, place.item());
            }
            number.filter(|number| *number > 0)
        };
        let is_text = matches!(field.ty, Type::String | Type::Secret | Type::Words(_));
        if let Some(size) = number("size").filter(|_| is_text) {
            field.facts.max_len = Some(size);
        }
        let most = number("max_num_values");
        let rows = number("max_table_size_item");
        let most = match field.ty {
            Type::Words(_) => most,
            Type::Keys(_) | Type::List(_) => rows,
            _ => None,
        };
        if most.is_some() {
            field.facts.max_items = most;
        }
    }

    fn range(&mut self, place: &Place<'_>, attribute: &Attribute<'_>, field: &mut Field) {
        let number = |name: &str| attribute.schema.get(name).map(Value::as_i64);
        let is_number = |ty: &Type| matches!(ty, Type::Int) || matches!(ty, Type::Words(inner) if **inner == Type::Int);
        match (number("min-value"), number("max-value")) {
            (None, None) => {}
            _ if !is_number(&field.ty) => {}
            (min, max) => {
                let (min, max) = (min.flatten(), max.flatten());
                let is_lost = attribute.schema.contains_key("min-value") != min.is_some()
                    || attribute.schema.contains_key("max-value") != max.is_some();
                if is_lost || min.zip(max).is_some_and(|(min, max)| min > max) {
                    self.notes.add(NoteKind::Range, place.item());
                } else {
                    field.facts.min = min;
                    field.facts.max = max;
                }
            }
        }
    }

    /// The default, if it is a value of the type. An empty default is ignored.
    fn default(&mut self, place: &Place<'_>, attribute: &Attribute<'_>, field: &mut Field) {
        if said::flag(attribute.schema, said::DROPPED_DEFAULT) {
            return self.notes.add(NoteKind::SecretDefault, place.item());
        }
        let default = match attribute.schema.get("default") {
            None | Some(Value::Null) => return,
            Some(Value::String(text)) if text.is_empty() => return,
            Some(default) => default,
        };
        let found = match &field.ty {
            Type::Secret => Err(NoteKind::SecretDefault),
            Type::Int => match default.as_i64() {
                Some(number) if is_outside(number, field) => Err(NoteKind::DefaultOutOfRange),
                Some(number) => Ok(number.to_string()),
                None => Err(NoteKind::DefaultMisfits),
            },
            Type::Toggle => match default.as_str() {
                Some("enable") => Ok("true".to_owned()),
                Some("disable") => Ok("false".to_owned()),
                _ => Err(NoteKind::DefaultMisfits),
            },
            Type::Bool => match default.as_bool() {
                Some(on) => Ok(on.to_string()),
                None => Err(NoteKind::DefaultMisfits),
            },
            Type::Enum(_) => word(attribute, default, false),
            Type::Words(inner) => match &**inner {
                Type::Enum(_) => word(attribute, default, true),
                _ => plain(default),
            },
            Type::String => plain(default),
            // A table or an object has no default of its own.
            Type::Keys(_) | Type::List(_) | Type::Row(_) | Type::Json => return,
            _ => Err(NoteKind::DefaultMisfits),
        };
        match found {
            Ok(text) if text.contains(char::is_control) => self.notes.add(NoteKind::DefaultMisfits, place.item()),
            Ok(text) => field.facts.default = Some(text),
            Err(kind) => self.notes.add(kind, place.item()),
        }
    }
}

/// A default that is one of the listed values, or several with blanks between them.
fn word(attribute: &Attribute<'_>, default: &Value, many: bool) -> Result<String, NoteKind> {
    let text = plain(default)?;
    let choices = attribute.choices();
    let is_listed = |word: &str| choices.iter().any(|choice| choice.wire == word);
    let fits = is_listed(&text) || (many && text.split_whitespace().all(is_listed));
    if fits { Ok(text) } else { Err(NoteKind::DefaultMisfits) }
}

/// A text or a number as text.
fn plain(default: &Value) -> Result<String, NoteKind> {
    match default {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(NoteKind::DefaultMisfits),
    }
}

fn is_outside(number: i64, field: &Field) -> bool {
    field.facts.min.is_some_and(|min| number < min) || field.facts.max.is_some_and(|max| number > max)
}
