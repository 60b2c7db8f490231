//! Makes a product of selected answers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::answer::Answer;
use super::firmware::Firmware;
use super::module::Module;
use super::notes::{NoteKind, Notes};
use super::overlay::Overlay;
use super::pattern::{Kind, Known, Patterns};
use super::report::{Counts, ModuleReport, Report};
use super::{configuration, monitor};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{Origin, Product, ProductId};
use crate::name::ModulePath;

/// The answers that are imported, and what else the descriptions have.
pub(super) struct Selection {
    patterns: Patterns,
    known: Known,
    /// The schemas of tables inside of single objects that were described as tables, by that object and their names.
    children: BTreeMap<String, Tables>,
    /// The tables that references can name.
    targets: BTreeSet<String>,
    picked: Vec<Picked>,
    faults: Vec<Diagnostic>,
    described: (usize, usize),
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
            faults: Vec::new(),
            described: (0, 0),
        }
    }

    /// Takes an answer, or forgets it if no pattern selects it.
    pub(super) fn add(&mut self, at: Location, answer: Answer) {
        match answer {
            Answer::Table(schema) => {
                let Some(id) = configuration::id(&schema) else {
                    return self.nameless(at, "the schema of a table needs `path` and `name`");
                };
                self.targets.extend(configuration::tables_inside(&id, &schema));
                self.targets.insert(id.clone());
                self.described.0 += 1;
                self.pick(Kind::Cmdb, id, at, schema, false);
            }
            Answer::Child { parent, schema } => {
                let name = schema
                    .get("name")
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned();
                self.children.entry(parent).or_default().insert(name, (at, schema));
            }
            Answer::Call(entry) => {
                let Some(id) = monitor::id(&entry) else {
                    return self.nameless(at, "a call of the directory needs `path` and `name`");
                };
                self.described.1 += 1;
                self.pick(Kind::Monitor, id, at, entry, false);
            }
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

    /// Ends the selection. Tables of single objects without a description make one, which has no other attributes.
    pub(super) fn end(&mut self, notes: &mut Notes) {
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

    fn nameless(&mut self, at: Location, fault: &str) {
        let fault = Diagnostic::new(Code::Description, at, fault);
        self.faults
            .push(fault.help("save the answer of the appliance again, unchanged"));
    }

    /// The tables that references can name.
    pub(super) fn tables(&self) -> BTreeSet<String> {
        self.targets.clone()
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
            // It was written from a value.
            let Ok(Value::Object(content)) = serde_json::from_str(&picked.content) else {
                continue;
            };
            match picked.kind {
                Kind::Cmdb => lowering.table(picked.at, &picked.id, &content, picked.partial),
                Kind::Monitor => lowering.call(picked.at, &picked.id, &content),
            }
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
    lenient: bool,
    pub(super) modules: BTreeMap<ModulePath, Module>,
    pub(super) notes: Notes,
    /// The faults of the descriptions.
    pub(super) faults: Vec<Diagnostic>,
    /// The faults of the overlay.
    pub(super) misjudged: Vec<Diagnostic>,
}

impl<'o> Lowering<'o> {
    pub(super) fn new(overlay: &'o Overlay, known: BTreeSet<String>, notes: Notes, lenient: bool) -> Self {
        Self {
            overlay,
            known,
            lenient,
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

    /// The access group of a table or a call.
    pub(super) fn access_group(&mut self, id: &str, members: &Map<String, Value>) -> Option<String> {
        let group = members.get("access_group").and_then(Value::as_str)?;
        if group.contains(char::is_control) {
            self.notes.add(NoteKind::Malformed, id);
            return None;
        }
        Some(group.to_owned()).filter(|group| !group.is_empty())
    }

    /// The product with all modules, and what is to be said about it.
    pub(super) fn finish(self, firmware: Option<&Firmware>, counts: Counts) -> (Product, Report) {
        let named = firmware.map_or_else(|| "FortiOS".to_owned(), ToString::to_string);
        let origin = Origin::new(&format!("the description of {named}"));
        let mut product = Product::new(ProductId::FortiOs);
        product.origin = origin.clone();
        let mut modules = Vec::new();
        for (path, module) in self.modules.into_iter().filter(|(_, module)| !module.is_empty()) {
            let segments = path.name.to_string();
            let doc = match path.folder.as_ref().map(crate::name::ModuleName::as_str) {
                Some("cmdb") => format!("Tables of the configuration of {named}: `{segments}`."),
                _ => format!("Monitor calls of {named}: `{segments}`."),
            };
            let group = module.into_group(&segments, doc, &origin);
            modules.push(ModuleReport::of(&group));
            product.groups.push(group);
        }
        let report = Report {
            firmware: firmware.cloned(),
            described: counts,
            modules,
            notes: self.notes.into_list(),
            left_out: Vec::new(),
        };
        (product, report)
    }
}
