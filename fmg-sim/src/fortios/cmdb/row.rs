//! Prepares rows for the configuration: checks the given values, and adds the defaults of the others.

use std::collections::HashMap;

use serde_json::{Number, Value, json};

use super::schema::{Category, Field, Fields, Row, Shape, Source, defaults};
use super::value::{invalid, kept, key};
use crate::fortios::refusal::{Code, Refusal};

/// The property in which a device returns the key of a row. Clients send it back with rows that they have read.
pub(in crate::fortios) const ORIGIN: &str = "q_origin_key";

/// The configuration around a row.
pub(super) trait References {
    /// Whether the column has this value in some row; `None` if there is no such table.
    fn has(&self, source: &Source, value: &str) -> Option<bool>;

    /// Whether read-only values are set, which no call does.
    fn sets_readonly(&self) -> bool {
        false
    }
}

/// A row with the values of `given`, from `current` or, without that, a new one. The key of a new row stays as given.
///
/// # Errors
///
/// The field does not accept a value, a referenced row does not exist, or a new row lacks a value.
pub(super) fn merged(
    fields: &Fields,
    current: Option<&Row>,
    given: &Row,
    references: &dyn References,
) -> Result<Row, Refusal> {
    let mut row = current.cloned().unwrap_or_else(|| defaults(fields));
    for (name, value) in given {
        // Attributes that the table does not have, and read-only ones, are ignored.
        let settable = |field: &&Field| field.can_be_set() || field.is_configured() && references.sets_readonly();
        let Some(field) = fields.get(name).filter(settable) else {
            continue;
        };
        if value.is_null() {
            continue;
        }
        let value = match (field.shape(), field.category) {
            (Some(shape), _) => rows(name, shape, value, references)?.into(),
            (None, Category::Complex) => {
                let given = value.as_object().ok_or_else(|| invalid(Code::UnexpectedInput, name))?;
                merged(
                    &field.children,
                    row.get(name).and_then(Value::as_object),
                    given,
                    references,
                )?
                .into()
            }
            (None, _) => {
                let value = kept(name, field, value)?;
                check_reference(field, &value, references)?;
                value
            }
        };
        row.insert(name.clone(), value);
    }
    if current.is_none()
        && let Some(name) = missing(fields, &row)
    {
        return Err(Refusal::change(
            Code::InvalidValue,
            format_args!("node_check_object fail! for {name}\n\nattribute '{name}' MUST be set"),
        ));
    }
    Ok(row)
}

/// The rows of a sub table, which replace all its rows. A row that is not an object is a key.
fn rows(name: &str, shape: Shape<'_>, value: &Value, references: &dyn References) -> Result<Vec<Value>, Refusal> {
    let given = match value {
        Value::Array(rows) => rows.as_slice(),
        Value::Object(_) => std::slice::from_ref(value),
        // The form of an empty sub table on the command line.
        Value::String(text) if text.is_empty() => &[],
        _ => return Err(invalid(Code::UnexpectedInput, name)),
    };
    let mut rows: Vec<Value> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut next = 1;
    for given in given {
        let lone = match given {
            Value::Object(row) => row.clone(),
            key => Row::from_iter([(shape.mkey.to_owned(), key.clone())]),
        };
        let mut row = created(shape, &lone, references)?;
        let number = || free_number(shape, next, |number| places.contains_key(&number.to_string()));
        let Some(own) = numbered(shape, &mut row, number) else {
            return Err(Refusal::change(
                Code::BlankEntry,
                format_args!("blank entry in '{name}'"),
            ));
        };
        next = own.parse().map_or(next, |own: i64| next.max(own.saturating_add(1)));
        // Of several rows with one key, the last one is used.
        if let Some(known) = places.get(&own).and_then(|place| rows.get_mut(*place)) {
            *known = row.into();
        } else {
            places.insert(own, rows.len());
            rows.push(row.into());
        }
    }
    Ok(rows)
}

/// A new row with the values of `given`. Its key is null if keys are numbers and it has to get one.
///
/// # Errors
///
/// As of [`merged`].
pub(super) fn created(shape: Shape<'_>, given: &Row, references: &dyn References) -> Result<Row, Refusal> {
    let field = shape.fields.get(shape.mkey);
    let own = given.get(shape.mkey).and_then(key).unwrap_or_default();
    if field.is_some_and(Field::is_number) && matches!(own.as_str(), "" | "0") {
        let mut given = given.clone();
        given.remove(shape.mkey);
        let mut row = merged(shape.fields, None, &given, references)?;
        row.insert(shape.mkey.to_owned(), Value::Null);
        return Ok(row);
    }
    let mut row = merged(shape.fields, None, given, references)?;
    if field.is_none() {
        row.insert(shape.mkey.to_owned(), own.into());
    }
    Ok(row)
}

/// The number of a new row: `next`, if it is in the range of the key, or else the first that is not used.
pub(super) fn free_number(shape: Shape<'_>, next: i64, is_used: impl Fn(i64) -> bool) -> i64 {
    let bound = |bound: Option<&Number>| bound.and_then(Number::as_i64);
    let field = shape.fields.get(shape.mkey);
    let least = bound(field.and_then(|field| field.min_value.as_ref()))
        .unwrap_or(1)
        .max(1);
    let most = bound(field.and_then(|field| field.max_value.as_ref())).unwrap_or(i64::MAX);
    if next <= most {
        return next.max(least);
    }
    (least..=most).find(|number| !is_used(*number)).unwrap_or(most)
}

