//! Visitors that decode the envelope of a reply.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};

use super::call_status::{CallStatus, Id, Status, StatusMember};
use crate::code::Code;
use crate::error::ApiError;
use crate::reading::{AnyScalar, Data, ReadPieces, Scalar};
use crate::response::{ReadReply, Response};
use crate::slots::Notes;

/// The parts of a reply that have been read so far.
pub(crate) struct Pieces {
    /// The misfits.
    pub(super) notes: Notes,
    pub(super) id: Id,
    /// The first refusal in the reply, at any level.
    pub(super) refusal: Option<ApiError>,
    /// The status at the top level.
    pub(super) on_top: CallStatus,
    /// The status of the result.
    pub(super) of_result: CallStatus,
    /// The members `code` and `message` at the top level, which replace the status in some replies.
    pub(super) code: Option<Code>,
    pub(super) message: Option<String>,
    /// Whether there is an `error` that has no code.
    pub(super) error_without_code: bool,
    /// The number of members `result`. A reply without one is itself the result.
    pub(super) result_members: usize,
    /// The number of results in them.
    pub(super) results: usize,
    pub(super) found: Found,
    /// Whether the reply is known to be malformed, and is only searched for a refusal.
    is_malformed: bool,
}

/// The data that has been found for the response.
#[derive(Clone, Copy, Default)]
pub(super) struct Found {
    /// Data that the response uses.
    pub(super) data: bool,
    /// The number of members `data` in all.
    pub(super) data_members: usize,
    /// Data at the top level.
    pub(super) data_on_top: bool,
    /// A member beside the data that a field of the response has taken, such as a task id.
    pub(super) field: bool,
}

impl Pieces {
    fn new(notes: Notes) -> Self {
        Self {
            notes,
            id: Id::default(),
            refusal: None,
            on_top: CallStatus::default(),
            of_result: CallStatus::default(),
            code: None,
            message: None,
            error_without_code: false,
            result_members: 0,
            results: 0,
            found: Found::default(),
            is_malformed: false,
        }
    }

    /// The status that counts: that of the result, or the one at the top level of a reply without `result`.
    pub(super) fn call_status(&self) -> CallStatus {
        if self.result_members > 0 {
            self.of_result
        } else {
            self.on_top
        }
    }

    /// Records a refusal; the first one counts.
    fn refuse(&mut self, refusal: ApiError) {
        self.refusal.get_or_insert(refusal);
    }

    /// Records a status.
    fn note(&mut self, level: Level, call_status: CallStatus) {
        let place = match level {
            Level::Top => &mut self.on_top,
            Level::Entry => &mut self.of_result,
        };
        *place = (*place).max(call_status);
    }
}

impl ReadPieces for Pieces {
    fn read<'de, D, R>(deserializer: D, notes: Notes, response: &mut R) -> Result<Self, D::Error>
    where
        D: Deserializer<'de>,
        R: ReadReply + ?Sized,
    {
        response.reset();
        let mut pieces = Self::new(notes);
        Object {
            level: Level::Top,
            pieces: &mut pieces,
            response,
        }
        .deserialize(deserializer)?;
        Ok(pieces)
    }

    fn notes(&self) -> &Notes {
        &self.notes
    }

    fn into_notes(self) -> Notes {
        self.notes
    }
}

/// The refusal that comes before the part that cannot be decoded.
#[cfg(feature = "web")]
pub(super) fn first_refusal<'de, D: Deserializer<'de>>(deserializer: D) -> Option<ApiError> {
    let mut pieces = Pieces::new(Notes::counting());
    pieces.is_malformed = true;
    let mut nothing = ();
    let object = Object {
        level: Level::Top,
        pieces: &mut pieces,
        response: nothing.reader(),
    };
    // The error is expected: the rest cannot be decoded.
    let _ = object.deserialize(deserializer);
    pieces.refusal
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Top,
    Entry,
}

/// The reply itself, or one result in it.
struct Object<'p, R: ?Sized> {
    level: Level,
    pieces: &'p mut Pieces,
    response: &'p mut R,
}

