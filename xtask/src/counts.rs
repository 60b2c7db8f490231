//! `cargo xtask list --format counts`: counts of endpoints, parameters, types and values.

use std::collections::BTreeMap;
use std::io::Write;

use fmg_codegen::catalogue::{Entry, Param};

/// Prints the totals, then the endpoints by method, group, access group and response, and the parameters by type.
pub(crate) fn print(entries: &[Entry], out: &mut impl Write) -> std::io::Result<()> {
    let count = |holds: fn(&Entry) -> bool| entries.iter().filter(|entry| holds(entry)).count();
    let params = || entries.iter().flat_map(|entry| &entry.params);
    let having = |holds: fn(&Param) -> bool| params().filter(|param| holds(param)).count();
    let tables = by(entries, |entry| {
        entry.table.as_ref().map_or_else(String::new, |own| own.row.clone())
    });
    let tables: Vec<_> = tables.keys().filter(|row| !row.is_empty()).collect();
    let figures = [
        ("endpoints", entries.len()),
        ("tables", tables.len()),
        ("verbs of tables", count(|entry| entry.table.is_some())),
        ("urls", by(entries, |entry| entry.url.clone()).len()),
        ("groups", by(entries, group).len()),
        (
            "access groups",
            by(entries, |entry| access_group(entry).to_owned()).len(),
        ),
        ("with ETag", count(|entry| entry.etag)),
        ("uploads", count(|entry| entry.upload)),
        ("downloads", count(|entry| entry.download)),
        ("parameters", params().count()),
        ("required", having(|param| param.required)),
        ("lists of values", having(|param| !param.values.is_empty())),
        ("values in them", params().map(|param| param.values.len()).sum()),
        (
            "defaults among them",
            having(|param| !param.values.is_empty() && param.default.is_some()),
        ),
    ];
    for (what, figure) in figures {
        writeln!(out, "{figure:>6}  {what}")?;
    }
    values("method", by(entries, |entry| entry.method.to_owned()), out)?;
    values("group", by(entries, group), out)?;
    values("access group", by(entries, |entry| access_group(entry).to_owned()), out)?;
    values(
        "response",
        by(entries, |entry| {
            entry.response.clone().unwrap_or_else(|| "-".to_owned())
        }),
        out,
    )?;
    let mut types = BTreeMap::new();
    for param in params() {
        *types.entry(param.ty.clone()).or_insert(0) += 1;
    }
    values("type of parameter", types, out)
}

/// The module of the bindings, as the group.
fn group(entry: &Entry) -> String {
    let module = entry.rust.rsplit_once("::").map_or("", |(module, _)| module);
    module.trim_start_matches("fmg_bindings::").to_owned()
}

fn access_group(entry: &Entry) -> &str {
    entry.access_group.as_deref().unwrap_or("-")
}

fn by(entries: &[Entry], key: impl Fn(&Entry) -> String) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for entry in entries {
        *counts.entry(key(entry)).or_insert(0) += 1;
    }
    counts
}

fn values(what: &str, counts: BTreeMap<String, usize>, out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "\nby {what}")?;
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|(a, few), (b, many)| many.cmp(few).then_with(|| a.cmp(b)));
    for (value, count) in counts {
        writeln!(out, "{count:>6}  {value}")?;
    }
    Ok(())
}
