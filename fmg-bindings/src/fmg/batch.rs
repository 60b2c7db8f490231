//! Batches of JSON-RPC: one HTTP request contains several calls of one method, each as an entry of `params`.

mod divide;

use bytes::Bytes;
use http::Response;

use self::divide::{Division, Group, check, divided};
use super::json_rpc::{Draft, JsonRpc, Options};
use super::place::Place;
use super::reply::split;
use super::request::Method;
use crate::batch::{Answers, Batch, BatchProtocol, Requests, Settings};
use crate::call_record;
use crate::client::{ClientFor, Sending};
use crate::endpoint::{DynEndpoint, Protocol};
use crate::error::{BatchError, Context, DecodeErrorKind, Error, ErrorKind};
use crate::extra_members::ExtraMembers;
use crate::raw_response::{Expected, PendingCall, RawResponse};
use crate::retry::Outgoing;
use crate::{ReplyWithout, session};

/// An encoded call of a batch.
#[derive(Debug)]
pub struct Encoded {
    draft: Draft,
    url: String,
    may_repeat: bool,
}

/// A call of a batch that was sent.
struct Sent {
    call: Context,
    url: String,
    without: ReplyWithout,
}

/// The calls of one HTTP request.
struct Part {
    /// The place of the first call in the batch.
    first: usize,
    sent: Vec<Sent>,
    /// The name of the request in errors.
    call: Context,
    outgoing: Outgoing<JsonRpc>,
}

impl BatchProtocol for JsonRpc {
    type Division = Division;
    type Encoded = Encoded;

    fn encode(
        request: &dyn DynEndpoint<Self>,
        settings: &Settings<'_, Self>,
        extra: &ExtraMembers<Place>,
    ) -> Result<Encoded, Error> {
        let mut draft = request.draft(&settings.options, extra)?;
        settings.preparation.rows.watch(request, &mut draft)?;
        Ok(Encoded {
            draft,
            url: request.url(),
            may_repeat: request.may_repeat(),
        })
    }

    fn send<'a>(
        client: &'a dyn ClientFor<Self>,
        requests: Vec<Encoded>,
        settings: Settings<'a, Self>,
        answers: &'a mut dyn Answers<Self>,
    ) -> Sending<'a, ()> {
        Box::pin(async move {
            check(&requests)?;
            let mut parts = divided(requests, &settings.division).map(|group| joined(group, &settings));
            while let Some(Part {
                first,
                sent,
                call,
                outgoing,
            }) = parts.next()
            {
                let mut reading = ReadPart {
                    answers: &mut *answers,
                    options: &settings.options,
                    first,
                    sent: &sent,
                    failure: None,
                    lacks_firmware: false,
                };
                let outcome = client
                    .exchange(outgoing, settings.common, &mut |pending: PendingCall<'_>| {
                        reading.read(pending)
                    })
                    .await;
                if reading.lacks_firmware {
                    client.learn_firmware().await;
                }
                let Err(error) = outcome else { continue };
                if reading
                    .failure
                    .as_ref()
                    .is_some_and(|failure| error.is_made_from(failure))
                {
                    // Every call has an error of its own.
                    continue;
                }
                // An error of the login before the request keeps its name.
                let is_of_part = error.method() == Some(call.method()) && error.template() == Some(call.template());
                let error = match sent.len() {
                    calls if is_of_part && calls > 1 => error.with_note(&format!("the request contains {calls} calls")),
                    _ => error,
                };
                if first == 0 {
                    return Err(error);
                }
                for (index, sent) in (first..).zip(&sent) {
                    let error = if is_of_part {
                        error.of_part(sent.call, &sent.url)
                    } else {
                        error.clone()
                    };
                    answers.fail(index, error);
                }
                for Part { first, sent, .. } in parts {
                    for (index, sent) in (first..).zip(&sent) {
                        let unsent = sent.call.failed(BatchError::new(error.clone()));
                        answers.fail(index, unsent.of_part(sent.call, &sent.url));
                    }
                }
                return Ok(());
            }
            Ok(())
        })
    }
}

/// One request with all of these calls.
fn joined(group: Group, settings: &Settings<'_, JsonRpc>) -> Part {
    let Group { first, head, rest, .. } = group;
    let all = || std::iter::once(&head).chain(&rest);
    // A deletion that was carried out is an error the second time, and it is unknown which of several was.
    let is_safe = |one: &Encoded| one.may_repeat && (rest.is_empty() || one.draft.method != Method::Delete);
    let may_repeat = all().all(is_safe);
    let is_about_session = all().any(|one| JsonRpc::is_about_session(one.draft.call.template()));
    let sent = all().map(Sent::of).collect();
    let call = head.draft.call;
    let draft = Draft::joined(head.draft, rest.into_iter().map(|one| one.draft).collect());
    let preparation = settings.preparation;
    Part {
        first,
        sent,
        call,
        outgoing: preparation.prepare_several(draft, call, may_repeat, is_about_session, settings.retry.clone()),
    }
}

