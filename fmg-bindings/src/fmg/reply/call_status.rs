//! Decodes the status of a reply.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::code::Code;
use crate::error::ApiError;
use crate::fmg::status;
use crate::reading::{AnyScalar, MemberName, Scalar};
use crate::slots::{Notes, Place};

/// The status in one member. Ordered by severity: of two statuses at one level, the more severe counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum CallStatus {
    /// There is no such member, or it is `null`.
    #[default]
    Missing,
    /// A status with the code 0.
    Success,
    /// A word instead of a status object, as in a few replies of the GUI, that means success.
    SuccessWord,
    /// A value that is not a status.
    Unreadable,
}

impl CallStatus {
    /// The status of a member that exists: `null` counts as unreadable.
    pub(super) fn or_unreadable(self) -> Self {
        if self == Self::Missing { Self::Unreadable } else { self }
    }

    /// Reads a word instead of a status object. The documented replies hold `ok`; FortiOS uses `success`.
    pub(super) fn of_word(word: &str) -> Self {
        if ["ok", "success"].iter().any(|yes| word.eq_ignore_ascii_case(yes)) {
            Self::SuccessWord
        } else {
            Self::Unreadable
        }
    }
}

/// A member `status` or `error` after decoding.
pub(super) enum StatusMember<'de> {
    Status(CallStatus),
    Word(Cow<'de, str>),
    Refusal(ApiError),
}

/// Reads a status, or the `error` of JSON-RPC, which has the same form.
pub(super) struct Status {
    /// Decodes the members of the status.
    members: AnyScalar,
}

impl Status {
    /// Decodes for a reply with these notes.
    pub(super) fn of(notes: &Notes) -> Self {
        let members = AnyScalar::of(notes);
        Self { members }
    }
}

impl<'de> DeserializeSeed<'de> for Status {
    type Value = StatusMember<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<StatusMember<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Status {
    type Value = StatusMember<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a status")
    }

    fn visit_unit<E: Error>(self) -> Result<StatusMember<'de>, E> {
        Ok(StatusMember::Status(CallStatus::Missing))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<StatusMember<'de>, E> {
        Ok(StatusMember::Status(CallStatus::Unreadable))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<StatusMember<'de>, E> {
        Ok(StatusMember::Status(CallStatus::Unreadable))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<StatusMember<'de>, E> {
        Ok(StatusMember::Status(CallStatus::Unreadable))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<StatusMember<'de>, E> {
        Ok(StatusMember::Status(CallStatus::Unreadable))
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<StatusMember<'de>, E> {
        Ok(StatusMember::Word(word.to_owned().into()))
    }

    fn visit_borrowed_str<E: Error>(self, word: &'de str) -> Result<StatusMember<'de>, E> {
        Ok(StatusMember::Word(word.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<StatusMember<'de>, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(StatusMember::Status(CallStatus::Unreadable))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<StatusMember<'de>, A::Error> {
        let (mut status, mut refused, mut message) = (CallStatus::Missing, None, None);
        while let Some(name) = members.next_key_seed(MemberName)? {
            match &*name {
                "code" => match code(&members.next_value_seed(self.members)?) {
                    Some(said) if said.value() != 0 => refused = refused.or(Some(said)),
                    Some(_) => status = status.max(CallStatus::Success),
                    None => status = CallStatus::Unreadable,
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
                StatusMember::Refusal(status::refused(code, &message))
            }
            // An object without a code is not a status.
            None if status == CallStatus::Missing => StatusMember::Status(CallStatus::Unreadable),
            None => StatusMember::Status(status),
        })
    }
}

/// A code. The code of a refusal may be a text, but success is the number 0.
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
    /// A value of another type, or several ids.
    Other,
}

impl Id {
    /// Combines the id with a further one.
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
