//! Managed devices: the revisions of their configuration. The reply with their vulnerabilities is not documented.
//!
//! Revisions are not stored. The configuration of a revision is made from the attributes of the device and contains the
//! revision's number, so that any two revisions differ, always in the same way. Revision 0 is the factory
//! configuration.

use serde_json::{Value, json};

use super::answer::{Context, Outcome, Reply};
use crate::fmg::documented;
use crate::fmg::oid::Device;
use crate::fmg::status::{DATA_INVALID_FOR_URL, NO_OBJECT, Refusal};

/// Compares two revisions.
pub(super) fn diff(context: &Context<'_>) -> Outcome {
    let device = context.device_of("deviceId")?;
    let revision = |name| {
        let number = context.number(name).ok_or(DATA_INVALID_FOR_URL)?;
        if number < 0 {
            Err(NO_OBJECT)
        } else {
            Ok(configuration(&device, number, "admin"))
        }
    };
    let (from, to) = (revision("from")?, revision("to")?);
    // The document shows that there are parts, but not their content.
    let documented = documented::data(&context.found.route, "").unwrap_or_default();
    let patch = if from == to {
        json!([])
    } else {
        documented["patch"].clone()
    };
    Ok(Reply::Data(json!({"patch": patch, "version1": from, "version2": to})))
}

/// Answers with the configuration of a revision.
pub(super) fn content(context: &Context<'_>) -> Outcome {
    let device = context.device_of("deviceId")?;
    let revision = context
        .number("rev")
        .filter(|revision| *revision >= 0)
        .ok_or(NO_OBJECT)?;
    if context.text("deviceName") != Some(device.name) {
        return Err(NO_OBJECT);
    }
    let user = context.text("user").filter(|user| !user.is_empty()).unwrap_or("admin");
    Ok(Reply::Text(configuration(&device, revision, user)))
}

/// Refuses the call for the vulnerabilities of an ADOM's devices: the document does not show the reply.
pub(super) fn vulnerabilities(context: &Context<'_>) -> Outcome {
    context.adom()?;
    Err(Refusal::undocumented("the vulnerabilities of devices"))
}

fn configuration(device: &Device<'_>, revision: i64, user: &str) -> String {
    let text = |name: &str| device.row.get(name).and_then(Value::as_str).unwrap_or_default();
    let number = |name: &str| device.row.get(name).and_then(Value::as_i64).unwrap_or_default();
    let major = text("os_ver").split('.').next().unwrap_or_default();
    let (minor, patch) = (number("mr"), number("patch"));
    let host = if revision == 0 {
        text("platform_str")
    } else {
        device.name
    };
    let mut lines = vec![
        format!("#config-version=FGVMK6-{major}.{minor:02}-FW-build0000-000000:opmode=0:vdom=0:user={user}"),
        format!("#version={major}{minor}{patch}"),
        "#build=0000".to_owned(),
        "#branch_pt=0000".to_owned(),
        format!("#platform={}", text("platform_str").to_ascii_uppercase()),
        format!("#serialno={}", text("sn")),
        "#logdisk=1".to_owned(),
        String::new(),
        "config system global".to_owned(),
        format!("set alias \"{}\"", text("platform_str")),
        format!("set hostname \"{host}\""),
        "set timezone 04".to_owned(),
        "end".to_owned(),
        "config system replacemsg-image".to_owned(),
        format!("edit \"revision-{revision}\""),
        "next".to_owned(),
        "end".to_owned(),
    ];
    if revision == 0 {
        // The factory configuration contains no revision number.
        lines.truncate(13);
    }
    lines.join("\n") + "\n"
}
