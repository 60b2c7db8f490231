//! The enums of a module. Attributes with the same values share one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::names::{self, TypeNames};
use super::notes::{NoteKind, Notes};
use super::versions::Available;
use crate::ir::{Enum, EnumValue, TypeRef};
use crate::name::{BadName, ModulePath, TypeName};

/// How many attributes the documentation of an enum names.
const USERS: usize = 3;

/// A value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) wire: String,
    /// The number that FortiManager sends without `verbose`.
    pub(super) number: Option<i64>,
    /// Its meaning, as a paragraph of Markdown; empty if it is not known.
    pub(super) doc: String,
    /// The versions and models that have it.
    pub(super) available: Available,
}

/// The attribute of a type.
pub(super) struct User<'a> {
    pub(super) row: &'a TypeName,
    pub(super) wire: &'a str,
    /// The attribute in notes.
    pub(super) item: &'a str,
}

/// The enums of a module.
#[derive(Debug, Default)]
pub(super) struct Enums {
    made: Vec<Made>,
    /// The enums by their values, in their order. One whose values are of other versions is another one.
    by_values: HashMap<Vec<(String, Option<i64>, Available)>, usize>,
}

#[derive(Debug)]
struct Made {
    item: Enum,
    users: Vec<String>,
    more: usize,
}

impl Enums {
    /// The enum of these values: one that the module has, or a new one that is named after the attribute.
    pub(super) fn of(
        &mut self,
        module: &Arc<ModulePath>,
        types: &mut TypeNames,
        user: &User<'_>,
        choices: Vec<Choice>,
        notes: &mut Notes,
    ) -> Result<TypeRef, BadName> {
        let mut values: Vec<Choice> = Vec::with_capacity(choices.len());
        let (mut seen, mut numbers) = (HashSet::new(), HashSet::new());
        for mut choice in choices {
            if choice.number.is_some_and(|number| !numbers.insert(number)) && !seen.contains(&choice.wire) {
                notes.add(NoteKind::RepeatedNumber, user.item);
                choice.number = None;
            }
            if seen.insert(choice.wire.clone()) {
                values.push(choice);
            } else {
                notes.add(NoteKind::RepeatedValue, user.item);
            }
        }
        let wires: Vec<_> = values
            .iter()
            .map(|choice| (choice.wire.clone(), choice.number, choice.available.clone()))
            .collect();
        let known = self.by_values.get(&wires).copied();
        let shown = format!("`{}` in `{}`", user.wire.replace('`', "'"), user.row);
        let name = if let Some(made) = known.and_then(|known| self.made.get_mut(known)) {
            made.shared(&values, shown);
            made.item.name.clone()
        } else {
            let (name, renamed) = types.claim(&names::part(user.row, user.wire)?);
            if renamed {
                notes.add(NoteKind::RenamedType, user.item);
            }
            let mut item = Enum::new(name.clone());
            let refs: Vec<_> = wires.iter().map(|(wire, ..)| wire.as_str()).collect();
            for ((variant, renamed), choice) in names::variants(&refs).into_iter().zip(values) {
                if renamed {
                    notes.add(NoteKind::RenamedValue, user.item);
                }
                let mut value = EnumValue::new(variant, &choice.wire);
                value.number = choice.number;
                value.doc = Some(choice.doc).filter(|doc| !doc.is_empty());
                value.versions = choice.available.versions;
                value.some_models = choice.available.some_models;
                item.values.push(value);
            }
            self.by_values.insert(wires, self.made.len());
            self.made.push(Made {
                item,
                users: vec![shown],
                more: 0,
            });
            name
        };
        Ok(TypeRef {
            module: Some(Arc::clone(module)),
            name,
        })
    }

    /// The enums, with documentation.
    pub(super) fn into_items(self) -> Vec<Enum> {
        self.made.into_iter().map(Made::documented).collect()
    }
}

impl Made {
    /// Notes another attribute with these values. A value that means something else there has no documentation.
    fn shared(&mut self, values: &[Choice], user: String) {
        for (own, choice) in self.item.values.iter_mut().zip(values) {
            if own.doc.as_deref() != Some(&choice.doc) {
                own.doc = None;
            }
        }
        if self.users.len() < USERS {
            self.users.push(user);
        } else {
            self.more += 1;
        }
    }

    fn documented(self) -> Enum {
        let Self { mut item, users, more } = self;
        let mut all = users;
        match more {
            0 => {}
            1 => all.push("one more field".to_owned()),
            more => all.push(format!("{more} more fields")),
        }
        let users = match all.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
            None => String::new(),
        };
        item.doc = format!("Values of {users}.");
        item
    }
}
