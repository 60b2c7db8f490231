//! The sections of a row that have urls of their own: its members, and the labels of a policy.
//!
//! `…/<package>/scope member` and `…/group/<group>/object member` are lists of devices and groups, which are added and
//! deleted one by one. `set` and `update` replace the list, which is empty if they give one empty member; `unset` removes
//! it. `…/policy/<policyid>/section value` sets one of the labels of a policy.

use serde_json::Value;

use super::accept::field;
use super::write::Writer;
use super::{DescribedTable, view};
use crate::fmg::answer::Answer;
use crate::fmg::check::list;
use crate::fmg::status::{COMMAND_INVALID_FOR_URL, DATA_INVALID_FOR_URL, NO_OBJECT, Refusal};
use crate::fmg::store::Row;

/// The lists of members.
const SECTIONS: &[&str] = &["scope member", "object member"];
/// The child object that sets a label, and its members.
pub(super) const SECTION_VALUE: &str = "section value";
const ATTRIBUTE: &str = "attr";
const LABEL: &str = "name";

/// Whether the rows of a table have a list of members with this name.
pub(super) fn is_section(table: &DescribedTable, name: &str) -> bool {
    SECTIONS.contains(&name) && field(&table.description.fields, name).is_some()
}

/// Adds members to a row, removes them, or replaces them.
pub(super) fn change(writer: &mut Writer<'_>, method: &str, section: &str, data: &Value) -> Result<Answer, Refusal> {
    let own = view::row(&writer.state.store, writer.sid, writer.target)?.ok_or(NO_OBJECT)?;
    let mut row = own.clone();
    if method == "unset" && writer.target.url.starts_with("/pm/config/") {
        row.remove(section);
        writer.replace(row)?;
        return Ok(Answer::done());
    }
    let mut given = list(data);
    let replaces = matches!(method, "set" | "update");
    let is_empty = replaces && matches!(given, [Value::Object(only)] if only.is_empty());
    if is_empty {
        given = &[];
    }
    if (given.is_empty() && !is_empty)
        || !given
            .iter()
            .all(|member| member.get("name").is_some_and(Value::is_string))
    {
        return Err(DATA_INVALID_FOR_URL.because("a member needs a `name`"));
    }
    let mut members = own.get(section).map(|own| list(own).to_vec()).unwrap_or_default();
    match method {
        "add" => {
            for member in given {
                if !members.iter().any(|own| is_same(own, member)) {
                    members.push(member.clone());
                }
            }
        }
        "delete" => {
            for member in given {
                let at = members.iter().position(|own| is_same(own, member)).ok_or(NO_OBJECT)?;
                members.remove(at);
            }
        }
        "set" | "update" => members = given.to_vec(),
        _ => return Err(COMMAND_INVALID_FOR_URL),
    }
    row.insert(section.to_owned(), Value::Array(members));
    writer.replace(row)?;
    Ok(Answer::done())
}

/// Whether two members are the same device or group.
fn is_same(one: &Value, other: &Value) -> bool {
    ["name", "vdom"].iter().all(|name| one.get(name) == other.get(name))
}

/// The change of a policy that sets one of its labels.
pub(super) fn label(data: &Row) -> Result<Row, Refusal> {
    let text = |name: &str| data.get(name).and_then(Value::as_str);
    let (Some(attribute @ ("label" | "global-label")), Some(name)) = (text(ATTRIBUTE), text(LABEL)) else {
        return Err(DATA_INVALID_FOR_URL.because("needs `attr`, which is `label` or `global-label`, and `name`"));
    };
    Ok(Row::from_iter([(attribute.to_owned(), Value::from(name))]))
}
