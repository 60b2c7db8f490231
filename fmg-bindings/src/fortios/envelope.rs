//! The members that FortiOS sends around the results of a call.

use crate::misfits::JsonKind;
use crate::reading::Scalar;

/// The members of a reply beside its results. Which of them exist depends on the call and the firmware.
///
/// A member of an unexpected type is a [misfit](super::Reply::misfits) and left empty. These members do not decide
/// whether a call has succeeded, except for those that are part of an [error](crate::error::RestError).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Envelope {
    /// The HTTP method as FortiOS received it.
    pub http_method: Option<String>,
    /// The HTTP status, repeated. Successful Monitor calls often lack it.
    pub http_status: Option<u16>,
    /// The status of the call: `success`; any other status is an error.
    pub status: Option<String>,
    /// The VDOM of the call.
    pub vdom: Option<String>,
    /// The first part of the table or the endpoint, such as `firewall`.
    pub path: Option<String>,
    /// The second part of the table or the endpoint, such as `address`.
    pub name: Option<String>,
    /// The action; missing if it is `select`.
    pub action: Option<String>,
    /// The revision of the table, which changes with each write.
    pub revision: Option<String>,
    /// Whether the call has changed anything.
    pub revision_changed: Option<bool>,
    /// The revision of the table before the call.
    pub old_revision: Option<String>,
    /// The key of the entry that was created or changed; a number is given as its digits.
    pub mkey: Option<String>,
    /// The name of the child table that was changed.
    pub child_path: Option<String>,
    /// The key of the entry of a child table that was created or changed.
    pub child_mkey: Option<String>,
    /// The number of entries in the table.
    pub size: Option<u64>,
    /// The number of entries that match the filter.
    pub matched_count: Option<u64>,
    /// The index of the last entry in this reply, not of the next one.
    pub next_idx: Option<u64>,
    /// Whether the reply is incomplete because of the limit of FortiOS.
    pub limit_reached: Option<bool>,
    /// The serial number of the device.
    pub serial: Option<String>,
    /// The firmware, such as `v7.4.1`.
    pub version: Option<String>,
    /// The build of the firmware.
    pub build: Option<u64>,
    /// The version of the API; few calls return it.
    pub api_version: Option<String>,
}

impl Envelope {
    /// The field for a member, if it belongs to the envelope.
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

/// The field for a member of the envelope.
pub(super) enum Slot<'e> {
    Text(&'e mut Option<String>),
    Number(&'e mut Option<u64>),
    Short(&'e mut Option<u16>),
    Boolean(&'e mut Option<bool>),
}

impl Slot<'_> {
    /// Sets the field. The error holds the expected type and the type found.
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
    /// The value of the field, as text.
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
