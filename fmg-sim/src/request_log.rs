//! The log of received requests, for tests to inspect.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::Request;

use crate::call::Reports;
use crate::clock::Clock;
use crate::fault::Fault;
use crate::product::Product;
use crate::received::Received;

/// The default limit of the log in bytes, over headers, bodies and outcomes.
pub(crate) const BYTES: usize = 64 << 20;

/// The largest number of requests in the log.
const REQUESTS: usize = 65_536;

/// The log of the requests to all appliances of a sim. Clones share one log.
#[derive(Clone, Debug)]
pub(crate) struct RequestLog {
    clock: Clock,
    /// The limit in bytes; 0: no request is kept.
    limit: usize,
    requests: Arc<Mutex<Requests>>,
}

/// A request and its outcome.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) received: Received,
    /// The appliance's reports on the calls; `None`: it has not answered.
    pub(crate) reports: Option<Reports>,
    /// The fault that was injected.
    pub(crate) fault: Option<Fault>,
}

#[derive(Debug, Default)]
struct Requests {
    all: VecDeque<Entry>,
    /// Their total size.
    bytes: usize,
    /// The number of requests so far.
    count: u64,
}

impl RequestLog {
    /// A log of at most `limit` bytes, whose times are those of `clock`.
    pub(crate) fn new(clock: Clock, limit: usize) -> Self {
        Self {
            clock,
            limit,
            requests: Arc::default(),
        }
    }

    /// Logs a request, and returns its number.
    pub(crate) fn begin(&self, product: Product, request: &Request<Bytes>) -> u64 {
        if self.limit == 0 {
            return 0;
        }
        let at = self.clock.now();
        let mut requests = self.lock();
        let number = requests.count;
        requests.count += 1;
        let received = Received {
            number,
            at,
            product,
            method: request.method().clone(),
            uri: request.uri().clone(),
            headers: request.headers().clone(),
            body: request.body().clone(),
        };
        requests.bytes += received.size();
        requests.all.push_back(Entry {
            received,
            reports: None,
            fault: None,
        });
        requests.make_room(self.limit);
        number
    }

    /// Notes the outcome of a request, if it is still in the log.
    pub(crate) fn finish(&self, number: u64, reports: Option<Reports>, fault: Option<Fault>) {
        if self.limit == 0 {
            return;
        }
        let mut requests = self.lock();
        let Some(first) = requests.all.front().map(|entry| entry.received.number) else {
            return;
        };
        let at = number
            .checked_sub(first)
            .and_then(|distance| usize::try_from(distance).ok());
        if let Some(entry) = at.and_then(|at| requests.all.get_mut(at)) {
            let size = reports.as_ref().map_or(0, Reports::size);
            entry.reports = reports;
            entry.fault = fault;
            requests.bytes += size;
            requests.make_room(self.limit);
        }
    }

    /// All requests, the latest one last.
    pub(crate) fn all(&self) -> Vec<Entry> {
        self.lock().all.iter().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Requests> {
        // A panic while the lock was held cannot leave the list half changed.
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Requests {
    /// Drops the oldest requests while there are too many. The latest one is kept, however large.
    fn make_room(&mut self, limit: usize) {
        while self.all.len() > REQUESTS || (self.bytes > limit && self.all.len() > 1) {
            let oldest = self.all.pop_front();
            self.bytes -= oldest.map_or(0, |oldest| oldest.size());
        }
    }
}

impl Entry {
    /// The total size in bytes.
    fn size(&self) -> usize {
        self.received.size() + self.reports.as_ref().map_or(0, Reports::size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Outcome;

    fn log(limit: usize) -> RequestLog {
        RequestLog::new(Clock::new(), limit)
    }

    fn note(log: &RequestLog, uri: &str, body: usize) -> u64 {
        let request = Request::post(uri).body(Bytes::from(vec![b'x'; body])).unwrap();
        log.begin(Product::FortiGate, &request)
    }

    fn paths(log: &RequestLog) -> Vec<String> {
        let paths = log.all().into_iter();
        paths.map(|entry| entry.received.uri.path().to_owned()).collect()
    }

    #[test]
    fn a_log_of_no_bytes_keeps_nothing() {
        let log = log(0);
        let number = note(&log, "/a", 1);
        log.finish(number, None, None);
        assert!(log.all().is_empty());
    }

    #[test]
    fn the_oldest_requests_are_dropped_at_the_limits() {
        let log = log(BYTES);
        note(&log, "/a", 1);
        // "POST" and the path count as well.
        note(&log, "/b", BYTES - 6);
        assert_eq!(paths(&log), ["/b"]);
        note(&log, "/c", 1);
        assert_eq!(paths(&log), ["/c"]);
        note(&log, "/d", BYTES + 1);
        assert_eq!(paths(&log), ["/d"], "the latest one is kept, however large");
        for _ in 0..REQUESTS {
            note(&log, "/e", 0);
        }
        assert_eq!((log.all().len(), paths(&log)[0].as_str()), (REQUESTS, "/e"));
    }

    #[test]
    fn the_headers_of_a_request_count() {
        let log = log(BYTES);
        let request = Request::get(format!("/a?{}", "q".repeat(10_000)))
            .header("x", "h".repeat(10_000))
            .body(Bytes::new())
            .unwrap();
        for _ in 0..=BYTES / 20_000 {
            log.begin(Product::FortiGate, &request);
        }
        assert_eq!(log.all().len(), BYTES / 20_007);
    }

    #[test]
    fn an_outcome_belongs_to_its_request_and_counts() {
        let log = log(10_000);
        let numbers: Vec<_> = ["/a", "/b", "/c"].iter().map(|uri| note(&log, uri, 100)).collect();
        let reports = |text: &str| Reports::whole(None, None, Outcome::code(-6, text));
        log.finish(numbers[1], Some(reports("no")), Some(Fault::Drop));
        let entries = log.all();
        assert!(entries[0].reports.is_none() && entries[2].reports.is_none());
        assert_eq!(entries[1].reports, Some(reports("no")));
        assert_eq!(entries[1].fault, Some(Fault::Drop));
        log.finish(numbers[2], Some(reports(&"x".repeat(10_000))), None);
        assert_eq!(paths(&log), ["/c"]);
        // A dropped request cannot get an outcome.
        log.finish(numbers[0], Some(reports("late")), None);
        assert_eq!(log.all().len(), 1);
    }
}
