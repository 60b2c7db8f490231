//! Calls on the FortiManager itself.

use serde_json::{Value, json};

use super::answer::{Answer, Context, Outcome};
use super::shape::integer;
use super::status::{DATA_INVALID_FOR_URL, NO_OBJECT, NO_PERMISSION, NO_SUCH_COMMAND, Refusal};
use super::task::TaskPlan;
use super::{documented, global, oid, scope};
use crate::generated::fmg::calls::Sys;

/// Answers a call of the group.
pub(super) fn answer(context: &mut Context<'_>, call: Sys) -> Outcome {
    match call {
        Sys::Reboot | Sys::Restore | Sys::Upgrade | Sys::InstallLicense => {
            context.state.restart(context.now);
            Ok(Answer::done())
        }
        Sys::Backup => backup(context),
        Sys::Top => Ok(Answer::data(processes(context, &["cpu", "mem", "time"]))),
        Sys::Iotop => Ok(Answer::data(processes(context, &["read", "write", "io"]))),
        Sys::GetGlobal => Ok(global::read(context)),
        Sys::SetGlobal => global::change(context),
        Sys::Status | Sys::SystemStatus | Sys::HaStatus | Sys::Performance | Sys::License => {
            documented::data(&context.found.route, context.url)
                .map(Answer::data)
                .ok_or(NO_SUCH_COMMAND)
        }
    }
}

/// The password of a backup. Versions from 7.2.6, 7.4.4 and 7.6.1 on require one, with their own error message.
pub(super) fn backup_password(given: Option<&str>) -> Result<&str, Refusal> {
    let password = given.filter(|password| !password.is_empty());
    password.ok_or(DATA_INVALID_FOR_URL.saying("Backup password must be set"))
}

fn backup(context: &mut Context<'_>) -> Outcome {
    backup_password(context.text("passwd"))?;
    let plan = TaskPlan::new("Backup system settings")
        .user(context.caller.user.name())
        .session(context.caller.sid)
        .injected(context.injected);
    let task = context.state.tasks.start(plan, context.now);
    context.state.backed_up = Some(context.now);
    Ok(Answer::done().beside("taskid", task))
}

/// A list of processes. No document shows a reply, so the rows are made up, and the same in every call.
fn processes(context: &Context<'_>, columns: &[&str]) -> Value {
    const NAMES: &[&str] = &[
        "svc_dvmdb_reader",
        "fgfmsd",
        "dmserver",
        "svc_cdb_writer",
        "fdssvrd",
        "httpd",
    ];
    let wanted = context
        .data("top-n")
        .and_then(integer)
        .and_then(|number| usize::try_from(number).ok());
    let rows = NAMES
        .iter()
        .zip(700..)
        .take(wanted.unwrap_or(NAMES.len()))
        .map(|(name, pid)| {
            let mut row = json!({"pid": pid, "user": "root", "command": name});
            for column in columns {
                row[*column] = Value::from("0.0");
            }
            row
        });
    rows.collect()
}

/// Synchronizes an ADOM with a FortiAnalyzer, whose device database is not simulated.
pub(super) fn sync_analyzer(context: &mut Context<'_>) -> Outcome {
    let adom = context.text("adom").ok_or(DATA_INVALID_FOR_URL)?.to_owned();
    let adom = adom.as_str();
    if !context.caller.user.may_enter(adom) {
        return Err(NO_PERMISSION);
    }
    let known = context
        .state
        .store
        .row(context.caller.sid, scope::ADOMS, adom)
        .is_some();
    if !known {
        return Err(NO_OBJECT);
    }
    let plan = TaskPlan::new("Synchronize device database")
        .user(context.caller.user.name())
        .adom(oid::of_adom(context.state, context.caller, adom))
        .session(context.caller.sid)
        .injected(context.injected);
    let task = context.state.tasks.start(plan, context.now);
    Ok(Answer::data(json!({ "taskid": task })))
}
