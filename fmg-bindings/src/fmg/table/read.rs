//! Reads of tables.

use std::marker::PhantomData;

use serde_json::Value;

use super::super::{Filter, JsonRpc, Members, Method, WithOptions};
use super::{At, request};
use crate::fmg::protocol::ReadOptions;
use crate::fmg::scope::Scope;
use crate::pages::Paged;
use crate::tables::{In, Table};
use crate::{Endpoint, IntoParam, Response};

request! {
    /// Reads the rows of a table.
    ///
    /// The methods of [`Query`](crate::fmg::Query) select rows and fields. Sent as a call, it also reads in
    /// [`pages`](crate::Call::pages).
    List<T: Table> {
        options: ReadOptions,
    }
}

request! {
    /// Reads one row.
    ///
    /// If there is no such row, [`Error::is_not_found`](crate::Error::is_not_found) is true for the error.
    Get<T: Table> {
        key: T::Key,
        options: ReadOptions,
    }
}

request! {
    /// Counts the rows of a table, all of them or those that meet a condition.
    Count<T: Table> {
        filter: Option<Filter>,
    }
}

request! {
    /// Reads the checksum of a table, which changes with every change of its rows.
    Checksum<T: Table> {}
}

request! {
    /// Reads the schema of a table as the appliance describes it, as JSON.
    Syntax<T: Table> {}
}

impl<S, T: Table> List<S, T> {
    /// Reads the rows of the table in this scope.
    pub fn new(scope: S) -> Self {
        Self {
            scope,
            options: ReadOptions::default(),
            table: PhantomData,
        }
    }

    /// The options of the read.
    pub fn options(&self) -> &ReadOptions {
        &self.options
    }
}

impl<S, T: Table> Get<S, T> {
    /// Reads the row with this key.
    pub fn new(scope: S, key: impl IntoParam<T::Key>) -> Self {
        Self {
            scope,
            key: key.into_param(),
            options: ReadOptions::default(),
            table: PhantomData,
        }
    }
}

impl<S, T: Table> Count<S, T> {
    /// Counts the rows of the table in this scope.
    pub fn new(scope: S) -> Self {
        Self {
            scope,
            filter: None,
            table: PhantomData,
        }
    }

    /// Counts only the rows that meet this condition.
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filter = Some(filter);
        self
    }
}

impl<S, T: Table> Checksum<S, T> {
    /// Reads the checksum of the table in this scope.
    pub fn new(scope: S) -> Self {
        Self {
            scope,
            table: PhantomData,
        }
    }
}

impl<S, T: Table> Syntax<S, T> {
    /// Reads the schema of the table in this scope.
    pub fn new(scope: S) -> Self {
        Self {
            scope,
            table: PhantomData,
        }
    }
}

impl<S, T: Table> WithOptions for List<S, T> {
    type Options = ReadOptions;

    fn options_mut(&mut self) -> &mut ReadOptions {
        &mut self.options
    }
}

impl<S, T: Table> WithOptions for Get<S, T> {
    type Options = ReadOptions;

    fn options_mut(&mut self) -> &mut ReadOptions {
        &mut self.options
    }
}

impl<S: Scope, T: Table<Many: Response<Output = Vec<T>>> + In<S>> Endpoint for List<S, T> {
    type Protocol = JsonRpc;
    type Response = T::Many;
    const METHOD: Method = Method::Get;
    const TEMPLATE: &'static str = At::<S, T>::TABLE;

    fn url(&self) -> String {
        At::<S, T>::table(&self.scope)
    }

    fn write_members(&self, out: &mut Members<'_>) {
        out.splice(&self.options);
    }
}

impl<S: Scope, T: Table<One: Response<Output = T>> + In<S>> Endpoint for Get<S, T> {
    type Protocol = JsonRpc;
    type Response = T::One;
    const METHOD: Method = Method::Get;
    const TEMPLATE: &'static str = At::<S, T>::ROW;

    fn url(&self) -> String {
        At::<S, T>::row(&self.scope, &self.key)
    }

    fn write_members(&self, out: &mut Members<'_>) {
        out.splice(&self.options);
    }
}

impl<S: Scope, T: Table + In<S>> Endpoint for Count<S, T> {
    type Protocol = JsonRpc;
    type Response = i64;
    const METHOD: Method = Method::Get;
    const TEMPLATE: &'static str = At::<S, T>::TABLE;

    fn url(&self) -> String {
        At::<S, T>::table(&self.scope)
    }

    fn write_members(&self, out: &mut Members<'_>) {
        out.beside("option", "count").beside("filter", &self.filter);
    }
}

impl<S: Scope, T: Table + In<S>> Endpoint for Checksum<S, T> {
    type Protocol = JsonRpc;
    type Response = String;
    const METHOD: Method = Method::Get;
    const TEMPLATE: &'static str = At::<S, T>::TABLE;

    fn url(&self) -> String {
        At::<S, T>::table(&self.scope)
    }

    fn write_members(&self, out: &mut Members<'_>) {
        out.beside("option", &["chksum"]);
    }
}

impl<S: Scope, T: Table + In<S>> Endpoint for Syntax<S, T> {
    type Protocol = JsonRpc;
    type Response = Value;
    const METHOD: Method = Method::Get;
    const TEMPLATE: &'static str = At::<S, T>::TABLE;

    fn url(&self) -> String {
        At::<S, T>::table(&self.scope)
    }

    fn write_members(&self, out: &mut Members<'_>) {
        out.beside("option", &["syntax"]);
    }
}

/// The next page of a table: how many rows it starts behind, and how many it has at most.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    first: i64,
    rows: u32,
}

impl<S: Scope, T: Table<Many: Response<Output = Vec<T>>> + In<S> + Send> Paged for List<S, T> {
    type Row = T;
    type Place = Page;

    fn first(&mut self, size: u32) -> Page {
        let range = self.options.range.as_deref().unwrap_or_default();
        Page {
            first: range.first().copied().unwrap_or_default(),
            rows: size,
        }
    }

    fn at(mut self, page: Page) -> Self {
        self.options.range = Some(vec![page.first, page.rows.into()]);
        self
    }

    fn turn(page: Page, rows: Vec<T>) -> (Vec<T>, Option<Page>) {
        // Fewer rows than requested are the last ones. More of them are all rows: the appliance ignored the range.
        let is_full = u32::try_from(rows.len()) == Ok(page.rows);
        let next = Page {
            first: page.first.saturating_add(page.rows.into()),
            ..page
        };
        (rows, Some(next).filter(|_| is_full))
    }
}
