//! Changes of single objects and policies to install.

use serde::{Deserialize, Serialize};

/// A change of an object or of a policy, which `object_install` of the client installs by `start_changes`.
///
/// An object is named by its url below the database of its ADOM: `obj/firewall/address/host_001`,
/// `pkg/ppkg_001/firewall/policy/5`. A `/` in a name has to be escaped as `\/`. Only an addition or a move has a place.
///
/// ```
/// use fmg_bindings::fmg::ObjectChange;
///
/// let changes = [
///     ObjectChange::update("obj/firewall/address/host_001"),
///     ObjectChange::add("pkg/ppkg_001/firewall/policy/101").after("10"),
/// ];
/// assert_eq!(
///     serde_json::to_string(&changes)?,
///     r#"[["update","obj/firewall/address/host_001","",""],["add","pkg/ppkg_001/firewall/policy/101","after","10"]]"#,
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// Source: [How to FortiManager API?](https://how-to-fortimanager-api.readthedocs.io/en/latest/), policy package
/// management, New Partial Install API JSON RPC payload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectChange(String, String, String, String);

impl ObjectChange {
    /// The device does not have the object yet. Without a place, a policy becomes the last one.
    pub fn add(object: impl Into<String>) -> Self {
        Self::of("add", object.into())
    }

    /// The device has the object, in an earlier form.
    pub fn update(object: impl Into<String>) -> Self {
        Self::of("update", object.into())
    }

    /// The object was deleted in FortiManager, and is deleted on the device.
    pub fn delete(object: impl Into<String>) -> Self {
        Self::of("delete", object.into())
    }

    /// The policy was moved in FortiManager to the place before another one.
    pub fn move_before(policy: impl Into<String>, other: impl Into<String>) -> Self {
        Self::of("move", policy.into()).before(other)
    }

    /// The policy was moved in FortiManager to the place after another one.
    pub fn move_after(policy: impl Into<String>, other: impl Into<String>) -> Self {
        Self::of("move", policy.into()).after(other)
    }

    /// At the place before the policy with this number.
    #[must_use]
    pub fn before(self, other: impl Into<String>) -> Self {
        self.at("before", other.into())
    }

    /// At the place after the policy with this number.
    #[must_use]
    pub fn after(self, other: impl Into<String>) -> Self {
        self.at("after", other.into())
    }

    fn of(action: &str, object: String) -> Self {
        Self(action.to_owned(), object, String::new(), String::new())
    }

    fn at(mut self, relation: &str, other: String) -> Self {
        relation.clone_into(&mut self.2);
        self.3 = other;
        self
    }
}
