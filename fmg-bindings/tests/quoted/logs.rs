//! All that is logged at any level, by this crate and by those that it is built on.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Metadata, Subscriber};

/// The messages of crates that use `log`, which has one logger for all threads, and the `tracing` events of the threads
/// of blocking clients.
static LOGGED: Mutex<String> = Mutex::new(String::new());

struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        writeln!(LOGGED.lock().unwrap(), "{} {}", record.target(), record.args()).unwrap();
    }

    fn flush(&self) {}
}

/// Writes down every span and event of every crate.
#[derive(Clone)]
pub(crate) struct Logs {
    told: Arc<Mutex<String>>,
    /// So much had been logged before.
    before: usize,
}

struct Line<'n>(&'n mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Logs {
    pub(crate) fn new() -> Self {
        Self {
            told: Arc::default(),
            before: LOGGED.lock().unwrap().len(),
        }
    }

    /// Records the events of this thread, of the threads of blocking clients, and of any thread that logs by `log`.
    pub(crate) fn listen(&self) -> DefaultGuard {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            log::set_logger(&Logger).unwrap();
            log::set_max_level(log::LevelFilter::Trace);
            tracing::subscriber::set_global_default(OfThreads).unwrap();
        });
        tracing::subscriber::set_default(self.clone())
    }

    pub(crate) fn text(&self) -> String {
        format!(
            "{}{}",
            self.told.lock().unwrap(),
            &LOGGED.lock().unwrap()[self.before..]
        )
    }

    fn line(&self, head: &str, record: impl FnOnce(&mut Line<'_>)) {
        let mut text = self.told.lock().unwrap();
        text.push_str(head);
        record(&mut Line(&mut text));
        text.push('\n');
    }
}

impl Subscriber for Logs {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.line(span.metadata().name(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.line("record", |line| values.record(line));
    }

    fn event(&self, event: &Event<'_>) {
        self.line(event.metadata().target(), |line| event.record(line));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Records the events of the threads of blocking clients. The threads of servers, which hold the same secrets, have
/// other names.
struct OfThreads;

impl OfThreads {
    fn line(head: &str, record: impl FnOnce(&mut Line<'_>)) {
        if std::thread::current().name() != Some("fmg-bindings") {
            return;
        }
        // The line is complete before it is written, because printing a field may log.
        let mut line = format!("thread {head}");
        record(&mut Line(&mut line));
        writeln!(LOGGED.lock().unwrap(), "{line}").unwrap();
    }
}

impl Subscriber for OfThreads {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        Self::line(span.metadata().name(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        Self::line("record", |line| values.record(line));
    }

    fn event(&self, event: &Event<'_>) {
        Self::line(event.metadata().target(), |line| event.record(line));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}
