//! The calls on a sub table of one object.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde_json::Value;

use super::read::Read;
use super::table::{RowType, Untyped};
use super::table_path::TablePath;
use super::write::Write;
use super::{
    ChildName, CmdbPath, CreateChild, DeleteChild, GetChild, ListChildren, Mkey, MoveChild, PurgeChildren, TableName,
    UpdateChild,
};
use crate::fortios::{Call, FortiOs};
use crate::{Endpoint, IntoParam};

/// The calls on a sub table of one object, with rows read as a [`RowType`]: what [`Cmdb::child`](super::Cmdb::child) and
/// [`Cmdb::children`](super::Cmdb::children) return.
///
/// Changing a sub table row by row leaves its other rows unchanged. Updating the parent object replaces all of them.
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
pub struct ChildCalls<'c, C, T = Untyped<Value>> {
    client: &'c C,
    table: TablePath,
    /// The access group that calls on the table need, if known.
    access_group: Option<&'static str>,
    mkey: Mkey,
    child: ChildName,
    row: PhantomData<fn() -> T>,
}

impl<'c, C, T> ChildCalls<'c, C, T> {
    pub(super) fn new(
        client: &'c C,
        table: TablePath,
        access_group: Option<&'static str>,
        mkey: Mkey,
        child: ChildName,
    ) -> Self {
        Self {
            client,
            table,
            access_group,
            mkey,
            child,
            row: PhantomData,
        }
    }

    /// The calls on the same sub table, with rows read as `U`s by their `serde::Deserialize`.
    #[must_use]
    pub fn rows<U>(self) -> ChildCalls<'c, C, Untyped<U>> {
        ChildCalls::new(self.client, self.table, self.access_group, self.mkey, self.child)
    }

    /// Reads the rows of the sub table.
    pub fn list(&self) -> Call<'c, C, Read<ListChildren, T::Many>>
    where
        T: RowType,
    {
        let (path, name, mkey, child) = self.parts();
        self.call(Read::new(ListChildren::new(path, name, mkey, child)))
    }

    /// Reads the row with this key.
    pub fn get(&self, mkey: impl IntoParam<Mkey>) -> Call<'c, C, Read<GetChild, T::One>>
    where
        T: RowType,
    {
        let (path, name, parent, child) = self.parts();
        let request = GetChild::new(path, name, parent, child, mkey);
        self.call(Read::new(request))
    }

    /// Adds a row.
    pub fn create(&self, row: &(impl Serialize + ?Sized)) -> Call<'c, C, Write<CreateChild>> {
        let (path, name, mkey, child) = self.parts();
        let request = CreateChild::new(path, name, mkey, child, Value::Null);
        self.call(Write::of(request, row))
    }

    /// Changes the row with this key: sets the properties in `changes`.
    pub fn update(
        &self,
        mkey: impl IntoParam<Mkey>,
        changes: &(impl Serialize + ?Sized),
    ) -> Call<'c, C, Write<UpdateChild>> {
        let (path, name, parent, child) = self.parts();
        let request = UpdateChild::new(path, name, parent, child, mkey, Value::Null);
        self.call(Write::of(request, changes))
    }

    /// Deletes the row with this key.
    pub fn delete(&self, mkey: impl IntoParam<Mkey>) -> Call<'c, C, Write<DeleteChild>> {
        let (path, name, parent, child) = self.parts();
        let request = DeleteChild::new(path, name, parent, child, mkey);
        self.call(Write::new(request))
    }

    /// Moves the row with this key directly before another row.
    pub fn move_before(
        &self,
        mkey: impl IntoParam<Mkey>,
        other: impl IntoParam<Mkey>,
    ) -> Call<'c, C, Write<MoveChild>> {
        self.moved(|request| request.before(other), mkey.into_param())
    }

    /// Moves the row with this key directly after another row.
    pub fn move_after(&self, mkey: impl IntoParam<Mkey>, other: impl IntoParam<Mkey>) -> Call<'c, C, Write<MoveChild>> {
        self.moved(|request| request.after(other), mkey.into_param())
    }

    /// Deletes **every row** of the sub table.
    pub fn purge(&self) -> Call<'c, C, Write<PurgeChildren>> {
        let (path, name, mkey, child) = self.parts();
        self.call(Write::new(PurgeChildren::new(path, name, mkey, child)))
    }

    fn call<E: Endpoint<Protocol = FortiOs>>(&self, request: E) -> Call<'c, C, E, FortiOs> {
        Call::new(self.client, request).in_group(self.access_group)
    }

    fn parts(&self) -> (CmdbPath, TableName, Mkey, ChildName) {
        let (path, name) = self.table.clone().into_parts();
        (path, name, self.mkey.clone(), self.child.clone())
    }

    fn moved(&self, to: impl FnOnce(MoveChild) -> MoveChild, mkey: Mkey) -> Call<'c, C, Write<MoveChild>> {
        let (path, name, parent, child) = self.parts();
        let request = MoveChild::new(path, name, parent, child, mkey);
        self.call(Write::new(to(request)))
    }
}

impl<C, T> Clone for ChildCalls<'_, C, T> {
    fn clone(&self) -> Self {
        Self::new(
            self.client,
            self.table.clone(),
            self.access_group,
            self.mkey.clone(),
            self.child.clone(),
        )
    }
}

/// Shows the table and the sub table, but not the key of the parent, which may be confidential.
impl<C, T> fmt::Debug for ChildCalls<'_, C, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChildCalls")
            .field("table", &self.table)
            .field("child", &self.child)
            .finish_non_exhaustive()
    }
}
