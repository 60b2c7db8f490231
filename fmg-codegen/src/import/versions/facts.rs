//! Tells the versions of tables, fields and values of the IR.

use super::{Form, Item};
use crate::import::Lowering;
use crate::import::enums::Choice;
use crate::import::fmg::{Attribute, Values};
use crate::import::notes::NoteKind;
use crate::import::place::Place;
use crate::ir::{Endpoint, Field, Table, Type};

impl<'o> Lowering<'o> {
    /// Tells the versions of a table.
    pub(in crate::import) fn versions_of_table(&mut self, versions: Option<&Item>, id: &str, table: &mut Table) {
        let Some(own) = versions else { return };
        table.versions.clone_from(&own.available.versions);
        table.some_models = own.available.some_models;
        self.note_models(own.available.some_models, id);
        if own.other_forms.iter().any(|form| *form != Form::Other) {
            self.notes.add(NoteKind::OtherType, id);
        }
    }

    /// Tells the versions of a call.
    pub(in crate::import) fn versions_of_call(&mut self, versions: Option<&Item>, id: &str, call: &mut Endpoint) {
        let Some(Item { available, .. }) = versions else { return };
        call.versions.clone_from(&available.versions);
        call.some_models = available.some_models;
        self.note_models(available.some_models, id);
    }

    /// Adds the versions of a field, and the facts that differ between them. Its type is known.
    pub(in crate::import) fn versions_of_field(&mut self, versions: Option<&Item>, item: &str, field: &mut Field) {
        let Some(own) = versions else { return };
        if !own.available.versions.is_empty() || own.available.some_models {
            field.facts.versions.clone_from(&own.available.versions);
            field.facts.some_models = own.available.some_models;
        }
        self.note_models(own.available.some_models, item);
        let was_secret = own.other_forms.contains(&Form::Secret) && !field.ty.mentions(|ty| *ty == Type::Secret);
        if was_secret && matches!(field.ty, Type::String | Type::Text | Type::List(_) | Type::Words(_)) {
            // Devices of the other versions are read with the same type.
            field.ty = Type::Secret;
            field.facts.values.clear();
            if field.facts.default.take().is_some() {
                self.notes.add(NoteKind::SecretDefault, item);
            }
            return self.notes.add(NoteKind::SecretInVersion, item);
        }
        let is_other = |form: &&Form| **form != Form::Other;
        let mut others = own.other_forms.iter().filter(is_other).peekable();
        if others.peek().is_some() {
            // A single text is read as a list of one.
            let is_key =
                matches!(field.ty, Type::Keys(_)) && others.all(|form| matches!(form, Form::Text | Form::Choice));
            let kind = if is_key {
                NoteKind::TextOrKeys
            } else {
                NoteKind::OtherType
            };
            self.notes.add(kind, item);
        }
        if own.is_widest {
            self.notes.add(NoteKind::WidestOfVersions, item);
        }
    }

    /// Tells the versions of listed values.
    pub(in crate::import) fn versions_of_values(
        &mut self,
        versions: Option<&Item>,
        item: &str,
        choices: &mut [Choice],
    ) {
        let Some(own) = versions else { return };
        for choice in choices {
            if let Some(available) = own.values.get(&choice.wire) {
                choice.available = available.clone();
                self.note_models(available.some_models, &format!("{item}: {}", choice.wire));
            }
        }
    }

    /// The place of an attribute of FortiManager. A table inside of another may have been described apart from it.
    pub(in crate::import) fn versions_of_child<'p>(&self, mut place: Place<'p>, attribute: &Attribute) -> Place<'p>
    where
        'o: 'p,
    {
        if matches!(attribute.values, Values::Object(_)) && place.versions.is_none() {
            let id = format!("{}/{}", place.table, place.path.replace('.', "/"));
            place.versions = self.versions.and_then(|items| items.table(&id));
        }
        place
    }

    fn note_models(&mut self, some_models: bool, item: &str) {
        if some_models {
            self.notes.add(NoteKind::SomeModels, item);
        }
    }
}
