//! The fields of the attributes of a row.

use serde_json::{Map, Value};

use super::Place;
use crate::diagnostic::{Code, Diagnostic};
use crate::import::Lowering;
use crate::import::names::{self, FieldNames};
use crate::import::notes::NoteKind;
use crate::ir::Row;
use crate::name::FieldName;

/// An attribute and its field.
pub(super) struct Named<'a> {
    pub(super) wire: &'a str,
    pub(super) schema: &'a Map<String, Value>,
    pub(super) field: FieldName,
}

impl Lowering<'_> {
    /// The attributes that have a field, the key first. A field that the overlay names keeps that name.
    pub(super) fn named_attributes<'a>(
        &mut self,
        place: &Place<'_>,
        children: &'a Map<String, Value>,
        key: Option<&str>,
    ) -> Vec<Named<'a>> {
        let mut names = FieldNames::beside(&[Row::EXTRA]);
        let mut all = Vec::with_capacity(children.len());
        let mut judged = Vec::new();
        let is_key = |wire: &str| key == Some(wire);
        let rest = children.iter().filter(|(wire, _)| !is_key(wire));
        for (wire, child) in key.and_then(|key| children.get_key_value(key)).into_iter().chain(rest) {
            let place = place.child(wire);
            let Value::Object(schema) = child else {
                self.notes.add(NoteKind::Malformed, place.item());
                continue;
            };
            let entry = self.overlay.field(place.table, &place.path);
            if let Some(entry) = entry.filter(|entry| entry.skip()) {
                if !is_key(wire) {
                    continue;
                }
                self.misjudged.push(self.overlay.skipped_key(entry));
            }
            let usual = names::field(wire);
            if let Some((entry, field)) = entry.and_then(|entry| Some((entry, entry.rename(usual.as_ref().ok())?)))
                && names::is_printable(wire)
            {
                judged.push((entry, field.clone()));
                all.push(Named { wire, schema, field });
                continue;
            }
            match names.claim(wire) {
                Ok((field, renamed)) => {
                    if renamed {
                        self.notes.add(NoteKind::RenamedField, place.item());
                    }
                    all.push(Named { wire, schema, field });
                }
                Err(bad) => {
                    let item = place.item();
                    let fault = format!("the attribute `{item}` cannot have a name in Rust: {bad}");
                    let fault = Diagnostic::new(Code::Name, place.at, fault).help(format!(
                        "judge it by an overlay: `[[field]]` with `table = \"{}\"`, `path = \"{}\"` and a `rename`, or \
                         `skip = true`",
                        place.table, place.path
                    ));
                    self.broken(&item, fault);
                }
            }
        }
        for (entry, field) in judged {
            if !names.add(&field) {
                self.misjudged.push(self.overlay.taken_field(entry, &field));
            }
        }
        all
    }
}
