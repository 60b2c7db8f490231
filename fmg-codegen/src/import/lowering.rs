//! Makes a product of selected answers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::answer::Answer;
use super::described_item::DescribedItem;
use super::firmware::Firmware;
use super::fmg::{self, Description, Tree};
use super::module::Module;
use super::notes::{NoteKind, Notes};
use super::overlay::Overlay;
use super::pattern::{Kind, Known, Patterns};
use super::report::{Counts, ModuleReport, Report};
use super::url_values::UrlValues;
use super::versions::Items;
use super::{configuration, confused};
use crate::diagnostic::{Diagnostic, Location};
use crate::ir::{Origin, Product, ProductId};
use crate::name::{ModuleName, ModulePath};

/// The answers that are imported, and the other facts of the descriptions.
pub(super) struct Selection {
    patterns: Patterns,
    known: Known,
    /// The schemas of tables inside of single objects that were described as tables, by that object and their names.
    children: BTreeMap<String, Tables>,
    /// The tables that references can name.
    targets: BTreeSet<String>,
    picked: Vec<Picked>,
    /// The tables of FortiManager.
    tree: Tree,
    picked_of_fmg: Vec<Description>,
    faults: Vec<Diagnostic>,
    described: (usize, usize),
    /// The products that the descriptions are of.
    products: BTreeSet<ProductId>,
}

/// Schemas of tables by their names, and their places.
type Tables = BTreeMap<String, (Location, Map<String, Value>)>;

struct Picked {
    kind: Kind,
    id: String,
    at: Location,
    /// The answer as text: parsed values take many times its memory, and only one at a time is needed.
    content: String,
    /// Whether the description lacks a part of it.
    partial: bool,
}

impl Selection {
    pub(super) fn new(patterns: Patterns) -> Self {
        Self {
            patterns,
            known: Known::default(),
            children: BTreeMap::new(),
            targets: BTreeSet::new(),
            picked: Vec::new(),
            tree: Tree::default(),
            picked_of_fmg: Vec::new(),
            faults: Vec::new(),
            described: (0, 0),
            products: BTreeSet::new(),
        }
    }

    /// Takes an answer, or forgets it if no pattern selects it.
    pub(super) fn add(&mut self, at: Location, answer: Answer, notes: &mut Notes) {
        self.products.insert(answer.product());
        match DescribedItem::of(&at, answer, &mut self.faults, notes) {
            Some(DescribedItem::Table(id, schema)) => {
                self.targets.extend(configuration::tables_inside(&id, &schema));
                self.targets.insert(id.clone());
                self.described.0 += 1;
                self.pick(Kind::Cmdb, id, at, schema, false);
            }
            Some(DescribedItem::Child(parent, name, schema)) => {
                self.children.entry(parent).or_default().insert(name, (at, schema));
            }
            Some(DescribedItem::Call(kind, id, entry)) => {
                self.described.1 += 1;
                self.pick(kind, id, at, entry, false);
            }
            Some(DescribedItem::FmgTable(description)) => self.faults.extend(self.tree.add(*description, notes)),
            None => {}
        }
    }

    fn pick(&mut self, kind: Kind, id: String, at: Location, content: Map<String, Value>, partial: bool) {
        let picked = self.patterns.pick(kind, &id);
        self.known.add(kind, &id, picked);
        if picked {
            self.picked.push(Picked {
                kind,
                id,
                at,
                content: Value::Object(content).to_string(),
                partial,
            });
        }
    }

    /// Ends the selection. If a table is inside of a single object without a description, adds that object, without
    /// other attributes. Returns the attributes by which references name the rows of tables of FortiManager.
    pub(super) fn end(&mut self, overlay: &Overlay, notes: &mut Notes) -> BTreeMap<String, String> {
        let (tables, referred) = std::mem::take(&mut self.tree).end(overlay, notes);
        for description in tables {
            let (kind, path) = (description.kind, &description.path);
            self.targets.insert(path.clone());
            self.described.0 += 1;
            let picked = self.patterns.pick(kind, path);
            self.known.add(kind, path, picked);
            if picked {
                self.picked_of_fmg.push(description);
            }
        }
        self.end_children(notes);
        referred
    }

