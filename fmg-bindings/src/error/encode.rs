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
        }
    }
}

impl From<EncodeErrorKind> for EncodeError {
    fn from(kind: EncodeErrorKind) -> Self {
        Self { kind, source: None }
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
