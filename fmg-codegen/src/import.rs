//! Imports descriptions of appliances: schemas of tables, FortiGate's list of Monitor calls (`?action=schema`), and
//! Fortinet's Swagger files.
//!
//! ```text
//! files ──▶ answers, told apart by their content ──▶ tables and calls of the Api
//!                │                                        ▲
//!                └──────────▶ Diagnostics        patterns, overlay
//! ```
//!
//! [`Import`] makes an [`Api`] from the descriptions, and from that [`generate`](crate::generate) makes bindings. In a
//! build script, [`Import::run`] does both.
//!
//! Descriptions have oddities: names that are no identifiers, defaults outside of their own range, types that
//! contradict their values. An oddity that can be understood is imported and counted as a [`Note`]. Any other is a
//! [`Diagnostic`] with the file and the JSON pointer of its place.

mod answer;
mod configuration;
mod confused;
mod described_item;
mod description;
mod difference;
mod enums;
mod files;
mod firmware;
mod fmg;
mod json;
mod lowering;
mod markdown;
mod module;
mod monitor;
mod named;
mod names;
mod notes;
mod overlay;
mod pattern;
mod place;
pub(crate) mod printable;
mod report;
mod spec;
mod swagger;
mod url_values;
mod versions;
mod yaml;

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

use self::answer::{Answer, Answers, Content};
use self::lowering::{Lowering, Selection};
use self::notes::Notes;
use self::overlay::Overlay;
use self::pattern::Patterns;
use self::versions::Items;
use crate::diagnostic::{self, Code, Diagnostic, Location};
use crate::ir::{Api, Origin, Product, ProductId};

pub use self::description::{Descriptions, MonitorCall, TableSchema, TableSyntax};
pub use self::difference::{Aspect, Difference, FieldDifference, ItemChange, ItemDifference};
pub use self::firmware::Firmware;
pub use self::notes::{Note, NoteKind};
#[cfg(feature = "cli")]
pub(crate) use self::pattern::{of_call, of_table};
pub use self::report::{Counts, ModuleReport, Report};
pub use self::spec::specs;

/// Imports descriptions of appliances, of one or of several firmware versions.
///
/// In the build script of a crate:
///
/// ```no_run
/// use fmg_codegen::import::Import;
///
/// Import::new()
///     .description("schema")
///     .only(["cmdb firewall/*", "cmdb system/interface", "monitor system/*"])
///     .run();
/// ```
///
/// The crate includes the bindings with `fmg_bindings::include_imported!()`.
#[derive(Clone, Debug, Default)]
pub struct Import {
    root: Utf8PathBuf,
    paths: Vec<Utf8PathBuf>,
    /// Descriptions in memory, by the file name in their diagnostics.
    texts: Vec<(Utf8PathBuf, Vec<u8>)>,
    /// The versions that are merged.
    versions: Vec<versions::Input>,
    only: Vec<String>,
    product: Option<ProductId>,
    overlay: Option<Utf8PathBuf>,
    lenient: bool,
}

/// The result of an import.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Imported {
    /// The tables and calls.
    pub api: Api,
    /// The oddities that were found, and how they were imported; and counts of what was imported.
    pub report: Report,
}

impl Import {
    /// An import without descriptions.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file or a folder with descriptions: the answers of a FortiGate to
    /// `GET /api/v2/cmdb/<path>/<name>?action=schema`, `GET /api/v2/cmdb/?action=schema` and
    /// `GET /api/v2/monitor/?action=schema`, those of a FortiManager to `get` with `option: ["syntax"]`, or the Swagger
    /// 2.0 files that the vendor publishes about both.
    ///
    /// A file contains one answer or one Swagger document, or a list or a map of them. Of a folder, all `.json`,
    /// `.yaml` and `.yml` files are read, since Swagger files come in JSON and in YAML.
    #[must_use]
    pub fn description(mut self, path: impl Into<Utf8PathBuf>) -> Self {
        self.paths.push(path.into());
        self
    }

    /// Adds a description that the program has in memory, such as one that it has decompressed. Diagnostics show `name`
    /// as its file name. In a build script, `cargo::rerun-if-changed` has to name its file.
    ///
    /// ```
    /// use fmg_codegen::import::Import;
    ///
    /// let answer = r#"{"path": "firewall", "name": "gadget", "category": "complex",
    ///     "children": {"size": {"category": "unitary", "type": "integer"}}}"#;
    /// let imported = Import::new().text("gadget.json", answer).read();
    /// assert_eq!(imported.map(|imported| imported.report.described.tables), Ok(1));
    /// ```
    #[must_use]
    pub fn text(mut self, name: impl Into<Utf8PathBuf>, content: impl Into<Vec<u8>>) -> Self {
        self.texts.push((name.into(), content.into()));
        self
    }

