//! Makes tables of the IR of descriptions.

use fmg_template::{Escaping, Template};

use super::key::Key;
use super::{Description, Object, Values};
use crate::diagnostic::{Code, Diagnostic};
use crate::import::Lowering;
use crate::import::markdown::paragraph;
use crate::import::module::Module;
use crate::import::named::Named;
use crate::import::notes::NoteKind;
use crate::import::overlay::TableEntry;
use crate::import::pattern::Kind;
use crate::import::place::Place;
use crate::ir::{
    Field, Key as TableKey, ParameterKind, Placeholder, Row, RowField, Table, TableScope, TableVerb, Type, TypeRef,
    Wire,
};
use crate::name::{BadName, ModuleName, TypeName};

/// The largest number of rows that is a limit, and not a placeholder for none.
const LIMIT: u64 = u32::MAX as u64;

/// Where an object is.
#[derive(Clone, Debug)]
pub(super) struct Position {
    /// Its path below the scopes, or below the row that is its scope.
    path: String,
    /// The scopes below which it is read.
    scopes: Vec<TableScope>,
    /// Those below which it is written.
    written: Vec<TableScope>,
    /// The kind of a table that is not below the rows of another.
    kind: Option<Kind>,
}

impl Position {
    fn of(description: &Description) -> Self {
        let below = |scopes: &[super::Scope]| {
            let names = scopes.iter().filter_map(|scope| TypeName::new(scope.name()).ok());
            names.map(TableScope::Below).collect()
        };
        Self {
            path: description.path.clone(),
            scopes: below(&description.scopes),
            written: below(&description.written),
            kind: Some(description.kind),
        }
    }

    /// The position of a table or an object in each row of this type, without its name.
    fn in_rows(row: &TypeName) -> Self {
        let scopes = vec![TableScope::RowsOf(row.clone())];
        Self {
            path: String::new(),
            written: scopes.clone(),
            scopes,
            kind: None,
        }
    }

    /// The position of a table or an object inside of an object at this position.
    pub(super) fn inside(&self, name: &str) -> Self {
        let mut own = self.clone();
        own.path = if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}/{name}", self.path)
        };
        own
    }
}

