//! Writes of tables.

use std::marker::PhantomData;

use serde::Serialize;
use serde_json::Value;

use super::super::{Filter, JsonRpc, Members, Method};
use super::rows::{write_row, write_rows};
use super::{At, request};
use crate::endpoint::ReadBack;
use crate::error::TableFault;
use crate::fmg::scope::Scope;
use crate::row_check::KnownRows;
use crate::tables::{Cloneable, KeyReply, KeysReply, Ordered, Table, TableKey, WritableIn, own_key};
use crate::to_json::RowJson;
use crate::{Endpoint, IntoParam};

/// The member of `data` with the new key of a copy, if the rows of the table have no attribute for the key.
const NAME: &str = "name";

request! {
    /// Creates a row. The reply is its key, if the appliance states it.
    ///
    /// If a row with the key exists, [`Error::is_exists`](crate::Error::is_exists) is true for the error.
    Add<T: Table + Clone holding> {
        row: T,
    }
}

request! {
    /// Creates rows, by one request. The reply is their keys.
    ///
    /// If one of them cannot be created, the call fails, and the appliance may have created those before it.
    AddRows<T: Table + Clone holding> {
        rows: Vec<T>,
    }
}

request! {
    /// Changes a row, and creates it if it does not exist. Attributes that the row does not set keep their values; a
    /// child table that it sets is replaced.
    Set<T: Table + Clone holding> {
        key: T::Key,
        row: T,
    }
}

request! {
    /// Changes a row that exists. Attributes and child rows that the row does not set keep their values.
    Update<T: Table + Clone holding> {
        key: T::Key,
        row: T,
    }
}

request! {
    /// Creates a row, or changes the one with its key. The reply is the key, if the appliance states it.
    ///
    /// The row has to contain its key. If the appliance assigns keys, the key may be absent; the appliance then creates
    /// a row.
    Upsert<T: Table + Clone holding> {
        row: T,
    }
}

request! {
    /// Creates or changes rows, by one request.
    ///
    /// Each row has to contain its key. If the appliance assigns keys, the key may be absent; the appliance then creates
    /// a row.
    SetRows<T: Table + Clone holding> {
        rows: Vec<T>,
    }
}

request! {
    /// Changes rows that exist, by one request. Each row has to contain its key.
    UpdateRows<T: Table + Clone holding> {
        rows: Vec<T>,
    }
}

request! {
    /// Deletes a row.
    ///
    /// If other objects refer to it, [`Error::is_in_use`](crate::Error::is_in_use) is true for the error.
    Delete<T: Table> {
        key: T::Key,
    }
}

request! {
    /// Deletes **every row** that meets a condition. FortiManager requires a confirmation for it, which the request
    /// contains.
    DeleteWhere<T: Table> {
        filter: Filter,
    }
}

request! {
    /// Copies a row. The reply is the key of the copy, if the appliance states it.
    CloneTo<T: Table + Clone holding> {
        key: T::Key,
        new_key: Option<T::Key>,
        changes: Option<T>,
    }
}

request! {
    /// Moves a row directly before or after another one. The reply is its key, if the appliance states it.
    MoveTo<T: Table> {
        key: T::Key,
        side: &'static str,
        target: T::Key,
    }
}

impl<S, T: Table> Add<S, T> {
    /// Creates this row in the table of the scope.
    pub fn new(scope: S, row: T) -> Self {
        let table = PhantomData;
        Self { scope, row, table }
    }
}

impl<S, T: Table> Upsert<S, T> {
    /// Creates this row in the table of the scope, or changes the row with its key.
    pub fn new(scope: S, row: T) -> Self {
        let table = PhantomData;
        Self { scope, row, table }
    }
}

/// The constructor of a request with rows.
macro_rules! of_rows {
    ($($Name:ident)*) => {$(
        impl<S, T: Table> $Name<S, T> {
            /// Writes these rows to the table of the scope.
            pub fn new(scope: S, rows: impl IntoIterator<Item = T>) -> Self {
                let rows = rows.into_iter().collect();
                Self { scope, rows, table: PhantomData }
            }
        }
    )*};
}

of_rows!(AddRows SetRows UpdateRows);

