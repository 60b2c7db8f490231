//! Makes the attempts of a call.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use futures_timer::Delay;

use super::course::Course;
use super::outgoing::{Creation, Decoder, Outgoing};
use super::settle::{Question, Settled, settle};
use crate::client::{CallOptions, ClientFor, HasSession, Sending};
use crate::endpoint::{Protocol, Repeatable};
use crate::error::Error;
use crate::raw_response::PendingCall;

/// How far an attempt came.
#[derive(Debug, Default)]
pub(crate) struct Stage {
    is_sent: bool,
    /// The number of the session of the call, if it has one.
    session: Option<u64>,
}

impl Stage {
    /// Everything that the call waits for is done, and the call itself is sent. An earlier error is not one of the call.
    pub(crate) fn send(&mut self) {
        self.is_sent = true;
    }

    /// As [`send`](Self::send), in the session with this number.
    pub(crate) fn send_in(&mut self, session: u64) {
        self.is_sent = true;
        self.session = Some(session);
    }

    pub(super) fn session(&self) -> Option<u64> {
        self.session
    }

    pub(super) fn is_sent(&self) -> bool {
        self.is_sent
    }
}

/// A client that makes one attempt of a call.
pub(crate) trait Attempt<P: Protocol>: HasSession {
    /// Adds to the call the members that only the client knows, logs in if need be, sends the request, and waits for
    /// the response. It may send the request before the future is polled.
    fn attempt<'s, 'c: 's>(
        &'c self,
        draft: P::Draft,
        options: CallOptions,
        stage: &'s mut Stage,
    ) -> impl Future<Output = Result<PendingCall<'c>, Error>> + Send + 's;
}

/// Sends a call, as often as its plan allows, and decodes the response by `read`.
pub(crate) fn exchange<'a, C: Attempt<P> + ClientFor<P>, P: Protocol>(
    client: &'a C,
    outgoing: Outgoing<P>,
    options: CallOptions,
    read: Decoder<'a>,
) -> Sending<'a, ()> {
    let Outgoing { draft, plan, creation } = outgoing;
    match plan {
        None => Box::pin(async move {
            let answered = read(client.attempt(draft, options, &mut Stage::default()).await?);
            if answered.as_ref().is_err_and(Error::lacks_firmware) {
                client.learn_firmware().await;
            }
            answered
        }),
        Some(plan) => Box::pin(async move {
            let course = Course::new(&plan);
            let answered = repeat(client, draft, creation, course, options, read).await;
            if answered.as_ref().is_err_and(Error::lacks_firmware) {
                client.learn_firmware().await;
            }
            answered
        }),
    }
}

/// Makes the attempts of a call.
///
/// Boxed for two reasons: a creation is settled by a read, which is repeated as well, and the future of a call that is
/// sent once stays small.
pub(super) fn repeat<'a, C: Attempt<P>, P: Protocol>(
    client: &'a C,
    draft: P::Draft,
    creation: Option<Box<Creation<P>>>,
    course: Course<'a>,
    options: CallOptions,
    read: Decoder<'a>,
) -> Sending<'a, ()> {
    Box::pin(attempts(client, draft, creation, course, options, read))
}

async fn attempts<C: Attempt<P>, P: Protocol>(
    client: &C,
    mut draft: P::Draft,
    creation: Option<Box<Creation<P>>>,
    mut course: Course<'_>,
    options: CallOptions,
    read: Decoder<'_>,
) -> Result<(), Error> {
    loop {
        let next = draft.repeat();
        let mut stage = Stage::default();
        let answered = client.attempt(draft, options, &mut stage).await;
        let answered = answered.map(|pending| pending.after(course.earlier()));
        let error = match answered.and_then(&mut *read) {
            Ok(()) => {
                course.succeeded();
                return Ok(());
            }
            Err(error) => error,
        };
        course.failed(&error, &stage);
        if let Some(deleted) = course.deleted(&error, &stage) {
            return read(deleted).map_err(|_| course.conclude(error));
        }
        let question = match (&creation, &next) {
            (Some(creation), Some(sent)) if course.is_to_settle(&error, &stage) => Question::new(creation, sent),
            _ => None,
        };
        if let Some(question) = question {
            match settle(client, &mut course, question, options, &mut *read).await {
                Settled::Created => return Ok(()),
                // Otherwise the appliance says both that the object exists and that it does not.
                Settled::Absent if course.may_go_on() && !error.is_exists() => {}
                Settled::Absent | Settled::Unknown => return Err(course.conclude(error)),
                Settled::Different => return Err(course.conclude(error).of_other_object()),
            }
            draft = next.ok_or(error)?;
        } else {
            draft = following::<C, P>(client, &mut course, error, &stage, next).await?;
        }
    }
}

/// Waits for the time of the next attempt, and returns its draft.
///
/// # Errors
///
/// The error of the call, if there is no further attempt.
pub(super) async fn following<C: HasSession, P: Protocol>(
    client: &C,
    course: &mut Course<'_>,
    error: Error,
    stage: &Stage,
    next: Option<P::Draft>,
) -> Result<P::Draft, Error> {
    let Some(next) = next else {
        return Err(course.conclude(error));
    };
    if let Some(session) = course.ended_session(&error, stage) {
        if course.has_renewed() {
            client.lifecycle().note_useless();
        } else if client.may_log_in_again() && client.lifecycle().renew(session, hash_of(&error)).await {
            course.renewed();
            return Ok(next);
        }
    }
    match course.wait(&error, stage) {
        Some(wait) => pause(wait).await,
        None => return Err(course.conclude(error)),
    }
    Ok(next)
}

/// A hash of the call that an error is about.
fn hash_of(error: &Error) -> u64 {
    let mut hasher = DefaultHasher::new();
    (error.method(), error.url()).hash(&mut hasher);
    hasher.finish()
}

pub(super) async fn pause(wait: Duration) {
    Delay::new(wait).await;
}
