//! Scopes of locks.

use crate::fmg::scope::{database, packages};
use crate::fmg::url::{escaped, split_last};

/// The scope of a lock within an ADOM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::fmg) enum Scope {
    /// The ADOM with all of its content.
    Adom,
    /// A device, with its own configuration.
    Device(String),
    /// A policy package with its policies. The name includes its folders.
    Package(String),
    /// A policy of a package, by its number.
    Policy(String, String),
    /// An object of the ADOM's database: its table below `obj`, and its key.
    Object(String, String),
}

impl Scope {
    /// The scope for an object's path such as `firewall/address/host_001`.
    pub(in crate::fmg) fn object(path: &str) -> Self {
        let (table, key) = split_last(path);
        Self::Object(table.trim_matches('/').to_owned(), key)
    }

    /// Whether both scopes have a part in common.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Adom, _) | (_, Self::Adom) => true,
            (Self::Package(package), Self::Policy(of, _)) | (Self::Policy(of, _), Self::Package(package)) => {
                package == of
            }
            (one, other) => one == other,
        }
    }

    /// Whether the scope covers a row of a table of its ADOM; for a key of `None`, the whole table.
    pub(in crate::fmg) fn covers(&self, adom: &str, table: &str, key: Option<&str>) -> bool {
        match self {
            Self::Adom => true,
            Self::Device(device) => {
                let own = format!("/pm/config/device/{}/", escaped(device));
                table.starts_with(&own)
            }
            Self::Package(package) => {
                table == policies(adom, package) || (table == packages(adom) && key == Some(package))
            }
            Self::Policy(package, id) => table == policies(adom, package) && key == Some(id),
            Self::Object(below, name) => {
                let own = format!("/pm/config/{}/obj/{below}", database(adom));
                table == own && key == Some(name)
            }
        }
    }

    /// The path in replies about locks: empty for an ADOM.
    pub(in crate::fmg) fn path(&self) -> String {
        match self {
            Self::Adom => String::new(),
            Self::Device(name) | Self::Package(name) => name.clone(),
            Self::Policy(package, id) => format!("{package}/{POLICIES}/{id}"),
            Self::Object(table, key) => format!("{table}/{}", escaped(key)),
        }
    }
}

const POLICIES: &str = "firewall/policy";

/// The table of the policies of a package.
pub(in crate::fmg) fn policies(adom: &str, package: &str) -> String {
    format!("/pm/config/{}/pkg/{package}/{POLICIES}", database(adom))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(scope: &Scope, table: &str, key: Option<&str>) -> bool {
        scope.covers("demo", table, key)
    }

    #[test]
    fn a_package_covers_itself_and_its_policies() {
        let scope = Scope::Package("branches/ppkg_001".to_owned());
        let table = "/pm/config/adom/demo/pkg/branches/ppkg_001/firewall/policy";
        assert!(covers(&scope, table, None) && covers(&scope, table, Some("1")));
        assert!(covers(&scope, "/pm/pkg/adom/demo", Some("branches/ppkg_001")));
        assert!(!covers(&scope, "/pm/pkg/adom/demo", None));
        assert!(!covers(&scope, "/pm/pkg/adom/demo", Some("ppkg_001")));
        assert!(!covers(
            &scope,
            "/pm/config/adom/demo/pkg/ppkg_001/firewall/policy",
            None
        ));
        assert!(!covers(&scope, "/pm/config/adom/demo/obj/firewall/address", Some("a")));
    }

    #[test]
    fn a_folder_does_not_cover_its_packages() {
        let folder = Scope::Package("branches".to_owned());
        assert!(!covers(
            &folder,
            "/pm/config/adom/demo/pkg/branches/ppkg_001/firewall/policy",
            None
        ));
    }

    #[test]
    fn a_policy_and_an_object_cover_one_row() {
        let policy = Scope::Policy("ppkg_001".to_owned(), "7".to_owned());
        let table = "/pm/config/adom/demo/pkg/ppkg_001/firewall/policy";
        assert!(covers(&policy, table, Some("7")));
        assert!(!covers(&policy, table, Some("8")) && !covers(&policy, table, None));
        let object = Scope::object(r"firewall/address/Net_10.0.0.0\/18");
        let table = "/pm/config/adom/demo/obj/firewall/address";
        assert!(covers(&object, table, Some("Net_10.0.0.0/18")));
        assert!(!covers(&object, table, Some("Net")) && !covers(&object, table, None));
        assert_eq!(object.path(), r"firewall/address/Net_10.0.0.0\/18");
    }

    #[test]
    fn a_device_covers_its_own_configuration() {
        let scope = Scope::Device("dev_001".to_owned());
        assert!(covers(
            &scope,
            "/pm/config/device/dev_001/vdom/root/system/dhcp/server",
            Some("1")
        ));
        assert!(!covers(
            &scope,
            "/pm/config/device/dev_0011/vdom/root/system/dhcp/server",
            Some("1")
        ));
        assert!(!covers(&scope, "/pm/config/adom/demo/obj/firewall/address", None));
    }
}
