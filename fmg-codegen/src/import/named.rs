//! The fields of the attributes of a row.

use super::Lowering;
use super::names::{self, FieldNames};
use super::notes::NoteKind;
use super::place::Place;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::Row;
use crate::name::FieldName;

/// An attribute and its field.
pub(super) struct Named<'a, T> {
    pub(super) wire: &'a str,
    pub(super) schema: &'a T,
    pub(super) field: FieldName,
}

impl Lowering<'_> {
    /// The attributes that have a field, the key first. A field that the overlay names keeps that name.
    pub(super) fn named<'a, T>(
        &mut self,
        place: &Place<'_>,
        attributes: impl Iterator<Item = (&'a str, &'a T)> + Clone,
        key: Option<&str>,
    ) -> Vec<Named<'a, T>> {
        let mut names = FieldNames::beside(&[Row::EXTRA]);
        let mut all = Vec::with_capacity(attributes.size_hint().0);
        let mut judged = Vec::new();
        let is_key = |wire: &str| key == Some(wire);
        let first = attributes.clone().filter(|(wire, _)| is_key(wire)).take(1);
        let rest = attributes.filter(|(wire, _)| !is_key(wire));
        for (wire, schema) in first.chain(rest) {
            let place = place.child(wire, "");
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
