//! Options of reads, which select and order rows and their members.

use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Map, Value, json};

use super::call::ChildKey;
use super::check::list;
use super::filter::Condition;
use super::shape::{field, fill_defaults, integer, shown, shown_row, sub_table};
use super::status::{INVALID_OPTION, INVALID_PARAMETER, Refusal};
use super::store::{Row, Table};
use crate::route::{EnumShape, HeldRow, RowShape, Shape};

/// The members beside the url that select the data of a read.
#[derive(Debug)]
pub(super) struct Options<'a> {
    given: &'a Map<String, Value>,
    /// The names in `option`: a single one or a list.
    names: Vec<&'a str>,
    fields: Option<Vec<&'a str>>,
    shape: Option<HeldRow>,
    key: &'a str,
    /// The child tables and child objects of each row.
    children: &'a [ChildKey],
    verbose: bool,
}

/// Members of rows that are not shown without the option of the same name.
const ON_REQUEST: &[&str] = &["extra info", "object member"];

impl<'a> Options<'a> {
    /// Reads the options of an entry, for a table with rows of `shape` and the key member `key`.
    pub(super) fn read(given: &'a Map<String, Value>, shape: Option<HeldRow>, key: &'a str, verbose: bool) -> Self {
        Self {
            given,
            names: texts(given.get("option")).unwrap_or_default(),
            fields: texts(given.get("fields")).filter(|fields| !fields.is_empty()),
            shape,
            key,
            children: &[],
            verbose,
        }
    }

    /// Hides these children of a row too, where a read leaves out sub tables.
    pub(super) fn child_objects(mut self, children: &'a [ChildKey]) -> Self {
        self.children = children;
        self
    }

    /// Whether `option` contains this name.
    pub(super) fn asks(&self, name: &str) -> bool {
        self.names.contains(&name)
    }

    fn is_off(&self, name: &str) -> bool {
        self.given.get(name).and_then(integer) == Some(0)
    }

    fn is_on(&self, name: &str) -> bool {
        self.given.get(name).and_then(integer).is_some_and(|number| number != 0)
    }

    /// Answers a read of a whole stored table, as [`table`](Self::table) does. Without conditions, the rows beyond the
    /// page are not visited.
    pub(super) fn stored(&self, category: &str, table: Option<&Table>) -> Result<Value, Refusal> {
        let is_given = |name: &str| self.given.get(name).is_some_and(|value| !value.is_null());
        let is_plain = !["filter", "sortings", "object template", "subfetch filter"]
            .into_iter()
            .any(is_given)
            && !["syntax", "chksum"].into_iter().any(|name| self.asks(name));
        match table {
            Some(table) if is_plain && self.asks("count") => Ok(Value::from(table.len())),
            Some(table) if is_plain => {
                let (start, count) = self.bounds()?.unwrap_or((0, usize::MAX));
                let rows = table.page(start, count);
                Ok(rows.map(|row| Value::Object(self.row(row))).collect())
            }
            table => self.table(category, table.into_iter().flat_map(Table::iter).map(|(_, row)| row)),
        }
    }

