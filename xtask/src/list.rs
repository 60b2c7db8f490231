//! `cargo xtask list`: the catalogue as a table or as JSON.

use std::io::Write;

use fmg_codegen::analyze;
use fmg_codegen::catalogue::{Entry, Row, catalogue, rows};
use fmg_codegen::render::Style;

use crate::configuration::{Configured, configured};
use crate::repository::Repository;
use crate::{Format, Outcome, counts};

pub(crate) fn run(
    repository: &Repository,
    words: &[String],
    format: Format,
    style: Style,
    out: &mut impl Write,
    err: &mut impl Write,
) -> anyhow::Result<Outcome> {
    let Some(api) = repository.specs(analyze, style, err)? else {
        return Ok(Outcome::Failure);
    };
    let entries = matching(catalogue(&api), words);
    let rows = rows(&api);
    let tables = tables(&rows, words);
    match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &entries)?;
            writeln!(out)?;
        }
        Format::Table => {
            table(&entries, out)?;
            print_tables(&tables, out)?;
        }
        Format::Counts => counts::print(&entries, out)?,
    }
    if entries.is_empty() && (tables.is_empty() || !matches!(format, Format::Table)) {
        writeln!(
            err,
            "no endpoint has {} in its url, method, client method, Rust path or summary",
            all(words)
        )?;
        return Ok(Outcome::Failure);
    }
    Ok(Outcome::Success)
}

/// The entries that contain every word, in any case.
pub(crate) fn matching(entries: Vec<Entry>, words: &[String]) -> Vec<Entry> {
    let words: Vec<_> = words.iter().map(|word| word.to_lowercase()).collect();
    let holds = |entry: &Entry| {
        let line = format!("{} {}", entry.method, entry.url);
        let written = entry.call_on_client();
        let texts: Vec<_> = [Some(&line), written.as_ref(), Some(&entry.rust), Some(&entry.summary)]
            .into_iter()
            .flatten()
            .map(|text| text.to_lowercase())
            .collect();
        words.iter().all(|word| texts.iter().any(|text| text.contains(word)))
    };
    entries.into_iter().filter(holds).collect()
}

/// The tables of the configuration that contain every word.
fn tables<'r>(rows: &'r [Row], words: &[String]) -> Vec<Configured<'r>> {
    let words: Vec<_> = words.iter().map(|word| word.to_lowercase()).collect();
    let mut tables = configured(rows);
    tables.retain(|own| {
        let text = format!("{} {} {}", own.url, own.row.rust, own.row.summary).to_lowercase();
        words.iter().all(|word| text.contains(word))
    });
    tables
}

/// One line for each table: product, url, row type.
fn print_tables(tables: &[Configured<'_>], out: &mut impl Write) -> std::io::Result<()> {
    let width = tables.iter().map(|own| own.url.len()).max().unwrap_or(0);
    for Configured { url, row, .. } in tables {
        writeln!(out, "fortios  table  {url:width$}  {}", row.rust)?;
    }
    if tables.len() > 1 {
        writeln!(out, "{} tables of the configuration", tables.len())?;
    }
    Ok(())
}

/// The words in a message: "`lock`", "all of `lock` and `adom`".
pub(crate) fn all(words: &[String]) -> String {
    match words {
        [] => "anything".to_owned(),
        [word] => format!("`{word}`"),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(|word| format!("`{word}`")).collect();
            format!("all of {} and `{last}`", first.join(", "))
        }
    }
}

/// One line for each entry: product, method, url, call.
pub(crate) fn table(entries: &[Entry], out: &mut impl Write) -> std::io::Result<()> {
    let width = |text: fn(&Entry) -> &str| entries.iter().map(|entry| text(entry).len()).max().unwrap_or(0);
    let product = width(|entry| entry.product);
    let method = width(|entry| entry.method);
    let url = width(|entry| &entry.url);
    for entry in entries {
        writeln!(
            out,
            "{:product$}  {:method$}  {:url$}  {}",
            entry.product,
            entry.method,
            entry.url,
            entry.call.as_deref().unwrap_or(&entry.rust)
        )?;
    }
    if entries.len() > 1 {
        let on_tables: Vec<_> = entries.iter().filter_map(|entry| entry.table.as_ref()).collect();
        let mut tables: Vec<_> = on_tables.iter().map(|own| &own.row).collect();
        tables.sort();
        tables.dedup();
        match tables.len() {
            0 => writeln!(out, "{} endpoints", entries.len())?,
            count => writeln!(
                out,
                "{} endpoints, {} of them verbs of {count} tables",
                entries.len(),
                on_tables.len()
            )?,
        }
    }
    Ok(())
}
