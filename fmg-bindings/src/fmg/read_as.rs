//! A request whose reply is read as a type of the user's own.

use std::marker::PhantomData;

use fmg_template::Escaping;
use serde::de::DeserializeOwned;

use super::request::{Members, Method, Request};
use crate::Endpoint;
use crate::response::Data;

/// The request `R`, with the `data` of its reply read as `T`.
///
/// [`Client::send_as`](super::Client::send_as) and [`Call::read_as`](super::Call::read_as) make one.
pub struct As<R, T> {
    request: R,
    output: PhantomData<fn() -> T>,
}

impl<R, T> As<R, T> {
    pub(super) fn new(request: R) -> Self {
        Self {
            request,
            output: PhantomData,
        }
    }
}

impl<R: Endpoint, T: DeserializeOwned + Send> Endpoint for As<R, T> {
    type Response = Data<T>;
    const TEMPLATE: &'static str = R::TEMPLATE;
    const ESCAPING: Escaping = R::ESCAPING;

    fn url(&self) -> String {
        self.request.url()
    }

    fn template(&self) -> &'static str {
        self.request.template()
    }
}

impl<R: Request, T: DeserializeOwned + Send> Request for As<R, T> {
    const METHOD: Method = R::METHOD;

    fn method(&self) -> Method {
        self.request.method()
    }

    fn write_members(&self, out: &mut Members<'_>) {
        self.request.write_members(out);
    }
}

impl<R: std::fmt::Debug, T> std::fmt::Debug for As<R, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("As").field(&self.request).finish()
    }
}
