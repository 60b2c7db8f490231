//! Tables and single objects: the calls that belong together.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;

use super::call::{Call, Segment, element, resolved};
use super::object::Objects;
use crate::diagnostic::Location;
use crate::import::answer::below;
use crate::import::fmg::{Description, Form, Object, Scope, Values};
use crate::import::pattern::Kind;
use crate::import::swagger::document::{Document, Schema};
use crate::ir::TableVerb;

/// A part of the path of a table below its scope: a word, or the key of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step<'d> {
    Word(&'d str),
    Key,
}

/// The name of a unit: its scope, whether it is of the global database, and its path without the key of its own rows.
type Name<'d> = (Scope, bool, Vec<Step<'d>>);

/// The calls on a table and those on its rows; a single object has only the first.
#[derive(Default)]
struct Unit<'c, 'd> {
    whole: Vec<&'c Call<'d>>,
    row: Vec<&'c Call<'d>>,
}

/// The tables and single objects of a file, and its other calls.
pub(super) struct Units<'c, 'd> {
    document: &'d Document,
    known: BTreeMap<Name<'d>, Unit<'c, 'd>>,
    /// The tables and objects inside of others, with the attributes that they are there.
    inside: BTreeMap<Name<'d>, Vec<(Name<'d>, &'d str)>>,
    others: Vec<&'c Call<'d>>,
}

impl<'c, 'd> Units<'c, 'd> {
    pub(super) fn of(document: &'d Document, calls: &'c [Call<'d>]) -> Self {
        let mut units: BTreeMap<Name<'d>, Unit<'c, 'd>> = BTreeMap::new();
        let mut others = Vec::new();
        for call in calls {
            let Some((scope, is_global, mut steps)) = name(call) else {
                others.push(call);
                continue;
            };
            let is_row = steps.last() == Some(&Step::Key);
            if is_row {
                steps.pop();
            }
            let unit = units.entry((scope, is_global, steps)).or_default();
            if is_row { &mut unit.row } else { &mut unit.whole }.push(call);
        }
        units.retain(|_, unit| {
            let is_known = unit.is_known();
            if !is_known {
                others.extend(unit.whole.iter().chain(&unit.row));
            }
            is_known
        });
        others.sort_by_key(|call| call.key);
        let mut own = Self {
            document,
            known: units,
            inside: BTreeMap::new(),
            others,
        };
        for name in own.known.keys() {
            if let Some((around, word)) = own.around(name) {
                own.inside.entry(around).or_default().push((name.clone(), word));
            }
        }
        own
    }

    /// The calls on no table and no single object.
    pub(super) fn others(&self) -> impl Iterator<Item = &'c Call<'d>> {
        self.others.iter().copied()
    }

    /// The tables and single objects that are not inside of others.
    pub(super) fn descriptions(&self, file: &Utf8Path, pointer: &str) -> Vec<(Location, Description)> {
        let mut all = Vec::new();
        for (name, unit) in &self.known {
            if self.around(name).is_some() {
                continue;
            }
            let (scope, is_global, steps) = name;
            let words = steps.iter().filter_map(|step| match step {
                Step::Word(word) => Some(*word),
                Step::Key => None,
            });
            let path = words.collect::<Vec<_>>().join("/");
            // Header and footer policies are read as objects of ADOMs, and are those of packages.
            let kind = if Scope::is_of_global_package(&path) {
                Kind::Package
            } else {
                scope.kind()
            };
            let mut objects = Objects::new(self.document, file, pointer);
            let object = self.object(&mut objects, name, unit);
            let at = object.at.clone();
            let is_written = self.verbs_of(name).iter().any(|verb| !verb.is_read());
            all.push((
                at,
                Description {
                    kind,
                    path,
                    scopes: vec![*scope],
                    written: if is_written { vec![*scope] } else { Vec::new() },
                    guessed_scopes: false,
                    is_global: *is_global,
                    object,
                },
            ));
        }
        all
    }

    /// The table or single object around a unit, and the attribute that the unit is there.
    fn around(&self, name: &Name<'d>) -> Option<(Name<'d>, &'d str)> {
        let (scope, is_global, steps) = name;
        let (Step::Word(word), above) = steps.split_last()? else {
            return None;
        };
        let (above, has_rows) = match above.split_last() {
            Some((Step::Key, above)) => (above, true),
            _ => (above, false),
        };
        let around = (*scope, *is_global, above.to_vec());
        let unit = self.known.get(&around)?;
        (unit.row.is_empty() != has_rows).then_some((around, word))
    }

    /// The verbs of a unit, and of those inside of it.
    fn verbs_of(&self, name: &Name<'d>) -> BTreeSet<TableVerb> {
        let mut verbs = BTreeSet::new();
        if let Some(unit) = self.known.get(name) {
            verbs.extend(unit.verbs(self.document));
        }
        verbs
    }

    /// The object that a unit is, with the units inside of it.
    fn object(&self, objects: &mut Objects<'d>, name: &Name<'d>, unit: &Unit<'c, 'd>) -> Object {
        let at = unit.whole.iter().chain(&unit.row).next().map_or("", |call| call.key);
        let form = if unit.row.is_empty() { Form::Single } else { Form::Rows };
        let mut object = objects.object(&below("/paths", at), unit.schema(self.document), form);
        object.key = unit.key(self.document).filter(|key| object.attribute(key).is_some());
        if let Some(key) = object.key.clone()
            && let Some(own) = object.attributes.iter_mut().find(|own| own.name == key)
        {
            own.is_list = false;
        }
        object.verbs = Some(unit.verbs(self.document));
        if let Some(help) = self.help(unit) {
            help.clone_into(&mut object.help);
        }
        for (inner, word) in self.inside.get(name).into_iter().flatten() {
            let Some(unit) = self.known.get(inner) else { continue };
            let child = self.object(objects, inner, unit);
            match object.attributes.iter_mut().find(|own| own.name == *word) {
                Some(own) => own.values = Values::Object(Box::new(child)),
                None => crate::import::fmg::put(&mut object, word, child),
            }
        }
        object
    }

    /// The documentation of the table: the description of its tag.
    fn help(&self, unit: &Unit<'c, 'd>) -> Option<&'d str> {
        let call = unit.whole.iter().chain(&unit.row).next()?;
        let tag = call.operation.tags.items.first()?.get()?;
        let mut tags = self.document.tags.items.iter().filter(|own| own.name.as_str() == tag);
        tags.find_map(|own| own.description.get())
    }
}

