//! The types of placeholders in urls.

use super::{Placeholder, RustPath, Source};
use crate::name::{MethodName, TypeName, VariantName};

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
    /// The Rust path of the type, if another crate already has it: the bindings of one crate can use the types of
    /// another.
    pub path: Option<RustPath>,
    /// Another parameter type. No value names a thing of both types on an appliance.
    pub apart_from: Option<TypeName>,
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
            apart_from: None,
            doc: String::new(),
            reserved: Vec::new(),
        }
    }

    /// Whether values of this type and of the other one never name the same thing.
    pub(crate) fn is_apart_from(&self, other: &Self) -> bool {
        self.apart_from.as_ref() == Some(&other.name) || other.apart_from.as_ref() == Some(&self.name)
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reserved {
    /// Runs of whole segments. `*` stands for any segment, and `_*` for any that begins with `_`.
    pub runs: Vec<String>,
    /// The Rust value to use instead of the words, such as `AdomOrGlobal::Global`.
    pub instead: Option<String>,
    /// The meaning of the words.
    pub doc: String,
    /// The sources that document it.
    pub source: Vec<Source>,
}

impl Reserved {
    /// The runs as url values take them: with the value that stands for them.
    pub(crate) fn patterns(&self) -> impl Iterator<Item = String> {
        self.runs.iter().map(|run| match &self.instead {
            Some(instead) => format!("{run} -> {instead}"),
            None => run.clone(),
        })
    }
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
    /// One of several runs of segments, such as `adom/<adom>` and `global`.
    Scope(Vec<Form>),
    /// Several segments, each a url parameter of its own, such as `<device>/<vdom>`.
    Segments(Vec<Placeholder>),
}

/// One form of a scope: literal segments, with a placeholder after them or none.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Form {
    /// The variant of the type.
    pub variant: VariantName,
    /// The literal segments: `adom/` before a placeholder, `global` without one.
    pub literal: String,
    /// The placeholder.
    pub placeholder: Option<Box<Placeholder>>,
    /// Its documentation.
    pub doc: String,
}

impl Form {
    /// A form of these literal segments. With a placeholder, they end with a slash.
    #[must_use]
    pub fn new(variant: VariantName, literal: &str, placeholder: Option<Placeholder>) -> Self {
        Self {
            variant,
            literal: literal.to_owned(),
            placeholder: placeholder.map(Box::new),
            doc: String::new(),
        }
    }

    /// The part of a url template: `adom/<adom>`.
    #[must_use]
    pub fn url(&self) -> String {
        match &self.placeholder {
            Some(placeholder) => format!("{}<{}>", self.literal, placeholder.wire),
            None => self.literal.clone(),
        }
    }
}

impl ParameterKind {
    /// The same kind without reserved words.
    pub(crate) fn bare(&self) -> Self {
        match self {
            Self::Name(_) => Self::Name(Vec::new()),
            Self::Id => Self::Id,
            Self::PackagePath(_) => Self::PackagePath(Vec::new()),
            Self::ObjectPath(_) => Self::ObjectPath(Vec::new()),
            Self::Scope(forms) => Self::Scope(forms.clone()),
            Self::Segments(parts) => Self::Segments(parts.clone()),
        }
    }

    /// Whether a value can have more than one segment of the caller's choice.
    pub(crate) fn is_path(&self) -> bool {
        matches!(self, Self::PackagePath(_) | Self::ObjectPath(_))
    }

    /// The words that a value cannot be or contain.
    pub(crate) fn reserved(&self) -> &[String] {
        match self {
            Self::Name(runs) | Self::PackagePath(runs) | Self::ObjectPath(runs) => runs,
            Self::Id | Self::Scope(_) | Self::Segments(_) => &[],
        }
    }

    /// The placeholders inside of a value.
    pub(crate) fn parts(&self) -> Vec<&Placeholder> {
        match self {
            Self::Scope(forms) => forms.iter().filter_map(|form| form.placeholder.as_deref()).collect(),
            Self::Segments(parts) => parts.iter().collect(),
            Self::Name(_) | Self::Id | Self::PackagePath(_) | Self::ObjectPath(_) => Vec::new(),
        }
    }

    /// The placeholders inside of a value.
    pub(crate) fn parts_mut(&mut self) -> Vec<&mut Placeholder> {
        match self {
            Self::Scope(forms) => forms
                .iter_mut()
                .filter_map(|form| form.placeholder.as_deref_mut())
                .collect(),
            Self::Segments(parts) => parts.iter_mut().collect(),
            Self::Name(_) | Self::Id | Self::PackagePath(_) | Self::ObjectPath(_) => Vec::new(),
        }
    }
}
