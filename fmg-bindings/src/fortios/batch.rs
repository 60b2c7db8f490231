//! Batches of FortiOS. Its API has one call in each HTTP request, so the requests of a batch are sent concurrently.

use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::{StreamExt as _, stream};

use super::protocol::FortiOs;
use crate::batch::{Answers, Batch, BatchProtocol, Requests, Settings};
use crate::client::{ClientFor, Sending};
use crate::endpoint::DynEndpoint;
use crate::error::{BatchError, Context, Error, ErrorKind};
use crate::extra_members::ExtraMembers;
use crate::raw_response::PendingCall;
use crate::retry::Outgoing;
use crate::web::place::Place;
use crate::{IntoParam, VdomName};

/// How many requests of a batch are sent at once.
#[derive(Clone, Debug)]
pub struct Division {
    at_once: usize,
}

impl Default for Division {
    fn default() -> Self {
        Self { at_once: 8 }
    }
}

/// An encoded request of a batch.
#[derive(Debug)]
pub struct Encoded {
    outgoing: Outgoing<FortiOs>,
    call: Context,
    url: String,
}

/// The state of a batch that is being sent.
struct State<'a> {
    answers: &'a mut dyn Answers<FortiOs>,
    is_answered: bool,
    /// The error of a request without a usable response. No further request is sent.
    broken: Option<Error>,
}

impl BatchProtocol for FortiOs {
    type Division = Division;
    type Encoded = Encoded;

    fn encode(
        request: &dyn DynEndpoint<Self>,
        settings: &Settings<'_, Self>,
        extra: &ExtraMembers<Place>,
    ) -> Result<Encoded, Error> {
        let (options, retry) = (&settings.options, settings.retry.clone());
        Ok(Encoded {
            outgoing: settings.preparation.prepare(request, options, extra, retry)?,
            call: request.context(),
            // Errors show no query.
            url: request.url().split('?').next().unwrap_or_default().to_owned(),
        })
    }

    fn send<'a>(
        client: &'a dyn ClientFor<Self>,
        requests: Vec<Encoded>,
        settings: Settings<'a, Self>,
        answers: &'a mut dyn Answers<Self>,
    ) -> Sending<'a, ()> {
        Box::pin(async move {
            let state = Mutex::new(State {
                answers,
                is_answered: false,
                broken: None,
            });
            let requests = stream::iter(requests.into_iter().enumerate());
            let send = |(index, encoded)| send_one(client, index, encoded, &settings, &state);
            requests.for_each_concurrent(settings.division.at_once, send).await;
            let State {
                is_answered, broken, ..
            } = state.into_inner().unwrap_or_else(PoisonError::into_inner);
            match broken {
                Some(error) if !is_answered => Err(error),
                _ => Ok(()),
            }
        })
    }
}

async fn send_one(
    client: &dyn ClientFor<FortiOs>,
    index: usize,
    encoded: Encoded,
    settings: &Settings<'_, FortiOs>,
    state: &Mutex<State<'_>>,
) {
    let Encoded { outgoing, call, url } = encoded;
    let broken = locked(state).broken.clone();
    if let Some(earlier) = broken {
        let unsent = call.failed(BatchError::new(earlier)).of_part(call, &url);
        locked(state).answers.fail(index, unsent);
        return;
    }
    let mut read =
        |pending: PendingCall<'_>| pending.read(|raw| locked(state).answers.read(index, raw, &settings.options));
    let outcome = client.exchange(outgoing, settings.common, &mut read).await;
    let mut state = locked(state);
    let Err(error) = outcome else {
        state.is_answered = true;
        return;
    };
    match error.kind() {
        ErrorKind::Rest(_) | ErrorKind::Api(_) | ErrorKind::Decode(_) => state.is_answered = true,
        // If nothing is answered, this is the error of the batch, which says whether anything may have been carried out.
        _ if state.broken.as_ref().is_none_or(|known| !known.is_outcome_unknown()) => {
            state.broken = Some(error.clone());
        }
        _ => {}
    }
    state.answers.fail(index, error);
}

/// Held only between two awaits.
fn locked<'m, 'a>(state: &'m Mutex<State<'a>>) -> MutexGuard<'m, State<'a>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Options that only batches of FortiOS have.
impl<C, R: Requests<Protocol = FortiOs>> Batch<'_, C, R> {
    /// How many requests are sent at once at most; 0 counts as 1. The default is 8: no document states how many FortiOS
    /// answers at once. The [limit of the client](super::Builder::max_in_flight) counts as well.
    ///
    /// With 1, a request is sent after the response to the one before it.
    pub fn at_once(mut self, requests: usize) -> Self {
        self.division.at_once = requests.max(1);
        self
    }

    /// Sets the VDOM of all requests, instead of the VDOM of the client.
    pub fn vdom(mut self, vdom: impl IntoParam<VdomName>) -> Self {
        self.options.vdoms = Some(vdom.into_param().into());
        self
    }
}
