//! The types of placeholders in urls.

use super::{RustPath, Source};
use crate::name::{MethodName, TypeName};

/// A type of values in a url.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name.
    pub name: TypeName,
    /// The values that it allows.
    pub kind: ParameterKind,
    /// The macro that checks a literal value at compile time.
    pub literal_macro: Option<MethodName>,
    /// Whether all products share the type.
    pub shared: bool,
    /// Its path, if it is not generated: the bindings of one crate can use the types of another.
    pub path: Option<RustPath>,
    /// Its documentation.
    pub doc: String,
    /// The words that it may not contain, with the reasons.
    pub reserved: Vec<Reserved>,
}

impl Parameter {
    /// A type of this name without reserved words.
    #[must_use]
    pub fn new(name: TypeName, kind: ParameterKind) -> Self {
        Self {
            name,
            kind,
            literal_macro: None,
            shared: false,
            path: None,
            doc: String::new(),
            reserved: Vec::new(),
        }
    }

    /// Whether it is generated for its product alone.
    pub(crate) fn is_own(&self) -> bool {
        !self.shared && self.path.is_none()
    }

    /// Whether it is generated for all products.
    pub(crate) fn is_shared(&self) -> bool {
        self.shared && self.path.is_none()
    }
}

/// Words that a value may not contain, because the url would be that of another call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reserved {
    /// Runs of whole segments. `*` stands for any segment, and `_*` for any that begins with `_`.
    pub runs: Vec<String>,
    /// The meaning of the words.
    pub doc: String,
    /// The sources that document it.
    pub source: Vec<Source>,
}

/// The values of a url parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// One segment, which is not a reserved word.
    Name(Vec<String>),
    /// An integer.
    Id,
    /// Folders and a policy package. After the first segment, the value cannot contain a reserved run, or a run that
    /// follows the placeholder in some template.
    PackagePath(Vec<String>),
    /// The path of a table and a key in it. The table cannot be one with as many words as the path has segments.
    ObjectPath(Vec<String>),
}

impl ParameterKind {
    /// The same kind without reserved words.
    pub(crate) fn bare(&self) -> Self {
        match self {
            Self::Name(_) => Self::Name(Vec::new()),
            Self::Id => Self::Id,
            Self::PackagePath(_) => Self::PackagePath(Vec::new()),
            Self::ObjectPath(_) => Self::ObjectPath(Vec::new()),
        }
    }
}
