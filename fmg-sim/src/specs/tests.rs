//! Tests of routes that are made from folders of specs.

use std::collections::HashSet;
use std::path::Path;

use super::*;
use crate::fmg::{FieldDescription, FieldKind};
use crate::route::{Member, RowShape, Shape};

fn shipped() -> Declared {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    Declared::read(&[specs]).unwrap()
}

/// A route as text. Each row is written once, since rows may refer to each other in a circle.
fn written<I: std::fmt::Debug>(routes: &[Shared<Route<I>>]) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut lines = Vec::new();
    for route in routes {
        lines.push(format!(
            "{:?} {} {:?} {} {} {:?} {:?} {:?} {:?} {:?} {} {} {:?} {:?}",
            route.id,
            route.name,
            route.protocol,
            route.method,
            route.url,
            route.placeholders,
            route.fixed,
            route.one_of,
            route.csrf,
            route.access_group,
            route.etag,
            route.upload,
            route.download,
            route.exchanges,
        ));
        let mut writer = Lines {
            seen: &mut seen,
            lines: &mut lines,
        };
        for shape in route.whole.iter().chain(&route.response) {
            writer.shape(shape);
        }
        if let Some(options) = &route.options {
            writer.row(options);
        }
        route.members.iter().for_each(|member| writer.member(member));
    }
    lines
}

struct Lines<'l> {
    seen: &'l mut HashSet<String>,
    lines: &'l mut Vec<String>,
}

impl Lines<'_> {
    fn member(&mut self, own: &Member) {
        let facts = (&own.values, own.min, own.max, &own.default, own.file, own.splice);
        let line = format!("  {} {:?} {} {facts:?}", own.name, own.place, own.required);
        self.lines.push(line);
        self.shape(&own.shape);
    }

    fn row(&mut self, row: &RowShape) {
        self.lines.push(format!("    row {}", row.name));
        if self.seen.insert(row.name.to_string()) {
            row.fields.iter().for_each(|member| self.member(member));
        }
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::List(inner) => {
                self.lines.push("    list".to_owned());
                self.shape(inner);
            }
            Shape::Map(inner) => {
                self.lines.push("    map".to_owned());
                self.shape(inner);
            }
            Shape::ByName(inner) => {
                self.lines.push("    by name".to_owned());
                self.shape(inner);
            }
            Shape::Row(_) | Shape::Listed(_) => self.row(&shape.row().unwrap()),
            Shape::Union(union) => {
                self.lines.push(format!("    union {} {:?}", union.name, union.tag));
                for case in &*union.cases {
                    self.lines
                        .push(format!("    case {} {:?} {:?}", case.name, case.value, case.fixed));
                    case.fields.iter().for_each(|member| self.member(member));
                }
            }
            plain => self.lines.push(format!("    {plain:?}")),
        }
    }
}

#[track_caller]
fn assert_same<I: std::fmt::Debug>(made: &[Shared<Route<I>>], generated: &'static [Route<I>]) {
    let generated: Vec<_> = generated.iter().map(Shared::Static).collect();
    let (made, generated) = (written(made), written(&generated));
    for (made, generated) in made.iter().zip(&generated) {
        assert_eq!(made, generated);
    }
    assert_eq!(made.len(), generated.len());
}

#[test]
fn the_shipped_specs_make_the_routes_that_are_generated_from_them() {
    let declared = shipped();
    assert_same(&declared.fmg, fmg::ROUTES);
    assert_same(&declared.fortios, fortios::ROUTES);
}

/// A table as text, with the tables below its rows.
fn table_lines(table: &TableDescription, lines: &mut Vec<String>) {
    lines.push(format!(
        "{} {} {:?} {:?} {:?} {:?}",
        table.path, table.name, table.key, table.scopes, table.written, table.verbs
    ));
    field_lines(&table.fields, &mut Vec::new(), lines);
    for child in &*table.children {
        table_lines(child, lines);
    }
}

/// `open`: the rows around these fields. Generated rows contain themselves, those that are made do not.
fn field_lines(fields: &[FieldDescription], open: &mut Vec<Vec<String>>, lines: &mut Vec<String>) {
    let names = |fields: &[FieldDescription]| fields.iter().map(|own| own.name.to_string()).collect::<Vec<_>>();
    open.push(names(fields));
    for own in fields {
        let facts = (&own.aliases, own.list, own.min, own.max, own.max_len, own.max_items);
        let more = (&own.refers_to, own.read_only, &own.default);
        lines.push(format!("  {} {facts:?} {more:?}", own.name));
        let mut kind = &own.kind;
        while let FieldKind::Map(inner) = kind {
            lines.push("    map".to_owned());
            kind = inner;
        }
        match kind {
            FieldKind::Row(fields) if open.contains(&names(fields)) => lines.push("    Json".to_owned()),
            FieldKind::Row(fields) => {
                lines.push("    row".to_owned());
                field_lines(fields, open, lines);
            }
            plain => lines.push(format!("    {plain:?}")),
        }
    }
    open.pop();
}

#[test]
fn the_shipped_specs_make_the_tables_that_are_generated_from_them() {
    let declared = shipped();
    let (mut made, mut generated) = (Vec::new(), Vec::new());
    for table in &declared.tables {
        table_lines(table, &mut made);
    }
    for table in fmg::tables::TABLES {
        table_lines(table, &mut generated);
    }
    for (made, generated) in made.iter().zip(&generated) {
        assert_eq!(made, generated);
    }
    assert_eq!(made.len(), generated.len());
}

#[test]
fn rows_are_freed_with_the_last_of_their_tables() {
    let declared = shipped();
    let rows: Vec<_> = declared.rows.iter().map(Arc::downgrade).collect();
    drop(declared);
    assert!(rows.iter().all(|rows| rows.upgrade().is_none()));
}
