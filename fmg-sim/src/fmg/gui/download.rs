//! Files that wait to be downloaded. They are kept in memory under their names, so no name leads anywhere else.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::answer::{Context, Outcome, Reply};
use super::csv::Export;
use crate::fmg::status::{NO_OBJECT, Refusal};

/// The files by their names.
#[derive(Debug, Default)]
pub(in crate::fmg) struct Files {
    /// Policies that were exported as CSV.
    pub(in crate::fmg) exports: BTreeMap<String, Export>,
    /// Provisioning templates that were exported.
    pub(in crate::fmg) templates: BTreeMap<String, Bytes>,
    /// Packet captures.
    pub(in crate::fmg) captures: BTreeMap<String, Bytes>,
}

/// Answers a file that an export wrote.
pub(super) fn export(context: &Context<'_>) -> Outcome {
    let own = context.text("filepath").unwrap_or_default();
    match context.state.gui.files.exports.get(own).ok_or(NO_OBJECT)? {
        Export::File(file) => Ok(named(context, own, file)),
        Export::Undocumented(what) => Err(Refusal::undocumented(what)),
    }
}

/// Answers exported templates.
pub(super) fn template(context: &Context<'_>) -> Outcome {
    file(context, &context.state.gui.files.templates, "filename")
}

/// Answers a packet capture.
pub(super) fn capture(context: &Context<'_>) -> Outcome {
    file(context, &context.state.gui.files.captures, "filename")
}

/// The file that a member names, under the name that the request wants it to have.
fn file(context: &Context<'_>, files: &BTreeMap<String, Bytes>, member: &str) -> Outcome {
    let own = context.text(member).unwrap_or_default();
    let file = files.get(own).ok_or(NO_OBJECT)?;
    Ok(named(context, own, file))
}

fn named(context: &Context<'_>, own: &str, file: &Bytes) -> Reply {
    let wanted = context.text("downloadname").filter(|name| !name.is_empty());
    Reply::File {
        name: wanted.unwrap_or(own).to_owned(),
        content: file.clone(),
    }
}