/// The constructor of a request that changes one row.
macro_rules! of_row {
    ($($Name:ident)*) => {$(
        impl<S, T: Table> $Name<S, T> {
            /// Changes the row with this key: it gets the attributes that `row` sets.
            pub fn new(scope: S, key: impl IntoParam<T::Key>, row: T) -> Self {
                let key = key.into_param();
                Self { scope, key, row, table: PhantomData }
            }
        }
    )*};
}

of_row!(Set Update);

impl<S, T: Table> Delete<S, T> {
    /// Deletes the row with this key.
    pub fn new(scope: S, key: impl IntoParam<T::Key>) -> Self {
        Self {
            scope,
            key: key.into_param(),
            table: PhantomData,
        }
    }
}

impl<S, T: Table> DeleteWhere<S, T> {
    /// Deletes the rows that meet this condition.
    pub fn new(scope: S, filter: Filter) -> Self {
        let table = PhantomData;
        Self { scope, filter, table }
    }
}

impl<S, T: Cloneable> CloneTo<S, T> {
    /// Copies the row with this key. The copy has the key `new_key`.
    pub fn new(scope: S, key: impl IntoParam<T::Key>, new_key: impl IntoParam<T::Key>) -> Self {
        Self {
            scope,
            key: key.into_param(),
            new_key: Some(new_key.into_param()),
            changes: None,
            table: PhantomData,
        }
    }

    /// Copies the row with this key, in a table whose keys the appliance assigns.
    pub fn assigned(scope: S, key: impl IntoParam<T::Key>) -> Self {
        Self {
            scope,
            key: key.into_param(),
            new_key: None,
            changes: None,
            table: PhantomData,
        }
    }

    /// Sets attributes of the copy.
    pub fn changes(mut self, changes: T) -> Self {
        self.changes = Some(changes);
        self
    }
}

impl<S, T: Ordered> MoveTo<S, T> {
    /// Moves the row with this key directly before another one.
    pub fn before(scope: S, key: impl IntoParam<T::Key>, target: impl IntoParam<T::Key>) -> Self {
        Self::beside(scope, key.into_param(), "before", target.into_param())
    }

    /// Moves the row with this key directly after another one.
    pub fn after(scope: S, key: impl IntoParam<T::Key>, target: impl IntoParam<T::Key>) -> Self {
        Self::beside(scope, key.into_param(), "after", target.into_param())
    }

    fn beside(scope: S, key: T::Key, side: &'static str, target: T::Key) -> Self {
        Self {
            scope,
            key,
            side,
            target,
            table: PhantomData,
        }
    }
}

/// Implements the write of one row or of several, at the url of the table.
macro_rules! at_table {
    ($(
        $Name:ident $Method:ident $Reply:ident |$this:ident, $out:ident| $write:expr
        $(, may repeat $again:expr)?
        $(, read back $added:expr)?;
    )*) => {$(
        impl<S: Scope, T: Table + WritableIn<S> + Serialize> Endpoint for $Name<S, T> {
            type Protocol = JsonRpc;
            type Response = $Reply<T>;
            const METHOD: Method = Method::$Method;
            const TEMPLATE: &'static str = At::<S, T>::TABLE;

            fn url(&self) -> String {
                At::<S, T>::table(&self.scope)
            }

            fn write_members(&self, $out: &mut Members<'_>) {
                let $this = self;
                $write;
            }

            fn known_rows(&self) -> KnownRows {
                KnownRows::of(T::FACTS)
            }

            $(
                fn may_repeat(&self) -> bool {
                    let $this = self;
                    $again
                }
            )?

            $(
                fn read_back(&self) -> Option<ReadBack<'_, JsonRpc>> {
                    let $this = self;
                    $added
                }
            )?
        }
    )*};
}

at_table! {
    Add Add KeyReply |this, out| {
        write_row(&this.row, true, out);
    }, read back Added::<S, T>::boxed(&this.scope, &this.row);
    AddRows Add KeysReply |this, out| {
        write_rows(&this.rows, true, out);
    };
    // If a `set` without a key is repeated, it creates a second row.
    Upsert Set KeyReply |this, out| {
        write_row(&this.row, true, out);
    }, may repeat own_key(&this.row).is_some();
    SetRows Set KeysReply |this, out| {
        write_rows(&this.rows, true, out);
    }, may repeat this.rows.iter().all(|row| own_key(row).is_some());
    UpdateRows Update KeysReply |this, out| {
        write_rows(&this.rows, false, out);
    };
}