    /// Answers a read of a table. `category` is the name of its rows in a schema, such as `firewall address`.
    pub(super) fn table<'r>(&self, category: &str, rows: impl Iterator<Item = &'r Row>) -> Result<Value, Refusal> {
        if self.asks("syntax") {
            return Ok(self.syntax(category));
        }
        if self.is_on("object template") {
            return Ok(self.template());
        }
        let condition = match self.given.get("filter") {
            None | Some(Value::Null) => None,
            Some(filter) => Some(Condition::read(filter, self.shape.as_deref()).map_err(|_| INVALID_PARAMETER)?),
        };
        let mut rows: Vec<_> = rows
            .filter(|row| condition.as_ref().is_none_or(|condition| condition.holds(row)))
            .collect();
        if self.is_on("subfetch filter") {
            rows.retain(|row| self.has_all_sub_tables(row));
        }
        if self.asks("count") {
            return Ok(Value::from(rows.len()));
        }
        if self.asks("chksum") {
            return Ok(Value::from(checksum(&rows)));
        }
        self.sort(&mut rows)?;
        let rows = self.range(&rows)?;
        Ok(rows.iter().map(|row| Value::Object(self.row(row))).collect())
    }

    /// Answers a read of one row.
    pub(super) fn single(&self, category: &str, row: &Row) -> Value {
        if self.asks("syntax") {
            self.syntax(category)
        } else if self.asks("chksum") {
            Value::from(checksum(&[row]))
        } else {
            Value::Object(self.row(row))
        }
    }

    /// The requested members of a row. Its key and object id are always included.
    fn row(&self, row: &Row) -> Row {
        let mut picked = Row::new();
        for (name, value) in row {
            let asked = |fields: &Vec<&str>| fields.contains(&name.as_str()) || name == self.key || name == "oid";
            if self.fields.as_ref().is_some_and(|fields| !asked(fields))
                || (ON_REQUEST.contains(&name.as_str()) && !self.asks(name))
                || (self.is_off("loadsub") && self.children.iter().any(|child| child.name == **name))
                || self.sub_fetch(name).is_some_and(is_hidden)
            {
                continue;
            }
            let shape = self.shape.as_ref().and_then(|shape| field(shape, name));
            let value = match shape.and_then(sub_table) {
                Some(_) if self.is_off("loadsub") => continue,
                Some(inner) => self.sub_table(name, &inner, value),
                None => shape.map_or_else(|| value.clone(), |field| shown(&field.shape, value, self.verbose)),
            };
            picked.insert(name.clone(), value);
        }
        if let (Some(wanted), Some(Value::Object(fields))) =
            (texts(self.given.get("meta fields")), picked.get_mut("meta fields"))
        {
            fields.retain(|name, _| wanted.contains(&name.as_str()));
        }
        picked
    }

    /// The part of `sub fetch` about a sub table.
    fn sub_fetch(&self, name: &str) -> Option<&'a Map<String, Value>> {
        self.given.get("sub fetch")?.get(name)?.as_object()
    }

    /// A table within a row, as selected by `sub fetch`.
    fn sub_table(&self, name: &str, shape: &RowShape, value: &Value) -> Value {
        let Some(items) = value.as_array() else {
            return value.clone();
        };
        let Some(wanted) = self.sub_fetch(name) else {
            let rows = items.iter().filter_map(Value::as_object);
            return rows
                .map(|row| Value::Object(shown_row(shape, row, self.verbose)))
                .collect();
        };
        let fields = texts(wanted.get("fields")).filter(|fields| !fields.is_empty());
        let picked = selected(wanted, shape, items).map(|row| {
            let mut row = shown_row(shape, row, self.verbose);
            let keep = |name: &String| fields.as_ref().is_none_or(|fields| fields.contains(&name.as_str()));
            row.retain(|name, _| ["name", "id", "oid", "_scope"].contains(&name.as_str()) || keep(name));
            Value::Object(row)
        });
        picked.collect()
    }

    /// Whether the row has as many rows in each sub table as `sub fetch` requests of it, or any.
    fn has_all_sub_tables(&self, row: &Row) -> bool {
        let Some(tables) = self.given.get("sub fetch").and_then(Value::as_object) else {
            return true;
        };
        let Some(shape) = &self.shape else {
            return true;
        };
        let wanted = tables
            .iter()
            .filter_map(|(name, wanted)| Some((name, wanted.as_object()?)));
        wanted.filter(|(_, wanted)| !is_hidden(wanted)).all(|(name, wanted)| {
            let inner = field(shape, name).and_then(sub_table);
            let items = row.get(name).and_then(Value::as_array);
            let count = match (inner, items) {
                (Some(inner), Some(items)) => selected(wanted, &inner, items).count(),
                _ => 0,
            };
            match wanted.get("subfetch count") {
                Some(condition) => is_count(condition, count),
                None => count > 0,
            }
        })
    }

    /// Sorts by `[{"name": 1}, {"color": -1}]`, in order of priority.
    fn sort(&self, rows: &mut [&Row]) -> Result<(), Refusal> {
        let Some(sortings) = self.given.get("sortings").filter(|sortings| !sortings.is_null()) else {
            return Ok(());
        };
        let mut orders = Vec::new();
        for sorting in sortings.as_array().ok_or(INVALID_PARAMETER)? {
            for (name, direction) in sorting.as_object().ok_or(INVALID_PARAMETER)? {
                match integer(direction) {
                    Some(1) => orders.push((name.as_str(), false)),
                    Some(-1) => orders.push((name.as_str(), true)),
                    _ => return Err(INVALID_PARAMETER),
                }
            }
        }
        rows.sort_by(|left, right| {
            let by = |(name, down): &(&str, bool)| {
                let order = order(left.get(*name), right.get(*name));
                if *down { order.reverse() } else { order }
            };
            orders
                .iter()
                .map(by)
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        });
        Ok(())
    }

    /// `range`: the index of the first row, and the number of rows.
    fn bounds(&self) -> Result<Option<(usize, usize)>, Refusal> {
        let Some(range) = self.given.get("range").filter(|range| !range.is_null()) else {
            return Ok(None);
        };
        let size = |value: &Value| integer(value).and_then(|number| usize::try_from(number).ok());
        match range.as_array().map(Vec::as_slice) {
            Some([start, count]) => size(start).zip(size(count)).ok_or(INVALID_OPTION).map(Some),
            _ => Err(INVALID_OPTION),
        }
    }

    fn range<'r, 's>(&self, rows: &'s [&'r Row]) -> Result<&'s [&'r Row], Refusal> {
        let Some((start, count)) = self.bounds()? else {
            return Ok(rows);
        };
        let start = start.min(rows.len());
        let end = start.saturating_add(count).min(rows.len());
        Ok(&rows[start..end])
    }

    /// The schema of the rows, as far as it is documented.
    pub(super) fn syntax(&self, category: &str) -> Value {
        let attribute = |field: &crate::route::Member| {
            let mut attribute = Map::new();
            attribute.insert("type".to_owned(), Value::from(type_name(&field.shape)));
            if let Some(default) = field.default.as_deref() {
                attribute.insert("default".to_owned(), Value::from(default));
            }
            if let Some(max) = field.max {
                attribute.insert("max".to_owned(), Value::from(max));
            }
            if let Some(known) = choices(&field.shape) {
                let numbers = known
                    .values
                    .iter()
                    .filter_map(|(name, number)| number.map(|number| (name.to_string(), number)));
                attribute.insert("opts".to_owned(), numbers.collect());
            }
            (field.name.to_string(), Value::Object(attribute))
        };
        let fields = self.shape.as_ref().map_or(&[][..], |shape| &shape.fields);
        let attributes: Map<_, _> = fields.iter().map(attribute).collect();
        json!({ category: { "attr": attributes } })
    }

    /// The default members of a new object.
    fn template(&self) -> Value {
        let mut row = Row::new();
        if let Some(shape) = &self.shape {
            fill_defaults(shape, &mut row);
            row = shown_row(shape, &row, self.verbose);
        }
        Value::Object(row)
    }
}

