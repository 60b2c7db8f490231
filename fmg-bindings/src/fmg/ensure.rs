//! Gives a row the values that a program wants, whatever its state was before.

mod attribute;
mod device;
mod members;
mod rows;

use serde::Serialize;

pub use self::rows::EnsuredRows;

use super::JsonRpc;
use super::scope::Scope;
use super::table::{Add, Get, Set, Update};
use super::tables::Tables;
use crate::changes::Changes;
use crate::client::{AnyClient, ClientFor};
use crate::error::{Context, EncodeError, EncodeErrorKind, Error, TableFault};
use crate::reply::Reply;
use crate::tables::{In, Table, WritableIn, row_key};
use crate::{Call, Endpoint, Output, Response};

/// The result of [`Tables::ensure`], [`Tables::ensure_by`] or [`Adom::ensure_device`](super::Adom::ensure_device).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Ensured<K> {
    /// The row did not exist, and was created. Contains its key, unless the reply leaves it out.
    Created(Option<K>),
    /// The row existed with other values, and was changed.
    Changed,
    /// The row existed with these values. Nothing was written.
    Unchanged,
}

impl<K> Ensured<K> {
    /// Whether something was written.
    #[must_use]
    pub const fn is_change(&self) -> bool {
        !matches!(self, Self::Unchanged)
    }
}

impl<C: AnyClient, S: Scope> Tables<'_, C, S>
where
    C::AsyncClient: ClientFor<JsonRpc>,
{
    /// Makes sure that a row exists with these values: reads it by its key, and creates or changes it if need be.
    ///
    /// Attributes that `row` does not set keep their values. A list of child rows in `row` replaces the existing list.
    /// A row that another program creates or deletes meanwhile is read once more. [`Changes`] defines what counts as a
    /// change. Await the result on an async client; a blocking client returns it directly.
    ///
    /// ```
    /// # use fmg_bindings::{Error, adom, fmg, fmg::address::Address};
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// let objects = fmg.adom(adom!("demo")).objects();
    /// let depot = Address { name: "depot".into(), subnet: "10.1.0.0/16".into(), ..Address::default() };
    /// let done = objects.ensure(depot).await?;
    /// println!("{}", if done.is_change() { "written" } else { "nothing to do" });
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The row has no key, or one of the calls fails. Nothing is written unless the read succeeded.
    pub fn ensure<T>(&self, row: T) -> C::Outcome<'_, Result<Ensured<T::Key>, Error>>
    where
        T: Table<One: Response<Output = T>>
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
            let key = row_key(&row).map_err(refused::<Get<S, T>>)?;
            match self.read_and_write(&key, &row).await {
                Err(error) if has_changed_meanwhile(&error) => self.read_and_write(&key, &row).await,
                result => result,
            }
        })
    }

    async fn read_and_write<T>(&self, key: &T::Key, row: &T) -> Result<Ensured<T::Key>, Error>
    where
        T: Table<One: Response<Output = T>> + In<S> + WritableIn<S> + Changes + Clone + Serialize + Send + Sync,
    {
        if let Some(actual) = self.existing::<T>(key).await? {
            return self.change(key.clone(), row, &actual).await;
        }
        let add = Add::new(self.scope().clone(), row.clone());
        self.finished(add).await.map(Ensured::Created)
    }

    async fn existing<T: Table<One: Response<Output = T>> + In<S> + Send>(
        &self,
        key: &T::Key,
    ) -> Result<Option<T>, Error> {
        match self.finished(Get::<S, T>::new(self.scope().clone(), key.clone())).await {
            Ok(row) => Ok(Some(row)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn change<T>(&self, key: T::Key, row: &T, actual: &T) -> Result<Ensured<T::Key>, Error>
    where
        T: Table + WritableIn<S> + Changes + Clone + Serialize + Send,
    {
        let Some(changes) = row.changes_from(actual) else {
            return Ok(Ensured::Unchanged);
        };
        let scope = self.scope().clone();
        if row.replaces_child_rows(actual) {
            // An update keeps child rows that it does not name. `set` would create a row that was deleted meanwhile. So
            // the call sends the whole row, not only the changes.
            self.finished(Set::new(scope, key, row.clone())).await?;
        } else {
            self.finished(Update::new(scope, key, changes)).await?;
        }
        Ok(Ensured::Changed)
    }

    async fn finished<E: Endpoint<Protocol = JsonRpc>>(&self, request: E) -> Result<Output<E>, Error> {
        Call::new(self.client(), request).begin(Reply::into_value).await
    }
}

/// The error of a row without a usable key. `E` is the request that was not sent.
fn refused<E: Endpoint<Protocol = JsonRpc>>(fault: TableFault) -> Error {
    let fault = EncodeError::from(EncodeErrorKind::Table(fault));
    Context::new(E::METHOD.as_str(), E::TEMPLATE).failed(fault)
}

/// Whether another program created or deleted the row between the read and the write.
fn has_changed_meanwhile(error: &Error) -> bool {
    error.is_exists() || error.is_not_found()
}
