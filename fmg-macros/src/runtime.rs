//! What `fmg_bindings` has for the calls of a protocol, as paths.

use fmg_template::{Escaping, Protocol};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// The module that has the methods, and what else such calls have.
pub(crate) fn module(protocol: Protocol) -> TokenStream {
    let segments = protocol.module().split("::").map(ident);
    quote!(::fmg_bindings #(::#segments)*)
}

/// The type that stands for the protocol.
pub(crate) fn protocol(protocol: Protocol) -> TokenStream {
    let module = module(protocol);
    let name = match protocol {
        // The runtime tells the two apart by the method of a call.
        Protocol::GuiProxy => Protocol::Gui.variant(),
        Protocol::JsonRpc | Protocol::Rest | Protocol::Gui | Protocol::FortiOs => protocol.variant(),
    };
    let name = ident(name);
    quote!(#module::#name)
}

/// The type that takes the members.
pub(crate) fn members(protocol: Protocol) -> TokenStream {
    let module = module(protocol);
    match protocol {
        Protocol::JsonRpc => quote!(#module::Members<'_>),
        Protocol::Rest | Protocol::Gui | Protocol::GuiProxy | Protocol::FortiOs => quote!(#module::Members),
    }
}

/// How its urls are written.
pub(crate) fn escaping(protocol: Protocol) -> TokenStream {
    let variant = match protocol.escaping() {
        Escaping::Fmg => quote!(Fmg),
        Escaping::HttpPath => quote!(HttpPath),
    };
    quote!(::fmg_bindings::codegen::Escaping::#variant)
}

fn ident(word: &str) -> Ident {
    Ident::new(word, Span::call_site())
}
