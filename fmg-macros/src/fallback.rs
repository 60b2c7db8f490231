//! What stands in for the implementations of a faulty struct.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::{DeriveInput, Error, Type};

use crate::attr::CallAttr;
use crate::product::Product;
use crate::report::Report;

/// The errors, and implementations that satisfy the uses of the struct, so that they are not
/// reported as well.
pub(crate) fn expand(input: &DeriveInput, errors: &Error) -> TokenStream {
    let errors = errors.to_compile_error();
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    // What can be read of it, so that the uses of a reply keep their types. Its faults are reported already.
    let attr = CallAttr::of_struct(&input.attrs, ident, &mut Report::default());
    let attr = attr.as_ref();
    let response = attr
        .and_then(|attr| attr.response.as_ref())
        .map_or_else(|| quote!(()), Type::to_token_stream);
    let product = attr.and_then(CallAttr::product).unwrap_or(Product::FortiManager);
    let (module, escaping) = (product.module(), product.escaping_path());
    let members = match product {
        Product::FortiManager => quote!(#module::Members<'_>),
        Product::FortiOs => quote!(#module::Members),
    };
    let marks = [
        (attr.is_some_and(|attr| attr.etag), "Cacheable"),
        (attr.is_some_and(|attr| attr.download), "Download"),
    ];
    let marks = marks
        .into_iter()
        .filter(|(is, _)| *is && product == Product::FortiOs)
        .map(|(_, name)| {
            let name = Ident::new(name, Span::call_site());
            quote! {
                #[automatically_derived]
                impl #impl_generics #module::#name for #ident #ty_generics #where_clause {}
            }
        });
    quote! {
        #errors

        #[automatically_derived]
        impl #impl_generics ::fmg_bindings::Endpoint for #ident #ty_generics #where_clause {
            type Response = #response;
            const TEMPLATE: &'static str = "";
            const ESCAPING: ::fmg_bindings::__private::Escaping = #escaping;

            fn url(&self) -> ::std::string::String {
                ::std::string::String::new()
            }
        }

        #[automatically_derived]
        impl #impl_generics #module::Request for #ident #ty_generics #where_clause {
            const METHOD: #module::Method = #module::Method::Get;

            fn write_members(&self, _: &mut #members) {}
        }

        #(#marks)*
    }
}
