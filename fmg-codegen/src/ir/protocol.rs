//! Facts about protocols that only the generator uses: the protocol of a call, and the names in the catalogue.

use fmg_template::{Protocol, Template, Verb};

/// The protocol of a call in a group of `group`.
#[must_use]
pub const fn of_call(group: Protocol, method: Verb) -> Protocol {
    match group {
        Protocol::Gui if !method.is_http() => Protocol::GuiProxy,
        group => group,
    }
}

/// Whether calls of a group of `group` have this verb.
#[must_use]
pub fn fits(group: Protocol, method: Verb) -> bool {
    method.protocols().contains(&of_call(group, method))
}

/// The variable name of a client in the documentation.
#[must_use]
pub const fn client(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Gui | Protocol::GuiProxy => "gui",
        Protocol::JsonRpc | Protocol::Rest | Protocol::FortiOs => "client",
    }
}

/// The product in the catalogue.
#[must_use]
pub const fn catalogue_product(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Gui | Protocol::GuiProxy => "fmg-gui",
        Protocol::JsonRpc | Protocol::Rest | Protocol::FortiOs => protocol.product().as_str(),
    }
}

/// The API of a url in the catalogue.
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
