//! Finds out by reading whether an object was created, after the response to its creation was lost.
//!
//! The call has chosen the key of the object. So a second creation cannot make a second object, and a read by the key
//! shows the effect of the first: no object, or one that is compared with the sent one.

mod same;

use serde_json::{Map, Value};

use self::same::holds;
use super::course::Course;
use super::exchange::{Attempt, pause, repeat};
use super::outgoing::{Creation, Decoder};
use crate::client::CallOptions;
use crate::endpoint::{Protocol, Repeatable};
use crate::error::{Context, Error};
use crate::raw_response::{PendingCall, RawResponse};
use crate::trace;

/// The result of the read after a creation whose response was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// The object exists as it was sent, and the caller has the reply.
    Created,
    /// There is no such object.
    Absent,
    /// An object with the key exists, but it is not known to be the one that was sent.
    Different,
    /// The read failed, or its reply is not an object.
    Unknown,
}

impl Settled {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "as it was sent",
            Self::Absent => "absent",
            Self::Different => "other values",
            Self::Unknown => "unknown",
        }
    }
}

/// The data to settle one attempt.
pub(super) struct Question<P: Protocol> {
    call: Context,
    read: P::Draft,
    sent: Map<String, Value>,
}

impl<P: Protocol> Question<P> {
    /// Whether `sent` has created its object. `None`: it contains no single object.
    pub(super) fn new(creation: &Creation<P>, sent: &P::Draft) -> Option<Self> {
        Some(Self {
            call: creation.call,
            read: creation.read.repeat()?,
            sent: P::sent_object(sent)?,
        })
    }
}

/// Reads the object, and compares it with the one that was sent. If they are the same, `read` decodes the response to
/// the read as that to the creation.
pub(super) async fn settle<C: Attempt<P>, P: Protocol>(
    client: &C,
    course: &mut Course<'_>,
    question: Question<P>,
    options: CallOptions,
    read: Decoder<'_>,
) -> Settled {
    let Some(wait) = course.wait_to_settle() else {
        return Settled::Unknown;
    };
    // The appliance may still be working on the call.
    pause(wait).await;
    let Question {
        call,
        read: draft,
        sent,
    } = question;
    let mut found = None;
    let mut take = |pending: PendingCall<'_>| {
        found = Some(pending.read(|raw| {
            let again = raw.clone();
            P::read::<Value>(raw).map(|reply| (reply.into_value(), again))
        })?);
        Ok(())
    };
    let plan = course.plan().of_read(call);
    let reading = Course::begun_at(&plan, course.begun());
    let outcome = repeat(client, draft, None, reading, options, &mut take).await;
    let settled = conclude(outcome, found, &sent, read);
    trace::settled(course.plan().call, settled.as_str());
    settled
}

fn conclude(
    outcome: Result<(), Error>,
    found: Option<(Value, RawResponse)>,
    sent: &Map<String, Value>,
    read: Decoder<'_>,
) -> Settled {
    let (value, raw) = match (outcome, found) {
        (Ok(()), Some(found)) => found,
        (Err(error), _) if error.is_not_found() => return Settled::Absent,
        _ => return Settled::Unknown,
    };
    match object_in(value) {
        Some(object) if !holds(&object, sent) => Settled::Different,
        Some(_) if read(PendingCall::plain(raw)).is_ok() => Settled::Created,
        // The object exists, but the caller needs data that only the response to the creation has.
        Some(_) => Settled::Different,
        None => Settled::Unknown,
    }
}

/// The object that a read by a key returns: by itself, or as the only element of a list.
fn object_in(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(object) => Some(object),
        Value::Array(mut list) if list.len() == 1 => object_in(list.remove(0)),
        _ => None,
    }
}
