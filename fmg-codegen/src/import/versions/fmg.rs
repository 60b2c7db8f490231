//! Tables of FortiManager, for the union of versions.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use camino::Utf8Path;

use super::schema::named;
use super::union::{Form, Joined, Limits, Part, Split};
use crate::diagnostic::Location;
use crate::import::answer::below;
use crate::import::fmg::{self, Attribute, Choice, Description, Scope, Values};

/// An attribute of a table, or a table as if it were one.
pub(super) struct FmgPart(Attribute);

/// The known facts about a table, beside its attributes.
pub(super) struct Scopes {
    read: BTreeSet<Scope>,
    written: BTreeSet<Scope>,
    guessed: bool,
    is_global: bool,
}

impl FmgPart {
    pub(super) fn of_table(object: fmg::Object) -> Self {
        Self(Attribute::new("", Values::Object(Box::new(object))))
    }

    pub(super) fn into_table(self) -> Option<fmg::Object> {
        match self.0.values {
            Values::Object(object) => Some(*object),
            _ => None,
        }
    }
}

impl Scopes {
    pub(super) fn of(description: &Description) -> Self {
        Self {
            read: description.scopes.iter().copied().collect(),
            written: description.written.iter().copied().collect(),
            guessed: description.guessed_scopes,
            is_global: description.is_global,
        }
    }

    /// Adds the scopes that it has in another version.
    pub(super) fn add(&mut self, other: Self) {
        self.read.extend(other.read);
        self.written.extend(other.written);
        self.guessed &= other.guessed;
        self.is_global &= other.is_global;
    }

    pub(super) fn describe(self, kind: crate::import::pattern::Kind, path: String, object: fmg::Object) -> Description {
        Description {
            kind,
            path,
            scopes: self.read.into_iter().collect(),
            written: self.written.into_iter().collect(),
            guessed_scopes: self.guessed,
            is_global: self.is_global,
            object,
        }
    }
}

/// A hash of an object without its places.
pub(super) fn content_hash(object: &fmg::Object) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut without = object.clone();
    without_places(&mut without);
    format!("{without:?}").hash(&mut hasher);
    hasher.finish()
}

fn without_places(object: &mut fmg::Object) {
    object.at = Location::new(Utf8Path::new(""), 0..0);
    object.attributes_at.clear();
    for attribute in &mut object.attributes {
        if let Values::Object(inner) = &mut attribute.values {
            without_places(inner);
        }
    }
}

/// The kind of the values of an attribute.
fn form(attribute: &Attribute) -> Form {
    match &attribute.values {
        Values::Text => Form::Text,
        Values::Integer | Values::Unsigned | Values::Float => Form::Number,
        Values::Choice(_) | Values::Bits(_) => Form::Choice,
        Values::Secret => Form::Secret,
        Values::Object(object) if object.form == fmg::Form::Single => Form::Object,
        Values::Object(_) => Form::Table,
        Values::Json | Values::Unresolved | Values::Open | Values::Unknown => Form::Other,
    }
}

impl Part for FmgPart {
    /// The attribute without attributes in it, and without its values.
    type Own = Box<Attribute>;
    type Value = Choice;

    fn split(self) -> Split<Self> {
        let Self(mut own) = self;
        let form = form(&own);
        let limits = Limits {
            min: own.min,
            max: own.max,
            length: own.max_len.map(i64::from),
            elements: own.most.map(i64::from),
        };
        let (mut inside, mut values) = (None, None);
        match &mut own.values {
            Values::Object(object) => {
                let attributes = named(std::mem::take(&mut object.attributes), &|own| own.name.clone());
                inside = Some(attributes.into_iter().map(|(name, own)| (name, Self(own))).collect());
            }
            Values::Choice(choices) | Values::Bits(choices) => {
                values = Some(named(std::mem::take(choices), &|own| own.wire.clone()));
            }
            _ => {}
        }
        Split {
            own: Box::new(own),
            form,
            limits,
            inside,
            values,
        }
    }

    fn join(joined: Joined<Self>) -> Self {
        let Joined {
            mut own,
            limits,
            inside,
            values,
        } = joined;
        if let Some(limits) = limits {
            let count = |limit: Option<i64>| limit.and_then(|limit| u32::try_from(limit).ok());
            own.min = limits.min;
            own.max = limits.max;
            own.max_len = count(limits.length);
            own.most = count(limits.elements);
        }
        match (&mut own.values, inside, values) {
            (Values::Object(object), Some(inside), _) => {
                object.attributes = inside.into_iter().map(|(_, Self(own))| own).collect();
            }
            (Values::Choice(choices) | Values::Bits(choices), _, Some(values)) => {
                let mut taken = BTreeSet::new();
                choices.extend(values.into_iter().map(|(_, mut own)| {
                    // In the newest version, the number is that of another value.
                    own.number = own.number.filter(|number| taken.insert(*number));
                    own
                }));
            }
            _ => {}
        }
        Self(*own)
    }

    fn place(around: &Location, name: &str) -> Location {
        let pointer = below(&format!("{}/attr", around.pointer), name);
        Location::value(&around.file, &pointer)
    }
}
