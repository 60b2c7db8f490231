//! Merges several versions of one model: the union of what they describe, and which of them have each part of it.
//!
//! ```text
//! files of a version ──▶ answers ──▶ union, one version after the other ──▶ answers of no single version ──▶ lowering
//!                                                        └──▶ Items: the versions of each table, attribute and value ┘
//! ```
//!
//! The newest version decides what a part is. Parts that it lacks stay, with the versions that have them.

mod call;
mod facts;
mod schema;
mod source;
mod union;

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value};

use self::call::CallPart;
use self::schema::Schema;
use self::source::{Seen, Source, SourceId, Sources};
use self::union::{Node, Part, Places};
use super::answer::{Answer, Answers, Content};
use super::files::{self, SourceFile};
use super::firmware::Firmware;
use super::notes::Notes;
use super::{configuration, monitor};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{ProductId, Version};

pub(super) use self::call::{ITEMS, RESPONSE, parameter, property};
pub(super) use self::source::Available;
pub(super) use self::union::{Form, Item};

/// The product whose versions are merged.
const PRODUCT: ProductId = ProductId::FortiOs;

/// A version as the caller names it.
#[derive(Clone, Debug)]
pub(super) enum Input {
    /// A file or a folder with the answers of one version.
    One(Utf8PathBuf),
    /// A folder with a file or a folder for each version.
    Each(Utf8PathBuf),
    /// A description in memory, and its name.
    Text(Utf8PathBuf, Vec<u8>),
}

impl Input {
    /// The file or folder.
    pub(super) fn path(&self) -> Option<&Utf8Path> {
        match self {
            Self::One(path) | Self::Each(path) => Some(path),
            Self::Text(..) => None,
        }
    }
}

/// The union of the versions that were read.
#[derive(Default)]
pub(super) struct Union {
    sources: Sources,
    firmware: BTreeMap<SourceId, Firmware>,
    /// What each version describes, to find contradictions of files that are of the same.
    answers: BTreeMap<SourceId, Answers>,
    tables: BTreeMap<String, Merged<Schema>>,
    /// The tables inside of single objects that were answered as tables, by that object and their names.
    children: BTreeMap<(String, String), Merged<Schema>>,
    calls: BTreeMap<String, Merged<CallPart>>,
    /// The versions that describe tables, and those that describe calls. Others say nothing of them.
    with_tables: Seen,
    with_calls: Seen,
    /// What is odd about whole files.
    pub(super) notes: Notes,
    pub(super) faults: Vec<Diagnostic>,
}

/// A table or a call, and its places.
struct Merged<P: Part> {
    node: Node<P>,
    places: Vec<(SourceId, Location)>,
}

/// The versions of tables and calls, and of what is in them.
#[derive(Debug, Default)]
pub(super) struct Items {
    tables: BTreeMap<String, Item>,
    calls: BTreeMap<String, Item>,
}

impl Items {
    pub(super) fn table(&self, id: &str) -> Option<&Item> {
        self.tables.get(id)
    }

    /// The versions of a call of the directory.
    pub(super) fn call(&self, id: &str, entry: &Map<String, Value>) -> Option<&Item> {
        self.calls.get(&call_key(id, entry))
    }
}

/// Two calls of one path differ in their method.
fn call_key(id: &str, entry: &Map<String, Value>) -> String {
    let method = entry.get("request").and_then(|request| request.get("http_method"));
    format!("{} {id}", method.and_then(Value::as_str).unwrap_or_default())
}

impl<P: Part> Merged<P> {
    fn add(own: Option<&mut Self>, part: P, at: Location, source: SourceId, sources: &Sources) -> Option<Self> {
        let Some(own) = own else {
            return Some(Self {
                node: Node::new(part, source, 0, sources),
                places: vec![(source, at)],
            });
        };
        own.node.add(part, source, 0, sources);
        own.places.push((source, at));
        None
    }

