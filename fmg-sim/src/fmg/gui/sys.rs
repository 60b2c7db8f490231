//! Information about the FortiManager itself, for the dashboard of the GUI.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::answer::{Context, Outcome, Reply};
use crate::clock::seconds;
use crate::fmg::status::NO_SUCH_COMMAND;
use crate::fmg::{date, documented, login};
use crate::generated::fmg::calls::Sys;
use crate::generated::fmg::{CallId, ROUTES, Route};

/// Answers with the documented content of the licence widget, with a history up to today.
pub(super) fn license(context: &Context<'_>) -> Outcome {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    let mut license = documented::reply(&context.found.route).ok_or(NO_SUCH_COMMAND)?;
    let days = license.get_mut("used_gb_day_history").and_then(Value::as_array_mut);
    let mut date = context.now;
    // The first entry is today, which it says in place of a date.
    for day in days.into_iter().flatten().skip(1) {
        date = date.checked_sub(DAY).unwrap_or(SystemTime::UNIX_EPOCH);
        day["date"] = json!(date::day_in_words(date));
    }
    Ok(Reply::Bare(license))
}

/// Answers with the uptime. The reply has another url than the call, as the document shows.
pub(super) fn uptime(context: &Context<'_>) -> Outcome {
    let mut info = documented::data(&context.found.route, "").ok_or(NO_SUCH_COMMAND)?;
    let status = Route::of(ROUTES, CallId::Sys(Sys::Status));
    let status = status.and_then(|route| documented::data(route, "")).unwrap_or_default();
    let up = context.now.duration_since(context.state.started).unwrap_or_default();
    let backed_up = context.state.backed_up.map(|time| date::in_words(time) + "\n");
    info["admin"]["admin"] = json!(context.caller.user.name());
    info["bkptime"] = json!(backed_up.unwrap_or_default());
    for (name, of_status) in [
        ("fwversion", "Version"),
        ("hostname", "Hostname"),
        ("platform", "Platform Type"),
        ("sn", "Serial Number"),
    ] {
        info[name] = status[of_status].clone();
    }
    info["systemstamp"] = json!(seconds(context.now).to_string());
    info["systimeStr"] = json!(format!("{}|UTC", date::in_words(context.now)));
    info["uptimeSeconds"] = json!(up.as_secs());
    Ok(Reply::DataOf("/gui/sys/info", info))
}

/// Answers with the user of the session.
pub(super) fn session(context: &Context<'_>) -> Reply {
    Reply::Data(login::whose(&context.caller.user))
}
