//! The export of policies as CSV.

use bytes::Bytes;
use serde_json::{Value, json};

use super::answer::{Context, Outcome, Reply};
use crate::fmg::call::Calls;
use crate::fmg::check::list;
use crate::fmg::shape::{field, integer, shown};
use crate::fmg::status::{DATA_INVALID_FOR_URL, Refusal};
use crate::fmg::store::Row;
use crate::fmg::{oid, scope};
use crate::route::{HeldRow, RowShape};

/// The kinds of policies with documented numbers, and their tables below a package.
const KINDS: &[(i64, &str)] = &[
    (181, "firewall/policy"),
    (1474, "global/header/policy"),
    (1476, "global/footer/policy"),
    (1640, "firewall/shaping-policy"),
    (1844, "firewall/proxy-policy"),
];

/// The largest number of columns for one kind.
const MOST_FIELDS: usize = 1_000;

/// The last column of every export, and its value for a policy that applies to all devices.
const SCOPE: &str = "scope";
const EVERYWHERE: &str = "[All Devices/Groups]";

/// An exported file.
#[derive(Clone, Debug)]
pub(in crate::fmg) enum Export {
    File(Bytes),
    /// The content would be undocumented; the text says what.
    Undocumented(String),
}

/// Writes a file, which is ready at once: no document shows how to wait for it.
///
/// The reply is documented for every export, but the file only for one kind of policies, and with one value in each
/// cell. Any other file is not written.
pub(super) fn export(context: &mut Context<'_>) -> Outcome {
    let (adom, package) = context.package()?;
    let wanted = context.list("content");
    // The file is kept in memory, so a kind must not be requested repeatedly.
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
            Ok((*table, fields))
        })
        .collect();
    let file = match parts?.as_slice() {
        [(table, fields)] => {
            let rows = scope::policies(context.state, &adom, &package, table);
            written(
                &rows,
                shape_of(&context.state.calls, &adom, &package, table).as_deref(),
                fields,
            )
        }
        _ => Err("how several kinds of policies stand in one file".to_owned()),
    };
    let export = file.map_or_else(Export::Undocumented, |text| Export::File(text.into()));
    let row = context
        .state
        .store
        .row(context.caller.sid, &scope::packages(&adom), &package);
    let oid = row.and_then(oid::of).unwrap_or_default();
    let name = format!("policypackage-{oid}.csv");
    context.state.gui.files.exports.insert(name, export);
    context.record("Export policy package", |event| event.on(package).adom(adom));
    Ok(Reply::Data(json!({ "taskid": context.state.next_uuid() })))
}

/// The declared row of a table, if the specs know the table.
fn shape_of(calls: &Calls, adom: &str, package: &str, table: &str) -> Option<HeldRow> {
    let url = format!(
        "/pm/config/adom/{}/pkg/{package}/{table}",
        crate::fmg::url::escaped(adom)
    );
    let found = calls.find("get", &url, &serde_json::Map::new()).ok()?;
    calls.layout(&found.route).row
}

/// A header line, and a line for each policy. The error names the undocumented part.
fn written(rows: &[&Row], shape: Option<&RowShape>, fields: &[&str]) -> Result<String, String> {
    let mut columns = fields.to_vec();
    columns.push(SCOPE);
    let mut text = columns.join(",") + "\n";
    for row in rows {
        let value = |name: &&str| {
            let value = row.get(*name).unwrap_or(&Value::Null);
            let shape = shape.and_then(|shape| field(shape, name));
            let shown = shape.map_or_else(|| value.clone(), |field| shown(&field.shape, value, true));
            cell(&shown).ok_or_else(|| format!("how the values of `{name}` stand in one cell"))
        };
        let mut cells = fields.iter().map(value).collect::<Result<Vec<_>, _>>()?;
        if !row.get("scope member").map(list).unwrap_or_default().is_empty() {
            return Err("what the file has for a policy that is for some devices only".to_owned());
        }
        cells.push(EVERYWHERE.to_owned());
        let quoted: Vec<_> = cells
            .iter()
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
            .collect();
        text += &quoted.join(",");
        text.push('\n');
    }
    Ok(text)
}

/// A value as text; `None` for a list or an object.
fn cell(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Array(_) | Value::Object(_) => None,
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_that_was_asked_for() {
        let shape = shape_of(&Calls::shipped().unwrap(), "demo", "ppkg_001", "firewall/policy");
        let rows = [
            json!({"policyid": 1, "name": "a \"b\"", "action": "accept", "status": 1, "srcaddr": ["x", "y"]}),
            json!({"policyid": 2, "action": "deny", "scope member": []}),
            json!({"policyid": 3, "scope member": [{"name": "dev_001", "vdom": "root"}]}),
        ];
        let rows: Vec<_> = rows.iter().filter_map(Value::as_object).collect();
        assert_eq!(
            written(&rows[..2], shape.as_deref(), &["name", "policyid", "status"]).unwrap(),
            "name,policyid,status,scope\n\
             \"a \"\"b\"\"\",\"1\",\"enable\",\"[All Devices/Groups]\"\n\
             \"\",\"2\",\"\",\"[All Devices/Groups]\"\n"
        );
        assert!(
            written(&rows[..2], shape.as_deref(), &["srcaddr"])
                .unwrap_err()
                .contains("`srcaddr`")
        );
        assert!(
            written(&rows, shape.as_deref(), &["name"])
                .unwrap_err()
                .contains("some devices")
        );
    }
}
