//! Overlays: the corrections of a team about a description, in TOML.
//!
//! ```toml
//! [[table]]
//! path = "firewall/address"
//! rename = "HostAddress"
//!
//! [[field]]
//! table = "firewall/address"
//! path = "list.ip"
//! secret = true
//!
//! [[call]]
//! path = "firewall/acl/clear_counters"
//! skip = true
//! ```
//!
//! An entry that matches nothing, or that repeats the description, is a fault. So entries for an older firmware are
//! noticed.

mod keys;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};
use fmg_template::spelling::nearest;
use toml::de::DeTable;

use self::keys::{doc, field_name, name, ty};
use super::pattern::Known;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::Type;
use crate::name::{FieldName, TypeName};
use crate::read::{Faults, Table};

/// The entries of an overlay.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    file: Utf8PathBuf,
    tables: Vec<TableEntry>,
    fields: Vec<FieldEntry>,
    calls: Vec<CallEntry>,
}

/// Whether an entry was used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    /// Nothing has matched it.
    #[default]
    None,
    /// The item exists, and already has the value of the entry.
    Matched,
    /// The entry has changed the item.
    Changed,
}

/// An entry, its place, and whether it was used.
#[derive(Debug)]
struct Entry {
    path: String,
    span: Range<usize>,
    used: Cell<Use>,
}

/// Corrections of a table.
#[derive(Debug)]
pub(super) struct TableEntry {
    entry: Entry,
    rename: Option<TypeName>,
    key: Option<String>,
    doc: Option<String>,
    skip: bool,
}

/// Corrections of an attribute of a table, or of a table or object inside of it.
#[derive(Debug)]
pub(super) struct FieldEntry {
    entry: Entry,
    table: String,
    rename: Option<FieldName>,
    ty: Option<Type>,
    secret: Option<bool>,
    doc: Option<String>,
    skip: bool,
}

/// Corrections of a Monitor call.
#[derive(Debug)]
pub(super) struct CallEntry {
    entry: Entry,
    rename: Option<TypeName>,
    doc: Option<String>,
    skip: bool,
}

impl Entry {
    fn note(&self, used: Use) {
        self.used.set(self.used.get().max(used));
    }

    /// Counts an entry with faults as used, so that it has no further fault.
    fn check(&self, before: usize, faults: &Faults<'_>) {
        if faults.list.len() > before {
            self.note(Use::Changed);
        }
    }

    /// The value of a correction. `said` is the value in the description.
    fn judge<T: PartialEq>(&self, judged: Option<&T>, said: Option<&T>) {
        if let Some(judged) = judged {
            self.note(if Some(judged) == said {
                Use::Matched
            } else {
                Use::Changed
            });
        }
    }
}

macro_rules! corrections {
    ($($Entry:ident),*) => {$(
        impl $Entry {
            /// Whether the item is left out.
            pub(super) fn skip(&self) -> bool {
                self.entry.note(if self.skip { Use::Changed } else { Use::Matched });
                self.skip
            }

            /// The documentation in place of the description's, as Markdown.
            pub(super) fn doc(&self, said: &str) -> Option<String> {
                let said = said.to_owned();
                self.entry.judge(self.doc.as_ref(), Some(&said));
                self.doc.clone()
            }
        }
    )*};
}

corrections!(TableEntry, FieldEntry, CallEntry);

impl TableEntry {
    /// The type of the rows.
    pub(super) fn rename(&self, usual: &TypeName) -> Option<TypeName> {
        self.entry.judge(self.rename.as_ref(), Some(usual));
        self.rename.clone()
    }

    /// Whether it names a key of a single object, which has none.
    pub(super) fn has_key(&self) -> bool {
        self.entry.note(Use::Matched);
        self.key.is_some()
    }

    /// The attribute that is the key.
    pub(super) fn key(&self, said: Option<&str>) -> Option<String> {
        self.entry.judge(self.key.as_ref(), said.map(str::to_owned).as_ref());
        self.key.clone()
    }
}

impl FieldEntry {
    /// The field. Some attributes have no usual one.
    pub(super) fn rename(&self, usual: Option<&FieldName>) -> Option<FieldName> {
        self.entry.judge(self.rename.as_ref(), usual);
        self.rename.clone()
    }

    /// The type of its values.
    pub(super) fn ty(&self, said: &Type) -> Option<Type> {
        if let Some(secret) = self.secret {
            let is_secret = said.mentions(|ty| *ty == Type::Secret);
            self.entry.judge(Some(&secret), Some(&is_secret));
            let judged = if secret { Type::Secret } else { Type::String };
            return (secret != is_secret).then_some(judged);
        }
        self.entry.judge(self.ty.as_ref(), Some(said));
        self.ty.clone()
    }
}

