//! The union of several versions: the parts of the newest version, and those that only older versions have.
//!
//! Versions can be added in any order.

use std::collections::BTreeMap;

use super::source::{Available, Seen, SourceId, Sources};
use crate::diagnostic::Location;

/// A part of a description: a table, an attribute, a call, a parameter.
pub(super) trait Part: Sized {
    /// The known facts about this part alone.
    type Own;
    /// The known facts about a listed value.
    type Value;

    /// Takes it apart.
    fn split(self) -> Split<Self>;

    /// Puts it together.
    fn join(joined: Joined<Self>) -> Self;

    /// The place of a part inside of one at `around`.
    fn place(around: &Location, name: &str) -> Location;
}

/// The parts of a part.
pub(super) struct Split<P: Part> {
    pub(super) own: P::Own,
    pub(super) form: Form,
    pub(super) limits: Limits,
    /// The parts inside; `None` if it cannot have any.
    pub(super) inside: Option<Vec<(String, P)>>,
    /// The listed values; `None` if values are not listed.
    pub(super) values: Option<Vec<(String, P::Value)>>,
}

/// A part of the newest version, with the inner parts of older versions.
pub(super) struct Joined<P: Part> {
    pub(super) own: P::Own,
    /// The limits, if they differ by version.
    pub(super) limits: Option<Limits>,
    pub(super) inside: Option<Vec<(String, P)>>,
    pub(super) values: Option<Vec<(String, P::Value)>>,
}

/// The kind of the values of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Form {
    Text,
    Number,
    Choice,
    Secret,
    Object,
    Table,
    /// Anything else, which is not compared.
    Other,
}

/// The limits of a value. `None`: no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Limits {
    pub(super) min: Option<i64>,
    pub(super) max: Option<i64>,
    /// The number of characters.
    pub(super) length: Option<i64>,
    /// The number of values or rows.
    pub(super) elements: Option<i64>,
}

impl Limits {
    /// The limits that allow all values that either allows.
    fn widest(self, other: Self) -> Self {
        let least = |one: Option<i64>, other: Option<i64>| Some(one?.min(other?));
        let most = |one: Option<i64>, other: Option<i64>| Some(one?.max(other?));
        Self {
            min: least(self.min, other.min),
            max: most(self.max, other.max),
            length: most(self.length, other.length),
            elements: most(self.elements, other.elements),
        }
    }
}

/// A part in some versions.
pub(super) struct Node<P: Part> {
    seen: Seen,
    /// The version whose `own` it is.
    newest: SourceId,
    /// Its position among those around it in that version.
    position: usize,
    own: P::Own,
    form: Form,
    /// The limits for each form, and whether they differ by version.
    limits: Vec<(Form, Limits, bool)>,
    /// The versions in which it has parts inside.
    contains: Seen,
    inside: BTreeMap<Box<str>, Node<P>>,
    /// The versions in which its values are listed.
    lists: Seen,
    values: BTreeMap<Box<str>, Listed<P>>,
}

/// A listed value in some versions.
struct Listed<P: Part> {
    seen: Seen,
    newest: SourceId,
    position: usize,
    own: P::Value,
}

impl<P: Part> Node<P> {
    /// A part of one version.
    pub(super) fn new(part: P, source: SourceId, position: usize, sources: &Sources) -> Self {
        let Split {
            own,
            form,
            limits,
            inside,
            values,
        } = part.split();
        let mut node = Self {
            seen: Seen::default(),
            newest: source,
            position,
            own,
            form,
            limits: vec![(form, limits, false)],
            contains: Seen::default(),
            inside: BTreeMap::new(),
            lists: Seen::default(),
            values: BTreeMap::new(),
        };
        node.seen.add(source);
        node.add_inside(inside, source, sources);
        node.add_values(values, source, sources);
        node
    }

    /// Adds the part of another version.
    pub(super) fn add(&mut self, part: P, source: SourceId, position: usize, sources: &Sources) {
        let Split {
            own,
            form,
            limits,
            inside,
            values,
        } = part.split();
        self.seen.add(source);
        if sources.is_newer(source, self.newest) {
            self.newest = source;
            self.position = position;
            self.own = own;
            self.form = form;
        }
        match self.limits.iter_mut().find(|(known, ..)| *known == form) {
            Some((_, known, differ)) => {
                *differ |= *known != limits;
                *known = known.widest(limits);
            }
            None => self.limits.push((form, limits, false)),
        }
        self.add_inside(inside, source, sources);
        self.add_values(values, source, sources);
    }

    fn add_inside(&mut self, inside: Option<Vec<(String, P)>>, source: SourceId, sources: &Sources) {
        let Some(inside) = inside else { return };
        self.contains.add(source);
        for (position, (name, part)) in inside.into_iter().enumerate() {
            if let Some(node) = self.inside.get_mut(name.as_str()) {
                node.add(part, source, position, sources);
            } else {
                let node = Self::new(part, source, position, sources);
                self.inside.insert(name.into(), node);
            }
        }
    }

