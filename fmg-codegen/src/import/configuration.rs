//! Makes tables of the schemas of the configuration of FortiOS.

mod attribute;
mod facts;
pub(super) mod said;

use serde_json::{Map, Value};

use self::attribute::{Attribute, Owned};
use super::Lowering;
use super::markdown::paragraph;
use super::module::Module;
use super::named::Named;
use super::names;
use super::notes::NoteKind;
use super::pattern::Kind;
use super::place::Place;
use super::versions::Form;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::check::is_segment;
use crate::ir::{Access, Field, Key, ObjectRange, Row, RowField, Table, TableScope, Type, Wire};
use crate::name::{ModuleName, TypeName};

/// The member of a schema with the attributes.
const CHILDREN: &str = "children";

/// The name of a table, for reports and patterns: `firewall/address`.
pub(super) fn id(schema: &Map<String, Value>) -> Option<String> {
    let text = |name: &str| schema.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    Some(format!("{}/{}", text("path")?, text("name")?))
}

/// The kind of the values of an attribute.
pub(super) fn form(schema: &Map<String, Value>) -> Form {
    Attribute::new(schema, false).form()
}

/// The tables inside of a table, as references name them: `system.sdwan/zone` for the attribute `zone`.
pub(super) fn tables_inside(id: &str, schema: &Map<String, Value>) -> Vec<String> {
    let Some(Value::Object(children)) = schema.get("children") else {
        return Vec::new();
    };
    let path = id.replace('/', ".");
    let tables = children
        .iter()
        .filter(|(_, child)| child.get("category").is_some_and(|own| own == "table"));
    tables.map(|(name, _)| format!("{path}/{name}")).collect()
}

