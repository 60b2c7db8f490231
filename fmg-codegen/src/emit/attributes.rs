//! The names of the attributes of tables, as constants: a misspelt one does not compile.

use crate::ir::{Group, Row, RowField, Wire};

use super::rust::Imports;
use super::source::{Source, literal, width};

/// The width of the lines of constants, without their indentation.
const LINE_WIDTH: usize = 112;

/// `attributes! { … }`: the constants of all rows of tables of the group.
pub(super) fn write(group: &Group, imports: &mut Imports<'_>, source: &mut Source) {
    let is_of_table = |row: &&Row| group.tables.iter().any(|table| table.row == row.name);
    let rows: Vec<_> = group.rows.iter().filter(is_of_table).collect();
    if rows.is_empty() {
        return;
    }
    let macro_name = imports.codegen("attributes").to_owned();
    source.gap().block(&format!("{macro_name}!"), |source| {
        for row in rows {
            source.block(row.name.as_str(), |source| constants(row, source));
        }
    });
}

/// As many constants as a line has room for.
fn constants(row: &Row, source: &mut Source) {
    let mut line = String::new();
    for RowField { field, .. } in &row.fields {
        let Wire::Name(wire) = &field.wire else {
            continue;
        };
        let name = field.name.as_str().trim_start_matches("r#").trim_end_matches('_');
        let constant = format!("{}: {},", name.to_ascii_uppercase(), literal(wire));
        if !line.is_empty() && width(&line) + 1 + width(&constant) > LINE_WIDTH {
            source.line(&std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&constant);
    }
    if !line.is_empty() {
        source.line(&line);
    }
}