/// The key of a row; the number `next` if the row has no key and keys are numbers; `None` if it has no key.
pub(super) fn numbered(shape: Shape<'_>, row: &mut Row, next: impl FnOnce() -> i64) -> Option<String> {
    let is_number = shape.fields.get(shape.mkey).is_some_and(Field::is_number);
    let own = row.get(shape.mkey).and_then(key).unwrap_or_default();
    if is_number && (own.is_empty() || own == "0") {
        let next = next();
        row.insert(shape.mkey.to_owned(), json!(next));
        return Some(next.to_string());
    }
    (!own.is_empty()).then_some(own)
}

/// Checks that the rows exist to which a value refers. It may refer to anything if one of the tables does not exist: this
/// device does not have it, or nobody has described it.
fn check_reference(field: &Field, value: &Value, references: &dyn References) -> Result<(), Refusal> {
    let Some(own) = key(value).filter(|own| !own.is_empty()) else {
        return Ok(());
    };
    // The default is one of the objects that a device has from the start.
    if field.sources.is_empty() || field.default.as_ref() == Some(value) {
        return Ok(());
    }
    let words: Vec<&str> = if field.multiple_values {
        own.split_whitespace().collect()
    } else {
        vec![&own]
    };
    let lacks = |word: &&str| {
        let mut sources = field.sources.iter();
        !sources.any(|source| {
            // `any` means all interfaces and is not a row.
            let is_any = *word == "any" && source.table == "system/interface";
            is_any || references.has(source, word).unwrap_or(true)
        })
    };
    match words.into_iter().find(lacks) {
        None => Ok(()),
        Some(word) => Err(Refusal::change(
            Code::EntryNotFound,
            format_args!("entry not found in datasource\n\nvalue parse error before '{word}'"),
        )),
    }
}

fn missing<'f>(fields: &'f Fields, row: &Row) -> Option<&'f str> {
    let is_blank = |value: Option<&Value>| match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(rows)) => rows.is_empty(),
        Some(_) => false,
    };
    let blank =
        |(name, field): &(&String, &Field)| field.required && field.can_be_set() && is_blank(row.get(name.as_str()));
    fields.iter().find(blank).map(|(name, _)| name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fortios::cmdb::schema::Schema;

    struct Ports;

    impl References for Ports {
        fn has(&self, source: &Source, value: &str) -> Option<bool> {
            (source.table == "system/interface").then(|| value.starts_with("port"))
        }
    }

    fn put(current: Option<&Value>, given: &Value) -> Result<Value, Refusal> {
        let schema = Schema::read(
            json!({"path": "a", "name": "b", "mkey": "id", "category": "table", "children": {
            "id": {"type": "integer"},
            "name": {"type": "string", "required": true},
            "owner": {"type": "string", "datasource": ["user.elsewhere.name"]},
            "intf": {"category": "table", "mkey": "name", "children": {
                "name": {"type": "string", "required": true, "datasource": ["system.interface.name"]}}},
            "entries": {"category": "table", "mkey": "id", "children": {
                "id": {"type": "integer"}, "n": {"type": "integer", "max-value": 9}}},
            "extra": {"category": "complex", "children": {"a": {"type": "integer"}, "b": {"type": "integer"}}},
            "serial": {"type": "string", "readonly": true}}}),
        )
        .unwrap();
        let current = current.and_then(Value::as_object);
        merged(&schema.children, current, given.as_object().unwrap(), &Ports).map(Value::from)
    }

    fn code(given: &Value) -> Option<Code> {
        put(None, given).unwrap_err().code
    }

    #[test]
    fn missing_values_get_defaults_or_are_kept() {
        let new = put(
            None,
            &json!({"name": "n", "serial": "x", "nonsense": 1, "extra": {"a": 5}, "owner": "who"}),
        )
        .unwrap();
        assert_eq!(
            new,
            json!({"id": 0, "name": "n", "owner": "who", "intf": [], "entries": [], "extra": {"a": 5, "b": 0}, "serial": ""})
        );
        let changed = put(Some(&new), &json!({"extra": {"b": 6}, "name": null})).unwrap();
        assert_eq!(
            (&changed["extra"], &changed["name"]),
            (&json!({"a": 5, "b": 6}), &json!("n"))
        );
    }

    #[test]
    fn sub_tables_are_replaced_and_their_rows_numbered() {
        let rows = |given: Value| put(None, &json!({"name": "n", "entries": given})).unwrap()["entries"].take();
        assert_eq!(
            rows(json!([{"n": 1}, {"id": 5}, {"id": "0"}, {"id": 5, "n": 2}])),
            json!([{"id": 1, "n": 1}, {"id": 5, "n": 2}, {"id": 6, "n": 0}])
        );
        assert_eq!(rows(json!({"id": 1})), json!([{"id": 1, "n": 0}]));
        assert_eq!(rows(json!([31236])), json!([{"id": 31236, "n": 0}]));
        assert_eq!(rows(json!("")), json!([]));
    }

    #[test]
    fn invalid_values_are_refused() {
        let entries = |given: Value| code(&json!({"name": "n", "entries": given}));
        assert_eq!(code(&json!({})), Some(Code::InvalidValue));
        assert_eq!(code(&json!({"name": ""})), Some(Code::InvalidValue));
        assert_eq!(entries(json!(7)), Some(Code::UnexpectedInput));
        assert_eq!(entries(json!([{"n": 10}])), Some(Code::InvalidValue));
        assert_eq!(code(&json!({"name": "n", "extra": 1})), Some(Code::UnexpectedInput));
    }

    #[test]
    fn references_have_to_exist() {
        let intf = |name: &str| put(None, &json!({"name": "n", "intf": [{"name": name}]}));
        assert!(intf("port1").is_ok() && intf("any").is_ok());
        assert_eq!(intf("lan").unwrap_err().code, Some(Code::EntryNotFound));
    }
}
