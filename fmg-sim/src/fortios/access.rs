//! The permissions of a user: the access profile, and the VDOMs.
//!
//! Both come from the configuration: a user is a row of `system/admin` or `system/api-user`, a profile a row of
//! `system/accprofile`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::cmdb::{Field, MANAGEMENT, Row, Store, put};
use super::vdom::Reach;

/// The profile with all permissions, in every VDOM.
pub(super) const SUPER_ADMIN: &str = "super_admin";

/// The table of the access profiles.
const PROFILES: &str = "system/accprofile";

/// The access group of calls that every administrator may make.
pub(super) const ANYBODY: &str = "any";

/// The permissions of a user.
#[derive(Clone, Debug)]
pub(super) struct Rights {
    profile: String,
    pub(super) reach: Reach,
}

/// The level of access to a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Access {
    None,
    Read,
    ReadWrite,
}

/// Lets profiles grant access to groups that their table does not have, since the description of a device lacks them.
pub(super) fn add_groups(store: &mut Store, groups: &BTreeSet<String>) {
    if let Some(schema) = store.schema(PROFILES).filter(|_| !groups.is_empty()) {
        let levels = ["none", "read", "read-write"].map(str::to_owned);
        store.define(schema.with_options(groups, &levels));
    }
}

/// Gives a profile the access to all groups that it can grant.
pub(super) fn grant_all(store: &mut Store, profile: &str) {
    let Some(schema) = store.schema(PROFILES) else { return };
    let grants = |field: &&Field| field.options.iter().any(|level| level == "read-write");
    let groups = schema.children.iter().filter(|(_, field)| grants(field));
    let mut row: Row = groups.map(|(name, _)| (name.clone(), "read-write".into())).collect();
    row.insert("name".to_owned(), profile.into());
    // A table without names has no profiles.
    let _ = put(store, MANAGEMENT, PROFILES, &row, String::new());
}

impl Rights {
    /// The permissions of a user, from the row of the user.
    pub(super) fn of(user: &Row) -> Self {
        let profile = user.get("accprofile").and_then(Value::as_str).unwrap_or_default();
        let vdoms = user.get("vdom").and_then(Value::as_array).into_iter().flatten();
        let vdoms: Vec<String> = vdoms
            .filter_map(|vdom| vdom.get("name")?.as_str().map(str::to_owned))
            .collect();
        let reach = match (profile, vdoms.is_empty()) {
            (SUPER_ADMIN, _) => Reach::All,
            (_, true) => Reach::Only(vec![MANAGEMENT.to_owned()]),
            (_, false) => Reach::Only(vdoms),
        };
        Self {
            profile: profile.to_owned(),
            reach,
        }
    }

    /// All permissions, in every VDOM.
    pub(super) fn of_all() -> Self {
        Self {
            profile: SUPER_ADMIN.to_owned(),
            reach: Reach::All,
        }
    }

    /// Whether the user has all permissions.
    pub(super) fn is_super(&self) -> bool {
        self.profile == SUPER_ADMIN
    }

    /// Whether the user has this access to an access group. Calls without a group need all permissions.
    pub(super) fn allow(&self, store: &Store, group: Option<&str>, wanted: Access) -> bool {
        if self.is_super() || group == Some(ANYBODY) {
            return true;
        }
        let row = store.row(MANAGEMENT, "system/accprofile", &self.profile);
        match (group, row) {
            (Some(group), Some(profile)) => granted(profile, group) >= wanted,
            _ => false,
        }
    }
}

/// The access that a profile grants to a group, such as `sysgrp`, or to a part of one, such as `fwgrp.policy`.
fn granted(profile: &Row, group: &str) -> Access {
    let (name, part) = match group.split_once('.') {
        Some((name, part)) => (name, Some(part)),
        None => (group, None),
    };
    let whole = profile.get(name).and_then(Value::as_str).unwrap_or_default();
    if whole != "custom" {
        return access(whole);
    }
    let parts = profile.get(&format!("{name}-permission")).and_then(Value::as_object);
    let given = |level: &Value| level.as_str().map_or(Access::None, access);
    match (part, parts) {
        (Some(part), Some(parts)) => parts.get(part).map_or(Access::None, given),
        // Access to the whole group is the lowest access to one of its parts.
        (None, Some(parts)) => parts.values().map(given).min().unwrap_or(Access::None),
        (_, None) => Access::None,
    }
}

fn access(word: &str) -> Access {
    match word {
        "read" => Access::Read,
        "read-write" => Access::ReadWrite,
        _ => Access::None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(value: &Value) -> Row {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_profile_grants_groups_and_parts_of_them() {
        let profile = row(
            &json!({"sysgrp": "read", "wifi": "read-write", "fwgrp": "custom", "loggrp": "custom",
            "fwgrp-permission": {"policy": "read", "address": "read-write", "others": "none"},
            "netgrp": "none"}),
        );
        for (group, access) in [
            ("sysgrp", Access::Read),
            ("sysgrp.admin", Access::Read),
            ("wifi", Access::ReadWrite),
            ("fwgrp.policy", Access::Read),
            ("fwgrp.address", Access::ReadWrite),
            ("fwgrp.service", Access::None),
            ("fwgrp", Access::None),
            ("loggrp.config", Access::None),
            ("netgrp", Access::None),
            ("nonsense", Access::None),
            ("fwgrp-permission", Access::None),
        ] {
            assert_eq!(granted(&profile, group), access, "{group}");
        }
    }

    #[test]
    fn a_user_without_vdoms_is_in_the_management_vdom() {
        let rights = |user: Value| Rights::of(&row(&user));
        let user = rights(json!({"accprofile": "ops", "vdom": [{"name": "lab"}]}));
        assert_eq!(user.reach, Reach::Only(vec!["lab".to_owned()]));
        assert_eq!(
            rights(json!({"accprofile": "ops"})).reach,
            Reach::Only(vec!["root".to_owned()])
        );
        let all = rights(json!({"accprofile": "super_admin", "vdom": [{"name": "lab"}]}));
        assert!(all.reach == Reach::All && all.is_super());
        let store = Store::default();
        assert!(all.allow(&store, None, Access::ReadWrite));
        assert!(user.allow(&store, Some("any"), Access::ReadWrite));
        assert!(!user.allow(&store, None, Access::Read) && !user.allow(&store, Some("sysgrp"), Access::Read));
    }
}
