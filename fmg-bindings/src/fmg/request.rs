//! The parts of a FortiManager call: a verb, a url, and the members beside the url.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::Serialize;
use serde_json::Error;

use super::place::Place;
use crate::endpoint::CallMethod;
use crate::error::{EncodeError, EncodeErrorKind, MemberFault, TableFault};
use crate::extra_members::{AddMember, ExtraValue};
use crate::member_names;
use crate::secret::WipedBytes;
use crate::to_json::ToJson;

/// The member beside the url that holds an object, or a list of them.
pub(super) const DATA: &str = "data";

#[doc(inline)]
pub use fmg_template::JsonRpcMethod as Method;

impl CallMethod for Method {
    fn as_str(self) -> &'static str {
        Self::as_str(self)
    }

    fn is_read(self) -> bool {
        Self::is_read(self)
    }

    fn may_repeat(self) -> bool {
        Self::may_repeat(self)
    }
}

/// Writes the members of a request, each at its place. A value that serializes to `null` is omitted.
///
/// FortiManager expects parameters in four places and silently ignores a parameter in the wrong place.
pub struct Members<'b> {
    /// The request so far, in the middle of its params entry.
    entry: &'b mut Vec<u8>,
    /// The start of the members of the entry.
    start: usize,
    /// The range of `data` in the request, if it was set as a whole.
    whole: Option<Range<usize>>,
    /// Members of `data`, each with a leading comma.
    data: WipedBytes,
    /// Members of the top level, each with a leading comma.
    envelope: WipedBytes,
    fault: Option<EncodeError>,
}

/// Shows no member, because one may be a password.
impl fmt::Debug for Members<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Members").finish_non_exhaustive()
    }
}

impl<'b> Members<'b> {
    /// Appends to `entry`, which ends inside an object that already has a member, at `start`.
    pub(super) fn new(entry: &'b mut Vec<u8>, start: usize) -> Self {
        Self {
            entry,
            start,
            whole: None,
            data: WipedBytes::default(),
            envelope: WipedBytes::default(),
            fault: None,
        }
    }

    /// Adds members, all of them at one place.
    #[doc(hidden)]
    pub fn write<const N: usize>(&mut self, place: Place, names: [&str; N], values: [&dyn ToJson; N]) {
        for (name, value) in names.into_iter().zip(values) {
            self.add(place, name, value);
        }
    }

    fn add(&mut self, place: Place, name: &str, value: &dyn ToJson) -> &mut Self {
        let result = match place {
            Place::Beside => {
                let start = self.entry.len();
                let result = push(self.entry, name, value);
                if name == DATA && self.entry.len() > start {
                    self.whole = Some(start + ",\"data\":".len()..self.entry.len());
                }
                result
            }
            Place::Data => push(&mut self.data, name, value),
            Place::Envelope => push(&mut self.envelope, name, value),
        };
        self.note(result)
    }

    /// Adds a member beside the url.
    pub fn beside<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> &mut Self {
        self.add(Place::Beside, name, &value)
    }

    /// Sets the whole `data`.
    pub fn data<T: Serialize + ?Sized>(&mut self, value: &T) -> &mut Self {
        self.beside(DATA, value)
    }

    /// Sets the whole `data`, as the value writes itself.
    pub(super) fn data_as(&mut self, value: &dyn ToJson) -> &mut Self {
        self.add(Place::Beside, DATA, value)
    }

    /// Adds a member to the object `data`.
    pub fn data_member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> &mut Self {
        self.add(Place::Data, name, &value)
    }

    /// Adds a member at the top level of the request.
    pub fn envelope<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> &mut Self {
        self.add(Place::Envelope, name, &value)
    }

    /// Adds every member of a value that serializes as an object, beside the url.
    pub fn splice<T: Serialize + ?Sized>(&mut self, value: &T) -> &mut Self {
        let result = splice(self.entry, &value);
        self.note(result)
    }

    /// Adds every member of a value that serializes as an object to the object `data`.
    pub(super) fn data_members<T: Serialize + ?Sized>(&mut self, value: &T) -> &mut Self {
        let result = splice(&mut self.data, &value);
        self.note(result)
    }

    /// Whether the object `data` has a member of this name.
    pub(super) fn has_data_member(&self, name: &str) -> bool {
        has(&self.data, name)
    }

