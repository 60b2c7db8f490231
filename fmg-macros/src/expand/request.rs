//! The implementation of `Request`, and of what else a call is.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Generics;

use super::by_reference;
use crate::input::{Call, Member};
use crate::place::Place;
use crate::product::Product::{FortiManager, FortiOs};

pub(super) fn implementations(call: &Call<'_>, generics: &Generics) -> TokenStream {
    let ident = call.ident;
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let module = call.verb.product().module();
    let method = call.verb.variant();
    let constants = constants(call);
    let members = members_fn(call);
    let marks = marks(call).map(|mark| {
        quote! {
            #[automatically_derived]
            impl #impl_generics #module::#mark for #ident #ty_generics #where_clause {}
        }
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics #module::Request for #ident #ty_generics #where_clause {
            const METHOD: #module::Method = #module::Method::#method;
            #constants

            #members
        }

        #(#marks)*
    }
}

/// What is said of a call to FortiOS beside its method.
fn constants(call: &Call<'_>) -> TokenStream {
    let access_group = call.attr.access_group.as_ref().map(|group| {
        quote! {
            const ACCESS_GROUP: ::std::option::Option<&'static str> = ::std::option::Option::Some(#group);
        }
    });
    let one_of = (!call.one_of.is_empty()).then(|| {
        let sets = call.one_of.iter().map(|set| quote!(&[#(#set),*]));
        quote! {
            const ONE_OF: &'static [&'static [&'static str]] = &[#(#sets),*];
        }
    });
    quote!(#access_group #one_of)
}

/// The traits without members of their own.
fn marks(call: &Call<'_>) -> impl Iterator<Item = Ident> {
    [(call.attr.etag, "Cacheable"), (call.attr.download, "Download")]
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, name)| Ident::new(name, Span::call_site()))
}

fn members_fn(call: &Call<'_>) -> TokenStream {
    let product = call.verb.product();
    let module = product.module();
    let members_type = match product {
        FortiManager => quote!(#module::Members<'_>),
        FortiOs => quote!(#module::Members),
    };
    if call.attr.fixed.is_empty() && call.members.is_empty() {
        return quote! {
            fn write_members(&self, _: &mut #members_type) {}
        };
    }
    let out = Ident::new("out", Span::mixed_site());
    let fixed = call.attr.fixed.iter().map(|constant| {
        let (name, value) = (&constant.name, &constant.value);
        match product {
            FortiManager => quote!(#out.beside(#name, &#value);),
            FortiOs => quote!(#out.query(#name, &#value);),
        }
    });
    let members = call.members.iter().map(|member| {
        let value = spelled(member);
        match &member.place {
            Place::Beside(name) => quote!(#out.beside(#name, #value);),
            Place::Envelope(name) => quote!(#out.envelope(#name, #value);),
            Place::DataMember(name) => quote!(#out.data_member(#name, #value);),
            Place::Data => quote!(#out.data(#value);),
            Place::Splice => quote!(#out.splice(#value);),
            Place::Query(name) => quote!(#out.query(#name, #value);),
            Place::BodyMember(name) => quote!(#out.body_member(#name, #value);),
            Place::Body => quote!(#out.body(#value);),
            Place::Form(name) => quote!(#out.form(#name, #value);),
            Place::File(name) => quote!(#out.file(#name, #value);),
        }
    });
    quote! {
        fn write_members(&self, #out: &mut #members_type) {
            #(#fixed)*
            #(#members)*
        }
    }
}

/// A reference to what serialises as the value of a member.
fn spelled(member: &Member<'_>) -> TokenStream {
    let value = by_reference(member.field);
    match &member.field.attr.spelling {
        Some(spelling) => {
            let function = &spelling.0;
            quote!(&::fmg_bindings::__private::#function(#value))
        }
        None => value,
    }
}
