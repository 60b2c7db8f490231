//! The export of policies as CSV.

use serde_json::{Value, json};

use super::answer::{Context, Outcome, Reply};
use crate::fmg::call::Calls;
use crate::fmg::check::list;
use crate::fmg::shape::{field, integer, shown};
use crate::fmg::status::{DATA_INVALID_FOR_URL, Refusal};
use crate::fmg::store::Row;
use crate::fmg::{oid, scope};
use crate::route::RowShape;

/// The kinds of policies that documents have numbers for, and their tables below a package.
const KINDS: &[(i64, &str)] = &[
    (181, "firewall/policy"),
    (1474, "global/header/policy"),
    (1476, "global/footer/policy"),
    (1640, "firewall/shaping-policy"),
    (1844, "firewall/proxy-policy"),
];

/// How many columns may be asked for of one kind.
const MOST_FIELDS: usize = 1_000;

/// The column that every export ends with, and what it says of a policy that is for all.
const SCOPE: &str = "scope";
const EVERYWHERE: &str = "[All Devices/Groups]";

/// Writes a file, which is there at once: no document shows how to wait for it.
pub(super) fn export(context: &mut Context<'_>) -> Outcome {
    let (adom, package) = context.package()?;
    let wanted = context.list("content");
    // What is written is held as a whole, so no kind is taken to be asked for again and again.
    if wanted.is_empty() || wanted.len() > KINDS.len() {
        return Err(DATA_INVALID_FOR_URL);
    }
    let parts: Result<Vec<_>, Refusal> = wanted
        .iter()
        .map(|part| {
            let kind = part.get("cateId").and_then(integer);
            let (_, table) = KINDS
                .iter()
                .find(|(own, _)| Some(*own) == kind)
                .ok_or(DATA_INVALID_FOR_URL)?;
            let fields = part.get("fields").map(list).unwrap_or_default();
            if fields.len() > MOST_FIELDS {
                return Err(DATA_INVALID_FOR_URL);
            }
            let fields: Vec<_> = fields.iter().filter_map(Value::as_str).collect();
            if fields.is_empty() {
                return Err(DATA_INVALID_FOR_URL);
            }
            let rows = scope::policies(context.state, &adom, &package, table);
            Ok(written(&rows, shape_of(&adom, &package, table), &fields))
        })
        .collect();
    // How several kinds stand in one file is not documented; here they stand one after the other.
    let file = parts?.join("\n");
    let row = context
        .state
        .store
        .row(context.caller.sid, &scope::packages(&adom), &package);
    let oid = row.and_then(oid::of).unwrap_or_default();
    let name = format!("policypackage-{oid}.csv");
    context.state.gui.files.exports.insert(name, file.into());
    context.record("Export policy package", |event| event.on(package).adom(adom));
    Ok(Reply::Data(json!({ "taskid": context.state.next_uuid() })))
}

/// What a row of a table holds, if the specs know the table.
fn shape_of(adom: &str, package: &str, table: &str) -> Option<&'static RowShape> {
    let url = format!(
        "/pm/config/adom/{}/pkg/{package}/{table}",
        crate::fmg::url::escaped(adom)
    );
    let calls = Calls::get()?;
    let found = calls.find("get", &url, &serde_json::Map::new()).ok()?;
    calls.keys(found.route).row
}

/// A line of names, and one for each policy.
fn written(rows: &[&Row], shape: Option<&'static RowShape>, fields: &[&str]) -> String {
    let mut columns = fields.to_vec();
    columns.push(SCOPE);
    let mut text = columns.join(",") + "\n";
    for row in rows {
        let value = |name: &&str| {
            let value = row.get(*name).unwrap_or(&Value::Null);
            let shape = shape.and_then(|shape| field(shape, name));
            cell(&shape.map_or_else(|| value.clone(), |field| shown(field.shape, value, true)))
        };
        let mut cells: Vec<_> = fields.iter().map(value).collect();
        cells.push(scope_of(row));
        let quoted: Vec<_> = cells
            .iter()
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
            .collect();
        text += &quoted.join(",");
        text.push('\n');
    }
    text
}

/// A value as text. How a list is written is not documented.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

/// The devices that a policy is for.
fn scope_of(row: &Row) -> String {
    let members = row.get("scope member").map(list).unwrap_or_default();
    let names = members.iter().filter_map(|member| {
        let name = member.get("name")?.as_str()?;
        let vdom = member.get("vdom").and_then(Value::as_str);
        Some(vdom.map_or_else(|| name.to_owned(), |vdom| format!("{name}/{vdom}")))
    });
    let names: Vec<_> = names.collect();
    if names.is_empty() {
        EVERYWHERE.to_owned()
    } else {
        names.join(",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_that_was_asked_for() {
        let shape = shape_of("demo", "ppkg_001", "firewall/policy");
        let rows = [
            json!({"policyid": 1, "name": "a \"b\"", "action": "accept", "status": 1, "srcaddr": ["x", "y"]}),
            json!({"policyid": 2, "action": "deny", "scope member": [{"name": "dev_001", "vdom": "root"}]}),
        ];
        let rows: Vec<_> = rows.iter().filter_map(Value::as_object).collect();
        assert_eq!(
            written(&rows, shape, &["name", "policyid", "status", "srcaddr"]),
            "name,policyid,status,srcaddr,scope\n\
             \"a \"\"b\"\"\",\"1\",\"enable\",\"x,y\",\"[All Devices/Groups]\"\n\
             \"\",\"2\",\"\",\"\",\"dev_001/root\"\n"
        );
    }
}
