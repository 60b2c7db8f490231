//! The faults of specs and descriptions, as data. The caller renders them.

use std::fmt;
use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};

/// The kind of a fault. Each kind has a stable code, by which documentation and tests find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// A file can't be read or is not UTF-8.
    Unreadable,
    /// A file is not TOML.
    Syntax,
    /// A key that the format does not have.
    UnknownKey,
    /// A required key is missing.
    MissingKey,
    /// A value whose TOML type the key does not take.
    WrongType,
    /// A value that the key does not allow.
    InvalidValue,
    /// An endpoint without a method, or with several.
    Method,
    /// A url template that does not parse.
    Template,
    /// A type expression that does not parse.
    TypeSyntax,
    /// A type that no spec declares.
    UnknownType,
    /// A type that is not allowed here.
    MisplacedType,
    /// A placeholder without a type.
    UntypedPlaceholder,
    /// A parameter entry for a placeholder that the template does not have.
    UnusedParameter,
    /// A name that cannot become a Rust identifier, or becomes the same one as another name.
    Name,
    /// Two declarations of the same thing.
    Duplicate,
    /// A source document that `documents.toml` does not list.
    UnknownDocument,
    /// An exchange file that is missing, is not JSON or lacks a member.
    ExchangeFile,
    /// A documented exchange that contradicts its endpoint.
    ExchangeMismatch,
    /// An exchange file that no endpoint names.
    OrphanExchange,
    /// A stale erratum: the spec or the exchange does not agree with its `truth`.
    StaleErratum,
    /// A value that turns the url of a call into that of another call.
    Overlap,
    /// Documentation that is not made of whole sentences.
    Prose,
    /// A file that is not a description of an appliance.
    NotADescription,
    /// An answer by which an appliance refuses its description.
    RefusedDescription,
    /// Descriptions of different appliances or versions in one import.
    MixedDescriptions,
    /// A table or call of a description that cannot be understood.
    Description,
    /// A pattern that selects nothing.
    Pattern,
    /// An entry of an overlay that matches nothing or changes nothing.
    Overlay,
    /// Versions that cannot be merged: one is not stated or has no numbers, or there are too many.
    UnknownVersion,
}

impl Code {
    /// Every code, in the order of their numbers.
    pub const ALL: [Self; 29] = [
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
        Self::NotADescription,
        Self::RefusedDescription,
        Self::MixedDescriptions,
        Self::Description,
        Self::Pattern,
        Self::Overlay,
        Self::UnknownVersion,
    ];

    /// The code as it is printed: `S008` for a fault of specs, `I001` for one of an import.
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
            Self::NotADescription => "I001",
            Self::RefusedDescription => "I002",
            Self::MixedDescriptions => "I003",
            Self::Description => "I004",
            Self::Pattern => "I005",
            Self::Overlay => "I006",
            Self::UnknownVersion => "I007",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Location {
    /// The file: of specs, relative to the root of the specs; of a description, as the caller names it.
    pub file: Utf8PathBuf,
    /// The bytes; an empty range at 0 stands for the whole file.
    pub span: Range<usize>,
    /// The JSON pointer of a value in a description, such as `/results/children/ge`; empty for the whole file and for
    /// other files.
    pub pointer: String,
}

impl Location {
    /// A place in `file`.
    #[must_use]
    pub fn new(file: &Utf8Path, span: Range<usize>) -> Self {
        Self {
            file: file.to_owned(),
            span,
            pointer: String::new(),
        }
    }

    /// The value at this JSON pointer in `file`.
    #[must_use]
    pub fn value(file: &Utf8Path, pointer: &str) -> Self {
        Self {
            pointer: pointer.to_owned(),
            ..Self::new(file, 0..0)
        }
    }
}

/// A place and the text that is shown there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub location: Location,
    /// The text next to the carets; may be empty.
    pub text: String,
}

/// One fault: what, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of the fault.
    pub code: Code,
    /// The problem, in one sentence without a full stop.
    pub message: String,
    /// The place of the fault.
    pub primary: Label,
    /// Related places, such as an earlier declaration of the same name.
    pub secondary: Vec<Label>,
    /// The correction of the fault.
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

    /// Sets the text next to the carets.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Adds a related place.
    #[must_use]
    pub fn also(mut self, location: Location, text: impl Into<String>) -> Self {
        self.secondary.push(Label {
            location,
            text: text.into(),
        });
        self
    }

    /// Sets the advice.
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

/// Sorts diagnostics by file and place. The result does not depend on the order of the checks.
pub(crate) fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| {
        let key = |d: &Diagnostic| {
            let at = &d.primary.location;
            (at.file.clone(), at.span.start, at.span.end, at.pointer.clone(), d.code)
        };
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
}
