//! The error of a request that could not be encoded.

use std::error::Error;
use std::fmt;

use crate::extra_attributes;

/// The request could not be encoded: a value cannot be sent, or a required value is missing.
///
/// The request was not sent.
#[derive(Debug)]
pub struct EncodeError {
    kind: EncodeErrorKind,
    source: Option<serde_json::Error>,
    /// The name of the member that causes the error.
    member: Option<Box<str>>,
}

/// Why a request could not be encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeErrorKind {
    /// A value cannot be written as JSON, such as a map whose keys are not text. The types of this crate always can.
    Json,
    /// The request needs all parameters of one of these sets, and has no complete set.
    Incomplete(&'static [&'static [&'static str]]),
    /// A token was given as a parameter of the url, where it would be logged. A client sends its token in a header.
    TokenInUrl,
    /// The request uses something that the REST API does not support.
    #[cfg(feature = "web")]
    NotInRest(NotInRest),
    /// The request names no device that it could be forwarded to.
    NoDevices,
    /// The call sends or receives a file, which FortiManager does not forward. A client of the FortiGate itself does.
    FileNotForwarded,
    /// The list of VDOMs is empty, or a name in it would mean several VDOMs to FortiOS.
    Vdoms,
    /// The rows of a write or the condition of a delete cannot be sent. The template of the error names scope and table.
    Table(TableFault),
    /// Members of a row contradict the known facts about it, and the client [refuses](crate::RowCheck::Refuse) such
    /// rows. [`Error::misfits`](super::Error::misfits) has the members.
    UnfitRow,
    /// The request cannot be sent together with the others of its batch.
    Batch(BatchFault),
    /// An attribute that was added to a row by `attribute` cannot be written with it; [`EncodeError::member`] names it.
    Attribute {
        /// Why the attribute cannot be written.
        fault: MemberFault,
    },
    /// A member that was added by `member` or `member_in` is not possible at its place; [`EncodeError::member`] names
    /// it.
    Member {
        /// The place in words, such as `in the query`.
        place: &'static str,
        /// Why the member is not possible there.
        fault: MemberFault,
    },
}

/// A fault of the rows of a write, or of its condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableFault {
    /// A row lacks its key.
    NoKey {
        /// The attribute that holds the key.
        attribute: &'static str,
    },
    /// The key of a row is empty, `.` or `..`, or contains a character that no url can contain.
    ImpossibleKey {
        /// The attribute that holds the key.
        attribute: &'static str,
    },
    /// The list of rows is empty.
    NoRows,
    /// The condition, or a part of it, tests nothing, so that it may select every row.
    NoCondition,
    /// The changes of a copy contain the key, which the copy has already.
    KeyTwice {
        /// The attribute that holds the key.
        attribute: &'static str,
    },
    /// A row does not set the attribute that identifies it.
    NoAttribute {
        /// The attribute that was to identify the row.
        attribute: &'static str,
    },
    /// Several rows have the value that was to identify one.
    Ambiguous {
        /// The attribute with this value.
        attribute: &'static str,
    },
    /// The row that was identified has another key than the one to write.
    OtherKey {
        /// The attribute that identified the row.
        attribute: &'static str,
    },
}

impl fmt::Display for TableFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoKey { attribute } => write!(f, "a row has no `{attribute}`, which is its key; set it"),
            Self::ImpossibleKey { attribute } => write!(
                f,
                "the `{attribute}` of a row cannot be its key: a key is not empty, `.` or `..`, and has no backslash and \
                 no control character"
            ),
            Self::NoRows => f.write_str("the list of rows is empty; send at least one row"),
            Self::NoCondition => f.write_str(
                "a part of the condition tests nothing and may select every row; state which rows to delete",
            ),
            Self::KeyTwice { attribute } => {
                write!(
                    f,
                    "the changes of the copy contain its key `{attribute}`; give the key only once"
                )
            }
            Self::NoAttribute { attribute } => {
                write!(
                    f,
                    "a row has no `{attribute}`, which is to identify it; set it to a text or a number"
                )
            }
            Self::Ambiguous { attribute } => write!(
                f,
                "several rows have this `{attribute}`, so it identifies none of them; rename or delete the others"
            ),
            Self::OtherKey { attribute } => write!(
                f,
                "the row with this `{attribute}` has another key; leave out the key, or change the row by its key"
            ),
        }
    }
}

