//! Checks the data of a write against the description of its table.

use std::fmt;

use serde_json::{Map, Value};

use super::DescribedTable;
use crate::fmg::check::list;
use crate::fmg::describe::{FieldDescription, FieldKind};
use crate::fmg::status::{DATA_INVALID_FOR_URL, INVALID_VALUE, OBJECT_EXISTS, Refusal};
use crate::fmg::store::Row;
use crate::route::EnumShape;

/// The member with the names of attributes to reset.
pub(super) const UNSET: &str = "unset attrs";
/// The members that FortiManager adds to the rows of every table, and that a client sends back with them.
const ADDED: &[&str] = &["oid", "obj seq", "obj flags"];

/// An error in the data of a write, with the path of the member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The description has no such attribute.
    Unknown(String),
    /// The row has no key.
    NoKey(String),
    /// Two child rows have the same key.
    Twice(String),
    /// It has a wrong type.
    Type(String),
    /// The number is out of range.
    Range(String, Option<i64>, Option<i64>),
    /// A closed list does not have the value.
    Listed(String, Vec<String>),
    /// The text has too many characters.
    Length(String, u32),
    /// The list has too many elements.
    Items(String, u32),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(path) => write!(f, "the table has no attribute `{path}`"),
            Self::NoKey(path) => write!(f, "`{path}`, the key, is missing"),
            Self::Twice(path) => write!(f, "two rows of `{path}` have the same key"),
            Self::Type(path) => write!(f, "`{path}` has a wrong type"),
            Self::Range(path, min, max) => {
                write!(f, "`{path}` is out of range, which is ")?;
                match (min, max) {
                    (Some(min), Some(max)) => write!(f, "{min} to {max}"),
                    (Some(min), None) => write!(f, "{min} or more"),
                    (None, Some(max)) => write!(f, "{max} or less"),
                    (None, None) => f.write_str("that of 64 bits"),
                }
            }
            Self::Listed(path, values) => write!(f, "`{path}` has a value other than {}", values.join(", ")),
            Self::Length(path, max) => write!(f, "`{path}` has more than {max} characters"),
            Self::Items(path, max) => write!(f, "`{path}` has more than {max} elements"),
        }
    }
}

impl Fault {
    /// The refusal of a write at this url. A value that is not permitted has another code in the policy manager, as
    /// for [calls](crate::fmg::check).
    pub(super) fn refusal(&self, url: &str) -> Refusal {
        let is_value = matches!(
            self,
            Self::Range(..) | Self::Listed(..) | Self::Length(..) | Self::Items(..)
        );
        match self {
            Self::Twice(_) => OBJECT_EXISTS.because(self),
            _ if is_value && url.starts_with("/pm/") => INVALID_VALUE.because(self),
            _ => DATA_INVALID_FOR_URL.because(self),
        }
    }
}

/// Whether a write requires the key of its row in the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyIn {
    /// The url has it.
    Url,
    /// A new row, or one that may be new. If the table assigns keys, it may be missing.
    Data,
    /// A row that exists.
    DataOfExisting,
}

impl DescribedTable {
    /// The data of a write, without the members that have no effect, and with the names of the description.
    pub(super) fn accept(&self, data: &Row, key: KeyIn) -> Result<Row, Fault> {
        self.accept_at("", data, key)
    }

    fn accept_at(&self, path: &str, data: &Row, key: KeyIn) -> Result<Row, Fault> {
        let fields = Fields {
            list: &self.description.fields,
            table: Some(self),
            partial: self.description.partial,
        };
        let row = fields.accept(path, data)?;
        let is_missing = match key {
            KeyIn::Url => false,
            KeyIn::Data => self.key().is_some_and(|key| !key.assigned) && self.key_in(&row).is_none(),
            KeyIn::DataOfExisting => self.key_in(&row).is_none(),
        };
        if is_missing && self.names_its_key() {
            let name = self.key_attribute().unwrap_or(super::SCOPE);
            return Err(Fault::NoKey(within(path, name)));
        }
        Ok(row)
    }

