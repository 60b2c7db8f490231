//! The REST API of FortiOS as a protocol: how its calls are written, and how what comes back is read.

use http::HeaderValue;

use super::Method;
use super::cmdb;
use super::reply::{Around, decode, reply};
use super::vdoms::Vdoms;
use crate::answered::Arrived;
use crate::endpoint::{DynEndpoint, Protocol};
use crate::error::{EncodeError, EncodeErrorKind, Error, ErrorKind, MemberFault};
use crate::extra_members::ExtraMembers;
use crate::reply::Reply;
use crate::web::download::DownloadCall;
use crate::web::members::Members;
use crate::web::place::Place;
use crate::web::{self, Encoded};
use crate::{Call, Endpoint, IntoParam, Response, VdomName};

/// The protocol of FortiOS: requests of HTTP, whose answers stand in an envelope.
#[derive(Debug)]
pub enum FortiOs {}

/// What is said of a call to FortiOS beside what every call has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Details {
    /// The access group in which the administrator has to be allowed to read or write, such as `fwgrp.policy`, as
    /// FortiOS 5.6 names it. `None`: the group is not known, or depends on what the path names.
    pub access_group: Option<&'static str>,
}

impl Details {
    /// Nothing.
    pub const NONE: Self = Self { access_group: None };

    /// The access group that the call needs.
    #[must_use]
    pub const fn access_group(self, group: &'static str) -> Self {
        Self {
            access_group: Some(group),
        }
    }
}

/// What can be set for one call.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `None`: the default VDOMs of the client.
    pub(super) vdoms: Option<Vdoms>,
    /// The access group that the call needs, where its request does not know it.
    pub(super) access_group: Option<&'static str>,
}

/// A call that has been written, but for what the client gives.
#[derive(Debug)]
pub struct Draft {
    pub(super) request: web::Draft,
    pub(super) method: Method,
    vdoms: Option<Vdoms>,
}

/// A call that can be sent, once it is known who calls.
pub(super) struct Finished {
    pub(super) method: Method,
    pub(super) encoded: Encoded,
    /// The mark of the state that is not to be answered again.
    pub(super) known: Option<HeaderValue>,
}

/// The parameter by which older firmware takes a token, too.
const TOKEN: &str = "access_token";

/// What nobody adds to a query.
const RESERVED: [(&str, &str); 4] = [
    (
        TOKEN,
        "in the url it would land in logs; give it to the builder of the client",
    ),
    ("secretkey", "the client logs in by itself, and a url lands in logs"),
    (
        "vdom",
        "`vdom` and `each_vdom` of the call name VDOMs, and read the answer accordingly",
    ),
    (
        "global",
        "`each_vdom` of the call takes all VDOMs, and reads the answer accordingly",
    ),
];

impl Protocol for FortiOs {
    type Method = Method;
    type Members<'b> = Members;
    type Place = Place;
    type Details = Details;
    type Around = Around;
    type Options = Options;
    type Draft = Draft;

    const NO_DETAILS: Details = Details::NONE;

    fn usual_place(_: Method) -> Place {
        Place::Query
    }

    fn allows_member(method: Method, _: Details, place: Place, name: &str) -> Result<(), MemberFault> {
        place.allows(method, name, &RESERVED)
    }

    fn draft(
        request: &dyn DynEndpoint<Self>,
        options: &Options,
        extra: &ExtraMembers<Place>,
    ) -> Result<Draft, ErrorKind> {
        let method = request.method();
        let mut written = web::Draft::write(request, method, extra)?;
        if written.members.has_parameter(TOKEN) {
            return Err(EncodeError::from(EncodeErrorKind::TokenInUrl).into());
        }
        let record = &mut written.record;
        if let Some(table) = cmdb::table_in(request.template(), &written.url) {
            record.note_table(table);
        }
        record.note_access_group(request.details().access_group);
        record.note_access_group(options.access_group);
        written.members.part = Some(PART);
        Ok(Draft {
            request: written,
            method,
            vdoms: options.vdoms.clone(),
        })
    }

    fn read<R: Response>(arrived: Arrived) -> Result<Reply<R::Output, Around>, Error> {
        reply(arrived, decode::<R>)
    }
}

/// The name of the part of a form that holds a file. FortiOS takes whatever part has a file name.
const PART: &str = "file";

impl Draft {
    /// What is sent, in the VDOMs that the call names itself or that were set for it, or else in `default_vdoms`.
    ///
    /// # Errors
    ///
    /// The VDOMs are none.
    pub(super) fn in_vdoms(mut self, default_vdoms: Option<&Vdoms>) -> Result<Finished, Error> {
        let members = &mut self.request.members;
        if let Some(vdoms) = self.vdoms.as_ref().or(default_vdoms)
            && !members.has_parameter("vdom")
            && !members.has_parameter("global")
        {
            let written = vdoms.write(&mut members.query);
            written.map_err(|kind| self.request.call.failed(EncodeError::from(kind)))?;
        }
        Ok(Finished {
            method: self.method,
            known: members.known.take(),
            encoded: self.request.encoded(),
        })
    }
}

/// What only calls to FortiOS have.
impl<C, E: Endpoint<Protocol = FortiOs>> Call<'_, C, E, FortiOs> {
    /// The VDOM to read or write in, in place of that of the client.
    pub fn vdom(mut self, vdom: impl IntoParam<VdomName>) -> Self {
        self.options.vdoms = Some(vdom.into_param().into());
        self
    }

    /// Notes the access group that the call needs.
    pub(super) fn in_group(mut self, group: Option<&'static str>) -> Self {
        self.options.access_group = group;
        self
    }
}

/// What only downloads from FortiOS have.
impl<C, E: Endpoint<Protocol = FortiOs>> DownloadCall<'_, C, E, FortiOs> {
    /// The VDOM to read in, in place of that of the client.
    pub fn vdom(mut self, vdom: impl IntoParam<VdomName>) -> Self {
        self.options.vdoms = Some(vdom.into_param().into());
        self
    }
}

#[cfg(test)]
mod tests;