    /// The part of the newest version with what others have beside it, its place, and the versions of its parts.
    fn finish(self, around: Seen, sources: &mut Sources) -> (P, Location, Item) {
        let newest = self.node.newest();
        let place = self.places.iter().find(|(source, _)| *source == newest);
        let at = place.map_or_else(|| Location::new(Utf8Path::new(""), 0..0), |(_, at)| at.clone());
        let places = Places::new::<P>(&self.places, newest);
        let (part, item) = self.node.finish(around, sources, &places);
        (part, at, item)
    }
}

impl Union {
    /// Reads the files of versions, one version after the other.
    pub(super) fn read(&mut self, root: &Utf8Path, inputs: &[Input]) {
        for input in inputs {
            match input {
                Input::One(path) => self.files(root, path),
                Input::Each(folder) => {
                    let paths = files::entries(root, folder, &mut self.faults);
                    for path in paths {
                        self.files(root, &path);
                    }
                }
                Input::Text(name, content) => {
                    let parsed = files::parse_text(name, content);
                    self.version(name, std::iter::once((name.clone(), parsed)));
                }
            }
        }
    }

    fn files(&mut self, root: &Utf8Path, path: &Utf8Path) {
        let files = files::find(root, &[path.to_owned()], &mut self.faults);
        let parsed = files.into_iter().map(|file: SourceFile| {
            let parsed = files::parse(&file);
            (file.name, parsed)
        });
        self.version(path, parsed);
    }

    /// Adds the answers of one version. `name` is that of its file or folder.
    fn version(
        &mut self,
        name: &Utf8Path,
        files: impl Iterator<Item = (Utf8PathBuf, Result<Content, Box<Diagnostic>>)>,
    ) {
        let mut answers = Answers::default();
        // Answers before version, build and model are known.
        let mut held: Vec<(Location, Answer)> = Vec::new();
        let mut known: Option<SourceId> = None;
        let mut has_files = false;
        for (file, parsed) in files {
            has_files = true;
            let content = match parsed {
                Ok(content) => content,
                Err(fault) => {
                    self.faults.push(*fault);
                    continue;
                }
            };
            answers.of_file(&file, content, &mut |at, answer| held.push((at, answer)));
            self.faults.append(&mut answers.faults);
            if known.is_none() && matches!(answers.appliance(PRODUCT), (Some(own), Some(_)) if own.build.is_some()) {
                known = self.source(&answers);
            }
            if let Some(source) = known {
                for (at, answer) in held.drain(..) {
                    self.answer(at, answer, source);
                }
            }
        }
        let Some(source) = known.or_else(|| self.source(&answers)) else {
            if has_files {
                self.unknown_version(name, &answers);
            }
            return;
        };
        for (at, answer) in held {
            self.answer(at, answer, source);
        }
        self.notes.append(std::mem::take(&mut answers.notes));
        let earlier = self.answers.entry(source).or_default();
        self.faults.extend(earlier.take_over(answers));
    }

    /// The number of the version that the answers state.
    fn source(&mut self, answers: &Answers) -> Option<SourceId> {
        let (firmware, model) = answers.appliance(PRODUCT);
        let firmware = firmware?;
        let source = self.sources.id(Source {
            version: version(firmware)?,
            build: firmware.build,
            model: model.unwrap_or_default().to_owned(),
        })?;
        self.firmware.entry(source).or_insert_with(|| firmware.clone());
        Some(source)
    }

    /// The fault of answers whose version is not known.
    fn unknown_version(&mut self, name: &Utf8Path, answers: &Answers) {
        let fault = match answers.appliance(PRODUCT).0 {
            Some(firmware) if version(firmware).is_none() => {
                format!(
                    "the version `{}` has no numbers by which versions have an order",
                    firmware.version
                )
            }
            Some(_) => format!("there are more than {} versions", Sources::MOST),
            None => "no answer states the version that it is of".to_owned(),
        };
        let help = "save the answers of the appliance as they are: their members `version`, `build` and `serial` tell \
                    versions apart, and names of files do not";
        let fault = Diagnostic::new(Code::UnknownVersion, Location::new(name, 0..0), fault);
        self.faults.push(fault.help(help));
    }

