//! The products, and the protocols of their calls.

use crate::Escaping;

/// The url path of FortiManager's JSON-RPC. The urls of its REST API also begin with it, followed by a slash.
pub const JSON_RPC_PATH: &str = "/jsonrpc";

/// One line for each product: its variant, its word in specs, and its name.
macro_rules! products {
    ($($Product:ident $word:literal $name:literal)*) => {
        /// A product that calls go to.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Product {
            $(#[doc = concat!($name, ".")] $Product,)*
        }

        impl Product {
            /// Every product.
            pub const ALL: &[Self] = &[$(Self::$Product),*];

            /// Its word in folders of specs, modules of the bindings, flags and files: `fmg`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$Product => $word,)*
                }
            }

            /// The name as its maker writes it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$Product => $name,)*
                }
            }
        }
    };
}

products! {
    FortiManager "fmg"     "FortiManager"
    FortiOs      "fortios" "FortiOS"
}

/// Each protocol with its properties.
macro_rules! protocols {
    ($(
        $(#[doc = $doc:literal])*
        $Protocol:ident {
            name: $name:literal,
            product: $product:ident,
            module: $module:literal,
            feature: $feature:expr,
            escaping: $escaping:ident,
            urls: $urls:expr,
        }
    )*) => {
        /// The protocol that a call is made in.
        ///
        /// The variants have the names of the protocol types in the bindings, except for [`GuiProxy`](Self::GuiProxy):
        /// there, the GUI is one protocol.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Protocol {
            $($(#[doc = $doc])* $Protocol,)*
        }

        impl Protocol {
            /// Every protocol.
            pub const ALL: &[Self] = &[$(Self::$Protocol),*];

            /// The name of the API in a sentence: `FortiManager's REST API`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$Protocol => $name,)*
                }
            }

            /// The name of the variant.
            #[must_use]
            pub const fn variant(self) -> &'static str {
                match self {
                    $(Self::$Protocol => stringify!($Protocol),)*
                }
            }

            /// The product of the protocol.
            #[must_use]
            pub const fn product(self) -> Product {
                match self {
                    $(Self::$Protocol => Product::$product,)*
                }
            }

            /// The module of the bindings with its calls: `fmg::rest`.
            #[must_use]
            pub const fn module(self) -> &'static str {
                match self {
                    $(Self::$Protocol => $module,)*
                }
            }

            /// The feature of the bindings that enables the module, if it needs one.
            #[must_use]
            pub const fn feature(self) -> Option<&'static str> {
                match self {
                    $(Self::$Protocol => $feature,)*
                }
            }

            /// The escaping of values in its urls.
            #[must_use]
            pub const fn escaping(self) -> Escaping {
                match self {
                    $(Self::$Protocol => Escaping::$escaping,)*
                }
            }

            /// The beginnings of its urls that no other protocol has, each followed by the end or a slash.
            #[must_use]
            pub const fn url_beginnings(self) -> &'static [&'static str] {
                match self {
                    $(Self::$Protocol => &$urls,)*
                }
            }
        }
    };
}

protocols! {
    /// FortiManager's JSON-RPC: a verb, a url and members in a JSON request.
    JsonRpc {
        name: "FortiManager's JSON-RPC API",
        product: FortiManager,
        module: "fmg",
        feature: None,
        escaping: Fmg,
        urls: [],
    }
    /// FortiManager's REST API: the url of JSON-RPC in an HTTP request.
    Rest {
        name: "FortiManager's REST API",
        product: FortiManager,
        module: "fmg::rest",
        feature: Some("web"),
        escaping: HttpPath,
        urls: [JSON_RPC_PATH],
    }
    /// Calls of FortiManager's GUI by an HTTP request.
    Gui {
        name: "FortiManager's GUI API",
        product: FortiManager,
        module: "fmg::gui",
        feature: Some("web"),
        escaping: HttpPath,
        urls: ["/cgi-bin", "/flatui", "/p"],
    }
    /// Calls of FortiManager's GUI by a JSON request with url, method and `params`, which a proxy forwards.
    GuiProxy {
        name: "the proxy of FortiManager's GUI API",
        product: FortiManager,
        module: "fmg::gui",
        feature: Some("web"),
        escaping: Fmg,
        urls: ["/gui"],
    }
    /// The REST API of FortiOS.
    FortiOs {
        name: "FortiOS",
        product: FortiOs,
        module: "fortios",
        feature: Some("fortios"),
        escaping: HttpPath,
        urls: ["/api/v2"],
    }
}

impl Protocol {
    /// The protocol that a url belongs to, and the beginning that identifies it, if one does. FortiOS also has other
    /// urls for its sessions.
    ///
    /// ```
    /// use fmg_template::Protocol;
    ///
    /// assert_eq!(Protocol::of_url("/jsonrpc/sys/status"), Some((Protocol::Rest, "/jsonrpc")));
    /// assert_eq!(Protocol::of_url("/sys/status"), None);
    /// ```
    #[must_use]
    pub fn of_url(url: &str) -> Option<(Self, &'static str)> {
        let beginnings = Self::ALL.iter().flat_map(|protocol| {
            let beginnings = protocol.url_beginnings().iter();
            beginnings.map(|beginning| (*protocol, *beginning))
        });
        let mut beginnings = beginnings.filter(|(_, beginning)| {
            let rest = url.strip_prefix(beginning);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        beginnings.next()
    }

    /// Whether it is a FortiManager protocol other than JSON-RPC.
    #[must_use]
    pub const fn is_web(self) -> bool {
        matches!(self, Self::Rest | Self::Gui | Self::GuiProxy)
    }

    /// Whether it is a protocol of FortiManager's GUI, by HTTP or by its proxy.
    #[must_use]
    pub const fn is_gui(self) -> bool {
        matches!(self, Self::Gui | Self::GuiProxy)
    }

    /// Whether a call is an HTTP request with its own path, query and body.
    #[must_use]
    pub const fn is_http(self) -> bool {
        matches!(self.escaping(), Escaping::HttpPath)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_protocol_of_a_url_is_identified_by_whole_segments() {
        for (url, expected) in [
            ("/api/v2", Some((Protocol::FortiOs, "/api/v2"))),
            ("/api/v2/cmdb/firewall/address", Some((Protocol::FortiOs, "/api/v2"))),
            ("/api/v20/cmdb", None),
            ("/jsonrpc/sys/backup", Some((Protocol::Rest, "/jsonrpc"))),
            ("/p/logout-api/", Some((Protocol::Gui, "/p"))),
            ("/pm/config/adom/demo/obj/firewall/address", None),
            ("/cgi-bin/module/flatui_auth", Some((Protocol::Gui, "/cgi-bin"))),
            ("/gui/sys/uptime", Some((Protocol::GuiProxy, "/gui"))),
            ("gui/sys/uptime", None),
        ] {
            assert_eq!(Protocol::of_url(url), expected, "{url}");
        }
    }

    #[test]
    fn no_two_protocols_share_a_beginning_of_urls() {
        for protocol in Protocol::ALL {
            for beginning in protocol.url_beginnings() {
                assert_eq!(Protocol::of_url(beginning), Some((*protocol, *beginning)));
            }
        }
    }

    #[test]
    fn the_module_of_a_protocol_is_below_that_of_its_product() {
        for protocol in Protocol::ALL {
            let module = protocol.module().split("::").next();
            assert_eq!(module, Some(protocol.product().as_str()), "{protocol:?}");
        }
    }
}
