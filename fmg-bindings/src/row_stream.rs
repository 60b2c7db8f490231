//! Reads tables row by row, in pages.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::vec;

use futures_core::Stream;

#[cfg(feature = "blocking")]
use crate::blocking::Blocking;
use crate::client::{AnyClient, ClientFor, Sending};
use crate::endpoint::{Endpoint, Protocol, ReplyTo};
use crate::error::Error;
use crate::misfits::Misfits;
use crate::pages::{Paged, Pages};

/// The next page is requested when this part of the last page is left: a quarter.
const REST: usize = 4;

/// The rows of a read in pages, one by one; [`Pages::rows`] returns it.
///
/// It is a [`Stream`], whose methods come from crates such as `futures-util`. It requests the next page when a quarter
/// of the last one is left, and holds two pages at most. After an error it ends. On a blocking client it is an iterator.
///
/// It borrows the client, so drop it before `close`.
#[must_use = "no row is read before the stream is polled"]
pub struct RowStream<'c, C, E: Paged<Protocol = P>, P: Protocol = <E as Endpoint>::Protocol> {
    pages: Pages<'c, C, E, P>,
    rows: vec::IntoIter<E::Row>,
    /// The number of rows at which the next page is requested.
    rest: usize,
    next: Next<'c, E>,
}

/// The page after the one whose rows are returned.
enum Next<'c, E: Paged> {
    Unrequested,
    Requested(E::Place, Sending<'c, ReplyTo<E>>),
    Received(vec::IntoIter<E::Row>),
    Failed(Error),
    /// There are no more pages, or one of them has failed.
    None,
}

// No field is pinned by the stream: the request has its own allocation.
impl<C, E: Paged<Protocol = P>, P: Protocol> Unpin for RowStream<'_, C, E, P> {}

impl<'c, C, E: Paged<Protocol = P>, P: Protocol> RowStream<'c, C, E, P> {
    pub(crate) fn new(pages: Pages<'c, C, E, P>) -> Self {
        Self {
            pages,
            rows: Vec::new().into_iter(),
            rest: 0,
            next: Next::Unrequested,
        }
    }

    /// The values of the page received most recently that did not fit their fields.
    #[must_use]
    pub fn misfits(&self) -> &Misfits {
        self.pages.misfits()
    }

    /// Stores the page at this position, or the error of its request.
    fn receive(&mut self, place: E::Place, reply: Result<ReplyTo<E>, Error>) {
        self.next = match reply.map(|reply| self.pages.turn(place, reply)) {
            Ok(Some(rows)) => Next::Received(rows.into_iter()),
            Ok(None) => Next::None,
            Err(error) => Next::Failed(error),
        };
    }

    /// Begins with the next page, if it was received.
    fn turn(&mut self) {
        if let Next::Received(rows) = &mut self.next {
            self.rows = std::mem::take(rows);
            self.rest = self.rows.len() / REST;
            self.next = Next::Unrequested;
        }
    }
}

impl<'c, C, E, P> RowStream<'c, C, E, P>
where
    C: AnyClient<AsyncClient = C> + ClientFor<P>,
    E: Paged<Protocol = P> + 'c,
    P: Protocol,
{
    /// Requests the next page when few rows are left, and lets the request proceed.
    fn proceed(&mut self, context: &mut Context<'_>) {
        if matches!(self.next, Next::Unrequested) && self.rows.len() <= self.rest {
            self.next = match self.pages.call() {
                Some((call, place)) => Next::Requested(place, Box::pin(call.begin(|reply| reply))),
                None => Next::None,
            };
        }
        if let Next::Requested(place, request) = &mut self.next
            && let Poll::Ready(reply) = request.as_mut().poll(context)
        {
            let place = *place;
            self.receive(place, reply);
        }
    }
}

impl<'c, C, E, P> Stream for RowStream<'c, C, E, P>
where
    C: AnyClient<AsyncClient = C> + ClientFor<P>,
    E: Paged<Protocol = P> + 'c,
    P: Protocol,
{
    type Item = Result<E::Row, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            this.proceed(context);
            if let Some(row) = this.rows.next() {
                return Poll::Ready(Some(Ok(row)));
            }
            match std::mem::replace(&mut this.next, Next::None) {
                Next::Failed(error) => return Poll::Ready(Some(Err(error))),
                Next::None => return Poll::Ready(None),
                next @ Next::Requested(..) => {
                    this.next = next;
                    return Poll::Pending;
                }
                next => this.next = next,
            }
            this.turn();
        }
    }
}

/// On a blocking client the rows are an iterator, which reads a page when the last one is used up.
#[cfg(feature = "blocking")]
impl<'c, C, E, P> Iterator for RowStream<'c, Blocking<C>, E, P>
where
    C: ClientFor<P>,
    E: Paged<Protocol = P> + 'c,
    P: Protocol,
{
    type Item = Result<E::Row, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.rows.next() {
                return Some(Ok(row));
            }
            match self.pages.next()? {
                Ok(rows) => self.rows = rows.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// Shows the call and how many rows are left, but no rows.
impl<C, E: Paged<Protocol = P>, P: Protocol> fmt::Debug for RowStream<'_, C, E, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowStream")
            .field("pages", &self.pages)
            .field("rows_left", &self.rows.len())
            .finish_non_exhaustive()
    }
}
