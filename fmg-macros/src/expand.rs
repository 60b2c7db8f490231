//! Writes the code of `derive(Endpoint)`.

mod bounds;
mod fallback;
mod marker_traits;
mod request;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{LitStr, Token, Type};

use crate::attr::CallAttr;
use crate::check;
use crate::item::Item;
use crate::model::{Call, NamedField, fields};
use crate::render::rendering;
use crate::report::Report;
use crate::runtime;

/// The implementations for a struct, or its errors and placeholder implementations.
pub(crate) fn derive(item: &Item) -> TokenStream {
    let mut report = Report::default();
    let attr = CallAttr::of_struct(&item.attributes, &item.ident, &mut report);
    let fields = fields(item, attr.as_ref().and_then(|attr| attr.protocol), &mut report);
    let path = attr.as_ref().and_then(|attr| attr.runtime.clone());
    let tokens = match check::call(item, attr, &fields, report) {
        Ok(call) => expand(&call),
        Err(errors) => fallback::expand(item, &errors),
    };
    match path {
        Some(path) => runtime::called(tokens, &path),
        None => tokens,
    }
}

fn expand(call: &Call<'_>) -> TokenStream {
    let ident = call.ident;
    let generics = bounds::of(call);
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let response = call
        .attr
        .response
        .as_ref()
        .map_or_else(|| quote!(()), Type::to_token_stream);
    // The text rather than the literal, which may be a raw one.
    let template = LitStr::new(call.template.source(), call.attr.template.span());
    let reply_without = (!call.attr.reply_without.is_empty()).then(|| {
        let parts = &call.attr.reply_without;
        quote! {
            const REPLY_WITHOUT: ::fmg_bindings::ReplyWithout = ::fmg_bindings::ReplyWithout::NOTHING #(.#parts())*;
        }
    });
    let url = url_body(call);
    let protocol = runtime::protocol(call.verb.protocol());
    let constants = request::constants(call);
    let members = request::members_fn(call);
    let marker_traits = request::marker_traits(call, &generics);
    quote! {
        #[automatically_derived]
        impl #impl_generics ::fmg_bindings::Endpoint for #ident #ty_generics #where_clause {
            type Protocol = #protocol;
            type Response = #response;
            #constants
            const TEMPLATE: &'static str = #template;
            #reply_without

            fn url(&self) -> ::std::string::String {
                #url
            }

            #members
        }

        #marker_traits
    }
}

fn url_body(call: &Call<'_>) -> TokenStream {
    let values: Vec<_> = call.placeholders.iter().map(|field| Reference(field)).collect();
    rendering(call.verb.protocol(), call.template.parts(), &values)
}

/// A reference to a field. For an error here, the compiler underlines the type of the field.
///
/// It adds its tokens to those of the expansion. A `TokenStream` of its own would be copied through the compiler.
struct Reference<'a>(&'a NamedField<'a>);

impl ToTokens for Reference<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        // The location is that of the type. The name `self` is resolved at the derive, where it is defined.
        let span = Span::call_site().located_at(self.0.ty_span);
        Token![&](span).to_tokens(tokens);
        Token![self](span).to_tokens(tokens);
        Token![.](span).to_tokens(tokens);
        self.0.ident.to_tokens(tokens);
    }
}