impl<'de, R: ReadReply + ?Sized> DeserializeSeed<'de> for Object<'_, R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, R: ReadReply + ?Sized> Visitor<'de> for Object<'_, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.level {
            Level::Top => "a reply",
            Level::Entry => "a result",
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Self {
            level,
            pieces,
            response,
        } = self;
        while let Some(name) = members.next_key_seed(Name(level))? {
            match name {
                Member::Id => {
                    let id = members.next_value_seed(AnyScalar::of(&pieces.notes))?;
                    pieces.id = pieces.id.and(&id);
                }
                Member::Status => match members.next_value_seed(Status::of(&pieces.notes))? {
                    // A second status that is `null` contradicts the first.
                    StatusMember::Status(call_status) => pieces.note(level, call_status.or_unreadable()),
                    StatusMember::Word(word) => {
                        pieces.note(level, CallStatus::of_word(&word));
                        let found = Field::of(pieces, response, level, "status".into()).take(Scalar::Text(word))?;
                        pieces.found.field |= found;
                    }
                    StatusMember::Refusal(refusal) => pieces.refuse(refusal),
                },
                Member::Error => match members.next_value_seed(Status::of(&pieces.notes))? {
                    StatusMember::Status(CallStatus::Missing) => {}
                    StatusMember::Status(_) | StatusMember::Word(_) => pieces.error_without_code = true,
                    StatusMember::Refusal(refusal) => pieces.refuse(refusal),
                },
                Member::Data => {
                    pieces.found.data_members += 1;
                    pieces.notes.enter("data", false);
                    let data = members.next_value_seed(Data {
                        response: &mut *response,
                        notes: &mut pieces.notes,
                    })?;
                    pieces.notes.leave();
                    if let Some(found) = data {
                        pieces.found.data = found;
                        pieces.found.data_on_top |= level == Level::Top;
                    }
                }
                Member::Result => {
                    pieces.result_members += 1;
                    members.next_value_seed(Results {
                        pieces: &mut *pieces,
                        response: &mut *response,
                    })?;
                }
                Member::OfTheProtocol => {
                    members.next_value::<IgnoredAny>()?;
                }
                Member::Alternative(name) => {
                    let told = members.next_value_seed(AnyScalar::of(&pieces.notes))?;
                    if name == "code" {
                        let first = pieces.code.filter(|code| code.value() != 0);
                        pieces.code = first.or_else(|| told.number().map(Code::new));
                    } else {
                        pieces.message = told.text();
                    }
                    let found = Field::of(pieces, response, level, name.into()).take(told)?;
                    pieces.found.field |= found;
                }
                Member::Other(name) => {
                    let found = members.next_value_seed(Field::of(pieces, response, level, name))?;
                    pieces.found.field |= found;
                }
            }
        }
        Ok(())
    }
}

/// A member of the envelope, by its name.
enum Member<'de> {
    Id,
    Result,
    Status,
    Error,
    Data,
    /// A member that may replace a missing status.
    Alternative(&'static str),
    /// A member that does not concern the response.
    OfTheProtocol,
    Other(Cow<'de, str>),
}

impl Member<'_> {
    fn known(level: Level, name: &str) -> Option<Self> {
        Some(match (level, name) {
            (_, "status") => Self::Status,
            (_, "error") => Self::Error,
            (_, "data") => Self::Data,
            (Level::Top, "id") => Self::Id,
            (Level::Top, "result") => Self::Result,
            (Level::Top, "code") => Self::Alternative("code"),
            (Level::Top, "message") => Self::Alternative("message"),
            (_, "url") | (Level::Top, "method" | "jsonrpc" | "verbose" | "cid") => Self::OfTheProtocol,
            _ => return None,
        })
    }
}

struct Name(Level);

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Member<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Member<'de>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Member<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Member<'de>, E> {
        Ok(Member::known(self.0, name).unwrap_or(Member::Other(name.into())))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Member<'de>, E> {
        Ok(Member::known(self.0, name).unwrap_or_else(|| Member::Other(name.to_owned().into())))
    }
}