    /// Adds a folder with several versions of a firmware, which become one description: each file or folder in it is
    /// one version. All files of one version must come from one appliance. Their names do not matter, since the answers
    /// state version, build and model.
    ///
    /// The newest version determines types and calls. Parts that only older versions have are imported too. If some
    /// versions lack a part, its documentation names the versions that have it: "Available from version 7.0.6 on." Only
    /// versions that were read are named. A part that was added between two of them is documented with the later one.
    /// Versions are compared model by model. If another model lacks a part, its documentation says "Not every model has
    /// it." Ranges and lengths are the widest of all.
    ///
    /// The answers of a FortiManager do not state its version: save its answer to `get` on `/sys/status` beside them.
    ///
    /// If a version describes no tables at all, nothing is concluded about its tables; likewise for calls. A version
    /// that describes some tables counts as lacking all others. So save the same tables of each version.
    ///
    /// ```no_run
    /// use fmg_codegen::import::Import;
    ///
    /// // schemas/7.0/*.json, schemas/7.2/*.json
    /// Import::new().versions("schemas").only(["cmdb firewall/*"]).run();
    /// ```
    #[must_use]
    pub fn versions(mut self, folder: impl Into<Utf8PathBuf>) -> Self {
        self.versions.push(versions::Input::Each(folder.into()));
        self
    }

    /// Adds one of several versions, as a file or a folder. [`versions`](Self::versions) adds every version in a
    /// folder.
    #[must_use]
    pub fn version(mut self, path: impl Into<Utf8PathBuf>) -> Self {
        self.versions.push(versions::Input::One(path.into()));
        self
    }

    /// Adds one of several versions that the program has in memory, such as one that it has decompressed. Diagnostics
    /// show `name` as its file name. In a build script, `cargo::rerun-if-changed` has to name its file.
    #[must_use]
    pub fn version_text(mut self, name: impl Into<Utf8PathBuf>, content: impl Into<Vec<u8>>) -> Self {
        self.versions.push(versions::Input::Text(name.into(), content.into()));
        self
    }

    /// Selects the tables and calls to import. Without patterns, all are imported. A table or call that fits one of the
    /// patterns is selected, with the types that it needs.
    ///
    /// A pattern is a kind and a path: `cmdb firewall/address` for a table of FortiOS, `monitor system/status` for a
    /// call. `*` stands for any text, `?` for one character. A pattern without a kind fits all kinds.
    ///
    /// | kind | selects |
    /// |---|---|
    /// | `cmdb`, `monitor`, `log` | tables of the configuration, Monitor calls, and calls on logs, of FortiOS |
    /// | `obj`, `pkg` | objects of an ADOM or of the global database, and tables of policy packages |
    /// | `device`, `vdom` | the global configuration of a device, and the configuration of a VDOM |
    /// | `devprof`, `wanprof` | tables of device profiles and of WAN profiles |
    /// | `dvmdb`, `cli` | tables of the device manager, and of the configuration of the FortiManager itself |
    /// | `command` | calls of FortiManager that are no verb of a table |
    #[must_use]
    pub fn only<T: Into<String>>(mut self, patterns: impl IntoIterator<Item = T>) -> Self {
        self.only.extend(patterns.into_iter().map(Into::into));
        self
    }

    /// Imports the descriptions of one product only. The default is to import all.
    #[must_use]
    pub fn product(mut self, product: ProductId) -> Self {
        self.product = Some(product);
        self
    }

    /// Sets the overlay, a TOML file that corrects the descriptions.
    ///
    /// | entry | item | changes |
    /// |---|---|---|
    /// | `[[table]]` | `path`: the table | `rename` of the type, `key`, `doc`, `skip` |
    /// | `[[field]]` | `table`, and `path`: the attribute, `list.ip` for one inside of another | `rename`, `type` or `secret`, `doc`, `skip` |
    /// | `[[call]]` | `path`: the call without `/api/v2/monitor/` | `rename` of the request, `doc`, `skip` |
    ///
    /// Tables and calls of FortiManager, and calls on logs, are named with their kind: `obj firewall/address`.
    ///
    /// ```toml
    /// [[table]]
    /// path = "user/local"
    /// rename = "LocalUser"
    ///
    /// [[field]]
    /// table = "firewall/policy"
    /// path = "tos"
    /// type = "int"
    /// ```
    ///
    /// An entry that matches nothing or changes nothing is a fault. So the import reports entries that no longer apply
    /// to newer firmware.
    #[must_use]
    pub fn overlay(mut self, path: impl Into<Utf8PathBuf>) -> Self {
        self.overlay = Some(path.into());
        self
    }

