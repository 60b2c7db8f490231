//! What a FortiManager call consists of: a verb, a url, and what stands beside the url.

use std::fmt;

use serde::Serialize;
use serde_json::Error;

use crate::endpoint::CallMethod;

/// What a call does with what its url names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// Reads.
    Get,
    /// Creates; fails if the object is there already.
    Add,
    /// Creates or overwrites.
    Set,
    /// Overwrites, as the vendor's table of the REST counterpart has it, which alone names it.
    Put,
    /// Changes; tables inside the object that are not named stay.
    Update,
    /// Removes.
    Delete,
    /// Does something.
    Exec,
    /// Copies under another name.
    Clone,
    /// Changes the position in an ordered table.
    Move,
    /// Overwrites; tables inside the object that are not named are emptied.
    Replace,
    /// Resets attributes.
    Unset,
}

impl Method {
    /// The verb as it stands in a request.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Add => "add",
            Self::Set => "set",
            Self::Put => "put",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Exec => "exec",
            Self::Clone => "clone",
            Self::Move => "move",
            Self::Replace => "replace",
            Self::Unset => "unset",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl CallMethod for Method {
    fn as_str(self) -> &'static str {
        Self::as_str(self)
    }

    fn is_read(self) -> bool {
        self == Self::Get
    }
}

/// Takes the members of a request, each at its place. A value that serialises to `null` is left out.
///
/// FortiManager expects parameters in four places, and a parameter in the wrong one is silently ignored.
#[derive(Debug)]
pub struct Members<'b> {
    /// The request so far, in the middle of its params entry.
    entry: &'b mut Vec<u8>,
    /// Members of `data`, each with a comma before it.
    data: Vec<u8>,
    /// Members of the top level, each with a comma before it.
    envelope: Vec<u8>,
    fault: Option<Error>,
}

impl<'b> Members<'b> {
    /// Appends to `entry`, which ends inside an object that has a member already.
    pub(super) fn new(entry: &'b mut Vec<u8>) -> Self {
        Self {
            entry,
            data: Vec::new(),
            envelope: Vec::new(),
            fault: None,
        }
    }

    /// Adds a member beside the url.
    pub fn beside<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> &mut Self {
        let result = push(self.entry, name, value);
        self.note(result)
    }

    /// Sets the whole `data`.
    pub fn data<T: Serialize + ?Sized>(&mut self, value: &T) -> &mut Self {
        self.beside("data", value)
    }

    /// Adds a member to the object `data`.
    pub fn data_member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> &mut Self {
        let result = push(&mut self.data, name, value);
        self.note(result)
    }

    /// Adds a member at the top level of the request.
    pub fn envelope<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> &mut Self {
        let result = push(&mut self.envelope, name, value);
        self.note(result)
    }

    /// Adds every member of a value that serialises as an object, beside the url.
    pub fn splice<T: Serialize + ?Sized>(&mut self, value: &T) -> &mut Self {
        let result = splice(self.entry, value);
        self.note(result)
    }

    fn note(&mut self, result: Result<(), Error>) -> &mut Self {
        if let Err(fault) = result {
            self.fault.get_or_insert(fault);
        }
        self
    }

    /// Ends the params entry but for its brace. Returns the members of the top level.
    pub(super) fn finish(self) -> Result<Vec<u8>, Error> {
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

/// Appends `,"name":value`.
pub(super) fn push<T: Serialize + ?Sized>(out: &mut Vec<u8>, name: &str, value: &T) -> Result<(), Error> {
    let start = out.len();
    out.push(b',');
    serde_json::to_writer(&mut *out, name)?;
    out.push(b':');
    let value_start = out.len();
    serde_json::to_writer(&mut *out, value)?;
    if out.ends_with(b"null") && out.len() == value_start + 4 {
        out.truncate(start);
    }
    Ok(())
}

/// Appends `,"name":value` for each member of the object.
fn splice<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) -> Result<(), Error> {
    let start = out.len();
    serde_json::to_writer(&mut *out, value)?;
    match &mut out[start..] {
        [b'n', b'u', b'l', b'l'] | [b'{', b'}'] => out.truncate(start),
        [brace @ b'{', ..] => {
            *brace = b',';
            out.pop();
        }
        _ => {
            return Err(serde::ser::Error::custom(
                "only an object can lend its members to a request",
            ));
        }
    }
    Ok(())
}
