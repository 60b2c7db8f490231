//! The faults of an API, as data.

use std::fmt;

use super::ProductId;
use crate::diagnostic::Code;

/// One fault of an [`Api`](super::Api): the problem, the item, and the correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The kind of the fault.
    pub code: Code,
    /// The problem, in one sentence without a full stop.
    pub message: String,
    /// The item, by its path: "the member `path` of `fmg::workspace::LockObject`".
    pub item: String,
    /// A few words about the item, beside the message; may be empty.
    pub label: String,
    /// Related items, such as an earlier one of the same name, each with a few words.
    pub others: Vec<(String, String)>,
    /// The correction of the fault.
    pub help: Option<String>,
    pub(crate) element: Element,
    pub(crate) also: Vec<(Element, String)>,
    /// Whether the fault only reports a missing thing. A fault of that thing itself may be the cause.
    pub(crate) dangling: bool,
}

/// The element of an API that has a fault: an item, and the part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    /// The product; `None` for items outside of the products.
    pub(crate) product: Option<ProductId>,
    /// The group, by its place among those of the product.
    pub(crate) group: Option<usize>,
    pub(crate) item: Item,
    pub(crate) part: Part,
}

/// An item, by its place among its kind: in the product, in its group, in the item around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    Document(usize),
    Parameter(usize),
    Scope(usize),
    Code(usize),
    HttpStatus(usize),
    Refusal(usize),
    Group,
    Table(usize),
    Endpoint(usize),
    Placeholder(usize, usize),
    Member(usize, usize),
    Exchange(usize, usize),
    Row(usize),
    RowField(usize, usize),
    Enum(usize),
    Value(usize, usize),
    Union(usize),
    Case(usize, usize),
    CaseField(usize, usize, usize),
}

/// The part of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Name,
    Doc,
    Type,
    Url,
    Key,
    /// The segment behind the urls of the rows of a table.
    Section,
    /// The type of the members of a row.
    MemberType,
    Scope(usize),
    Number,
    Kind,
    Min,
    Default,
    Initial,
    Tag,
    /// The field with the task that a call starts.
    Task,
    Options,
    Data,
    Response,
    Lacks(&'static str),
    Instead,
    Fixed(usize),
    Known(usize),
    OneOf(usize, usize),
    Csrf(usize),
    FileMayBe(usize),
    Source(usize),
    Run(usize, usize),
    ReservedSource(usize, usize),
    Macro,
    Path,
    ApartFrom,
}

impl Fault {
    pub(crate) fn new(code: Code, element: Element, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            item: String::new(),
            label: String::new(),
            others: Vec::new(),
            help: None,
            element,
            also: Vec::new(),
            dangling: false,
        }
    }

    pub(crate) fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    pub(crate) fn also(mut self, element: Element, text: impl Into<String>) -> Self {
        self.also.push((element, text.into()));
        self
    }

    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Marks the fault as a consequence of the fault of a missing thing, if there is one.
    pub(crate) fn dangling(mut self) -> Self {
        self.dangling = true;
        self
    }
}

impl Element {
    /// Another part of the same item.
    pub(crate) fn part(self, part: Part) -> Self {
        Self { part, ..self }
    }
}

/// "`lock-object` …: the member `path` of `fmg::workspace::LockObject`; help: …"
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error[{}]: {} ({})", self.code, self.message, self.item)?;
        if !self.label.is_empty() {
            write!(f, ": {}", self.label)?;
        }
        for (item, text) in &self.others {
            write!(f, "; {item}: {text}")?;
        }
        if let Some(help) = &self.help {
            write!(f, "; help: {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}
