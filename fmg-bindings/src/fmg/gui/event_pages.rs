//! The event log, so many events at a time.

use super::log::{EventLog, EventLogRecord, Events};
use crate::pages::Paged;

/// Which events are read next.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// How many events a page has.
    size: i64,
    /// The index of the first event to read.
    start: i64,
}

/// Events that are logged while pages are read shift those behind them, so an event may come twice; a search for days
/// that are over has no such events.
impl Paged for Events {
    type Row = EventLogRecord;
    type Place = Page;

    fn first(&mut self, size: u32) -> Page {
        Page {
            size: size.into(),
            start: self.start_index.unwrap_or_default(),
        }
    }

    fn at(self, page: Page) -> Self {
        self.start_index(page.start).results(page.size)
    }

    fn turn(page: Page, log: EventLog) -> (Vec<EventLogRecord>, Option<Page>) {
        let events = log.records.unwrap_or_default();
        let came = i64::try_from(events.len()).unwrap_or(i64::MAX);
        let next = page.start.checked_add(came);
        // The number of all is the better on_failure, but not every log may tell it.
        let more = match log.total_number {
            Some(total) => next.is_some_and(|next| next < total),
            None => came >= page.size,
        };
        let next = next.filter(|_| more && came > 0);
        (events, next.map(|start| Page { start, ..page }))
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::call::Call;
    use crate::misfits::Misfits;
    use crate::reply::Reply;

    fn reply(log: EventLog) -> Reply<EventLog> {
        Reply::new(log, Misfits::default(), (), Bytes::new())
    }

    /// Reads a log of `total` events to its end, and says which were asked for.
    fn read(total: usize, size: u32, tells: bool) -> Vec<(i64, i64)> {
        let mut pages = Call::new(&(), Events::new()).pages(size);
        let (mut asked, mut came) = (Vec::new(), 0);
        while let Some((call, place)) = pages.call() {
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
            pages.turn(place, reply(log));
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
        let (call, place) = pages.call().unwrap();
        assert_eq!(call.request().start_index, Some(7));
        let log = EventLog {
            total_number: Some(100),
            ..EventLog::default()
        };
        assert_eq!(pages.turn(place, reply(log)), None);
        assert!(pages.call().is_none());
    }
}