/// Reads the row that [`Add`] creates, to find out after a lost response whether it exists.
struct Added<'a, S, T: Table> {
    scope: &'a S,
    key: T::Key,
}

impl<'a, S: Scope, T: Table + Serialize> Added<'a, S, T> {
    fn boxed(scope: &'a S, row: &T) -> Option<ReadBack<'a, JsonRpc>>
    where
        T: 'a,
    {
        own_key(row).map(|key| Box::new(Self { scope, key }) as _)
    }
}

impl<S: Scope, T: Table> Endpoint for Added<'_, S, T> {
    type Protocol = JsonRpc;
    type Response = Value;
    const METHOD: Method = Method::Get;
    const TEMPLATE: &'static str = At::<S, T>::ROW;

    fn url(&self) -> String {
        At::<S, T>::row(self.scope, &self.key)
    }

    fn write_members(&self, _: &mut Members<'_>) {}
}

/// Implements the write of one row at its own url.
macro_rules! at_row {
    ($($Name:ident $Method:ident;)*) => {$(
        impl<S: Scope, T: Table + WritableIn<S> + Serialize> Endpoint for $Name<S, T> {
            type Protocol = JsonRpc;
            type Response = KeyReply<T>;
            const METHOD: Method = Method::$Method;
            const TEMPLATE: &'static str = At::<S, T>::ROW;

            fn url(&self) -> String {
                At::<S, T>::row(&self.scope, &self.key)
            }

            fn write_members(&self, out: &mut Members<'_>) {
                out.data_as(&RowJson(&self.row));
            }

            fn known_rows(&self) -> KnownRows {
                KnownRows::of(T::FACTS)
            }
        }
    )*};
}

at_row! { Set Set; Update Update; }

impl<S: Scope, T: Table + WritableIn<S>> Endpoint for Delete<S, T> {
    type Protocol = JsonRpc;
    type Response = ();
    const METHOD: Method = Method::Delete;
    const TEMPLATE: &'static str = At::<S, T>::ROW;

    fn url(&self) -> String {
        At::<S, T>::row(&self.scope, &self.key)
    }

    fn write_members(&self, _: &mut Members<'_>) {}
}

impl<S: Scope, T: Table + WritableIn<S>> Endpoint for DeleteWhere<S, T> {
    type Protocol = JsonRpc;
    type Response = ();
    const METHOD: Method = Method::Delete;
    const TEMPLATE: &'static str = At::<S, T>::TABLE;

    fn url(&self) -> String {
        At::<S, T>::table(&self.scope)
    }

    fn write_members(&self, out: &mut Members<'_>) {
        if !self.filter.is_complete() {
            out.refuse(TableFault::NoCondition);
        }
        out.beside("filter", &self.filter).beside("confirm", &1);
    }
}

impl<S: Scope, T: Cloneable + WritableIn<S> + Serialize> Endpoint for CloneTo<S, T> {
    type Protocol = JsonRpc;
    type Response = KeyReply<T>;
    const METHOD: Method = Method::Clone;
    const TEMPLATE: &'static str = At::<S, T>::ROW;

    fn url(&self) -> String {
        At::<S, T>::row(&self.scope, &self.key)
    }

    fn write_members(&self, out: &mut Members<'_>) {
        let attribute = T::KEY.unwrap_or(NAME);
        if let Some(changes) = &self.changes {
            out.data_members(changes);
        }
        if self.new_key.is_some() && out.has_data_member(attribute) {
            out.refuse(TableFault::KeyTwice { attribute });
        }
        out.data_member(attribute, &self.new_key);
    }

    fn known_rows(&self) -> KnownRows {
        KnownRows::of(T::FACTS)
    }
}

impl<S: Scope, T: Ordered + WritableIn<S>> Endpoint for MoveTo<S, T> {
    type Protocol = JsonRpc;
    type Response = KeyReply<T>;
    const METHOD: Method = Method::Move;
    const TEMPLATE: &'static str = At::<S, T>::ROW;

    fn url(&self) -> String {
        At::<S, T>::row(&self.scope, &self.key)
    }

    fn write_members(&self, out: &mut Members<'_>) {
        // The documented requests have the target as text, even if it is a number.
        out.beside("option", self.side).beside("target", &self.target.to_text());
    }
}
