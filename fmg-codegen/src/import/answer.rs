//! Tells the answers of appliances apart by their content.

mod form;

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use camino::Utf8Path;
use serde_json::{Map, Value};

use self::form::{is_envelope, is_schema, other_format, refusal};
use super::firmware::{Firmware, Identities, states_firmware};
use super::fmg::syntax::{self, SyntaxAnswer};
use super::fmg::{self, Description};
use super::notes::{NoteKind, Notes};
use super::printable::printable;
use super::swagger::{self, Document};
use super::{configuration, monitor};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::ProductId;

/// How many lists and maps may be around an answer: the folder of a tool, a module, a table.
const DEPTH: usize = 4;

/// The content of a file.
pub(crate) enum Content {
    /// A value, and the JSON pointers of the members that stand twice in it.
    Json(Value, Vec<String>),
    /// A Swagger file, and its JSON pointer.
    Swagger(Box<Document>, &'static str),
}

impl Content {
    pub(super) fn of_json((value, repeated): (Value, Vec<String>)) -> Self {
        Self::Json(value, repeated)
    }
}

/// One answer in which an appliance describes tables or calls, in one place of a file.
#[derive(Debug)]
pub(crate) enum Answer {
    /// The schema of a table of FortiOS, the `results` of `GET /api/v2/cmdb/<path>/<name>?action=schema`.
    Table(Map<String, Value>),
    /// The schema of a table inside of a single object. The device answers it as if it were a table; only the envelope
    /// tells the difference.
    Child {
        /// The object around it, such as `router/bgp`.
        parent: String,
        schema: Map<String, Value>,
    },
    /// An entry of the directory of Monitor calls, `GET /api/v2/monitor/?action=schema`.
    Call(Map<String, Value>),
    /// A table in an answer of FortiManager to `get` with `option: ["syntax"]`.
    Syntax(SyntaxAnswer),
    /// A table in a Swagger file about FortiManager.
    FmgTable(Box<Description>),
    /// A call in a Swagger file about FortiManager that is on no table.
    Command(Map<String, Value>),
}

impl Answer {
    /// The product of the appliance that it describes.
    pub(crate) fn product(&self) -> ProductId {
        match self {
            Self::Table(_) | Self::Child { .. } | Self::Call(_) => ProductId::FortiOs,
            Self::Syntax(_) | Self::FmgTable(_) | Self::Command(_) => ProductId::FortiManager,
        }
    }
}

/// Finds the answers in parsed files.
#[derive(Default)]
pub(crate) struct Answers {
    identities: Identities,
    /// The answers that were seen, by the item that they describe, with a hash of their content.
    seen: BTreeMap<(ProductId, String), (u64, Location)>,
    pub(crate) faults: Vec<Diagnostic>,
    /// Oddities of whole files.
    pub(crate) notes: Notes,
    /// How many answers equal an earlier one.
    pub(crate) repeated: usize,
    /// How many answers state nothing but the firmware.
    stated: usize,
}

impl Answers {
    /// The firmware that the answers of each product state.
    pub(crate) fn firmware(&self) -> impl Iterator<Item = &Firmware> {
        self.identities.firmware()
    }

    /// The firmware and the model of a product, as far as the answers state them.
    pub(super) fn appliance(&self, product: ProductId) -> (Option<&Firmware>, Option<&str>) {
        self.identities.of(product)
    }

    /// Takes over the answers of others about a product. Returns a fault for each item that these answers describe
    /// differently.
    pub(super) fn take_over(&mut self, product: ProductId, others: &mut Self) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        for (item, (hash, at)) in std::mem::take(&mut others.seen) {
            if item.0 != product {
                others.seen.insert(item, (hash, at));
                continue;
            }
            match self.seen.get(&item) {
                Some((known, earlier)) if *known != hash => faults.push(two_descriptions(&item.1, at, earlier)),
                Some(_) => {}
                None => {
                    self.seen.insert(item, (hash, at));
                }
            }
        }
        faults
    }