    /// Whether rows contain their key.
    pub(super) fn names_its_key(&self) -> bool {
        self.key()
            .is_some_and(|key| key.attribute.is_some() || key.segments == 2)
    }
}

/// The members of a row, and the table whose child rows are among them.
#[derive(Clone, Copy)]
struct Fields<'f> {
    list: &'f [FieldDescription],
    table: Option<&'f DescribedTable>,
    /// Whether members without a description are kept.
    partial: bool,
}

impl<'f> Fields<'f> {
    fn field(self, name: &str) -> Option<&'f FieldDescription> {
        field(self.list, name)
    }

    fn accept(self, path: &str, data: &Row) -> Result<Row, Fault> {
        let mut row = Row::new();
        for (name, value) in data {
            let at = within(path, name);
            let Some(field) = self.field(name) else {
                match (self.table, name.as_str()) {
                    (Some(_), UNSET) => {
                        row.insert(name.clone(), self.unset(&at, value)?);
                    }
                    (Some(table), name) if table.key_attribute() == Some(name) || is_scope(table, name) => {
                        row.insert(name.to_owned(), value.clone());
                    }
                    (Some(_), name) if ADDED.contains(&name) => {}
                    _ if self.partial => {
                        row.insert(name.clone(), value.clone());
                    }
                    _ => return Err(Fault::Unknown(at)),
                }
                continue;
            };
            let is_key = self.table.is_some_and(|table| table.key_attribute() == Some(name));
            let value = self.value(field, &at, value)?;
            if !field.read_only || is_key {
                let own = if field.name.contains('*') {
                    name.clone()
                } else {
                    field.name.to_string()
                };
                row.insert(own, value);
            }
        }
        Ok(row)
    }

    /// The names of attributes to reset.
    fn unset(self, path: &str, value: &Value) -> Result<Value, Fault> {
        let names = list(value).iter().map(|name| {
            let name = name.as_str().ok_or_else(|| Fault::Type(path.to_owned()))?;
            match self.field(name) {
                Some(field) if field.name.contains('*') => Ok(Value::from(name)),
                Some(field) => Ok(Value::from(&*field.name)),
                None if self.partial => Ok(Value::from(name)),
                None => Err(Fault::Unknown(name.to_owned())),
            }
        });
        names.collect()
    }

    fn value(self, field: &FieldDescription, path: &str, value: &Value) -> Result<Value, Fault> {
        if value.is_null() {
            return Ok(Value::Null);
        }
        if matches!(field.kind, FieldKind::Child) {
            return self.children(&field.name, path, value);
        }
        if !field.list {
            return self.one(field, &field.kind, path, value);
        }
        let items = list(value);
        if let Some(max) = field.max_items
            && items.len() > max as usize
        {
            return Err(Fault::Items(path.to_owned(), max));
        }
        let items = items.iter().map(|item| self.one(field, &field.kind, path, item));
        items.collect()
    }

    /// The rows of a child table, or a child object.
    fn children(self, name: &str, path: &str, value: &Value) -> Result<Value, Fault> {
        let Some(child) = self.table.and_then(|table| table.child(name)) else {
            return Ok(value.clone());
        };
        let object = |value: &Value| {
            let object = value.as_object().ok_or_else(|| Fault::Type(path.to_owned()))?;
            child.accept_at(path, object, KeyIn::Data)
        };
        if child.key().is_none() {
            return object(value).map(Value::Object);
        }
        let rows = list(value).iter().map(object).collect::<Result<Vec<_>, _>>()?;
        let mut keys: Vec<_> = rows.iter().filter_map(|row| child.key_in(row)).collect();
        keys.sort_unstable();
        if keys.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Fault::Twice(path.to_owned()));
        }
        Ok(rows.into_iter().map(Value::Object).collect())
    }

    /// A value of a kind. It is one element if the attribute is a list.
    fn one(self, field: &FieldDescription, kind: &FieldKind, path: &str, value: &Value) -> Result<Value, Fault> {
        let wrong = || Fault::Type(path.to_owned());
        let fits = match (kind, value) {
                (_, Value::Null)
                | (FieldKind::Json, _)
                // Reads show a secret as the list of a word and a text.
                | (FieldKind::Secret, Value::String(_) | Value::Number(_) | Value::Array(_)) => true,
                (FieldKind::Text, Value::String(_) | Value::Number(_)) => {
                    if let Some(max) = field.max_len
                        && plain(value).chars().count() > max as usize
                    {
                        return Err(Fault::Length(path.to_owned(), max));
                    }
                    true
                }
                (FieldKind::Integer, Value::String(_) | Value::Number(_)) => {
                    let number: i128 = plain(value).trim().parse().map_err(|_| wrong())?;
                    let (min, max) = (field.min, field.max);
                    if min.is_some_and(|min| number < min.into()) || max.is_some_and(|max| number > max.into()) {
                        return Err(Fault::Range(path.to_owned(), min, max));
                    }
                    true
                }
                (FieldKind::Float, Value::String(_) | Value::Number(_)) => plain(value).trim().parse::<f64>().is_ok(),
                (FieldKind::Toggle | FieldKind::Flag | FieldKind::Bool, _) => crate::fmg::shape::is_switch(value),
                (FieldKind::Values { values, closed }, Value::String(_) | Value::Number(_)) => {
                    if *closed && !is_listed(values, value) {
                        let names = values.values.iter().map(|(name, _)| format!("`{name}`"));
                        return Err(Fault::Listed(path.to_owned(), names.collect()));
                    }
                    true
                }
                (FieldKind::Map(kind), Value::Object(members)) => {
                    let members = members
                        .iter()
                        .map(|(name, value)| Ok((name.clone(), self.one(field, kind, &within(path, name), value)?)));
                    return Ok(Value::Object(members.collect::<Result<Map<_, _>, Fault>>()?));
                }
                (FieldKind::Row(fields), Value::Object(members)) => {
                    let fields = Fields {
                        list: fields,
                        table: None,
                        partial: self.partial,
                    };
                    return fields.accept(path, members).map(Value::Object);
                }
                _ => false,
            };
        if fits { Ok(value.clone()) } else { Err(wrong()) }
    }
}

