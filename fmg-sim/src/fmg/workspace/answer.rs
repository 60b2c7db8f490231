//! Calls on workspaces, and their scopes.

use super::{locking, saving};
use crate::fmg::answer::{Context, Outcome};
use crate::fmg::lock::Scope;
use crate::generated::fmg::calls::Workspace;

/// Answers a call of the group.
pub(in crate::fmg) fn answer(context: &mut Context<'_>, call: Workspace) -> Outcome {
    let scope = scope(context);
    match call {
        Workspace::LockAdom
        | Workspace::LockDevice
        | Workspace::LockPackage
        | Workspace::LockPolicy
        | Workspace::LockObject => locking::lock(context, scope),
        Workspace::UnlockAdom
        | Workspace::UnlockDevice
        | Workspace::UnlockPackage
        | Workspace::UnlockPolicy
        | Workspace::UnlockObject => locking::unlock(context, &scope),
        Workspace::LockInfo | Workspace::DeviceLockInfo | Workspace::PackageLockInfo | Workspace::ObjectLockInfo => {
            locking::info(context, &scope)
        }
        Workspace::CommitAdom
        | Workspace::CommitDevice
        | Workspace::CommitPackage
        | Workspace::CommitPolicy
        | Workspace::CommitObject => saving::commit(context, &scope),
        Workspace::Dirty | Workspace::DeviceDirty => saving::dirty(context, &scope),
    }
}

/// The scope that the url names.
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
