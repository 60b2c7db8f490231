//! What fields hold, ready to be written, printed or compared.

use std::fmt;

use serde_json::Value;

use crate::{ExtraAttributes, Secret};

use super::Fields;

/// The name of a field on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name in Rust.
    pub field: &'static str,
    /// Its name on the wire; of a pattern, the part before the key.
    pub wire: &'static str,
    /// Of a pattern, the part after the key; of another member, nothing.
    pub suffix: &'static [&'static str],
}

/// How the wire spells a boolean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoolForm {
    /// `true` and `false`.
    Json,
    /// `1` and `0`.
    Flag,
    /// `"enable"` and `"disable"`.
    Toggle,
}

/// What a field holds.
#[derive(Clone, Copy)]
pub enum Out<'r> {
    /// Nothing: it is not written.
    Absent,
    /// The wish to reset the attribute: its name is written below `unset attrs`.
    Unset,
    /// A boolean and its spelling.
    Bool(bool, BoolForm),
    /// An integer.
    Int(i64),
    /// An integer that is never negative.
    Unsigned(u64),
    /// A fraction.
    Float(f64),
    /// Text.
    Text(&'r str),
    /// Text that is written, but never shown.
    Secret(&'r Secret),
    /// Untyped JSON.
    Json(&'r Value),
    /// JSON that its type writes, because it may be nested deeper than the stack has room for.
    Written(&'r dyn Written),
    /// A nested object of known members.
    Object(&'r dyn Fields),
    /// A list.
    List(&'r dyn Items),
    /// An object whose names are data.
    Map(&'r dyn Entries),
    /// Attributes of the object that no field holds.
    Extra(&'r ExtraAttributes),
}

impl Out<'_> {
    /// Spells a boolean as `1` or `0`.
    #[must_use]
    pub fn flag(self) -> Self {
        self.in_form(BoolForm::Flag)
    }

    /// Spells a boolean as `"enable"` or `"disable"`.
    #[must_use]
    pub fn toggle(self) -> Self {
        self.in_form(BoolForm::Toggle)
    }

    fn in_form(self, form: BoolForm) -> Self {
        match self {
            Self::Bool(value, _) => Self::Bool(value, form),
            other => other,
        }
    }
}

/// A value that can stand in a field.
pub trait Shown {
    /// What it holds.
    fn out(&self) -> Out<'_>;
}

impl<F: Fields> Shown for F {
    fn out(&self) -> Out<'_> {
        Out::Object(self)
    }
}

/// Passes each field that has a value on to `visit`. `members` and `values` have the same order.
///
/// `row!` calls it once for all fields, because compilers spend their time on calls. Most fields of most rows have no
/// value. They are skipped here, before a call through `dyn`.
#[inline]
pub fn visit_held<'r>(visit: &mut dyn FnMut(&'static Member, Out<'r>), members: &'static [Member], values: &[Out<'r>]) {
    for (member, value) in members.iter().zip(values) {
        if !matches!(value, Out::Absent) {
            visit(member, *value);
        }
    }
}

/// A value that writes itself as JSON.
pub trait Written {
    /// Appends its JSON text to `out`.
    ///
    /// # Errors
    ///
    /// Whatever `out` reports.
    fn write_json(&self, out: &mut dyn fmt::Write) -> fmt::Result;

    /// Its JSON text.
    fn json(&self) -> String {
        let mut json = String::new();
        // A string takes whatever is written to it.
        let _ = self.write_json(&mut json);
        json
    }
}

/// A list of values.
pub trait Items {
    /// How many there are.
    fn count(&self) -> usize;

    /// The value at `index`, counted from 0.
    fn item(&self, index: usize) -> Out<'_>;
}

/// Values by name.
pub trait Entries {
    /// Shows every entry, ordered by key.
    fn each<'r>(&'r self, visit: &mut dyn FnMut(&'r str, Out<'r>));
}

/// Shows a field once, although it is listed for each place that a reply may carry it in.
pub struct Once<'v, 'r> {
    visit: &'v mut dyn FnMut(&'static Member, Out<'r>),
    seen: Vec<&'static str>,
}

impl<'v, 'r> Once<'v, 'r> {
    /// Passes on to `visit`.
    pub fn new(visit: &'v mut dyn FnMut(&'static Member, Out<'r>)) -> Self {
        Self {
            visit,
            seen: Vec::new(),
        }
    }

    /// Passes on the fields that were not passed on before. `members` and `values` have the same order.
    pub fn visit(&mut self, members: &'static [Member], values: &[Out<'r>]) {
        for (member, value) in members.iter().zip(values) {
            if self.seen.contains(&member.field) {
                continue;
            }
            self.seen.push(member.field);
            if !matches!(value, Out::Absent) {
                (self.visit)(member, *value);
            }
        }
    }
}

impl fmt::Debug for Once<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Once").field("seen", &self.seen).finish_non_exhaustive()
    }
}
