//! Paths of the items in `fmg_bindings` that calls of a protocol need.

use std::iter;

use fmg_template::{Escaping, Protocol};
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Path, Token};

/// The module with the methods and the other items of such calls.
pub(crate) fn module(protocol: Protocol) -> Module {
    Module(protocol)
}

/// The path of a module. It adds its tokens to those of the expansion; see `Reference`.
#[derive(Clone, Copy)]
pub(crate) struct Module(Protocol);

impl ToTokens for Module {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let span = Span::call_site();
        for segment in iter::once("fmg_bindings").chain(self.0.module().split("::")) {
            Token![::](span).to_tokens(tokens);
            ident(segment).to_tokens(tokens);
        }
    }
}

/// The type of the protocol.
pub(crate) fn protocol(protocol: Protocol) -> TokenStream {
    let module = module(protocol);
    let name = match protocol {
        // The runtime distinguishes the two by the method of a call.
        Protocol::GuiProxy => Protocol::Gui.variant(),
        Protocol::JsonRpc | Protocol::Rest | Protocol::Gui | Protocol::FortiOs => protocol.variant(),
    };
    let name = ident(name);
    quote!(#module::#name)
}

/// The type that collects the members.
pub(crate) fn members(protocol: Protocol) -> TokenStream {
    let module = module(protocol);
    match protocol {
        Protocol::JsonRpc => quote!(#module::Members<'_>),
        Protocol::Rest | Protocol::Gui | Protocol::GuiProxy | Protocol::FortiOs => quote!(#module::Members),
    }
}

/// The escaping of its urls.
pub(crate) fn escaping(protocol: Protocol) -> TokenStream {
    let variant = match protocol.escaping() {
        Escaping::Fmg => quote!(Fmg),
        Escaping::HttpPath => quote!(HttpPath),
    };
    quote!(::fmg_bindings::codegen::Escaping::#variant)
}

/// The same tokens, for a crate in which the path of the bindings is `path` instead of `::fmg_bindings`.
pub(crate) fn called(tokens: TokenStream, path: &Path) -> TokenStream {
    let is_colon = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(colon)) if colon.as_char() == ':');
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut renamed = TokenStream::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let is_name = matches!(tokens.get(at + 2), Some(TokenTree::Ident(name)) if name == "fmg_bindings");
        // A path with the name in its middle is another path.
        let begins = is_colon(Some(token)) && is_colon(tokens.get(at + 1)) && !is_path_before(&tokens, at);
        if begins && is_name {
            path.to_tokens(&mut renamed);
            at += 3;
            continue;
        }
        renamed.extend([match token {
            TokenTree::Group(group) => {
                let mut own = Group::new(group.delimiter(), called(group.stream(), path));
                own.set_span(group.span());
                TokenTree::Group(own)
            }
            token => token.clone(),
        }]);
        at += 1;
    }
    renamed
}

/// Whether the token before belongs to the same path: a word that is not a keyword.
fn is_path_before(tokens: &[TokenTree], at: usize) -> bool {
    match at.checked_sub(1).and_then(|before| tokens.get(before)) {
        Some(TokenTree::Ident(word)) => syn::parse2::<Ident>(word.to_token_stream()).is_ok(),
        _ => false,
    }
}

fn ident(word: &str) -> Ident {
    Ident::new(word, Span::call_site())
}
