//! Makes descriptions of tables from the specs, equal to those that the generator writes.

use fmg_codegen::TypeName;
use fmg_codegen::ir::{
    Access, Endpoint, Field, Group, ParameterKind, RowField, Scope, Table, TableScope, TableVerb as IrVerb, Type, Verb,
    Wire, WireForm,
};

use super::convert::{Converter, text, words};
use crate::fmg::{FieldDescription, FieldKind, KeyDescription, ScopeDescription, TableDescription, TableVerb};
use crate::route::Shared;

impl Converter<'_> {
    /// Every table that is not below the rows of another, by group and in the order of the specs.
    pub(super) fn tables(&self) -> Vec<Shared<TableDescription>> {
        let groups = self.product().groups.iter();
        let tables = groups.flat_map(|group| group.tables.iter().map(move |table| (group, table)));
        let tables = tables.filter(|(_, table)| table.parent().is_none());
        tables.map(|(group, table)| self.table(group, table).into()).collect()
    }

    fn table(&self, group: &Group, table: &Table) -> TableDescription {
        let key = table.key.as_ref().map(|key| KeyDescription {
            attribute: key.attribute.as_deref().map(text),
            kind: self.placeholder(&key.placeholder).kind,
            segments: match &key.placeholder.kind {
                ParameterKind::Segments(parts) => parts.len(),
                _ => 1,
            },
            assigned: key.placeholder.kind == ParameterKind::Id,
        });
        let scopes = |scopes: &[TableScope]| {
            let scopes = scopes.iter().flat_map(|scope| self.scope(scope));
            scopes.collect::<Vec<_>>().into()
        };
        let verbs: Vec<_> = table.verbs.iter().copied().map(verb).collect();
        let children = group.tables.iter().filter(|own| own.parent() == Some(&table.row));
        let children = children.map(|child| Shared::from(self.table(group, child)));
        TableDescription {
            path: text(table.path.as_str()),
            name: text(format!(
                "{}::{}::{}",
                self.product().id.as_str(),
                group.module,
                table.row
            )),
            key,
            scopes: scopes(&table.scopes),
            written: scopes(&table.written),
            verbs: verbs.into(),
            partial: table.partial,
            fields: self.fields(group, &table.row, &mut Vec::new()),
            children: children.collect::<Vec<_>>().into(),
        }
    }

    /// The urls of a scope. The rows of a table are no scope of their own.
    fn scope(&self, scope: &TableScope) -> Vec<ScopeDescription> {
        let TableScope::Below(name) = scope else {
            return Vec::new();
        };
        let scope = self.product().scopes.iter().find(|own| own.name == *name);
        let Some(endpoint) = scope.and_then(as_call) else {
            return Vec::new();
        };
        let urls = endpoint.urls();
        let urls = urls.iter().map(|url| ScopeDescription {
            template: text(url.template.source()),
            placeholders: url
                .placeholders
                .iter()
                .map(|own| self.placeholder(own).kind)
                .collect::<Vec<_>>()
                .into(),
        });
        urls.collect()
    }

    /// The members of a row. `open`: the rows around it, within which it is not described once more.
    fn fields(&self, group: &Group, row: &TypeName, open: &mut Vec<TypeName>) -> Shared<[FieldDescription]> {
        let table = group.table(row);
        let Some(row) = group.rows.iter().find(|own| own.name == *row) else {
            return Vec::new().into();
        };
        open.push(row.name.clone());
        let fields: Vec<_> = row
            .fields
            .iter()
            .map(|own| self.field(group, table, own, open))
            .collect();
        open.pop();
        fields.into()
    }

    fn field(
        &self,
        group: &Group,
        table: Option<&Table>,
        RowField { field, .. }: &RowField,
        open: &mut Vec<TypeName>,
    ) -> FieldDescription {
        let wire = field.wire.to_string();
        let row = table.map(|table| &table.row);
        let mut children = group.tables.iter().filter(|own| row.is_some() && own.parent() == row);
        let kind = if children.any(|child| child.path == wire) {
            FieldKind::Child
        } else {
            self.kind(field.ty.innermost(), field, open)
        };
        let facts = &field.facts;
        FieldDescription {
            name: text(wire),
            aliases: words(facts.aliases.iter().cloned()),
            kind,
            list: matches!(field.ty, Type::List(_)),
            min: facts.min,
            max: facts.max,
            max_len: facts.max_len,
            max_items: facts.max_items,
            refers_to: words(facts.refers_to.iter().cloned()),
            read_only: facts.access == Access::ReadOnly,
            default: facts.default.as_deref().map(text),
        }
    }

    fn kind(&self, ty: &Type, field: &Field, open: &mut Vec<TypeName>) -> FieldKind {
        match ty {
            Type::String | Type::Name(_) | Type::Text | Type::File | Type::Words(_) => FieldKind::Text,
            Type::Int | Type::Uint | Type::Code | Type::Id(_) | Type::Digits(_) => FieldKind::Integer,
            Type::Float => FieldKind::Float,
            Type::Bool => FieldKind::Bool,
            Type::Flag => FieldKind::Flag,
            Type::Toggle => FieldKind::Toggle,
            Type::Secret => FieldKind::Secret,
            Type::External(own) => match own.wire {
                WireForm::Text => FieldKind::Text,
                WireForm::Number => FieldKind::Float,
                WireForm::Object | WireForm::Json => FieldKind::Json,
            },
            Type::Json | Type::Object | Type::Union(_) | Type::Keys(_) => FieldKind::Json,
            // Each member that a map collects by pattern has the type of the map's values.
            Type::Map(inner) | Type::ByName(inner) => match field.wire {
                Wire::Pattern { .. } => self.kind(inner, field, open),
                Wire::Name(_) => FieldKind::Map(Shared::from(self.kind(inner, field, open))),
            },
            Type::List(inner) => self.kind(inner, field, open),
            Type::Row(row) if open.contains(&row.name) => FieldKind::Json,
            Type::Row(row) => {
                let mut groups = self.product().groups.iter();
                let group = groups.find(|group| Some(&group.module) == row.module.as_deref());
                group.map_or(FieldKind::Json, |group| {
                    FieldKind::Row(self.fields(group, &row.name, open))
                })
            }
            Type::Enum(item) => self
                .values(&item.name)
                .map_or(FieldKind::Json, |values| FieldKind::Values {
                    values,
                    closed: field.facts.closed,
                }),
        }
    }
}

