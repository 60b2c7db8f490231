//! The handle that `client.cmdb()` returns.

use serde::Serialize;
use serde_json::Value;

use super::body::Body;
use super::child_calls::ChildCalls;
use super::child_place::InComplex;
use super::complex_calls::ComplexCalls;
use super::read::Read;
use super::schema::TableSchema;
use super::table::{ChildOfComplex, ChildOfRow, FortiOsConfiguration, KnownTable, Untyped};
use super::table_calls::TableCalls;
use super::table_path::TablePath;
use super::write::Write;
use super::{
    ChildName, CloneRow, Create, Defaults, DefaultsTree, Delete, Directory, Get, List, Mkey, Move, Purge, ReadComplex,
    Schema, SchemaTree, Update, UpdateComplex,
};
use crate::fortios::Call;
use crate::tables::{In, SerdeRow, SerdeRows, Single, Table, WritableIn};
use crate::{IntoParam, Response};

/// The calls on the configuration, which `client.cmdb()` returns. See [the module](super) for an overview.
///
/// A key is a `Mkey`, from [`mkey!`](crate::mkey) or [`Mkey::new`], or a number.
#[derive(Clone, Copy, Debug)]
pub struct Cmdb<'c, C> {
    client: &'c C,
}

impl crate::fortios::Client {
    /// The calls on the [configuration](crate::fortios::cmdb).
    #[must_use]
    pub fn cmdb(&self) -> Cmdb<'_, Self> {
        Cmdb::new(self)
    }
}

#[cfg(feature = "blocking")]
impl crate::fortios::blocking::Client {
    /// The calls on the [configuration](crate::fortios::cmdb).
    #[must_use]
    pub fn cmdb(&self) -> Cmdb<'_, Self> {
        Cmdb::new(self)
    }
}

impl<'c, C> Cmdb<'c, C> {
    pub(super) fn new(client: &'c C) -> Self {
        Self { client }
    }

