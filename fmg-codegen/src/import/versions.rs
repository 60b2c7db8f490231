//! Merges several versions of one model: the union of their descriptions, and the versions that have each part of it.
//!
//! ```text
//! files of a version ──▶ answers ──▶ union, one version after the other ──▶ answers of no single version ──▶ lowering
//!                                                        └──▶ Items: the versions of each table, attribute and value ┘
//! ```
//!
//! The newest version determines each part. Parts that it lacks stay, with the versions that have them.

mod call;
mod facts;
mod fmg;
mod items;
mod merged;
mod schema;
mod source;
mod union;

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

use self::call::CallPart;
use self::fmg::{FmgPart, Scopes, content_hash};
use self::items::{call_key, command_key};
use self::merged::Merged;
use self::schema::Schema;
use self::source::{Seen, Source, SourceId, Sources};
use super::answer::{Answer, Answers, Content};
use super::described_item::DescribedItem;
use super::files::{self, SourceFile};
use super::firmware::Firmware;
use super::fmg::Tree;
use super::notes::{NoteKind, Notes};
use super::pattern::Kind;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{FirmwareVersion, ProductId};

pub(super) use self::call::{ITEMS, RESPONSE, parameter, property};
pub(super) use self::items::Items;
pub(super) use self::source::Available;
pub(super) use self::union::{Form, Item};

/// The placeholder of an ADOM or the global database in urls of FortiManager.
const SCOPE: &str = "<scope>";

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
    /// The versions of each product.
    versions: BTreeMap<ProductId, ProductVersions>,
    tables: BTreeMap<String, Merged<Schema>>,
    /// The tables inside of single objects that were answered as tables, by that object and their names.
    children: BTreeMap<(String, String), Merged<Schema>>,
    calls: BTreeMap<String, Merged<CallPart>>,
    commands: BTreeMap<String, Merged<CallPart>>,
    tables_of_fmg: BTreeMap<(Kind, String), (Scopes, Merged<FmgPart>)>,
    /// For each kind of items, the versions that describe any. Other versions do not count for this kind.
    described: BTreeMap<Kind, Seen>,
    /// Oddities of whole files.
    notes: Notes,
    pub(super) faults: Vec<Diagnostic>,
}

