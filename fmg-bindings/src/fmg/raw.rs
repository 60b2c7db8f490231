//! JSON-RPC calls that are built at run time.

use std::borrow::Cow;

use serde_json::Value;

use super::json_rpc::JsonRpc;
use super::request::{Members, Method};
use super::url::Url;
use crate::Call;
use crate::raw::{self, RawProtocol};

/// A call that is built at run time; [`Client::call`](super::Client::call) makes one.
pub type Raw = raw::Raw<JsonRpc>;

impl RawProtocol for JsonRpc {
    type Url = Url;

    const READ: Method = Method::Get;

    fn write_raw(out: &mut Members<'_>, beside: &[(Cow<'static, str>, Value)], data: Option<&Value>) {
        for (name, value) in beside {
            out.beside(name, value);
        }
        if let Some(data) = data {
            out.data(data);
        }
    }
}

impl<C> Call<'_, C, Raw> {
    /// Sets the `data` of the request.
    pub fn data(mut self, data: impl Into<Value>) -> Self {
        self.request.whole = Some(data.into());
        self
    }

    /// Sets a member beside the url, such as `fields`, `filter` or `option`.
    pub fn beside(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        let (name, value) = (name.into(), value.into());
        self.request.named.retain(|(known, _)| *known != name);
        self.request.named.push((name.into(), value));
        self
    }
}
