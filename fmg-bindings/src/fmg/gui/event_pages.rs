//! The event log, so many events at a time.

use std::fmt;

use super::log::{EventLog, EventLogRecord, Events};
use super::{Call, Client};
use crate::error::Error;
use crate::fmg::Reply;
use crate::misfits::Misfits;

/// The events that a search finds, a page at a time: what [`Call::pages`] returns.
///
/// Nothing is read ahead. A page that fails can be asked for again. Events that are logged while pages are read shift
/// those behind them, so an event may then come twice; a search for days that are over has no such events.
#[must_use = "no page is read before it is asked for"]
pub struct EventPages<'c, C> {
    call: Call<'c, C, Events>,
    size: i64,
    /// The index of the first event to read; `None`: there are no more.
    start: Option<i64>,
    misfits: Misfits,
}

impl<'c, C> Call<'c, C, Events> {
    /// Reads all events that are found, `size` at a time, which may be no fewer than 1. Begins with the one that
    /// [`start_index`](Events::start_index) says; takes the place of [`results`](Events::results).
    ///
    /// ```
    /// # use fmg_bindings::{Error, fmg::gui};
    /// # async fn example(gui: gui::Client, day: gui::EventSearch) -> Result<(), Error> {
    /// let mut pages = gui.log().events().with(|call| call.search(day)).pages(1000);
    /// while let Some(events) = pages.next().await? {
    ///     for event in events {
    ///         println!("{:?} {:?}", event.time, event.operation);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(self, size: u32) -> EventPages<'c, C> {
        EventPages {
            size: i64::from(size.max(1)),
            start: Some(self.request().start_index.unwrap_or_default()),
            call: self,
            misfits: Misfits::default(),
        }
    }
}

impl<'c, C> EventPages<'c, C> {
    /// What did not fit the fields of the page that was read last.
    #[must_use]
    pub fn misfits(&self) -> &Misfits {
        &self.misfits
    }

    /// The call that reads the next page.
    fn call(&self) -> Option<Call<'c, C, Events>> {
        let start = self.start?;
        let (size, request) = (self.size, self.call.request.clone());
        Some(Call {
            client: self.call.client,
            request: request.start_index(start).results(size),
            options: self.call.options,
        })
    }

    /// Takes note of what came.
    fn turn(&mut self, reply: Reply<EventLog>) -> Option<Vec<EventLogRecord>> {
        let (log, misfits) = reply.into_parts();
        self.misfits = misfits;
        self.take(log)
    }

    fn take(&mut self, log: EventLog) -> Option<Vec<EventLogRecord>> {
        let events = log.records.unwrap_or_default();
        let came = i64::try_from(events.len()).unwrap_or(i64::MAX);
        let next = self.start.and_then(|start| start.checked_add(came));
        // The number of all is the better witness, but not every log may tell it.
        let more = match log.total_number {
            Some(total) => next.is_some_and(|next| next < total),
            None => came >= self.size,
        };
        self.start = next.filter(|_| more && came > 0);
        (!events.is_empty()).then_some(events)
    }
}

impl EventPages<'_, Client> {
    /// Reads the next page; `None` behind the last one.
    ///
    /// # Errors
    ///
    /// As the call itself. The same page is read again then by the next call of this method.
    pub async fn next(&mut self) -> Result<Option<Vec<EventLogRecord>>, Error> {
        let Some(call) = self.call() else { return Ok(None) };
        let reply = call.reply().await?;
        Ok(self.turn(reply))
    }
}

/// Pages of a blocking client are an iterator. It ends with the last page, or after a page that could not be read.
#[cfg(feature = "blocking")]
impl Iterator for EventPages<'_, super::blocking::Client> {
    type Item = Result<Vec<EventLogRecord>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.call()?.reply() {
            Ok(reply) => self.turn(reply).map(Ok),
            Err(error) => {
                self.start = None;
                Some(Err(error))
            }
        }
    }
}

impl<C> fmt::Debug for EventPages<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventPages")
            .field("call", &self.call)
            .field("size", &self.size)
            .field("start", &self.start)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a log of `total` events to its end, and says which were asked for.
    fn read(total: usize, size: u32, tells: bool) -> Vec<(i64, i64)> {
        let mut pages = Call::new(&(), Events::new()).pages(size);
        let (mut asked, mut came) = (Vec::new(), 0);
        while let Some(call) = pages.call() {
            let request = call.request();
            let (start, results) = (request.start_index.unwrap(), request.results.unwrap());
            asked.push((start, results));
            let left = total.saturating_sub(start.try_into().unwrap());
            let events = vec![EventLogRecord::default(); left.min(results.try_into().unwrap())];
            came += events.len();
            let log = EventLog {
                records: Some(events),
                total_number: tells.then_some(total.try_into().unwrap()),
                ..EventLog::default()
            };
            pages.take(log);
        }
        assert_eq!(came, total);
        asked
    }

    #[test]
    fn every_event_comes_once() {
        assert_eq!(read(0, 10, true), [(0, 10)]);
        assert_eq!(read(10, 10, true), [(0, 10)]);
        assert_eq!(read(10, 10, false), [(0, 10), (10, 10)]);
        assert_eq!(read(25, 10, true), [(0, 10), (10, 10), (20, 10)]);
        assert_eq!(read(3, 0, true), [(0, 1), (1, 1), (2, 1)]);
    }

    #[test]
    fn a_page_that_gives_nothing_is_the_last() {
        let mut pages = Call::new(&(), Events::new().start_index(7)).pages(5);
        assert_eq!(pages.call().unwrap().request().start_index, Some(7));
        let log = EventLog {
            total_number: Some(100),
            ..EventLog::default()
        };
        assert_eq!(pages.take(log), None);
        assert!(pages.call().is_none());
    }
}
