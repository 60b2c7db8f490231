//! `cargo xtask show WORD...`: one endpoint as a page, or one row.

mod lookup;
mod page;

use std::io::Write;

use fmg_codegen::analyze;
use fmg_codegen::catalogue::{catalogue, rows};
use fmg_codegen::render::Style;

use self::lookup::Found;
use crate::Outcome;
use crate::list::{all, matching, table};
use crate::repository::Repository;

pub(crate) fn run(
    repository: &Repository,
    words: &[String],
    style: Style,
    out: &mut impl Write,
    err: &mut impl Write,
) -> anyhow::Result<Outcome> {
    let Some(api) = repository.specs(analyze, style, err)? else {
        return Ok(Outcome::Failure);
    };
    let (entries, rows) = (catalogue(&api), rows(&api));
    // `GET /api/v2/monitor/firewall/policy` is a single name, with or without quotes.
    match lookup::by_name(&entries, &rows, &words.join(" ")) {
        Found::Call(entry) => {
            page::call(entry, &rows, out)?;
            return Ok(Outcome::Success);
        }
        Found::Row(row) => {
            page::row(row, &entries, &rows, out)?;
            return Ok(Outcome::Success);
        }
        Found::Several(several) => {
            for path in several {
                writeln!(err, "{path}")?;
            }
            writeln!(
                err,
                "several calls or rows have the name {}; write more of the path",
                all(words)
            )?;
            return Ok(Outcome::Failure);
        }
        Found::Nothing => {}
    }
    match matching(entries, words).as_slice() {
        [] => {
            writeln!(
                err,
                "no endpoint has {} in its url, method, client method, Rust path or summary; `cargo xtask list` lists all \
                 of them",
                all(words)
            )?;
            Ok(Outcome::Failure)
        }
        [entry] => {
            page::call(entry, &rows, out)?;
            Ok(Outcome::Success)
        }
        several => {
            table(several, err)?;
            writeln!(
                err,
                "several endpoints have {}; add a word, or name one by its path such as `{}`",
                all(words),
                lookup::short_path(&several[0].rust)
            )?;
            Ok(Outcome::Failure)
        }
    }
}
