//! The two products that calls go to.

use fmg_template::Escaping;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// Where a call goes. Its verb says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Product {
    FortiManager,
    FortiOs,
}

impl Product {
    /// The name as its maker writes it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::FortiManager => "FortiManager",
            Self::FortiOs => "FortiOS",
        }
    }

    /// The module of `fmg_bindings` that has its traits.
    pub(crate) fn module(self) -> TokenStream {
        match self {
            Self::FortiManager => quote!(::fmg_bindings::fmg),
            Self::FortiOs => quote!(::fmg_bindings::fortios),
        }
    }

    /// How its urls are written.
    pub(crate) const fn escaping(self) -> Escaping {
        match self {
            Self::FortiManager => Escaping::Fmg,
            Self::FortiOs => Escaping::HttpPath,
        }
    }

    /// The same, as an expression.
    pub(crate) fn escaping_path(self) -> TokenStream {
        let variant = match self {
            Self::FortiManager => "Fmg",
            Self::FortiOs => "HttpPath",
        };
        let variant = Ident::new(variant, Span::call_site());
        quote!(::fmg_bindings::__private::Escaping::#variant)
    }
}

/// Where the urls of FortiOS begin, but for those of its sessions. FortiManager has none that begins like this.
pub(crate) const REST: &str = "/api/v2";

/// Whether a url can only be one of FortiOS.
pub(crate) fn is_rest(url: &str) -> bool {
    url.strip_prefix(REST)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
