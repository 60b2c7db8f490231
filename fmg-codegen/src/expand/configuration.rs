//! Reports keys of tables of FortiOS that only tables of FortiManager can have.

use camino::Utf8Path;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::spec::{SpecFile, TableSpec, Text};

/// The reason why a table of FortiOS has neither of the keys about verbs.
const VERBS: &str = "every table of FortiOS has the calls of `cmdb/requests.toml`; remove it";

/// The faults of the tables of a file.
pub(super) fn faults(file: &SpecFile) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for table in &file.tables {
        of_table(&file.path, table, false, &mut faults);
    }
    faults
}

fn of_table(file: &Utf8Path, table: &TableSpec, is_child: bool, faults: &mut Vec<Diagnostic>) {
    let at = |text: &Text| Location::new(file, text.span.clone());
    let scopes = "the path names the table, and `global` says that all VDOMs share it; remove it";
    let key = "the key of a row of FortiOS is an `Mkey` in every url; write `key = { attribute = \"name\" }`";
    let own = table.key.as_ref();
    let unknown = [
        ("calls", table.calls.first(), VERBS),
        ("scopes", table.scopes.first(), scopes),
        (
            "written",
            table.written.as_ref().map(|all| all.first().unwrap_or(&table.row)),
            scopes,
        ),
        ("verbs", table.verbs.as_ref().and_then(|all| all.first()), VERBS),
        ("without", table.without.first(), VERBS),
        (
            "cloneable",
            table.cloneable.then_some(&table.row),
            "every table of FortiOS is; remove it",
        ),
        (
            "members",
            table.members.as_ref().map(|own| &own.row),
            "FortiOS has no such calls; remove it",
        ),
        ("verb", table.particular.first().map(|own| &own.verb), VERBS),
        ("exchange", table.exchanges.first().map(|(verb, _)| verb), VERBS),
        ("erratum", table.errata.first().map(|(verb, _)| verb), VERBS),
        ("type` of the key", own.and_then(|key| key.ty.as_ref()), key),
        (
            "placeholder` of the key",
            own.and_then(|key| key.placeholder.as_ref()),
            key,
        ),
        (
            "range",
            is_child.then_some(table.range.as_ref()).flatten(),
            "a child table is where its parent is; remove it",
        ),
        (
            "since",
            is_child.then_some(table.since.as_ref()).flatten(),
            "write `versions` of the field in the parent",
        ),
    ];
    for (what, text, help) in unknown {
        if let Some(text) = text {
            let fault = format!("a table of FortiOS has no `{what}`");
            let fault = fault
                .strip_suffix("key`")
                .map_or(fault.clone(), |own| format!("{own}key"));
            faults.push(Diagnostic::new(Code::InvalidValue, at(text), fault).help(help));
        }
    }
    if table.single == own.is_some() {
        let (code, fault, help) = if table.single {
            (
                Code::InvalidValue,
                "a single object has no key",
                "remove `key`, or `single`",
            )
        } else {
            (
                Code::MissingKey,
                "a table needs `key`",
                "write `key = { attribute = \"name\" }`, or `single = true` for an object without a key",
            )
        };
        faults.push(Diagnostic::new(code, at(&table.row), fault).help(help));
    }
    if let Some(key) = own.filter(|key| key.attribute.is_none() && key.ty.is_none() && key.placeholder.is_none()) {
        let at = key.doc.as_ref().map_or_else(|| at(&table.row), at);
        faults.push(
            Diagnostic::new(Code::MissingKey, at, "a key of FortiOS needs `attribute`")
                .help("every row has its key as an attribute: `key = { attribute = \"name\" }`"),
        );
    }
    if table.source.is_empty() && !is_child {
        faults.push(
            Diagnostic::new(Code::MissingKey, at(&table.row), "a table needs `source`")
                .help("write `source = [{ document = \"…\", section = \"…\" }]`"),
        );
    }
    for child in &table.children {
        of_table(file, child, true, faults);
    }
}