impl Lowering<'_> {
    /// Adds a table of FortiManager to its module.
    pub(in crate::import) fn fmg_table(&mut self, description: &Description) {
        let id = description.id();
        if self.overlay.table(&id).is_some_and(TableEntry::skip) {
            return;
        }
        let at = description.object.at.clone();
        if !is_path(&description.path) {
            let fault = format!("`{}` is not the path of a table of FortiManager", description.path);
            let fault = Diagnostic::new(Code::Description, at, fault);
            return self.broken(
                &id,
                fault.help("a path has words with slashes between them: `firewall/address`"),
            );
        }
        let (module, usual) = match names(description) {
            Ok(names) => names,
            Err(bad) => {
                let fault = format!("the table `{id}` cannot have a name in Rust: {bad}");
                return self.broken(
                    &id,
                    Diagnostic::new(Code::Name, at, fault).help(format!(
                        "leave it out by an overlay: `[[table]]` with `path = \"{id}\"` and `skip = true`"
                    )),
                );
            }
        };
        let mut module = self.module(description.kind, module);
        let mut place = place(&id, &description.object);
        place.versions = self.versions.and_then(|items| items.table(&id));
        let position = Position::of(description);
        self.object(&mut module, &place, &usual, &description.object, &position);
        self.put_back(module);
    }

    /// Adds the type of an object or of the rows of a table, and the table itself if urls name it. Returns the type, and
    /// whether there are rows.
    pub(super) fn object(
        &mut self,
        module: &mut Module,
        place: &Place<'_>,
        usual: &TypeName,
        object: &Object,
        position: &Position,
    ) -> Option<(TypeName, bool)> {
        let item = place.item();
        // An overlay judges tables; those inside of rows are attributes to it.
        let entry = self.overlay.table(place.table).filter(|_| place.path.is_empty());
        let judged = entry.and_then(|entry| entry.key(object.key.as_deref()));
        let category = category(place);
        let referred = self.referred.get(&category).map(String::as_str);
        let key = Key::of(object, judged.as_deref(), referred);
        if let Key::Stated(name) = &key
            && !object.attribute(name).is_some_and(super::Attribute::can_be_key)
        {
            let fault = format!("the table `{item}` has no attribute `{name}` of one value, which is its key");
            let help = format!("name the key by an overlay: `[[table]]` with `path = \"{item}\"` and `key = \"…\"`");
            self.broken(
                &item,
                Diagnostic::new(Code::Description, object.at.clone(), fault).help(help),
            );
            return None;
        }
        let has_url = object.verbs.as_ref().is_none_or(|verbs| !verbs.is_empty());
        match &key {
            // Without an url, the key is nowhere used.
            _ if !has_url => {}
            Key::Referred(_) | Key::Guessed(_) | Key::Mapping => self.notes.add(NoteKind::GuessedKey, &item),
            Key::Unknown => self.notes.add(NoteKind::UnknownKey, &item),
            Key::NoneGuessed => self.notes.add(NoteKind::GuessedSingle, &item),
            Key::Stated(_) | Key::None => {}
        }
        if object.attributes.is_empty() {
            self.notes.add(NoteKind::EmptyRow, &item);
        }
        let renamed = entry.and_then(|entry| Some((entry, entry.rename(usual)?)));
        if let Some((entry, wanted)) = &renamed {
            module.types.judge(wanted, self.overlay.taken_type(entry, wanted));
        }
        let wanted = renamed.map_or_else(|| usual.clone(), |(_, wanted)| wanted);
        let mut doc = paragraph(&object.help);
        if doc.is_empty() {
            let what = if key.is_none() {
                "The object"
            } else {
                "A row of the table"
            };
            doc = format!("{what} `{}`.", category.replace('`', "'"));
        }
        if let Some(judged) = entry.and_then(|entry| entry.doc(&doc)) {
            doc = judged;
        }
        // The table around comes before those inside.
        let index = module.tables.len();
        let row = self.fmg_row(module, place, &wanted, doc, object, &key, position);
        if let Some(mut table) = self.described(&row, object, &key, position, &item) {
            if place.path.is_empty() {
                self.versions_of_table(place.versions, &item, &mut table);
            } else if let Some(own) = place.versions {
                // Its field has the notes.
                table.versions.clone_from(&own.available.versions);
                table.some_models = own.available.some_models;
            }
            module.tables.insert(index, table);
        }
        Some((row, !key.is_none()))
    }

    /// The type with the attributes of an object.
    #[allow(
        clippy::too_many_arguments,
        reason = "each is a different part of what is known of the type"
    )]
    fn fmg_row(
        &mut self,
        module: &mut Module,
        place: &Place<'_>,
        wanted: &TypeName,
        doc: String,
        object: &Object,
        key: &Key,
        position: &Position,
    ) -> TypeName {
        let (name, renamed) = module.types.claim(wanted);
        if renamed {
            self.notes.add(NoteKind::RenamedType, place.item());
        }
        let mut row = Row::new(name.clone());
        row.doc = doc;
        row.writable = true;
        // The type around comes before those inside.
        let index = module.rows.len();
        module.rows.push(row);
        let inside = if key.is_none() || !is_path(&position.path) {
            // The tables of a single object have urls below it.
            position.clone()
        } else {
            Position::in_rows(&name)
        };
        let attributes = object.attributes.iter().map(|own| (own.name.as_str(), own));
        let mut fields = Vec::with_capacity(object.attributes.len());
        for Named { wire, schema, field } in self.named(place, attributes, key.attribute()) {
            let place = match &schema.values {
                Values::Object(inner) => inner_place(place, wire, inner),
                _ => place.child(wire, ""),
            };
            let place = self.versions_of_child(place, schema);
            let is_key = key.attribute() == Some(wire);
            let ty = self.fmg_type(module, &place, &name, schema, is_key, &inside);
            let mut own = Field::new(field, Wire::Name(wire.into()), ty);
            self.fmg_facts(&place, schema, &mut own);
            let entry = self.overlay.field(place.table, &place.path);
            if let Some(judged) = entry.and_then(|entry| entry.doc(&own.doc)) {
                own.doc = judged.into();
            }
            fields.push(RowField::new(own));
        }
        module.rows[index].fields = fields;
        name
    }

    /// The table of the IR, if urls name it.
    fn described(
        &mut self,
        row: &TypeName,
        object: &Object,
        key: &Key,
        position: &Position,
        item: &str,
    ) -> Option<Table> {
        let path = &position.path;
        let has_url = object.verbs.as_ref().is_none_or(|verbs| !verbs.is_empty());
        if !is_path(path) || !has_url {
            return None;
        }
        let mut table = if key.is_none() {
            Table::single(row.clone(), path)
        } else {
            Table::rows(row.clone(), path, table_key(object, key).ok()?)
        };
        table.scopes.clone_from(&position.scopes);
        table.written.clone_from(&position.written);
        if let Some(verbs) = &object.verbs {
            let allowed = |verb: &TableVerb| table.key.is_some() || TableVerb::SINGLE.contains(verb);
            let mut verbs: Vec<_> = verbs.iter().copied().filter(allowed).collect();
            verbs.sort_unstable();
            verbs.dedup();
            table.verbs = verbs;
        } else {
            self.notes.add(NoteKind::AssumedVerbs, item);
            assume_verbs(&mut table, object, key, position.kind);
        }
        table.doc = match object.most.filter(|most| *most < LIMIT && !key.is_none()) {
            Some(most) => format!("At most {most} rows."),
            None => String::new(),
        };
        Some(table)
    }
}