fn is_scope(table: &DescribedTable, name: &str) -> bool {
    name == super::SCOPE && table.key_attribute().is_none() && table.names_its_key()
}

/// The description of a member, by its name, another name of it, or a pattern.
pub(super) fn field<'f>(fields: &'f [FieldDescription], name: &str) -> Option<&'f FieldDescription> {
    let exact = fields.iter().find(|field| field.name == *name);
    exact.or_else(|| {
        fields.iter().find(|field| {
            field.aliases.iter().any(|alias| *alias == *name)
                || field
                    .name
                    .split_once('*')
                    .is_some_and(|(prefix, suffix)| fits(name, prefix, suffix))
        })
    })
}

fn fits(name: &str, prefix: &str, suffix: &str) -> bool {
    name.len() > prefix.len() + suffix.len() && name.starts_with(prefix) && name.ends_with(suffix)
}

/// Whether a list has a value, by name or by number. Without known numbers, every number is accepted.
fn is_listed(known: &EnumShape, value: &Value) -> bool {
    let text = plain(value);
    let by_name = known.values.iter().any(|(name, _)| *name == *text);
    by_name
        || text.trim().parse::<i64>().is_ok_and(|number| {
            let mut numbers = known.values.iter().filter_map(|(_, own)| *own).peekable();
            numbers.peek().is_none() || numbers.any(|own| own == number)
        })
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn within(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}
