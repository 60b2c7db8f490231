//! Workspace modes of the FortiManager and of its ADOMs.

use std::str::FromStr;

use serde_json::Value;

use crate::fmg::State;
use crate::fmg::scope::ADOMS;
use crate::fmg::session::Sid;
use crate::fmg::shape::integer;

/// The setting `workspace-mode` of the FortiManager.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkspaceMode {
    /// No ADOM has locks, and none can be taken.
    Disabled,
    /// Changes need a lock, in every ADOM.
    Normal,
    /// Changes need a lock, a workflow session and an approval.
    Workflow,
    /// Each ADOM has its own mode in `workspace_mode`: 0 for disabled, 1 for normal. 2 for workflow is an assumption,
    /// which no document confirms.
    #[default]
    PerAdom,
}

impl WorkspaceMode {
    /// Its name on the wire.
    pub(in crate::fmg) fn name(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::Normal => "normal",
            Self::Workflow => "workflow",
            Self::PerAdom => "per-adom",
        }
    }

    /// Its number in replies to requests without `verbose`: its position in the list of Fortinet's documents. Only the
    /// number of `disabled` is confirmed by clients.
    pub(in crate::fmg) fn number(self) -> i64 {
        match self {
            Self::Disabled => 0,
            Self::Normal => 1,
            Self::Workflow => 2,
            Self::PerAdom => 3,
        }
    }

    /// Parses the name or the number of a mode.
    pub(in crate::fmg) fn read(value: &Value) -> Option<Self> {
        const ALL: [WorkspaceMode; 4] = [
            WorkspaceMode::Disabled,
            WorkspaceMode::Normal,
            WorkspaceMode::Workflow,
            WorkspaceMode::PerAdom,
        ];
        match value {
            Value::String(name) => name.parse().ok(),
            value => ALL.into_iter().find(|mode| *value == mode.number()),
        }
    }
}

/// The text is not a workspace mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownMode;

impl std::fmt::Display for UnknownMode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("is not one of `disabled`, `normal`, `workflow` and `per-adom`")
    }
}

impl std::error::Error for UnknownMode {}

impl FromStr for WorkspaceMode {
    type Err = UnknownMode;

    fn from_str(name: &str) -> Result<Self, UnknownMode> {
        match name {
            "disabled" => Ok(Self::Disabled),
            "normal" => Ok(Self::Normal),
            "workflow" => Ok(Self::Workflow),
            "per-adom" => Ok(Self::PerAdom),
            _ => Err(UnknownMode),
        }
    }
}

/// The mode of one ADOM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fmg) enum AdomMode {
    Off,
    Normal,
    Workflow,
}

/// The mode of an ADOM.
pub(in crate::fmg) fn mode(state: &State, adom: &str) -> AdomMode {
    match state.workspace.mode {
        WorkspaceMode::Disabled => AdomMode::Off,
        WorkspaceMode::Normal => AdomMode::Normal,
        WorkspaceMode::Workflow => AdomMode::Workflow,
        WorkspaceMode::PerAdom => {
            let row = state.store.row(Sid::NONE, ADOMS, adom);
            match row.and_then(|row| integer(row.get("workspace_mode")?)) {
                None | Some(0) => AdomMode::Off,
                Some(2) => AdomMode::Workflow,
                Some(_) => AdomMode::Normal,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_have_the_names_of_the_setting() {
        use WorkspaceMode::{Disabled, Normal, PerAdom, Workflow};
        for mode in [Disabled, Normal, Workflow, PerAdom] {
            assert_eq!(mode.name().parse(), Ok(mode));
            for value in [mode.name().into(), mode.number().into()] {
                assert_eq!(WorkspaceMode::read(&value), Some(mode));
            }
        }
        assert_eq!("on".parse::<WorkspaceMode>(), Err(UnknownMode));
        for value in [4.into(), "1".into(), true.into(), Value::Null] {
            assert_eq!(WorkspaceMode::read(&value), None, "{value}");
        }
    }
}
