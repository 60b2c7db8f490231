//! Writes urls: the code to which the derive and the literal macros expand.

use fmg_template::{Part, Protocol};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::runtime;

/// Writes the parts of a template with one value for each placeholder. A value is a name for the expansion and a
/// reference to the value.
pub(crate) fn rendering(protocol: Protocol, parts: &[Part], values: &[(Ident, TokenStream)]) -> TokenStream {
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
                // Uses a trait object, so that a type that is not allowed in a url is reported once and not at each
                // use. The optimiser removes the indirection.
                bindings.push(quote! {
                    let #binding: &dyn ::fmg_bindings::codegen::UrlParam = #value;
                });
                lengths.push(quote!(+ #binding.encoded_len(#escaping)));
                writes.push(quote!(#url.param(#binding);));
            }
        }
    }
    let literals = proc_macro2::Literal::usize_unsuffixed(literals);
    let target = runtime::escaping(protocol);
    quote! {
        let #escaping = #target;
        #(#bindings)*
        let #len = #literals #(#lengths)*;
        let mut #url = ::fmg_bindings::codegen::UrlWriter::new(#escaping, #len);
        #(#writes)*
        #url.finish()
    }
}

/// A variable whose name differs from those of the values.
fn own_variable(name: &str, values: &[(Ident, TokenStream)]) -> Ident {
    let mut name = name.to_owned();
    while values.iter().any(|(value, _)| *value == name) {
        name.push('_');
    }
    Ident::new(&name, Span::mixed_site())
}
