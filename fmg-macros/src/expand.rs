//! What the derive writes.

use fmg_template::Part;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{DeriveInput, Generics, LitStr, Type, WherePredicate, parse_quote};

use crate::fallback;
use crate::input::{Call, Member, NamedField, Place, fields};
use crate::report::Report;

/// The implementations for a struct, or its errors and stand-ins for the implementations.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut report = Report::default();
    let fields = fields(input, &mut report);
    match Call::read(input, &fields, report) {
        Ok(call) => expand(&call),
        Err(errors) => fallback::expand(input, &errors),
    }
}

fn expand(call: &Call<'_>) -> TokenStream {
    let ident = call.ident;
    let generics = bounded(call);
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let response = call.response.as_ref().map_or_else(|| quote!(()), Type::to_token_stream);
    // The text rather than the literal, which may be a raw one.
    let template = LitStr::new(call.template.source(), call.source.span());
    let url = url_body(call);
    let method = call.verb.variant();
    let members = members_fn(call);
    quote! {
        #[automatically_derived]
        impl #impl_generics ::fmg_bindings::Endpoint for #ident #ty_generics #where_clause {
            type Response = #response;
            const TEMPLATE: &'static str = #template;
            const ESCAPING: ::fmg_bindings::__private::Escaping = ::fmg_bindings::__private::Escaping::Fmg;

            fn url(&self) -> ::std::string::String {
                #url
            }
        }

        #[automatically_derived]
        impl #impl_generics ::fmg_bindings::fmg::Request for #ident #ty_generics #where_clause {
            const METHOD: ::fmg_bindings::fmg::Method = ::fmg_bindings::fmg::Method::#method;

            #members
        }
    }
}

fn url_body(call: &Call<'_>) -> TokenStream {
    let values: Vec<_> = call
        .gaps
        .iter()
        .map(|field| (field.ident.clone(), by_reference(field)))
        .collect();
    rendering(call.template.parts(), &values)
}

/// Writes the parts of a template with one value for each placeholder. A value is a name to show in
/// the expansion and a reference to what is written.
pub(crate) fn rendering(parts: &[Part], values: &[(Ident, TokenStream)]) -> TokenStream {
    if let ([Part::Literal(text)], []) = (parts, values) {
        return quote!(::std::string::String::from(#text));
    }
    let own = |name| own_variable(name, values);
    let (escaping, len, url) = (own("escaping"), own("len"), own("url"));
    let (mut bindings, mut lengths, mut writes) = (Vec::new(), Vec::new(), Vec::new());
    let mut literals = 0;
    let mut rest = values.iter();
    for part in parts {
        match part {
            Part::Literal(text) => {
                literals += text.len();
                writes.push(quote!(#url.literal(#text);));
            }
            Part::Placeholder(_) => {
                let Some((name, value)) = rest.next() else {
                    continue;
                };
                let mut binding = name.clone();
                binding.set_span(Span::mixed_site());
                // Through a trait object, so that a type that cannot stand in a url is reported
                // once and not at each use. It costs nothing: the optimiser sees through it.
                bindings.push(quote! {
                    let #binding: &dyn ::fmg_bindings::__private::UrlParam = #value;
                });
                lengths.push(quote!(+ #binding.encoded_len(#escaping)));
                writes.push(quote!(#url.param(#binding);));
            }
        }
    }
    let literals = proc_macro2::Literal::usize_unsuffixed(literals);
    quote! {
        let #escaping = ::fmg_bindings::__private::Escaping::Fmg;
        #(#bindings)*
        let #len = #literals #(#lengths)*;
        let mut #url = ::fmg_bindings::__private::UrlWriter::new(#escaping, #len);
        #(#writes)*
        #url.finish()
    }
}

/// A variable that is called unlike the values.
fn own_variable(name: &str, values: &[(Ident, TokenStream)]) -> Ident {
    let mut name = name.to_owned();
    while values.iter().any(|(value, _)| *value == name) {
        name.push('_');
    }
    Ident::new(&name, Span::mixed_site())
}

/// A reference to a field, which the compiler underlines the type of the field for.
fn by_reference(field: &NamedField<'_>) -> TokenStream {
    let ident = field.ident;
    // Located at the type, but resolved where the derive stands: that is where its `self` is.
    let span = Span::call_site().located_at(field.ty.span());
    quote_spanned!(span=> &self.#ident)
}

fn members_fn(call: &Call<'_>) -> TokenStream {
    if call.fixed.is_empty() && call.members.is_empty() {
        return quote! {
            fn write_members(&self, _: &mut ::fmg_bindings::fmg::Members<'_>) {}
        };
    }
    let out = Ident::new("out", Span::mixed_site());
    let fixed = call.fixed.iter().map(|constant| {
        let (name, value) = (&constant.name, &constant.value);
        quote!(#out.beside(#name, &#value);)
    });
    let members = call.members.iter().map(|member| {
        let value = spelled(member);
        match &member.place {
            Place::Beside(name) => quote!(#out.beside(#name, #value);),
            Place::Envelope(name) => quote!(#out.envelope(#name, #value);),
            Place::DataMember(name) => quote!(#out.data_member(#name, #value);),
            Place::Data => quote!(#out.data(#value);),
            Place::Splice => quote!(#out.splice(#value);),
        }
    });
    quote! {
        fn write_members(&self, #out: &mut ::fmg_bindings::fmg::Members<'_>) {
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

/// The generics of the struct, with the bounds that its places ask of fields whose types mention a parameter.
///
/// `Serialize` is left to the author of the struct, who needs the trait by name anyway to make such a type.
fn bounded(call: &Call<'_>) -> Generics {
    let mut generics = call.generics.clone();
    let gaps = call
        .gaps
        .iter()
        .map(|field| (field.ty, quote!(::fmg_bindings::__private::UrlParam)));
    let switches = call
        .members
        .iter()
        .filter(|member| member.field.attr.spelling.is_some())
        .map(|member| (member.field.ty, quote!(::fmg_bindings::__private::Switch)));
    let predicates: Vec<WherePredicate> = gaps
        .chain(switches)
        .filter(|(ty, _)| mentions_parameter(ty.to_token_stream(), call.generics))
        .map(|(ty, bound)| parse_quote!(#ty: #bound))
        .collect();
    if !predicates.is_empty() {
        generics.make_where_clause().predicates.extend(predicates);
    }
    generics
}

fn mentions_parameter(tokens: TokenStream, generics: &Generics) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => generics.type_params().any(|parameter| parameter.ident == ident),
        TokenTree::Group(group) => mentions_parameter(group.stream(), generics),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
