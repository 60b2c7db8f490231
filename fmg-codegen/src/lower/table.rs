//! Lowers scopes and tables. Their verbs are endpoints already.

use camino::Utf8Path;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::expand::{placeholder, unknown_scope};
use crate::ir::{
    Endpoint, JsonRpcMethod, Key, KeyReply, ObjectRange, Placeholder, ProductId, Response, RustPath, Scope, Table,
    TableCall, TableMembers, TableScope, TableVerb, Type, Verb,
};
use crate::name::TypeName;
use crate::span;
use crate::spec::{EndpointSpec, KeySpec, PlaceholderSpec, ScopeSpec, TableSpec, Text};
use crate::symbols::one_of;

use super::Lowering;
use super::places::Kept;
use super::source::source;

impl Lowering<'_> {
    pub(super) fn scope(&mut self, file: &Utf8Path, spec: &ScopeSpec) -> Option<Scope> {
        let name = self.declared_name(file, &spec.name)?;
        let template = self.template(file, Verb::JsonRpc(JsonRpcMethod::Get), &spec.url)?;
        let mut scope = Scope::new(name, template.source()).ok()?;
        for gap in template.placeholders() {
            let wire = Text {
                value: gap.name().to_owned(),
                span: span::inside(&spec.url, gap.span().range()),
            };
            let entry = spec.params.iter().find(|entry| entry.name.value == wire.value);
            let placeholder = self.typed_placeholder(file, &wire, entry)?;
            scope.placeholders.push(placeholder);
        }
        scope.path = spec.path.as_ref().and_then(|text| self.rust_path(file, text));
        spec.doc.value.trim().clone_into(&mut scope.doc);
        Some(scope)
    }

    fn rust_path(&mut self, file: &Utf8Path, text: &Text) -> Option<RustPath> {
        match RustPath::new(&text.value) {
            Ok(path) => Some(path),
            Err(fault) => {
                let at = Location::new(file, text.span.clone());
                self.fault(
                    Diagnostic::new(Code::Name, at, fault.to_string())
                        .help("write the path in the runtime, such as `fmg::scope::Objects`"),
                );
                None
            }
        }
    }

    /// The tables of a file, each before those below its rows.
    pub(super) fn tables(
        &mut self,
        file: &Utf8Path,
        specs: &[TableSpec],
        endpoints: &[EndpointSpec],
        tables: &mut Vec<Table>,
        kept: &mut Kept,
    ) {
        for spec in specs {
            let scopes = self.table_scopes(file, &spec.scopes);
            let written = spec.written.as_ref();
            let written = written.map_or_else(|| scopes.clone(), |names| self.table_scopes(file, names));
            self.table_tree(file, spec, endpoints, (scopes, written), tables, kept);
        }
    }

    fn table_tree(
        &mut self,
        file: &Utf8Path,
        spec: &TableSpec,
        endpoints: &[EndpointSpec],
        (scopes, written): (Vec<TableScope>, Vec<TableScope>),
        tables: &mut Vec<Table>,
        kept: &mut Kept,
    ) {
        // A table without scopes was reported before. The tables of FortiOS have no scopes.
        let is_below = !scopes.is_empty() || self.product == ProductId::FortiOs;
        let table = self.table(file, spec, endpoints).filter(|_| is_below);
        kept.note(table.is_some());
        self.collected.is_partial |= table.is_none();
        let below = table.as_ref().map(|table| TableScope::RowsOf(table.row.clone()));
        tables.extend(table.map(|table| Table {
            scopes,
            written,
            ..table
        }));
        for child in &spec.children {
            let scope: Vec<_> = below.iter().cloned().collect();
            self.table_tree(file, child, endpoints, (scope.clone(), scope), tables, kept);
        }
    }

    /// A table without its scopes.
    fn table(&mut self, file: &Utf8Path, spec: &TableSpec, endpoints: &[EndpointSpec]) -> Option<Table> {
        let row = self.type_name(file, &spec.row)?;
        let mut table = match (self.product, &spec.key) {
            (ProductId::FortiOs, Some(key)) => {
                let key = Key::mkey(&key.attribute.as_ref()?.value).ok()?;
                Table::configuration(row.clone(), &spec.path.value, Some(key), spec.ordered)
            }
            (ProductId::FortiOs, None) => Table::configuration(row.clone(), &spec.path.value, None, false),
            (_, Some(key)) => Table::rows(row.clone(), &spec.path.value, self.table_key(file, key)?),
            (_, None) => Table::single(row.clone(), &spec.path.value),
        };
        table.name.clone_from(&spec.name.value);
        let plural = spec.plural.as_ref().unwrap_or(&spec.name);
        table.plural.clone_from(&plural.value);
        if let Some(doc) = &spec.doc {
            doc.value.trim().clone_into(&mut table.doc);
        }
        if self.product != ProductId::FortiOs {
            table.verbs.clear();
        }
        for (name, verb) in endpoints.iter().filter_map(|endpoint| endpoint.table.as_ref()) {
            // Another table with the same rows, which is a fault, does not repeat the verbs.
            if name.value == row.as_str() && !table.verbs.contains(verb) {
                table.verbs.push(*verb);
            }
        }
        table.since = spec.since.as_ref().map(|text| text.value.clone());
        table.partial = spec.partial;
        table.range = self.range(file, spec);
        table.access_group = spec.access_group.as_ref().map(|text| text.value.clone());
        if let Some(members) = spec.members.as_ref().filter(|_| self.product != ProductId::FortiOs) {
            let row = self.type_name(file, &members.row)?;
            table.members = Some(TableMembers::new(&members.section.value, row));
        }
        table.source = spec.source.iter().map(source).collect();
        Some(table)
    }

    fn range(&mut self, file: &Utf8Path, spec: &TableSpec) -> ObjectRange {
        let Some(text) = &spec.range else {
            return ObjectRange::default();
        };
        let found = ObjectRange::ALL.into_iter().find(|range| range.as_str() == text.value);
        found.unwrap_or_else(|| {
            let names = ObjectRange::ALL.iter().map(|range| range.as_str());
            let at = Location::new(file, text.span.clone());
            self.fault(one_of(at, "a range", &text.value, names));
            ObjectRange::default()
        })
    }

    fn table_scopes(&mut self, file: &Utf8Path, names: &[Text]) -> Vec<TableScope> {
        let mut scopes = Vec::new();
        // Tables of FortiOS have none, which was reported.
        if self.product == ProductId::FortiOs {
            return scopes;
        }
        for name in names {
            let known = self.symbols.scopes().any(|own| own == name.value);
            match TypeName::from_wire(&name.value) {
                Ok(scope) if known => scopes.push(TableScope::Below(scope)),
                _ => {
                    let at = Location::new(file, name.span.clone());
                    let fault = unknown_scope(at, &name.value, self.symbols.scopes());
                    self.fault(fault);
                    self.collected.is_partial = true;
                }
            }
        }
        scopes
    }

    /// The key of a table.
    fn table_key(&mut self, file: &Utf8Path, key: &KeySpec) -> Option<Key> {
        let entry = PlaceholderSpec {
            name: placeholder(key),
            ty: key.ty.clone(),
            doc: key.doc.clone(),
        };
        let attribute = key.attribute.as_ref().map(|text| text.value.as_str());
        let placeholder = self.typed_placeholder(file, &entry.name, Some(&entry))?;
        Some(Key::new(attribute, placeholder))
    }

    /// Completes a call that is a verb of a table: its table, and the properties that follow from it.
    pub(super) fn table_call(
        &mut self,
        file: &Utf8Path,
        tables: &[TableSpec],
        spec: &EndpointSpec,
        endpoint: &mut Endpoint,
    ) {
        let Some((row, verb)) = &spec.table else {
            return;
        };
        let Ok(row_name) = TypeName::from_wire(&row.value) else {
            return;
        };
        endpoint.table = Some(TableCall {
            row: row_name,
            verb: *verb,
        });
        let Some(key) = key_of(tables, &row.value) else {
            return;
        };
        let Some(Ok((ty, _))) = key.ty.as_ref().map(|ty| self.symbols.resolve(file, ty)) else {
            return; // The placeholder of the row reports it.
        };
        let reply = KeyReply {
            attribute: key.attribute.as_ref().map(|text| text.value.clone()),
            ty,
        };
        endpoint.response = match verb {
            TableVerb::Add
            | TableVerb::Set
            | TableVerb::Update
            | TableVerb::Upsert
            | TableVerb::CloneTo
            | TableVerb::MoveTo => Response::Key(reply),
            TableVerb::AddRows | TableVerb::SetRows | TableVerb::UpdateRows => Response::Keys(reply),
            _ => return,
        };
    }

    /// A placeholder with the type and the documentation of its entry, or of its default type.
    fn typed_placeholder(
        &mut self,
        file: &Utf8Path,
        wire: &Text,
        entry: Option<&PlaceholderSpec>,
    ) -> Option<Placeholder> {
        let Some(own) = entry.and_then(|entry| entry.ty.as_ref()) else {
            let mut placeholder = self.default_placeholder(file, wire)?;
            if let Some(doc) = entry.and_then(|entry| entry.doc.as_ref()) {
                placeholder.doc = doc.value.trim().into();
            }
            return Some(placeholder);
        };
        let (ty, _) = self.resolve(file, own)?;
        let (Type::Name(reference) | Type::Id(reference), Some(kind)) = (ty, self.symbols.kind(&own.value)) else {
            self.fault(
                Diagnostic::new(
                    Code::MisplacedType,
                    Location::new(file, own.span.clone()),
                    format!("`{}` cannot be in a url", own.value),
                )
                .help("a placeholder needs a type that a `[[parameter]]` declares"),
            );
            return None;
        };
        let mut placeholder = Placeholder::new(&wire.value, reference).ok()?;
        placeholder.kind = kind.clone();
        let doc = entry.and_then(|entry| entry.doc.as_ref());
        placeholder.doc = doc.map_or_else(|| self.symbols.doc(&own.value), |doc| doc.value.trim().into());
        Some(placeholder)
    }
}

/// The key of the table of a row type.
fn key_of<'t>(tables: &'t [TableSpec], row: &str) -> Option<&'t KeySpec> {
    tables.iter().find_map(|table| {
        if table.row.value == row {
            table.key.as_ref()
        } else {
            key_of(&table.children, row)
        }
    })
}
