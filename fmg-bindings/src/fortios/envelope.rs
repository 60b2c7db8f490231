//! What FortiOS says around the results of a call.

use crate::misfits::JsonKind;
use crate::reading::Scalar;

/// What stands in a reply beside its results. Which of it there is depends on the call and the firmware.
///
/// A member of another shape than expected is a [misfit](super::Reply::misfits) and left empty: none of them decides
/// whether a call has succeeded but those that are part of an [error](crate::error::RestError) when it has not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Envelope {
    /// The method as FortiOS understood it.
    pub http_method: Option<String>,
    /// The HTTP status, once more. Monitor calls that succeed often lack it.
    pub http_status: Option<u16>,
    /// The verdict: `success`, or the call would have been an error.
    pub status: Option<String>,
    /// The VDOM that was read or changed.
    pub vdom: Option<String>,
    /// The first part of the table or the endpoint, such as `firewall`.
    pub path: Option<String>,
    /// The second part of it, such as `address`.
    pub name: Option<String>,
    /// The action; not there if it is `select`.
    pub action: Option<String>,
    /// The state of the table, which another one has after each change.
    pub revision: Option<String>,
    /// Whether the call has changed anything.
    pub revision_changed: Option<bool>,
    /// The state of the table before the call.
    pub old_revision: Option<String>,
    /// The key of the entry that was created or changed; one that is a number is given as its digits.
    pub mkey: Option<String>,
    /// The name of the child table that was changed.
    pub child_path: Option<String>,
    /// The key of the entry of a child table that was created or changed.
    pub child_mkey: Option<String>,
    /// How many entries the table has.
    pub size: Option<u64>,
    /// How many entries the filter lets through.
    pub matched_count: Option<u64>,
    /// The index of the last entry in this reply; not of the one after it.
    pub next_idx: Option<u64>,
    /// Whether there is more than FortiOS gives in one reply.
    pub limit_reached: Option<bool>,
    /// The serial number of the device.
    pub serial: Option<String>,
    /// The firmware, such as `v7.4.1`.
    pub version: Option<String>,
    /// The build of the firmware.
    pub build: Option<u64>,
    /// The version of the API, which few calls name.
    pub api_version: Option<String>,
}

impl Envelope {
    /// The place of a member, if it is one of the envelope.
    pub(super) fn slot(&mut self, name: &str) -> Option<Slot<'_>> {
        use Slot::{Boolean, Number, Short, Text};
        Some(match name {
            "http_method" => Text(&mut self.http_method),
            "http_status" => Short(&mut self.http_status),
            "status" => Text(&mut self.status),
            "vdom" => Text(&mut self.vdom),
            "path" => Text(&mut self.path),
            "name" => Text(&mut self.name),
            "action" => Text(&mut self.action),
            "revision" => Text(&mut self.revision),
            "revision_changed" => Boolean(&mut self.revision_changed),
            "old_revision" => Text(&mut self.old_revision),
            "mkey" => Text(&mut self.mkey),
            "child_path" => Text(&mut self.child_path),
            "child_mkey" => Text(&mut self.child_mkey),
            "size" => Number(&mut self.size),
            "matched_count" => Number(&mut self.matched_count),
            "next_idx" => Number(&mut self.next_idx),
            "limit_reached" => Boolean(&mut self.limit_reached),
            "serial" => Text(&mut self.serial),
            "version" => Text(&mut self.version),
            "build" => Number(&mut self.build),
            "api_version" => Text(&mut self.api_version),
            _ => return None,
        })
    }
}

/// The place of a member of the envelope.
pub(super) enum Slot<'e> {
    Text(&'e mut Option<String>),
    Number(&'e mut Option<u64>),
    Short(&'e mut Option<u16>),
    Boolean(&'e mut Option<bool>),
}

impl Slot<'_> {
    /// Fills the place. What it takes and what has come, if that does not fit.
    pub(super) fn fill(self, value: &Scalar<'_>) -> Result<(), (&'static str, JsonKind)> {
        let (filled, expected) = match self {
            Self::Text(place) => (fill(place, value.text()), "a string"),
            Self::Number(place) => (fill(place, value.number()), "an integer from 0 to 2^64 - 1"),
            Self::Short(place) => (fill(place, value.number()), "an integer from 0 to 2^16 - 1"),
            Self::Boolean(place) => (fill(place, boolean(value)), "a boolean, 0 or 1"),
        };
        match value.kind() {
            Some(found) if !filled => Err((expected, found)),
            _ => Ok(()),
        }
    }
}

impl Slot<'_> {
    /// What is in the place, as text.
    pub(super) fn text(self) -> Option<String> {
        match self {
            Self::Text(place) => place.clone(),
            Self::Number(place) => place.map(|number| number.to_string()),
            Self::Short(place) => place.map(|number| number.to_string()),
            Self::Boolean(place) => place.map(|value| value.to_string()),
        }
    }
}

fn fill<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    *place = value;
    place.is_some()
}

fn boolean(value: &Scalar<'_>) -> Option<bool> {
    match value {
        Scalar::Text(text) => match &**text {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
        Scalar::Integer(number) => Some(*number != 0),
        Scalar::Boolean(value) => Some(*value),
        Scalar::Null | Scalar::Other(_) => None,
    }
}
