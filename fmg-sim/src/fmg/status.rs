//! Status codes and messages of a FortiManager.

use std::borrow::Cow;
use std::fmt;

use crate::generated::fmg::STATUSES;
use crate::route::Status;

/// A refusal of a call: code and message of its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: i64,
    pub(super) message: Cow<'static, str>,
}

impl Refusal {
    /// The same code with another message.
    pub(super) fn saying(self, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            message: message.into(),
            ..self
        }
    }

    /// Adds the reason to the message. A FortiManager does not state it, but it helps those who test a client.
    pub(super) fn because(self, fault: impl fmt::Display) -> Self {
        let message = format!("{}: {fault}", self.message);
        self.saying(message)
    }

    /// Refuses a call whose reply is not documented: `what` names the gap, such as "how a list is written".
    pub(super) fn undocumented(what: &str) -> Self {
        let words = format!("{UNDOCUMENTED}: no document shows {what}");
        UNKNOWN_ERROR.saying(words)
    }

    /// Whether it is a refusal by [`undocumented`](Self::undocumented).
    pub(super) fn is_undocumented(&self) -> bool {
        self.code == UNKNOWN_ERROR.code && self.message.starts_with(UNDOCUMENTED)
    }
}

/// The beginning of the messages of [`Refusal::undocumented`].
const UNDOCUMENTED: &str = "not in the simulator";

/// A refusal with this code, and with the message of a FortiManager if the simulator knows it.
pub(super) fn on_demand(code: i64) -> Refusal {
    let known = [
        DATA_INVALID_FOR_URL,
        INVALID_PARAMETER,
        INVALID_OPTION,
        INVALID_VALUE,
        INVALID_DATA_SOURCE,
        UNKNOWN_ERROR,
    ];
    let known = known.into_iter().find(|refusal| refusal.code == code);
    known.unwrap_or(Refusal {
        code,
        message: Cow::Borrowed("refused on demand"),
    })
}

/// A refusal with the code of this name in the specs, and with a FortiManager's message for it.
///
/// Codes come from the specs. The messages are those of the vendor's published list of errors, and of captures for
/// other codes; clients use only the code.
const fn refusal(name: &str, message: &'static str) -> Refusal {
    let mut at = 0;
    while !is(&STATUSES[at], name) {
        at += 1;
    }
    Refusal {
        code: STATUSES[at].number,
        message: Cow::Borrowed(message),
    }
}

const fn is(status: &Status, name: &str) -> bool {
    let (left, right) = (status.name.as_bytes(), name.as_bytes());
    let mut same = 0;
    while same < left.len() && same < right.len() && left[same] == right[same] {
        same += 1;
    }
    same == left.len() && same == right.len()
}

pub(super) const UNKNOWN_ERROR: Refusal = refusal("UNKNOWN_ERROR", "Unknown error");
pub(super) const OBJECT_EXISTS: Refusal = refusal("OBJECT_ALREADY_EXISTS", "Object already exists");
pub(super) const NO_OBJECT: Refusal = refusal("OBJECT_DOES_NOT_EXIST", "Object does not exist");
pub(super) const NO_SUCH_COMMAND: Refusal = refusal("NO_SUCH_COMMAND", "No such command");
pub(super) const INVALID_URL: Refusal = refusal("INVALID_URL", "Invalid url");
pub(super) const INVALID_OPTION: Refusal = refusal("INVALID_OPTION", "Invalid option");
pub(super) const INVALID_PARAMETER: Refusal = refusal("INVALID_PARAMETER", "Invalid parameter");
pub(super) const COMMAND_INVALID_FOR_URL: Refusal =
    refusal("COMMAND_INVALID_FOR_URL", "The command is invalid for selected url");
pub(super) const DATA_INVALID_FOR_URL: Refusal =
    refusal("DATA_INVALID_FOR_URL", "The data is invalid for selected url");
