//! JSON-RPC as a protocol: writes its calls and decodes its responses.

use std::fmt;
#[cfg(feature = "fortios")]
use std::sync::Arc;

use serde_json::Value;

use super::envelope::{self, Text};
use super::guard;
use super::place::Place;
use super::reply;
use super::request::{Members, Method};
use crate::call_record::CallRecord;
use crate::endpoint::{DynEndpoint, Protocol, Repeatable};
use crate::error::{Context, Error, ErrorKind, MemberFault};
use crate::extra_members::ExtraMembers;
#[cfg(feature = "fortios")]
use crate::fmg::DeviceName;
use crate::raw_response::RawResponse;
use crate::reply::Reply;
use crate::{Batch, Call, Endpoint, ReplyWithout, Requests, Response};

/// The JSON-RPC protocol of FortiManager: a verb, a url, and members in four places, as JSON.
#[derive(Debug)]
pub enum JsonRpc {}

/// The options of one call.
#[derive(Clone, Debug)]
pub struct Options {
    verbose: bool,
    keep_session_idle: bool,
    /// The devices of a call that is forwarded, each of which has to answer.
    #[cfg(feature = "fortios")]
    pub(crate) devices: Arc<[DeviceName]>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            verbose: true,
            keep_session_idle: false,
            #[cfg(feature = "fortios")]
            devices: Arc::default(),
        }
    }
}

/// An encoded call that still lacks its id and session.
pub struct Draft {
    pub(super) call: Context,
    pub(super) method: Method,
    pub(crate) text: Text,
    pub(crate) record: CallRecord,
    pub(super) without: ReplyWithout,
    /// Whether it may change a database that can be locked.
    pub(super) may_change: bool,
    /// The number of calls in it.
    pub(super) calls: usize,
}

impl Draft {
    /// Prepares this request to forward the call of another product: errors then name that call.
    #[cfg(feature = "fortios")]
    pub(crate) fn prepare_forwarding(&mut self, call: Context, record: CallRecord, without: ReplyWithout) {
        self.call = call;
        self.without = without;
        self.record.note_forwarded(record);
    }

    /// One request that contains all of these calls, which have the same method.
    pub(super) fn joined(first: Self, others: Vec<Self>) -> Self {
        if others.is_empty() {
            return first;
        }
        let may_change = first.may_change || others.iter().any(|other| other.may_change);
        let calls = others.len() + 1;
        let (texts, records): (Vec<_>, Vec<_>) = others.into_iter().map(|other| (other.text, other.record)).unzip();
        Self {
            text: Text::joined(first.text, &texts),
            record: CallRecord::joined(std::iter::once(first.record).chain(records)),
            without: ReplyWithout::NOTHING,
            may_change,
            calls,
            ..first
        }
    }
}

/// Shows no names and no values, which may be secret.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

impl Repeatable for Draft {
    fn repeat(&self) -> Option<Self> {
        Some(Self {
            call: self.call,
            method: self.method,
            text: self.text.clone(),
            record: self.record.clone(),
            without: self.without,
            may_change: self.may_change,
            calls: self.calls,
        })
    }

    fn record(&mut self) -> Option<&mut CallRecord> {
        Some(&mut self.record)
    }
}

impl Protocol for JsonRpc {
    type Method = Method;
    type Members<'b> = Members<'b>;
    type Place = Place;
    type Details = ();
    type Metadata = ();
    type Options = Options;
    type Draft = Draft;

    const NO_DETAILS: () = ();
    const DELETED: Option<&'static str> = Some(r#"{"result":[{"status":{"code":0,"message":"OK"}}]}"#);

    fn is_about_session(template: &str) -> bool {
        // A new session may take a lock, and may read `lockinfo`. The other calls need the session that has taken the
        // lock.
        guard::is_about_locks(template) && !template.contains("/workspace/lock")
    }

    fn usual_place(_: Method) -> Place {
        Place::Beside
    }

    fn allows_member(_: Method, (): (), place: Place, name: &str) -> Result<(), MemberFault> {
        place.allows(name)
    }

    /// A `set` at the url of a table creates a further row if the appliance assigns the keys of the table and the row has
    /// none. Only its request knows whether it has one.
    fn may_repeat(method: Method, template: &str) -> bool {
        method.may_repeat() && (method != Method::Set || template.ends_with('>'))
    }

    const DATA: &'static str = "/params/*/data";

    fn sent_data(draft: &Draft) -> Option<Value> {
        let json = draft.text.clone().seal(0, None).ok()?;
        let mut request: Value = serde_json::from_slice(&json).ok()?;
        Some(request.pointer_mut("/params/0/data")?.take())
    }

    fn draft(
        request: &dyn DynEndpoint<Self>,
        options: &Options,
        extra: &ExtraMembers<Place>,
    ) -> Result<Draft, ErrorKind> {
        let url = request.url();
        let (text, mut record) =
            CallRecord::writing(|| envelope::write(request.method(), &url, |members| request.write(extra, members)));
        record.note_url(url);
        let text = text?;
        Ok(Draft {
            call: request.context(),
            method: request.method(),
            text: text
                .verbose(options.verbose)
                .keep_session_idle(options.keep_session_idle),
            record,
            without: request.reply_without(),
            may_change: guard::may_change(request.method(), request.template()),
            calls: 1,
        })
    }

    fn read<R: Response>(raw: RawResponse) -> Result<Reply<R::Output>, Error> {
        reply::decode::<R>(raw)
    }
}

/// Adds the options that only JSON-RPC has to a type of calls with a field `options`.
macro_rules! json_rpc_options {
    ($Call:ident: $Bound:ident) => {
        /// Options that only calls of JSON-RPC have.
        impl<C, E: $Bound<Protocol = JsonRpc>> $Call<'_, C, E, JsonRpc> {
            /// Sets whether the appliance writes enumerations as names (the default) or as numbers.
            ///
            /// Typed replies read both, but a number without a known name stays a number.
            pub fn verbose(mut self, verbose: bool) -> Self {
                self.options.verbose = verbose;
                self
            }

            /// Asks the appliance not to count this call as activity, so that the idle timeout of the session keeps running.
            ///
            /// Use it for polls that must not keep an unused session open. The vendor's documents show the member
            /// (`keep_session_idle`) but do not describe it; this meaning is inferred from its name and use.
            pub fn keep_session_idle(mut self) -> Self {
                self.options.keep_session_idle = true;
                self
            }
        }
    };
}

json_rpc_options!(Call: Endpoint);
json_rpc_options!(Batch: Requests);

#[cfg(test)]
mod tests;
