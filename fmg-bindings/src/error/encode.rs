//! A request that cannot be written.

use std::error::Error;
use std::fmt;

/// A request cannot be written: a value of it is nothing that can be sent, or it does not say what it must.
///
/// It was not sent.
#[derive(Debug)]
pub struct EncodeError {
    kind: EncodeErrorKind,
    source: Option<serde_json::Error>,
    /// The name of the member that it is about.
    member: Option<Box<str>>,
}

/// Why a request cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeErrorKind {
    /// A value cannot be written as JSON, such as a map whose keys are no text. Requests made of the types of this
    /// crate always can.
    Json,
    /// None of these sets of parameters is given whole, one of which has to be.
    Incomplete(&'static [&'static [&'static str]]),
    /// A token was given as a parameter of the url, where it would land in logs. A client sends its own in a header.
    TokenInUrl,
    /// The request goes to the REST counterpart of JSON-RPC, and says something that this has no place for.
    #[cfg(feature = "web")]
    NotInRest(NotInRest),
    /// The list of VDOMs is empty, or has a name that FortiOS would take for several VDOMs.
    Vdoms,
    /// A member that was added to the call by `member` or `member_in` cannot stand where it was to go;
    /// [`EncodeError::member`] names it.
    Member {
        /// The place in words, such as `in the query`.
        place: &'static str,
        /// What keeps it from standing there.
        fault: MemberFault,
    },
}

/// What keeps a member from being added to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MemberFault {
    /// It has no name.
    NoName,
    /// The call has it already, or it was added before.
    Given,
    /// The protocol or the client writes it; this says how it comes about.
    Reserved(&'static str),
    /// Requests of this method have no body.
    NoBody,
    /// The body is given as a whole: as one JSON value, or as a file.
    WholeBody,
    /// The body is of another kind: a form or a file where a member of JSON was to go, or the other way round.
    OtherBody,
    /// `data` is a list or a value, and no object.
    NoObject,
    /// The proxy of FortiManager's GUI hands on what stands in the body of the call, and nothing else.
    NotProxied,
}

impl MemberFault {
    /// Finds a name among those that belong to the protocol, each with what to do for it.
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
            Self::NoName => f.write_str("it has no name; give it the one that the firmware knows"),
            Self::Given => f.write_str("the call has it already; say it once, by the method of the call if there is one"),
            Self::Reserved(advice) => write!(f, "it belongs to the protocol: {advice}"),
            Self::NoBody => f.write_str("a request of this method has no body; `Place::Query` is for it"),
            Self::WholeBody => f.write_str("the body is given as a whole; add the member to what is sent as that"),
            Self::OtherBody => f.write_str(
                "the body is of another kind; members of JSON and parts beside a file are for `Place::Body`, those of a \
                 form for `Place::Form`",
            ),
            Self::NoObject => f.write_str("`data` is no object; add the member to what is sent as that"),
            Self::NotProxied => {
                f.write_str("the GUI hands on the `params` of this call alone; `Place::Body` is for them")
            }
        }
    }
}

/// What a request says that the REST counterpart of JSON-RPC has no place for.
#[cfg(feature = "web")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotInRest {
    /// Its verb: there is no method of HTTP for it.
    Verb(&'static str),
    /// A parameter beside the url, such as `fields`, `filter` or `option`.
    Beside,
    /// A member of the envelope, such as `remote`.
    Envelope,
    /// Data that is no object: the members of an object become the query.
    Data,
    /// A list or an object in the data.
    Nested,
    /// A null in the data.
    Null,
    /// A `/` in a name.
    Slash,
}

#[cfg(feature = "web")]
impl fmt::Display for NotInRest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verb(verb) => write!(f, "there is no method of HTTP for `{verb}`"),
            Self::Beside => f.write_str("there is no place for parameters beside the url"),
            Self::Envelope => f.write_str("there is no place for members of the envelope"),
            Self::Data => f.write_str("data has to be an object, whose members become the query"),
            Self::Nested => f.write_str("a query holds no lists and no objects, and the data does"),
            Self::Null => f.write_str("a query has no null, and the data does"),
            Self::Slash => f.write_str("a name has a `/`, for which no form is known"),
        }
    }
}

impl EncodeError {
    /// A member that cannot be added at this place.
    pub(crate) fn of_member(name: &str, place: &'static str, fault: MemberFault) -> Self {
        Self {
            member: Some(name.into()),
            ..EncodeErrorKind::Member { place, fault }.into()
        }
    }

    /// The name of the member that the error is about, if it is about one that was added to the call.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        self.member.as_deref()
    }

    /// Why the request cannot be written.
    #[must_use]
    pub fn kind(&self) -> EncodeErrorKind {
        self.kind
    }
}

impl From<serde_json::Error> for EncodeError {
    fn from(source: serde_json::Error) -> Self {
        Self {
            kind: EncodeErrorKind::Json,
            source: Some(source),
            member: None,
        }
    }
}

impl From<EncodeErrorKind> for EncodeError {
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
                write!(f, "the request has no form in REST, send it by JSON-RPC: {reason}")
            }
            EncodeErrorKind::TokenInUrl => f.write_str(
                "a token does not belong into the url, where it would land in logs; give it to the builder of the client",
            ),
            EncodeErrorKind::Vdoms => f.write_str(
                "the call cannot be confined to these VDOMs: there are none, or a name is `*` or has a comma in it, \
                 which FortiOS would take for several",
            ),
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
