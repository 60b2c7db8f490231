//! The event log of a FortiManager.

use std::collections::VecDeque;
use std::time::SystemTime;

/// The number of records that are kept, the newest ones.
const KEPT: usize = 10_000;

/// The number of bytes that are kept of a text, as the name in a failed login can have any length.
const MOST_BYTES: usize = 1_024;

/// The event log, the oldest record first.
#[derive(Debug, Default)]
pub(super) struct Events(VecDeque<Event>);

/// One record.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) at: SystemTime,
    /// The component of the FortiManager, by a documented name.
    pub(super) subtype: &'static str,
    pub(super) user: String,
    pub(super) adom: String,
    pub(super) operation: String,
    pub(super) performed_on: String,
    pub(super) changes: String,
    /// The description of its kind.
    pub(super) desc: &'static str,
}

/// The protocol of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interface {
    JsonRpc,
    Gui,
}

impl Event {
    /// An operation of an administrator. Records show an address after the name; it is that of loopback, as an
    /// appliance of a sim does not get the addresses of its clients.
    pub(super) fn of(user: &str, interface: Interface, operation: impl Into<String>) -> Self {
        let interface = match interface {
            Interface::JsonRpc => "JSON",
            Interface::Gui => "GUI",
        };
        Self::by(format!("{user}-{interface}(127.0.0.1)"), operation.into())
    }

    /// An operation of the FortiManager itself.
    pub(super) fn of_system(operation: impl Into<String>) -> Self {
        Self::by("system".to_owned(), operation.into())
    }

    fn by(user: String, operation: String) -> Self {
        Self {
            at: SystemTime::UNIX_EPOCH,
            subtype: "system",
            user,
            adom: String::new(),
            operation,
            performed_on: String::new(),
            changes: String::new(),
            desc: "System manager event",
        }
    }

    pub(super) fn changes(mut self, changes: impl Into<String>) -> Self {
        self.changes = changes.into();
        self
    }

    pub(super) fn on(mut self, what: impl Into<String>) -> Self {
        self.performed_on = what.into();
        self
    }

    pub(super) fn adom(mut self, adom: impl Into<String>) -> Self {
        self.adom = adom.into();
        self
    }

    pub(super) fn from(mut self, subtype: &'static str, desc: &'static str) -> Self {
        self.subtype = subtype;
        self.desc = desc;
        self
    }
}

impl Events {
    pub(super) fn record(&mut self, mut event: Event, now: SystemTime) {
        for text in [
            &mut event.user,
            &mut event.adom,
            &mut event.operation,
            &mut event.performed_on,
            &mut event.changes,
        ] {
            cut(text);
        }
        if self.0.len() >= KEPT {
            self.0.pop_front();
        }
        self.0.push_back(Event { at: now, ..event });
    }

    /// The records, the newest first.
    pub(super) fn newest_first(&self) -> impl Iterator<Item = &Event> {
        self.0.iter().rev()
    }
}

/// Cuts a text to the kept length, and frees the rest of its memory.
fn cut(text: &mut String) {
    if text.len() > MOST_BYTES {
        let end = (0..=MOST_BYTES).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or_default());
        text.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_records_are_kept() {
        let mut events = Events::default();
        for number in 0..=KEPT {
            events.record(Event::of_system(number.to_string()), SystemTime::UNIX_EPOCH);
        }
        let operations: Vec<_> = events.newest_first().map(|event| event.operation.as_str()).collect();
        assert_eq!(
            (operations.len(), operations[0], operations[KEPT - 1]),
            (KEPT, "10000", "1")
        );
    }

    #[test]
    fn a_text_is_cut_between_two_characters() {
        let mut events = Events::default();
        let long = format!("x{}", "é".repeat(MOST_BYTES));
        let event = Event::of(&long, Interface::Gui, long.as_str()).on(long.as_str());
        events.record(event.adom(long.as_str()).changes(long.as_str()), SystemTime::UNIX_EPOCH);
        let kept: Vec<_> = events.newest_first().collect();
        let [
            Event {
                user,
                adom,
                operation,
                performed_on,
                changes,
                ..
            },
        ] = kept.as_slice()
        else {
            panic!("{kept:?}");
        };
        for text in [user, adom, operation, performed_on, changes] {
            assert_eq!((text.len(), long.starts_with(text)), (MOST_BYTES - 1, true));
        }
    }
}