/// The versions of a product.
#[derive(Default)]
struct ProductVersions {
    sources: Sources,
    firmware: BTreeMap<SourceId, Firmware>,
    /// The descriptions of each version, to find contradictions between its files.
    answers: BTreeMap<SourceId, Answers>,
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
        let before = self.faults.len();
        // Answers that are read before version, build and model are known.
        let mut held: BTreeMap<ProductId, Vec<(Location, Answer)>> = BTreeMap::new();
        let mut tree = Tree::default();
        for (file, parsed) in files {
            let content = match parsed {
                Ok(content) => content,
                Err(fault) => {
                    self.faults.push(*fault);
                    continue;
                }
            };
            answers.of_file(&file, content, &mut |at, answer| {
                held.entry(answer.product()).or_default().push((at, answer));
            });
            self.faults.append(&mut answers.faults);
            let product = ProductId::FortiOs;
            if matches!(answers.appliance(product), (Some(own), Some(_)) if own.build.is_some())
                && let Some(source) = self.source(product, &answers)
            {
                for (at, answer) in held.remove(&product).into_iter().flatten() {
                    self.answer(at, answer, source, &mut tree);
                }
            }
        }
        let is_broken = self.faults.len() > before;
        for (product, held) in held {
            match self.source(product, &answers) {
                Some(source) => {
                    for (at, answer) in held {
                        self.answer(at, answer, source, &mut tree);
                    }
                    if product == ProductId::FortiManager {
                        self.tables_of_fmg(std::mem::take(&mut tree), source);
                    }
                }
                // A broken file may be the one that states the version.
                None if is_broken => {}
                None => self.unknown_version(name, product, &answers),
            }
        }
        self.notes.append(std::mem::take(&mut answers.notes));
        for product in [ProductId::FortiOs, ProductId::FortiManager] {
            if let Some(source) = self.source(product, &answers) {
                let product_versions = self.versions.entry(product).or_default();
                let earlier = product_versions.answers.entry(source).or_default();
                self.faults.extend(earlier.take_over(product, &mut answers));
            }
        }
    }

    /// The number of the version of a product that the answers state.
    fn source(&mut self, product: ProductId, answers: &Answers) -> Option<SourceId> {
        let (firmware, model) = answers.appliance(product);
        let firmware = firmware?;
        let version = version(firmware)?;
        let product_versions = self.versions.entry(product).or_default();
        let source = product_versions.sources.id(Source {
            version,
            build: firmware.build,
            model: model.unwrap_or_default().to_owned(),
        })?;
        product_versions
            .firmware
            .entry(source)
            .or_insert_with(|| firmware.clone());
        Some(source)
    }

    /// The fault of answers whose version is not known.
    fn unknown_version(&mut self, name: &Utf8Path, product: ProductId, answers: &Answers) {
        let fault = match answers.appliance(product).0 {
            Some(firmware) if version(firmware).is_none() => {
                format!(
                    "the version `{}` has no numbers by which versions have an order",
                    firmware.version
                )
            }
            Some(_) => format!("there are more than {} versions", Sources::MOST),
            None => "no answer states its version".to_owned(),
        };
        let help = match product {
            ProductId::FortiOs => {
                "save the answers of the appliance as they are: their members `version`, `build` and `serial` tell \
                 versions apart, and names of files do not"
            }
            ProductId::FortiManager => {
                "save the answer of the FortiManager to `get` on `/sys/status` beside the others: they do not state a \
                 version themselves"
            }
        };
        let fault = Diagnostic::new(Code::UnknownVersion, Location::new(name, 0..0), fault);
        self.faults.push(fault.help(help));
    }

    /// Adds an answer. Tables of FortiManager are added to `tree`, which joins the descriptions of several scopes.
    fn answer(&mut self, at: Location, answer: Answer, source: SourceId, tree: &mut Tree) {
        let sources = &self.versions.entry(answer.product()).or_default().sources;
        match DescribedItem::of(&at, answer, &mut self.faults, &mut self.notes) {
            Some(DescribedItem::Table(id, schema)) => {
                self.described.entry(Kind::Cmdb).or_default().add(source);
                Merged::add_to(&mut self.tables, id, Schema(schema.into()), at, source, sources);
            }
            Some(DescribedItem::Child(parent, name, schema)) => {
                let part = Schema(schema.into());
                Merged::add_to(&mut self.children, (parent, name), part, at, source, sources);
            }
            Some(DescribedItem::Call(Kind::Command, id, entry)) => {
                self.described.entry(Kind::Command).or_default().add(source);
                let key = command_key(&id, &entry);
                let part = CallPart::of_command(entry);
                Merged::add_to(&mut self.commands, key, part, at, source, sources);
            }
            Some(DescribedItem::Call(kind, id, entry)) => {
                self.described.entry(kind).or_default().add(source);
                let key = call_key(&kind.id(&id), &entry);
                let part = CallPart::of_entry(entry);
                Merged::add_to(&mut self.calls, key, part, at, source, sources);
            }
            Some(DescribedItem::FmgTable(description)) => self.faults.extend(tree.add(*description, &mut self.notes)),
            None => {}
        }
    }

    /// Adds the tables of a version of FortiManager.
    fn tables_of_fmg(&mut self, tree: Tree, source: SourceId) {
        let product_versions = self.versions.entry(ProductId::FortiManager).or_default();
        let (sources, answers) = (
            &product_versions.sources,
            product_versions.answers.entry(source).or_default(),
        );
        for description in tree.into_tables() {
            let hash = content_hash(&description.object);
            self.faults
                .extend(answers.note_table(&description.id(), hash, &description.object.at));
            self.described.entry(description.kind).or_default().add(source);
            let scopes = Scopes::of(&description);
            let key = (description.kind, description.path);
            let at = description.object.at.clone();
            let part = FmgPart::of_table(description.object);
            if let Some((known, own)) = self.tables_of_fmg.get_mut(&key) {
                known.add(scopes);
                Merged::add(Some(own), part, at, source, sources);
            } else if let Some(new) = Merged::add(None, part, at, source, sources) {
                self.tables_of_fmg.insert(key, (scopes, new));
            }
        }
    }

    /// The firmware of the versions of each product, the oldest first.
    pub(super) fn firmware(&self) -> Vec<Vec<Firmware>> {
        let of_product = |product: &ProductVersions| {
            let mut all: Vec<_> = product.firmware.iter().collect();
            all.sort_by_key(|(source, _)| product.sources.all().get(usize::from(**source)));
            let mut all: Vec<_> = all.into_iter().map(|(_, firmware)| firmware.clone()).collect();
            // Two models may have the same version.
            all.dedup();
            all
        };
        self.versions.values().map(of_product).collect()
    }

    /// Passes the union of the versions to `sink`, as if one appliance had described it. Returns the versions of each
    /// part, and the oddities of the versions.
    pub(super) fn finish(self, sink: &mut dyn FnMut(Location, Answer)) -> (Items, Notes) {
        let Self {
            mut versions,
            tables,
            children,
            calls,
            mut commands,
            tables_of_fmg,
            described,
            mut notes,
            ..
        } = self;
        let around = |kind: Kind| described.get(&kind).copied().unwrap_or_default();
        let mut items = Items::default();
        let mut of_fmg = versions.remove(&ProductId::FortiManager).unwrap_or_default().sources;
        let mut sources = versions.remove(&ProductId::FortiOs).unwrap_or_default().sources;
        for (id, merged) in tables {
            let (Schema(schema), at, item) = merged.finish(around(Kind::Cmdb), &mut sources);
            items.tables.insert(id, item);
            if let Value::Object(schema) = schema {
                sink(at, Answer::Table(schema));
            }
        }
        for ((parent, _), merged) in children {
            let (Schema(schema), at, _) = merged.finish(around(Kind::Cmdb), &mut sources);
            if let Value::Object(schema) = schema {
                sink(at, Answer::Child { parent, schema });
            }
        }
        for (key, merged) in calls {
            // Only names of calls on logs have a blank.
            let is_log = key.split_once(' ').is_some_and(|(_, id)| id.contains(' '));
            let kind = if is_log { Kind::Log } else { Kind::Monitor };
            let (part, at, item) = merged.finish(around(kind), &mut sources);
            items.calls.insert(key, item);
            if let Value::Object(entry) = part.into_value() {
                sink(at, Answer::Call(entry));
            }
        }
        // A call that one version has for ADOMs and the global database, and another only for ADOMs, is one call.
        let of_both: Vec<_> = commands.keys().filter(|key| key.contains(SCOPE)).cloned().collect();
        for key in of_both {
            for form in ["adom/<adom>", "global"] {
                let part = commands.remove(&key.replacen(SCOPE, form, 1));
                if let (Some(part), Some(whole)) = (part, commands.get_mut(&key)) {
                    whole.node.also_in(&part.node);
                }
            }
        }
        for (key, merged) in commands {
            let (part, at, item) = merged.finish(around(Kind::Command), &mut of_fmg);
            items.calls.insert(key, item);
            if let Value::Object(entry) = part.into_value() {
                sink(at, Answer::Command(entry));
            }
        }
        for ((kind, path), (scopes, merged)) in tables_of_fmg {
            let (part, at, item) = merged.finish(around(kind), &mut of_fmg);
            items.tables.insert(kind.id(&path), item);
            if let Some(object) = part.into_table() {
                let description = scopes.describe(kind, path, object);
                sink(at, Answer::FmgTable(Box::new(description)));
            }
        }
        for (product, sources) in [(ProductId::FortiOs, sources), (ProductId::FortiManager, of_fmg)] {
            for builds in sources.different_builds() {
                notes.add(NoteKind::SomeBuilds, format!("{} {builds}", product.name()));
            }
        }
        (items, notes)
    }
}

/// The numbers of a version such as `v7.2.8`.
fn version(firmware: &Firmware) -> Option<FirmwareVersion> {
    FirmwareVersion::parse(&firmware.version)
}