/// Why a request cannot be sent together with the others of its batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BatchFault {
    /// It has another method than the first request.
    OtherMethod {
        /// The method of the first request.
        first: &'static str,
    },
    /// Its url begins otherwise than that of the first request.
    OtherPrefix {
        /// The url template of the first request.
        first: &'static str,
    },
    /// It has other members at the top level than the first request.
    OtherTopLevel,
    /// It is a login or a logout.
    Session,
}

impl fmt::Display for BatchFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherMethod { first } => write!(
                f,
                "the first request of the batch is `{first}`, and all have to be of one method; make a batch for each method"
            ),
            Self::OtherPrefix { first } => write!(
                f,
                "the first request of the batch is of `{first}`, and the vendor supports only urls that begin alike; make \
                 a batch for each beginning"
            ),
            Self::OtherTopLevel => f.write_str(
                "the first request of the batch has other members at the top level, which all share; add them to the batch \
                 by `member_in`",
            ),
            Self::Session => f.write_str("a login or logout cannot be in a batch; use `login` or `logout` of the client"),
        }
    }
}

/// Why a member cannot be added to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MemberFault {
    /// The member has no name.
    NoName,
    /// The call has the member already, or it was added before.
    Given,
    /// The protocol or the client writes the member; the text advises how to set it.
    Reserved(&'static str),
    /// Requests of this method have no body.
    NoBody,
    /// The body is given as a whole, as one JSON value or as a file.
    WholeBody,
    /// The body is of another kind: a form or a file instead of JSON members, or the reverse.
    OtherBody,
    /// `data` is not an object, but a list or a single value.
    NoObject,
    /// The proxy of FortiManager's GUI passes on only the body of the call.
    NotProxied,
}

impl MemberFault {
    /// Refuses a name that belongs to the protocol. `reserved` has these names, each with advice.
    pub(crate) fn unless_reserved(name: &str, reserved: &[(&str, &'static str)]) -> Result<(), Self> {
        match reserved.iter().find(|(known, _)| *known == name) {
            Some((_, advice)) => Err(Self::Reserved(advice)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for MemberFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoName => f.write_str("it has no name; use the name in the firmware"),
            Self::Given => {
                f.write_str("the call has it already; set it once, by the method of the call if there is one")
            }
            Self::Reserved(advice) => write!(f, "it belongs to the protocol: {advice}"),
            Self::NoBody => f.write_str("a request of this method has no body; use `Place::Query`"),
            Self::WholeBody => f.write_str("the body is given as a whole; add the member to that body"),
            Self::OtherBody => f.write_str(
                "the body is of another kind; use `Place::Body` for JSON members and for parts beside a file, and \
                 `Place::Form` for members of a form",
            ),
            Self::NoObject => f.write_str("`data` is not an object; add the member to the value of `data`"),
            Self::NotProxied => f.write_str("the GUI passes on only the `params` of this call; use `Place::Body`"),
        }
    }
}

/// A part of a request that the REST API does not support.
#[cfg(feature = "web")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotInRest {
    /// The verb: no HTTP method corresponds to it.
    Verb(&'static str),
    /// A parameter beside the url, such as `fields`, `filter` or `option`.
    Beside,
    /// A member of the envelope, such as `remote`.
    Envelope,
    /// Data that is not an object: the members of an object become the query.
    Data,
    /// A list or an object in the data.
    Nested,
    /// A null in the data.
    Null,
    /// A `/` in a name.
    Slash,
    /// Several calls in one request.
    Several,
}

#[cfg(feature = "web")]
impl fmt::Display for NotInRest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verb(verb) => write!(f, "no HTTP method corresponds to `{verb}`"),
            Self::Beside => f.write_str("REST has no parameters beside the url"),
            Self::Envelope => f.write_str("REST has no members of the envelope"),
            Self::Data => f.write_str("the data must be an object, whose members become the query"),
            Self::Nested => f.write_str("the data contains a list or an object, which a query cannot"),
            Self::Null => f.write_str("the data contains a null, which a query cannot"),
            Self::Several => f.write_str("a request of REST contains one call"),
            Self::Slash => f.write_str("a name contains a `/`, and no escape for it is known"),
        }
    }
}

