//! The REST API of FortiOS as a protocol: writes its calls and decodes its responses.

use http::HeaderValue;
use serde_json::Value;

use super::Method;
use super::cmdb;
use super::reply::{Metadata, decode, reply};
use super::vdoms::Vdoms;
use crate::call_record::CallRecord;
use crate::endpoint::{DynEndpoint, Protocol, Repeatable};
use crate::error::{Context, EncodeError, EncodeErrorKind, Error, ErrorKind, MemberFault};
use crate::extra_members::ExtraMembers;
use crate::raw_response::RawResponse;
use crate::reply::Reply;
use crate::web::download::DownloadCall;
use crate::web::members::Members;
use crate::web::place::Place;
use crate::web::{self, Encoded};
use crate::{Call, Endpoint, IntoParam, Response, VdomName};

/// The protocol of FortiOS: HTTP requests whose responses have an envelope.
#[derive(Debug)]
pub enum FortiOs {}

/// Properties of a FortiOS call beside those that every call has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Details {
    /// The access group that the administrator needs, such as `fwgrp.policy`, as FortiOS 5.6 names it. `None`: the
    /// group is unknown or depends on the path.
    pub access_group: Option<&'static str>,
}

impl Details {
    /// No properties.
    pub const NONE: Self = Self { access_group: None };

    /// The access group that the call needs.
    #[must_use]
    pub const fn access_group(self, group: &'static str) -> Self {
        Self {
            access_group: Some(group),
        }
    }
}

/// The options of one call.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `None`: the default VDOMs of the client.
    pub(super) vdoms: Option<Vdoms>,
    /// The access group that the call needs, if its request does not name it.
    pub(super) access_group: Option<&'static str>,
}

/// An encoded call that still lacks the parts that the client adds.
#[derive(Debug)]
pub struct Draft {
    pub(super) request: web::Draft,
    pub(super) method: Method,
    vdoms: Option<Vdoms>,
}

/// An encoded call that only lacks its authentication.
pub(super) struct EncodedCall {
    pub(super) method: Method,
    pub(super) encoded: Encoded,
    /// The entity tag of a conditional read.
    pub(super) known: Option<HeaderValue>,
}

/// The query parameter by which older firmware also accepts a token.
const TOKEN: &str = "access_token";

/// Names that cannot be added to a query.
const RESERVED: [(&str, &str); 4] = [
    (TOKEN, "urls are logged; set the token on the builder of the client"),
    ("secretkey", "the client logs in by itself, and urls are logged"),
    (
        "vdom",
        "use `vdom` or `each_vdom` of the call, which also decode the response",
    ),
    (
        "global",
        "use `each_vdom` of the call with all VDOMs, which also decodes the response",
    ),
];

impl Repeatable for Draft {
    fn repeat(&self) -> Option<Self> {
        Some(Self {
            request: self.request.repeat()?,
            method: self.method,
            vdoms: self.vdoms.clone(),
        })
    }

    fn record(&mut self) -> Option<&mut CallRecord> {
        self.request.record()
    }
}

impl Protocol for FortiOs {
    type Method = Method;
    type Members<'b> = Members;
    type Place = Place;
    type Details = Details;
    type Metadata = Metadata;
    type Options = Options;
    type Draft = Draft;

    const NO_DETAILS: Details = Details::NONE;
    const DELETED: Option<&'static str> = Some(r#"{"http_status":200,"status":"success"}"#);

    fn usual_place(_: Method) -> Place {
        Place::Query
    }

    fn allows_member(method: Method, _: Details, place: Place, name: &str) -> Result<(), MemberFault> {
        place.allows(method, name, &RESERVED)
    }

    // Some writes have the object in this member.
    const DATA: &'static str = "/?json";

    fn sent_data(draft: &Draft) -> Option<Value> {
        cmdb::object_in(draft.request.members.json().ok()??).map(Value::Object)
    }

    fn draft(
        request: &dyn DynEndpoint<Self>,
        options: &Options,
        extra: &ExtraMembers<Place>,
    ) -> Result<Draft, ErrorKind> {
        Ok(Draft::write(request, options, extra)?)
    }

    fn read<R: Response>(raw: RawResponse) -> Result<Reply<R::Output, Metadata>, Error> {
        reply(raw, decode::<R>)
    }
}

/// The name of the form part that holds a file. FortiOS takes any part with a file name.
const PART: &str = "file";

impl Draft {
    /// Encodes a call with its added members.
    pub(super) fn write(
        request: &dyn DynEndpoint<FortiOs>,
        options: &Options,
        extra: &ExtraMembers<Place>,
    ) -> Result<Self, EncodeError> {
        let method = request.method();
        let mut written = web::Draft::write(request, method, extra)?;
        if written.members.has_parameter(TOKEN) {
            return Err(EncodeErrorKind::TokenInUrl.into());
        }
        let record = &mut written.record;
        if let Some(table) = cmdb::table_in(request.template(), &written.url) {
            record.note_table(table);
        }
        record.note_access_group(request.details().access_group);
        record.note_access_group(options.access_group);
        written.members.part = Some(PART);
        Ok(Self {
            request: written,
            method,
            vdoms: options.vdoms.clone(),
        })
    }

    /// The call that errors name.
    pub(super) fn call(&self) -> Context {
        self.request.call
    }

    /// Encodes the call, in the VDOMs that the call or its options name, or else in `default_vdoms`.
    ///
    /// # Errors
    ///
    /// A list of VDOMs is empty.
    pub(super) fn in_vdoms(mut self, default_vdoms: Option<&Vdoms>) -> Result<EncodedCall, EncodeError> {
        let members = &mut self.request.members;
        if let Some(vdoms) = self.vdoms.as_ref().or(default_vdoms)
            && !members.has_parameter("vdom")
            && !members.has_parameter("global")
        {
            vdoms.write(&mut members.query)?;
        }
        Ok(EncodedCall {
            method: self.method,
            known: members.known.take(),
            encoded: self.request.encoded(),
        })
    }
}

/// Options that only calls of FortiOS have.
impl<C, E: Endpoint<Protocol = FortiOs>> Call<'_, C, E, FortiOs> {
    /// Sets the VDOM of this call, instead of the VDOM of the client.
    pub fn vdom(mut self, vdom: impl IntoParam<VdomName>) -> Self {
        self.options.vdoms = Some(vdom.into_param().into());
        self
    }

    /// Sets the access group that the call needs.
    pub(super) fn in_group(mut self, group: Option<&'static str>) -> Self {
        self.options.access_group = group;
        self
    }
}

/// Options that only downloads from FortiOS have.
impl<C, E: Endpoint<Protocol = FortiOs>> DownloadCall<'_, C, E, FortiOs> {
    /// Sets the VDOM of this download, instead of the VDOM of the client.
    pub fn vdom(mut self, vdom: impl IntoParam<VdomName>) -> Self {
        self.options.vdoms = Some(vdom.into_param().into());
        self
    }
}

#[cfg(test)]
mod tests;
