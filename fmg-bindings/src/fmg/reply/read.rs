//! The visitors that take an envelope apart.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use crate::Response;
use crate::code::Code;
use crate::error::ApiError;
use crate::reading::Data;
use crate::slots::{self, Notes, row};

/// What a reply consists of, as far as it has been read.
pub(crate) struct Pieces<R> {
    pub(super) response: R,
    /// What did not fit in it.
    pub(super) notes: Notes,
    pub(super) id: Option<i64>,
    pub(super) status: Status,
    /// How many results there are. A reply that is its own result has none.
    pub(super) results: usize,
    /// Whether there is data that the response has a use for.
    pub(super) found_data: bool,
    /// Whether there are members that belong neither to the protocol nor to the data, such as a task id.
    pub(super) found_other: bool,
}

impl<R> Pieces<R> {
    /// FortiManager's refusal, if it is one.
    pub(super) fn refusal(&self) -> Option<ApiError> {
        let code = self.status.code.filter(|code| code.value() != 0)?;
        Some(ApiError::new(code, self.status.message.as_deref().unwrap_or_default()))
    }
}

/// The verdict on a call.
#[derive(Clone, Default)]
pub(super) struct Status {
    pub(super) code: Option<Code>,
    pub(super) message: Option<String>,
}

row! { Status { code: "code", message: "message" } }

/// Takes a reply apart. Generic over the deserializer, so that errors can be traced to their place and
/// tests can see what is passed over.
pub(crate) fn read<'de, D: Deserializer<'de>, R: Response>(
    deserializer: D,
    notes: Notes,
) -> Result<Pieces<R>, D::Error> {
    let mut pieces = Pieces {
        response: R::default(),
        notes,
        id: None,
        status: Status::default(),
        results: 0,
        found_data: false,
        found_other: false,
    };
    Object {
        level: Level::Top,
        pieces: &mut pieces,
    }
    .deserialize(deserializer)?;
    Ok(pieces)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Top,
    Entry,
}

/// The reply itself, or one result in it.
struct Object<'p, R> {
    level: Level,
    pieces: &'p mut Pieces<R>,
}

impl<'de, R: Response> DeserializeSeed<'de> for Object<'_, R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, R: Response> Visitor<'de> for Object<'_, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.level {
            Level::Top => "a reply",
            Level::Entry => "a result",
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Self { level, pieces } = self;
        while let Some(name) = members.next_key_seed(Name(level))? {
            match name {
                Member::Id => {
                    members.next_value_seed(Place(&mut pieces.id))?;
                }
                Member::Status => {
                    members.next_value_seed(Verdict { level, pieces })?;
                }
                Member::Data => {
                    pieces.notes.enter("data", false);
                    let data = members.next_value_seed(Data {
                        response: &mut pieces.response,
                        notes: &mut pieces.notes,
                    })?;
                    pieces.notes.leave();
                    if let Some(found) = data {
                        pieces.found_data = found;
                    }
                }
                Member::Result => members.next_value_seed(Results(pieces))?,
                Member::OfTheProtocol => {
                    members.next_value::<IgnoredAny>()?;
                }
                Member::Other(name) => {
                    pieces.found_other = true;
                    members.next_value_seed(Other {
                        level,
                        name,
                        response: &mut pieces.response,
                        notes: &mut pieces.notes,
                    })?;
                }
            }
        }
        Ok(())
    }
}

/// What a member of the envelope is, by its name.
enum Member<'de> {
    Id,
    Result,
    Status,
    Data,
    /// One that says nothing about the answer.
    OfTheProtocol,
    Other(Cow<'de, str>),
}

impl Member<'_> {
    fn known(level: Level, name: &str) -> Option<Self> {
        Some(match (level, name) {
            (_, "status") => Self::Status,
            (_, "data") => Self::Data,
            (Level::Top, "id") => Self::Id,
            (Level::Top, "result") => Self::Result,
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

/// The verdict on a call; or, in a few replies of the GUI, a word, which belongs to what was asked for.
struct Verdict<'p, R> {
    level: Level,
    pieces: &'p mut Pieces<R>,
}

impl<'de, R: Response> DeserializeSeed<'de> for Verdict<'_, R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, R: Response> Visitor<'de> for Verdict<'_, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a status")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<(), E> {
        self.pieces.found_other = true;
        Other {
            level: self.level,
            name: "status".into(),
            response: &mut self.pieces.response,
            notes: &mut self.pieces.notes,
        }
        .deserialize(word.into_deserializer())
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        let mut status = Status::default();
        slots::read(&mut status, MapAccessDeserializer::new(members), &mut Notes::refusing())?;
        // A refusal stays one, whatever another level says.
        if self.pieces.refusal().is_none() {
            self.pieces.status = status;
        }
        Ok(())
    }
}

/// A member that reads itself through a slot.
struct Place<'p>(slots::Slot<'p>);

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        slots::read(self.0, deserializer, &mut Notes::refusing())
    }
}

/// A member that only the response can read.
struct Other<'p, 'n, R> {
    level: Level,
    name: Cow<'n, str>,
    response: &'p mut R,
    notes: &'p mut Notes,
}

impl<'de, R: Response> DeserializeSeed<'de> for Other<'_, '_, R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.level {
            Level::Top => self.response.read_envelope(&self.name, deserializer, self.notes),
            Level::Entry => self.response.read_beside(&self.name, deserializer, self.notes),
        }
    }
}

/// The results: a list of them, or a lone one.
struct Results<'p, R>(&'p mut Pieces<R>);

impl<'de, R: Response> DeserializeSeed<'de> for Results<'_, R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, R: Response> Visitor<'de> for Results<'_, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a result or a list of results")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut results: A) -> Result<(), A::Error> {
        self.0.notes.enter("result", false);
        self.0.notes.enter_index(0);
        let first = results.next_element_seed(Object {
            level: Level::Entry,
            pieces: &mut *self.0,
        })?;
        self.0.notes.leave();
        self.0.notes.leave();
        if first.is_none() {
            return Ok(());
        }
        self.0.results = 1;
        while results.next_element::<IgnoredAny>()?.is_some() {
            self.0.results += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        self.0.results = 1;
        self.0.notes.enter("result", false);
        Object {
            level: Level::Entry,
            pieces: &mut *self.0,
        }
        .visit_map(members)?;
        self.0.notes.leave();
        Ok(())
    }
}
