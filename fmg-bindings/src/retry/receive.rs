//! Makes the attempts of a call whose response is a file.

use super::course::Course;
use super::exchange::{Stage, following};
use super::outgoing::Outgoing;
use crate::client::{FileOptions, HasSession};
use crate::endpoint::{Protocol, Repeatable};
use crate::error::Error;
use crate::web::download::Incoming;

/// A client that makes one attempt of a call whose response is a file.
pub(crate) trait ReceiveAttempt<P: Protocol>: HasSession {
    /// As [`attempt`](super::Attempt::attempt), up to the first bytes of the file.
    fn receive_attempt(
        &self,
        draft: P::Draft,
        options: FileOptions,
        stage: &mut Stage,
    ) -> impl Future<Output = Result<Incoming, Error>> + Send;
}

/// Sends a call whose response is a file, as often as its plan allows.
pub(crate) async fn receive<C: ReceiveAttempt<P>, P: Protocol>(
    client: &C,
    outgoing: Outgoing<P>,
    options: FileOptions,
) -> Result<Incoming, Error> {
    let Outgoing { mut draft, plan, .. } = outgoing;
    let Some(plan) = plan else {
        return client.receive_attempt(draft, options, &mut Stage::default()).await;
    };
    let mut course = Course::new(&plan);
    loop {
        let next = draft.repeat();
        let mut stage = Stage::default();
        let error = match client.receive_attempt(draft, options.clone(), &mut stage).await {
            Ok(incoming) => {
                course.succeeded();
                return Ok(incoming);
            }
            Err(error) => error,
        };
        course.failed(&error, &stage);
        draft = following::<C, P>(client, &mut course, error, &stage, next).await?;
    }
}
