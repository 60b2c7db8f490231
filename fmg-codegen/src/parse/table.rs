//! `[[table]]` and `[[scope]]`

use crate::read::{self, Faults, Table};
use crate::spec::{KeySpec, MembersSpec, ScopeSpec, TableSpec, Text, VerbSpec};

use super::endpoint::{erratum, exchange, placeholders};
use super::{each, sources};

pub(super) fn scope(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> ScopeSpec {
    ScopeSpec {
        name: table.required_text("name", faults),
        url: table.required_text("url", faults),
        path: table.text("path", faults),
        doc: table.required_prose("doc", faults),
        params: placeholders(table, faults),
    }
}

pub(super) fn table(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> TableSpec {
    let single = table.flag("single", faults);
    let verbs = table.has("verbs").then(|| table.texts("verbs", faults));
    let written = table.has("written").then(|| table.texts_or_none("written", faults));
    // Known, also if the table has none.
    let (_, _) = (table.get("verbs"), table.get("written"));
    let plural = if single {
        table.text("plural", faults)
    } else {
        Some(table.required_text("plural", faults))
    };
    TableSpec {
        row: table.required_text("row", faults),
        path: table.required_text("path", faults),
        name: table.required_text("name", faults),
        plural,
        calls: table.texts("calls", faults),
        doc: table.prose("doc", faults),
        single,
        key: key(table, faults),
        scopes: table.texts("scopes", faults),
        written,
        verbs,
        without: table.texts("without", faults),
        ordered: table.flag("ordered", faults),
        partial: table.flag("partial", faults),
        cloneable: table.flag("cloneable", faults),
        range: table.text("range", faults),
        since: table.text("since", faults),
        access_group: table.text("access_group", faults),
        members: members(table, faults),
        source: sources(table, faults),
        particular: particular(table, faults),
        children: each(table, "child", "a child table", faults, self::table),
        exchanges: each(table, "exchange", "an exchange", faults, |table, faults| {
            (verb(table, faults), exchange(table, faults))
        }),
        errata: each(table, "erratum", "an erratum", faults, |table, faults| {
            (verb(table, faults), erratum(table, faults))
        }),
    }
}

/// The verb of an exchange or an erratum.
fn verb(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Text {
    table.required_text("verb", faults)
}

fn key(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Option<KeySpec> {
    let (_, value) = table.get("key")?;
    let mut table = read::table(value, "key", "a key", faults)?;
    let spec = KeySpec {
        attribute: table.text("attribute", faults),
        ty: table.text("type", faults),
        placeholder: table.text("placeholder", faults),
        doc: table.prose("doc", faults),
    };
    table.finish(faults);
    Some(spec)
}

fn members(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Option<MembersSpec> {
    let (_, value) = table.get("members")?;
    let mut table = read::table(value, "members", "the members of a row", faults)?;
    let spec = MembersSpec {
        section: table.required_text("section", faults),
        row: table.required_text("row", faults),
    };
    table.finish(faults);
    Some(spec)
}

/// `[table.verb.set]`
fn particular(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Vec<VerbSpec> {
    let entries = table.entries("verb", faults);
    entries
        .into_iter()
        .filter_map(|(verb, value)| {
            let mut table = read::table(value, &verb.value, "a verb of a table", faults)?;
            let spec = VerbSpec {
                verb,
                doc: table.prose("doc", faults),
                since: table.text("since", faults),
                source: sources(&mut table, faults),
            };
            table.finish(faults);
            Some(spec)
        })
        .collect()
}
