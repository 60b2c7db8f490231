//! Placeholder implementations for a faulty struct.

use fmg_template::Protocol;
use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{Error, Type};

use super::marker_traits::{self, MarkerTrait};
use crate::attr::CallAttr;
use crate::item::Item;
use crate::report::Report;
use crate::runtime;

/// The errors, and implementations for the uses of the struct, so that the compiler does not report the uses as well.
pub(crate) fn expand(item: &Item, errors: &Error) -> TokenStream {
    let errors = errors.to_compile_error();
    let ident = &item.ident;
    let (impl_generics, ty_generics, where_clause) = item.generics.split_for_impl();
    // The readable parts of the attribute give replies their types. Its faults are already reported.
    let attr = CallAttr::of_struct(&item.attributes, ident, &mut Report::default());
    let attr = attr.as_ref();
    let response = attr
        .and_then(|attr| attr.response.as_ref())
        .map_or_else(|| quote!(()), Type::to_token_stream);
    let protocol = attr.and_then(|attr| attr.protocol).unwrap_or(Protocol::JsonRpc);
    let (module, members) = (runtime::module(protocol), runtime::members(protocol));
    let marker_traits = marker_traits::of(attr, protocol).map(|MarkerTrait { path, body }| {
        quote! {
            #[automatically_derived]
            impl #impl_generics #path for #ident #ty_generics #where_clause { #body }
        }
    });
    // Any method is possible, because nothing is sent.
    let method = match protocol {
        Protocol::Gui | Protocol::GuiProxy => quote!(#module::Method::Proxied("get")),
        Protocol::JsonRpc | Protocol::Rest | Protocol::FortiOs => quote!(#module::Method::Get),
    };
    let protocol = runtime::protocol(protocol);
    quote! {
        #errors

        #[automatically_derived]
        impl #impl_generics ::fmg_bindings::Endpoint for #ident #ty_generics #where_clause {
            type Protocol = #protocol;
            type Response = #response;
            const METHOD: #module::Method = #method;
            const TEMPLATE: &'static str = "";

            fn url(&self) -> ::std::string::String {
                ::std::string::String::new()
            }

            fn write_members(&self, _: &mut #members) {}
        }

        #(#marker_traits)*
    }
}