    fn end_children(&mut self, notes: &mut Notes) {
        for (parent, tables) in std::mem::take(&mut self.children) {
            let is_known = self.targets.contains(&parent);
            let kind = if is_known {
                NoteKind::ChildAsTable
            } else {
                NoteKind::ChildAlone
            };
            for name in tables.keys() {
                notes.add(kind, format!("{parent}/{name}"));
            }
            let Some(((path, name), (at, _))) = parent.split_once('/').zip(tables.values().next().cloned()) else {
                continue;
            };
            if is_known {
                continue;
            }
            let mut schema = Map::new();
            for (key, text) in [("path", path), ("name", name), ("category", "complex")] {
                schema.insert(key.to_owned(), text.into());
            }
            let children = tables.into_iter().map(|(name, (_, schema))| (name, schema.into()));
            schema.insert("children".to_owned(), Value::Object(children.collect()));
            self.targets.extend(configuration::tables_inside(&parent, &schema));
            self.targets.insert(parent.clone());
            self.described.0 += 1;
            self.pick(Kind::Cmdb, parent, at, schema, true);
        }
    }

    /// The tables that references can name.
    pub(super) fn take_targets(&mut self) -> BTreeSet<String> {
        std::mem::take(&mut self.targets)
    }

    /// The products that the descriptions are of.
    pub(super) fn products(&self) -> impl Iterator<Item = ProductId> {
        self.products.iter().copied()
    }

    pub(super) fn known(&self) -> &Known {
        &self.known
    }

    /// The faults of patterns that select nothing.
    pub(super) fn unused(&self) -> Vec<Diagnostic> {
        self.patterns.unused(&self.known)
    }

    /// Lowers the selected answers, in the order of their names, and forgets each.
    pub(super) fn lower(&mut self, lowering: &mut Lowering<'_>) -> Counts {
        lowering.faults_of(&mut self.faults);
        self.picked.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
        for picked in std::mem::take(&mut self.picked) {
            // The text was written from a value.
            let Ok(Value::Object(content)) = serde_json::from_str(&picked.content) else {
                continue;
            };
            match picked.kind {
                Kind::Command => lowering.fmg_call(picked.at, &picked.id, &content),
                kind if kind.is_call() => lowering.call(picked.at, kind, &picked.id, &content),
                _ => lowering.table(picked.at, &picked.id, &content, picked.partial),
            }
        }
        for description in std::mem::take(&mut self.picked_of_fmg) {
            lowering.fmg_table(&description);
        }
        let (tables, calls) = self.described;
        Counts {
            is_filtered: !self.patterns.is_empty(),
            tables,
            calls,
        }
    }
}

/// Makes modules of answers.
pub(super) struct Lowering<'o> {
    pub(super) overlay: &'o Overlay,
    /// The tables that references can name.
    pub(super) known: BTreeSet<String>,
    /// The attributes by which references name the rows of tables of FortiManager, by the paths of those.
    pub(super) referred: BTreeMap<String, String>,
    /// The versions of the described items, if several versions are merged.
    pub(super) versions: Option<&'o Items>,
    lenient: bool,
    /// The types of placeholders in urls of FortiOS.
    pub(super) url_values: UrlValues,
    modules: BTreeMap<(ProductId, ModulePath), Module>,
    pub(super) notes: Notes,
    /// The faults of the descriptions.
    pub(super) faults: Vec<Diagnostic>,
    /// The faults of the overlay.
    pub(super) misjudged: Vec<Diagnostic>,
}

