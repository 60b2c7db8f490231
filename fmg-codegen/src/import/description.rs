//! Descriptions as they are, for the simulator.

use serde_json::{Map, Value};

use super::answer::Answer;
use super::firmware::Firmware;
use super::fmg::syntax;
use super::monitor;
use crate::diagnostic::Location;

/// The descriptions that an appliance gives of its tables and calls.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Descriptions {
    /// The firmware of a FortiGate, if an answer states it.
    pub firmware: Option<Firmware>,
    /// The schemas of its tables, in the order of the files.
    pub tables: Vec<TableSchema>,
    /// Its Monitor calls, in the order of the files.
    pub calls: Vec<MonitorCall>,
    /// The schemas of the tables of a FortiManager, in the order of the files.
    pub syntax: Vec<TableSyntax>,
}

/// The schema of a table, as a FortiGate answers it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TableSchema {
    /// The place in the files.
    pub location: Location,
    /// The single object that the table is inside of, such as `router/bgp`; `None` for all other tables.
    pub parent: Option<String>,
    /// The `results` of the answer: an object with `path`, `name`, `category`, `children` and more.
    pub schema: Value,
}

/// A Monitor call, as the directory of a FortiGate states it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct MonitorCall {
    /// The place in the files.
    pub location: Location,
    /// The entry of the directory: an object with `path`, `name`, `action`, `request`, `response` and more.
    pub entry: Value,
}

/// The schema of a table, as a FortiManager answers it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TableSyntax {
    /// The place in the files.
    pub location: Location,
    /// The part of the FortiManager that has the table, as patterns name it: `obj`.
    pub kind: &'static str,
    /// Its path below the scopes: `firewall/address`.
    pub path: String,
    /// The name of the table: `firewall address`.
    pub category: String,
    /// Its part of the answer: an object with `attr` and more. For a table in a Swagger file, the answer that would
    /// describe it.
    pub schema: Value,
}

impl Descriptions {
    pub(super) fn add(&mut self, location: Location, answer: Answer) {
        let table = |parent: Option<String>, schema: Map<String, Value>| TableSchema {
            location: location.clone(),
            parent,
            schema: schema.into(),
        };
        match answer {
            Answer::Table(schema) => self.tables.push(table(None, schema)),
            Answer::Child { parent, schema } => self.tables.push(table(Some(parent), schema)),
            Answer::Syntax(answer) => {
                let (kind, path) = syntax::name(&answer);
                self.syntax.push(TableSyntax {
                    location,
                    kind: kind.as_str(),
                    path,
                    category: answer.category,
                    schema: answer.schema.into(),
                });
            }
            Answer::FmgTable(description) => self.syntax.push(TableSyntax {
                location,
                kind: description.kind.as_str(),
                category: description.path.replace('/', " "),
                schema: syntax::schema(&description.object),
                path: description.path,
            }),
            // A Swagger file does not describe the effect of a call.
            Answer::Command(_) => {}
            // Nor does it describe the content of logs.
            Answer::Call(entry) if !monitor::is_of_directory(&entry) => {}
            Answer::Call(entry) => self.calls.push(MonitorCall {
                location,
                entry: entry.into(),
            }),
        }
    }
}
