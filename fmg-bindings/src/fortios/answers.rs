//! What a call becomes when it is answered.

use bytes::Bytes;
use http::{Response, StatusCode};

use super::each::{Each, InVdom};
use super::etag::{Conditional, ETag, IfChanged};
use super::reply::{Answer, Expected, Read, Reply, decode, decode_each};
use super::request::{Cacheable, Method, Request};
use crate::error::{Context, Error, ErrorKind};
use crate::fmg::Output;
use crate::reading::Reading;

/// A request, as it is or wrapped into one that is answered in another way.
///
/// Implemented for every [`Request`], and for those that are answered [only if something has changed](IfChanged) or
/// [by each VDOM](Each). Implement `Request` for calls of your own.
pub trait Answers {
    /// The request itself.
    type Request: Request;
    /// What awaiting the call gives.
    type Output: Send;

    #[doc(hidden)]
    fn __request(&self) -> &Self::Request;

    /// The state that is known already.
    #[doc(hidden)]
    fn __known(&self) -> Option<&ETag> {
        None
    }

    #[doc(hidden)]
    fn __read(
        method: Method,
        template: &'static str,
        expected: Expected<'_>,
        answer: Response<Bytes>,
    ) -> Result<Reply<Self::Output>, Error>;
}

impl<R: Request> Answers for R {
    type Request = R;
    type Output = Output<R>;

    fn __request(&self) -> &R {
        self
    }

    fn __read(
        method: Method,
        template: &'static str,
        expected: Expected<'_>,
        answer: Response<Bytes>,
    ) -> Result<Reply<Output<R>>, Error> {
        read(method, template, answer, |_, answer| {
            decode::<R::Response>(answer, expected)
        })
    }
}

impl<R: Cacheable> Answers for IfChanged<R> {
    type Request = R;
    type Output = Conditional<Output<R>>;

    fn __request(&self) -> &R {
        &self.request
    }

    fn __known(&self) -> Option<&ETag> {
        Some(&self.etag)
    }

    fn __read(
        method: Method,
        template: &'static str,
        expected: Expected<'_>,
        answer: Response<Bytes>,
    ) -> Result<Reply<Self::Output>, Error> {
        let etag = ETag::of(answer.headers());
        if answer.status() == StatusCode::NOT_MODIFIED {
            return Ok(Reply::new(Read::alone(Conditional::Unchanged), etag, Bytes::new()));
        }
        R::__read(method, template, expected, answer)
            .map(|reply| reply.map(|value| Conditional::Changed { value, etag }))
    }
}

impl<R: Request> Answers for Each<R> {
    type Request = R;
    type Output = Vec<InVdom<Output<R>>>;

    fn __request(&self) -> &R {
        &self.0
    }

    fn __read(
        method: Method,
        template: &'static str,
        expected: Expected<'_>,
        answer: Response<Bytes>,
    ) -> Result<Reply<Self::Output>, Error> {
        read(method, template, answer, |call, answer| {
            decode_each::<R::Response>(call, answer, expected)
        })
    }
}

fn read<T>(
    method: Method,
    template: &'static str,
    answer: Response<Bytes>,
    decode: impl FnOnce(Context, Answer<'_>) -> Result<Read<T>, ErrorKind>,
) -> Result<Reply<T>, Error> {
    let call = Context::new(method.as_str(), template);
    let (head, body) = answer.into_parts();
    let pieces = Answer {
        status: head.status,
        headers: &head.headers,
        body: &body,
    };
    match decode(call, pieces) {
        Ok(read) => Ok(Reply::new(read, ETag::of(&head.headers), body)),
        Err(kind) => Err(Error::new(call, kind)),
    }
}

/// The VDOMs of these names that an answer with these bytes is a success of the call in, once for each of its successes.
pub(crate) fn done_in<R: Request>(asked: &[&'static str], body: &[u8]) -> Vec<String> {
    let vdoms: Option<Vec<_>> = asked.iter().map(|name| super::VdomName::new(*name).ok()).collect();
    let vdoms = vdoms.map(super::Vdoms::from);
    let expected = Expected {
        reading: Reading::default(),
        is_write: !R::METHOD.is_read(),
        without: R::REPLY_WITHOUT,
        vdoms: vdoms.as_ref(),
    };
    let answer = Response::new(Bytes::copy_from_slice(body));
    let each = Each::<R>::__read(R::METHOD, R::TEMPLATE, expected, answer);
    let outcomes = each.map(Reply::into_value).unwrap_or_default().into_iter();
    let done = outcomes.filter(|outcome| outcome.outcome.is_ok());
    done.map(|outcome| outcome.vdom).collect()
}

/// Whether an answer with these bytes is a success of the call.
pub(crate) fn reads<R: Request>(status: StatusCode, body: &[u8]) -> bool {
    let expected = Expected {
        reading: Reading::default(),
        is_write: !R::METHOD.is_read(),
        without: R::REPLY_WITHOUT,
        vdoms: None,
    };
    let mut answer = Response::new(Bytes::copy_from_slice(body));
    *answer.status_mut() = status;
    R::__read(R::METHOD, R::TEMPLATE, expected, answer).is_ok()
}
