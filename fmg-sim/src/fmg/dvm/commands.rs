//! CLI commands on devices.

use crate::fmg::answer::{Answer, Context, Outcome};
use crate::fmg::check::list;
use crate::fmg::oid;
use crate::fmg::status::{DATA_INVALID_FOR_URL, NO_PERMISSION};

/// The beginnings of the commands that a document names as permitted.
const PERMITTED: &[&str] = &[
    "diagnose vpn ike config list",
    "diagnose sys session filter src ",
    "diagnose sys session filter dst ",
    "diagnose sys session list",
    "execute factoryreset-for-central-management",
    "execute replace-device fortiap ",
];

/// Runs commands. No document shows their output, so the reply has only a status.
pub(super) fn run(context: &Context<'_>) -> Outcome {
    let device = context.text("device").ok_or(DATA_INVALID_FOR_URL)?;
    oid::device_named(context.state, context.caller, device)?;
    let commands = context.data("command").map(list).unwrap_or_default();
    let is_permitted = |command: &str| PERMITTED.iter().any(|own| command.starts_with(own));
    if commands
        .iter()
        .all(|command| command.as_str().is_some_and(is_permitted))
    {
        Ok(Answer::done())
    } else {
        Err(NO_PERMISSION)
    }
}
