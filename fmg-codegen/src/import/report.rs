//! The report of an import: the items that it has found and emits, and their compile time.

use std::fmt;

use super::firmware::Firmware;
use super::notes::Note;
use crate::diagnostic::Diagnostic;
use crate::ir::{Group, ProductId, VersionInterval};
use crate::prose::counted;

/// The cost of `cargo check` for a generated field, with its share of the types, in microseconds of processor time.
const CHECK_FIELD: usize = 900;

/// The cost of `cargo check` for a request, in microseconds of processor time.
const CHECK_CALL: usize = 3_000;

/// The items that were found in the descriptions, and those that are emitted.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// The products that the descriptions are of.
    pub products: Vec<ProductId>,
    /// The firmware of the appliance of each product, where the descriptions state it.
    pub firmware: Vec<Firmware>,
    /// The versions that were merged, the oldest first; none if there is only one.
    pub merged: Vec<Firmware>,
    /// The size of the descriptions.
    pub described: Counts,
    /// The modules that are emitted, in their order.
    pub modules: Vec<ModuleReport>,
    /// The oddities, by kind.
    pub notes: Vec<Note>,
    /// The faults of the parts that a lenient import has left out.
    pub left_out: Vec<Diagnostic>,
}

/// The size of descriptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Whether patterns have selected a part of them.
    pub is_filtered: bool,
    /// The tables and single objects.
    pub tables: usize,
    /// The calls.
    pub calls: usize,
}

impl Counts {
    /// Whether something is described.
    pub(super) fn is_any(self) -> bool {
        self.tables + self.calls > 0
    }
}

/// The size of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModuleReport {
    /// The module below that of the product: `cmdb::firewall`.
    pub module: String,
    /// The tables with an url of their own.
    pub tables: usize,
    /// The single objects.
    pub singles: usize,
    /// The tables inside of rows that have an url.
    pub children: usize,
    /// The calls.
    pub calls: usize,
    /// The types.
    pub rows: usize,
    /// Their fields.
    pub fields: usize,
    /// The enums.
    pub enums: usize,
    /// Their values.
    pub values: usize,
    /// The tables, calls, fields and values that some of the merged versions or models lack.
    pub not_in_all: usize,
}

impl ModuleReport {
    pub(super) fn of(group: &Group) -> Self {
        let own = || group.tables.iter().filter(|table| table.parent().is_none());
        let singles = own().filter(|table| table.is_single()).count();
        Self {
            module: group.module.to_string(),
            tables: own().count() - singles,
            singles,
            children: group.tables.iter().filter(|table| table.parent().is_some()).count(),
            calls: group.endpoints.len(),
            rows: group.rows.len(),
            fields: group.rows.iter().map(|row| row.fields.len()).sum(),
            enums: group.enums.len(),
            values: group.enums.iter().map(|item| item.values.len()).sum(),
            not_in_all: not_in_all(group),
        }
    }
}

fn not_in_all(group: &Group) -> usize {
    let is_partly = |versions: &[VersionInterval], some_models: bool| some_models || !versions.is_empty();
    let tables = group
        .tables
        .iter()
        .filter(|own| is_partly(&own.versions, own.some_models));
    let calls = group
        .endpoints
        .iter()
        .filter(|own| is_partly(&own.versions, own.some_models));
    let parameters = group
        .endpoints
        .iter()
        .flat_map(|call| &call.members)
        .map(|own| &own.field);
    let fields = group.rows.iter().flat_map(|row| &row.fields).map(|own| &own.field);
    let fields = fields
        .chain(parameters)
        .filter(|own| is_partly(&own.facts.versions, own.facts.some_models));
    let values = group.enums.iter().flat_map(|item| &item.values);
    let values = values.filter(|own| is_partly(&own.versions, own.some_models));
    tables.count() + calls.count() + fields.count() + values.count()
}

impl Report {
    /// The described firmware as a text: `FortiOS v7.2.8 build 1639`.
    pub(super) fn firmware_text(&self) -> String {
        self.firmware_texts().collect::<Vec<_>>().join(" and ")
    }

