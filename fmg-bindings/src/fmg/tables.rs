//! Handles that hold a scope, and make the requests on its tables.

use serde::Serialize;

use super::scope::{RowOf, Scope};
use super::table::{
    Add, AddMembers, AddRows, Checksum, CloneTo, Count, Delete, DeleteWhere, Get, GetSingle, HasMembers, List, MoveTo,
    RemoveMembers, Set, SetRows, SetSingle, Syntax, Update, UpdateRows, UpdateSingle, Upsert,
};
use super::{Call, Filter};
use crate::tables::{Cloneable, In, Ordered, Single, Table, WritableIn};
use crate::{IntoParam, Response};

/// The calls on the tables of one scope, such as the objects of an ADOM.
///
/// Each method takes the row type of the table, either by its row or between angle brackets.
#[derive(Clone, Debug)]
pub struct Tables<'c, C, S> {
    client: &'c C,
    scope: S,
}

impl<'c, C, S: Scope> Tables<'c, C, S> {
    /// The calls on the tables of this scope.
    pub fn new(client: &'c C, scope: S) -> Self {
        Self { client, scope }
    }

    /// The scope.
    pub fn scope(&self) -> &S {
        &self.scope
    }

    pub(super) fn client(&self) -> &'c C {
        self.client
    }

    /// Reads the rows of a table. The methods of [`Query`](super::Query) select rows and fields.
    pub fn list<T: Table<Many: Response<Output = Vec<T>>> + In<S>>(&self) -> Call<'c, C, List<S, T>> {
        self.call(List::new(self.scope.clone()))
    }

    /// Reads one row.
    pub fn get<T: Table<One: Response<Output = T>> + In<S>>(
        &self,
        key: impl IntoParam<T::Key>,
    ) -> Call<'c, C, Get<S, T>> {
        self.call(Get::new(self.scope.clone(), key))
    }

    /// Counts the rows of a table.
    pub fn count<T: Table + In<S>>(&self) -> Call<'c, C, Count<S, T>> {
        self.call(Count::new(self.scope.clone()))
    }

    /// Counts the rows of a table that meet a condition.
    pub fn count_where<T: Table + In<S>>(&self, filter: Filter) -> Call<'c, C, Count<S, T>> {
        self.call(Count::new(self.scope.clone()).filter(filter))
    }

    /// Reads the checksum of a table, which changes with every change of its rows.
    pub fn checksum<T: Table + In<S>>(&self) -> Call<'c, C, Checksum<S, T>> {
        self.call(Checksum::new(self.scope.clone()))
    }

    /// Reads the schema of a table as the appliance describes it, as JSON.
    pub fn syntax<T: Table + In<S>>(&self) -> Call<'c, C, Syntax<S, T>> {
        self.call(Syntax::new(self.scope.clone()))
    }

    /// Creates a row.
    ///
    /// If a row with its key exists, [`Error::is_exists`](crate::Error::is_exists) is true for the error.
    pub fn add<T: Table + WritableIn<S> + Serialize>(&self, row: T) -> Call<'c, C, Add<S, T>> {
        self.call(Add::new(self.scope.clone(), row))
    }

    /// Creates rows, by one request.
    pub fn add_rows<T: Table + WritableIn<S> + Serialize>(
        &self,
        rows: impl IntoIterator<Item = T>,
    ) -> Call<'c, C, AddRows<S, T>> {
        self.call(AddRows::new(self.scope.clone(), rows))
    }

    /// Changes a row, and creates it if it does not exist. A child table that `row` sets is replaced.
    pub fn set<T: Table + WritableIn<S> + Serialize>(
        &self,
        key: impl IntoParam<T::Key>,
        row: T,
    ) -> Call<'c, C, Set<S, T>> {
        self.call(Set::new(self.scope.clone(), key, row))
    }

    /// Changes a row that exists. Attributes and child rows that `row` does not set keep their values.
    pub fn update<T: Table + WritableIn<S> + Serialize>(
        &self,
        key: impl IntoParam<T::Key>,
        row: T,
    ) -> Call<'c, C, Update<S, T>> {
        self.call(Update::new(self.scope.clone(), key, row))
    }

    /// Creates a row, or changes the one with its key.
    ///
    /// The row contains its key. If the appliance assigns keys, the key may be absent; the appliance then creates a row.
    pub fn upsert<T: Table + WritableIn<S> + Serialize>(&self, row: T) -> Call<'c, C, Upsert<S, T>> {
        self.call(Upsert::new(self.scope.clone(), row))
    }

    /// Creates or changes rows, by one request.
    ///
    /// Each row contains its key. If the appliance assigns keys, the key may be absent; the appliance then creates a row.
    pub fn set_rows<T: Table + WritableIn<S> + Serialize>(
        &self,
        rows: impl IntoIterator<Item = T>,
    ) -> Call<'c, C, SetRows<S, T>> {
        self.call(SetRows::new(self.scope.clone(), rows))
    }

    /// Changes rows that exist, by one request. Each row contains its key.
    pub fn update_rows<T: Table + WritableIn<S> + Serialize>(
        &self,
        rows: impl IntoIterator<Item = T>,
    ) -> Call<'c, C, UpdateRows<S, T>> {
        self.call(UpdateRows::new(self.scope.clone(), rows))
    }

    /// Deletes a row.
    ///
    /// If other objects refer to it, [`Error::is_in_use`](crate::Error::is_in_use) is true for the error.
    pub fn delete<T: Table + WritableIn<S>>(&self, key: impl IntoParam<T::Key>) -> Call<'c, C, Delete<S, T>> {
        self.call(Delete::new(self.scope.clone(), key))
    }

    /// Deletes **every row** that meets a condition, with the confirmation that FortiManager requires for it.
    pub fn delete_where<T: Table + WritableIn<S>>(&self, filter: Filter) -> Call<'c, C, DeleteWhere<S, T>> {
        self.call(DeleteWhere::new(self.scope.clone(), filter))
    }

    /// Copies the row with this key, under the key `new_key`.
    pub fn clone_to<T: Cloneable + WritableIn<S> + Serialize>(
        &self,
        key: impl IntoParam<T::Key>,
        new_key: impl IntoParam<T::Key>,
    ) -> Call<'c, C, CloneTo<S, T>> {
        self.call(CloneTo::new(self.scope.clone(), key, new_key))
    }

    /// Moves the row with this key directly before another one.
    pub fn move_before<T: Ordered + WritableIn<S>>(
        &self,
        key: impl IntoParam<T::Key>,
        target: impl IntoParam<T::Key>,
    ) -> Call<'c, C, MoveTo<S, T>> {
        self.call(MoveTo::before(self.scope.clone(), key, target))
    }

    /// Moves the row with this key directly after another one.
    pub fn move_after<T: Ordered + WritableIn<S>>(
        &self,
        key: impl IntoParam<T::Key>,
        target: impl IntoParam<T::Key>,
    ) -> Call<'c, C, MoveTo<S, T>> {
        self.call(MoveTo::after(self.scope.clone(), key, target))
    }

    /// Adds members to the row with this key, such as the installation targets of a package.
    pub fn add_members<T: HasMembers + WritableIn<S>>(
        &self,
        key: impl IntoParam<T::Key>,
        members: impl IntoIterator<Item = T::Member>,
    ) -> Call<'c, C, AddMembers<S, T>> {
        self.call(AddMembers::new(self.scope.clone(), key, members))
    }

    /// Removes members of the row with this key.
    pub fn remove_members<T: HasMembers + WritableIn<S>>(
        &self,
        key: impl IntoParam<T::Key>,
        members: impl IntoIterator<Item = T::Member>,
    ) -> Call<'c, C, RemoveMembers<S, T>> {
        self.call(RemoveMembers::new(self.scope.clone(), key, members))
    }

    /// Reads a single object.
    pub fn get_single<T: Single<One: Response<Output = T>> + In<S>>(&self) -> Call<'c, C, GetSingle<S, T>> {
        self.call(GetSingle::new(self.scope.clone()))
    }

    /// Changes a single object. A child table that `row` sets is replaced.
    pub fn set_single<T: Single + WritableIn<S> + Serialize>(&self, row: T) -> Call<'c, C, SetSingle<S, T>> {
        self.call(SetSingle::new(self.scope.clone(), row))
    }

    /// Changes a single object. Attributes and child rows that `row` does not set keep their values.
    pub fn update_single<T: Single + WritableIn<S> + Serialize>(&self, row: T) -> Call<'c, C, UpdateSingle<S, T>> {
        self.call(UpdateSingle::new(self.scope.clone(), row))
    }

    /// The calls on the child tables of the row with this key.
    #[must_use]
    pub fn row<T: Table + In<S> + 'static>(&self, key: impl IntoParam<T::Key>) -> Tables<'c, C, RowOf<S, T>> {
        Tables::new(self.client, RowOf::new(self.scope.clone(), key))
    }

    fn call<E: crate::Endpoint>(&self, request: E) -> Call<'c, C, E> {
        Call::new(self.client, request)
    }
}
