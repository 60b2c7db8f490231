//! The calls on one table.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde_json::Value;

use super::body::Body;
use super::child_calls::ChildCalls;
use super::read::Read;
use super::schema::TableSchema;
use super::table::{KnownTable, RowType, Untyped};
use super::table_path::TablePath;
use super::write::Write;
use super::{
    ChildName, CloneRow, CmdbPath, Create, Defaults, Delete, Get, List, Mkey, Move, Purge, Schema, TableName, Update,
};
use crate::fortios::{Call, FortiOs};
use crate::tables::SerdeRow;
use crate::{Endpoint, IntoParam, Response};

/// The calls on one table, with rows read as a [`RowType`]: what [`Cmdb::table`](super::Cmdb::table) and
/// [`Cmdb::table_of`](super::Cmdb::table_of) return.
///
/// ```
/// # use fmg_bindings::{Error, fortios, mkey, fortios::cmdb::TablePath};
/// # async fn example(fgt: fortios::Client, table: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let table = fgt.cmdb().table(TablePath::new(table)?);
/// for row in table.list().fields(["name"]).await? {
///     println!("{}", row["name"]);
/// }
/// # Ok(())
/// # }
/// ```
pub struct TableCalls<'c, C, T = Untyped<Value>> {
    client: &'c C,
    table: TablePath,
    known: KnownTable,
    row: PhantomData<fn() -> T>,
}

impl<'c, C, T> TableCalls<'c, C, T> {
    pub(super) fn new(client: &'c C, table: TablePath, known: KnownTable) -> Self {
        Self {
            client,
            table,
            known,
            row: PhantomData,
        }
    }

    /// The table.
    #[must_use]
    pub fn path(&self) -> &TablePath {
        &self.table
    }

    /// The calls on the same table, with rows read as `U`s by their `serde::Deserialize`.
    #[must_use]
    pub fn rows<U>(self) -> TableCalls<'c, C, Untyped<U>> {
        TableCalls::new(self.client, self.table, self.known)
    }

    /// Reads the rows of the table.
    pub fn list(&self) -> Call<'c, C, Read<List, T::Many>>
    where
        T: RowType,
    {
        self.read(List::new)
    }

    /// Reads the row with this key.
    pub fn get(&self, mkey: impl IntoParam<Mkey>) -> Call<'c, C, Read<Get, T::One>>
    where
        T: RowType,
    {
        self.read(|path, name| Get::new(path, name, mkey))
    }

    /// Adds a row.
    pub fn create(&self, row: &(impl Serialize + ?Sized)) -> Call<'c, C, Write<Create>> {
        self.create_with(Body::new(row))
    }

    pub(super) fn create_with(&self, row: Body) -> Call<'c, C, Write<Create>> {
        let (path, name) = self.parts();
        self.call(Write::of(Create::new(path, name, Value::Null), row, self.known))
    }

    /// Changes the row with this key: sets the properties in `changes`. A sub table in `changes` replaces the whole sub
    /// table.
    pub fn update(
        &self,
        mkey: impl IntoParam<Mkey>,
        changes: &(impl Serialize + ?Sized),
    ) -> Call<'c, C, Write<Update>> {
        let (path, name) = self.parts();
        let request = Update::new(path, name, mkey, Value::Null);
        self.call(Write::of(request, Body::new(changes), self.known))
    }

    /// Deletes the row with this key.
    pub fn delete(&self, mkey: impl IntoParam<Mkey>) -> Call<'c, C, Write<Delete>> {
        self.write(|path, name| Delete::new(path, name, mkey))
    }

    /// Moves the row with this key directly before another row, in tables with an order, such as policies.
    pub fn move_before(&self, mkey: impl IntoParam<Mkey>, other: impl IntoParam<Mkey>) -> Call<'c, C, Write<Move>> {
        self.write(|path, name| Move::new(path, name, mkey).before(other))
    }

    /// Moves the row with this key directly after another row, in tables with an order, such as policies.
    pub fn move_after(&self, mkey: impl IntoParam<Mkey>, other: impl IntoParam<Mkey>) -> Call<'c, C, Write<Move>> {
        self.write(|path, name| Move::new(path, name, mkey).after(other))
    }

    /// Adds a copy of the row with this key, under the key `new`.
    pub fn clone_as(&self, mkey: impl IntoParam<Mkey>, new: impl IntoParam<Mkey>) -> Call<'c, C, Write<CloneRow>> {
        self.write(|path, name| CloneRow::new(path, name, mkey, new))
    }

    /// Deletes **every row** of the table.
    pub fn purge(&self) -> Call<'c, C, Write<Purge>> {
        self.write(Purge::new)
    }

    /// Reads the default values of a new row.
    ///
    /// The reply lacks properties without a default, which often include the key. If the row type requires the key, use another
    /// type with [`read_as`](Call::read_as).
    pub fn defaults(&self) -> Call<'c, C, Read<Defaults, T::One>>
    where
        T: RowType,
    {
        self.read(Defaults::new)
    }

    /// Reads the schema of the table from this appliance.
    pub fn schema(&self) -> Call<'c, C, Read<Schema, SerdeRow<TableSchema>>> {
        self.read(Schema::new)
    }

    /// The calls on a sub table of the row with this key, such as the `entries` of an application list.
    pub fn child(&self, mkey: impl IntoParam<Mkey>, child: impl IntoParam<ChildName>) -> ChildCalls<'c, C> {
        let place = self.table.clone().in_row(mkey.into_param());
        ChildCalls::new(self.client, place, self.known.other_rows(), child.into_param())
    }

    fn call<E: Endpoint<Protocol = FortiOs>>(&self, request: E) -> Call<'c, C, E, FortiOs> {
        Call::new(self.client, request).in_group(self.known.access_group)
    }

    fn parts(&self) -> (CmdbPath, TableName) {
        self.table.clone().into_parts()
    }

    /// A read, decoded by `A`.
    pub(super) fn read<R: Endpoint<Protocol = FortiOs>, A: Response>(
        &self,
        request: impl FnOnce(CmdbPath, TableName) -> R,
    ) -> Call<'c, C, Read<R, A>> {
        let (path, name) = self.parts();
        self.call(Read::new(request(path, name)))
    }

    fn write<R: Endpoint<Protocol = FortiOs>>(
        &self,
        request: impl FnOnce(CmdbPath, TableName) -> R,
    ) -> Call<'c, C, Write<R>> {
        let (path, name) = self.parts();
        self.call(Write::new(request(path, name)))
    }
}

impl<C, T> Clone for TableCalls<'_, C, T> {
    fn clone(&self) -> Self {
        Self::new(self.client, self.table.clone(), self.known)
    }
}

impl<C, T> fmt::Debug for TableCalls<'_, C, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TableCalls").field(&self.table).finish()
    }
}
