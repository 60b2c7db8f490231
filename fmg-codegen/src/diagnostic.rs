//! What can be wrong with the specs, as data. Rendering is the caller's business.

use std::fmt;
use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};

/// The kind of a fault. Each has a stable code, so that a fault can be looked up and tested for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// A file can't be read or is no UTF-8.
    Unreadable,
    /// A file is no TOML.
    Syntax,
    /// A key that the format does not know.
    UnknownKey,
    /// A key that must be there is not.
    MissingKey,
    /// A value of another TOML type than the key takes.
    WrongType,
    /// A value outside what the key allows.
    InvalidValue,
    /// An endpoint with no method, or with several.
    Method,
    /// A url template that does not parse.
    Template,
    /// A type expression that does not parse.
    TypeSyntax,
    /// A type that nothing declares.
    UnknownType,
    /// A type that is known but can't stand here.
    MisplacedType,
    /// A placeholder whose type nothing says.
    UntypedPlaceholder,
    /// An entry that says something about a placeholder which the template lacks.
    UnusedParameter,
    /// A name that makes no Rust identifier, or the same one as another name.
    Name,
    /// Two declarations of one thing.
    Duplicate,
    /// A source document that `documents.toml` does not list.
    UnknownDocument,
    /// An exchange file that is missing, is no JSON or lacks its members.
    ExchangeFile,
    /// A documented exchange that contradicts its endpoint.
    ExchangeMismatch,
    /// An exchange file that no endpoint names.
    OrphanExchange,
    /// An erratum that no longer matches anything.
    StaleErratum,
    /// A value with which the url of a call would be that of another call.
    Overlap,
    /// Documentation that is not made of whole sentences.
    Prose,
}

impl Code {
    /// Every code, in the order of their numbers.
    pub const ALL: [Self; 22] = [
        Self::Unreadable,
        Self::Syntax,
        Self::UnknownKey,
        Self::MissingKey,
        Self::WrongType,
        Self::InvalidValue,
        Self::Method,
        Self::Template,
        Self::TypeSyntax,
        Self::UnknownType,
        Self::MisplacedType,
        Self::UntypedPlaceholder,
        Self::UnusedParameter,
        Self::Name,
        Self::Duplicate,
        Self::UnknownDocument,
        Self::ExchangeFile,
        Self::ExchangeMismatch,
        Self::OrphanExchange,
        Self::StaleErratum,
        Self::Overlap,
        Self::Prose,
    ];

    /// The code as it is printed, such as `S008`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "S001",
            Self::Syntax => "S002",
            Self::UnknownKey => "S003",
            Self::MissingKey => "S004",
            Self::WrongType => "S005",
            Self::InvalidValue => "S006",
            Self::Method => "S007",
            Self::Template => "S008",
            Self::TypeSyntax => "S009",
            Self::UnknownType => "S010",
            Self::MisplacedType => "S011",
            Self::UntypedPlaceholder => "S012",
            Self::UnusedParameter => "S013",
            Self::Name => "S014",
            Self::Duplicate => "S015",
            Self::UnknownDocument => "S016",
            Self::ExchangeFile => "S017",
            Self::ExchangeMismatch => "S018",
            Self::OrphanExchange => "S019",
            Self::StaleErratum => "S020",
            Self::Overlap => "S021",
            Self::Prose => "S022",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A place in a spec file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Location {
    /// The file, relative to the root of the specs.
    pub file: Utf8PathBuf,
    /// The bytes meant; an empty range at 0 means the file as a whole.
    pub span: Range<usize>,
}

impl Location {
    /// A place in `file`.
    #[must_use]
    pub fn new(file: &Utf8Path, span: Range<usize>) -> Self {
        Self {
            file: file.to_owned(),
            span,
        }
    }
}

/// A place together with what there is to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub location: Location,
    /// What is said next to the carets; may be empty.
    pub text: String,
}

/// One fault: what, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of the fault.
    pub code: Code,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The place of the fault.
    pub primary: Label,
    /// Other places that matter, such as an earlier declaration of the same name.
    pub secondary: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A fault at `location`.
    pub fn new(code: Code, location: Location, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            primary: Label {
                location,
                text: String::new(),
            },
            secondary: Vec::new(),
            help: None,
        }
    }

    /// Says `text` next to the carets.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Points at another place.
    #[must_use]
    pub fn also(mut self, location: Location, text: impl Into<String>) -> Self {
        self.secondary.push(Label {
            location,
            text: text.into(),
        });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "error[{}]: {} ({})",
            self.code, self.message, self.primary.location.file
        )
    }
}

/// Sorts diagnostics by file and place, so that their order does not depend on the order of the passes.
pub(crate) fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| {
        let key = |d: &Diagnostic| {
            let at = &d.primary.location;
            (at.file.clone(), at.span.start, at.span.end, d.code)
        };
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
}