impl CallEntry {
    /// The request.
    pub(super) fn rename(&self, usual: &TypeName) -> Option<TypeName> {
        self.entry.judge(self.rename.as_ref(), Some(usual));
        self.rename.clone()
    }
}

impl Overlay {
    /// Parses an overlay.
    pub(super) fn parse(file: &Utf8Path, text: &str) -> (Self, Vec<Diagnostic>) {
        let mut faults = Faults { file, list: Vec::new() };
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let at = faults.at(error.span().unwrap_or(0..0));
            let fault = format!("this is not TOML: {}", error.message().replace('\n', ", "));
            let fault = Diagnostic::new(Code::Syntax, at, fault);
            faults.push(fault.help("an overlay has tables `[[table]]`, `[[field]]` and `[[call]]`"));
        }
        if !faults.list.is_empty() {
            return (Self::default(), faults.list);
        }
        let mut root = Table::new(document.get_ref(), 0..0, "an overlay");
        let mut overlay = Self {
            file: file.to_owned(),
            ..Self::default()
        };
        for mut table in root.tables("table", "a table", &mut faults) {
            let before = faults.list.len();
            overlay.tables.push(TableEntry {
                entry: entry(&mut table, &mut faults),
                rename: name(&mut table, "rename", &mut faults),
                key: table.text("key", &mut faults).map(|key| key.value),
                doc: doc(&mut table, &mut faults),
                skip: table.flag("skip", &mut faults),
            });
            table.finish(&mut faults);
            if let Some(own) = overlay.tables.last() {
                own.entry.check(before, &faults);
            }
        }
        for mut table in root.tables("field", "a field", &mut faults) {
            let before = faults.list.len();
            let secret = table.has("secret").then(|| table.flag("secret", &mut faults));
            let ty = table.text("type", &mut faults).and_then(|text| ty(&text, &mut faults));
            if let Some((at, _)) = table.get("secret").filter(|_| ty.is_some()) {
                let fault = Diagnostic::new(
                    Code::InvalidValue,
                    faults.at(at),
                    "a field has `type` or `secret`, not both",
                );
                faults.push(fault.help("remove one; `type = \"secret\"` is a secret"));
            }
            overlay.fields.push(FieldEntry {
                entry: entry(&mut table, &mut faults),
                table: table.required_text("table", &mut faults).value,
                rename: field_name(&mut table, &mut faults),
                ty,
                secret,
                doc: doc(&mut table, &mut faults),
                skip: table.flag("skip", &mut faults),
            });
            table.finish(&mut faults);
            if let Some(own) = overlay.fields.last() {
                own.entry.check(before, &faults);
            }
        }
        for mut table in root.tables("call", "a call", &mut faults) {
            let before = faults.list.len();
            overlay.calls.push(CallEntry {
                entry: entry(&mut table, &mut faults),
                rename: name(&mut table, "rename", &mut faults),
                doc: doc(&mut table, &mut faults),
                skip: table.flag("skip", &mut faults),
            });
            table.finish(&mut faults);
            if let Some(own) = overlay.calls.last() {
                own.entry.check(before, &faults);
            }
        }
        root.finish(&mut faults);
        let tables = overlay.tables.iter().map(|own| (&own.entry, String::new()));
        let fields = overlay.fields.iter().map(|own| (&own.entry, format!("{}.", own.table)));
        let calls = overlay.calls.iter().map(|own| (&own.entry, String::new()));
        repeated("table", tables, &mut faults);
        repeated("field", fields, &mut faults);
        repeated("call", calls, &mut faults);
        (overlay, faults.list)
    }

    pub(super) fn table(&self, path: &str) -> Option<&TableEntry> {
        self.tables.iter().find(|own| own.entry.path == path)
    }

    /// The corrections about an attribute, by its names below the table: `list.ip`.
    pub(super) fn field(&self, table: &str, path: &str) -> Option<&FieldEntry> {
        let mut fields = self.fields.iter();
        fields.find(|own| own.table == table && own.entry.path == path)
    }

    pub(super) fn call(&self, path: &str) -> Option<&CallEntry> {
        self.calls.iter().find(|own| own.entry.path == path)
    }

    /// The faults of entries that match nothing or change nothing. Entries about tables and calls of the description
    /// that are not imported are no faults.
    pub(super) fn unused(&self, known: &Known) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        if self.tables.is_empty() && self.fields.is_empty() && self.calls.is_empty() {
            return faults;
        }
        let (tables, calls) = (known.tables(), known.calls());
        for own in &self.tables {
            self.judge_use(&own.entry, "table", &tables, &mut faults);
        }
        for own in &self.calls {
            self.judge_use(&own.entry, "call", &calls, &mut faults);
        }
        for own in &self.fields {
            let is_known = tables.contains(&own.table);
            let is_picked = known.is_picked_table(&own.table);
            match own.entry.used.get() {
                Use::Changed => {}
                Use::Matched => faults.push(self.stale(&own.entry)),
                Use::None if is_known && !is_picked => {}
                Use::None if is_known => {
                    let fault = format!("the table `{}` has no attribute `{}`", own.table, own.entry.path);
                    faults.push(self.fault(&own.entry, &fault).help(
                        "write the attribute as the device spells it, and `list.ip` for one of a table or object inside; \
                         remove the entry if the device has it no more",
                    ));
                }
                Use::None => faults.push(self.missing(&own.entry, "table", &own.table, &tables)),
            }
        }
        faults
    }

    fn judge_use(&self, entry: &Entry, what: &str, names: &[String], faults: &mut Vec<Diagnostic>) {
        match entry.used.get() {
            Use::Changed => {}
            Use::Matched => faults.push(self.stale(entry)),
            Use::None if names.contains(&entry.path) => {}
            Use::None => faults.push(self.missing(entry, what, &entry.path, names)),
        }
    }

    /// The fault of an entry whose `rename` is the name of another field.
    pub(super) fn taken_field(&self, entry: &FieldEntry, name: &FieldName) -> Diagnostic {
        self.taken(&entry.entry, name.as_str(), "field of the type")
    }

    /// The fault of an entry whose `rename` is the name of another item of the module.
    pub(super) fn taken_type(&self, entry: &TableEntry, name: &TypeName) -> Diagnostic {
        self.taken(&entry.entry, name.as_str(), "item of the module")
    }

    /// The fault of an entry whose `rename` is the name of another item of the module.
    pub(super) fn taken_call(&self, entry: &CallEntry, name: &TypeName) -> Diagnostic {
        self.taken(&entry.entry, name.as_str(), "item of the module")
    }

    /// The fault of an entry that leaves out a key.
    pub(super) fn skipped_key(&self, entry: &FieldEntry) -> Diagnostic {
        let at = Location::new(&self.file, entry.entry.span.clone());
        let fault = format!("`{}` is the key of the table, which its rows need", entry.entry.path);
        Diagnostic::new(Code::Overlay, at, fault).help("remove `skip`, or leave out the whole table")
    }

    /// The fault of an entry with the key of a single object.
    pub(super) fn key_of_single(&self, entry: &TableEntry) -> Diagnostic {
        // The entry has one fault.
        entry.entry.note(Use::Changed);
        let fault = format!("`{}` is a single object, which has no key", entry.entry.path);
        self.fault(&entry.entry, &fault).help("remove `key`")
    }

    fn taken(&self, entry: &Entry, name: &str, what: &str) -> Diagnostic {
        let at = Location::new(&self.file, entry.span.clone());
        Diagnostic::new(Code::Name, at, format!("another {what} is called `{name}`")).help("choose another name")
    }

    fn missing(&self, entry: &Entry, what: &str, name: &str, names: &[String]) -> Diagnostic {
        let fault = self.fault(entry, &format!("the descriptions have no {what} `{name}`"));
        // A table of FortiManager is named with its kind.
        let with_kind = names
            .iter()
            .find(|own| own.split_once(' ').is_some_and(|(_, path)| path == name));
        let near = with_kind.map(String::as_str);
        let fault = match near.or_else(|| nearest(name, names.iter().map(String::as_str))) {
            Some(near) => fault.label(format!("did you mean `{near}`?")),
            None => fault,
        };
        fault.help("remove the entry if the appliance has it no more")
    }

    fn stale(&self, entry: &Entry) -> Diagnostic {
        self.fault(entry, "the entry changes nothing: the description says so itself")
            .help("remove the entry")
    }

    fn fault(&self, entry: &Entry, message: &str) -> Diagnostic {
        Diagnostic::new(Code::Overlay, Location::new(&self.file, entry.span.clone()), message)
    }
}

/// Reports entries about the same thing. The first is used.
fn repeated<'e>(what: &str, entries: impl Iterator<Item = (&'e Entry, String)>, faults: &mut Faults<'_>) {
    let mut seen: BTreeMap<String, &Entry> = BTreeMap::new();
    for (entry, prefix) in entries.filter(|(entry, _)| !entry.path.is_empty()) {
        let name = prefix + &entry.path;
        if let Some(earlier) = seen.get(&name) {
            let fault = format!("the {what} `{name}` has two entries");
            let fault = Diagnostic::new(Code::Duplicate, faults.at(entry.span.clone()), fault)
                .also(faults.at(earlier.span.clone()), "another one here")
                .help("put the corrections into one entry");
            faults.push(fault);
            entry.note(Use::Changed);
        } else {
            seen.insert(name, entry);
        }
    }
}

fn entry(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Entry {
    let path = table.required_text("path", faults);
    Entry {
        path: path.value,
        span: path.span,
        used: Cell::default(),
    }
}