    fn answer(&mut self, at: Location, answer: Answer, source: SourceId) {
        let sources = &self.sources;
        match answer {
            Answer::Table(schema) => {
                let Some(id) = configuration::id(&schema) else {
                    return self.nameless(at, "the schema of a table needs `path` and `name`");
                };
                self.with_tables.add(source);
                let own = self.tables.get_mut(&id);
                if let Some(new) = Merged::add(own, Schema(schema.into()), at, source, sources) {
                    self.tables.insert(id, new);
                }
            }
            Answer::Child { parent, schema } => {
                let name = schema.get("name").and_then(Value::as_str).unwrap_or_default();
                let key = (parent, name.to_owned());
                let own = self.children.get_mut(&key);
                if let Some(new) = Merged::add(own, Schema(schema.into()), at, source, sources) {
                    self.children.insert(key, new);
                }
            }
            Answer::Call(entry) => {
                let Some(id) = monitor::id(&entry) else {
                    return self.nameless(at, "a call of the directory needs `path` and `name`");
                };
                self.with_calls.add(source);
                let key = call_key(&id, &entry);
                let own = self.calls.get_mut(&key);
                if let Some(new) = Merged::add(own, CallPart::of_entry(entry), at, source, sources) {
                    self.calls.insert(key, new);
                }
            }
            Answer::FmgTable(_) | Answer::Command(_) => {
                let fault = "versions of FortiManager are not merged";
                let fault = Diagnostic::new(Code::UnknownVersion, at, fault);
                self.faults
                    .push(fault.help("import the files of one version by `description`"));
            }
            Answer::Syntax(_) => {
                let fault = "an answer of FortiManager to `syntax` does not state its version";
                let fault = Diagnostic::new(Code::UnknownVersion, at, fault);
                self.faults
                    .push(fault.help("import the answers of one FortiManager by `description`"));
            }
        }
    }

    fn nameless(&mut self, at: Location, fault: &str) {
        let fault = Diagnostic::new(Code::Description, at, fault);
        self.faults
            .push(fault.help("save the answer of the appliance again, unchanged"));
    }

    /// The firmware of the versions, the oldest first.
    pub(super) fn firmware(&self) -> Vec<Firmware> {
        let mut all: Vec<_> = self.firmware.iter().collect();
        all.sort_by_key(|(source, _)| self.sources.all().get(usize::from(**source)));
        let mut all: Vec<_> = all.into_iter().map(|(_, firmware)| firmware.clone()).collect();
        // Two models have one version.
        all.dedup();
        all
    }

    /// Passes what the versions describe together to `sink`, as if one appliance had said it, and returns the versions of
    /// each part.
    pub(super) fn finish(self, sink: &mut dyn FnMut(Location, Answer)) -> Items {
        let Self {
            mut sources,
            tables,
            children,
            calls,
            with_tables,
            with_calls,
            ..
        } = self;
        let mut items = Items::default();
        for (id, merged) in tables {
            let (Schema(schema), at, item) = merged.finish(with_tables, &mut sources);
            items.tables.insert(id, item);
            if let Value::Object(schema) = schema {
                sink(at, Answer::Table(schema));
            }
        }
        for ((parent, _), merged) in children {
            let (Schema(schema), at, _) = merged.finish(with_tables, &mut sources);
            if let Value::Object(schema) = schema {
                sink(at, Answer::Child { parent, schema });
            }
        }
        for (key, merged) in calls {
            let (entry, at, item) = merged.finish(with_calls, &mut sources);
            items.calls.insert(key, item);
            if let Value::Object(entry) = entry.into_value() {
                sink(at, Answer::Call(entry));
            }
        }
        items
    }
}

/// The numbers of a version such as `v7.2.8`.
fn version(firmware: &Firmware) -> Option<Version> {
    Version::parse(firmware.version.trim_start_matches('v'))
}
