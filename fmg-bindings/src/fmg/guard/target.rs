//! The target of a lock, and the requests about the lock.

use crate::Endpoint;
use crate::error::{Context, DecodeError, DecodeErrorKind, Error};
use crate::fmg::workspace::{
    CommitAdom, CommitDevice, CommitObject, CommitPackage, Committed, DeviceLockInfo, Lock, LockAdom, LockDevice,
    LockInfo, LockObject, LockPackage, LockPolicy, LockType, ObjectLockInfo, PackageLockInfo, UnlockAdom, UnlockDevice,
    UnlockObject, UnlockPackage, UnlockPolicy,
};
use crate::fmg::{AdomName, AdomOrGlobal, Call, Client, DeviceName, JsonRpc, ObjectPath, PackagePath, PolicyId};

/// The target of a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LockTarget {
    /// An ADOM, or the global database, with all that it contains.
    Database(AdomOrGlobal),
    /// The configuration of a device of an ADOM.
    Device(AdomName, DeviceName),
    /// A policy package with its policies.
    Package(AdomOrGlobal, PackagePath),
    /// One firewall policy of a package.
    Policy(AdomOrGlobal, PackagePath, PolicyId),
    /// One object, such as an address. Its lock needs a lock of a package or of a policy.
    Object(AdomOrGlobal, ObjectPath),
}

/// The state of the lock of a target, as the appliance reports it.
pub(super) enum Reported {
    /// It is locked.
    Locked(Box<Lock>),
    /// It is not locked.
    Free,
    /// The appliance lists no such lock, and no document describes how it would list one.
    Unknown,
}

impl LockTarget {
    /// The database of the target.
    pub(super) fn scope(&self) -> AdomOrGlobal {
        match self {
            Self::Database(scope) | Self::Package(scope, _) | Self::Policy(scope, ..) | Self::Object(scope, _) => {
                scope.clone()
            }
            Self::Device(adom, _) => AdomOrGlobal::Adom(adom.clone()),
        }
    }

    /// Its ADOM, unless it belongs to the global database.
    pub(super) fn adom(&self) -> Option<AdomName> {
        match self.scope() {
            AdomOrGlobal::Adom(adom) => Some(adom),
            AdomOrGlobal::Global => None,
        }
    }

    /// The kind of the target, without names.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Database(AdomOrGlobal::Adom(_)) => "ADOM",
            Self::Database(AdomOrGlobal::Global) => "global database",
            Self::Device(..) => "device",
            Self::Package(..) => "package",
            Self::Policy(..) => "policy",
            Self::Object(..) => "object",
        }
    }

    /// Whether both targets have a part in common.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.scope() == other.scope()
            && match (self, other) {
                (Self::Database(_), _) | (_, Self::Database(_)) => true,
                (Self::Package(_, package), Self::Policy(_, of, _))
                | (Self::Policy(_, of, _), Self::Package(_, package)) => package == of,
                (one, other) => one == other,
            }
    }

    /// Takes the lock. Taking it again changes nothing.
    pub(super) async fn lock(&self, client: &Client) -> Result<(), Error> {
        match self.clone() {
            Self::Database(scope) => once(client, LockAdom::new(scope)).await.map(drop),
            Self::Device(adom, device) => once(client, LockDevice::new(adom, device)).await.map(drop),
            Self::Package(scope, package) => once(client, LockPackage::new(scope, package)).await.map(drop),
            Self::Policy(scope, package, id) => once(client, LockPolicy::new(scope, package, id)).await.map(drop),
            Self::Object(scope, path) => once(client, LockObject::new(scope, path)).await.map(drop),
        }
    }

    /// Releases the lock, which discards uncommitted changes. Without the lock it changes nothing.
    pub(super) async fn unlock(&self, client: &Client) -> Result<(), Error> {
        match self.clone() {
            Self::Database(scope) => once(client, UnlockAdom::new(scope)).await.map(drop),
            Self::Device(adom, device) => once(client, UnlockDevice::new(adom, device)).await.map(drop),
            Self::Package(scope, package) => once(client, UnlockPackage::new(scope, package)).await.map(drop),
            Self::Policy(scope, package, id) => once(client, UnlockPolicy::new(scope, package, id)).await.map(drop),
            Self::Object(scope, path) => once(client, UnlockObject::new(scope, path)).await.map(drop),
        }
    }

    /// Commits the changes. Committing again changes nothing.
    pub(super) async fn commit(&self, client: &Client) -> Result<Committed, Error> {
        match self.clone() {
            Self::Database(scope) => once(client, CommitAdom::new(scope)).await,
            Self::Device(adom, device) => once(client, CommitDevice::new(adom, device)).await,
            // FortiManager answers the commit of a policy with success, and saves nothing.
            Self::Package(scope, package) | Self::Policy(scope, package, _) => {
                once(client, CommitPackage::new(scope, package)).await
            }
            Self::Object(scope, path) => once(client, CommitObject::new(scope, path)).await,
        }
    }

    /// The state of the lock, as the appliance reports it.
    pub(super) async fn reported(&self, client: &Client) -> Result<Reported, Error> {
        let (locks, is_documented) = match self.clone() {
            Self::Database(scope) => {
                let mut locks = once(client, LockInfo::new(scope)).await?;
                locks.retain(is_of_database);
                (locks, true)
            }
            Self::Package(scope, package) => (once(client, PackageLockInfo::new(scope, package)).await?, true),
            Self::Device(adom, device) => (once(client, DeviceLockInfo::new(adom, device)).await?, false),
            Self::Object(scope, path) => (once(client, ObjectLockInfo::new(scope, path)).await?, false),
            Self::Policy(..) => (Vec::new(), false),
        };
        Ok(match locks.into_iter().next() {
            // The appliance names no holder for this lock, so the lock has to be read again.
            Some(lock) if lock.lock_sid.is_none() && lock.lock_user.is_none() => return Err(no_holder()),
            Some(lock) => Reported::Locked(Box::new(lock)),
            None if is_documented => Reported::Free,
            None => Reported::Unknown,
        })
    }

    /// All locks in its database.
    pub(super) async fn locks(&self, client: &Client) -> Result<Vec<Lock>, Error> {
        client.send(LockInfo::new(self.scope())).await
    }
}

