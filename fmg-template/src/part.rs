//! The parts of a template.

use crate::fault::Span;
use crate::field_name::field_name;

/// A part of a [`Template`](crate::Template), from left to right.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The text up to the next placeholder or to the end, including slashes.
    Literal(String),
    /// A placeholder.
    Placeholder(Placeholder),
}

/// A named placeholder of a [`Template`](crate::Template).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Placeholder {
    name: String,
    span: Span,
}

impl Placeholder {
    pub(crate) const fn new(name: String, span: Span) -> Self {
        Self { name, span }
    }

    /// The name between the angle brackets, as written.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its position in the template, including the angle brackets.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }

    /// The name of the field that fills it; see [`field_name`](crate::field_name).
    #[must_use]
    pub fn field_name(&self) -> String {
        field_name(&self.name)
    }
}
