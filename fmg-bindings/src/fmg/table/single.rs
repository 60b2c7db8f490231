//! Reads and writes of single objects.

use std::marker::PhantomData;

use serde::Serialize;

use super::super::{JsonRpc, Members, Method, WithOptions};
use super::{AtSingle, object_url, request};
use crate::fmg::protocol::ReadOptions;
use crate::fmg::scope::Scope;
use crate::row_check::KnownRows;
use crate::tables::{In, Single, WritableIn};
use crate::{Endpoint, Response};

request! {
    /// Reads a single object.
    GetSingle<T: Single> {
        options: ReadOptions,
    }
}

request! {
    /// Changes a single object. Attributes that the row does not set keep their values; a child table that it sets is
    /// replaced.
    SetSingle<T: Single + Clone holding> {
        row: T,
    }
}

request! {
    /// Changes a single object. Attributes and child rows that the row does not set keep their values.
    UpdateSingle<T: Single + Clone holding> {
        row: T,
    }
}

impl<S, T: Single> GetSingle<S, T> {
    /// Reads the object in this scope.
    pub fn new(scope: S) -> Self {
        Self {
            scope,
            options: ReadOptions::default(),
            table: PhantomData,
        }
    }
}

impl<S, T: Single> SetSingle<S, T> {
    /// Changes the object in this scope: it gets the attributes that `row` sets.
    pub fn new(scope: S, row: T) -> Self {
        let table = PhantomData;
        Self { scope, row, table }
    }
}

impl<S, T: Single> UpdateSingle<S, T> {
    /// Changes the object in this scope: it gets the attributes that `row` sets.
    pub fn new(scope: S, row: T) -> Self {
        let table = PhantomData;
        Self { scope, row, table }
    }
}

impl<S, T: Single> WithOptions for GetSingle<S, T> {
    type Options = ReadOptions;

    fn options_mut(&mut self) -> &mut ReadOptions {
        &mut self.options
    }
}

impl<S: Scope, T: Single<One: Response<Output = T>> + In<S>> Endpoint for GetSingle<S, T> {
    type Protocol = JsonRpc;
    type Response = T::One;
    const METHOD: Method = Method::Get;
    const TEMPLATE: &'static str = AtSingle::<S, T>::TEMPLATE;

    fn url(&self) -> String {
        object_url(&self.scope, T::PATH)
    }

    fn write_members(&self, out: &mut Members<'_>) {
        out.splice(&self.options);
    }
}

impl<S: Scope, T: Single + WritableIn<S> + Serialize> Endpoint for SetSingle<S, T> {
    type Protocol = JsonRpc;
    type Response = ();
    const METHOD: Method = Method::Set;
    const TEMPLATE: &'static str = AtSingle::<S, T>::TEMPLATE;

    fn url(&self) -> String {
        object_url(&self.scope, T::PATH)
    }

    fn write_members(&self, out: &mut Members<'_>) {
        out.data(&self.row);
    }

    fn known_rows(&self) -> KnownRows {
        KnownRows::of(T::FACTS)
    }

    fn may_repeat(&self) -> bool {
        true
    }
}

impl<S: Scope, T: Single + WritableIn<S> + Serialize> Endpoint for UpdateSingle<S, T> {
    type Protocol = JsonRpc;
    type Response = ();
    const METHOD: Method = Method::Update;
    const TEMPLATE: &'static str = AtSingle::<S, T>::TEMPLATE;

    fn url(&self) -> String {
        object_url(&self.scope, T::PATH)
    }

    fn write_members(&self, out: &mut Members<'_>) {
        out.data(&self.row);
    }

    fn known_rows(&self) -> KnownRows {
        KnownRows::of(T::FACTS)
    }
}