impl EncodeError {
    /// The error of a member that cannot be added at this place.
    pub(crate) fn of_member(name: &str, place: &'static str, fault: MemberFault) -> Self {
        Self {
            member: Some(name.into()),
            ..EncodeErrorKind::Member { place, fault }.into()
        }
    }

    /// The name of the member or attribute, if an added one causes the error.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        self.member.as_deref()
    }

    /// Why the request could not be encoded.
    #[must_use]
    pub fn kind(&self) -> EncodeErrorKind {
        self.kind
    }
}

impl From<serde_json::Error> for EncodeError {
    #[cold]
    fn from(source: serde_json::Error) -> Self {
        if let Some(refused) = extra_attributes::refused_by(&source) {
            return Self {
                kind: EncodeErrorKind::Attribute { fault: refused.fault },
                source: None,
                member: Some(refused.name),
            };
        }
        Self {
            kind: EncodeErrorKind::Json,
            source: Some(source),
            member: None,
        }
    }
}

impl From<EncodeErrorKind> for EncodeError {
    #[cold]
    fn from(kind: EncodeErrorKind) -> Self {
        Self {
            kind,
            source: None,
            member: None,
        }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            EncodeErrorKind::Json => f.write_str("the request cannot be written as JSON"),
            EncodeErrorKind::Incomplete(sets) => {
                f.write_str("the request lacks parameters: it needs ")?;
                for (index, set) in sets.iter().enumerate() {
                    if index > 0 {
                        f.write_str(", or ")?;
                    }
                    names(f, set)?;
                }
                Ok(())
            }
            #[cfg(feature = "web")]
            EncodeErrorKind::NotInRest(reason) => {
                write!(f, "REST cannot express the request; send it by JSON-RPC: {reason}")
            }
            EncodeErrorKind::TokenInUrl => {
                f.write_str("a token in the url would be logged; give it to the builder of the client")
            }
            EncodeErrorKind::NoDevices => f.write_str("the request names no device or group to forward it to"),
            EncodeErrorKind::FileNotForwarded => {
                f.write_str("FortiManager forwards no file; make the call by a client of the FortiGate itself")
            }
            EncodeErrorKind::Vdoms => f.write_str(
                "the call cannot be limited to these VDOMs: the list is empty, or a name is `*` or contains a comma, \
                 which means several VDOMs to FortiOS",
            ),
            EncodeErrorKind::Table(fault) => fault.fmt(f),
            EncodeErrorKind::UnfitRow => {
                f.write_str("it was not sent, because its row contradicts the known facts about the table")
            }
            EncodeErrorKind::Batch(fault) => fault.fmt(f),
            EncodeErrorKind::Attribute { fault } => {
                let name = self.member.as_deref().unwrap_or_default().escape_debug();
                write!(f, "the attribute `{name}` cannot be added to the row: ")?;
                match fault {
                    MemberFault::Given => {
                        f.write_str("the row has it already; set it once, by the field of the row if there is one")
                    }
                    fault => fault.fmt(f),
                }
            }
            EncodeErrorKind::Member { place, fault } => {
                let name = self.member.as_deref().unwrap_or_default().escape_debug();
                write!(f, "the member `{name}` cannot be added {place}: {fault}")
            }
        }
    }
}

/// `` `a` ``, `` `a` and `b` ``, or `` `a`, `b` and `c` ``.
fn names(f: &mut fmt::Formatter<'_>, set: &[&str]) -> fmt::Result {
    for (index, name) in set.iter().enumerate() {
        f.write_str(match index {
            0 => "",
            _ if index + 1 == set.len() => " and ",
            _ => ", ",
        })?;
        write!(f, "`{name}`")?;
    }
    Ok(())
}

impl Error for EncodeError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::{EncodeError, EncodeErrorKind};

    #[test]
    fn the_sets_of_which_one_is_needed_are_named() {
        let sets: &[&[&str]] = &[&["user_type", "id", "ip"], &["all"], &["a", "b"]];
        assert_eq!(
            EncodeError::from(EncodeErrorKind::Incomplete(sets)).to_string(),
            "the request lacks parameters: it needs `user_type`, `id` and `ip`, or `all`, or `a` and `b`"
        );
    }
}
