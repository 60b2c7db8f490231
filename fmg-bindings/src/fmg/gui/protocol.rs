//! The GUI as a protocol: writes its calls and decodes its responses.

use serde_json::Value;

use super::method::Method;
use super::session::Proxy;
use crate::call_record::CallRecord;
use crate::endpoint::{DynEndpoint, Protocol, Repeatable};
use crate::error::{Context, EncodeError, Error, ErrorKind, MemberFault};
use crate::extra_members::ExtraMembers;
use crate::fmg::web;
use crate::raw_response::RawResponse;
use crate::reply::Reply;
use crate::secret::Secret;
use crate::web::members::Members;
use crate::web::place::Place;
use crate::web::{self as http_web, Encoded};
use crate::{Endpoint, ReplyWithout, Response};

/// The protocol of FortiManager's GUI: HTTP requests, most of which carry a request of the GUI in JSON.
#[derive(Debug)]
pub enum Gui {}

/// Properties of a GUI call beside those that every call has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Details {
    csrf_members: &'static [&'static str],
}

impl Details {
    /// No properties.
    pub const NONE: Self = Self { csrf_members: &[] };

    /// Names the members of the body that the client fills with the CSRF token of its session.
    #[must_use]
    pub const fn csrf_members(self, csrf_members: &'static [&'static str]) -> Self {
        Self { csrf_members }
    }
}

/// An encoded call that still lacks the parts that the session adds.
#[derive(Debug)]
pub struct Draft {
    pub(super) request: http_web::Draft,
    csrf_members: &'static [&'static str],
}

impl Repeatable for Draft {
    fn repeat(&self) -> Option<Self> {
        Some(Self {
            request: self.request.repeat()?,
            csrf_members: self.csrf_members,
        })
    }

    fn record(&mut self) -> Option<&mut CallRecord> {
        self.request.record()
    }
}

impl Protocol for Gui {
    type Method = Method;
    type Members<'b> = Members;
    type Place = Place;
    type Details = Details;
    type Metadata = ();
    type Options = ();
    type Draft = Draft;

    const NO_DETAILS: Details = Details::NONE;

    fn usual_place(method: Method) -> Place {
        match method {
            Method::Http(method) if !method.has_body() => Place::Query,
            Method::Http(_) | Method::Proxied(_) => Place::Body,
        }
    }

    fn allows_member(method: Method, details: Details, place: Place, name: &str) -> Result<(), MemberFault> {
        if matches!(method, Method::Proxied(_)) && place != Place::Body {
            return Err(MemberFault::NotProxied);
        }
        if place != Place::Query && details.csrf_members.contains(&name) {
            return Err(MemberFault::Reserved("the client adds the CSRF token of its session"));
        }
        place.allows(method.http(), name, &[])
    }

    fn draft(request: &dyn DynEndpoint<Self>, (): &(), extra: &ExtraMembers<Place>) -> Result<Draft, ErrorKind> {
        match Proxied::new(request, extra)? {
            None => Draft::new(request, extra),
            Some(proxied) => proxied.carried_by(|url, method, params| {
                let call = Proxy::new(url, method);
                match params {
                    Some(params) => call.params(params),
                    None => call,
                }
            }),
        }
    }

    fn read<R: Response>(raw: RawResponse) -> Result<Reply<R::Output>, Error> {
        web::read::<R>(raw)
    }
}

impl Draft {
    fn new(request: &dyn DynEndpoint<Gui>, extra: &ExtraMembers<Place>) -> Result<Self, ErrorKind> {
        Ok(Self {
            request: http_web::Draft::write(request, request.method().http(), extra)?,
            csrf_members: request.details().csrf_members,
        })
    }

    /// Adds the CSRF token of the session.
    pub(super) fn seal(mut self, csrf_token: Option<&Secret>) -> Encoded {
        let members = &mut self.request.members;
        for name in self.csrf_members {
            if members.form.is_empty() {
                members.body_member(*name, &csrf_token);
            } else {
                members.form(*name, &csrf_token);
            }
        }
        self.request.encoded()
    }
}

/// The content of a call that goes through the proxy url.
pub(super) struct Proxied {
    url: String,
    method: &'static str,
    params: Option<Value>,
    /// The facts that errors report about the call.
    record: CallRecord,
    call: Context,
    without: ReplyWithout,
}

impl Proxied {
    /// Encodes a call; `None` if it is a plain HTTP request.
    pub(super) fn new(request: &dyn DynEndpoint<Gui>, extra: &ExtraMembers<Place>) -> Result<Option<Self>, ErrorKind> {
        let Method::Proxied(method) = request.method() else {
            return Ok(None);
        };
        let (members, mut record) = CallRecord::writing(|| http_web::members(request, extra));
        record.note_path(request.url());
        Ok(Some(Self {
            url: request.url(),
            method,
            params: members?.json().map_err(EncodeError::from)?,
            record,
            call: request.context(),
            without: request.reply_without(),
        }))
    }

    /// Wraps the call into the one that `carrier` makes from its url, method and members.
    pub(super) fn carried_by<E: Endpoint<Protocol = Gui>>(
        self,
        carrier: impl FnOnce(String, &'static str, Option<Value>) -> E,
    ) -> Result<Draft, ErrorKind> {
        let mut draft = Draft::new(&carrier(self.url, self.method, self.params), &ExtraMembers::NONE)?;
        draft.request.prepare_forwarding(self.call, self.record, self.without);
        Ok(draft)
    }
}

/// The JSON that is posted for a call through the proxy; `None` for a plain HTTP request.
pub(crate) fn proxied_json(request: &dyn DynEndpoint<Gui>) -> Option<Value> {
    Proxied::new(request, &ExtraMembers::NONE).ok()??;
    Gui::draft(request, &(), &ExtraMembers::NONE)
        .ok()?
        .request
        .members
        .json()
        .ok()?
}

#[cfg(test)]
mod tests;