/// A call that the client does not repeat: guards repeat their steps themselves, within their own time limit.
fn once<E: Endpoint<Protocol = JsonRpc>>(client: &Client, request: E) -> Call<'_, Client, E> {
    client.send(request).no_retry()
}

/// The reply shows a lock, but not its holder.
fn no_holder() -> Error {
    let fault = DecodeError::new(DecodeErrorKind::Mismatch).at("data[].lock_sid".to_owned());
    Context::new(LockInfo::METHOD.as_str(), LockInfo::TEMPLATE).failed(fault)
}

/// Whether a lock covers a whole database, and not a part of it.
fn is_of_database(lock: &Lock) -> bool {
    match &lock.type_ {
        Some(kind) => kind.known() == Some(LockType::Adom),
        None => lock.obj_url.as_ref().is_none_or(String::is_empty),
    }
}

#[cfg(test)]
mod tests {
    use super::LockTarget;
    use crate::fmg::{AdomOrGlobal, PolicyId};
    use crate::{adom, device, object, package};

    fn demo() -> AdomOrGlobal {
        AdomOrGlobal::Adom(adom!("demo"))
    }

    fn targets() -> [LockTarget; 7] {
        let ppkg = || package!("branches/ppkg");
        [
            LockTarget::Database(demo()),
            LockTarget::Device(adom!("demo"), device!("fgt-1")),
            LockTarget::Package(demo(), ppkg()),
            LockTarget::Policy(demo(), ppkg(), PolicyId::new(1)),
            LockTarget::Policy(demo(), ppkg(), PolicyId::new(2)),
            LockTarget::Object(demo(), object!("firewall/address/host_001")),
            LockTarget::Package(demo(), package!("ppkg")),
        ]
    }

    #[test]
    fn targets_overlap_with_what_contains_them() {
        let targets = targets();
        let expected = [
            "x x x x x x x",
            "x x . . . . .",
            "x . x x x . .",
            "x . x x . . .",
            "x . x . x . .",
            "x . . . . x .",
            "x . . . . . x",
        ];
        let row = |one: &LockTarget| {
            let cell = |other: &LockTarget| if one.overlaps(other) { "x" } else { "." };
            targets.iter().map(cell).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(targets.iter().map(row).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn databases_do_not_overlap() {
        let other = LockTarget::Database(AdomOrGlobal::Adom(adom!("root")));
        let global = LockTarget::Database(AdomOrGlobal::Global);
        assert!(!other.overlaps(&global));
        for target in targets() {
            assert!(!target.overlaps(&other) && !global.overlaps(&target), "{target:?}");
        }
    }
}
