//! What a reply says of how the call went.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::code::Code;
use crate::error::ApiError;
use crate::fmg::status;
use crate::reading::{AnyScalar, MemberName, Scalar};
use crate::slots::{Notes, Place};

/// What one member says. The order is that of gravity: of two members at one level the graver counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// There is no such member, or it is `null`.
    #[default]
    Missing,
    /// A status with the code 0.
    Success,
    /// A word in place of a status, as a few replies of the GUI have it, that says yes.
    Word,
    /// Something that is no status.
    Unreadable,
}

impl Verdict {
    /// The same of a member that is there.
    pub(super) fn or_unreadable(self) -> Self {
        if self == Self::Missing { Self::Unreadable } else { self }
    }

    /// What a word in place of a status says. The replies that have one are documented with `ok`; FortiOS says `success`.
    pub(super) fn of_word(word: &str) -> Self {
        if ["ok", "success"].iter().any(|yes| word.eq_ignore_ascii_case(yes)) {
            Self::Word
        } else {
            Self::Unreadable
        }
    }
}

/// A member that is a verdict, as it was read.
pub(super) enum Said<'de> {
    Verdict(Verdict),
    Word(Cow<'de, str>),
    Refusal(ApiError),
}

/// Reads a status, or the `error` of JSON-RPC, which has the same form.
pub(super) struct Status {
    /// Reads the members of it.
    members: AnyScalar,
}

impl Status {
    /// For a reply that these notes are taken of.
    pub(super) fn of(notes: &Notes) -> Self {
        let members = AnyScalar::of(notes);
        Self { members }
    }
}

impl<'de> DeserializeSeed<'de> for Status {
    type Value = Said<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Said<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Status {
    type Value = Said<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a status")
    }

    fn visit_unit<E: Error>(self) -> Result<Said<'de>, E> {
        Ok(Said::Verdict(Verdict::Missing))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Said<'de>, E> {
        Ok(Said::Verdict(Verdict::Unreadable))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Said<'de>, E> {
        Ok(Said::Verdict(Verdict::Unreadable))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Said<'de>, E> {
        Ok(Said::Verdict(Verdict::Unreadable))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Said<'de>, E> {
        Ok(Said::Verdict(Verdict::Unreadable))
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Said<'de>, E> {
        Ok(Said::Word(word.to_owned().into()))
    }

    fn visit_borrowed_str<E: Error>(self, word: &'de str) -> Result<Said<'de>, E> {
        Ok(Said::Word(word.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Said<'de>, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Said::Verdict(Verdict::Unreadable))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Said<'de>, A::Error> {
        let (mut verdict, mut refused, mut message) = (Verdict::Missing, None, None);
        while let Some(name) = members.next_key_seed(MemberName)? {
            match &*name {
                "code" => match code(&members.next_value_seed(self.members)?) {
                    Some(said) if said.value() != 0 => refused = refused.or(Some(said)),
                    Some(_) => verdict = verdict.max(Verdict::Success),
                    None => verdict = Verdict::Unreadable,
                },
                "message" => message = Some(members.next_value_seed(self.members)?),
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(match refused {
            Some(code) => {
                let message = message.and_then(|message| message.text()).unwrap_or_default();
                Said::Refusal(status::refused(code, &message))
            }
            // An object without a code says nothing, and is no status.
            None if verdict == Verdict::Missing => Said::Verdict(Verdict::Unreadable),
            None => Said::Verdict(verdict),
        })
    }
}

/// A code. One that refuses may also come as a text, but success is the number 0.
fn code(said: &Scalar<'_>) -> Option<Code> {
    let mut code = Code::blank();
    let fits = match said {
        Scalar::Integer(number) => code.integer(*number).is_ok(),
        Scalar::Text(text) => code.text(text).is_ok() && code.value() != 0,
        Scalar::Boolean(_) | Scalar::Null | Scalar::Other(_) => false,
    };
    fits.then_some(code)
}

/// The id of a reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Id {
    #[default]
    Missing,
    Null,
    Number(i128),
    /// Of another type, or more than one.
    Other,
}

impl Id {
    /// The id after another one has been read.
    pub(super) fn and(self, read: &Scalar<'_>) -> Self {
        let read = match read {
            Scalar::Null => Self::Null,
            Scalar::Integer(number) => Self::Number(*number),
            Scalar::Text(_) | Scalar::Boolean(_) | Scalar::Other(_) => Self::Other,
        };
        match self {
            Self::Missing => read,
            known if known == read => known,
            _ => Self::Other,
        }
    }
}
