//! A request whose reply is read as a type of the user's own.

use std::fmt;
use std::marker::PhantomData;

use fmg_template::Escaping;
use serde::de::DeserializeOwned;

use crate::response::Data;
use crate::{Endpoint, ReplyWithout};

/// The request `R`, with what its reply holds read as `T`.
///
/// `send_as` of a client and `read_as` of a call make one.
pub struct As<R, T> {
    pub(crate) request: R,
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
    type Response = Data<T>;
    const TEMPLATE: &'static str = R::TEMPLATE;
    const ESCAPING: Escaping = R::ESCAPING;
    const REPLY_WITHOUT: ReplyWithout = R::REPLY_WITHOUT;

    fn url(&self) -> String {
        self.request.url()
    }

    fn template(&self) -> &'static str {
        self.request.template()
    }

    fn reply_without(&self) -> ReplyWithout {
        self.request.reply_without()
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
