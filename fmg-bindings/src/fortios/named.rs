//! Rows with names.

use std::iter::FusedIterator;
use std::{slice, vec};

use serde_json::Value;

use crate::response::{DataSlot, Response, Slotted, slotted};
use crate::slots::{List, Object, Place, Slot};

/// The name of a row in a list.
///
/// Implemented for rows of generated modules and for [`Value`]: the text of the member `name`.
pub trait RowName {
    /// The name, if the row has one.
    fn row_name(&self) -> Option<&str>;
}

impl RowName for Value {
    fn row_name(&self) -> Option<&str> {
        self.get("name")?.as_str()
    }
}

/// Rows by name, in the order of the reply.
///
/// Depending on the firmware, some calls return an object with a row under each name, or a list of rows that hold their
/// names. Both are decoded, and no row is dropped, also without a name or with a repeated name.
///
/// ```
/// # use fmg_bindings::{Error, fortios};
/// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
/// let interfaces = fgt.monitor().system().interface().await?;
/// if let Some(wan) = interfaces.get("wan1") {
///     println!("wan1 has received {} bytes", wan.rx_bytes.unwrap_or_default());
/// }
/// for (name, interface) in &interfaces {
///     println!("{}: {}", name.unwrap_or("?"), interface.link.unwrap_or_default());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Named<T> {
    rows: Vec<Entry<T>>,
}

/// A row, and the name that it was found under; a row of a list may hold its name itself.
#[derive(Clone, Debug, PartialEq)]
struct Entry<T> {
    key: Option<String>,
    row: T,
}

impl<T> Named<T> {
    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows without the names they were found under, in the order of the reply.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &T> {
        self.rows.iter().map(|entry| &entry.row)
    }

    /// Mutable rows. A row of a list that changes its name is found by the new one.
    #[must_use]
    pub fn rows_mut(&mut self) -> impl ExactSizeIterator<Item = &mut T> {
        self.rows.iter_mut().map(|entry| &mut entry.row)
    }

    /// Takes the rows without the names they were found under.
    #[must_use]
    pub fn into_rows(self) -> Vec<T> {
        self.rows.into_iter().map(|entry| entry.row).collect()
    }
}

impl<T: RowName> Named<T> {
    /// The first row of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        let found = self.rows.iter().find(|entry| entry.name() == Some(name));
        found.map(|entry| &entry.row)
    }

    /// The rows with their names. `None`: the row came in a list and holds no name.
    #[must_use]
    pub fn iter(&self) -> NamedIter<'_, T> {
        NamedIter {
            entries: self.rows.iter(),
        }
    }
}

impl<T: RowName> Entry<T> {
    fn name(&self) -> Option<&str> {
        self.key.as_deref().or_else(|| self.row.row_name())
    }
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self { rows: Vec::new() }
    }
}

/// Iterates over the rows of a [`Named`], each with its name.
#[derive(Clone, Debug)]
pub struct NamedIter<'n, T> {
    entries: slice::Iter<'n, Entry<T>>,
}

impl<'n, T: RowName> Iterator for NamedIter<'n, T> {
    type Item = (Option<&'n str>, &'n T);

    fn next(&mut self) -> Option<Self::Item> {
        self.entries.next().map(|entry| (entry.name(), &entry.row))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

impl<T: RowName> DoubleEndedIterator for NamedIter<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.entries.next_back().map(|entry| (entry.name(), &entry.row))
    }
}

impl<T: RowName> ExactSizeIterator for NamedIter<'_, T> {}

impl<T: RowName> FusedIterator for NamedIter<'_, T> {}

impl<'n, T: RowName> IntoIterator for &'n Named<T> {
    type Item = (Option<&'n str>, &'n T);
    type IntoIter = NamedIter<'n, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The rows with the names they were found under.
impl<T: RowName> IntoIterator for Named<T> {
    type Item = (Option<String>, T);
    type IntoIter = vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        let entries = self.rows.into_iter().map(|Entry { key, row }| {
            let name = key.or_else(|| row.row_name().map(str::to_owned));
            (name, row)
        });
        entries.collect::<Vec<_>>().into_iter()
    }
}

impl<T: Place> Named<T> {
    fn push(&mut self, key: Option<String>) -> Slot<'_> {
        // `push` and `last_mut` would need an `unwrap`.
        let end = self.rows.len();
        let row = T::blank();
        self.rows.push(Entry { key, row });
        &mut self.rows[end].row
    }
}

impl<T: Place> Place for Named<T> {
    fn blank() -> Self {
        Self::default()
    }

    fn expects(&self) -> &'static str {
        "an object or a list"
    }

    fn absent(&mut self) {
        self.rows.clear();
    }

    fn list(&mut self) -> Option<&mut dyn List> {
        Some(self)
    }

    fn object(&mut self) -> Option<&mut dyn Object> {
        Some(self)
    }
}

impl<T: Place> List for Named<T> {
    fn element(&mut self) -> Slot<'_> {
        self.push(None)
    }

    fn retract(&mut self) {
        self.rows.pop();
    }
}

impl<T: Place> Object for Named<T> {
    fn member(&mut self, name: &str) -> Option<Slot<'_>> {
        Some(self.push(Some(name.to_owned())))
    }
}

/// Without results there are no rows.
impl<T: Place + Send> Response for Named<T> {
    type Output = Self;

    slotted!();

    fn finish(self, _: bool) -> Option<Self> {
        Some(self)
    }
}

impl<T: Place> Slotted for Named<T> {
    fn data_slot(&mut self) -> DataSlot<'_> {
        DataSlot::Required(self)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::response::ReadReply;
    use crate::slots::Notes;

    fn named(reply: &str) -> Named<Value> {
        let mut named = Named::default();
        let mut json = serde_json::Deserializer::from_str(reply);
        named.reader().read_data(&mut json, &mut Notes::counting()).unwrap();
        named
    }

    #[test]
    fn rows_are_iterated_in_every_way() {
        let mut rows = named(r#"[{"name": "wan1", "speed": 1}, {"speed": 2}]"#);
        let mut seen = Vec::new();
        for (name, row) in &rows {
            seen.push((name.map(str::to_owned), row["speed"].clone()));
        }
        assert_eq!(seen, [(Some("wan1".to_owned()), json!(1)), (None, json!(2))]);
        assert_eq!(rows.iter().len(), rows.len());
        assert_eq!(rows.iter().next_back().unwrap().1["speed"], 2);
        for row in rows.rows_mut() {
            row["speed"] = json!(7);
        }
        assert!((&rows).into_iter().all(|(_, row)| row["speed"] == 7));
        let owned: Vec<_> = rows.into_iter().map(|(name, _)| name).collect();
        assert_eq!(owned, [Some("wan1".to_owned()), None]);

        let rows = named(r#"{"b": {"speed": 1}, "a": {"speed": 2}}"#);
        let names: Vec<_> = (&rows).into_iter().filter_map(|(name, _)| name).collect();
        assert_eq!(names, ["b", "a"]);
    }
}
