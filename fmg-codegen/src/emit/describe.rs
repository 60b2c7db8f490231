//! The descriptions of tables for the simulator.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::ir::{
    Access, Endpoint, Field, Group, ParameterKind, Product, ProductId, RowField, Scope, Table, TableScope, TableVerb,
    Type, TypeRef, Verb, Wire, WireForm,
};
use crate::name::ConstName;

use super::route::{kind, optional, static_name, text, words};
use super::source::{Source, number};

/// Whether the product has tables. Those of FortiOS are described as their appliances describe them.
pub(super) fn has_tables(product: &Product) -> bool {
    product.id == ProductId::FortiManager && product.groups.iter().any(|group| !group.tables.is_empty())
}

/// The file of a product.
pub(super) fn write(product: &Product, source: &mut Source) {
    source
        .file_doc("The tables of the product, with their rows.")
        .gap()
        .line("#![allow(dead_code, unused_imports, reason = \"the stand-in uses what it simulates\")]")
        .line("#![allow(clippy::wildcard_imports, reason = \"the values and words of the routes beside this file\")]")
        .gap()
        .line("use super::*;")
        .names(
            "use crate::fmg::describe::{",
            &[
                "FieldDescription",
                "FieldKind",
                "KeyDescription",
                "ScopeDescription",
                "TableDescription",
                "TableVerb",
            ]
            .map(str::to_owned),
            "};",
        )
        .gap();
    let writer = Writer { product };
    source
        .doc("Every table that is not below the rows of another, by group and in the order of the specs.")
        .open_with("pub(crate) static TABLES: &[TableDescription] = &[");
    for group in &product.groups {
        for table in group.tables.iter().filter(|table| table.parent().is_none()) {
            writer.table(group, table, "TableDescription {", "},", source);
        }
    }
    source.close_with("];");
    let mut rows: BTreeMap<String, (&Group, &crate::ir::Row)> = BTreeMap::new();
    for group in &product.groups {
        for table in &group.tables {
            writer.reached(&table.row_in(&group.module), &mut rows);
        }
    }
    for (name, (group, row)) in rows {
        source.gap().enclosed(
            &format!("static {name}: [FieldDescription; {}] = [", row.fields.len()),
            "];",
            |source| {
                let table = group.table(&row.name);
                for field in &row.fields {
                    source.line(&format!("{},", Writer::field(group, table, field)));
                }
            },
        );
    }
}

struct Writer<'a> {
    product: &'a Product,
}

impl<'a> Writer<'a> {
    /// Collects a row and the rows inside of it.
    fn reached(&self, reference: &TypeRef, rows: &mut BTreeMap<String, (&'a Group, &'a crate::ir::Row)>) {
        let name = fields_name(reference);
        if rows.contains_key(&name) {
            return;
        }
        let groups = self.product.groups.iter();
        let mut groups = groups.filter(|group| Some(&group.module) == reference.module.as_deref());
        let Some(group) = groups.next() else { return };
        let Some(row) = group.rows.iter().find(|row| row.name == reference.name) else {
            return;
        };
        rows.insert(name, (group, row));
        for RowField { field, .. } in &row.fields {
            if let Some(inner) = row_in(&field.ty) {
                self.reached(inner, rows);
            }
        }
    }

    fn table(&self, group: &Group, table: &Table, open: &str, close: &str, source: &mut Source) {
        source.enclosed(open, close, |source| {
            let name = format!("{}::{}::{}", self.product.id.as_str(), group.module, table.row);
            source
                .line(&format!("path: {},", text(&table.path)))
                .line(&format!("name: {},", text(&name)));
            let key = table.key.as_ref().map(|key| {
                let placeholder = &key.placeholder;
                let segments = match &placeholder.kind {
                    ParameterKind::Segments(parts) => parts.len(),
                    _ => 1,
                };
                format!(
                    "KeyDescription {{ attribute: {}, kind: {}, segments: {segments}, assigned: {} }}",
                    optional(key.attribute.as_deref().map(text)),
                    kind(self.product, placeholder),
                    placeholder.kind == ParameterKind::Id,
                )
            });
            source.line(&format!("key: {},", optional(key)));
            for (name, scopes) in [("scopes", &table.scopes), ("written", &table.written)] {
                let scopes: Vec<_> = scopes.iter().flat_map(|scope| self.scope(scope)).collect();
                list(name, &scopes, source);
            }
            let verbs: Vec<_> = table
                .verbs
                .iter()
                .map(|verb| format!("TableVerb::{}", verb.variant()))
                .collect();
            source.line(&format!("verbs: Static(&[{}]),", verbs.join(", ")));
            source.line(&format!("partial: {},", table.partial));
            let fields = fields_name(&table.row_in(&group.module));
            source.line(&format!("fields: Static(&{fields}),"));
            let is_child = |own: &&Table| own.parent() == Some(&table.row);
            let children: Vec<_> = group.tables.iter().filter(is_child).collect();
            if children.is_empty() {
                source.line("children: Static(&[]),");
                return;
            }
            source.enclosed("children: Static(&[", "]),", |source| {
                for child in children {
                    self.table(group, child, "Static(&TableDescription {", "}),", source);
                }
            });
        });
    }

