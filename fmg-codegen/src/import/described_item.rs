//! The tables and calls that answers describe, by the names that patterns, overlays and reports use.

use serde_json::{Map, Value};

use super::answer::Answer;
use super::fmg::{self, Description};
use super::notes::{NoteKind, Notes};
use super::pattern::Kind;
use super::{configuration, monitor};
use crate::diagnostic::{Code, Diagnostic, Location};

/// The table or call that an answer describes.
pub(super) enum DescribedItem {
    /// A table or single object of FortiOS: its path and its schema.
    Table(String, Map<String, Value>),
    /// A table inside of a single object, which the device described as a table: the object, the name of the table, and
    /// its schema.
    Child(String, String, Map<String, Value>),
    /// A call: its kind, its path, and its entry in the description.
    Call(Kind, String, Map<String, Value>),
    /// A table of FortiManager in one of its scopes.
    FmgTable(Box<Description>),
}

impl DescribedItem {
    /// The item that an answer at this place describes. `None`: the answer has no name, and a fault or a note says so.
    pub(super) fn of(at: &Location, answer: Answer, faults: &mut Vec<Diagnostic>, notes: &mut Notes) -> Option<Self> {
        let mut nameless = |fault: &str| {
            let fault = Diagnostic::new(Code::Description, at.clone(), fault);
            faults.push(fault.help("save the answer of the appliance again, unchanged"));
        };
        match answer {
            Answer::Table(schema) => {
                if let Some(id) = configuration::id(&schema) {
                    return Some(Self::Table(id, schema));
                }
                nameless("the schema of a table needs `path` and `name`");
            }
            Answer::Child { parent, schema } => {
                let name = schema.get("name").and_then(Value::as_str).unwrap_or_default();
                return Some(Self::Child(parent, name.to_owned(), schema));
            }
            Answer::Call(entry) => {
                if let Some(id) = monitor::id(&entry) {
                    return Some(Self::Call(monitor::kind(&entry), id, entry));
                }
                nameless("a call of the directory needs `path` and `name`");
            }
            Answer::Command(entry) => {
                if let Some(id) = fmg::command::id(&entry) {
                    return Some(Self::Call(Kind::Command, id, entry));
                }
                notes.add(NoteKind::StrangeUrl, "/");
            }
            Answer::Syntax(answer) => {
                let description = fmg::syntax::description(at.clone(), &answer);
                return Some(Self::FmgTable(Box::new(description)));
            }
            Answer::FmgTable(description) => return Some(Self::FmgTable(description)),
        }
        None
    }
}