pub(super) const NO_PERMISSION: Refusal = refusal("NO_PERMISSION", "No permission for the resource");
pub(super) const DATA_NOT_READY: Refusal = refusal("DATA_NOT_READY", "Data is not ready");
pub(super) const LOGIN_FAILED: Refusal = refusal("LOGIN_FAILED", "Login fail");
pub(super) const INVALID_VALUE: Refusal = refusal("INVALID_VALUE", "invalid value");
pub(super) const OBJECT_IS_USED: Refusal = refusal("OBJECT_IS_USED", "used");
pub(super) const INVALID_DATA_SOURCE: Refusal = refusal("INVALID_DATA_SOURCE", "datasrc invalid");
pub(super) const NO_WRITE_PERMISSION: Refusal = refusal("NO_WRITE_PERMISSION", "no write permission");
pub(super) const LOCK_REQUIRED: Refusal = refusal("LOCK_REQUIRED", "Lock required");
pub(super) const INVALID_ARGUMENT: Refusal = refusal("INVALID_ARGUMENT", "Invalid argument");
pub(super) const NOT_EXIST: Refusal = refusal("NOT_EXIST", "Not exist");
pub(super) const NAME_IN_USE: Refusal = refusal("NAME_IN_USE", "Name already in use");
pub(super) const SERIAL_NUMBER_IN_USE: Refusal = refusal("SERIAL_NUMBER_IN_USE", "Serial number already in use");
pub(super) const OBJECT_IN_USE: Refusal = refusal("OBJECT_IN_USE", "Object is in use");
pub(super) const PROBE_FAILED: Refusal = refusal("PROBE_FAILED", "Probe failed");
pub(super) const ALREADY_MANAGED: Refusal = refusal("ALREADY_MANAGED", "Already managed");
pub(super) const COMMAND_FAILED: Refusal = refusal("COMMAND_FAILED", "Command failed");
pub(super) const DEVICE_OFFLINE: Refusal = refusal("DEVICE_OFFLINE", "Probe failed: device is offline");
pub(super) const CERTIFICATE_MISMATCH: Refusal = refusal("CERTIFICATE_MISMATCH", "Probe failed: certificate mismatch");
pub(super) const ENCRYPTION_MISMATCH: Refusal = refusal("ENCRYPTION_MISMATCH", "Probe failed: encryption mismatch");
pub(super) const PROBE_NETWORK_FAILURE: Refusal = refusal("PROBE_NETWORK_FAILURE", "Probe failed: network");
pub(super) const DEVICE_LOGIN_FAILED: Refusal = refusal("DEVICE_LOGIN_FAILED", "Probe failed: login error");
pub(super) const PRE_SHARED_KEY_EXISTS: Refusal = refusal("PRE_SHARED_KEY_EXISTS", "Pre-shared key already exists");
pub(super) const WORKSPACE_LOCKED: Refusal = refusal("WORKSPACE_LOCKED", "Workspace is locked by other user");
pub(super) const NO_WORKFLOW_SESSION_PERMISSION: Refusal =
    refusal("NO_WORKFLOW_SESSION_PERMISSION", "No workflow session permission");
pub(super) const DVM_NO_PERMISSION: Refusal = refusal("DVM_NO_PERMISSION", "No permission");
pub(super) const WORKFLOW_STATE: Refusal = refusal("WORKFLOW_STATE", "Workflow session state error");
pub(super) const PRIOR_SESSIONS_IN_QUEUE: Refusal = refusal(
    "PRIOR_SESSIONS_IN_QUEUE",
    "Approval failed as there are prior sessions in queue. Please review them first.",
);
pub(super) const APPROVAL_MATRIX_REQUIRED: Refusal =
    refusal("APPROVAL_MATRIX_REQUIRED", "Workflow approval matrix required");
pub(super) const DUPLICATE_WORKFLOW_ACTION: Refusal = refusal("DUPLICATE_WORKFLOW_ACTION", "Duplicate workflow action");
pub(super) const WORKFLOW_SESSION_LIMIT: Refusal = refusal("WORKFLOW_SESSION_LIMIT", "Workflow session limit reached");
pub(super) const WORKFLOW_SESSION_GONE: Refusal = refusal(
    "WORKFLOW_SESSION_GONE",
    "Unable to perform the requested action. The session might have been discarded or removed.",
);
pub(super) const ADOM_NOT_EMPTY: Refusal = refusal("ADOM_NOT_EMPTY", "Unable to delete because ADOM is not empty");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_specs() {
        assert_eq!(INVALID_URL.code, -6);
        assert_eq!(NO_WRITE_PERMISSION.code, -10147);
    }

    #[test]
    fn undocumented_refusals_are_recognized() {
        let refusal = Refusal::undocumented("its reply");
        assert!(refusal.is_undocumented() && !UNKNOWN_ERROR.is_undocumented());
        assert_eq!(refusal.message, "not in the simulator: no document shows its reply");
    }

    #[test]
    fn a_refusal_with_another_message_keeps_its_code() {
        let refusal = DATA_INVALID_FOR_URL.saying("Backup password must be set");
        assert_eq!(refusal.code, DATA_INVALID_FOR_URL.code);
        assert_eq!(refusal.message, "Backup password must be set");
    }
}
