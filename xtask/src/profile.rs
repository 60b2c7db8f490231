//! `cargo xtask profile`: the least that an administrator has to be allowed for some calls of FortiOS.

use std::io::Write;

use anyhow::Context as _;
use fmg_codegen::catalogue::{Entry, catalogue};
use fmg_codegen::understand;
use fmg_template::spelling::nearest;

use crate::Outcome;
use crate::repository::Repository;

use self::access::{Access, AccessProfile};

/// The library's own profile. Not through the crate: that is what the commands of this one generate.
#[path = "../../fmg-bindings/src/fortios/access/profile.rs"]
#[allow(dead_code, unreachable_pub, reason = "it is written for the library")]
mod access;

pub(crate) fn run(
    repository: &Repository,
    words: &[String],
    name: &str,
    colored: bool,
    out: &mut impl Write,
    err: &mut impl Write,
) -> anyhow::Result<Outcome> {
    let Some(api) = repository.specs(understand, colored, err)? else {
        return Ok(Outcome::Failure);
    };
    let entries: Vec<_> = catalogue(&api)
        .into_iter()
        .filter(|entry| entry.product == "fortios")
        .collect();
    let mut profile = AccessProfile::new();
    let mut complete = true;
    for word in words {
        let Some(entry) = entries.iter().find(|entry| is_meant(entry, word)) else {
            complete = false;
            writeln!(err, "error: no call of the Monitor API is called `{word}`")?;
            if let Some(near) = nearest(word, entries.iter().map(short)) {
                writeln!(err, "help: did you mean `{near}`?")?;
            }
            continue;
        };
        let Some(group) = &entry.access_group else {
            complete = false;
            writeln!(
                err,
                "error: the access group of `{word}` depends on the table; `?action=schema` of the table tells it"
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
             prints them, and a table of the configuration tells its access group by `?action=schema`"
        )?;
        return Ok(Outcome::Failure);
    }
    write!(out, "{}", profile.cli(name)?)?;
    if profile.is_empty() {
        writeln!(err, "note: any administrator may make these calls")?;
    }
    Ok(Outcome::Success)
}

/// The url without what all urls of the API have in common: `firewall/policy`.
fn short(entry: &Entry) -> &str {
    let url = entry.url.as_str();
    url.strip_prefix("/api/v2/monitor/").unwrap_or(url)
}

/// Whether the word names the call: by url, with or without method, by path below the API, or by name in Rust.
fn is_meant(entry: &Entry, word: &str) -> bool {
    // The document has `/select` and a slash at the end of what is called without today.
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
