//! Reads the event log page by page.

use super::log::{EventLog, EventLogRecord, Events};
use crate::pages::Paged;

/// The next page of events to read.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The number of events in a page.
    size: i64,
    /// The index of the first event to read.
    start: i64,
}

/// An event may be returned twice: new events that are logged between two pages shift the older ones. This does not
/// happen in a search for past days.
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
        // The total number is more reliable, but some replies lack it.
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

    /// Reads a log of `total` events to its end, and returns the requested start and size of each page.
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
    fn an_empty_page_is_the_last() {
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
