//! Carries calls to a FortiGate that the client does not connect to itself.

use std::fmt::DebugStruct;

use bytes::Bytes;

use super::Method;
use super::protocol::{Draft, EncodedCall, FortiOs, Options};
use super::vdoms::Vdoms;
use crate::ReplyWithout;
use crate::call_record::CallRecord;
use crate::client::{CallOptions, Sending};
use crate::endpoint::DynEndpoint;
use crate::error::{Context, EncodeError, EncodeErrorKind};
use crate::extra_members::ExtraMembers;
use crate::raw_response::PendingCall;
use crate::retry::{CallPreparation, Stage};
use crate::session::Lifecycle;
use crate::web::{Content, Encoded};

/// Takes calls to a FortiGate in place of a connection, such as through the appliance that manages it.
pub(crate) trait Carrier: Send + Sync {
    /// Sends a call once, and waits for the response.
    fn exchange<'s, 'c: 's>(
        &'c self,
        call: CarriedCall,
        options: CallOptions,
        stage: &'s mut Stage,
    ) -> Sending<'s, PendingCall<'c>>;

    /// How the client prepares its calls.
    fn preparation(&self) -> &CallPreparation;

    /// The session that carries the calls. Ending it is not up to the client of the FortiGate.
    fn lifecycle(&self) -> &dyn Lifecycle;

    /// Whether a session that has ended may be replaced by a new one.
    fn may_log_in_again(&self) -> bool;

    /// Adds the target and the client of the FortiManager to the output of `Debug`.
    fn show(&self, shown: &mut DebugStruct<'_, '_>);
}

/// A call whose content, if it has one, is JSON.
pub(crate) struct CarriedCall {
    pub(crate) call: Context,
    pub(crate) method: Method,
    pub(crate) path_and_query: String,
    pub(crate) json: Option<Bytes>,
    pub(crate) record: CallRecord,
    pub(crate) without: ReplyWithout,
}

impl CarriedCall {
    /// Encodes a request, in this VDOM or in that of the user.
    ///
    /// # Errors
    ///
    /// The request cannot be encoded, or sends a file.
    pub(crate) fn of(request: &dyn DynEndpoint<FortiOs>, vdom: Option<&Vdoms>) -> Result<Self, EncodeError> {
        let draft = Draft::write(request, &Options::default(), &ExtraMembers::NONE)?;
        draft.in_vdoms(vdom)?.carried()
    }
}

impl EncodedCall {
    /// The call in the form that a carrier takes.
    ///
    /// # Errors
    ///
    /// The call sends a file.
    pub(super) fn carried(self) -> Result<CarriedCall, EncodeError> {
        let Self { method, encoded, .. } = self;
        let Encoded {
            call,
            path_and_query,
            content,
            mut record,
            without,
            ..
        } = encoded;
        let json = match content {
            Content::None => None,
            Content::Json(json) => Some(json),
            Content::Form(_) | Content::File { .. } | Content::Whole(_) => {
                return Err(EncodeErrorKind::FileNotForwarded.into());
            }
        };
        if let Some((_, query)) = path_and_query.split_once('?') {
            record.note_query(query);
        }
        Ok(CarriedCall {
            call,
            method,
            path_and_query,
            json,
            record,
            without,
        })
    }
}
