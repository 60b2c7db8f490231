//! The calls of the workspace, and what each is about.

use super::{locking, saving};
use crate::fmg::answer::{Context, Outcome};
use crate::fmg::lock::Scope;
use crate::fmg::status::NO_SUCH_COMMAND;

/// Answers a call of the group.
pub(in crate::fmg) fn answer(context: &mut Context<'_>) -> Outcome {
    let scope = scope(context);
    let call = context
        .found
        .route
        .name
        .strip_prefix("fmg::workspace::")
        .unwrap_or_default();
    match call {
        "LockAdom" | "LockDevice" | "LockPackage" | "LockPolicy" | "LockObject" => locking::lock(context, scope),
        "UnlockAdom" | "UnlockDevice" | "UnlockPackage" | "UnlockPolicy" | "UnlockObject" => {
            locking::unlock(context, &scope)
        }
        "LockInfo" | "DeviceLockInfo" | "PackageLockInfo" | "ObjectLockInfo" => locking::info(context, &scope),
        "CommitAdom" | "CommitDevice" | "CommitPackage" | "CommitPolicy" | "CommitObject" => {
            saving::commit(context, &scope)
        }
        "Dirty" | "DeviceDirty" => saving::dirty(context, &scope),
        _ => Err(NO_SUCH_COMMAND),
    }
}

/// What the url names.
fn scope(context: &Context<'_>) -> Scope {
    let capture = |name| context.found.capture(name);
    match (
        capture("device"),
        capture("package"),
        capture("policyid"),
        capture("path"),
    ) {
        (Some(device), ..) => Scope::Device(device.to_owned()),
        (_, Some(package), Some(policy), _) => Scope::Policy(package.to_owned(), policy.to_owned()),
        (_, Some(package), ..) => Scope::Package(package.to_owned()),
        (.., Some(path)) => Scope::object(path),
        _ => Scope::Adom,
    }
}
