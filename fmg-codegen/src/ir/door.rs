//! Which way into an appliance the calls of a group take.

use fmg_template::Template;

use super::ProductId;
use crate::name::{ModuleName, ModulePath};

/// A way into an appliance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Door {
    /// The JSON-RPC API of a FortiManager.
    JsonRpc,
    /// Its REST counterpart.
    Rest,
    /// The API of its GUI.
    Gui,
    /// The REST API of FortiOS.
    FortiOs,
}

/// The module of FortiManager's REST calls, and the folder of those of its GUI.
const REST: &str = "rest";
const GUI: &str = "gui";

impl Door {
    /// The door of a group: its module says so.
    #[must_use]
    pub fn of(product: ProductId, module: &ModulePath) -> Self {
        let folder = module.folder.as_ref().map(ModuleName::as_str);
        match (product, folder) {
            (ProductId::Fortios, _) => Self::FortiOs,
            (ProductId::Fmg, None) if module.name.as_str() == REST => Self::Rest,
            (ProductId::Fmg, Some(GUI)) => Self::Gui,
            (ProductId::Fmg, _) => Self::JsonRpc,
        }
    }

    /// The module of the runtime that makes its calls, below the crate.
    #[must_use]
    pub const fn runtime(self) -> &'static str {
        match self {
            Self::JsonRpc => "fmg",
            Self::Rest => "fmg::rest",
            Self::Gui => "fmg::gui",
            Self::FortiOs => "fortios",
        }
    }

    /// The feature of the bindings that the runtime is behind, if it is behind one.
    #[must_use]
    pub const fn feature(self) -> Option<&'static str> {
        match self {
            Self::JsonRpc => None,
            Self::Rest | Self::Gui => Some("web"),
            Self::FortiOs => Some("fortios"),
        }
    }

    /// Whether it is one of the doors of FortiManager that HTTP leads through, beside JSON-RPC.
    #[must_use]
    pub const fn is_web(self) -> bool {
        matches!(self, Self::Rest | Self::Gui)
    }

    /// What the documentation calls a client.
    #[must_use]
    pub const fn client(self) -> &'static str {
        match self {
            Self::Gui => "gui",
            Self::JsonRpc | Self::Rest | Self::FortiOs => "client",
        }
    }

    /// What the catalogue calls the product behind it.
    #[must_use]
    pub const fn product(self) -> &'static str {
        match self {
            Self::JsonRpc | Self::Rest => "fmg",
            Self::Gui => "fmg-gui",
            Self::FortiOs => "fortios",
        }
    }

    /// What the catalogue calls the API that a url belongs to.
    #[must_use]
    pub fn api(self, template: &Template) -> &'static str {
        let below = |root: &str| {
            let rest = template.source().strip_prefix(root);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        match self {
            Self::JsonRpc => "jsonrpc",
            Self::Gui => "gui",
            Self::FortiOs if below("/api/v2/monitor") => "monitor",
            Self::FortiOs if below("/api/v2/cmdb") => "cmdb",
            Self::Rest | Self::FortiOs => "rest",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(path: &str) -> ModulePath {
        let name = |word: &str| ModuleName::from_wire(word).unwrap();
        match path.split_once('/') {
            Some((folder, file)) => ModulePath {
                folder: Some(name(folder)),
                name: name(file),
            },
            None => ModulePath {
                folder: None,
                name: name(path),
            },
        }
    }

    #[test]
    fn the_place_of_a_spec_says_its_door() {
        for (product, path, door, product_name, runtime) in [
            (ProductId::Fmg, "sys", Door::JsonRpc, "fmg", "fmg"),
            (ProductId::Fmg, "rest", Door::Rest, "fmg", "fmg::rest"),
            (ProductId::Fmg, "gui/sys", Door::Gui, "fmg-gui", "fmg::gui"),
            (ProductId::Fmg, "gui/rest", Door::Gui, "fmg-gui", "fmg::gui"),
            (ProductId::Fmg, "other/sys", Door::JsonRpc, "fmg", "fmg"),
            (ProductId::Fortios, "rest", Door::FortiOs, "fortios", "fortios"),
            (ProductId::Fortios, "gui/sys", Door::FortiOs, "fortios", "fortios"),
        ] {
            let found = Door::of(product, &module(path));
            assert_eq!(
                (found, found.product(), found.runtime()),
                (door, product_name, runtime),
                "{path}"
            );
        }
    }

    #[test]
    fn an_api_is_told_by_door_and_url() {
        for (door, url, api) in [
            (Door::JsonRpc, "/sys/status", "jsonrpc"),
            (Door::Rest, "/jsonrpc/sys/status", "rest"),
            (Door::Gui, "/gui/sys/uptime", "gui"),
            (Door::FortiOs, "/api/v2/monitor/system/status", "monitor"),
            (Door::FortiOs, "/api/v2/cmdb", "cmdb"),
            (Door::FortiOs, "/api/v2/cmdbs", "rest"),
        ] {
            assert_eq!(door.api(&Template::parse(url).unwrap()), api, "{url}");
        }
    }
}
