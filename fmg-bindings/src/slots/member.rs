//! The names of fields, and the visits of all fields with their values.

use std::fmt;

use super::{Fields, Out};

/// The names of a field in Rust and in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// The name in Rust.
    pub(crate) field: &'static str,
    /// The name in JSON. For a pattern, the part before the key.
    pub(crate) wire: &'static str,
    /// For a pattern, the part after the key.
    pub(crate) suffix: Option<&'static str>,
}

/// The names of several fields.
///
/// They are arrays of texts, because compilers take several times as long for arrays of structs.
#[derive(Clone, Copy, Debug)]
pub struct Members {
    /// The name in Rust and the name in JSON, for each field.
    pub(super) names: &'static [[&'static str; 2]],
    /// The parts before and after the key, for each field that is a pattern.
    patterns: &'static [[&'static str; 2]],
}

impl Members {
    /// For a pattern, the part of the name in JSON after the key. `prefix` is the part before.
    pub(super) fn suffix(self, prefix: &str) -> Option<&'static str> {
        let pattern = self.patterns.iter().find(|[other, _]| *other == prefix);
        pattern.map(|[_, suffix]| *suffix)
    }
}

/// Takes fields with their values, in the order of declaration.
pub type Visit<'v, 'r> = &'v mut dyn FnMut(Members, &[Out<'r>]);

/// Passes the fields of a row on. `names` and `values` have the same order.
#[inline]
pub fn visit_row<'r>(
    visit: Visit<'_, 'r>,
    names: &'static [[&'static str; 2]],
    patterns: &'static [[&'static str; 2]],
    values: &[Out<'r>],
) {
    visit(Members { names, patterns }, values);
}

/// Calls `visit` for every field that has a value, in the order of declaration.
pub(crate) fn each<'r>(fields: &'r dyn Fields, mut visit: impl FnMut(Member, Out<'r>)) {
    fields.visit(&mut |members, values| {
        for ([field, wire], value) in members.names.iter().zip(values) {
            if !matches!(value, Out::Absent) {
                let suffix = members.suffix(wire);
                visit(Member { field, wire, suffix }, *value);
            }
        }
    });
}

/// Passes each field on once, although a field is listed for each place in which a reply may have it.
pub struct Once<'v, 'r> {
    visit: Visit<'v, 'r>,
    seen: Vec<&'static str>,
}

impl<'v, 'r> Once<'v, 'r> {
    /// Passes on to `visit`.
    pub fn new(visit: Visit<'v, 'r>) -> Self {
        Self {
            visit,
            seen: Vec::new(),
        }
    }

    /// Passes on the fields that were not passed on before. `names` and `values` have the same order.
    pub fn visit(
        &mut self,
        names: &'static [[&'static str; 2]],
        patterns: &'static [[&'static str; 2]],
        values: &[Out<'r>],
    ) {
        for (names, value) in names.chunks(1).zip(values.chunks(1)) {
            let [field, _] = names[0];
            if !self.seen.contains(&field) {
                self.seen.push(field);
                (self.visit)(Members { names, patterns }, value);
            }
        }
    }
}

impl fmt::Debug for Once<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Once").field("seen", &self.seen).finish_non_exhaustive()
    }
}
