//! `cargo xtask show WORD`: one endpoint as a page.

use std::io::Write;

use fmg_codegen::catalogue::{Entry, catalogue};
use fmg_codegen::understand;

use crate::Outcome;
use crate::list::{matching, table};
use crate::repository::Repository;

pub(crate) fn run(
    repository: &Repository,
    word: &str,
    colored: bool,
    out: &mut impl Write,
    err: &mut impl Write,
) -> anyhow::Result<Outcome> {
    let Some(api) = repository.specs(understand, colored, err)? else {
        return Ok(Outcome::Failure);
    };
    let found = matching(catalogue(&api), Some(word));
    // A word that is all of a url or of a call means that one, even where others hold it too.
    let whole: Vec<_> = found.iter().filter(|entry| is_whole(entry, word)).cloned().collect();
    let found = if whole.is_empty() { found } else { whole };
    match found.as_slice() {
        [] => {
            writeln!(
                err,
                "no endpoint has `{word}` in its url, method, call or summary; `cargo xtask list` shows them all"
            )?;
            Ok(Outcome::Failure)
        }
        [entry] => {
            page(entry, out)?;
            Ok(Outcome::Success)
        }
        several => {
            table(several, err)?;
            writeln!(err, "`{word}` fits all of these; say more of the one you mean")?;
            Ok(Outcome::Failure)
        }
    }
}

fn is_whole(entry: &Entry, word: &str) -> bool {
    word == entry.url
        || word == format!("{} {}", entry.method, entry.url)
        || word == entry.rust
        || entry.call.as_deref() == Some(word)
        || entry.spoken().as_deref() == Some(word)
}

fn response(entry: &Entry) -> &str {
    match &entry.response {
        _ if entry.download => "a file",
        Some(ty) => ty,
        None if entry.product == "fortios" => "JSON as it comes",
        None => "the status alone",
    }
}

fn page(entry: &Entry, out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "{} {}", entry.method, entry.url)?;
    writeln!(out, "\n{}\n", entry.summary)?;
    writeln!(out, "{:10} {} ({})", "product", entry.product, entry.api)?;
    writeln!(out, "{:10} {}", "rust", entry.rust)?;
    if let Some(call) = entry.spoken() {
        writeln!(out, "{:10} {call}", "call")?;
    }
    writeln!(out, "{:10} {}", "response", response(entry))?;
    if let Some(group) = &entry.access_group {
        writeln!(out, "{:10} {group}", "access")?;
    }
    let abilities = [
        (entry.etag, "can be asked for only if it has changed"),
        (entry.upload, "uploads a file"),
    ];
    for (_, ability) in abilities.iter().filter(|(has, _)| *has) {
        writeln!(out, "{:10} {ability}", "also")?;
    }
    if let Some(since) = &entry.since {
        writeln!(out, "{:10} {since}", "since")?;
    }
    for place in &entry.source {
        writeln!(out, "{:10} {}, {}", "source", place.title, place.section)?;
    }
    if entry.params.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nparameters")?;
    let width = |text: fn(&fmg_codegen::catalogue::Param) -> &str| {
        entry.params.iter().map(|param| text(param).len()).max().unwrap_or(0)
    };
    let name = width(|param| &param.name);
    let ty = width(|param| &param.ty);
    let place = width(|param| param.place);
    for param in &entry.params {
        let need = if param.required { "required" } else { "optional" };
        writeln!(
            out,
            "  {:name$}  {:ty$}  {:place$}  {need}  {}",
            param.name, param.ty, param.place, param.doc
        )?;
        if !param.values.is_empty() {
            writeln!(out, "  {:name$}  values: {}", "", param.values.join(", "))?;
        }
        if let Some(default) = &param.default {
            writeln!(out, "  {:name$}  default: {default}", "")?;
        }
        if let Some(initial) = &param.initial {
            writeln!(out, "  {:name$}  unless set: {initial}", "")?;
        }
        if let Some(fixed) = &param.fixed {
            writeln!(out, "  {:name$}  always: {fixed}", "")?;
        }
    }
    Ok(())
}
