//! Reads tables in pages, a number of rows at a time.

use std::fmt;

#[cfg(feature = "blocking")]
use crate::blocking::Blocking;
use crate::call::Call;
use crate::client::{AnyClient, ClientFor};
use crate::endpoint::{Endpoint, Output, Protocol, ReplyTo};
use crate::error::Error;
use crate::misfits::Misfits;
use crate::row_stream::RowStream;

/// A read of many rows that can be made in pages.
pub trait Paged: Endpoint + Clone {
    /// One row.
    type Row: Send;

    /// The position of the next page.
    #[doc(hidden)]
    type Place: Copy + fmt::Debug + Send + Sync;

    /// The position of the first page, where a page has `size` rows.
    #[doc(hidden)]
    fn first(&mut self, size: u32) -> Self::Place;

    /// The request for the page at this position.
    #[doc(hidden)]
    #[must_use]
    fn at(self, place: Self::Place) -> Self;

    /// The rows of the page at `place`, and the position of the next page, if there are more rows.
    #[doc(hidden)]
    fn turn(place: Self::Place, page: Output<Self>) -> (Vec<Self::Row>, Option<Self::Place>);
}

/// The rows of a read in pages; [`Call::pages`] returns it.
///
/// A page is read only when it is requested. A page that fails can be requested again. If rows are added or deleted
/// between two pages, the following rows shift, so a row may be missed or returned twice.
#[must_use = "no page is read before it is requested"]
pub struct Pages<'c, C, E: Paged, P: Protocol = <E as Endpoint>::Protocol> {
    call: Call<'c, C, E, P>,
    /// `None`: there are no more pages.
    place: Option<E::Place>,
    misfits: Misfits,
}

impl<'c, C, E: Paged<Protocol = P>, P: Protocol> Call<'c, C, E, P> {
    /// Reads all rows in pages of `size` rows; 0 counts as 1. The first page begins at the first row that the request
    /// asks for. `size` replaces the number of rows that the request asks for.
    ///
    /// ```
    /// # use fmg_bindings::{Error, fmg::gui, fortios, fortios::Table};
    /// # #[derive(serde::Deserialize, Table)] #[table("firewall/address")] struct Address { name: String }
    /// # async fn example(fgt: fortios::Client, gui: gui::Client, day: gui::EventSearch) -> Result<(), Error> {
    /// let mut pages = fgt.cmdb().list::<Address>().pages(500);
    /// while let Some(addresses) = pages.next().await? {
    ///     for address in addresses {
    ///         println!("{}", address.name);
    ///     }
    /// }
    ///
    /// let mut pages = gui.log().events().with(|request| request.search(day)).pages(1000);
    /// while let Some(events) = pages.next().await? {
    ///     println!("{} events", events.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(mut self, size: u32) -> Pages<'c, C, E, P> {
        Pages {
            place: Some(self.request.first(size.max(1))),
            call: self,
            misfits: Misfits::default(),
        }
    }
}

impl<'c, C, E: Paged<Protocol = P>, P: Protocol> Pages<'c, C, E, P> {
    /// The rows of the remaining pages one by one, as a stream. It prefetches pages.
    ///
    /// ```
    /// # use fmg_bindings::{Error, adom, fmg, fmg::address::Address};
    /// use futures_util::TryStreamExt;
    ///
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// let objects = fmg.adom(adom!("demo")).objects();
    /// let mut hosts = objects.list::<Address>().pages(500).rows();
    /// while let Some(host) = hosts.try_next().await? {
    ///     println!("{:?}", host.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn rows(self) -> RowStream<'c, C, E, P> {
        RowStream::new(self)
    }

    /// The values of the page read most recently that did not fit their fields.
    #[must_use]
    pub fn misfits(&self) -> &Misfits {
        &self.misfits
    }

    /// The call that reads the next page, and the position of that page.
    pub(crate) fn call(&self) -> Option<(Call<'c, C, E, P>, E::Place)> {
        let place = self.place?;
        let call = Call {
            client: self.call.client,
            request: self.call.request.clone().at(place),
            common: self.call.common,
            retry: self.call.retry.clone(),
            options: self.call.options.clone(),
            extra: self.call.extra.clone(),
        };
        Some((call, place))
    }

    /// Stores the position of the next page and returns the rows.
    pub(crate) fn turn(&mut self, place: E::Place, reply: ReplyTo<E>) -> Option<Vec<E::Row>> {
        let (page, misfits) = reply.into_parts();
        self.misfits = misfits;
        let (rows, next) = E::turn(place, page);
        self.place = next;
        Some(rows).filter(|rows| !rows.is_empty())
    }
}

impl<'c, C, E, P> Pages<'c, C, E, P>
where
    C: AnyClient<AsyncClient = C> + ClientFor<P>,
    E: Paged<Protocol = P> + 'c,
    P: Protocol,
{
    /// Reads the next page; `None` after the last one.
    ///
    /// # Errors
    ///
    /// The errors of the call. The next call of this method reads the same page again.
    pub async fn next(&mut self) -> Result<Option<Vec<E::Row>>, Error> {
        let Some((call, place)) = self.call() else {
            return Ok(None);
        };
        let reply = call.begin(|reply| reply).await?;
        Ok(self.turn(place, reply))
    }

    /// Reads all remaining pages into one list.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next). The pages before the error are lost.
    pub async fn all(mut self) -> Result<Vec<E::Row>, Error> {
        let mut all = Vec::new();
        while let Some(mut rows) = self.next().await? {
            all.append(&mut rows);
        }
        Ok(all)
    }
}

/// The pages of a blocking client are an iterator. It ends after the last page, or after a page that failed.
#[cfg(feature = "blocking")]
impl<'c, C, E, P> Iterator for Pages<'c, Blocking<C>, E, P>
where
    C: ClientFor<P>,
    E: Paged<Protocol = P> + 'c,
    P: Protocol,
{
    type Item = Result<Vec<E::Row>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let (call, place) = self.call()?;
        match call.reply() {
            Ok(reply) => self.turn(place, reply).map(Ok),
            Err(error) => {
                self.place = None;
                Some(Err(error))
            }
        }
    }
}

impl<C, E: Paged<Protocol = P>, P: Protocol> fmt::Debug for Pages<'_, C, E, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("call", &self.call)
            .field("place", &self.place)
            .finish()
    }
}
