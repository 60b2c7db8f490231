//! The request for a lock.

use std::fmt;
use std::time::Duration;

use super::WorkspaceGuard;
use super::held::Held;
use super::options::LockOptions;
use super::target::LockTarget;
use crate::IntoParam;
use crate::client::{AnyClient, Sending};
use crate::error::Error;
use crate::fmg::database::{Adom, Database};
use crate::fmg::workflow::WorkflowNote;
use crate::fmg::{AdomOrGlobal, Client, DeviceName, ObjectPath, PackagePath, PolicyId, WorkflowSessionId};

/// A lock that is not taken yet: await it (or, on a blocking client, call `send`) for a [`WorkspaceGuard`], or
/// [`run`](Self::run) some work under it.
#[must_use = "nothing is locked before it is awaited, or `run` or `send` is called on it"]
pub struct LockRequest<'c, C, D> {
    pub(super) database: Database<'c, C, D>,
    pub(super) target: LockTarget,
    pub(super) options: LockOptions,
}

impl<'c, C, D: Clone + Into<AdomOrGlobal>> Database<'c, C, D> {
    /// Locks the whole database. Nobody else can change anything in it while the lock is held.
    pub fn lock(&self) -> LockRequest<'c, C, D> {
        self.lock_target(LockTarget::Database(self.scope()))
    }

    /// Locks one policy package with its policies.
    pub fn lock_package(&self, package: impl IntoParam<PackagePath>) -> LockRequest<'c, C, D> {
        self.lock_target(LockTarget::Package(self.scope(), package.into_param()))
    }

    /// Locks one firewall policy. FortiManager allows it only if its setting `per-policy-lock` is on.
    pub fn lock_policy(&self, package: impl IntoParam<PackagePath>, policy: PolicyId) -> LockRequest<'c, C, D> {
        self.lock_target(LockTarget::Policy(self.scope(), package.into_param(), policy))
    }

    /// Locks one object, such as the address `firewall/address/host_001`. The session has to hold the lock of a package
    /// or of a policy first. No document says whether the lock of the ADOM suffices.
    pub fn lock_object(&self, path: impl IntoParam<ObjectPath>) -> LockRequest<'c, C, D> {
        self.lock_target(LockTarget::Object(self.scope(), path.into_param()))
    }

    fn lock_target(&self, target: LockTarget) -> LockRequest<'c, C, D> {
        LockRequest {
            database: self.again(),
            target,
            options: LockOptions::default(),
        }
    }
}

impl<'c, C> Adom<'c, C> {
    /// Locks the configuration of one device of the ADOM.
    pub fn lock_device(&self, device: impl IntoParam<DeviceName>) -> LockRequest<'c, C, crate::fmg::AdomName> {
        self.lock_target(LockTarget::Device(self.name().clone(), device.into_param()))
    }
}

impl<C, D> LockRequest<'_, C, D> {
    /// How long to wait while another session, or another guard of this program, holds the lock; 60 seconds by default.
    /// The appliance is asked again after delays that grow up to five seconds.
    pub fn wait(mut self, wait: Duration) -> Self {
        self.options.wait = wait;
        self
    }

    /// The name and the description of the workflow session, in workflow mode. By default, the name is `API` and the
    /// description is empty.
    pub fn workflow(mut self, name: impl Into<String>, description: impl Into<String>) -> Self {
        self.options.name = name.into();
        self.options.description = description.into();
        self
    }

    /// In workflow mode, enters this open session again in place of a new one.
    pub fn resume(mut self, session: WorkflowSessionId) -> Self {
        self.options.resume = Some(session);
        self
    }

    /// The note for the approvers, and the recipients of mail, in workflow mode.
    pub fn note(mut self, note: WorkflowNote) -> Self {
        self.options.note = Some(note);
        self
    }
}

impl<'c, C: AnyClient<AsyncClient = Client>, D: Send + 'c> LockRequest<'c, C, D> {
    /// Takes the lock.
    pub(super) fn take(self) -> C::Outcome<'c, Result<WorkspaceGuard<'c, C, D>, Error>>
    where
        Database<'c, C, D>: Send,
    {
        let client = self.database.client();
        client.outcome(async move {
            let held = Held::take(client.async_client(), self.target, &self.options).await?;
            Ok(WorkspaceGuard {
                database: self.database,
                held,
                options: self.options,
            })
        })
    }
}

/// # Errors
///
/// The lock is held by another session or by another guard of this program ([`Error::is_locked`];
/// [`Error::workspace`] names the holders), the target does not exist, the user may not lock it, or the appliance does
/// not answer.
impl<'c, D: Send + 'c> IntoFuture for LockRequest<'c, Client, D> {
    type Output = Result<WorkspaceGuard<'c, Client, D>, Error>;
    type IntoFuture = Sending<'c, WorkspaceGuard<'c, Client, D>>;

    fn into_future(self) -> Self::IntoFuture {
        self.take()
    }
}

#[cfg(feature = "blocking")]
impl<'c, D: Send + 'c> LockRequest<'c, crate::fmg::blocking::Client, D> {
    /// Takes the lock.
    ///
    /// # Errors
    ///
    /// The lock is held by another session or by another guard of this program ([`Error::is_locked`]), the target does
    /// not exist, the user may not lock it, or the appliance does not answer.
    pub fn send(self) -> Result<WorkspaceGuard<'c, crate::fmg::blocking::Client, D>, Error> {
        self.take()
    }
}

impl<C, D> fmt::Debug for LockRequest<'_, C, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LockRequest")
            .field("target", &self.target)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
