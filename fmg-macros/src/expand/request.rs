//! The members of a call, and its constants.

use fmg_template::Protocol;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::Generics;

use super::Reference;
use super::marker_traits::{self, MarkerTrait};
use crate::model::{Call, Member};
use crate::place::{Destination, DestinationPart};
use crate::runtime;

/// The implementations of the marker traits.
pub(super) fn marker_traits(call: &Call<'_>, generics: &Generics) -> TokenStream {
    let ident = call.ident;
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let marker_traits = marker_traits::of(Some(&call.attr), call.verb.protocol()).map(|MarkerTrait { path, body }| {
        quote! {
            #[automatically_derived]
            impl #impl_generics #path for #ident #ty_generics #where_clause { #body }
        }
    });
    quote!(#(#marker_traits)*)
}

/// The constants of a call: its method and details.
pub(super) fn constants(call: &Call<'_>) -> TokenStream {
    let module = runtime::module(call.verb.protocol());
    let method = call.verb.method();
    let group = call
        .attr
        .access_group
        .as_ref()
        .map(|group| quote!(.access_group(#group)));
    let csrf = (!call.attr.csrf.is_empty()).then(|| {
        let names = &call.attr.csrf;
        quote!(.csrf_members(&[#(#names),*]))
    });
    let details = (group.is_some() || csrf.is_some()).then(|| {
        quote! {
            const DETAILS: #module::Details = #module::Details::NONE #group #csrf;
        }
    });
    let one_of = (!call.one_of.is_empty()).then(|| {
        let sets = call.one_of.iter().map(|set| quote!(&[#(#set),*]));
        quote! {
            const ONE_OF: &'static [&'static [&'static str]] = &[#(#sets),*];
        }
    });
    quote! {
        const METHOD: #module::Method = #method;
        #one_of
        #details
    }
}

/// The function that writes the members.
pub(super) fn members_fn(call: &Call<'_>) -> TokenStream {
    let members_type = runtime::members(call.verb.protocol());
    if call.attr.fixed.is_empty() && call.members.is_empty() {
        return quote! {
            fn write_members(&self, _: &mut #members_type) {}
        };
    }
    let out = Ident::new("out", Span::mixed_site());
    let protocol = call.verb.protocol();
    let fixed = call.attr.fixed.iter().map(|constant| {
        let value = &constant.value;
        (constant.destination(protocol), Value::Constant(value))
    });
    let members = call
        .members
        .iter()
        .map(|member| (member.destination.clone(), Value::Member(member)));
    let written: Vec<_> = fixed.chain(members).collect();
    let statements = written
        .chunk_by(|(before, _), (after, _)| before.is_member_beside(after))
        .map(|run| write(&out, protocol, run));
    quote! {
        fn write_members(&self, #out: &mut #members_type) {
            #(#statements)*
        }
    }
}

/// Writes members of one place. Adjacent members are written by one call: the compiler spends its time on expressions,
/// and a program has thousands of members.
fn write(out: &Ident, protocol: Protocol, run: &[(Destination, Value<'_>)]) -> TokenStream {
    let [(destination, value), ..] = run else {
        return TokenStream::new();
    };
    match &destination.part {
        DestinationPart::Member(_) => {
            let module = runtime::module(protocol);
            let place = Ident::new(destination.place.variant(), Span::call_site());
            let names = run
                .iter()
                .map(|(destination, _)| destination.name().unwrap_or_default());
            let values = run.iter().map(|(_, value)| value);
            quote!(#out.write(#module::Place::#place, [#(#names),*], [#(#values),*]);)
        }
        DestinationPart::Whole => {
            let function = Ident::new(destination.place.as_str(), Span::call_site());
            quote!(#out.#function(#value);)
        }
        DestinationPart::Splice => quote!(#out.splice(#value);),
        DestinationPart::File(name) => quote!(#out.file(#name, #value);),
        DestinationPart::Content => quote!(#out.content(#value);),
        // The client knows the token and writes it.
        DestinationPart::Token(_) => TokenStream::new(),
    }
}

/// A reference to a serializable value.
enum Value<'a> {
    Constant(&'a TokenStream),
    Member(&'a Member<'a>),
}

impl ToTokens for Value<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Constant(value) => tokens.extend(quote!(&#value)),
            Self::Member(member) => {
                let value = Reference(member.field);
                match &member.field.attr.spelling {
                    Some(spelling) => {
                        let function = &spelling.0;
                        tokens.extend(quote!(&::fmg_bindings::codegen::#function(#value)));
                    }
                    None => value.to_tokens(tokens),
                }
            }
        }
    }
}
