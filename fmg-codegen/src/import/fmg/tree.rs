//! All described tables: those of several scopes are one, and those inside of rows are in the tables around them.

use std::collections::{BTreeMap, BTreeSet};

use super::key::Key;
use super::{Attribute, Description, Object, Scope, Values};
use crate::diagnostic::{Code, Diagnostic};
use crate::import::notes::{NoteKind, Notes};
use crate::import::overlay::Overlay;
use crate::import::pattern::Kind;

/// The described tables.
#[derive(Debug, Default)]
pub(in crate::import) struct Tree {
    tables: BTreeMap<Name, Description>,
    /// Where each was described: a table of an ADOM can differ from that of the global database, but not from itself.
    seen: BTreeSet<(Name, Vec<Scope>, bool)>,
}

/// A table: its kind and its path.
type Name = (Kind, String);

impl Tree {
    /// Adds a table, or its description in another scope. Two different descriptions for one scope are a fault.
    pub(in crate::import) fn add(&mut self, description: Description, notes: &mut Notes) -> Option<Diagnostic> {
        if description.guessed_scopes {
            notes.add(NoteKind::GuessedScope, description.id());
        }
        let key = (description.kind, description.path.clone());
        let place = (key.clone(), description.scopes.clone(), description.is_global);
        let is_new = self.seen.insert(place);
        let Some(own) = self.tables.get_mut(&key) else {
            self.tables.insert(key, description);
            return None;
        };
        for scope in &description.scopes {
            if !own.scopes.contains(scope) {
                own.scopes.push(*scope);
            }
        }
        for scope in &description.written {
            if !own.written.contains(scope) {
                own.written.push(*scope);
            }
        }
        own.scopes.sort();
        own.written.sort();
        own.guessed_scopes &= description.guessed_scopes;
        unite_verbs(&mut own.object, &description.object);
        if own.object == description.object {
            return None;
        }
        if !is_new {
            let fault = format!("the table `{}` has two descriptions", description.id());
            return Some(
                Diagnostic::new(Code::Duplicate, description.object.at, fault)
                    .also(own.object.at.clone(), "another one here")
                    .help("remove one; answers of several appliances or versions cannot be mixed"),
            );
        }
        notes.add(NoteKind::TwinsDiffer, description.id());
        for attribute in description.object.attributes {
            if own.object.attribute(&attribute.name).is_none() {
                own.object.attributes.push(attribute);
            }
        }
        None
    }

    /// The tables as they are.
    pub(in crate::import) fn into_tables(self) -> impl Iterator<Item = Description> {
        self.tables.into_values()
    }

    /// All tables, with those inside of them, and the attributes by which references name their rows.
    pub(in crate::import) fn end(
        mut self,
        overlay: &Overlay,
        notes: &mut Notes,
    ) -> (Vec<Description>, BTreeMap<String, String>) {
        let mut referred = BTreeMap::new();
        for table in self.tables.values() {
            collect(&table.object, &mut referred);
        }
        let names: Vec<_> = self.tables.keys().rev().cloned().collect();
        for (kind, path) in names {
            let Some((above, name)) = path.rsplit_once('/') else {
                continue;
            };
            let around = (kind, above.to_owned());
            let has_rows = self.tables.get(&around).is_some_and(|table| {
                let judged = overlay
                    .table(&table.id())
                    .and_then(|entry| entry.key(table.object.key.as_deref()));
                let referred = referred.get(above).map(String::as_str);
                !Key::of(&table.object, judged.as_deref(), referred).is_none()
            });
            if !has_rows {
                continue;
            }
            let Some(child) = self.tables.remove(&(kind, path.clone())) else {
                continue;
            };
            if let Some(table) = self.tables.get_mut(&around) {
                notes.add(NoteKind::GuessedChild, kind.id(&path));
                put(&mut table.object, name, child.object);
            }
        }
        (self.tables.into_values().collect(), referred)
    }
}

/// Adds the verbs that an object has in another scope, and those of the objects inside of it.
fn unite_verbs(own: &mut Object, other: &Object) {
    if let (Some(verbs), Some(further)) = (&mut own.verbs, &other.verbs) {
        verbs.extend(further);
        verbs.sort_unstable();
        verbs.dedup();
    }
    for attribute in &mut own.attributes {
        if let Values::Object(inner) = &mut attribute.values
            && let Some(Values::Object(other)) = other.attribute(&attribute.name).map(|own| &own.values)
        {
            unite_verbs(inner, other);
        }
    }
}

/// Puts a table or an object into an attribute of the object around it.
pub(crate) fn put(around: &mut Object, name: &str, child: Object) {
    let values = Values::Object(Box::new(child));
    if let Some(own) = around.attributes.iter_mut().find(|own| own.name == name) {
        own.values = values;
    } else {
        around.attributes.push(Attribute::new(name, values));
    }
}

/// Collects the attributes by which references name rows. Of several for one table, the first counts.
fn collect(object: &Object, referred: &mut BTreeMap<String, String>) {
    for attribute in &object.attributes {
        for reference in &attribute.refers_to {
            if let Some(key) = &reference.key {
                referred.entry(reference.table.clone()).or_insert_with(|| key.clone());
            }
        }
        if let Values::Object(inner) = &attribute.values {
            collect(inner, referred);
        }
    }
}