impl Lowering<'_> {
    /// Adds a table to its module. `at` is the place of its schema, which may lack a part of it.
    pub(super) fn table(&mut self, at: Location, id: &str, schema: &Map<String, Value>, partial: bool) {
        let (path, name) = id.split_once('/').unwrap_or(("", id));
        let mut place = Place::of_table(id, at, CHILDREN);
        place.versions = self.versions.and_then(|items| items.table(id));
        let entry = self.overlay.table(id);
        if entry.is_some_and(super::overlay::TableEntry::skip) {
            return;
        }
        let names = ModuleName::from_wire(path).and_then(|module| Ok((module, TypeName::from_wire(name)?)));
        let (module, usual) = match names {
            Ok(names) => names,
            Err(bad) => {
                let fault = format!("the table `{id}` cannot have a name in Rust: {bad}");
                return self.broken(
                    id,
                    Diagnostic::new(Code::Name, place.at, fault).help(format!(
                        "leave it out by an overlay: `[[table]]` with `path = \"{id}\"` and `skip = true`"
                    )),
                );
            }
        };
        if !is_segment(path) || !is_segment(name) {
            let fault = format!("`{id}` is not the path of a table of FortiOS");
            let fault = Diagnostic::new(Code::Description, place.at, fault);
            return self.broken(
                id,
                fault.help("paths are made of letters, digits, `-`, `_`, `.` and `+`: `vpn.ssl.web/portal`"),
            );
        }
        let mut module = self.module(Kind::Cmdb, module);
        self.table_in(&mut module, &place, usual, schema, partial);
        self.put_back(module);
    }

    fn table_in(
        &mut self,
        module: &mut Module,
        place: &Place<'_>,
        usual: TypeName,
        schema: &Map<String, Value>,
        partial: bool,
    ) {
        let id = place.table;
        let empty = Map::new();
        let children = match schema.get("children") {
            Some(Value::Object(children)) => children,
            None => &empty,
            Some(_) => {
                self.notes.add(NoteKind::Malformed, id);
                &empty
            }
        };
        let entry = self.overlay.table(id);
        let key = match self.key(place, schema, children) {
            Ok(key) => key,
            Err(fault) => return self.broken(id, *fault),
        };
        if children.is_empty() {
            self.notes.add(NoteKind::EmptyRow, id);
        }
        let judged = entry.and_then(|entry| Some((entry, entry.rename(&usual)?)));
        if let Some((entry, wanted)) = &judged {
            module.types.judge(wanted, self.overlay.taken_type(entry, wanted));
        }
        let wanted = judged.map_or(usual, |(_, wanted)| wanted);
        let help = schema.get("help").and_then(Value::as_str).unwrap_or_default();
        let mut doc = paragraph(help);
        if doc.is_empty() {
            let what = if key.is_some() {
                "A row of the table"
            } else {
                "The object"
            };
            doc = format!("{what} `{id}`.");
        }
        if let Some(judged) = entry.and_then(|entry| entry.doc(&doc)) {
            doc = judged;
        }
        let row = self.row(module, place, &wanted, doc, children, key.as_deref());
        let flag = |name: &str| schema.get(name).and_then(Value::as_bool).unwrap_or_default();
        let is_read_only = flag("readonly");
        let mut table = match key.as_deref().map(Key::mkey) {
            Some(Ok(key)) => Table::configuration(row.clone(), id, Some(key), true),
            _ => Table::configuration(row.clone(), id, None, false),
        };
        if is_read_only {
            table.keep_reads();
        }
        table.partial = partial;
        self.versions_of_table(place.versions, id, &mut table);
        table.doc = limits(schema, is_read_only);
        table.access_group = self.access_group(id, schema);
        let range = schema.get("object_range").and_then(Value::as_str);
        table.range = match range {
            None => ObjectRange::Vdom,
            Some(text) => {
                let known = ObjectRange::ALL.into_iter().find(|range| range.as_str() == text);
                known.unwrap_or_else(|| {
                    self.notes.add(NoteKind::Malformed, id);
                    ObjectRange::Vdom
                })
            }
        };
        module.tables.push(table);
        tables_inside_of(module, &row, children);
    }

    /// The attribute that is the key of a table; `None` if the table is a single object.
    fn key(
        &mut self,
        place: &Place<'_>,
        schema: &Map<String, Value>,
        children: &Map<String, Value>,
    ) -> Result<Option<String>, Box<Diagnostic>> {
        let id = place.table;
        let said = schema.get("mkey").and_then(Value::as_str).filter(|key| !key.is_empty());
        let category = schema.get("category").and_then(Value::as_str);
        let entry = self.overlay.table(id);
        let judged = match entry {
            Some(entry) if category == Some("complex") => {
                if entry.has_key() {
                    self.misjudged.push(self.overlay.key_of_single(entry));
                }
                None
            }
            entry => entry.and_then(|entry| entry.key(said)),
        };
        let key = judged.or_else(|| said.map(str::to_owned));
        let key = match (category, key) {
            (Some("complex"), Some(_)) => {
                self.notes.add(NoteKind::KeyOfSingle, id);
                return Ok(None);
            }
            (Some("complex") | None, None) => return Ok(None),
            (Some(_), None) => {
                self.notes.add(NoteKind::NoKey, id);
                return Ok(None);
            }
            (_, Some(key)) => key,
        };
        if said::flag(schema, said::GUESSED_KEY) {
            self.notes.add(NoteKind::GuessedKey, id);
        }
        let fault = match children.get(&key) {
            None => format!("the table `{id}` has no attribute `{key}`, which is its key"),
            Some(Value::Object(child)) if names::field(&key).is_ok() && Attribute::new(child, true).is_value() => {
                return Ok(Some(key));
            }
            Some(_) => {
                format!("the attribute `{key}` of the table `{id}` cannot be its key: it is not one value with a name")
            }
        };
        let help = format!("name the key by an overlay: `[[table]]` with `path = \"{id}\"` and `key = \"…\"`");
        Err(Box::new(
            Diagnostic::new(Code::Description, place.at.clone(), fault).help(help),
        ))
    }

    /// Adds a type with these attributes, and those of the objects and tables inside. Returns its name.
    fn row(
        &mut self,
        module: &mut Module,
        place: &Place<'_>,
        wanted: &TypeName,
        doc: String,
        children: &Map<String, Value>,
        key: Option<&str>,
    ) -> TypeName {
        let (name, renamed) = module.types.claim(wanted);
        if renamed {
            self.notes.add(NoteKind::RenamedType, place.item());
        }
        let mut row = Row::new(name.clone());
        row.doc = doc;
        // The type around comes before those inside.
        let index = module.rows.len();
        module.rows.push(row);
        let mut fields = Vec::with_capacity(children.len());
        for (wire, _) in children.iter().filter(|(_, child)| !child.is_object()) {
            self.notes.add(NoteKind::Malformed, place.child(wire, CHILDREN).item());
        }
        let attributes = children
            .iter()
            .filter_map(|(wire, child)| Some((wire.as_str(), child.as_object()?)));
        for Named { wire, schema, field } in self.named(place, attributes, key) {
            let place = place.child(wire, CHILDREN);
            let attribute = Attribute::new(schema, key == Some(wire));
            let owned = Owned {
                place: &place,
                row: &name,
                wire,
                attribute: &attribute,
            };
            let ty = self.attribute_type(module, &owned);
            let mut own = Field::new(field, Wire::Name(wire.into()), ty);
            self.facts(&place, &attribute, &mut own);
            let entry = self.overlay.field(place.table, &place.path);
            if let Some(judged) = entry.and_then(|entry| entry.doc(&own.doc)) {
                own.doc = judged.into();
            }
            fields.push(RowField::new(own));
        }
        module.rows[index].fields = fields;
        name
    }
}

