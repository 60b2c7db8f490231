//! FortiOS calls that are built at run time.

use std::borrow::Cow;

use serde_json::Value;

use super::Method;
use super::path::Path;
use super::protocol::FortiOs;
use crate::Call;
use crate::raw::{self, RawProtocol};
use crate::web::members::Members;

/// A call that is built at run time; [`Client::call`](super::Client::call) makes one.
pub type Raw = raw::Raw<FortiOs>;

impl RawProtocol for FortiOs {
    type Url = Path;

    const READ: Method = Method::Get;

    fn write_raw(out: &mut Members, query: &[(Cow<'static, str>, Value)], body: Option<&Value>) {
        for (name, value) in query {
            out.query(name.clone(), value);
        }
        if let Some(body) = body {
            out.body(body);
        }
    }
}

impl<C> Call<'_, C, Raw> {
    /// Adds a parameter to the query. A repeated name adds a further value.
    ///
    /// A scalar is sent as text, a list as a repeated parameter, and an object as JSON text. JSON `null` is omitted.
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.request.named.push((name.into(), value.into()));
        self
    }

    /// Sets the body of the request. Reads have no body.
    pub fn body(mut self, body: impl Into<Value>) -> Self {
        self.request.whole = Some(body.into());
        self
    }
}
