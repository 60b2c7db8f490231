//! Handles one request.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::header::{CONNECTION, HeaderValue};
use http::{Request, Response, StatusCode};
use hyper::body::Incoming;

use super::connection::Break;
use super::reply::{Interrupted, Reply, Rest};
use super::upload::{BodyOptions, Refused};
use super::{Server, damage, upload};
use crate::appliance::Local;
use crate::call::{Outcome, Reports};
use crate::content::Content;
use crate::fault::Fault;

/// The size from which a request is handled on a blocking thread: parsing it would delay other requests.
const BLOCKING_FROM: usize = 256 << 10;

impl Server {
    /// Answers a request. An error ends the connection, as `broken` says.
    pub(super) async fn exchange(
        &self,
        request: Request<Incoming>,
        broken: &OnceLock<Break>,
    ) -> Result<Response<Reply>, Interrupted> {
        let (head, body) = request.into_parts();
        let options = BodyOptions {
            file: self.appliance.takes_file(&head),
            cut: self.faults.cut(self.product, &head),
        };
        let upload = match upload::read(body, options, &self.limits, &self.room).await {
            Ok(upload) => upload,
            Err(why) => {
                let number = self.log.begin(self.product, &Request::from_parts(head, Bytes::new()));
                let (reports, fault) = match why {
                    Refused::Cut => (None, options.cut.map(Fault::DropUpload)),
                    Refused::Status(status) => (Some(whole(status)), None),
                };
                self.log.finish(number, reports, fault);
                return refuse(why, broken);
            }
        };
        let mut request = Request::from_parts(head, upload.bytes);
        if let Some(beyond) = upload.beyond {
            request.extensions_mut().insert(beyond);
        }
        if self.local {
            request.extensions_mut().insert(Local);
        }
        let number = self.log.begin(self.product, &request);

        let strike = self.faults.strike(self.product, &request);
        if let Some(injected) = strike.fault.and_then(Fault::injected) {
            request.extensions_mut().insert(injected);
        }
        let hit = strike
            .fault
            .or((!strike.delay.is_zero()).then_some(Fault::Delay(strike.delay)));
        let logged = LoggedRequest {
            server: self,
            number,
            hit,
        };
        let outcome = match strike.fault {
            Some(Fault::Refuse) => {
                self.log.finish(number, None, hit);
                Err(Interrupted)
            }
            Some(Fault::Misfit) => {
                let answer = logged.answer(request).await?;
                Ok(damage::misfitting(answer, strike.field.as_deref()))
            }
            Some(fault) => match damage::instead(fault) {
                Some(response) => {
                    self.log.finish(number, None, hit);
                    Ok(response)
                }
                None => apply(fault, logged.answer(request).await?, broken),
            },
            None => Ok(damage::whole(logged.answer(request).await?)),
        };
        drop(upload.room);
        if !strike.delay.is_zero() {
            tokio::time::sleep(strike.delay).await;
        }
        outcome
    }

    async fn answer(&self, request: Request<Bytes>) -> Result<Response<Content>, Interrupted> {
        if request.body().len() < BLOCKING_FROM {
            return Ok(self.appliance.handle(request));
        }
        let appliance = Arc::clone(&self.appliance);
        let answer = tokio::task::spawn_blocking(move || appliance.handle(request));
        answer.await.map_err(|_| Interrupted)
    }
}

/// A request that the appliance gets.
struct LoggedRequest<'s> {
    server: &'s Server,
    /// The number of the request in the log.
    number: u64,
    /// The fault that hits the request.
    hit: Option<Fault>,
}

impl LoggedRequest<'_> {
    /// Lets the appliance answer, and logs the outcomes of the calls.
    async fn answer(&self, request: Request<Bytes>) -> Result<Response<Content>, Interrupted> {
        let mut answer = self.server.answer(request).await?;
        let reports = answer.extensions_mut().remove::<Reports>();
        let reports = reports.unwrap_or_else(|| whole(answer.status()));
        self.server.log.finish(self.number, Some(reports), self.hit);
        Ok(answer)
    }
}

/// The report on a request of which only the HTTP status is known.
fn whole(status: StatusCode) -> Reports {
    Reports::whole(None, None, Outcome::http(status.as_u16()))
}

/// The response to a request whose body was not received whole.
fn refuse(why: Refused, broken: &OnceLock<Break>) -> Result<Response<Reply>, Interrupted> {
    match why {
        Refused::Cut => {
            let _ = broken.set(Break::Reset);
            Err(Interrupted)
        }
        Refused::Status(status) => {
            let mut response = damage::plain(status);
            // Otherwise the rest of the body would be read as the next request.
            response
                .headers_mut()
                .insert(CONNECTION, HeaderValue::from_static("close"));
            Ok(response)
        }
    }
}

/// Applies `fault` to a response.
fn apply(fault: Fault, answer: Response<Content>, broken: &OnceLock<Break>) -> Result<Response<Reply>, Interrupted> {
    // Only the first break counts, as the connection ends with it.
    match fault {
        Fault::Drop => {
            let _ = broken.set(Break::Reset);
            Err(Interrupted)
        }
        Fault::DropMidway => break_off(answer, None, broken),
        Fault::DropAfter(bytes) => break_off(answer, Some(bytes), broken),
        Fault::Truncate => damage::part(answer, None, Rest::Missing).ok_or(Interrupted),
        Fault::TruncateAfter(bytes) => damage::part(answer, Some(bytes), Rest::Missing).ok_or(Interrupted),
        Fault::Garbage => Ok(damage::garbled(answer)),
        _ => Ok(damage::whole(answer)),
    }
}

/// Makes the connection break after this many bytes of a response, or in its middle. A response that is sent whole
/// breaks nothing.
fn break_off(
    answer: Response<Content>,
    bytes: Option<u64>,
    broken: &OnceLock<Break>,
) -> Result<Response<Reply>, Interrupted> {
    let answer = damage::part(answer, bytes, Rest::Broken);
    if !answer.as_ref().is_some_and(|answer| answer.body().is_whole()) {
        let _ = broken.set(Break::Silent);
    }
    answer.ok_or(Interrupted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_cut_response_breaks_its_connection() {
        for (fault, content, breaks) in [
            (Fault::DropAfter(4), "01234", true),
            (Fault::DropAfter(5), "01234", false),
            (Fault::DropAfter(0), "", false),
            (Fault::DropMidway, "01234", true),
            (Fault::DropMidway, "", true),
        ] {
            let broken = OnceLock::new();
            let answer = apply(fault, Response::new(Bytes::from(content).into()), &broken);
            let wanted = breaks.then_some(Break::Silent);
            assert_eq!(broken.get().copied(), wanted, "{fault} {content}");
            assert_eq!(
                answer.is_ok_and(|answer| answer.body().is_whole()),
                !breaks,
                "{fault} {content}"
            );
        }
    }
}