impl<'o> Lowering<'o> {
    pub(super) fn new(
        overlay: &'o Overlay,
        known: BTreeSet<String>,
        referred: BTreeMap<String, String>,
        notes: Notes,
        lenient: bool,
    ) -> Self {
        Self {
            overlay,
            known,
            referred,
            versions: None,
            lenient,
            url_values: UrlValues::default(),
            modules: BTreeMap::new(),
            notes,
            faults: Vec::new(),
            misjudged: Vec::new(),
        }
    }

    fn faults_of(&mut self, faults: &mut Vec<Diagnostic>) {
        for fault in faults.drain(..) {
            self.broken("", fault);
        }
    }

    /// Reports a part that cannot be imported.
    pub(super) fn broken(&mut self, item: &str, fault: Diagnostic) {
        if self.lenient {
            self.notes.add(NoteKind::Broken, item);
        }
        self.faults.push(fault);
    }

    /// A module in the folder of a kind, taken out while it is changed.
    pub(super) fn module(&mut self, kind: Kind, name: ModuleName) -> Module {
        let path = ModulePath {
            folder: kind.folder().and_then(|folder| ModuleName::from_wire(folder).ok()),
            name,
        };
        let key = (kind.product(), path);
        match self.modules.remove(&key) {
            Some(module) => module,
            None => Module::new(key.0, key.1),
        }
    }

    /// Puts a module back.
    pub(super) fn put_back(&mut self, mut module: Module) {
        self.misjudged.append(&mut module.types.contested);
        self.modules.insert((module.product, (*module.path).clone()), module);
    }

    /// The access group of a table or a call.
    pub(super) fn access_group(&mut self, id: &str, members: &Map<String, Value>) -> Option<String> {
        let group = members.get("access_group").and_then(Value::as_str)?;
        if group.contains(char::is_control) {
            self.notes.add(NoteKind::Malformed, id);
            return None;
        }
        Some(group.to_owned()).filter(|group| !group.is_empty())
    }

    /// The products with all modules, and the report about them.
    pub(super) fn finish(
        self,
        described: impl Iterator<Item = ProductId>,
        firmware: Vec<Firmware>,
        counts: Counts,
    ) -> (Vec<Product>, Report) {
        let described: Vec<ProductId> = described.collect();
        let mut products: Vec<Product> = Vec::new();
        for id in &described {
            let mut product = Product::new(*id);
            product.origin = Origin::new(&format!("the description of {}", named(*id, &firmware)));
            products.push(product);
        }
        let mut modules = Vec::new();
        for ((id, path), module) in self.modules.into_iter().filter(|(_, module)| !module.is_empty()) {
            let Some(product) = products.iter_mut().find(|product| product.id == id) else {
                continue;
            };
            let segments = path.name.to_string();
            let folder = path.folder.as_ref().map(ModuleName::as_str);
            let kind = Kind::of_module(id, folder);
            let doc = format!("{} of {}: `{segments}`.", kind.title(), named(id, &firmware));
            let origin = product.origin.clone();
            let group = module.into_group(&segments, doc, &origin);
            modules.push(ModuleReport::of(&group));
            product.groups.push(group);
        }
        for product in products.iter_mut().filter(|own| own.id == ProductId::FortiManager) {
            fmg::scope::declare(product);
        }
        let mut notes = self.notes;
        if let Some(product) = products.iter_mut().find(|own| own.id == ProductId::FortiOs) {
            self.url_values.declare(product);
        }
        for product in &mut products {
            confused::leave_out(product, &mut notes);
        }
        let report = Report {
            products: described,
            firmware,
            merged: Vec::new(),
            described: counts,
            modules,
            notes: notes.into_list(),
            left_out: Vec::new(),
        };
        (products, report)
    }
}

/// A product, with its version if it is known.
fn named(product: ProductId, firmware: &[Firmware]) -> String {
    let own = firmware.iter().find(|own| own.product == product);
    own.map_or_else(|| product.name().to_owned(), ToString::to_string)
}
