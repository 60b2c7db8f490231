//! Tuples and lists of requests, and the places of their answers.

use std::marker::PhantomData;

use super::BatchProtocol;
use crate::endpoint::{DynEndpoint, Endpoint, Output, ReplyTo, ResponseFor};
use crate::error::Error;
use crate::raw_response::RawResponse;
use crate::reply::Reply;

/// The requests of a [`Batch`](super::Batch): a `Vec` of requests of one type, or a tuple of two to eight requests of any
/// types, all of one protocol.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a batch of requests",
    label = "neither a `Vec` of requests nor a tuple of two to eight requests",
    note = "`call.into_request()` returns the request of a call that the method of a handle has made"
)]
pub trait Requests {
    /// The protocol of all requests.
    type Protocol: BatchProtocol;

    /// The results in the order of the requests: a `Vec`, or a tuple.
    type Results: Send;

    /// As [`Results`](Self::Results), each with the rest of its reply.
    type Replies: Send;

    /// The places of the answers.
    #[doc(hidden)]
    type Answers: Answers<Self::Protocol>;

    /// Calls `visit` with each request.
    #[doc(hidden)]
    fn visit(&self, visit: &mut dyn FnMut(&dyn DynEndpoint<Self::Protocol>));

    /// Empty places for the answers.
    #[doc(hidden)]
    fn answers(&self) -> Self::Answers;

    /// The replies in their places.
    #[doc(hidden)]
    fn replies(answers: Self::Answers) -> Self::Replies;

    /// The values of the replies.
    #[doc(hidden)]
    fn values(replies: Self::Replies) -> Self::Results;
}

/// The places of the answers to the requests of a batch.
#[doc(hidden)]
pub trait Answers<P: BatchProtocol>: Send {
    /// Decodes the response to the request at `index` into its place.
    ///
    /// # Errors
    ///
    /// The request was refused, or the response cannot be decoded. The place stays as it is.
    fn read(&mut self, index: usize, raw: RawResponse, options: &P::Options) -> Result<(), Error>;

    /// Puts an error in the place of the request at `index`.
    fn fail(&mut self, index: usize, error: Error);
}

/// The answer to a request. `None`: the request is not answered yet.
type Answer<E> = Option<Result<ReplyTo<E>, Error>>;

fn read<E: Endpoint>(
    raw: RawResponse,
    options: &<E::Protocol as crate::Protocol>::Options,
) -> Result<Answer<E>, Error> {
    E::Response::read(raw, options).map(|reply| Some(Ok(reply)))
}

fn taken<E: Endpoint>(answer: Answer<E>) -> Result<ReplyTo<E>, Error> {
    answer.unwrap_or_else(|| Err(Error::other("the batch ended without an answer to the request")))
}

/// The places of a list.
#[doc(hidden)]
#[allow(missing_debug_implementations, reason = "replies may be confidential")]
pub struct ListAnswers<E: Endpoint>(Vec<Answer<E>>);

impl<E: Endpoint<Protocol: BatchProtocol>> Requests for Vec<E> {
    type Protocol = E::Protocol;
    type Results = Vec<Result<Output<E>, Error>>;
    type Replies = Vec<Result<ReplyTo<E>, Error>>;
    type Answers = ListAnswers<E>;

    fn visit(&self, visit: &mut dyn FnMut(&dyn DynEndpoint<E::Protocol>)) {
        for request in self {
            visit(request);
        }
    }

    fn answers(&self) -> Self::Answers {
        ListAnswers(self.iter().map(|_| None).collect())
    }

    fn replies(answers: Self::Answers) -> Self::Replies {
        answers.0.into_iter().map(taken::<E>).collect()
    }

    fn values(replies: Self::Replies) -> Self::Results {
        replies.into_iter().map(|reply| reply.map(Reply::into_value)).collect()
    }
}

impl<E: Endpoint<Protocol = P>, P: BatchProtocol> Answers<P> for ListAnswers<E> {
    fn read(&mut self, index: usize, raw: RawResponse, options: &P::Options) -> Result<(), Error> {
        let answer = read::<E>(raw, options)?;
        if let Some(place) = self.0.get_mut(index) {
            *place = answer;
        }
        Ok(())
    }

    fn fail(&mut self, index: usize, error: Error) {
        if let Some(place) = self.0.get_mut(index) {
            *place = Some(Err(error));
        }
    }
}

/// The places `L` of a tuple of requests `T`.
#[doc(hidden)]
#[allow(missing_debug_implementations, reason = "replies may be confidential")]
pub struct TupleAnswers<T, L> {
    places: L,
    requests: PhantomData<fn() -> T>,
}

macro_rules! tuple {
    ($($E:ident $index:tt),*) => {
        impl<P: BatchProtocol, $($E: Endpoint<Protocol = P>),*> Requests for ($($E,)*) {
            type Protocol = P;
            type Results = ($(Result<Output<$E>, Error>,)*);
            type Replies = ($(Result<ReplyTo<$E>, Error>,)*);
            type Answers = TupleAnswers<Self, ($(Answer<$E>,)*)>;

            fn visit(&self, visit: &mut dyn FnMut(&dyn DynEndpoint<P>)) {
                $(visit(&self.$index);)*
            }

            fn answers(&self) -> Self::Answers {
                TupleAnswers {
                    places: ($(None::<Result<ReplyTo<$E>, Error>>,)*),
                    requests: PhantomData,
                }
            }

            fn replies(answers: Self::Answers) -> Self::Replies {
                ($(taken::<$E>(answers.places.$index),)*)
            }

            fn values(replies: Self::Replies) -> Self::Results {
                ($(replies.$index.map(Reply::into_value),)*)
            }
        }

        impl<P: BatchProtocol, $($E: Endpoint<Protocol = P>),*> Answers<P>
            for TupleAnswers<($($E,)*), ($(Answer<$E>,)*)>
        {
            fn read(&mut self, index: usize, raw: RawResponse, options: &P::Options) -> Result<(), Error> {
                match index {
                    $($index => self.places.$index = read::<$E>(raw, options)?,)*
                    _ => {}
                }
                Ok(())
            }

            fn fail(&mut self, index: usize, error: Error) {
                match index {
                    $($index => self.places.$index = Some(Err(error)),)*
                    _ => {}
                }
            }
        }
    };
}

tuple!(A 0, B 1);
tuple!(A 0, B 1, D 2);
tuple!(A 0, B 1, D 2, E 3);
tuple!(A 0, B 1, D 2, E 3, F 4);
tuple!(A 0, B 1, D 2, E 3, F 4, G 5);
tuple!(A 0, B 1, D 2, E 3, F 4, G 5, H 6);
tuple!(A 0, B 1, D 2, E 3, F 4, G 5, H 6, I 7);
