//! What may fill a placeholder of a url.

use super::Source;
use crate::name::{MethodName, TypeName};

/// A type that stands in a url.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name.
    pub name: TypeName,
    /// What it may hold.
    pub kind: ParameterKind,
    /// The macro that checks a literal of it at compile time.
    pub literal_macro: Option<MethodName>,
    /// Whether it is a type of all products.
    pub shared: bool,
    /// What it is.
    pub doc: String,
    /// What it may not hold, with the reasons.
    pub reserved: Vec<Reserved>,
}

impl Parameter {
    /// A type of this name, which reserves no words.
    #[must_use]
    pub fn new(name: TypeName, kind: ParameterKind) -> Self {
        Self {
            name,
            kind,
            literal_macro: None,
            shared: false,
            doc: String::new(),
            reserved: Vec::new(),
        }
    }
}

/// Words that a value may not hold, since the url would be that of another call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reserved {
    /// Runs of whole segments; `*` in them is any segment, and `_*` any that begins with `_`.
    pub runs: Vec<String>,
    /// What they are.
    pub doc: String,
    /// Where that is documented.
    pub source: Vec<Source>,
}

/// What a url parameter may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// One segment, which is none of the reserved words.
    Name(Vec<String>),
    /// An integer.
    Id,
    /// Folders and a policy package. What may not stand after its first segment: the runs that are reserved, and those
    /// that follow it in some template.
    PackagePath(Vec<String>),
    /// The path of a table and a key in it, which is none of the tables that have as many words as a path has segments.
    ObjectPath(Vec<String>),
}

impl ParameterKind {
    /// The same kind without what it reserves.
    pub(crate) fn bare(&self) -> Self {
        match self {
            Self::Name(_) => Self::Name(Vec::new()),
            Self::Id => Self::Id,
            Self::PackagePath(_) => Self::PackagePath(Vec::new()),
            Self::ObjectPath(_) => Self::ObjectPath(Vec::new()),
        }
    }
}
