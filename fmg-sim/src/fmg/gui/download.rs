//! Files for download. They are kept in memory by name, so names cannot lead to other files.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::answer::{Context, Outcome, Reply};
use super::csv::Export;
use crate::fmg::status::{NO_OBJECT, Refusal};

/// The files by their names.
#[derive(Debug, Default)]
pub(in crate::fmg) struct Files {
    /// Policies exported as CSV.
    pub(in crate::fmg) exports: BTreeMap<String, Export>,
    /// Exported provisioning templates.
    pub(in crate::fmg) templates: BTreeMap<String, Bytes>,
    /// Packet captures.
    pub(in crate::fmg) captures: BTreeMap<String, Bytes>,
}

/// Answers with an exported file.
pub(super) fn export(context: &Context<'_>) -> Outcome {
    let own = context.text("filepath").unwrap_or_default();
    match context.state.gui.files.exports.get(own).ok_or(NO_OBJECT)? {
        Export::File(file) => Ok(named(context, own, file)),
        Export::Undocumented(what) => Err(Refusal::undocumented(what)),
    }
}

/// Answers with exported templates.
pub(super) fn template(context: &Context<'_>) -> Outcome {
    file(context, &context.state.gui.files.templates, "filename")
}

/// Answers with a packet capture.
pub(super) fn capture(context: &Context<'_>) -> Outcome {
    file(context, &context.state.gui.files.captures, "filename")
}

/// The file that a member names, as an attachment with the file name of the request.
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
