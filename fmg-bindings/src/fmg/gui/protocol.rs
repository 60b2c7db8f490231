//! The GUI as a protocol: how its calls are written, and how what comes back is read.

use serde_json::Value;

use super::method::Method;
use super::session::Proxy;
use crate::answered::Arrived;
use crate::call_record::CallRecord;
use crate::endpoint::{DynEndpoint, Protocol};
use crate::error::{Context, EncodeError, Error, ErrorKind, MemberFault};
use crate::extra_members::ExtraMembers;
use crate::fmg::web;
use crate::reply::Reply;
use crate::secret::Secret;
use crate::web::members::Members;
use crate::web::place::Place;
use crate::web::{self as http_web, Encoded};
use crate::{Endpoint, ReplyWithout, Response};

/// The protocol of FortiManager's GUI: requests of HTTP, most of which carry a request of the GUI's own in JSON.
#[derive(Debug)]
pub enum Gui {}

/// What is said of a call to the GUI beside what every call has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Details {
    csrf_members: &'static [&'static str],
}

impl Details {
    /// Nothing.
    pub const NONE: Self = Self { csrf_members: &[] };

    /// Members of the body that the client fills with the CSRF token of its session.
    #[must_use]
    pub const fn csrf_members(self, csrf_members: &'static [&'static str]) -> Self {
        Self { csrf_members }
    }
}

/// A call that has been written, but for what the session gives.
#[derive(Debug)]
pub struct Draft {
    pub(super) request: http_web::Draft,
    csrf_members: &'static [&'static str],
}

impl Protocol for Gui {
    type Method = Method;
    type Members<'b> = Members;
    type Place = Place;
    type Details = Details;
    type Around = ();
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
            return Err(MemberFault::Reserved("the client adds the token of its session"));
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

    fn read<R: Response>(arrived: Arrived) -> Result<Reply<R::Output>, Error> {
        web::read::<R>(arrived)
    }
}

impl Draft {
    fn new(request: &dyn DynEndpoint<Gui>, extra: &ExtraMembers<Place>) -> Result<Self, ErrorKind> {
        Ok(Self {
            request: http_web::Draft::write(request, request.method().http(), extra)?,
            csrf_members: request.details().csrf_members,
        })
    }

    /// Fills in what the session gives.
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

/// What a call says that goes through a url that hands it on.
pub(super) struct Proxied {
    url: String,
    method: &'static str,
    params: Option<Value>,
    /// What errors of the call are to know about it.
    record: CallRecord,
    call: Context,
    without: ReplyWithout,
}

impl Proxied {
    /// Writes a call; `None` if it is one of HTTP.
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

    /// The call, handed on by the one that `carrier` makes of its url, its method and its members.
    pub(super) fn carried_by<E: Endpoint<Protocol = Gui>>(
        self,
        carrier: impl FnOnce(String, &'static str, Option<Value>) -> E,
    ) -> Result<Draft, ErrorKind> {
        let mut draft = Draft::new(&carrier(self.url, self.method, self.params), &ExtraMembers::NONE)?;
        draft.request.send_for(self.call, self.record, self.without);
        Ok(draft)
    }
}

/// What is posted for a call that goes through the proxy; `None` if it is one of HTTP.
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
