//! Gives a row the values that a program wants, where another attribute than the key identifies it.

use serde::Serialize;
use serde_json::Value;

use super::super::scope::Scope;
use super::super::table::{Add, List};
use super::super::tables::Tables;
use super::super::{Filter, JsonRpc, Query};
use super::{Ensured, has_changed_meanwhile, refused};
use crate::Response;
use crate::changes::Changes;
use crate::client::{AnyClient, ClientFor};
use crate::error::{Error, TableFault};
use crate::tables::{In, Table, WritableIn, row_key};

impl<C: AnyClient, S: Scope> Tables<'_, C, S>
where
    C::AsyncClient: ClientFor<JsonRpc>,
{
    /// Makes sure that a row exists with these values, as [`ensure`](Self::ensure) does, but finds it by an attribute
    /// that is not its key. Use it where the appliance chooses the key, as it numbers policies.
    ///
    /// Changes the row that has the same value of `attribute` as `row`. If no row has it, creates `row`, as the last
    /// one if the rows have an order. [`move_before`](Self::move_before) and [`move_after`](Self::move_after) then give
    /// it another place.
    ///
    /// ```
    /// # use fmg_bindings::{Error, adom, fmg, fmg::policy::Policy, package};
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// use fmg_bindings::fmg::{Ensured, PolicyId};
    ///
    /// let policy = Policy { name: "branch-web".into(), service: "HTTPS".into(), ..Policy::default() };
    /// let policies = fmg.adom(adom!("demo")).package(package!("ppkg_001"));
    /// if let Ensured::Created(Some(id)) = policies.ensure_by(Policy::NAME, policy).await? {
    ///     policies.move_before::<Policy>(id, PolicyId::new(1)).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `row` does not set the attribute to a text or a number, several rows have its value, or one of the calls fails. A
    /// row that has the value under another key than `row` is an error as well.
    pub fn ensure_by<T>(&self, attribute: &'static str, row: T) -> C::Outcome<'_, Result<Ensured<T::Key>, Error>>
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
        }
        self.client().outcome(async move {
            match self.find_and_write(attribute, &row).await {
                Err(error) if has_changed_meanwhile(&error) => self.find_and_write(attribute, &row).await,
                result => result,
            }
        })
    }

    async fn find_and_write<T>(&self, attribute: &'static str, row: &T) -> Result<Ensured<T::Key>, Error>
    where
        T: Table<Many: Response<Output = Vec<T>>> + In<S> + WritableIn<S> + Changes + Clone + Serialize + Send + Sync,
    {
        let refused = refused::<List<S, T>>;
        let value = value_of(row, attribute).ok_or_else(|| refused(TableFault::NoAttribute { attribute }))?;
        let list = List::<S, T>::new(self.scope().clone());
        let mut found = self.finished(list.filter(Filter::eq(attribute, value.clone()))).await?;
        // Firmware that compares texts differently returns further rows.
        found.retain(|row| value_of(row, attribute).as_ref() == Some(&value));
        let actual = match found.as_slice() {
            [] => {
                let add = Add::new(self.scope().clone(), row.clone());
                return self.finished(add).await.map(Ensured::Created);
            }
            [actual] => actual,
            _ => return Err(refused(TableFault::Ambiguous { attribute })),
        };
        let key = row_key(actual).map_err(refused)?;
        if row.key_text().is_some() && row.key_text() != actual.key_text() {
            return Err(refused(TableFault::OtherKey { attribute }));
        }
        self.change(key, row, actual).await
    }
}

/// The value of an attribute, if it is a text or a number.
fn value_of(row: &impl Serialize, attribute: &str) -> Option<Value> {
    let value = serde_json::to_value(row).ok()?.get_mut(attribute)?.take();
    Some(value).filter(|value| value.is_number() || value.as_str().is_some_and(|text| !text.is_empty()))
}