/// The verbs that tables of this kind usually have: all but those of the device manager can be copied, and policies have
/// an order.
fn assume_verbs(table: &mut Table, object: &Object, key: &Key, kind: Option<Kind>) {
    if table.is_single() {
        return;
    }
    if kind.is_some_and(|kind| kind != Kind::Dvmdb) {
        table.verbs.push(TableVerb::CloneTo);
    }
    let attribute = key.attribute().and_then(|name| object.attribute(name));
    if kind == Some(Kind::Package) && attribute.is_some_and(super::Attribute::is_number) {
        table.verbs.push(TableVerb::MoveTo);
    }
}

/// The key of a table: a number or a name, or a device and a VDOM.
fn table_key(object: &Object, key: &Key) -> Result<TableKey, BadName> {
    let attribute = key.attribute();
    let is_number = attribute
        .and_then(|name| object.attribute(name))
        .is_some_and(super::Attribute::is_number);
    let (ty, wire, kind) = match (key, attribute) {
        (Key::Mapping, _) => ("MappingKey", "mapping", None),
        (_, Some("policyid")) if is_number => ("PolicyId", "policyid", Some(ParameterKind::Id)),
        (_, Some(_)) if is_number => ("RowId", "id", Some(ParameterKind::Id)),
        _ => ("ObjectName", "name", None),
    };
    let mut placeholder = Placeholder::new(wire, TypeRef::new(None, TypeName::new(ty)?))?;
    if let Some(kind) = kind {
        placeholder.kind = kind;
    }
    placeholder.doc = "The key of the row.".into();
    Ok(TableKey::new(attribute, placeholder))
}

/// The module of a table, and the usual type of its rows.
fn names(description: &Description) -> Result<(ModuleName, TypeName), BadName> {
    let path = &description.path;
    match (description.kind.folder(), path.split_once('/')) {
        (None, _) => Ok((
            ModuleName::from_wire(description.kind.as_str())?,
            TypeName::from_wire(&path.replace('/', " "))?,
        )),
        (Some(_), Some((module, rest))) => Ok((
            ModuleName::from_wire(module)?,
            TypeName::from_wire(&rest.replace('/', " "))?,
        )),
        (Some(_), None) => Ok((ModuleName::from_wire(path)?, TypeName::from_wire(path)?)),
    }
}

fn place<'a>(id: &'a str, object: &Object) -> Place<'a> {
    Place {
        table: id,
        path: String::new(),
        at: object.at.clone(),
        attributes: object.attributes_at.clone(),
        versions: None,
    }
}

/// The place of an object inside of another.
fn inner_place<'a>(around: &Place<'a>, name: &str, object: &Object) -> Place<'a> {
    let mut place = around.child(name, "");
    place.at = object.at.clone();
    place.attributes.clone_from(&object.attributes_at);
    place
}

/// The path of a table as references have it; of one inside of rows, `firewall/address/dynamic_mapping`.
fn category(place: &Place<'_>) -> String {
    let table = place.table.split_once(' ').map_or(place.table, |(_, path)| path);
    if place.path.is_empty() {
        table.to_owned()
    } else {
        format!("{table}/{}", place.path.replace('.', "/"))
    }
}

/// Whether a text can be the path of a table in urls.
fn is_path(path: &str) -> bool {
    let is_segment = |segment: &str| {
        !matches!(segment, "" | "." | "..")
            && segment.trim() == segment
            && !segment.contains(|c: char| matches!(c, '<' | '>' | '\\') || c.is_control())
    };
    let is_literal = || {
        let template = Template::parse(&format!("/{path}"));
        template.is_ok_and(|own| own.placeholders().next().is_none() && own.check_for(Escaping::Fmg).is_ok())
    };
    path.split('/').all(is_segment) && is_literal()
}

/// The type of a field of rows or of an object.
pub(super) fn of_rows(module: &Module, name: TypeName, has_rows: bool) -> Type {
    let row = Type::Row(TypeRef {
        module: Some(std::sync::Arc::clone(&module.path)),
        name,
    });
    if has_rows { Type::List(Box::new(row)) } else { row }
}