/// The unit of a call, with the key of a row at the end if it is on one. `None`: the call is on no table.
fn name<'d>(call: &Call<'d>) -> Option<Name<'d>> {
    if call.method == "exec" {
        return None;
    }
    let words: Vec<_> = call
        .segments
        .iter()
        .map(|segment| match segment {
            Segment::Literal(word) => word,
            Segment::Placeholder(_) => "",
        })
        .collect();
    let (scope, below) = Scope::of_url(&words)?;
    let mut rest = &call.segments[words.len() - below.len()..];
    if matches!(scope, Scope::Package | Scope::GlobalPackage) {
        // The package, which the file has as one segment.
        let [Segment::Placeholder(_), after @ ..] = rest else {
            return None;
        };
        rest = after;
    }
    let mut steps: Vec<Step<'d>> = Vec::with_capacity(rest.len());
    for segment in rest {
        match segment {
            // A section of a url, such as `object member`, is not an attribute.
            Segment::Literal(word) if word.contains(' ') || word.starts_with('_') => return None,
            Segment::Literal(word) => steps.push(Step::Word(word)),
            // A row with several keys does not belong to a table.
            Segment::Placeholder(_) if !matches!(steps.last(), Some(Step::Word(_))) => return None,
            Segment::Placeholder(_) => steps.push(Step::Key),
        }
    }
    let is_global = matches!(
        words.as_slice(),
        ["pm", "config", "global", ..] | ["dvmdb", "global", ..]
    );
    (!steps.is_empty()).then_some((scope, is_global, steps))
}

impl<'d> Unit<'_, 'd> {
    /// Whether the calls are those on a table or on a single object.
    fn is_known(&self) -> bool {
        let has = |calls: &[&Call<'_>], methods: &[&str]| calls.iter().any(|call| methods.contains(&call.method));
        if self.row.is_empty() {
            has(&self.whole, &["set", "update"])
        } else {
            has(&self.whole, &["get"])
        }
    }

    fn verbs(&self, document: &'d Document) -> Vec<TableVerb> {
        let mut verbs = Vec::new();
        let is_single = self.row.is_empty();
        for call in &self.whole {
            let own: &[TableVerb] = match call.method {
                "get" if is_single => &[TableVerb::Get],
                "set" if is_single => &[TableVerb::Set],
                "update" if is_single => &[TableVerb::Update],
                "get" => &[TableVerb::List],
                "add" => &[TableVerb::Add, TableVerb::AddRows],
                "set" => &[TableVerb::Upsert, TableVerb::SetRows],
                "update" => &[TableVerb::UpdateRows],
                "delete" => &[TableVerb::DeleteWhere],
                _ => &[],
            };
            verbs.extend(own);
            if call.method == "get" && !is_single {
                let options = call.options(document);
                let of_options = [TableVerb::Count, TableVerb::Checksum, TableVerb::Syntax];
                verbs.extend(
                    of_options
                        .iter()
                        .filter(|verb| verb.option().is_some_and(|own| options.contains(&own))),
                );
            }
        }
        for call in &self.row {
            let own: &[TableVerb] = match call.method {
                "get" => &[TableVerb::Get],
                "set" => &[TableVerb::Set],
                "update" => &[TableVerb::Update],
                "delete" => &[TableVerb::Delete],
                "clone" => &[TableVerb::CloneTo],
                "move" => &[TableVerb::MoveTo],
                _ => &[],
            };
            verbs.extend(own);
        }
        verbs.sort_unstable();
        verbs.dedup();
        verbs
    }

    /// The row or the object. All calls have the same one.
    fn schema(&self, document: &'d Document) -> Option<&'d Schema> {
        let calls = || self.row.iter().chain(&self.whole);
        let sent = calls().filter_map(|call| call.data());
        let read = calls()
            .filter(|call| call.method == "get")
            .filter_map(|call| call.reply);
        let mut all = sent.chain(read).map(|schema| match &resolved(document, schema).items {
            Some(items) => items,
            None => schema,
        });
        all.find(|schema| !element(document, schema).properties.0.is_empty())
            .or_else(|| calls().find_map(|call| call.data()))
    }

    /// The key: the attribute in the reply to a new row.
    fn key(&self, document: &'d Document) -> Option<String> {
        let changes = self.whole.iter().filter(|call| call.method != "get");
        let replies = changes.filter_map(|call| call.reply);
        let mut rows = replies.map(|reply| element(document, reply));
        rows.find_map(|row| match row.properties.0.keys().collect::<Vec<_>>().as_slice() {
            [only] => Some((*only).clone()),
            _ => None,
        })
    }
}