    /// Notes the description of a table of FortiManager. Returns a fault if the table was described differently before.
    pub(super) fn note_table(&mut self, id: &str, hash: u64, at: &Location) -> Option<Diagnostic> {
        let item = format!("table `{id}`");
        let new = (hash, at.clone());
        let known = self.seen.entry((ProductId::FortiManager, item.clone())).or_insert(new);
        (known.0 != hash).then(|| two_descriptions(&item, at.clone(), &known.1))
    }

    /// Passes each answer of a file to `sink`.
    pub(crate) fn of_file(&mut self, name: &Utf8Path, content: Content, sink: &mut dyn FnMut(Location, Answer)) {
        let (before, repeated, stated) = (self.faults.len(), self.repeated, self.stated);
        let mut count = 0;
        let mut counted = |at: Location, answer: Answer| {
            count += 1;
            sink(at, answer);
        };
        match content {
            Content::Json(value, repeated) => {
                for pointer in repeated {
                    self.notes.add(NoteKind::RepeatedMember, format!("{name}#{pointer}"));
                }
                self.value(name, "", value, DEPTH, &mut counted);
            }
            Content::Swagger(document, pointer) => self.swagger(name, pointer, &document, &mut counted),
        }
        if count == 0 && self.faults.len() == before && self.repeated == repeated && self.stated == stated {
            let fault = "the file describes no table and no call";
            self.fault(Code::NotADescription, name, "", fault, EXPECTED);
        }
    }

    fn value(
        &mut self,
        file: &Utf8Path,
        pointer: &str,
        value: Value,
        depth: usize,
        sink: &mut dyn FnMut(Location, Answer),
    ) {
        match value {
            Value::Object(members) => self.object(file, pointer, members, depth, sink),
            Value::Array(items) => {
                let Some(depth) = depth.checked_sub(1) else {
                    return self.stranger(file, pointer);
                };
                for (index, item) in items.into_iter().enumerate() {
                    self.value(file, &format!("{pointer}/{index}"), item, depth, sink);
                }
            }
            _ => self.stranger(file, pointer),
        }
    }

    fn object(
        &mut self,
        file: &Utf8Path,
        pointer: &str,
        mut members: Map<String, Value>,
        depth: usize,
        sink: &mut dyn FnMut(Location, Answer),
    ) {
        if members.contains_key("swagger") {
            self.swagger(file, pointer, &swagger::of_value(members.into()), sink);
        } else if let Some(wrapped) = members.get_mut(swagger::WRAPPER).filter(|own| own.is_object()) {
            let document = swagger::of_value(wrapped.take());
            self.swagger(file, &below(pointer, swagger::WRAPPER), &document, sink);
        } else if let Some(other) = other_format(&members) {
            self.fault(Code::NotADescription, file, pointer, other.0, other.1);
        } else if let Some((stated, is_more)) = syntax::status(&mut members) {
            if syntax::is_of_analyzer(&stated) {
                let fault = "this is the status of a FortiAnalyzer";
                return self.fault(Code::NotADescription, file, pointer, fault, NO_ANALYZER);
            }
            self.identify(ProductId::FortiManager, file, pointer, &stated);
            if is_more {
                self.object(file, pointer, members, depth, sink);
            } else {
                self.stated += 1;
            }
        } else if syntax::is_envelope(&members) {
            if syntax::is_of_analyzer(&members) {
                let fault = "this is an answer of a FortiAnalyzer";
                return self.fault(Code::NotADescription, file, pointer, fault, NO_ANALYZER);
            }
            // A fetch adds facts that the answers themselves do not state.
            self.identify(ProductId::FortiManager, file, pointer, &members);
            let mut counted = |at: Location, answer| sink(at, Answer::Syntax(answer));
            self.faults
                .extend(syntax::answers(file, pointer, members, &mut counted));
        } else if let Some(refusal) = refusal(&members) {
            self.fault(
                Code::RefusedDescription,
                file,
                pointer,
                &format!("the appliance has refused this request: {refusal}"),
                "ask again with an administrator who may read it; remove the file if the model does not have it",
            );
        } else if matches!(members.get("directory"), Some(Value::Array(_))) {
            self.identify(ProductId::FortiOs, file, pointer, &members);
            self.directory(file, pointer, &mut members, sink);
        } else if is_schema(&members) {
            self.found(file, pointer, table(None, members), sink);
        } else if members.contains_key("results") && is_envelope(&members) {
            self.identify(ProductId::FortiOs, file, pointer, &members);
            self.results(file, pointer, &mut members, depth, sink);
        } else if members.values().all(|value| value.is_object() || value.is_array()) && !members.is_empty() {
            let Some(depth) = depth.checked_sub(1) else {
                return self.stranger(file, pointer);
            };
            for (name, value) in members {
                self.value(file, &below(pointer, &name), value, depth, sink);
            }
        } else {
            self.stranger(file, pointer);
        }
    }

