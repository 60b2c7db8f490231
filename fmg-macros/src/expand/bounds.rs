//! The generics of the implementations.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::{Generics, WherePredicate, parse_quote};

use crate::model::Call;

/// The generics of the struct, with the bounds that its places require of fields with generic types.
///
/// The author of the struct adds `Serialize`, because such a type needs the trait anyway.
pub(super) fn of(call: &Call<'_>) -> Generics {
    let mut generics = call.generics.clone();
    if generics.params.is_empty() {
        return generics;
    }
    let placeholders = call
        .placeholders
        .iter()
        .map(|field| (field.ty, quote!(::fmg_bindings::codegen::UrlParam)));
    let switches = call.members.iter().filter_map(|member| {
        let spelling = member.field.attr.spelling.as_ref()?;
        let bound = if spelling.0 == "digits" {
            quote!(::fmg_bindings::codegen::Digits)
        } else {
            quote!(::fmg_bindings::codegen::Switch)
        };
        Some((member.field.ty, bound))
    });
    let predicates: Vec<WherePredicate> = placeholders
        .chain(switches)
        .map(|(ty, bound)| (ty.iter().cloned().collect(), bound))
        .filter(|(ty, _): &(TokenStream, _)| mentions_parameter(ty.clone(), call.generics))
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
