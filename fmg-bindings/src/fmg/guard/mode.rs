//! Finds out whether changes in a database need a lock and an approval.

use crate::error::Error;
use crate::fmg::dvmdb::Adom;
use crate::fmg::sys::{GetGlobal, WorkspaceMode};
use crate::fmg::{AdomName, Client, Query};

/// The workspace mode of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LockMode {
    /// Changes need no lock, and take effect at once.
    Off,
    /// Changes need a lock, and take effect when they are committed.
    Normal,
    /// Changes need a lock and a workflow session, and take effect when they are approved.
    Workflow,
}

/// The settings of the appliance about locks, read before a lock is taken.
pub(super) struct Settings {
    /// The mode. `None`: the user may not read it.
    pub(super) mode: Option<LockMode>,
    /// Whether single policies can be locked. `None`: the user may not read it.
    pub(super) policy_locks: Option<bool>,
}

/// The number of `workspace_mode` for workflow. Only 0 and 1 are in documents; this one is inferred from the order of
/// the global setting.
const WORKFLOW: i64 = 2;

impl Settings {
    /// Reads the settings of the FortiManager and, if each ADOM has its own mode, that of the ADOM.
    pub(super) async fn read(client: &Client, adom: Option<&AdomName>) -> Result<Self, Error> {
        let names = ["workspace-mode", "per-policy-lock"];
        let global = match client.send(GetGlobal::new()).fields(names).await {
            Ok(global) => Some(global),
            // An administrator of one ADOM may not read the settings of the FortiManager.
            Err(error) if error.is_permission() => None,
            Err(error) => return Err(error),
        };
        let policy_locks = global.as_ref().and_then(|global| global.per_policy_lock.into_option());
        let mode = global.and_then(|global| global.workspace_mode.into_option()?.known());
        let mode = match (mode, adom) {
            (Some(WorkspaceMode::Disabled), _) => Some(LockMode::Off),
            (Some(WorkspaceMode::Normal), _) => Some(LockMode::Normal),
            (Some(WorkspaceMode::Workflow), Some(_)) => Some(LockMode::Workflow),
            (Some(WorkspaceMode::PerAdom), Some(adom)) => of_adom(client, adom).await?,
            // If ADOMs do not have modes of their own, no source documents the number of an ADOM. The lock call then
            // shows whether the mode is off.
            (None, Some(adom)) => of_adom(client, adom).await?.filter(|mode| *mode != LockMode::Off),
            // No document shows workflow sessions or a mode of the global database. The lock call shows whether a lock
            // is needed.
            (_, None) => None,
        };
        Ok(Self { mode, policy_locks })
    }
}

async fn of_adom(client: &Client, adom: &AdomName) -> Result<Option<LockMode>, Error> {
    let adoms = client.device_manager();
    let row = match adoms.get::<Adom>(adom).fields([Adom::WORKSPACE_MODE]).await {
        Ok(row) => row,
        Err(error) if error.is_permission() => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok(row.workspace_mode.into_option().map(|mode| match mode {
        0 => LockMode::Off,
        WORKFLOW => LockMode::Workflow,
        _ => LockMode::Normal,
    }))
}
