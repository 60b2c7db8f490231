//! Writes of the CMDB.

use std::fmt;

use serde::Serialize;

use super::body::Body;
use super::table::KnownTable;
use super::written::Written;
use super::{
    Create, CreateChild, CreateComplexChild, Get, Mkey, Update, UpdateChild, UpdateComplex, UpdateComplexChild,
};
use crate::Endpoint;
use crate::endpoint::{ReadBack, forward_endpoint};
use crate::error::TableFault;
use crate::fortios::{Call, FortiOs};
use crate::row_check::KnownRows;
use crate::tables::{Table, TableKey, key_fault, own_key};

/// The write `R`: creates or changes an object, deletes, moves or clones one, or empties a table.
///
/// The methods of [`Cmdb`](super::Cmdb) make it.
#[derive(Clone)]
pub struct Write<R> {
    request: R,
    /// The object that the request creates or changes.
    object: Option<Body>,
    /// The known facts about the members of the object.
    facts: &'static str,
    /// The fault of the key of the object.
    fault: Option<TableFault>,
    /// The read of the row that the request creates, if the row has a key.
    created: Option<Box<Get>>,
}

impl<R> Write<R> {
    pub(super) fn new(request: R) -> Self {
        Self {
            request,
            object: None,
            facts: "",
            fault: None,
            created: None,
        }
    }

    /// The request that is sent, without the object.
    pub fn request(&self) -> &R {
        &self.request
    }
}

impl<R: WritesObject> Write<R> {
    /// The caller gives `request` JSON `null` as its body. `object` is sent in its place.
    pub(super) fn of(request: R, object: Body, known: KnownTable) -> Self {
        Self {
            request,
            object: Some(object),
            facts: known.facts,
            fault: None,
            created: None,
        }
    }
}

impl Write<Create> {
    /// The same write, which is refused before it is sent if the row has a key that no url can contain.
    ///
    /// A row may lack its key: FortiOS chooses the numbers of policies.
    pub(super) fn checked<T: Table + Serialize>(mut self, row: &T) -> Self {
        let fault = key_fault(row, true);
        self.fault = fault.filter(|fault| matches!(fault, TableFault::ImpossibleKey { .. }));
        let key = own_key(row).and_then(|key| Mkey::new(key.to_text().into_owned()).ok());
        let Create { path, name, .. } = &self.request;
        self.created = key.map(|key| Box::new(Get::new(path.clone(), name.clone(), key)));
        self
    }
}

/// A request that creates or changes an object: [`Create`], [`Update`], [`UpdateComplex`], and those of sub tables.
pub trait WritesObject: Endpoint<Protocol = FortiOs> {}

macro_rules! writes_object {
    ($($request:ident),*) => {
        $(impl WritesObject for $request {})*
    };
}

writes_object!(
    Create,
    CreateChild,
    CreateComplexChild,
    Update,
    UpdateChild,
    UpdateComplex,
    UpdateComplexChild
);

/// How the object is sent.
impl<C, R: WritesObject> Call<'_, C, Write<R>, FortiOs> {
    /// Sends the object in a member `json`, whatever the names of its properties are.
    ///
    /// FortiOS 5.6 confuses properties of an object with url parameters of the same names. It refuses a policy that has
    /// an `action` with HTTP status 405, unless the object is in such a member. The client already sends objects in
    /// this form if they have a property that is known to conflict, such as `action`, `path` or `vdom`. A property
    /// `name` does not conflict by itself.
    pub fn wrapped(self) -> Self {
        self.sent_wrapped(true)
    }

    /// Sends the object unchanged, whatever the names of its properties are.
    pub fn plain(self) -> Self {
        self.sent_wrapped(false)
    }

    fn sent_wrapped(mut self, wrapped: bool) -> Self {
        if let Some(object) = &mut self.request_mut().object {
            object.wrapped = wrapped;
        }
        self
    }
}

impl<R: Endpoint<Protocol = FortiOs>> Endpoint for Write<R> {
    type Protocol = FortiOs;
    type Response = Written;

    forward_endpoint!(R, |this| this.request, |this, out| {
        if let Some(fault) = this.fault {
            out.refuse(fault);
        }
        if let Some(object) = &this.object {
            out.body_as(object);
        }
    });

    fn known_rows(&self) -> KnownRows {
        KnownRows::of(self.facts)
    }

    fn read_back(&self) -> Option<ReadBack<'_, FortiOs>> {
        Some(Box::new(self.created.as_deref()?))
    }
}

impl<R: fmt::Debug> fmt::Debug for Write<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Write");
        shown.field("request", &self.request);
        if let Some(object) = &self.object {
            shown.field("object", object);
        }
        shown.finish_non_exhaustive()
    }
}
