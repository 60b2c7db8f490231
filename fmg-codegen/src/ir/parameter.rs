//! What may fill a placeholder of a url.

use crate::name::{MethodName, TypeName};

/// A type that stands in a url.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: TypeName,
    /// What it may hold.
    pub kind: ParameterKind,
    /// The macro that checks a literal of it at compile time.
    pub literal_macro: Option<MethodName>,
    /// What it is.
    pub doc: String,
}

/// What a url parameter may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// One segment.
    Name,
    /// An integer.
    Id,
    /// Folders and a policy package. The runs of segments that follow it in some template may not stand in it.
    PackagePath(Vec<String>),
    /// The path of a table and a key in it.
    ObjectPath,
}