    fn add_values(&mut self, values: Option<Vec<(String, P::Value)>>, source: SourceId, sources: &Sources) {
        let Some(values) = values else { return };
        self.lists.add(source);
        for (position, (name, own)) in values.into_iter().enumerate() {
            let Some(listed) = self.values.get_mut(name.as_str()) else {
                let mut listed = Listed {
                    seen: Seen::default(),
                    newest: source,
                    position,
                    own,
                };
                listed.seen.add(source);
                self.values.insert(name.into(), listed);
                continue;
            };
            listed.seen.add(source);
            // The first of equal values of one version counts.
            if sources.is_newer(source, listed.newest) {
                listed.newest = source;
                listed.position = position;
                listed.own = own;
            }
        }
    }

    /// Counts the versions of another part as those of this one.
    pub(super) fn also_in(&mut self, other: &Self) {
        self.seen = self.seen.or(other.seen);
    }

    /// The version whose form the part has.
    pub(super) fn newest(&self) -> SourceId {
        self.newest
    }

    /// The complete part, and the versions of each inner part. `around` are the versions of the surrounding part,
    /// `places` the places of the table or call in them.
    pub(super) fn finish(self, around: Seen, sources: &mut Sources, places: &Places<'_>) -> (P, Item) {
        let Self {
            seen,
            newest,
            own,
            form,
            limits,
            contains,
            inside,
            lists,
            values,
            ..
        } = self;
        let others = limits
            .iter()
            .map(|(other, ..)| *other)
            .filter(|other| *other != form)
            .collect();
        let widest = limits.iter().find(|(other, _, differ)| *other == form && *differ);
        let widest = widest.map(|(_, limits, _)| *limits);
        let mut item = Item {
            available: sources.available(seen, around),
            other_forms: others,
            is_widest: widest.is_some(),
            ..Item::default()
        };
        let mut joined = Joined {
            own,
            limits: widest,
            inside: None,
            values: None,
        };
        if contains.has(newest) {
            let mut parts: Vec<_> = inside.into_iter().collect();
            parts.sort_by(|(_, one), (_, other)| {
                order(sources, (one.newest, one.position), (other.newest, other.position))
            });
            let mut all = Vec::with_capacity(parts.len());
            for (name, node) in parts {
                let inner = places.inside(&name, node.newest);
                let is_older = node.newest != newest;
                let (part, mut own) = node.finish(contains, sources, &inner);
                own.at = inner.place().filter(|_| is_older);
                if !own.is_plain() {
                    item.inside.insert(name.to_string(), own);
                }
                all.push((name.into_string(), part));
            }
            joined.inside = Some(all);
        }
        if lists.has(newest) {
            let mut all: Vec<_> = values.into_iter().collect();
            all.sort_by(|(_, one), (_, other)| {
                order(sources, (one.newest, one.position), (other.newest, other.position))
            });
            let mut listed = Vec::with_capacity(all.len());
            for (name, value) in all {
                let available = sources.available(value.seen, lists);
                if available != Available::default() {
                    item.values.insert(name.to_string(), available);
                }
                listed.push((name.into_string(), value.own));
            }
            joined.values = Some(listed);
        }
        (P::join(joined), item)
    }
}

/// The order of the parts of several versions: those of the newest, then the further parts of the next.
fn order(sources: &Sources, one: (SourceId, usize), other: (SourceId, usize)) -> std::cmp::Ordering {
    if one.0 == other.0 {
        return one.1.cmp(&other.1);
    }
    if sources.is_newer(one.0, other.0) {
        std::cmp::Ordering::Less
    } else {
        std::cmp::Ordering::Greater
    }
}

/// The places of a table or a call in the versions that have it, and the path to one of its parts.
pub(super) struct Places<'a> {
    tables: &'a [(SourceId, Location)],
    path: Vec<&'a str>,
    source: SourceId,
    place: fn(&Location, &str) -> Location,
}

impl<'a> Places<'a> {
    pub(super) fn new<P: Part>(tables: &'a [(SourceId, Location)], source: SourceId) -> Self {
        Self {
            tables,
            path: Vec::new(),
            source,
            place: P::place,
        }
    }

    fn inside<'b>(&self, name: &'b str, source: SourceId) -> Places<'b>
    where
        'a: 'b,
    {
        let mut path: Vec<&'b str> = self.path.clone();
        path.push(name);
        Places {
            tables: self.tables,
            path,
            source,
            place: self.place,
        }
    }

    /// The place in the version that is meant.
    fn place(&self) -> Option<Location> {
        let (_, table) = self.tables.iter().find(|(source, _)| *source == self.source)?;
        Some(self.path.iter().fold(table.clone(), |at, name| (self.place)(&at, name)))
    }
}

/// The versions of a part, and of the parts inside of it that are not in all versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::import) struct Item {
    /// The versions that have it, of those that have the surrounding part.
    pub(in crate::import) available: Available,
    /// Its place, if it is in another version than the surrounding part.
    pub(in crate::import) at: Option<Location>,
    /// The forms that it has in other versions.
    pub(in crate::import) other_forms: Vec<Form>,
    /// Whether its limits are the widest of several.
    pub(in crate::import) is_widest: bool,
    pub(in crate::import) inside: BTreeMap<String, Item>,
    pub(in crate::import) values: BTreeMap<String, Available>,
}

impl Item {
    /// Whether it is the same in all versions.
    fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}
