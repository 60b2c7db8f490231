//! Names that may stand once in a scope: the items of a module, the fields of a struct.

use std::collections::BTreeMap;

use crate::diagnostic::Code;
use crate::ir::fault::{Fault, Subject};

/// Names that the functions of every request have.
const REQUEST: [&str; 6] = ["clone", "default", "method", "new", "template", "url"];

/// Names that a generated module uses for what it imports, or has from the prelude.
const MODULE: [&str; 29] = [
    "BTreeMap",
    "Call",
    "Calls",
    "Code",
    "Default",
    "DownloadCall",
    "Endpoint",
    "Field",
    "File",
    "From",
    "Into",
    "IntoIterator",
    "Map",
    "Named",
    "OneOrMany",
    "Option",
    "Result",
    "RowName",
    "Secret",
    "Self_",
    "Serialize",
    "SerializeMap",
    "Serializer",
    "String",
    "Text",
    "Unlisted",
    "Value",
    "Vec",
    "WithOptions",
];

/// The names taken so far, with what is shown of each and its subject.
pub(super) struct Names<'a> {
    what: &'static str,
    taken: BTreeMap<&'a str, (String, Subject)>,
}

impl<'a> Names<'a> {
    /// An empty scope; `what` starts the message about a clash: "this struct has two fields".
    pub(super) fn new(what: &'static str) -> Self {
        Self {
            what,
            taken: BTreeMap::new(),
        }
    }

    /// Takes `name` for what is called `shown` in its description. A fault where it is taken.
    pub(super) fn claim(&mut self, name: &'a str, shown: &str, subject: Subject) -> Option<Fault> {
        if let Some((other, earlier)) = self.taken.get(name) {
            return Some(
                Fault::new(
                    Code::Name,
                    subject,
                    format!("{} that become `{name}` in Rust", self.what),
                )
                .label(format!("`{shown}` here"))
                .also(*earlier, format!("`{other}` here"))
                .help("give one of them another name"),
            );
        }
        self.taken.insert(name, (shown.to_owned(), subject));
        None
    }

    /// Who has taken a name.
    pub(super) fn get(&self, name: &str) -> Option<Subject> {
        self.taken.get(name).map(|(_, subject)| *subject)
    }
}

/// A fault for a field that has the name of a function of its request.
pub(super) fn field_of_request(name: &str, subject: Subject) -> Option<Fault> {
    REQUEST.contains(&name).then(|| {
        Fault::new(
            Code::Name,
            subject,
            format!("`{name}` is the name of a function that every request has"),
        )
        .help("give the field another name")
    })
}

/// A fault for an item that has a name which its module uses otherwise.
pub(super) fn item_of_module(name: &str, subject: Subject) -> Option<Fault> {
    MODULE.contains(&name).then(|| {
        Fault::new(
            Code::Name,
            subject,
            format!("`{name}` is a name that every generated module may import"),
        )
        .help("give the item another name")
    })
}
