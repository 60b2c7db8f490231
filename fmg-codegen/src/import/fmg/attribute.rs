//! Makes fields of the attributes of FortiManager's rows.

use fmg_template::secret_attribute::SchemaAttribute;
use serde_json::Value;

use super::lowering::{Position, of_rows};
use super::{Attribute, Choice as Listed, Values};
use crate::import::Lowering;
use crate::import::enums::{Choice, User};
use crate::import::markdown::paragraph;
use crate::import::module::Module;
use crate::import::names;
use crate::import::notes::NoteKind;
use crate::import::place::Place;
use crate::import::versions::Available;
use crate::ir::{Access, Field, Type};
use crate::name::TypeName;

impl Lowering<'_> {
    /// The type of an attribute of a row. Types inside of it are added to the module.
    pub(super) fn fmg_type(
        &mut self,
        module: &mut Module,
        place: &Place<'_>,
        row: &TypeName,
        attribute: &Attribute,
        is_key: bool,
        inside: &Position,
    ) -> Type {
        let ty = match &attribute.values {
            Values::Object(object) => {
                let made = names::part(row, &attribute.name).ok().and_then(|usual| {
                    let position = inside.inside(&attribute.name);
                    self.object(module, place, &usual, object, &position)
                });
                match made {
                    Some((name, has_rows)) => of_rows(module, name, has_rows),
                    None => Type::Json,
                }
            }
            _ => self.fmg_values(module, place, row, attribute, is_key),
        };
        let entry = self.overlay.field(place.table, &place.path);
        entry.and_then(|entry| entry.ty(&ty)).unwrap_or(ty)
    }

    fn fmg_values(
        &mut self,
        module: &mut Module,
        place: &Place<'_>,
        row: &TypeName,
        attribute: &Attribute,
        is_key: bool,
    ) -> Type {
        let listed = |ty: Type| {
            if attribute.is_list {
                Type::List(Box::new(ty))
            } else {
                ty
            }
        };
        match &attribute.values {
            Values::Integer => listed(Type::Int),
            Values::Unsigned => listed(Type::Uint),
            Values::Float => listed(Type::Float),
            Values::Json | Values::Object(_) => Type::Json,
            Values::Unresolved => {
                self.notes.add(NoteKind::Unresolved, place.item());
                Type::Json
            }
            Values::Open => {
                self.notes.add(NoteKind::OpenObject, place.item());
                Type::Json
            }
            Values::Secret => listed(Type::Secret),
            Values::Choice(choices) if is_toggle(choices) && !attribute.is_list => Type::Toggle,
            Values::Choice(choices) => listed(self.fmg_enum(module, place, row, attribute, choices)),
            Values::Bits(choices) => {
                self.notes.add(NoteKind::GuessedBits, place.item());
                Type::List(Box::new(self.fmg_enum(module, place, row, attribute, choices)))
            }
            Values::Text | Values::Unknown => {
                if attribute.values == Values::Unknown {
                    self.notes.add(NoteKind::UnknownType, place.item());
                    if attribute.default.as_ref().is_some_and(Value::is_number) {
                        return listed(Type::Int);
                    }
                }
                let described = SchemaAttribute {
                    name: &attribute.name,
                    is_key: is_key || !attribute.refers_to.is_empty(),
                    ..SchemaAttribute::default()
                };
                if described.is_secret() {
                    self.notes.add(NoteKind::SecretName, place.item());
                    return Type::Secret;
                }
                listed(Type::String)
            }
        }
    }

    fn fmg_enum(
        &mut self,
        module: &mut Module,
        place: &Place<'_>,
        row: &TypeName,
        attribute: &Attribute,
        choices: &[Listed],
    ) -> Type {
        // A value with a control character would not be one line of documentation.
        let printable = choices.iter().filter(|choice| names::is_printable(&choice.wire));
        let mut choices: Vec<_> = printable
            .map(|choice| Choice {
                wire: choice.wire.clone(),
                number: choice.number,
                doc: paragraph(&choice.help),
                available: Available::default(),
            })
            .collect();
        let item = place.item();
        self.versions_of_values(place.versions, &item, &mut choices);
        let user = User {
            row,
            wire: &attribute.name,
            item: &item,
        };
        let path = std::sync::Arc::clone(&module.path);
        let made = module
            .enums
            .of(&path, &mut module.types, &user, choices, &mut self.notes);
        // The attribute has a field, so its name has a letter or digit.
        made.map_or(Type::String, Type::Enum)
    }

    /// The documentation and the facts of a field whose type is known.
    pub(super) fn fmg_facts(&mut self, place: &Place<'_>, attribute: &Attribute, field: &mut Field) {
        field.doc = paragraph(&attribute.help).into();
        for _ in 0..attribute.malformed {
            self.notes.add(NoteKind::Malformed, place.item());
        }
        if attribute.is_read_only {
            field.facts.access = Access::ReadOnly;
        }
        let mut tables: Vec<String> = Vec::new();
        for reference in &attribute.refers_to {
            if reference.table.contains(char::is_control) {
                self.notes.add(NoteKind::Malformed, place.item());
                continue;
            }
            if !self.known.contains(&reference.table) {
                let item = format!("{} → {}", place.item(), reference.table);
                self.notes.add(NoteKind::DanglingReference, item);
            }
            if !tables.contains(&reference.table) {
                tables.push(reference.table.clone());
            }
        }
        if !tables.is_empty() {
            field.facts.refers_to = tables;
        }
        if let Some(most) = attribute
            .max_len
            .filter(|_| matches!(field.ty, Type::String | Type::Secret))
        {
            field.facts.max_len = Some(most);
        }
        if let Some(most) = attribute.most.filter(|_| matches!(field.ty, Type::List(_))) {
            field.facts.max_items = Some(most);
        }
        if matches!(field.ty, Type::Int | Type::Uint) {
            if attribute.min.zip(attribute.max).is_some_and(|(min, max)| min > max) {
                self.notes.add(NoteKind::Range, place.item());
            } else {
                field.facts.min = attribute.min;
                field.facts.max = attribute.max;
            }
        }
        self.fmg_default(place, attribute, field);
        self.versions_of_field(place.versions, &place.item(), field);
    }

    /// The default, if it is a value of the type. An empty default is ignored.
    fn fmg_default(&mut self, place: &Place<'_>, attribute: &Attribute, field: &mut Field) {
        let default = match &attribute.default {
            None => return,
            Some(Value::String(text)) if text.is_empty() => return,
            Some(Value::Array(list)) if list.is_empty() => return,
            Some(default) => default,
        };
        let choices: &[Listed] = match &attribute.values {
            Values::Choice(choices) | Values::Bits(choices) => choices,
            _ => &[],
        };
        let found = match &field.ty {
            Type::Secret => Err(NoteKind::SecretDefault),
            Type::List(inner) if **inner == Type::Secret => Err(NoteKind::SecretDefault),
            Type::Int | Type::Uint => match number(default) {
                Some(number) if is_outside(number, field) => Err(NoteKind::DefaultOutOfRange),
                Some(number) => Ok(number.to_string()),
                None => Err(NoteKind::DefaultMisfits),
            },
            Type::Toggle => match word(default, choices).as_deref() {
                Some("enable") => Ok("true".to_owned()),
                Some("disable") => Ok("false".to_owned()),
                _ => Err(NoteKind::DefaultMisfits),
            },
            Type::Enum(_) => word(default, choices).ok_or(NoteKind::DefaultMisfits),
            // The sum of no bits is no value.
            Type::List(inner) if matches!(**inner, Type::Enum(_)) => match word(default, choices) {
                Some(word) => Ok(word),
                None if number(default).is_some() => return,
                None => Err(NoteKind::DefaultMisfits),
            },
            Type::String | Type::List(_) => plain(default).ok_or(NoteKind::DefaultMisfits),
            Type::Float => match plain(default).filter(|text| text.parse::<f64>().is_ok()) {
                Some(text) => Ok(text),
                None => Err(NoteKind::DefaultMisfits),
            },
            // A table or an object has no default of its own.
            Type::Row(_) | Type::Json => return,
            _ => Err(NoteKind::DefaultMisfits),
        };
        match found {
            Ok(text) if text.contains(char::is_control) => self.notes.add(NoteKind::DefaultMisfits, place.item()),
            Ok(text) => field.facts.default = Some(text),
            Err(kind) => self.notes.add(kind, place.item()),
        }
    }
}

/// Whether the values are `enable` and `disable`.
fn is_toggle(choices: &[Listed]) -> bool {
    matches!(choices, [one, other]
        if matches!((&*one.wire, &*other.wire), ("enable", "disable") | ("disable", "enable"))
            && choices.iter().all(|own| own.number.is_none_or(|number| number == i64::from(own.wire == "enable"))))
}

/// The listed value that a default is, by its name or by its number.
fn word(default: &Value, choices: &[Listed]) -> Option<String> {
    let text = plain(default)?;
    let by_number = |own: &&Listed| own.number.is_some() && own.number == number(default);
    let by_name = choices.iter().find(|own| own.wire == text);
    let found = by_name.or_else(|| choices.iter().find(by_number))?;
    Some(found.wire.clone())
}

fn number(default: &Value) -> Option<i64> {
    default.as_i64().or_else(|| default.as_str()?.trim().parse().ok())
}

/// A text or a number as text.
fn plain(default: &Value) -> Option<String> {
    match default {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn is_outside(number: i64, field: &Field) -> bool {
    field.facts.min.is_some_and(|min| number < min) || field.facts.max.is_some_and(|max| number > max)
}