    /// Refuses the call, because its rows or its condition cannot be sent.
    pub(super) fn refuse(&mut self, fault: TableFault) {
        self.fault.get_or_insert(EncodeErrorKind::Table(fault).into());
    }

    /// Refuses the call, because a part of it cannot be encoded.
    pub(crate) fn fail(&mut self, fault: EncodeError) {
        self.fault.get_or_insert(fault);
    }

    fn note(&mut self, result: Result<(), Error>) -> &mut Self {
        if let Err(fault) = result {
            self.fault.get_or_insert(fault.into());
        }
        self
    }

    /// Adds a member to the `data` that was set as a whole, at the range `whole`.
    fn add_to_whole(&mut self, mut whole: Range<usize>, name: &str, value: &ExtraValue) -> Result<(), MemberFault> {
        let data = &self.entry[whole.clone()];
        let Some(is_there) = member_names::any(data, |known| known == name) else {
            return Err(MemberFault::NoObject);
        };
        if is_there {
            return Err(MemberFault::Given);
        }
        let is_empty = data[1..data.len() - 1].trim_ascii().is_empty();
        let mut member = WipedBytes::default();
        let result = push(&mut member, name, value);
        let separated = usize::from(is_empty).min(member.len());
        let end = whole.end - 1;
        self.entry.splice(end..end, member[separated..].iter().copied());
        whole.end += member.len() - separated;
        self.whole = Some(whole);
        self.note(result);
        Ok(())
    }

    /// Ends the params entry except for its brace. Returns the members of the top level.
    pub(super) fn finish(self) -> Result<WipedBytes, EncodeError> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        if let Some((_, members)) = self.data.split_first() {
            self.entry.extend_from_slice(b",\"data\":{");
            self.entry.extend_from_slice(members);
            self.entry.push(b'}');
        }
        Ok(self.envelope)
    }
}

impl AddMember<Place> for Members<'_> {
    fn add_member(&mut self, place: Place, name: Cow<'static, str>, value: &ExtraValue) -> Result<(), MemberFault> {
        if self.fault.is_some() {
            // The request could not be written as JSON and is not sent.
            return Ok(());
        }
        let beside = &self.entry[self.start..];
        let is_given = match place {
            Place::Beside => has(beside, &name) || *name == *DATA && !self.data.is_empty(),
            Place::Envelope => has(&self.envelope, &name),
            Place::Data => match self.whole.clone() {
                Some(whole) => return self.add_to_whole(whole, &name, value),
                // A splice wrote `data`, and its end is unknown.
                None if has(beside, DATA) => return Err(MemberFault::NoObject),
                None => has(&self.data, &name),
            },
        };
        if is_given {
            return Err(MemberFault::Given);
        }
        self.add(place, &name, value);
        Ok(())
    }
}

/// Whether a member of this name exists in `members`, which have no braces and may have a leading comma.
fn has(members: &[u8], name: &str) -> bool {
    let members = members.strip_prefix(b",").unwrap_or(members);
    let object = WipedBytes::from([b"{", members, b"}"].concat());
    member_names::any(&object, |known| known == name).unwrap_or(false)
}

/// Appends `,"name":value`.
pub(super) fn push(out: &mut Vec<u8>, name: &str, value: &dyn ToJson) -> Result<(), Error> {
    let start = out.len();
    out.push(b',');
    serde_json::to_writer(&mut *out, name)?;
    out.push(b':');
    let value_start = out.len();
    value.write_json(out)?;
    if out.ends_with(b"null") && out.len() == value_start + 4 {
        out.truncate(start);
    }
    Ok(())
}

/// Appends `,"name":value` for each member of the object.
fn splice(out: &mut Vec<u8>, value: &dyn ToJson) -> Result<(), Error> {
    let start = out.len();
    value.write_json(out)?;
    match &mut out[start..] {
        [b'n', b'u', b'l', b'l'] | [b'{', b'}'] => out.truncate(start),
        [brace @ b'{', ..] => {
            *brace = b',';
            out.pop();
        }
        _ => {
            return Err(serde::ser::Error::custom(
                "only the members of an object can be added to a request",
            ));
        }
    }
    Ok(())
}