/// Whether `sub fetch` leaves a sub table out.
fn is_hidden(wanted: &Map<String, Value>) -> bool {
    wanted
        .get("subfetch hidden")
        .and_then(integer)
        .is_some_and(|number| number != 0)
}

/// The rows of a sub table that `sub fetch` selects. A condition that cannot be parsed selects all.
fn selected<'r>(wanted: &Map<String, Value>, shape: &RowShape, items: &'r [Value]) -> impl Iterator<Item = &'r Row> {
    let filter = wanted.get("filter");
    let condition = filter.and_then(|filter| Condition::read(filter, Some(shape)).ok());
    let scope: Option<Vec<Value>> = wanted.get("scope member").map(|members| list(members).to_vec());
    items.iter().filter_map(Value::as_object).filter(move |row| {
        condition.as_ref().is_none_or(|own| own.holds(row))
            && scope.as_ref().is_none_or(|scope| {
                let own = row.get("_scope").map(list).unwrap_or_default();
                own.iter()
                    .any(|own| scope.iter().any(|member| is_same_member(own, member)))
            })
    })
}

fn is_same_member(own: &Value, member: &Value) -> bool {
    ["name", "vdom"].iter().all(|name| own.get(name) == member.get(name))
}

/// Whether a number of rows meets `subfetch count`, such as `["==", 1]`.
fn is_count(condition: &Value, count: usize) -> bool {
    let Some([operator, number]) = condition.as_array().map(Vec::as_slice) else {
        return false;
    };
    let test = json!(["count", operator, number]);
    let row = Row::from_iter([("count".to_owned(), Value::from(count))]);
    Condition::read(&test, None).is_ok_and(|condition| condition.holds(&row))
}

fn choices(shape: &Shape) -> Option<&EnumShape> {
    match shape {
        Shape::Enum(known) => Some(known),
        Shape::List(inner) => choices(inner),
        _ => None,
    }
}

/// The name of a type in a schema.
fn type_name(shape: &Shape) -> &'static str {
    match shape {
        Shape::Int | Shape::Id | Shape::Flag | Shape::Toggle | Shape::Bool | Shape::Enum(_) => "uint32",
        Shape::List(inner) => match &**inner {
            Shape::Row(_) | Shape::Listed(_) => "table",
            inner => type_name(inner),
        },
        _ => "string",
    }
}

/// A list of texts, flat or nested, or a single one.
fn texts(value: Option<&Value>) -> Option<Vec<&str>> {
    match value? {
        Value::String(text) => Some(vec![text]),
        Value::Array(items) => Some(items.iter().filter_map(|item| texts(Some(item))).flatten().collect()),
        _ => None,
    }
}

fn order(left: Option<&Value>, right: Option<&Value>) -> Ordering {
    match (left.unwrap_or(&Value::Null), right.unwrap_or(&Value::Null)) {
        (Value::Number(left), Value::Number(right)) => {
            left.as_f64().unwrap_or(0.0).total_cmp(&right.as_f64().unwrap_or(0.0))
        }
        (Value::String(left), Value::String(right)) => left.cmp(right),
        (left, right) => left.to_string().cmp(&right.to_string()),
    }
}

/// A number that changes when the rows do. It is the same for the same rows while the program runs.
fn checksum(rows: &[&Row]) -> u32 {
    let mut hasher = DefaultHasher::new();
    for row in rows {
        Value::Object((*row).clone()).to_string().hash(&mut hasher);
    }
    // The lower half is sufficient, and fits into every client's integers.
    u32::try_from(hasher.finish() & u64::from(u32::MAX)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