/// The number of rows that a table can have, and whether it can be written, as a paragraph.
fn limits(schema: &Map<String, Value>, is_read_only: bool) -> String {
    let number = |name: &str| schema.get(name).and_then(Value::as_u64).filter(|number| *number > 0);
    let mut sentences = Vec::new();
    match (number("max_table_size_vdom"), number("max_table_size_global")) {
        (Some(vdom), Some(global)) if vdom != global => {
            sentences.push(format!("At most {vdom} rows in a VDOM, and {global} in all."));
        }
        (Some(most), _) => sentences.push(format!("At most {most} rows in a VDOM.")),
        (None, Some(most)) => sentences.push(format!("At most {most} rows in all.")),
        (None, None) => {}
    }
    if is_read_only {
        sentences.push("Read-only.".to_owned());
    }
    sentences.join(" ")
}

/// Adds the tables inside of a single object, or of each row of a table, that have a key.
fn tables_inside_of(module: &mut Module, row: &TypeName, children: &Map<String, Value>) {
    let Some(parent) = module.rows.iter().find(|own| own.name == *row) else {
        return;
    };
    let mut tables = Vec::new();
    for own in &parent.fields {
        let (Type::List(inner), Wire::Name(wire)) = (&own.field.ty, &own.field.wire) else {
            continue;
        };
        let Type::Row(child) = &**inner else { continue };
        let key = children
            .get(&**wire)
            .and_then(|child| child.get("mkey"))
            .and_then(Value::as_str);
        let fields = module
            .rows
            .iter()
            .find(|own| own.name == child.name)
            .map(|own| &own.fields);
        let is_field = |key: &&str| fields.is_some_and(|all| all.iter().any(|own| own.field.wire.fits(key)));
        let Some(Ok(key)) = key.filter(is_field).map(Key::mkey) else {
            continue;
        };
        if !is_segment(wire) {
            continue;
        }
        let mut table = Table::configuration(child.name.clone(), wire, Some(key), true);
        table.scopes = vec![TableScope::RowsOf(row.clone())];
        table.written.clone_from(&table.scopes);
        if own.field.facts.access == Access::ReadOnly {
            table.keep_reads();
        }
        table.versions.clone_from(&own.field.facts.versions);
        table.some_models = own.field.facts.some_models;
        tables.push(table);
    }
    module.tables.extend(tables);
}
