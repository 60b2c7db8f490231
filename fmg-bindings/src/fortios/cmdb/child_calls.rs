//! The calls on a sub table of one object.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde_json::Value;

use super::body::Body;
use super::child_place::{ChildPlace, InComplex, InRow};
use super::read::Read;
use super::schema::TableSchema;
use super::table::{KnownTable, RowType, Untyped};
use super::write::Write;
use super::{ChildName, ComplexChildSchema, Mkey};
use crate::fortios::{Call, FortiOs};
use crate::tables::SerdeRow;
use crate::{Endpoint, IntoParam};

/// The calls on a sub table of one object, with rows read as a [`RowType`].
///
/// The object is a row of a table ([`Cmdb::child`](super::Cmdb::child), [`Cmdb::children`](super::Cmdb::children)) or a
/// complex table ([`Cmdb::complex_child`](super::Cmdb::complex_child),
/// [`Cmdb::complex_children`](super::Cmdb::complex_children)).
///
/// Changing a sub table row by row leaves its other rows unchanged. Updating the object replaces all of them.
///
/// ```
/// # use fmg_bindings::{Error, child, fortios, fortios::Table, mkey};
/// # #[derive(Table)] #[table("application/list")] struct ApplicationList;
/// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
/// let entries = fgt.cmdb().child::<ApplicationList>(mkey!("profile1"), child!("entries"));
/// entries.create(&serde_json::json!({"id": 3})).await?;
/// entries.delete(3).await?;
/// # Ok(())
/// # }
/// ```
pub struct ChildCalls<'c, C, T = Untyped<Value>, P = InRow> {
    client: &'c C,
    place: P,
    known: KnownTable,
    child: ChildName,
    row: PhantomData<fn() -> T>,
}

impl<'c, C, T, P> ChildCalls<'c, C, T, P> {
    pub(super) fn new(client: &'c C, place: P, known: KnownTable, child: ChildName) -> Self {
        Self {
            client,
            place,
            known,
            child,
            row: PhantomData,
        }
    }

    /// The calls on the same sub table, with rows read as `U`s by their `serde::Deserialize`.
    #[must_use]
    pub fn rows<U>(self) -> ChildCalls<'c, C, Untyped<U>, P> {
        ChildCalls::new(self.client, self.place, self.known, self.child)
    }

    fn call<E: Endpoint<Protocol = FortiOs>>(&self, request: E) -> Call<'c, C, E, FortiOs> {
        Call::new(self.client, request).in_group(self.known.access_group)
    }
}

impl<'c, C, T, P: ChildPlace> ChildCalls<'c, C, T, P> {
    /// Reads the rows of the sub table.
    pub fn list(&self) -> Call<'c, C, Read<P::List, T::Many>>
    where
        T: RowType,
    {
        self.call(Read::new(self.place.list(self.child.clone())))
    }

    /// Reads the row with this key.
    pub fn get(&self, mkey: impl IntoParam<Mkey>) -> Call<'c, C, Read<P::Get, T::One>>
    where
        T: RowType,
    {
        self.call(Read::new(self.place.get(self.child.clone(), mkey.into_param())))
    }

    /// Adds a row.
    pub fn create(&self, row: &(impl Serialize + ?Sized)) -> Call<'c, C, Write<P::Create>> {
        self.call(Write::of(
            self.place.create(self.child.clone()),
            Body::new(row),
            self.known,
        ))
    }

    /// Changes the row with this key: sets the properties in `changes`.
    pub fn update(
        &self,
        mkey: impl IntoParam<Mkey>,
        changes: &(impl Serialize + ?Sized),
    ) -> Call<'c, C, Write<P::Update>> {
        let request = self.place.update(self.child.clone(), mkey.into_param());
        self.call(Write::of(request, Body::new(changes), self.known))
    }

    /// Deletes the row with this key.
    pub fn delete(&self, mkey: impl IntoParam<Mkey>) -> Call<'c, C, Write<P::Delete>> {
        self.call(Write::new(self.place.delete(self.child.clone(), mkey.into_param())))
    }

    /// Moves the row with this key directly before another row, in tables with an order.
    pub fn move_before(&self, mkey: impl IntoParam<Mkey>, other: impl IntoParam<Mkey>) -> Call<'c, C, Write<P::Move>> {
        let (mkey, other) = (mkey.into_param(), other.into_param());
        self.call(Write::new(self.place.move_before(self.child.clone(), mkey, other)))
    }

    /// Moves the row with this key directly after another row, in tables with an order.
    pub fn move_after(&self, mkey: impl IntoParam<Mkey>, other: impl IntoParam<Mkey>) -> Call<'c, C, Write<P::Move>> {
        let (mkey, other) = (mkey.into_param(), other.into_param());
        self.call(Write::new(self.place.move_after(self.child.clone(), mkey, other)))
    }

    /// Deletes **every row** of the sub table.
    pub fn purge(&self) -> Call<'c, C, Write<P::Purge>> {
        self.call(Write::new(self.place.purge(self.child.clone())))
    }
}

impl<'c, C, T> ChildCalls<'c, C, T, InComplex> {
    /// Reads the schema of the sub table from this appliance.
    ///
    /// Its `path` is that of the complex table, and its `name` that of the sub table.
    pub fn schema(&self) -> Call<'c, C, Read<ComplexChildSchema, SerdeRow<TableSchema>>> {
        let InComplex { path, name } = &self.place;
        self.call(Read::new(ComplexChildSchema::new(path, name, &self.child)))
    }
}

impl<C, T, P: Clone> Clone for ChildCalls<'_, C, T, P> {
    fn clone(&self) -> Self {
        Self::new(self.client, self.place.clone(), self.known, self.child.clone())
    }
}

/// Shows the table and the sub table, but not the key of a row, which may be confidential.
impl<C, T, P: fmt::Debug> fmt::Debug for ChildCalls<'_, C, T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChildCalls")
            .field("table", &self.place)
            .field("child", &self.child)
            .finish_non_exhaustive()
    }
}
