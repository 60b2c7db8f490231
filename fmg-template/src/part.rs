//! The pieces of a template.

use crate::fault::Span;
use crate::field_name::field_name;

/// A piece of a [`Template`](crate::Template), from left to right.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The text up to the next placeholder or to the end, slashes included.
    Literal(String),
    /// A gap to be filled.
    Placeholder(Placeholder),
}

/// A named gap of a [`Template`](crate::Template).
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

    /// Where it stands in the template, angle brackets included.
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