    /// Reads the rows of the table of `T`.
    ///
    /// Methods of the call select rows and properties: `filter`, `fields`, `count`.
    pub fn list<T: Table<Many: Response<Output = Vec<T>>> + In<FortiOsConfiguration>>(
        &self,
    ) -> Call<'c, C, Read<List, T::Many>> {
        self.table_of::<T>().read(List::new)
    }

    /// Reads the row with this key.
    ///
    /// If there is no such row, [`Error::is_not_found`](crate::Error::is_not_found) is true for the error.
    pub fn get<T: Table<One: Response<Output = T>> + In<FortiOsConfiguration>>(
        &self,
        mkey: impl IntoParam<Mkey>,
    ) -> Call<'c, C, Read<Get, T::One>> {
        self.table_of::<T>().read(|path, name| Get::new(path, name, mkey))
    }

    /// Adds a row to the table of its type.
    ///
    /// If a row with its key exists, [`Error::is_exists`](crate::Error::is_exists) is true for the error.
    pub fn create<T: Table + WritableIn<FortiOsConfiguration> + Serialize>(
        &self,
        row: &T,
    ) -> Call<'c, C, Write<Create>> {
        let create = self.table_of::<T>().create_with(Body::row(row));
        create.with(|write| write.checked(row))
    }

    /// Changes the row with this key: sets the properties in `changes`, which may be a `T` or any type with some of its
    /// properties. A sub table in `changes` replaces the whole sub table; [`child`](Self::child) changes single rows of
    /// it.
    ///
    /// ```
    /// # use fmg_bindings::{Error, fortios, fortios::Table, mkey};
    /// # #[derive(Table)] #[table("firewall/address")] struct Address;
    /// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
    /// let changes = serde_json::json!({"comment": "branch office"});
    /// fgt.cmdb().update::<Address>(mkey!("branch"), &changes).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn update<T: Table + WritableIn<FortiOsConfiguration>>(
        &self,
        mkey: impl IntoParam<Mkey>,
        changes: &(impl Serialize + ?Sized),
    ) -> Call<'c, C, Write<Update>> {
        self.table_of::<T>().update(mkey, changes)
    }

    /// Deletes the row with this key.
    ///
    /// If other objects refer to it, [`Error::is_in_use`](crate::Error::is_in_use) is true for the error.
    pub fn delete<T: Table + WritableIn<FortiOsConfiguration>>(
        &self,
        mkey: impl IntoParam<Mkey>,
    ) -> Call<'c, C, Write<Delete>> {
        self.table_of::<T>().delete(mkey)
    }

    /// Moves the row with this key directly before another row, in tables with an order, such as policies.
    pub fn move_before<T: Table + WritableIn<FortiOsConfiguration>>(
        &self,
        mkey: impl IntoParam<Mkey>,
        other: impl IntoParam<Mkey>,
    ) -> Call<'c, C, Write<Move>> {
        self.table_of::<T>().move_before(mkey, other)
    }

    /// Moves the row with this key directly after another row, in tables with an order, such as policies.
    pub fn move_after<T: Table + WritableIn<FortiOsConfiguration>>(
        &self,
        mkey: impl IntoParam<Mkey>,
        other: impl IntoParam<Mkey>,
    ) -> Call<'c, C, Write<Move>> {
        self.table_of::<T>().move_after(mkey, other)
    }

    /// Adds a copy of the row with this key, under the key `new`.
    pub fn clone_as<T: Table + WritableIn<FortiOsConfiguration>>(
        &self,
        mkey: impl IntoParam<Mkey>,
        new: impl IntoParam<Mkey>,
    ) -> Call<'c, C, Write<CloneRow>> {
        self.table_of::<T>().clone_as(mkey, new)
    }

    /// Deletes **every row** of the table of `T`.
    pub fn purge<T: Table + WritableIn<FortiOsConfiguration>>(&self) -> Call<'c, C, Write<Purge>> {
        self.table_of::<T>().purge()
    }

    /// Reads the default values of a new row in the table of `T`.
    ///
    /// The reply lacks properties without a default, which often include the key. If `T` requires the key, use another
    /// type with [`read_as`](Call::read_as).
    pub fn defaults<T: Table<One: Response<Output = T>> + In<FortiOsConfiguration>>(
        &self,
    ) -> Call<'c, C, Read<Defaults, T::One>> {
        self.table_of::<T>().read(Defaults::new)
    }

    /// Reads the schema of the table of `T` from this appliance.
    pub fn schema<T: Table + In<FortiOsConfiguration>>(&self) -> Call<'c, C, Read<Schema, SerdeRow<TableSchema>>> {
        self.table_of::<T>().schema()
    }

    /// Reads the complex table of `S`.
    pub fn read<S: Single<One: Response<Output = S>> + In<FortiOsConfiguration>>(
        &self,
    ) -> Call<'c, C, Read<ReadComplex, S::One>> {
        self.complex_of::<S>().read()
    }

    /// Changes the complex table of `S`: sets the properties in `changes`, which may be an `S` or any type with some of
    /// its properties. A sub table in `changes` replaces the whole sub table.
    pub fn edit<S: Single + WritableIn<FortiOsConfiguration>>(
        &self,
        changes: &(impl Serialize + ?Sized),
    ) -> Call<'c, C, Write<UpdateComplex>> {
        self.complex_of::<S>().edit(changes)
    }

    /// The calls on a sub table of the row with this key, such as the `entries` of an application list.
    pub fn child<T: Table + In<FortiOsConfiguration>>(
        &self,
        mkey: impl IntoParam<Mkey>,
        child: impl IntoParam<ChildName>,
    ) -> ChildCalls<'c, C> {
        self.table_of::<T>().child(mkey, child)
    }

    /// The calls on the child table with rows of the type `T`, of the row of its parent with this key.
    ///
    /// ```
    /// use fmg_bindings::fortios::cmdb::system_dhcp::DhcpIpRange;
    /// # use fmg_bindings::{Error, fortios};
    ///
    /// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
    /// let ranges = fgt.cmdb().children::<DhcpIpRange>(1);
    /// let office = DhcpIpRange {
    ///     start_ip: Some("10.1.0.10".into()),
    ///     end_ip: Some("10.1.0.99".into()),
    ///     ..DhcpIpRange::default()
    /// };
    /// ranges.create(&office).await?;
    /// println!("{} ranges", ranges.list().await?.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn children<T: ChildOfRow>(&self, mkey: impl IntoParam<Mkey>) -> ChildCalls<'c, C, T> {
        let place = TablePath::of::<T::Parent>().in_row(mkey.into_param());
        ChildCalls::new(
            self.client,
            place,
            KnownTable::of::<T::Parent>().rows(T::FACTS),
            TablePath::child_of::<T>(),
        )
    }

    /// The calls on a sub table of the complex table of `S`, such as the `neighbor` of `router/bgp`, with rows of JSON.
    pub fn complex_child<S: Single + In<FortiOsConfiguration>>(
        &self,
        child: impl IntoParam<ChildName>,
    ) -> ChildCalls<'c, C, Untyped<Value>, InComplex> {
        self.complex_of::<S>().child(child)
    }

    /// The calls on the child table with rows of the type `T`, of its complex table.
    ///
    /// ```
    /// use fmg_bindings::fortios::cmdb::router::BgpNeighbor;
    /// # use fmg_bindings::{Error, fortios, mkey};
    ///
    /// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
    /// let neighbors = fgt.cmdb().complex_children::<BgpNeighbor>();
    /// let hub = BgpNeighbor {
    ///     ip: Some("10.0.0.9".into()),
    ///     remote_as: Some("65001".into()),
    ///     ..BgpNeighbor::default()
    /// };
    /// neighbors.create(&hub).await?;
    /// neighbors.update(mkey!("10.0.0.9"), &BgpNeighbor { bfd: Some(true), ..BgpNeighbor::default() }).await?;
    /// println!("{} neighbors", neighbors.list().await?.len());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn complex_children<T: ChildOfComplex>(&self) -> ChildCalls<'c, C, T, InComplex> {
        let place = TablePath::of_complex::<T::Parent>().in_complex();
        ChildCalls::new(
            self.client,
            place,
            KnownTable::of_complex::<T::Parent>().rows(T::FACTS),
            TablePath::child_of::<T>(),
        )
    }

    /// The calls on the table of `T`, as a value to keep.
    #[must_use]
    pub fn table_of<T: Table + In<FortiOsConfiguration>>(&self) -> TableCalls<'c, C, T> {
        TableCalls::new(self.client, TablePath::of::<T>(), KnownTable::of::<T>())
    }

    /// The calls on the complex table of `S`, as a value to keep.
    #[must_use]
    pub fn complex_of<S: Single + In<FortiOsConfiguration>>(&self) -> ComplexCalls<'c, C, S::One> {
        ComplexCalls::new(self.client, TablePath::of_complex::<S>(), KnownTable::of_complex::<S>())
    }

    /// The calls on a table without a row type, with rows of JSON.
    #[must_use]
    pub fn table(&self, table: TablePath) -> TableCalls<'c, C> {
        TableCalls::new(self.client, table, KnownTable::NOTHING)
    }

    /// The calls on a complex table without a type, as JSON.
    #[must_use]
    pub fn complex(&self, table: TablePath) -> ComplexCalls<'c, C> {
        ComplexCalls::new(self.client, table, KnownTable::NOTHING)
    }

    /// Reads the list of tables, as JSON: the document does not describe its form.
    pub fn directory(&self) -> Call<'c, C, Directory> {
        Call::new(self.client, Directory::new())
    }

    /// Reads the schemas of all tables.
    ///
    /// The response is large, and newer firmware allows this call to few administrators, but lets the others read each
    /// [`schema`](Self::schema) by itself.
    pub fn whole_schema(&self) -> Call<'c, C, Read<SchemaTree, SerdeRows<TableSchema>>> {
        Call::new(self.client, Read::new(SchemaTree::new()))
    }

    /// Reads the defaults of all tables, as JSON: the document does not describe their form.
    pub fn whole_defaults(&self) -> Call<'c, C, DefaultsTree> {
        Call::new(self.client, DefaultsTree::new())
    }
}