    /// The tables and calls of a Swagger file.
    fn swagger(&mut self, file: &Utf8Path, pointer: &str, document: &Document, sink: &mut dyn FnMut(Location, Answer)) {
        if !document.language().starts_with('2') {
            let fault = format!(
                "this is a file of Swagger {}, and the import reads 2.0",
                printable(document.language())
            );
            return self.fault(Code::NotADescription, file, pointer, &fault, EXPECTED);
        }
        let product = match document.product() {
            Some(product) if !document.is_of_analyzer() => product,
            Some(_) => {
                let fault = "this is a Swagger file about a FortiAnalyzer";
                return self.fault(Code::NotADescription, file, pointer, fault, NO_ANALYZER);
            }
            None => {
                let fault = "this is a Swagger file about another product";
                return self.fault(Code::NotADescription, file, pointer, fault, EXPECTED);
            }
        };
        if let Some(version) = document.version() {
            let mut envelope = Map::new();
            envelope.insert(
                "version".to_owned(),
                format!("v{}", version.trim_start_matches('v')).into(),
            );
            if !self.identify(product, file, pointer, &envelope) {
                self.notes.add(NoteKind::UnreadableVersion, file.as_str());
            }
        }
        let mut notes = std::mem::take(&mut self.notes);
        let mut found = |at: Location, answer: Answer| self.found(&at.file, &at.pointer, answer, sink);
        let mut note = |kind: NoteKind, item: &str| notes.add(kind, item);
        document.oddities(file, pointer, &mut note);
        document.answers(product, file, pointer, &mut found, &mut note);
        self.notes = notes;
    }

    /// The content of an envelope: a schema, or a list or map of some.
    fn results(
        &mut self,
        file: &Utf8Path,
        pointer: &str,
        envelope: &mut Map<String, Value>,
        depth: usize,
        sink: &mut dyn FnMut(Location, Answer),
    ) {
        let pointer = format!("{pointer}/results");
        let text = |name: &str| envelope.get(name).and_then(Value::as_str);
        let parent = match (text("path"), text("name"), text("child_path")) {
            (Some(path), Some(name), Some(_)) => Some(format!("{path}/{name}")),
            _ => None,
        };
        match envelope.get_mut("results").map(Value::take) {
            Some(Value::Object(schema)) if is_schema(&schema) => {
                self.found(file, &pointer, table(parent, schema), sink);
            }
            Some(value) => self.value(file, &pointer, value, depth, sink),
            None => self.stranger(file, &pointer),
        }
    }

    fn directory(
        &mut self,
        file: &Utf8Path,
        pointer: &str,
        members: &mut Map<String, Value>,
        sink: &mut dyn FnMut(Location, Answer),
    ) {
        let Some(Value::Array(entries)) = members.get_mut("directory").map(Value::take) else {
            return;
        };
        for (index, entry) in entries.into_iter().enumerate() {
            let pointer = format!("{pointer}/directory/{index}");
            match entry {
                Value::Object(entry) => self.found(file, &pointer, Answer::Call(entry), sink),
                _ => self.stranger(file, &pointer),
            }
        }
    }

