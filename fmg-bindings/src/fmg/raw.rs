//! JSON-RPC calls that are built at run time.

use serde_json::Value;

use super::json_rpc::JsonRpc;
use super::place::Place;
use super::request::{DATA, Members, Method};
use super::url::Url;
use crate::Call;
use crate::error::{EncodeError, MemberFault};
use crate::extra_members::MemberPlace;
use crate::raw::{self, Named, RawProtocol};

/// A call that is built at run time; [`Client::call`](super::Client::call) makes one.
pub type Raw = raw::Raw<JsonRpc>;

impl RawProtocol for JsonRpc {
    type Url = Url;

    const READ: Method = Method::Get;

    fn write_raw(out: &mut Members<'_>, beside: &[Named], envelope: &[Named], data: Option<&Value>) {
        write_named(out, Place::Beside, beside, data.is_some());
        write_named(out, Place::Envelope, envelope, false);
        if let Some(data) = data {
            out.data(data);
        }
    }
}

impl Raw {
    /// Sets the `data` of the request.
    #[must_use]
    pub fn data(mut self, data: impl Into<Value>) -> Self {
        self.whole = Some(data.into());
        self
    }

    /// Sets a member beside the url, such as `fields`, `filter` or `option`.
    #[must_use]
    pub fn beside(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        set(&mut self.named, name.into(), value.into());
        self
    }

    /// Sets a member at the top level of the request, such as `create task`. All calls of a [batch](crate::Batch) share
    /// these members.
    #[must_use]
    pub fn envelope(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        set(&mut self.around, name.into(), value.into());
        self
    }
}

/// Writes members that the protocol allows at `place`, which has a `data` of its own if `has_data`.
fn write_named(out: &mut Members<'_>, place: Place, members: &[Named], has_data: bool) {
    for (name, value) in members {
        let allowed = match place.allows(name) {
            Ok(()) if has_data && *name == *DATA => Err(MemberFault::Given),
            allowed => allowed,
        };
        match allowed {
            Ok(()) => out.write(place, [name], [value]),
            Err(fault) => out.fail(EncodeError::of_member(name, place.as_str(), fault)),
        }
    }
}

fn set(members: &mut Vec<Named>, name: String, value: Value) {
    members.retain(|(known, _)| *known != name);
    members.push((name.into(), value));
}

/// The methods of [`Raw`].
impl<C> Call<'_, C, Raw> {
    /// Sets the `data` of the request.
    pub fn data(self, data: impl Into<Value>) -> Self {
        self.with(|raw| raw.data(data))
    }

    /// Sets a member beside the url, such as `fields`, `filter` or `option`.
    pub fn beside(self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.with(|raw| raw.beside(name, value))
    }

    /// Sets a member at the top level of the request, such as `create task`.
    pub fn envelope(self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.with(|raw| raw.envelope(name, value))
    }
}
