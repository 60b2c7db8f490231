//! The names of fields, and the visits of all fields with their values.

use std::fmt;

use super::{Fields, Out};

/// The name of a field in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// For a pattern, the part before the key. Empty for the additional attributes of a row.
    pub(crate) wire: &'static str,
    /// For a pattern, the part after the key.
    pub(crate) suffix: Option<&'static str>,
}

/// The names of several fields.
///
/// The names in Rust are one text, because a compiler takes longer for a list. `Debug` and [`EachFieldOnce`] split it.
#[derive(Clone, Copy, Debug)]
pub struct FieldNames {
    /// The name of the struct.
    pub type_name: &'static str,
    /// The names in Rust, as `stringify!` writes them: with white space between them.
    pub rust: &'static str,
    /// The name in JSON of each field. The additional attributes of a row come behind all fields and have none.
    pub json: &'static [&'static str],
    /// The parts before and after the key, for each field that is a pattern.
    pub patterns: &'static [[&'static str; 2]],
}

impl FieldNames {
    /// No fields, of a struct with this name.
    pub(crate) const fn none_of(type_name: &'static str) -> Self {
        Self {
            type_name,
            rust: "",
            json: &[],
            patterns: &[],
        }
    }

    /// For a pattern, the part of the name in JSON after the key. `prefix` is the part before.
    pub(super) fn suffix(&self, prefix: &str) -> Option<&'static str> {
        let pattern = self.patterns.iter().find(|[other, _]| *other == prefix);
        pattern.map(|[_, suffix]| *suffix)
    }

    /// The name in JSON of the field with this index.
    fn wire(&self, index: usize) -> &'static str {
        self.json.get(index).copied().unwrap_or_default()
    }
}

/// Takes fields with their values, in the order of declaration.
pub type Visit<'v, 'r> = &'v mut dyn FnMut(&FieldNames, &[Out<'r>]);

/// Passes the fields of a row on. `names` and `values` have the same order.
#[inline]
pub fn visit_row<'r>(visit: Visit<'_, 'r>, names: &FieldNames, values: &[Out<'r>]) {
    visit(names, values);
}

/// Calls `visit` for every field that has a value, in the order of declaration.
pub(crate) fn each<'r>(fields: &'r dyn Fields, mut visit: impl FnMut(Member, Out<'r>)) {
    fields.visit(&mut |names, values| {
        for (index, value) in values.iter().enumerate() {
            if !matches!(value, Out::Absent) {
                let wire = names.wire(index);
                let suffix = names.suffix(wire);
                visit(Member { wire, suffix }, *value);
            }
        }
    });
}

/// Passes each field on once, although a field is listed for each place in which a reply may have it.
pub struct EachFieldOnce<'v, 'r> {
    visit: Visit<'v, 'r>,
    type_name: &'static str,
    seen: Vec<&'static str>,
}

impl<'v, 'r> EachFieldOnce<'v, 'r> {
    /// Passes fields on to `visit`, and before them the name of the struct.
    pub fn new(visit: Visit<'v, 'r>, type_name: &'static str) -> Self {
        visit(&FieldNames::none_of(type_name), &[]);
        Self {
            visit,
            type_name,
            seen: Vec::new(),
        }
    }

    /// Passes on the fields that were not passed on before. `fields`, `names` and `values` have the same order.
    pub fn visit(
        &mut self,
        fields: &'static str,
        names: &'static [&'static str],
        patterns: &'static [[&'static str; 2]],
        values: &[Out<'r>],
    ) {
        for (field, (name, value)) in fields
            .split_ascii_whitespace()
            .zip(names.chunks(1).zip(values.chunks(1)))
        {
            if !self.seen.contains(&field) {
                self.seen.push(field);
                let field_names = FieldNames {
                    type_name: self.type_name,
                    rust: field,
                    json: name,
                    patterns,
                };
                (self.visit)(&field_names, value);
            }
        }
    }
}

impl fmt::Debug for EachFieldOnce<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EachFieldOnce")
            .field("seen", &self.seen)
            .finish_non_exhaustive()
    }
}
