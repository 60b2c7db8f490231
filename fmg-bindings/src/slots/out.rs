//! The values of fields in a form that can be written, printed and compared.

use std::fmt;

use serde_json::Value;

use crate::{ExtraAttributes, Secret};

use super::Fields;

/// How a boolean is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoolForm {
    /// `true` and `false`.
    Json,
    /// `1` and `0`.
    Flag,
    /// `"enable"` and `"disable"`.
    Toggle,
}

impl BoolForm {
    /// The JSON text of a boolean in this form.
    pub(super) const fn json(self, value: bool) -> &'static str {
        match (self, value) {
            (Self::Json, true) => "true",
            (Self::Json, false) => "false",
            (Self::Flag, true) => "1",
            (Self::Flag, false) => "0",
            (Self::Toggle, true) => "\"enable\"",
            (Self::Toggle, false) => "\"disable\"",
        }
    }
}

/// The value of a field.
#[derive(Clone, Copy)]
pub enum Out<'r> {
    /// No value. The field is not written.
    Absent,
    /// The attribute is reset: its name is written into `unset attrs`.
    Unset,
    /// A boolean and its form.
    Bool(bool, BoolForm),
    /// An integer.
    Int(i64),
    /// An integer that is never negative.
    Unsigned(u64),
    /// A fraction.
    Float(f64),
    /// Text.
    Text(&'r str),
    /// Text that is written, but never printed.
    Secret(&'r Secret),
    /// Untyped JSON.
    Json(&'r Value),
    /// JSON that its type writes, because it may be nested too deeply for recursion.
    Written(&'r dyn Written),
    /// A nested object of known members.
    Object(&'r dyn Fields),
    /// A list.
    List(&'r dyn Items),
    /// A list of rows with one attribute, whose name this is: `[{"name": "a"}]`.
    Keys(&'r dyn Items, &'static str),
    /// A text of values with a blank between them.
    Words(&'r dyn Items),
    /// An object with any names.
    Map(&'r dyn Entries),
    /// Attributes of the object without a field.
    Extra(&'r ExtraAttributes),
}

impl Out<'_> {
    /// Writes a boolean as `1` or `0`.
    #[must_use]
    pub fn flag(self) -> Self {
        self.in_form(BoolForm::Flag)
    }

    /// Writes a boolean as `"enable"` or `"disable"`.
    #[must_use]
    pub fn toggle(self) -> Self {
        self.in_form(BoolForm::Toggle)
    }

    /// Writes the keys of a list as values of the attribute `name`.
    #[must_use]
    pub fn keys(self, name: &'static str) -> Self {
        match self {
            Self::Keys(keys, _) => Self::Keys(keys, name),
            other => other,
        }
    }

    fn in_form(self, form: BoolForm) -> Self {
        match self {
            Self::Bool(value, _) => Self::Bool(value, form),
            other => other,
        }
    }
}

/// A value that a field can have.
pub trait Shown {
    /// The value in the form for writing.
    fn out(&self) -> Out<'_>;

    /// The values, if they are texts.
    fn texts(values: &[Self]) -> Option<&[String]>
    where
        Self: Sized,
    {
        let _ = values;
        None
    }
}

impl<F: Fields> Shown for F {
    fn out(&self) -> Out<'_> {
        Out::Object(self)
    }
}

/// A value that writes itself as JSON.
pub trait Written {
    /// Appends its JSON text to `out`.
    ///
    /// # Errors
    ///
    /// The error of `out`.
    fn write_json(&self, out: &mut dyn fmt::Write) -> fmt::Result;

    /// Why the value cannot be sent; `None`: it can.
    fn fault(&self) -> Option<&'static str> {
        None
    }

    /// Its JSON text.
    fn json(&self) -> String {
        let mut json = String::new();
        // Writing to a string does not fail.
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

    /// All values, if they are texts.
    fn texts(&self) -> Option<&[String]> {
        None
    }
}

/// Values by name.
pub trait Entries {
    /// Calls `visit` for every entry, ordered by key.
    fn each<'r>(&'r self, visit: &mut dyn FnMut(&'r str, Out<'r>));
}
