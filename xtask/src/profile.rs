//! `cargo xtask profile`: the least privileges that an administrator needs for some calls of FortiOS.

use std::io::Write;

use anyhow::Context as _;
use fmg_codegen::analyze;
use fmg_codegen::catalogue::{Entry, catalogue, rows};
use fmg_codegen::render::Style;
use fmg_template::spelling::nearest;

use crate::Outcome;
use crate::configuration::{Configured, configured};
use crate::repository::Repository;

use self::access::{Access, AccessProfile};

/// The module of the library, included by its path: the xtask cannot depend on the crate that it generates.
#[path = "../../fmg-bindings/src/fortios/access/profile.rs"]
#[allow(dead_code, unreachable_pub, reason = "it is written for the library")]
mod access;

pub(crate) fn run(
    repository: &Repository,
    words: &[String],
    name: &str,
    style: Style,
    out: &mut impl Write,
    err: &mut impl Write,
) -> anyhow::Result<Outcome> {
    let Some(api) = repository.specs(analyze, style, err)? else {
        return Ok(Outcome::Failure);
    };
    let entries: Vec<_> = catalogue(&api)
        .into_iter()
        .filter(|entry| entry.product == "fortios")
        .collect();
    let rows = rows(&api);
    let tables = configured(&rows);
    let mut profile = AccessProfile::new();
    let mut complete = true;
    for word in words {
        if let Some((group, access)) = table(&tables, word) {
            profile
                .grant(group, access)
                .with_context(|| format!("the spec of `{word}`"))?;
            continue;
        }
        let Some(entry) = entries.iter().find(|entry| names_call(entry, word)) else {
            complete = false;
            writeln!(err, "error: the Monitor API has no call `{word}`")?;
            if let Some(near) = nearest(word, entries.iter().map(short)) {
                writeln!(err, "help: did you mean `{near}`?")?;
            }
            continue;
        };
        let Some(group) = &entry.access_group else {
            complete = false;
            writeln!(
                err,
                "error: the access group of `{word}` depends on the table; ask the device for it by `?action=schema` of the table"
            )?;
            continue;
        };
        let access = if entry.method == "GET" {
            Access::Read
        } else {
            Access::ReadWrite
        };
        profile
            .grant(group, access)
            .with_context(|| format!("the spec of `{word}`"))?;
    }
    if !complete {
        writeln!(
            err,
            "error: no profile was printed; a call of the Monitor API is named by its url or its path, as `cargo xtask list` \
             prints them, and a table of the configuration by `cmdb/firewall/address`, or `GET cmdb/firewall/address` for \
             read access; a table of the configuration tells its access group by `?action=schema`"
        )?;
        return Ok(Outcome::Failure);
    }
    write!(out, "{}", profile.cli(name)?)?;
    if profile.is_empty() {
        writeln!(err, "note: any administrator may make these calls")?;
    }
    Ok(Outcome::Success)
}

/// The access group of a described table of the configuration, and the access that the method needs.
fn table<'r>(tables: &[Configured<'r>], word: &str) -> Option<(&'r str, Access)> {
    let (method, path) = word.split_once(' ').unwrap_or(("", word));
    let path = path.trim_matches('/');
    let path = path.strip_prefix("api/v2/").unwrap_or(path);
    let access = if method == "GET" {
        Access::Read
    } else {
        Access::ReadWrite
    };
    let own = tables
        .iter()
        .find(|own| own.url.strip_prefix("/api/v2/") == Some(path))?;
    Some((own.access_group?, access))
}

/// The url without the prefix of all urls of the API: `firewall/policy`.
fn short(entry: &Entry) -> &str {
    let url = entry.url.as_str();
    url.strip_prefix("/api/v2/monitor/").unwrap_or(url)
}

/// Whether the word names the call: by url, with or without method, by path below the API, or by name in Rust.
fn names_call(entry: &Entry, word: &str) -> bool {
    // Documents add `/select` or a final slash to urls that are called without them today.
    let path = word.trim_matches('/');
    let path = path.strip_prefix("api/v2/monitor/").unwrap_or(path);
    let own = short(entry);
    own.trim_matches('/') == path
        || (entry.method == "GET" && path.strip_suffix("/select") == Some(own))
        || word == format!("{} {}", entry.method, entry.url)
        || word == format!("{} {own}", entry.method)
        || word == entry.rust
        || entry.call.as_deref() == Some(word)
}