    /// Sets whether broken parts of the descriptions are left out. By default they are faults, and nothing is imported.
    #[must_use]
    pub fn lenient(mut self, lenient: bool) -> Self {
        self.lenient = lenient;
        self
    }

    /// Sets the folder that relative paths start from. The default is the current folder; in a build script, the folder
    /// of the package.
    #[must_use]
    pub fn root(mut self, folder: impl Into<Utf8PathBuf>) -> Self {
        self.root = folder.into();
        self
    }

    /// Generates the bindings in a build script. See [`Build::import`](crate::Build::import) for further settings.
    pub fn run(self) {
        crate::Build::import(self).run();
    }

    /// The paths of the descriptions and of the overlay.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = &Utf8Path> {
        let versions = self.versions.iter().filter_map(versions::Input::path);
        let paths = self.paths.iter().chain(&self.overlay).map(Utf8PathBuf::as_path);
        paths.chain(versions)
    }

    /// Reads the descriptions and makes an API from them.
    ///
    /// # Errors
    ///
    /// Every fault is reported: files that are no descriptions, refusals, and answers of different appliances; tables
    /// and calls that cannot be understood; patterns and entries of the overlay that match nothing.
    pub fn read(&self) -> Result<Imported, Vec<Diagnostic>> {
        self.read_with(None)
    }

    /// Reads the descriptions. With `unused`, patterns that select nothing are added to it, and are no faults of the
    /// import.
    fn read_with(&self, unused: Option<&mut Vec<Diagnostic>>) -> Result<Imported, Vec<Diagnostic>> {
        let mut faults = Vec::new();
        let overlay = self.read_overlay(&mut faults);
        let mut selection = Selection::new(Patterns::parse(&self.only, &mut faults));
        faults.extend(self.misused());
        let mut notes = Notes::default();
        let is_wanted = |answer: &Answer| self.product.is_none_or(|product| answer.product() == product);
        let Described {
            firmware,
            merged,
            items,
            notes: own,
            mut broken,
        } = self.describe(&mut |location, answer| {
            if is_wanted(&answer) {
                selection.add(location, answer, &mut notes);
            }
        });
        notes.append(own);
        let referred = selection.end(&overlay, &mut notes);
        let targets = selection.take_targets();
        let mut lowering = Lowering::new(&overlay, targets, referred, notes, self.lenient);
        lowering.versions = items.as_ref();
        let counts = selection.lower(&mut lowering);
        unused.unwrap_or(&mut faults).extend(selection.unused());
        faults.append(&mut lowering.misjudged);
        faults.extend(overlay.unused(selection.known()));
        broken.append(&mut lowering.faults);
        let left_out = if self.lenient && counts.is_any() {
            std::mem::take(&mut broken)
        } else {
            Vec::new()
        };
        faults.append(&mut broken);
        if !faults.is_empty() {
            return Err(sorted(faults));
        }
        let (products, mut report) = lowering.finish(selection.products(), firmware, counts);
        report.left_out = sorted(left_out);
        report.merged = merged;
        match Api::new(origin(&products), Vec::new(), products) {
            Ok(api) => Ok(Imported { api, report }),
            Err(faults) => Err(faults.iter().map(from_fault).collect()),
        }
    }

    /// The fault of an import that has no description, or has descriptions both of one appliance and of several
    /// versions.
    fn misused(&self) -> Option<Diagnostic> {
        let at = Location::new(Utf8Path::new(""), 0..0);
        let is_of_one = !self.paths.is_empty() || !self.texts.is_empty();
        match (is_of_one, self.versions.is_empty()) {
            (false, true) => {
                let fault = Diagnostic::new(Code::Unreadable, at, "the import has no description");
                Some(fault.help("name a file or a folder with the answers of the appliance"))
            }
            (true, false) => {
                let fault = "an import has descriptions of one appliance or of several versions, not both";
                let fault = Diagnostic::new(Code::MixedDescriptions, at, fault);
                Some(fault.help("name all of them by `version` and `versions`, or none"))
            }
            _ => None,
        }
    }

    /// Passes each answer of the descriptions to `sink`. Several versions are merged first.
    fn describe(&self, sink: &mut dyn FnMut(Location, Answer)) -> Described {
        if !self.versions.is_empty() {
            let mut union = versions::Union::default();
            union.read(&self.root, &self.versions);
            let lines = union.firmware();
            let broken = std::mem::take(&mut union.faults);
            let (items, notes) = union.finish(sink);
            return Described {
                notes,
                firmware: lines.iter().filter_map(|line| firmware::newest(line)).collect(),
                merged: lines.into_iter().filter(|line| line.len() > 1).flatten().collect(),
                items: Some(items),
                broken,
            };
        }
        let mut answers = Answers::default();
        let mut broken = each_answer(&self.root, &self.paths, &mut answers, sink);
        for (name, content) in &self.texts {
            of_text(name, files::parse_text(name, content), &mut answers, &mut broken, sink);
        }
        Described {
            firmware: answers.firmware().cloned().collect(),
            merged: Vec::new(),
            items: None,
            notes: std::mem::take(&mut answers.notes),
            broken,
        }
    }

    fn read_overlay(&self, faults: &mut Vec<Diagnostic>) -> Overlay {
        let Some(name) = &self.overlay else {
            return Overlay::default();
        };
        match fs::read_to_string(self.root.join(name)) {
            Ok(text) => {
                let (overlay, mut found) = Overlay::parse(name, &text);
                faults.append(&mut found);
                overlay
            }
            Err(error) => {
                faults.push(files::unreadable(name, &error));
                Overlay::default()
            }
        }
    }
}

