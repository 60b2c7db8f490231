//! The `FortiGuard` packages for devices. There is only the documented one.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::answer::{Context, Outcome, Reply};
use crate::fmg::documented;
use crate::fmg::status::{DATA_INVALID_FOR_URL, NO_OBJECT};
use crate::generated::fmg::calls::Gui;
use crate::generated::fmg::calls::gui::Fortiguard;
use crate::generated::fmg::{CallId, ROUTES, Route};

/// The chosen version of each package.
#[derive(Debug, Default)]
pub(super) struct Versions(pub(super) BTreeMap<String, Value>);

/// The documented package: its key, and the reply to a read of its versions.
fn documented_package() -> Option<(Value, Value)> {
    let route = Route::of(ROUTES, CallId::Gui(Gui::Fortiguard(Fortiguard::PackageVersions)))?;
    let exchange: Value = serde_json::from_str(route.exchanges.first()?).ok()?;
    let key = exchange.pointer("/request/params/key")?.clone();
    Some((key, documented::data(route, "")?))
}

/// The reply to a read of a package's versions.
fn package(key: Option<&Value>) -> Option<Value> {
    let (own, versions) = documented_package()?;
    (key == Some(&own)).then_some(versions)
}

/// Answers with the available versions.
pub(super) fn versions(context: &Context<'_>) -> Outcome {
    let versions = package(context.members.get("key")).ok_or(NO_OBJECT)?;
    Ok(Reply::Data(versions))
}

/// Chooses the version for devices.
pub(super) fn change(context: &mut Context<'_>) -> Outcome {
    let versions = package(context.members.get("key")).ok_or(NO_OBJECT)?;
    let version = context.members.get("version").cloned().unwrap_or_default();
    let listed = versions["versions"].as_array().into_iter().flatten();
    if !listed.into_iter().any(|listed| listed["id"] == version) {
        return Err(DATA_INVALID_FOR_URL);
    }
    let key = context.text("key").unwrap_or_default().to_owned();
    let changes = format!("version of {key} set to {version}");
    context.record("Change package version", |event| {
        event.from("fgd", "FortiGuard package event").on(&key).changes(changes)
    });
    context.state.gui.versions.0.insert(key, version);
    Ok(Reply::Data(json!({"msg": "", "status": "ok"})))
}