/// A call with the url of a scope, of which the urls are those of the scope.
fn as_call(scope: &Scope) -> Option<Endpoint> {
    let method = Verb::JsonRpc(IrVerb::List.method());
    let mut endpoint = Endpoint::of(method, scope.template.clone(), "scope").ok()?;
    endpoint.placeholders.clone_from(&scope.placeholders);
    Some(endpoint)
}

fn verb(verb: IrVerb) -> TableVerb {
    match verb {
        IrVerb::List => TableVerb::List,
        IrVerb::Get => TableVerb::Get,
        IrVerb::Count => TableVerb::Count,
        IrVerb::Checksum => TableVerb::Checksum,
        IrVerb::Syntax => TableVerb::Syntax,
        IrVerb::Add => TableVerb::Add,
        IrVerb::AddRows => TableVerb::AddRows,
        IrVerb::Set => TableVerb::Set,
        IrVerb::Update => TableVerb::Update,
        IrVerb::Upsert => TableVerb::Upsert,
        IrVerb::SetRows => TableVerb::SetRows,
        IrVerb::UpdateRows => TableVerb::UpdateRows,
        IrVerb::Delete => TableVerb::Delete,
        IrVerb::DeleteWhere => TableVerb::DeleteWhere,
        IrVerb::CloneTo => TableVerb::CloneTo,
        IrVerb::MoveTo => TableVerb::MoveTo,
    }
}