/// The facts about descriptions, besides the answers in them.
struct Described {
    /// The firmware of each product.
    firmware: Vec<Firmware>,
    /// The versions that were merged, if there are several.
    merged: Vec<Firmware>,
    /// The versions of each part, if versions were merged.
    items: Option<Items>,
    /// Oddities of whole files.
    notes: Notes,
    broken: Vec<Diagnostic>,
}

/// The origin of an API of these products.
fn origin(products: &[Product]) -> Origin {
    let origins: Vec<_> = products.iter().map(|product| product.origin.to_string()).collect();
    Origin::new(&origins.join(" and "))
}

/// A fault of the API as a whole, which has no place in a file.
fn from_fault(fault: &crate::ir::Fault) -> Diagnostic {
    let at = Location::new(Utf8Path::new(""), 0..0);
    let found = Diagnostic::new(fault.code, at, format!("{}: {}", fault.item, fault.message)).label(&*fault.label);
    match &fault.help {
        Some(help) => found.help(help),
        None => found,
    }
}

/// Reads the descriptions in files and folders, without an interpretation.
///
/// A file contains an answer of an appliance or a Swagger file, or a list or map of them. Of a folder, all `.json`,
/// `.yaml` and `.yml` files are read. The content of a Swagger file becomes answers of an appliance.
///
/// ```no_run
/// let descriptions = fmg_codegen::import::read(&["schema/cmdb".into(), "schema/monitor.json".into()]);
/// for table in descriptions.unwrap_or_default().tables {
///     println!("{}/{}", table.schema["path"], table.schema["name"]);
/// }
/// ```
///
/// # Errors
///
/// Every fault: files that cannot be read or that are no descriptions, refusals, and answers of different appliances.
pub fn read(paths: &[Utf8PathBuf]) -> Result<Descriptions, Vec<Diagnostic>> {
    let mut descriptions = Descriptions::default();
    let mut answers = Answers::default();
    let faults = each_answer(Utf8Path::new(""), paths, &mut answers, &mut |location, answer| {
        descriptions.add(location, answer);
    });
    descriptions.firmware = answers
        .firmware()
        .find(|own| own.product == ProductId::FortiOs)
        .cloned();
    if faults.is_empty() {
        Ok(descriptions)
    } else {
        Err(sorted(faults))
    }
}

/// Sorts faults by their places, and escapes control characters in their texts.
fn sorted(mut faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    printable::lines(&mut faults);
    diagnostic::sort(&mut faults);
    faults
}

/// Passes each answer of the files to `sink`. One file at a time is in memory.
fn each_answer(
    root: &Utf8Path,
    paths: &[Utf8PathBuf],
    answers: &mut Answers,
    sink: &mut dyn FnMut(Location, Answer),
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for file in files::find(root, paths, &mut faults) {
        of_text(&file.name, files::parse(&file), answers, &mut faults, sink);
    }
    faults
}

/// Passes each answer of a parsed text to `sink`, or adds its faults.
fn of_text(
    name: &Utf8Path,
    parsed: Result<Content, Box<Diagnostic>>,
    answers: &mut Answers,
    faults: &mut Vec<Diagnostic>,
    sink: &mut dyn FnMut(Location, Answer),
) {
    match parsed {
        Ok(content) => answers.of_file(name, content, sink),
        Err(fault) => faults.push(*fault),
    }
    faults.append(&mut answers.faults);
}
