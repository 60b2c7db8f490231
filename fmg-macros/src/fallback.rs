//! What stands in for the implementations of a faulty struct.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{DeriveInput, Error, Type};

use crate::attr;
use crate::report::Report;

/// The errors, and implementations that satisfy the uses of the struct, so that they are not
/// reported as well.
pub(crate) fn expand(input: &DeriveInput, errors: &Error) -> TokenStream {
    let errors = errors.to_compile_error();
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    // The response, if it can be read, so that the uses of a reply keep their types. Its faults are
    // reported already.
    let response = attr::of_struct(&input.attrs, ident, &mut Report::default())
        .and_then(|attr| attr.response)
        .map_or_else(|| quote!(()), Type::into_token_stream);
    quote! {
        #errors

        #[automatically_derived]
        impl #impl_generics ::fmg_bindings::Endpoint for #ident #ty_generics #where_clause {
            type Response = #response;
            const TEMPLATE: &'static str = "";
            const ESCAPING: ::fmg_bindings::__private::Escaping = ::fmg_bindings::__private::Escaping::Fmg;

            fn url(&self) -> ::std::string::String {
                ::std::string::String::new()
            }
        }

        #[automatically_derived]
        impl #impl_generics ::fmg_bindings::fmg::Request for #ident #ty_generics #where_clause {
            const METHOD: ::fmg_bindings::fmg::Method = ::fmg_bindings::fmg::Method::Get;

            fn write_members(&self, _: &mut ::fmg_bindings::fmg::Members<'_>) {}
        }
    }
}