    /// The urls of a scope. The rows of a table are no scope of their own.
    fn scope(&self, scope: &TableScope) -> Vec<String> {
        let TableScope::Below(name) = scope else {
            return Vec::new();
        };
        let Some(scope) = self.product.scopes.iter().find(|own| own.name == *name) else {
            return Vec::new();
        };
        let Some(endpoint) = as_call(scope) else {
            return Vec::new();
        };
        let urls = endpoint.urls();
        let urls = urls.iter().map(|url| {
            let kinds: Vec<_> = url.placeholders.iter().map(|own| kind(self.product, own)).collect();
            format!(
                "ScopeDescription {{ template: {}, placeholders: Static(&[{}]) }}",
                text(url.template.source()),
                kinds.join(", ")
            )
        });
        urls.collect()
    }

    fn field(group: &Group, table: Option<&Table>, RowField { field, .. }: &RowField) -> String {
        let is_child = |own: &Table| own.parent() == table.map(|table| &table.row) && own.parent().is_some();
        let mut children = group.tables.iter().filter(|own| is_child(own));
        let wire = field.wire.to_string();
        let is_list = matches!(field.ty, Type::List(_));
        let kind = if children.any(|child| child.path == wire) {
            "FieldKind::Child".to_owned()
        } else {
            Self::kind(field.ty.innermost(), field)
        };
        let mut line = format!(
            "FieldDescription {{ name: {}, aliases: {}, kind: {kind}, list: {is_list}",
            text(&wire),
            words(field.facts.aliases.iter().cloned())
        );
        // Writing into a text cannot fail.
        let _ = write!(
            line,
            ", min: {}, max: {}, max_len: {}, max_items: {}, refers_to: {}, read_only: {}, default: {} }}",
            optional(field.facts.min.map(number)),
            optional(field.facts.max.map(number)),
            optional(field.facts.max_len.map(|count| count.to_string())),
            optional(field.facts.max_items.map(|count| count.to_string())),
            words(field.facts.refers_to.iter().cloned()),
            field.facts.access == Access::ReadOnly,
            optional(field.facts.default.as_deref().map(text)),
        );
        line
    }

    fn kind(ty: &Type, field: &Field) -> String {
        let word = match ty {
            Type::String | Type::Name(_) | Type::Text | Type::File | Type::Words(_) => "Text",
            Type::Int | Type::Uint | Type::Code | Type::Id(_) | Type::Digits(_) => "Integer",
            Type::Float => "Float",
            Type::Bool => "Bool",
            Type::Flag => "Flag",
            Type::Toggle => "Toggle",
            Type::Secret => "Secret",
            Type::External(own) => match own.wire {
                WireForm::Text => "Text",
                WireForm::Number => "Float",
                WireForm::Object | WireForm::Json => "Json",
            },
            Type::Json | Type::Object | Type::Union(_) | Type::Keys(_) => "Json",
            // If a map collects members by pattern, each member has the type of its values.
            Type::Map(inner) | Type::ByName(inner) => match field.wire {
                Wire::Pattern { .. } => return Self::kind(inner, field),
                Wire::Name(_) => return format!("FieldKind::Map(Static(&{}))", Self::kind(inner, field)),
            },
            Type::List(inner) => return Self::kind(inner, field),
            Type::Row(row) => return format!("FieldKind::Row(Static(&{}))", fields_name(row)),
            Type::Enum(item) => {
                let name = static_name("ENUM", &item.name);
                return format!(
                    "FieldKind::Values {{ values: Static(&{name}), closed: {} }}",
                    field.facts.closed
                );
            }
        };
        format!("FieldKind::{word}")
    }
}

/// A call with the url of a scope. The urls of the call are those of the scope.
fn as_call(scope: &Scope) -> Option<Endpoint> {
    let method = Verb::JsonRpc(TableVerb::List.method());
    let mut endpoint = Endpoint::of(method, scope.template.clone(), "scope").ok()?;
    endpoint.placeholders.clone_from(&scope.placeholders);
    Some(endpoint)
}

/// The row of a type, also inside of lists and maps.
fn row_in(ty: &Type) -> Option<&TypeRef> {
    match ty {
        Type::List(inner) | Type::Map(inner) | Type::ByName(inner) => row_in(inner),
        Type::Row(own) => Some(own),
        _ => None,
    }
}

fn fields_name(reference: &TypeRef) -> String {
    format!("FIELDS_{}", ConstName::from_type(&reference.name))
}

fn list(name: &str, items: &[String], source: &mut Source) {
    match items {
        [] => {
            source.line(&format!("{name}: Static(&[]),"));
        }
        items => {
            source.enclosed(&format!("{name}: Static(&["), "]),", |source| {
                for item in items {
                    source.line(&format!("{item},"));
                }
            });
        }
    }
}
