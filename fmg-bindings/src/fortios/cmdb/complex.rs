//! The calls on a complex table, which is a single object.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::read::Object;
use super::schema::TableSchema;
use super::table_path::TablePath;
use super::write::Save;
use super::{CmdbPath, Defaults, ReadComplex, Schema, TableName, UpdateComplex};
use crate::Endpoint;
use crate::fortios::{Call, FortiOs};

/// The calls on a complex table, which is a single object, read as an `S`: what [`Cmdb::complex`](super::Cmdb::complex)
/// and [`Cmdb::complex_of`](super::Cmdb::complex_of) return.
pub struct ComplexCalls<'c, C, S = Value> {
    client: &'c C,
    table: TablePath,
    /// The access group that calls on the table need, if known.
    access_group: Option<&'static str>,
    content: PhantomData<fn() -> S>,
}

impl<'c, C, S> ComplexCalls<'c, C, S> {
    pub(super) fn new(client: &'c C, table: TablePath, access_group: Option<&'static str>) -> Self {
        Self {
            client,
            table,
            access_group,
            content: PhantomData,
        }
    }

    /// The table.
    #[must_use]
    pub fn path(&self) -> &TablePath {
        &self.table
    }

    /// Reads the object.
    pub fn read(&self) -> Call<'c, C, Object<ReadComplex, S>>
    where
        S: DeserializeOwned + Send,
    {
        let (path, name) = self.parts();
        self.call(Object::new(ReadComplex::new(path, name)))
    }

    /// Changes the object: sets the properties in `changes`. A sub table in `changes` replaces the whole sub table.
    pub fn edit(&self, changes: &(impl Serialize + ?Sized)) -> Call<'c, C, Save<UpdateComplex>> {
        let (path, name) = self.parts();
        let request = UpdateComplex::new(path, name, Value::Null);
        self.call(Save::new(request, changes))
    }

    /// Reads the default values of the object.
    pub fn defaults(&self) -> Call<'c, C, Object<Defaults, S>>
    where
        S: DeserializeOwned + Send,
    {
        let (path, name) = self.parts();
        self.call(Object::new(Defaults::new(path, name)))
    }

    /// Reads the schema of the table from this appliance.
    pub fn schema(&self) -> Call<'c, C, Object<Schema, TableSchema>> {
        let (path, name) = self.parts();
        self.call(Object::new(Schema::new(path, name)))
    }

    fn call<E: Endpoint<Protocol = FortiOs>>(&self, request: E) -> Call<'c, C, E, FortiOs> {
        Call::new(self.client, request).in_group(self.access_group)
    }

    fn parts(&self) -> (CmdbPath, TableName) {
        self.table.clone().into_parts()
    }
}

impl<C, S> Clone for ComplexCalls<'_, C, S> {
    fn clone(&self) -> Self {
        Self::new(self.client, self.table.clone(), self.access_group)
    }
}

impl<C, S> fmt::Debug for ComplexCalls<'_, C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ComplexCalls").field(&self.table).finish()
    }
}
