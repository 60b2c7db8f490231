//! Reads the rows of a request, and compares their members with the known facts about them.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use fmg_template::facts::{MemberFacts, RowFacts, VersionInterval};
use fmg_template::secret_name::is_secret;

use crate::error::MisfitReason;
use crate::json_visitor::{Visit, Visited, skip_list, skip_members};

/// How many members that do not fit are kept.
const MOST: usize = 64;

/// A member of a row that does not fit, or does not fit some firmware.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Doubt {
    /// The place in the rows; empty: the table itself.
    pub(crate) path: String,
    pub(crate) reason: Reason,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Whatever the firmware is.
    Always(MisfitReason),
    /// In other versions than these. The value is that which only these versions have.
    Versions {
        value: Option<String>,
        versions: Vec<VersionInterval>,
    },
    /// It may lead to an object that does not exist.
    Reference(Vec<String>),
}

/// The members that do not fit so far.
pub(super) struct Doubts {
    all: Vec<Doubt>,
    /// The path of the current value.
    path: String,
    has_rows: bool,
    of_table: Vec<VersionInterval>,
}

impl Doubts {
    pub(super) fn new(facts: &RowFacts) -> Self {
        Self {
            all: Vec::new(),
            path: String::new(),
            has_rows: false,
            of_table: facts.versions.clone(),
        }
    }

    pub(super) fn finish(mut self) -> Vec<Doubt> {
        if self.has_rows && !self.of_table.is_empty() {
            let reason = Reason::Versions {
                value: None,
                versions: self.of_table,
            };
            self.all.insert(
                0,
                Doubt {
                    path: String::new(),
                    reason,
                },
            );
        }
        self.all
    }

    fn add(&mut self, reason: Reason) {
        if self.all.len() < MOST {
            let path = self.path.clone();
            self.all.push(Doubt { path, reason });
        }
    }

    fn always(&mut self, reason: MisfitReason) {
        self.add(Reason::Always(reason));
    }

    /// Runs `read` with a member or an index added to the path.
    fn below<T>(&mut self, step: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let len = self.path.len();
        if len > 0 && !step.starts_with('[') {
            self.path.push('.');
        }
        self.path.push_str(step);
        let read = read(self);
        self.path.truncate(len);
        read
    }
}

/// The steps to the rows of a request: names of members, `*` for the index of the call, and `?name` for a member that may be
/// around the row.
#[derive(Clone, Copy)]
pub(super) struct Steps<'f> {
    pub(super) left: &'f [&'f str],
    pub(super) call: usize,
}

/// The rows at a place of a request.
pub(super) struct Pointed<'f, 'd> {
    pub(super) steps: Steps<'f>,
    pub(super) facts: &'f [MemberFacts],
    pub(super) doubts: &'d mut Doubts,
}

impl<'f> Pointed<'f, '_> {
    /// The current row, whose next member is `first` if it was read already.
    fn row<'de, A: MapAccess<'de>>(self, first: Option<Cow<'_, str>>, mut members: A) -> Result<(), A::Error> {
        let Self { facts, doubts, .. } = self;
        doubts.has_rows = true;
        if let Some(name) = first {
            members.next_value_seed(Of::member(facts, &name, doubts))?;
        }
        read_row(facts, members, doubts)
    }

    fn steps(&self, left: &'f [&'f str]) -> Steps<'f> {
        Steps { left, ..self.steps }
    }
}

impl<'de> Visit<'de> for Pointed<'_, '_> {
    fn members<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Some((step, left)) = self.steps.left.split_first() else {
            return self.row(None, members);
        };
        let steps = self.steps(left);
        if let Some(around) = step.strip_prefix('?') {
            let Some(Name(name)) = members.next_key()? else {
                return Ok(());
            };
            let inner = Pointed { steps, ..self };
            if name == around {
                members.next_value_seed(Visited(inner))?;
                return skip_members(members);
            }
            return inner.row(Some(name), members);
        }
        while let Some(Name(name)) = members.next_key()? {
            if name == *step {
                members.next_value_seed(Visited(Pointed {
                    steps,
                    facts: self.facts,
                    doubts: &mut *self.doubts,
                }))?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn list<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let (wanted, left) = match self.steps.left.split_first() {
            None => (None, self.steps.left),
            // The rows of one call of several.
            Some((&"*", left)) => (Some(self.steps.call), left),
            Some((step, _)) if step.starts_with('?') => (None, self.steps.left),
            Some(_) => return skip_list(list),
        };
        let steps = self.steps(left);
        for index in 0.. {
            let is_wanted = wanted.is_none_or(|wanted| wanted == index);
            let is_there = if is_wanted {
                let mut inner = |doubts: &mut Doubts| {
                    list.next_element_seed(Visited(Pointed {
                        steps,
                        facts: self.facts,
                        doubts,
                    }))
                };
                match wanted {
                    Some(_) => inner(&mut *self.doubts)?,
                    None => self.doubts.below(&format!("[{index}]"), inner)?,
                }
                .is_some()
            } else {
                list.next_element::<IgnoredAny>()?.is_some()
            };
            if !is_there {
                break;
            }
        }
        Ok(())
    }
}

fn read_row<'de, A: MapAccess<'de>>(
    facts: &[MemberFacts],
    mut members: A,
    doubts: &mut Doubts,
) -> Result<(), A::Error> {
    while let Some(Name(name)) = members.next_key()? {
        members.next_value_seed(Of::member(facts, &name, doubts))?;
    }
    Ok(())
}

/// The name of a member.
struct Name<'de>(Cow<'de, str>);

