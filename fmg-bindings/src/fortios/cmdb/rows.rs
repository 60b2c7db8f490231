//! The calls on one table.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::children::ChildCalls;
use super::read::{Object, Rows};
use super::schema::TableSchema;
use super::table_path::TablePath;
use super::write::{Save, Write};
use super::{ChildName, Clone as CloneRow, Create, Defaults, Delete, Get, List, Mkey, Move, Purge, Schema, Update};
use crate::fortios::{Call, FortiOs};
use crate::{Endpoint, IntoParam};

/// The calls on one table, with rows read as `T`s: what [`Cmdb::table`](super::Cmdb::table) and
/// [`Cmdb::table_of`](super::Cmdb::table_of) return.
///
/// ```
/// # use fmg_bindings::{Error, fortios, mkey, fortios::cmdb::TablePath};
/// # async fn example(fgt: fortios::Client, table: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let table = fgt.cmdb().table(TablePath::parse(table)?);
/// for row in table.list().fields(["name"]).await? {
///     println!("{}", row["name"]);
/// }
/// # Ok(())
/// # }
/// ```
pub struct TableCalls<'c, C, T = Value> {
    client: &'c C,
    table: TablePath,
    /// The access group that calls on the table need, if known.
    access_group: Option<&'static str>,
    row: PhantomData<fn() -> T>,
}

impl<'c, C, T> TableCalls<'c, C, T> {
    pub(super) fn new(client: &'c C, table: TablePath, access_group: Option<&'static str>) -> Self {
        Self {
            client,
            table,
            access_group,
            row: PhantomData,
        }
    }

    /// The table.
    #[must_use]
    pub fn path(&self) -> &TablePath {
        &self.table
    }

    /// The calls on the same table, with rows read as `U`s.
    #[must_use]
    pub fn rows<U>(self) -> TableCalls<'c, C, U> {
        TableCalls::new(self.client, self.table, self.access_group)
    }

    /// Reads the rows of the table.
    pub fn list(&self) -> Call<'c, C, Rows<List, T>>
    where
        T: DeserializeOwned + Send,
    {
        let (path, name) = self.parts();
        self.call(Rows::new(List::new(path, name)))
    }

    /// Reads the row with this key.
    pub fn get(&self, mkey: impl IntoParam<Mkey>) -> Call<'c, C, Object<Get, T>>
    where
        T: DeserializeOwned + Send,
    {
        let (path, name) = self.parts();
        self.call(Object::new(Get::new(path, name, mkey)))
    }

    /// Adds a row.
    pub fn create(&self, row: &(impl Serialize + ?Sized)) -> Call<'c, C, Save<Create>> {
        let (path, name) = self.parts();
        self.call(Save::new(Create::new(path, name, Value::Null), row))
    }

    /// Changes the row with this key: sets the properties in `changes`. A sub table in `changes` replaces the whole sub
    /// table.
    pub fn update(&self, mkey: impl IntoParam<Mkey>, changes: &(impl Serialize + ?Sized)) -> Call<'c, C, Save<Update>> {
        let (path, name) = self.parts();
        let request = Update::new(path, name, mkey, Value::Null);
        self.call(Save::new(request, changes))
    }

    /// Deletes the row with this key.
    pub fn delete(&self, mkey: impl IntoParam<Mkey>) -> Call<'c, C, Write<Delete>> {
        let (path, name) = self.parts();
        self.call(Write::new(Delete::new(path, name, mkey)))
    }

    /// Moves the row with this key directly before another row, in tables with an order, such as policies.
    pub fn move_before(&self, mkey: impl IntoParam<Mkey>, other: impl IntoParam<Mkey>) -> Call<'c, C, Write<Move>> {
        self.moved(|request| request.before(other), mkey.into_param())
    }

    /// Moves the row with this key directly after another row, in tables with an order, such as policies.
    pub fn move_after(&self, mkey: impl IntoParam<Mkey>, other: impl IntoParam<Mkey>) -> Call<'c, C, Write<Move>> {
        self.moved(|request| request.after(other), mkey.into_param())
    }

    /// Adds a copy of the row with this key, under the key `new`.
    pub fn clone_as(&self, mkey: impl IntoParam<Mkey>, new: impl IntoParam<Mkey>) -> Call<'c, C, Write<CloneRow>> {
        let (path, name) = self.parts();
        let request = CloneRow::new(path, name, mkey, new);
        self.call(Write::new(request))
    }

    /// Deletes **every row** of the table.
    pub fn purge(&self) -> Call<'c, C, Write<Purge>> {
        let (path, name) = self.parts();
        self.call(Write::new(Purge::new(path, name)))
    }

    /// Reads the default values of a new row.
    ///
    /// The reply lacks properties without a default, which often include the key. If `T` requires the key, use another
    /// type with [`read_as`](Call::read_as).
    pub fn defaults(&self) -> Call<'c, C, Object<Defaults, T>>
    where
        T: DeserializeOwned + Send,
    {
        let (path, name) = self.parts();
        self.call(Object::new(Defaults::new(path, name)))
    }

    /// Reads the schema of the table from this appliance.
    pub fn schema(&self) -> Call<'c, C, Object<Schema, TableSchema>> {
        let (path, name) = self.parts();
        self.call(Object::new(Schema::new(path, name)))
    }

    /// The calls on a sub table of the row with this key, such as the `entries` of an application list.
    pub fn child(&self, mkey: impl IntoParam<Mkey>, child: impl IntoParam<ChildName>) -> ChildCalls<'c, C> {
        ChildCalls::new(
            self.client,
            self.table.clone(),
            self.access_group,
            mkey.into_param(),
            child.into_param(),
        )
    }

    fn call<E: Endpoint<Protocol = FortiOs>>(&self, request: E) -> Call<'c, C, E, FortiOs> {
        Call::new(self.client, request).in_group(self.access_group)
    }

    fn parts(&self) -> (super::CmdbPath, super::TableName) {
        self.table.clone().into_parts()
    }

    fn moved(&self, to: impl FnOnce(Move) -> Move, mkey: Mkey) -> Call<'c, C, Write<Move>> {
        let (path, name) = self.parts();
        self.call(Write::new(to(Move::new(path, name, mkey))))
    }
}

impl<C, T> Clone for TableCalls<'_, C, T> {
    fn clone(&self) -> Self {
        Self::new(self.client, self.table.clone(), self.access_group)
    }
}

impl<C, T> fmt::Debug for TableCalls<'_, C, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TableCalls").field(&self.table).finish()
    }
}
