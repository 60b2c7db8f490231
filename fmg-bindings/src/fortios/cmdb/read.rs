//! Reads of the CMDB.

use std::fmt;
use std::marker::PhantomData;

use crate::endpoint::forward_endpoint;
use crate::error::DecodeErrorKind;
use crate::fortios::{Cacheable, Filter, FortiOs};
use crate::{Endpoint, Response};

/// The read `R`, decoded by the response type `A`: that of a row type, of JSON, or of a type of the caller.
///
/// The methods of [`Cmdb`](super::Cmdb) make it. Methods of the [call](crate::fortios::Call) select rows and
/// properties. If there is no such object, [`Error::is_not_found`](crate::Error::is_not_found) is true for the error.
pub struct Read<R, A> {
    pub(super) request: R,
    /// Kept apart from the parameters until the call is written, so that an invalid filter is an error of the call.
    pub(super) filter: Option<Filter>,
    response: PhantomData<fn() -> A>,
}

impl<R, A> Read<R, A> {
    pub(super) fn new(request: R) -> Self {
        Self {
            request,
            filter: None,
            response: PhantomData,
        }
    }

    /// The request that is sent, without the filter.
    pub fn request(&self) -> &R {
        &self.request
    }
}

impl<R: Endpoint<Protocol = FortiOs>, A: Response> Endpoint for Read<R, A> {
    type Protocol = FortiOs;
    type Response = ReadResponse<A>;

    forward_endpoint!(R, |this| this.request, |this, out| {
        if this.filter.is_some() {
            out.query("filter", &this.filter);
        }
    });
}

impl<R: Cacheable, A: Response> Cacheable for Read<R, A> {}

// Not derived: a derive would require `A: Clone`.
impl<R: Clone, A> Clone for Read<R, A> {
    fn clone(&self) -> Self {
        Self {
            request: self.request.clone(),
            filter: self.filter.clone(),
            response: PhantomData,
        }
    }
}

impl<R: fmt::Debug, A> fmt::Debug for Read<R, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Read");
        shown.field("request", &self.request);
        if let Some(filter) = &self.filter {
            shown.field("filter", filter);
        }
        shown.finish()
    }
}

/// The response type `A` of a [`Read`]. FortiOS answers a read of a missing object with an empty list, too.
#[derive(Debug, Default)]
pub struct ReadResponse<A>(A);

impl<A: Response> Response for ReadResponse<A> {
    type Output = A::Output;

    const LACKING: DecodeErrorKind = DecodeErrorKind::NoObject;

    const IS_TEXT: bool = A::IS_TEXT;

    type Reader<'r>
        = A::Reader<'r>
    where
        Self: 'r;

    fn reader(&mut self) -> &mut Self::Reader<'_> {
        self.0.reader()
    }

    fn note_around(&mut self, member: &mut dyn FnMut(&str) -> Option<String>) {
        self.0.note_around(member);
    }

    fn finish(self, found_data: bool) -> Option<A::Output> {
        self.0.finish(found_data)
    }
}
