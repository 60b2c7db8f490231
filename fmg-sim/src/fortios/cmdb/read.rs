//! Reads of rows.

use serde_json::{Map, Value, json};

use super::filter::Filter;
use super::schema::Row;
use super::store::{Store, has_key};
use super::view::{Origin, View};
use super::{Members, TableCall, Target, results};
use crate::fortios::refusal::Refusal;

/// A part of a list.
struct Page<'p> {
    rows: &'p [&'p Row],
    /// The index of the last row.
    last: usize,
}

pub(super) fn select(table_call: &TableCall<'_>, store: &Store) -> Result<Members, Refusal> {
    let schema = &*table_call.schema;
    let rows = &*table_call.rows(store);
    let view = View::of(table_call.call);
    let origin = Origin {
        store,
        vdom: table_call.vdom,
        schema,
    };
    match (&table_call.target, schema.shape()) {
        (Target::Table, None) => {
            let defaults = schema.defaults();
            Ok(results(view.row(origin, rows.first().unwrap_or(&defaults))))
        }
        (Target::Table, Some(_)) => list(table_call, rows, |row| view.row(origin, row)),
        (Target::Row(mkey), Some(shape)) => {
            let row = rows
                .iter()
                .find(|row| has_key(row, shape.mkey, mkey))
                .ok_or_else(Refusal::not_found)?;
            let mut members = results(json!([view.row(origin, row)]));
            if table_call.firmware.has_new_envelope() {
                members.extend(counts(rows.len(), 1, 0));
            }
            Ok(members)
        }
        (Target::Row(_), None) => Err(Refusal::http(404)),
        (Target::Children { parent, child } | Target::Child { parent, child, .. }, _) => {
            let shape = schema.child(child).ok_or_else(|| Refusal::http(404))?;
            let children = children(table_call, rows, parent.as_deref(), child)?;
            let show = |row: &Row| view.child(origin, shape.fields, shape.mkey, row);
            match &table_call.target {
                Target::Child { mkey, .. } => {
                    let row = children.iter().find(|row| has_key(row, shape.mkey, mkey));
                    Ok(results(json!([show(row.ok_or_else(Refusal::not_found)?)])))
                }
                _ => list(table_call, &children, show),
            }
        }
    }
}

/// The rows of a sub table.
pub(super) fn children(
    table_call: &TableCall<'_>,
    rows: &[Row],
    parent: Option<&str>,
    child: &str,
) -> Result<Vec<Row>, Refusal> {
    let parent = match (parent, table_call.schema.shape()) {
        (Some(mkey), Some(shape)) => {
            let row = rows.iter().find(|row| has_key(row, shape.mkey, mkey));
            Some(row.ok_or_else(Refusal::not_found)?)
        }
        _ => rows.first(),
    };
    let own = parent.and_then(|row| row.get(child)).and_then(Value::as_array);
    let own = own.into_iter().flatten().filter_map(Value::as_object).cloned();
    Ok(own.collect())
}

fn list(table_call: &TableCall<'_>, rows: &[Row], show: impl Fn(&Row) -> Value) -> Result<Members, Refusal> {
    let call = table_call.call;
    let by_case = table_call.firmware.filters_by_case();
    let mut filter = Filter::read(call.parameters("filter"), by_case).ok_or_else(|| Refusal::http(400))?;
    if let (Some(key), Some(pattern)) = (call.parameter("key"), call.parameter("pattern")) {
        filter.and_equal(key, pattern, by_case);
    }
    let matched: Vec<&Row> = rows.iter().filter(|row| filter.lets_through(row)).collect();
    let page = page(table_call, &matched)?;
    let mut members = results(page.rows.iter().map(|row| show(row)).collect());
    if table_call.firmware.has_new_envelope() {
        members.extend(counts(rows.len(), matched.len(), page.last));
    }
    Ok(members)
}

/// The rows that `start` and `count` select. In newer firmware, negative numbers and two zeros select all rows, and
/// a `start` after the last row is refused.
fn page<'p>(table_call: &TableCall<'_>, rows: &'p [&'p Row]) -> Result<Page<'p>, Refusal> {
    let number = |name: &str| {
        table_call
            .call
            .parameter(name)
            .and_then(|text| text.trim().parse::<i64>().ok())
    };
    let all = Page {
        rows,
        last: rows.len().saturating_sub(1),
    };
    let (start, count) = match (number("start"), number("count")) {
        (None, None) | (Some(0) | None, Some(0)) => return Ok(all),
        (start, count) => (usize::try_from(start.unwrap_or_default()), count.map(usize::try_from)),
    };
    let (Ok(start), Ok(count)) = (start, count.transpose()) else {
        return Ok(all);
    };
    if start > 0 && start >= rows.len() && table_call.firmware.has_new_envelope() {
        return Err(Refusal::http(400));
    }
    let rest = rows.get(start..).unwrap_or_default();
    let rows = rest.get(..count.unwrap_or(rest.len())).unwrap_or(rest);
    Ok(Page {
        rows,
        last: (start + rows.len()).saturating_sub(1),
    })
}

fn counts(size: usize, matched: usize, last: usize) -> Map<String, Value> {
    [
        ("size", json!(size)),
        ("limit_reached", json!(false)),
        ("matched_count", json!(matched)),
        ("next_idx", json!(last)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into_iter()
    .collect()
}