impl Sent {
    fn of(encoded: &Encoded) -> Self {
        Self {
            call: encoded.draft.call,
            url: encoded.url.clone(),
            without: encoded.draft.without,
        }
    }
}

/// Decodes the reply to a part.
struct ReadPart<'a> {
    answers: &'a mut dyn Answers<JsonRpc>,
    options: &'a Options,
    first: usize,
    sent: &'a [Sent],
    /// The error that stands for those of all calls, if the latest reply has answered every call by an error.
    failure: Option<Error>,
    /// Whether the version of the firmware would tell more about the error of a call.
    lacks_firmware: bool,
}

impl ReadPart<'_> {
    /// Puts the answers into their places.
    ///
    /// # Errors
    ///
    /// The reply does not answer the calls, or answers all of them by an error. Then the call as a whole may be repeated.
    fn read(&mut self, pending: PendingCall<'_>) -> Result<(), Error> {
        self.failure = None;
        let earlier = pending.earlier();
        pending.read(|raw| {
            let replies = replies(raw, self.sent)?;
            let is_single = replies.len() == 1;
            let (mut failure, mut has_succeeded) = (None, false);
            for (place, (raw, sent)) in replies.into_iter().zip(self.sent).enumerate() {
                let index = self.first + place;
                call_record::note_current_call(place, &sent.url);
                match self.answers.read(index, raw, self.options) {
                    Ok(()) => has_succeeded = true,
                    Err(error) if is_single && is_of_reply(&error) => return Err(error),
                    Err(error) => {
                        let error = error.after(earlier.attempts + 1, earlier.was_lost);
                        self.lacks_firmware |= error.lacks_firmware();
                        failure = Some(decisive(failure, &error));
                        self.answers.fail(index, error);
                    }
                }
            }
            if has_succeeded {
                return Ok(());
            }
            self.failure.clone_from(&failure);
            failure.map_or(Ok(()), Err)
        })
    }
}

/// The reply to each call.
fn replies(raw: RawResponse, sent: &[Sent]) -> Result<Vec<RawResponse>, Error> {
    if sent.len() < 2 {
        return Ok(vec![raw]);
    }
    let reading = raw.expected.reading;
    let reply = |(body, sent): (Bytes, &Sent)| RawResponse {
        call: sent.call,
        expected: Expected {
            reading,
            id: None,
            without: sent.without,
        },
        answer: Response::new(body),
    };
    Ok(split(raw, sent.len())?.into_iter().zip(sent).map(reply).collect())
}

/// Whether an error is that of the reply as a whole, and not of the only result in it.
fn is_of_reply(error: &Error) -> bool {
    use DecodeErrorKind::{ErrorWithoutCode, Mismatch, NoData, NoObject, NoStatus};
    match error.kind() {
        ErrorKind::Api(_) => false,
        ErrorKind::Decode(decode) => !matches!(
            decode.kind(),
            ErrorWithoutCode | Mismatch | NoData | NoObject | NoStatus
        ),
        _ => true,
    }
}

/// The error that decides whether a request is sent again: one that forbids it counts more than one that permits it.
fn decisive(known: Option<Error>, error: &Error) -> Error {
    let weight = |error: &Error| match error {
        error if error.is_undone() && error.is_retryable() => 1,
        error if session::may_have_ended(error) => 0,
        error if error.is_retryable() => 2,
        _ => 3,
    };
    match known {
        Some(known) if weight(&known) >= weight(error) => known,
        _ => error.clone(),
    }
}

/// Options that only batches of JSON-RPC have.
impl<C, R: Requests<Protocol = JsonRpc>> Batch<'_, C, R> {
    /// How many calls one HTTP request contains at most; 0 counts as 1. The default is 100.
    ///
    /// No document states a limit. With 100 calls the round trips hardly count, an HTTP request ends long before the
    /// timeout, and few calls are in doubt if a response is lost.
    pub fn max_requests(mut self, requests: usize) -> Self {
        self.division.requests = requests.max(1);
        self
    }

    /// How long the calls of one HTTP request are at most, in bytes. The default is 1 MiB. A longer call is sent alone.
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.division.bytes = bytes;
        self
    }
}

#[cfg(test)]
mod tests;
