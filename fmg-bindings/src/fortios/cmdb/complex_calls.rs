//! The calls on a complex table, which is a single object.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde_json::Value;

use super::body::Body;
use super::child_calls::ChildCalls;
use super::child_place::InComplex;
use super::read::Read;
use super::schema::TableSchema;
use super::table::{KnownTable, Untyped};
use super::table_path::TablePath;
use super::write::Write;
use super::{ChildName, CmdbPath, Defaults, ReadComplex, Schema, TableName, UpdateComplex};
use crate::fortios::{Call, FortiOs};
use crate::tables::SerdeRow;
use crate::{Endpoint, IntoParam, Response};

/// The calls on a complex table, which is a single object, decoded by the response type `A`: what
/// [`Cmdb::complex`](super::Cmdb::complex) and [`Cmdb::complex_of`](super::Cmdb::complex_of) return.
pub struct ComplexCalls<'c, C, A = SerdeRow<Value>> {
    client: &'c C,
    table: TablePath,
    known: KnownTable,
    response: PhantomData<fn() -> A>,
}

impl<'c, C, A> ComplexCalls<'c, C, A> {
    pub(super) fn new(client: &'c C, table: TablePath, known: KnownTable) -> Self {
        Self {
            client,
            table,
            known,
            response: PhantomData,
        }
    }

    /// The table.
    #[must_use]
    pub fn path(&self) -> &TablePath {
        &self.table
    }

    /// Reads the object.
    pub fn read(&self) -> Call<'c, C, Read<ReadComplex, A>>
    where
        A: Response,
    {
        let (path, name) = self.parts();
        self.call(Read::new(ReadComplex::new(path, name)))
    }

    /// Changes the object: sets the properties in `changes`. A sub table in `changes` replaces the whole sub table.
    pub fn edit(&self, changes: &(impl Serialize + ?Sized)) -> Call<'c, C, Write<UpdateComplex>> {
        let (path, name) = self.parts();
        let request = UpdateComplex::new(path, name, Value::Null);
        self.call(Write::of(request, Body::new(changes), self.known))
    }

    /// Reads the default values of the object.
    pub fn defaults(&self) -> Call<'c, C, Read<Defaults, A>>
    where
        A: Response,
    {
        let (path, name) = self.parts();
        self.call(Read::new(Defaults::new(path, name)))
    }

    /// Reads the schema of the table from this appliance.
    pub fn schema(&self) -> Call<'c, C, Read<Schema, SerdeRow<TableSchema>>> {
        let (path, name) = self.parts();
        self.call(Read::new(Schema::new(path, name)))
    }

    /// The calls on a sub table of the object, such as the `neighbor` of `router/bgp`, with rows of JSON.
    ///
    /// The url has the form of the url of a row, so on a table with rows `purge` would delete one: use this on complex
    /// tables only.
    ///
    /// ```
    /// # use fmg_bindings::{Error, child, fortios, mkey, table};
    /// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
    /// let neighbors = fgt.cmdb().complex(table!("router/bgp")).child(child!("neighbor"));
    /// neighbors.delete(mkey!("10.0.0.9")).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn child(&self, child: impl IntoParam<ChildName>) -> ChildCalls<'c, C, Untyped<Value>, InComplex> {
        let place = self.table.clone().in_complex();
        ChildCalls::new(self.client, place, self.known.other_rows(), child.into_param())
    }

    fn call<E: Endpoint<Protocol = FortiOs>>(&self, request: E) -> Call<'c, C, E, FortiOs> {
        Call::new(self.client, request).in_group(self.known.access_group)
    }

    fn parts(&self) -> (CmdbPath, TableName) {
        self.table.clone().into_parts()
    }
}

impl<C, A> Clone for ComplexCalls<'_, C, A> {
    fn clone(&self) -> Self {
        Self::new(self.client, self.table.clone(), self.known)
    }
}

impl<C, A> fmt::Debug for ComplexCalls<'_, C, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ComplexCalls").field(&self.table).finish()
    }
}
