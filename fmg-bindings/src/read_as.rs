//! A request whose reply is decoded into a type of the user.

use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use crate::Endpoint;
use crate::endpoint::forward_endpoint;
use crate::response::Data;
use crate::row_check::KnownRows;

/// The request `R`, whose data is decoded as `T`.
///
/// `send_as` of a client and `read_as` of a call make one.
pub struct As<R, T> {
    request: R,
    output: PhantomData<fn() -> T>,
}

impl<R, T> As<R, T> {
    pub(crate) fn new(request: R) -> Self {
        Self {
            request,
            output: PhantomData,
        }
    }
}

impl<R: Endpoint, T: DeserializeOwned + Send> Endpoint for As<R, T> {
    type Protocol = R::Protocol;
    type Response = Data<T>;

    forward_endpoint!(R, |this| this.request);

    fn known_rows(&self) -> KnownRows {
        self.request.known_rows()
    }
}

impl<R: Clone, T> Clone for As<R, T> {
    fn clone(&self) -> Self {
        Self::new(self.request.clone())
    }
}

impl<R: fmt::Debug, T> fmt::Debug for As<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("As").field(&self.request).finish()
    }
}
