//! The doors that calls go through: the APIs of the two products.

use fmg_template::Escaping;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// Where a call goes. Its verb says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// FortiManager, with a verb of its own in a JSON-RPC request.
    JsonRpc,
    /// FortiManager, with the same url in a request of HTTP.
    Rest,
    /// FortiManager as its GUI calls it, by a request of HTTP.
    Gui,
    /// FortiManager as its GUI calls it, by a request in JSON that a proxy hands on.
    GuiProxy,
    FortiOs,
}

/// What the urls behind a door begin with. No url of JSON-RPC begins like one of these; FortiOS has others for its
/// sessions.
const BEGINNINGS: [(&str, Door); 6] = [
    ("/api/v2", Door::FortiOs),
    (Door::REST, Door::Rest),
    ("/cgi-bin", Door::Gui),
    ("/flatui", Door::Gui),
    ("/p", Door::Gui),
    ("/gui", Door::GuiProxy),
];

impl Door {
    pub(crate) const ALL: &[Self] = &[Self::JsonRpc, Self::Rest, Self::Gui, Self::GuiProxy, Self::FortiOs];
    pub(crate) const FORTIMANAGER: &[Self] = &[Self::JsonRpc, Self::Rest, Self::Gui, Self::GuiProxy];
    pub(crate) const BOTH_GUI: &[Self] = &[Self::Gui, Self::GuiProxy];
    pub(crate) const HTTP: &[Self] = &[Self::Rest, Self::Gui, Self::FortiOs];
    pub(crate) const FORTIMANAGER_HTTP: &[Self] = &[Self::Rest, Self::Gui];
    pub(crate) const ALL_BUT_JSON_RPC: &[Self] = &[Self::Rest, Self::Gui, Self::GuiProxy, Self::FortiOs];

    /// What every url of REST begins with, before another slash.
    pub(crate) const REST: &str = "/jsonrpc";

    /// The door that a url belongs to, and what tells, if a beginning tells.
    pub(crate) fn of_url(url: &str) -> Option<(Self, &'static str)> {
        let (beginning, door) = BEGINNINGS.into_iter().find(|(beginning, _)| {
            url.strip_prefix(beginning)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })?;
        Some((door, beginning))
    }

    /// What a call goes to, for errors.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::JsonRpc => "FortiManager's JSON-RPC API",
            Self::Rest => "FortiManager's REST API",
            Self::Gui => "FortiManager's GUI API",
            Self::GuiProxy => "the proxy of FortiManager's GUI API",
            Self::FortiOs => "FortiOS",
        }
    }

    /// The name of the product as its maker writes it.
    pub(crate) const fn product(self) -> &'static str {
        match self {
            Self::JsonRpc | Self::Rest | Self::Gui | Self::GuiProxy => "FortiManager",
            Self::FortiOs => "FortiOS",
        }
    }

    /// Whether a call is a request of HTTP with a url, a query and a body of its own.
    pub(crate) fn is_http(self) -> bool {
        Self::HTTP.contains(&self)
    }

    /// The module of `fmg_bindings` that has the methods and what else calls through this door have.
    pub(crate) fn module(self) -> TokenStream {
        match self {
            Self::JsonRpc => quote!(::fmg_bindings::fmg),
            Self::Rest => quote!(::fmg_bindings::fmg::rest),
            Self::Gui | Self::GuiProxy => quote!(::fmg_bindings::fmg::gui),
            Self::FortiOs => quote!(::fmg_bindings::fortios),
        }
    }

    /// The protocol of its calls.
    pub(crate) fn protocol(self) -> TokenStream {
        let module = self.module();
        let protocol = match self {
            Self::JsonRpc => "JsonRpc",
            Self::Rest => "Rest",
            Self::Gui | Self::GuiProxy => "Gui",
            Self::FortiOs => "FortiOs",
        };
        let protocol = Ident::new(protocol, Span::call_site());
        quote!(#module::#protocol)
    }

    /// The type that takes the members.
    pub(crate) fn members(self) -> TokenStream {
        let module = self.module();
        match self {
            Self::JsonRpc => quote!(#module::Members<'_>),
            Self::Rest | Self::Gui | Self::GuiProxy | Self::FortiOs => quote!(#module::Members),
        }
    }

    /// How its urls are written.
    pub(crate) const fn escaping(self) -> Escaping {
        match self {
            Self::JsonRpc | Self::GuiProxy => Escaping::Fmg,
            Self::Rest | Self::Gui | Self::FortiOs => Escaping::HttpPath,
        }
    }

    /// The same, as an expression.
    pub(crate) fn escaping_path(self) -> TokenStream {
        let variant = match self {
            Self::JsonRpc | Self::GuiProxy => "Fmg",
            Self::Rest | Self::Gui | Self::FortiOs => "HttpPath",
        };
        let variant = Ident::new(variant, Span::call_site());
        quote!(::fmg_bindings::__private::Escaping::#variant)
    }
}