/// A member that only the response can decode.
struct Field<'p, 'n, R: ?Sized> {
    level: Level,
    name: Cow<'n, str>,
    response: &'p mut R,
    notes: &'p mut Notes,
}

impl<'de, R: ReadReply + ?Sized> DeserializeSeed<'de> for Field<'_, '_, R> {
    /// Whether a field of the response has taken it.
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        match self.level {
            Level::Top => self.response.read_envelope(&self.name, deserializer, self.notes),
            Level::Entry => self.response.read_beside(&self.name, deserializer, self.notes),
        }
    }
}

impl<'p, 'n, R: ReadReply + ?Sized> Field<'p, 'n, R> {
    fn of(pieces: &'p mut Pieces, response: &'p mut R, level: Level, name: Cow<'n, str>) -> Self {
        Self {
            level,
            name,
            response,
            notes: &mut pieces.notes,
        }
    }

    /// Takes a value that has been read already.
    fn take<E: Error>(self, value: Scalar<'_>) -> Result<bool, E> {
        match value {
            Scalar::Text(text) => self.deserialize((&*text).into_deserializer()),
            Scalar::Boolean(value) => self.deserialize(value.into_deserializer()),
            Scalar::Integer(number) if let Ok(number) = i64::try_from(number) => {
                self.deserialize(number.into_deserializer())
            }
            Scalar::Integer(_) | Scalar::Null | Scalar::Other(_) => self.deserialize(().into_deserializer()),
        }
    }
}

/// Visits the results: a list of them, or a single one.
struct Results<'p, R: ?Sized> {
    pieces: &'p mut Pieces,
    response: &'p mut R,
}

impl<'de, R: ReadReply + ?Sized> DeserializeSeed<'de> for Results<'_, R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<R: ?Sized> Results<'_, R> {
    /// Handles a `result` of another type. A refusal may follow it.
    fn not_a_result<E: Error>(&self, found: Unexpected<'_>) -> Result<(), E> {
        if self.pieces.is_malformed {
            return Ok(());
        }
        Err(E::invalid_type(found, &"a result or a list of results"))
    }
}

impl<'de, R: ReadReply + ?Sized> Visitor<'de> for Results<'_, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a result or a list of results")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.not_a_result(Unexpected::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.not_a_result(Unexpected::Signed(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.not_a_result(Unexpected::Unsigned(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.not_a_result(Unexpected::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.not_a_result(Unexpected::Str(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut results: A) -> Result<(), A::Error> {
        let Self { pieces, response } = self;
        let level = Level::Entry;
        if pieces.results == 0 {
            pieces.notes.enter("result", false);
            pieces.notes.enter_index(0);
            let first = results.next_element_seed(Object {
                level,
                pieces: &mut *pieces,
                response,
            })?;
            pieces.notes.leave();
            pieces.notes.leave();
            if first.is_none() {
                return Ok(());
            }
            pieces.results = 1;
        }
        // A call has one result; any others are only searched for a refusal.
        let mut other = Pieces::new(pieces.notes.of_another());
        while results
            .next_element_seed(Object {
                level,
                pieces: &mut other,
                response: ().reader(),
            })?
            .is_some()
        {
            pieces.results += 1;
        }
        pieces.refusal = pieces.refusal.take().or(other.refusal);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        let Self { pieces, response } = self;
        let level = Level::Entry;
        pieces.results += 1;
        if pieces.results > 1 {
            let mut other = Pieces::new(pieces.notes.of_another());
            Object {
                level,
                pieces: &mut other,
                response: ().reader(),
            }
            .visit_map(members)?;
            pieces.refusal = pieces.refusal.take().or(other.refusal);
            return Ok(());
        }
        pieces.notes.enter("result", false);
        Object {
            level,
            pieces: &mut *pieces,
            response,
        }
        .visit_map(members)?;
        pieces.notes.leave();
        Ok(())
    }
}