    /// Passes an answer on, unless an equal one came before.
    fn found(&mut self, file: &Utf8Path, pointer: &str, answer: Answer, sink: &mut dyn FnMut(Location, Answer)) {
        let at = Location::value(file, pointer);
        let (item, content) = match &answer {
            Answer::Table(schema) => (table_name("table", schema), schema),
            Answer::Child { parent, schema } => (table_name(&format!("table of `{parent}`"), schema), schema),
            Answer::Call(entry) => (call_name(entry), entry),
            // The same table can be below several scopes; whether both are equal is seen when they are understood.
            Answer::Syntax(_) | Answer::FmgTable(_) => return sink(at, answer),
            Answer::Command(entry) => (command_name(entry), entry),
        };
        let Some(item) = item else {
            return sink(at, answer);
        };
        let mut hasher = DefaultHasher::new();
        content.hash(&mut hasher);
        let hash = hasher.finish();
        let item = (answer.product(), item);
        match self.seen.get(&item) {
            None => {
                self.seen.insert(item, (hash, at.clone()));
                sink(at, answer);
            }
            Some((earlier, _)) if *earlier == hash => self.repeated += 1,
            Some((_, earlier)) => {
                let fault = two_descriptions(&item.1, at, earlier);
                self.faults.push(fault);
            }
        }
    }

    /// Compares an answer with those before. Returns whether it states a firmware.
    fn identify(&mut self, product: ProductId, file: &Utf8Path, pointer: &str, envelope: &Map<String, Value>) -> bool {
        let at = Location::value(file, pointer);
        let fault = self.identities.check(product, &at, envelope);
        self.faults.extend(fault);
        states_firmware(envelope)
    }

    fn stranger(&mut self, file: &Utf8Path, pointer: &str) {
        let fault = "this is not an answer by which an appliance describes itself";
        self.fault(Code::NotADescription, file, pointer, fault, EXPECTED);
    }

    fn fault(&mut self, code: Code, file: &Utf8Path, pointer: &str, message: &str, help: &str) {
        self.faults
            .push(Diagnostic::new(code, Location::value(file, pointer), message).help(help));
    }
}

/// The fault of two answers that describe one item differently.
fn two_descriptions(item: &str, at: Location, earlier: &Location) -> Diagnostic {
    Diagnostic::new(Code::Duplicate, at, format!("the {item} has two descriptions"))
        .also(earlier.clone(), "another one here")
        .help("remove one; answers of several appliances or versions cannot be mixed")
}

/// The files that can be descriptions.
const EXPECTED: &str = "descriptions are the answers of a FortiGate to `GET /api/v2/cmdb/<path>/<name>?action=schema`, \
                        `GET /api/v2/cmdb/?action=schema` and `GET /api/v2/monitor/?action=schema`, those of a \
                        FortiManager to `get` with `option: [\"syntax\"]`, and the Swagger 2.0 files about both: one, \
                        a list or a map of them";

/// The help about a description of a FortiAnalyzer.
const NO_ANALYZER: &str = "remove the file: the import reads descriptions of FortiGates and FortiManagers; a FortiAnalyzer \
                           has other tables and calls on urls of the same form";

/// A JSON pointer to a member. Control characters are escaped.
pub(crate) fn below(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", printable(name).replace('~', "~0").replace('/', "~1"))
}

fn table(parent: Option<String>, schema: Map<String, Value>) -> Answer {
    match parent {
        Some(parent) => Answer::Child { parent, schema },
        None => Answer::Table(schema),
    }
}

/// The table that a schema describes; `None` if it has no name.
fn table_name(what: &str, schema: &Map<String, Value>) -> Option<String> {
    Some(format!("{what} `{}`", configuration::id(schema)?))
}

/// The call that an entry describes. Two entries with one url and method describe the same.
fn call_name(entry: &Map<String, Value>) -> Option<String> {
    let method = entry.get("request").and_then(|request| request.get("http_method"));
    let method = method.and_then(Value::as_str).unwrap_or_default();
    let id = monitor::kind(entry).id(&monitor::id(entry)?);
    Some(format!("call `{method} {id}`"))
}

/// The call of FortiManager that an entry describes.
fn command_name(entry: &Map<String, Value>) -> Option<String> {
    let method = entry.get("method").and_then(Value::as_str).unwrap_or_default();
    Some(format!("call `{method} /{}`", fmg::command::id(entry)?))
}
