//! Divides the reply to several calls into a reply for each.
//!
//! The results are in the order of the calls. Only their number tells whether one is missing: an appliance may write a url
//! otherwise than it was sent.

use std::fmt;

use bytes::Bytes;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::call_status::Id;
use super::{decode, is_foreign};
use crate::error::{DecodeError, DecodeErrorKind, Error, ErrorKind, HttpError};
use crate::raw_response::RawResponse;
use crate::reading::{self, AnyScalar, MemberName};
use crate::slots::Notes;

/// The text around a result in a reply of its own.
const BEFORE: &[u8] = br#"{"result":["#;
const AFTER: &[u8] = b"]}";

/// The results of a reply.
struct Results {
    id: Id,
    /// Each as a reply of its own.
    replies: Vec<Bytes>,
    /// Whether there are members that a list of results makes ambiguous, such as a status beside it.
    is_ambiguous: bool,
}

/// The replies to this number of calls, which is more than one.
///
/// # Errors
///
/// The reply is not one to these calls, or refuses all of them.
pub(crate) fn split(raw: RawResponse, count: usize) -> Result<Vec<Bytes>, Error> {
    let (call, expected, status) = (raw.call, raw.expected, raw.answer.status());
    let body = raw.answer.body().clone();
    let results = reading::leniently(&body, results, reading::is_malformed);
    let fault = |kind| Err(call.failed(DecodeError::new(kind).near(&reading::text(&body), 0)));
    match results {
        Ok(results) if results.replies.len() > 1 => {
            if !status.is_success() {
                Err(call.failed(ErrorKind::from(HttpError::new(status.as_u16(), ""))))
            } else if is_foreign(results.id, expected) || results.id == Id::Null {
                fault(DecodeErrorKind::ForeignId)
            } else if expected.id.is_some() && results.id == Id::Missing {
                fault(DecodeErrorKind::NoId)
            } else if results.is_ambiguous {
                fault(DecodeErrorKind::SeveralResults)
            } else if results.replies.len() != count {
                fault(DecodeErrorKind::OtherCount)
            } else {
                Ok(results.replies)
            }
        }
        // A refusal of the whole request has one result, or none.
        _ => match decode::<()>(raw) {
            Err(error) => Err(error),
            Ok(_) => fault(DecodeErrorKind::OtherCount),
        },
    }
}

fn results(text: &str) -> Result<Results, ErrorKind> {
    serde_json::from_str(text).map_err(|error| reading::fault(&error, text, || None).into())
}

impl<'de> Deserialize<'de> for Results {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Reply)
    }
}

struct Reply;

impl<'de> Visitor<'de> for Reply {
    type Value = Results;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a reply")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Results, A::Error> {
        let (mut id, mut is_ambiguous) = (Id::default(), false);
        let mut found: Option<Vec<&RawValue>> = None;
        while let Some(name) = members.next_key_seed(MemberName)? {
            match &*name {
                "id" => id = id.and(&members.next_value_seed(AnyScalar::of(&Notes::counting()))?),
                "result" => {
                    is_ambiguous |= found.is_some();
                    found = Some(members.next_value()?);
                }
                "status" | "error" | "code" | "data" => {
                    is_ambiguous |= members.next_value::<Option<IgnoredAny>>()?.is_some();
                }
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        let reply = |result: &RawValue| [BEFORE, result.get().as_bytes(), AFTER].concat().into();
        Ok(Results {
            id,
            replies: found.unwrap_or_default().into_iter().map(reply).collect(),
            is_ambiguous,
        })
    }
}