    /// The described firmware of each product.
    fn firmware_texts(&self) -> impl Iterator<Item = String> {
        self.products.iter().map(|product| {
            let firmware = self.firmware.iter().find(|own| own.product == *product);
            firmware.map_or_else(
                || format!("{} of an unknown version", product.name()),
                ToString::to_string,
            )
        })
    }

    /// The sum of a number over all modules.
    fn sum(&self, number: fn(&ModuleReport) -> usize) -> usize {
        self.modules.iter().map(number).sum()
    }

    /// How long `cargo check` of the emitted code takes, in milliseconds of processor time: an estimate, from
    /// measurements of a whole configuration.
    #[must_use]
    pub fn check_milliseconds(&self) -> usize {
        (self.sum(|own| own.fields) * CHECK_FIELD + self.sum(|own| own.calls) * CHECK_CALL) / 1_000
    }

    /// The emitted code in one line: its types and fields, and its cost.
    #[must_use]
    pub fn cost(&self) -> String {
        let time = match self.check_milliseconds() {
            ..100 => "less than 0.1 s".to_owned(),
            time => format!("some {}.{} s", time / 1_000, time % 1_000 / 100),
        };
        format!(
            "{} with {}, {} with {}, {}; `cargo check` takes {time} of processor time",
            counted(self.sum(|own| own.rows), "type"),
            counted(self.sum(|own| own.fields), "field"),
            counted(self.sum(|own| own.enums), "enum"),
            counted(self.sum(|own| own.values), "value"),
            counted(self.sum(|own| own.calls), "call"),
        )
    }
}

/// The report for readers, with a line for each module and each kind of oddity.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for text in self.firmware_texts() {
            writeln!(f, "{text}")?;
        }
        if !self.merged.is_empty() {
            let versions = self.merged.iter().map(|own| match own.build {
                Some(build) => format!("{} build {build}", own.version),
                None => own.version.clone(),
            });
            writeln!(f, "merged:    {}", versions.collect::<Vec<_>>().join(", "))?;
            let parts = self.sum(|own| own.not_in_all);
            writeln!(f, "not in all of them: {parts} (tables, calls, fields and values)")?;
        }
        let Counts { tables, calls, .. } = self.described;
        writeln!(
            f,
            "described: {tables} (tables and single objects), {}",
            counted(calls, "call")
        )?;
        writeln!(
            f,
            "imported:  {}, {}, {} (tables inside of rows), {}",
            counted(self.sum(|own| own.tables), "table"),
            counted(self.sum(|own| own.singles), "single object"),
            self.sum(|own| own.children),
            counted(self.sum(|own| own.calls), "call")
        )?;
        writeln!(f, "emitted:   {}", self.cost())?;
        let width = self
            .modules
            .iter()
            .map(|own| own.module.len())
            .max()
            .unwrap_or(0)
            .max(6);
        writeln!(
            f,
            "\n{:width$}  tables  singles  children  calls  types  fields  enums  values",
            "module"
        )?;
        for own in &self.modules {
            writeln!(
                f,
                "{:width$}  {:6}  {:7}  {:8}  {:5}  {:5}  {:6}  {:5}  {:6}",
                own.module,
                own.tables,
                own.singles,
                own.children,
                own.calls,
                own.rows,
                own.fields,
                own.enums,
                own.values
            )?;
        }
        if !self.notes.is_empty() {
            writeln!(f, "\noddities:")?;
        }
        for note in &self.notes {
            write!(f, "{:6} × {}", note.count, note.kind)?;
            let examples: Vec<_> = note
                .examples
                .iter()
                .filter(|item| !item.is_empty())
                .map(String::as_str)
                .collect();
            match examples.as_slice() {
                [] => writeln!(f)?,
                shown => {
                    let more = if note.count > shown.len() { ", …" } else { "" };
                    writeln!(f, " ({}{more})", shown.join(", "))?;
                }
            }
        }
        Ok(())
    }
}
