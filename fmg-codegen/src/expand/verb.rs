//! The names, members and documentation of the calls that are verbs of tables.

use crate::ir::TableVerb;
use crate::spec::{FieldSpec, TableSpec, Text};

use super::Writer;

impl Writer<'_> {
    /// The members beside the url, and the type of the whole of `data`.
    pub(super) fn members(&self, table: &TableSpec, verb: TableVerb) -> (Vec<FieldSpec>, Option<String>) {
        let row = &table.row;
        match verb {
            TableVerb::Add | TableVerb::Set | TableVerb::Update | TableVerb::Upsert | TableVerb::CloneTo => {
                (Vec::new(), Some(row.value.clone()))
            }
            TableVerb::AddRows | TableVerb::SetRows | TableVerb::UpdateRows => {
                (Vec::new(), Some(format!("list<{}>", row.value)))
            }
            TableVerb::DeleteWhere => {
                let ty = if self.expansion.has_filter { "Filter" } else { "json" };
                (
                    vec![member(
                        row,
                        "filter",
                        ty,
                        "Condition that a row must meet to be deleted.",
                    )],
                    None,
                )
            }
            TableVerb::MoveTo => {
                let option = "On which side of the target the row goes: `before` or `after`.";
                let target = "Key of the row to move before or after. It is sent as text.";
                let members = vec![
                    member(row, "option", "string", option),
                    member(row, "target", "string", target),
                ];
                (members, None)
            }
            _ => (Vec::new(), None),
        }
    }
}

fn member(like: &Text, name: &str, ty: &str, doc: &str) -> FieldSpec {
    let text = |value: &str| Text {
        value: value.to_owned(),
        span: like.span.clone(),
    };
    FieldSpec {
        name: text(name),
        ty: text(ty),
        doc: text(doc),
        required: true,
        rust: None,
        aliases: Vec::new(),
        places: Vec::new(),
        values: Vec::new(),
        lone: false,
        file: false,
        splice: false,
        strict: false,
        list: false,
        default: None,
        initial: None,
        min: None,
        max: None,
        max_len: None,
        max_items: None,
        refers_to: Vec::new(),
        closed: false,
        access: None,
        versions: Vec::new(),
        since: None,
    }
}

/// The name of the call: `list`, or `list-adoms` if the table has words for its rows.
pub(super) fn call(table: &TableSpec, verb: TableVerb) -> String {
    let Some(one) = table.calls.first() else {
        return verb.as_str().to_owned();
    };
    let one = &one.value;
    let many = table
        .calls
        .get(1)
        .map_or_else(|| format!("{one}s"), |many| many.value.clone());
    match verb {
        TableVerb::List => format!("list-{many}"),
        TableVerb::Count => format!("count-{many}"),
        TableVerb::Checksum => format!("checksum-of-{many}"),
        TableVerb::Syntax => format!("syntax-of-{many}"),
        TableVerb::AddRows => format!("add-{many}"),
        TableVerb::SetRows => format!("set-{many}"),
        TableVerb::UpdateRows => format!("update-{many}"),
        TableVerb::DeleteWhere => format!("delete-{many}-where"),
        TableVerb::CloneTo => format!("clone-{one}-to"),
        TableVerb::MoveTo => format!("move-{one}-to"),
        verb => format!("{verb}-{one}"),
    }
}

/// The documentation of a verb about which the documents say nothing of their own. `is_assigned`: FortiManager assigns a
/// key to a row without one.
pub(super) fn doc(table: &TableSpec, verb: TableVerb, is_assigned: bool) -> String {
    let name = &table.name.value;
    let plural = table.plural.as_ref().map_or(name, |plural| &plural.value);
    if table.single {
        return match verb {
            TableVerb::Get => format!("Reads the {name}."),
            TableVerb::Set => {
                format!(
                    "Changes the {name}.\n\nFields that are not set keep their values. A child table that is set is \
                     replaced."
                )
            }
            _ => format!("Changes the {name}.\n\nFields and child rows that are not set keep their values."),
        };
    }
    let keeps = "Fields that the row does not set keep their values";
    let missing = "FortiManager answers -3 if the row does not exist";
    let (or_assigned, if_none) = if is_assigned {
        (
            ", or FortiManager assigns one",
            " If the row has none, FortiManager assigns one.",
        )
    } else {
        ("", "")
    };
    match verb {
        TableVerb::List => format!("Lists the {plural}."),
        TableVerb::Get => format!("Reads one {name}.\n\n{missing}."),
        TableVerb::Count => format!("Counts the {plural}."),
        TableVerb::Checksum => {
            format!("Reads the checksum of the {plural}.\n\nEvery change of a row changes the checksum.")
        }
        TableVerb::Syntax => format!("Reads the schema of the {plural}, as the appliance describes it."),
        TableVerb::Add => {
            format!(
                "Creates one {name}.\n\nThe row contains its key{or_assigned}. FortiManager answers -2 if the key is taken."
            )
        }
        TableVerb::AddRows => {
            format!("Creates {plural} in one request.\n\nEach row contains its key{or_assigned}.")
        }
        TableVerb::Set => {
            format!(
                "Changes one {name}, or creates it if it does not exist.\n\n{keeps}. A list in the row replaces the \
                 present one."
            )
        }
        TableVerb::Update => format!("Changes one existing {name}.\n\n{keeps}. {missing}."),
        TableVerb::Upsert => {
            format!(
                "Creates one {name}, or changes the one with its key.\n\nThe row contains the key; the url does not.{if_none} \
                 {keeps}."
            )
        }
        TableVerb::SetRows => {
            format!("Creates or changes {plural} in one request.\n\nEach row contains its key{or_assigned}.")
        }
        TableVerb::UpdateRows => {
            format!("Changes existing {plural} in one request.\n\nEach row contains its key. {keeps}.")
        }
        TableVerb::Delete => {
            format!("Deletes one {name}.\n\n{missing}, and -10015 if something still uses it.")
        }
        TableVerb::DeleteWhere => {
            format!(
                "Deletes the {plural} that meet a condition.\n\nThe request contains the confirmation that FortiManager \
                 requires."
            )
        }
        TableVerb::CloneTo => {
            format!("Copies one {name} under a new key.\n\nFortiManager answers -2 if the new key is taken.")
        }
        TableVerb::MoveTo => format!("Moves one {name} before or after another one.\n\nIt keeps its key."),
    }
}
