//! Gives many rows of a table the values that a program wants, by few requests.

use std::collections::HashMap;

use serde::Serialize;

use super::super::scope::Scope;
use super::super::table::{List, SetRows};
use super::super::tables::Tables;
use super::super::{Filter, JsonRpc, Query};
use super::refused;
use crate::Response;
use crate::changes::Changes;
use crate::client::{AnyClient, ClientFor};
use crate::error::{Error, TableFault};
use crate::tables::{In, Table, TableKey, WritableIn, row_key};

/// How many rows one request reads or writes.
const ROWS: usize = 500;

/// The result of [`Tables::ensure_rows`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnsuredRows {
    /// The number of rows that did not exist, and were created.
    pub created: usize,
    /// The number of rows that existed with other values, and were changed.
    pub changed: usize,
    /// The number of rows that existed with these values.
    pub unchanged: usize,
}

impl EnsuredRows {
    /// Whether something was written.
    #[must_use]
    pub const fn is_change(&self) -> bool {
        self.created + self.changed > 0
    }
}

impl<C: AnyClient, S: Scope> Tables<'_, C, S>
where
    C::AsyncClient: ClientFor<JsonRpc>,
{
    /// Makes sure that rows exist with these values, as [`ensure`](Self::ensure) does for one row. For up to 500 rows,
    /// one request reads the rows by their keys, and one writes those that are missing or differ.
    ///
    /// Attributes that a row does not set keep their values. A list of child rows in it replaces the existing list. Of
    /// two rows with the same key, the later one counts. Other rows of the table stay as they are.
    ///
    /// ```
    /// # use fmg_bindings::{Error, adom, fmg, fmg::address::Address};
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// let printers = (1..=50).map(|number| Address {
    ///     name: format!("printer_{number}").into(),
    ///     subnet: format!("10.1.7.{number}/32").into(),
    ///     ..Address::default()
    /// });
    /// let done = fmg.adom(adom!("demo")).objects().ensure_rows(printers).await?;
    /// println!("{} created, {} changed", done.created, done.changed);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// A row has no key, or one of the calls fails. The appliance may then have written some of the rows; the next
    /// attempt writes the others.
    pub fn ensure_rows<T>(&self, rows: impl IntoIterator<Item = T>) -> C::Outcome<'_, Result<EnsuredRows, Error>>
    where
        T: Table<Many: Response<Output = Vec<T>>>
            + In<S>
            + WritableIn<S>
            + Changes
            + Clone
            + Serialize
            + Send
            + Sync
            + 'static,
    {
        const {
            assert!(T::KEY.is_some(), "the rows of this table do not hold their key");
            assert!(T::Key::IN_ROWS, "the rows of this table hold only a part of their key");
        }
        let wanted = keyed(rows);
        self.client().outcome(async move {
            let wanted = wanted.map_err(refused::<List<S, T>>)?;
            let mut done = EnsuredRows::default();
            for wanted in wanted.chunks(ROWS) {
                let written = self.differing(wanted, &mut done).await?;
                if !written.is_empty() {
                    // `set` creates and changes, so that neither another program nor a repetition makes it fail.
                    self.finished(SetRows::new(self.scope().clone(), written)).await?;
                }
            }
            Ok(done)
        })
    }

    /// The rows that are missing, or have other values.
    async fn differing<T>(&self, wanted: &[Wanted<T>], done: &mut EnsuredRows) -> Result<Vec<T>, Error>
    where
        T: Table<Many: Response<Output = Vec<T>>> + In<S> + Changes + Clone + Serialize + Send + Sync,
    {
        let keys = wanted.iter().filter_map(|row| serde_json::to_value(&row.key).ok());
        let filter = Filter::one_of(T::KEY.unwrap_or_default(), keys);
        let list = List::<S, T>::new(self.scope().clone()).filter(filter);
        let actual = self.finished(list).await?;
        let keyed = actual
            .iter()
            .filter_map(|row| Some((row_key(row).ok()?.to_text().into_owned(), row)));
        let actual: HashMap<String, &T> = keyed.collect();
        let mut differing = Vec::new();
        for Wanted { key, row } in wanted {
            let actual = actual.get(&*key.to_text());
            if actual.is_some_and(|actual| row.changes_from(actual).is_none()) {
                done.unchanged += 1;
                continue;
            }
            if actual.is_some() {
                done.changed += 1;
            } else {
                done.created += 1;
            }
            differing.push(row.clone());
        }
        Ok(differing)
    }
}

/// A row that is wanted, with its key.
struct Wanted<T: Table> {
    key: T::Key,
    row: T,
}

/// The rows with their keys, each key once.
fn keyed<T: Table + Serialize>(rows: impl IntoIterator<Item = T>) -> Result<Vec<Wanted<T>>, TableFault> {
    let mut places = HashMap::new();
    let mut keyed = Vec::new();
    for row in rows {
        let key = row_key(&row)?;
        let place = *places.entry(key.to_text().into_owned()).or_insert(keyed.len());
        let wanted = Wanted { key, row };
        match keyed.get_mut(place) {
            Some(earlier) => *earlier = wanted,
            None => keyed.push(wanted),
        }
    }
    Ok(keyed)
}
