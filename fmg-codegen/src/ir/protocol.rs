//! What the generator knows of a protocol beside what all crates know: which groups have it, and how the catalogue calls it.

use fmg_template::{Product, Protocol, Template, Verb};

use crate::name::{ModuleName, ModulePath};

/// The module of FortiManager's REST calls, and the folder of those of its GUI.
const REST: &str = "rest";
const GUI: &str = "gui";

/// The protocol of a group: its module says so. What the GUI's proxy forwards stands in the groups of the GUI.
#[must_use]
pub fn of_module(product: Product, module: &ModulePath) -> Protocol {
    let folder = module.folder.as_ref().map(ModuleName::as_str);
    match (product, folder) {
        (Product::FortiOs, _) => Protocol::FortiOs,
        (Product::FortiManager, None) if module.name.as_str() == REST => Protocol::Rest,
        (Product::FortiManager, Some(GUI)) => Protocol::Gui,
        (Product::FortiManager, _) => Protocol::JsonRpc,
    }
}

/// The protocol of a call in a group of `group`.
#[must_use]
pub const fn of_call(group: Protocol, method: Verb) -> Protocol {
    match group {
        Protocol::Gui if !method.is_http() => Protocol::GuiProxy,
        group => group,
    }
}

/// Whether calls in a group of `group` have a verb.
#[must_use]
pub fn fits(group: Protocol, method: Verb) -> bool {
    method.protocols().contains(&of_call(group, method))
}

/// What the documentation calls a client.
#[must_use]
pub const fn client(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Gui | Protocol::GuiProxy => "gui",
        Protocol::JsonRpc | Protocol::Rest | Protocol::FortiOs => "client",
    }
}

/// What the catalogue calls the product.
#[must_use]
pub const fn catalogue_product(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Gui | Protocol::GuiProxy => "fmg-gui",
        Protocol::JsonRpc | Protocol::Rest | Protocol::FortiOs => protocol.product().as_str(),
    }
}

/// What the catalogue calls the API that a url belongs to.
#[must_use]
pub fn catalogue_api(protocol: Protocol, template: &Template) -> &'static str {
    let below = |root: &str| {
        let rest = template.source().strip_prefix(root);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    match protocol {
        Protocol::JsonRpc => "jsonrpc",
        Protocol::Gui | Protocol::GuiProxy => "gui",
        Protocol::FortiOs if below("/api/v2/monitor") => "monitor",
        Protocol::FortiOs if below("/api/v2/cmdb") => "cmdb",
        Protocol::Rest | Protocol::FortiOs => "rest",
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
    fn the_place_of_a_spec_says_its_protocol() {
        for (product, path, protocol, product_name, runtime) in [
            (Product::FortiManager, "sys", Protocol::JsonRpc, "fmg", "fmg"),
            (Product::FortiManager, "rest", Protocol::Rest, "fmg", "fmg::rest"),
            (Product::FortiManager, "gui/sys", Protocol::Gui, "fmg-gui", "fmg::gui"),
            (Product::FortiManager, "gui/rest", Protocol::Gui, "fmg-gui", "fmg::gui"),
            (Product::FortiManager, "other/sys", Protocol::JsonRpc, "fmg", "fmg"),
            (Product::FortiOs, "rest", Protocol::FortiOs, "fortios", "fortios"),
            (Product::FortiOs, "gui/sys", Protocol::FortiOs, "fortios", "fortios"),
        ] {
            let found = of_module(product, &module(path));
            assert_eq!(
                (found, catalogue_product(found), found.module()),
                (protocol, product_name, runtime),
                "{path}"
            );
        }
    }

    #[test]
    fn an_api_is_told_by_protocol_and_url() {
        for (protocol, url, api) in [
            (Protocol::JsonRpc, "/sys/status", "jsonrpc"),
            (Protocol::Rest, "/jsonrpc/sys/status", "rest"),
            (Protocol::Gui, "/gui/sys/uptime", "gui"),
            (Protocol::FortiOs, "/api/v2/monitor/system/status", "monitor"),
            (Protocol::FortiOs, "/api/v2/cmdb", "cmdb"),
            (Protocol::FortiOs, "/api/v2/cmdbs", "rest"),
        ] {
            assert_eq!(catalogue_api(protocol, &Template::parse(url).unwrap()), api, "{url}");
        }
    }
}
