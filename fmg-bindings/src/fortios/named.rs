//! Rows that each have a name.

use std::vec;

use serde::de::Deserializer;
use serde_json::Value;

use crate::Response;
use crate::slots::{self, List, Notes, Object, Place, Slot};

/// What a row calls itself, in a list.
///
/// Rows of generated modules have it, and [`Value`]: the text of its member `name`.
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
/// Some calls answer with an object that has a row under each name, or with a list of rows that hold their names: it
/// depends on the firmware. Both are read, and no row is lost: neither one without a name nor one whose name is there
/// already.
///
/// ```
/// # use fmg_bindings::{Error, fortios};
/// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
/// let interfaces = fgt.monitor().system().interface().await?;
/// if let Some(wan) = interfaces.get("wan1") {
///     println!("wan1 has received {} bytes", wan.rx_bytes.unwrap_or_default());
/// }
/// for (name, interface) in interfaces.iter() {
///     println!("{}: {}", name.unwrap_or("?"), interface.link.unwrap_or_default());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Named<T> {
    rows: Vec<Entry<T>>,
}

/// A row, and the name that it stands under; a row of a list has its name in itself, if at all.
#[derive(Clone, Debug, PartialEq)]
struct Entry<T> {
    key: Option<String>,
    row: T,
}

impl<T> Named<T> {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows without their names, in the order of the reply.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &T> {
        self.rows.iter().map(|entry| &entry.row)
    }

    /// The rows without their names, by themselves.
    #[must_use]
    pub fn into_rows(self) -> Vec<T> {
        self.rows.into_iter().map(|entry| entry.row).collect()
    }
}

impl<T: RowName> Named<T> {
    /// The row of this name; the first, should there be several.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        let found = self.rows.iter().find(|entry| entry.name() == Some(name));
        found.map(|entry| &entry.row)
    }

    /// The rows with their names. `None`: the row came in a list and does not say what it is called.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Option<&str>, &T)> {
        self.rows.iter().map(|entry| (entry.name(), &entry.row))
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

/// The rows with the names that they stand under.
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

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, notes: &mut Notes) -> Result<bool, D::Error> {
        slots::read_data(self, data, notes)
    }

    fn finish(self, _: bool) -> Option<Self> {
        Some(self)
    }
}
