//! Converts the fields of descriptions to the row types with which values are stored, shown and compared.

use std::collections::HashMap;
use std::sync::Arc;

use super::{DescribedTable, numbered};
use crate::fmg::call::{ChildKey, TableLayout};
use crate::fmg::describe::{FieldDescription, FieldKind, KeyDescription, TableDescription};
use crate::route::{HeldRow, Kind, Member, Place, RowShape, Rows, Shape, Shared, Text};

/// The place of a list of fields in memory. Rows may contain themselves, so each is converted once.
type Address = (usize, usize);

/// The source of a row type.
enum Source<'d> {
    Table(&'d TableDescription),
    Row(&'d str, &'d [FieldDescription]),
}

/// The row types of all descriptions, by their numbers.
#[derive(Default)]
struct Sources<'d> {
    list: Vec<Source<'d>>,
    tables: HashMap<usize, usize>,
    rows: HashMap<Address, usize>,
}

/// The tables of these descriptions, and their row types.
pub(super) fn tables(descriptions: &[Shared<TableDescription>]) -> (Arc<Rows>, Vec<Arc<DescribedTable>>) {
    let mut sources = Sources::default();
    for description in descriptions {
        sources.table(description);
    }
    let rows = Rows::new(|name| sources.list.iter().map(|source| sources.row(source, name)).collect());
    let tables = descriptions
        .iter()
        .map(|description| sources.described(description, "", &rows))
        .collect();
    (rows, tables)
}

/// The place of a value in memory.
fn place<T: ?Sized>(value: &T) -> usize {
    std::ptr::from_ref(value).cast::<()>().addr()
}

impl<'d> Sources<'d> {
    fn table(&mut self, table: &'d TableDescription) {
        if self.tables.contains_key(&place(table)) {
            return;
        }
        self.tables.insert(place(table), self.list.len());
        self.list.push(Source::Table(table));
        self.fields(&table.fields);
        for child in &*table.children {
            self.table(child);
        }
    }

    fn fields(&mut self, fields: &'d [FieldDescription]) {
        for field in fields {
            self.kind(&field.name, &field.kind);
        }
    }

    fn kind(&mut self, name: &'d str, kind: &'d FieldKind) {
        match kind {
            FieldKind::Map(inner) => self.kind(name, inner),
            FieldKind::Row(fields) => {
                let address = (place(&**fields), fields.len());
                if !self.rows.contains_key(&address) {
                    self.rows.insert(address, self.list.len());
                    self.list.push(Source::Row(name, fields));
                    self.fields(fields);
                }
            }
            _ => {}
        }
    }

    fn row(&self, source: &Source<'d>, name: &dyn Fn(usize) -> Shape) -> RowShape {
        let (row, fields, children) = match source {
            Source::Table(table) => (table.name.clone(), &*table.fields, &*table.children),
            Source::Row(row, fields) => (Text::from((*row).to_owned()), *fields, &[][..]),
        };
        let fields = fields.iter().map(|field| self.member(field, children, name));
        RowShape {
            name: row,
            fields: fields.collect::<Vec<_>>().into(),
        }
    }

    fn member(
        &self,
        field: &FieldDescription,
        children: &[Shared<TableDescription>],
        name: &dyn Fn(usize) -> Shape,
    ) -> Member {
        let shape = self.shape(field, &field.kind, children, name);
        let is_child = matches!(field.kind, FieldKind::Child);
        Member {
            name: field.name.clone(),
            place: Place::Data,
            shape: if field.list && !is_child {
                Shape::List(Shared::from(shape))
            } else {
                shape
            },
            required: false,
            values: Shared::Static(&[]),
            min: field.min,
            max: field.max,
            default: field.default.clone(),
            file: false,
            splice: false,
        }
    }

    fn shape(
        &self,
        field: &FieldDescription,
        kind: &FieldKind,
        children: &[Shared<TableDescription>],
        name: &dyn Fn(usize) -> Shape,
    ) -> Shape {
        match kind {
            FieldKind::Text => Shape::String,
            FieldKind::Integer => Shape::Int,
            FieldKind::Float => Shape::Float,
            FieldKind::Toggle => Shape::Toggle,
            FieldKind::Flag => Shape::Flag,
            FieldKind::Bool => Shape::Bool,
            FieldKind::Secret => Shape::Secret,
            FieldKind::Values { values, .. } => Shape::Enum(values.clone()),
            FieldKind::Map(inner) => Shape::Map(Shared::from(self.shape(field, inner, children, name))),
            FieldKind::Row(fields) => self
                .rows
                .get(&(place(&**fields), fields.len()))
                .map_or(Shape::Json, |at| name(*at)),
            FieldKind::Child => {
                let child = children.iter().find(|child| child.path == field.name);
                let at = child.and_then(|child| Some((child, *self.tables.get(&place(&**child))?)));
                match at {
                    Some((child, at)) if child.key.is_some() => Shape::List(Shared::from(name(at))),
                    Some((_, at)) => name(at),
                    None => Shape::Json,
                }
            }
            FieldKind::Json => Shape::Json,
        }
    }

    fn described(&self, table: &Shared<TableDescription>, above: &str, rows: &Arc<Rows>) -> Arc<DescribedTable> {
        let category = format!("{above} {}", table.path.replace('/', " ")).trim().to_owned();
        let at = self.tables.get(&place(&**table));
        let key = table.key.as_ref();
        let children = table.children.iter();
        Arc::new(DescribedTable {
            layout: TableLayout {
                key: key.and_then(key_member).unwrap_or(Shared::Static("")),
                numbers: key.is_some_and(|key| numbered(&key.kind)),
                has_rows: true,
                row: at.map(|at| HeldRow::Listed(Arc::clone(rows), *at)),
                children: table
                    .children
                    .iter()
                    .map(|child| ChildKey {
                        name: child.path.clone(),
                        key: child.key.as_ref().and_then(|key| key.attribute.clone()),
                    })
                    .collect::<Vec<_>>()
                    .into(),
            },
            children: children.map(|child| self.described(child, &category, rows)).collect(),
            description: table.clone(),
            category,
        })
    }
}

/// The member that a write sets to the key. The name of a package is the last segment of its key.
fn key_member(key: &KeyDescription) -> Option<Text> {
    match key.kind {
        Kind::PackagePath(_) => Some(Shared::Static("name")),
        _ => key.attribute.clone(),
    }
}
