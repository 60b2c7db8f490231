//! FortiOS calls that are built at run time.

use std::borrow::Cow;

use serde_json::Value;

use super::Method;
use super::path::Path;
use super::protocol::FortiOs;
use crate::Call;
use crate::raw::{self, Named, RawProtocol};
use crate::web::members::Members;

/// A call that is built at run time; [`Client::call`](super::Client::call) makes one.
pub type Raw = raw::Raw<FortiOs>;

impl RawProtocol for FortiOs {
    type Url = Path;

    const READ: Method = Method::Get;

    fn write_raw(out: &mut Members, query: &[Named], _: &[Named], body: Option<&Value>) {
        for (name, value) in query {
            out.query(name.clone(), value);
        }
        if let Some(body) = body {
            out.body(body);
        }
    }
}

impl Raw {
    /// Adds a parameter to the query. A repeated name adds a further value.
    ///
    /// A scalar is sent as text, a list as a repeated parameter, and an object as JSON text. JSON `null` is omitted.
    #[must_use]
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.named.push((name.into(), value.into()));
        self
    }

    /// Sets the body of the request. Reads have no body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Value>) -> Self {
        self.whole = Some(body.into());
        self
    }
}

/// The methods of [`Raw`].
impl<C> Call<'_, C, Raw> {
    /// Adds a parameter to the query, as [`Raw::query`] does.
    pub fn query(self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.with(|raw| raw.query(name, value))
    }

    /// Sets the body of the request. Reads have no body.
    pub fn body(self, body: impl Into<Value>) -> Self {
        self.with(|raw| raw.body(body))
    }
}
