//! Writes of the CMDB.

use std::fmt;

use serde::Serialize;

use super::body::Body;
use super::written::Written;
use crate::Endpoint;
use crate::endpoint::forward_endpoint;
use crate::fortios::{Call, FortiOs};

/// The write `R` with an object: creates or changes one.
///
/// The methods of [`Cmdb`](super::Cmdb) make it.
#[derive(Clone)]
pub struct Save<R> {
    request: R,
    body: Body,
}

/// The write `R` without an object: deletes, moves or clones one, or empties a table.
///
/// The methods of [`Cmdb`](super::Cmdb) make it.
#[derive(Clone)]
pub struct Write<R> {
    request: R,
}

impl<R> Save<R> {
    /// The body of `request` is JSON `null`, which is not sent.
    pub(super) fn new(request: R, object: &(impl Serialize + ?Sized)) -> Self {
        Self {
            request,
            body: Body::new(object),
        }
    }
}

impl<R> Write<R> {
    pub(super) fn new(request: R) -> Self {
        Self { request }
    }
}

/// How the object is sent.
impl<C, R: Endpoint<Protocol = FortiOs>> Call<'_, C, Save<R>, FortiOs> {
    /// Sends the object in a member `json`, whatever the names of its properties are.
    ///
    /// FortiOS 5.6 confuses properties of an object with url parameters of the same names: it refuses a policy with its
    /// `action` with HTTP status 405, unless the object is in such a member. The client already sends objects in this
    /// form if they have a property that is known to conflict, such as `action`, `path` or `vdom`. A property `name`
    /// does not conflict by itself.
    pub fn wrapped(mut self) -> Self {
        self.request_mut().body.wrapped = true;
        self
    }

    /// Sends the object unchanged, whatever the names of its properties are.
    pub fn plain(mut self) -> Self {
        self.request_mut().body.wrapped = false;
        self
    }
}

impl<R: Endpoint<Protocol = FortiOs>> Endpoint for Save<R> {
    type Protocol = FortiOs;
    type Response = Written;

    forward_endpoint!(R, |this| this.request, |this, out| out.body(&this.body));
}

impl<R: Endpoint<Protocol = FortiOs>> Endpoint for Write<R> {
    type Protocol = FortiOs;
    type Response = Written;

    forward_endpoint!(R, |this| this.request);
}

impl<R: fmt::Debug> fmt::Debug for Save<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Save")
            .field("request", &self.request)
            .field("body", &self.body)
            .finish()
    }
}

impl<R: fmt::Debug> fmt::Debug for Write<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Write").field(&self.request).finish()
    }
}