impl<'de> serde::Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl<'de> Visitor<'de> for Read {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a member")
            }

            fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(name.into()))
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Name<'de>, E> {
                Ok(Name(name.to_owned().into()))
            }
        }

        deserializer.deserialize_identifier(Read)
    }
}

/// The value of a member, or an element of it.
struct Of<'f, 'd> {
    /// The known facts about the member, if any.
    facts: Option<&'f MemberFacts>,
    /// The path of the member, if it is not part of the path yet.
    name: Option<String>,
    doubts: &'d mut Doubts,
}

impl<'f, 'd> Of<'f, 'd> {
    fn member(facts: &'f [MemberFacts], name: &str, doubts: &'d mut Doubts) -> Self {
        let facts = facts.iter().find(|member| member.is_of(name));
        Self {
            facts,
            name: facts.map(|_| name.to_owned()),
            doubts,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Of<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        let Self { facts, name, doubts } = self;
        let Some(facts) = facts else {
            return value.deserialize_ignored_any(IgnoredAny).map(drop);
        };
        match name {
            None => Visited(Known { facts, doubts }).deserialize(value),
            Some(name) => doubts.below(&name, |doubts| {
                of_presence(facts, doubts);
                Visited(Known { facts, doubts }).deserialize(value)
            }),
        }
    }
}

/// Doubts about a member that is sent, whatever its value.
fn of_presence(facts: &MemberFacts, doubts: &mut Doubts) {
    if !facts.versions.is_empty() {
        doubts.add(Reason::Versions {
            value: None,
            versions: facts.versions.clone(),
        });
    }
    if facts.is_read_only {
        doubts.always(MisfitReason::ReadOnly);
    }
    if facts.is_on_some_models {
        doubts.always(MisfitReason::SomeModels);
    }
    if !facts.refers_to.is_empty() {
        doubts.add(Reason::Reference(facts.refers_to.clone()));
    }
}

/// A value of which something is known.
struct Known<'f, 'd> {
    facts: &'f MemberFacts,
    doubts: &'d mut Doubts,
}

impl Known<'_, '_> {
    /// Whether nothing of the value may be told.
    fn is_secret(&self) -> bool {
        self.facts.is_secret || is_secret(&self.facts.name)
    }
}

impl<'de> Visit<'de> for Known<'_, '_> {
    fn integer(self, number: i128) {
        let Some((min, max)) = self.facts.range else { return };
        if min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max) {
            let found = (!self.is_secret()).then_some(number);
            self.doubts.always(MisfitReason::Range { min, max, found });
        }
    }

    fn text(self, text: &str) {
        if let Some(max) = self.facts.max_chars {
            let count = text.chars().count();
            if u32::try_from(count).is_ok_and(|count| count > max) || u32::try_from(count).is_err() {
                let found = (!self.is_secret()).then_some(count);
                self.doubts.always(MisfitReason::Length { max, found });
            }
        }
        let words = || std::iter::once(text).chain(text.split_ascii_whitespace());
        let known = self
            .facts
            .values
            .iter()
            .find(|known| words().any(|word| word == known.value));
        if let Some(known) = known {
            self.doubts.add(Reason::Versions {
                value: Some(known.value.clone()),
                versions: known.versions.clone(),
            });
        }
        if let Ok(number) = text.parse() {
            self.integer(number);
        }
    }

    fn list<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self { facts, doubts } = self;
        let mut count = 0;
        loop {
            let step = format!("[{count}]");
            let element = |doubts: &mut Doubts| {
                list.next_element_seed(Of {
                    facts: Some(facts),
                    name: None,
                    doubts,
                })
            };
            if doubts.below(&step, element)?.is_none() {
                break;
            }
            count += 1;
        }
        if let Some(max) = facts
            .max_items
            .filter(|max| u32::try_from(count).map_or(true, |count| count > *max))
        {
            doubts.always(MisfitReason::Items { max, found: count });
        }
        Ok(())
    }

    fn members<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        read_row(&self.facts.rows, members, self.doubts)
    }
}
