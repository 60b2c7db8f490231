//! Tests of the output and the errors of the macros.

mod derive;
mod faults;
mod fmg_table;
mod fortios;
mod fortios_faults;
mod item;
mod literal;
mod path;
mod protocol_faults;
mod table;
mod url;
mod web;
mod web_faults;

use proc_macro2::TokenStream;

/// Items as formatted source.
fn items(tokens: TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(tokens).unwrap())
}

/// An expression as formatted source.
fn expression(tokens: &TokenStream) -> String {
    let formatted = items(quote::quote!(const _: () = #tokens;));
    let expression = formatted
        .strip_prefix("const _: () = ")
        .and_then(|rest| rest.strip_suffix(";\n"));
    expression.unwrap().to_owned()
}

/// The messages of all `compile_error!`s in an expansion.
fn messages(tokens: TokenStream) -> String {
    let mut messages = Vec::new();
    collect(tokens, &mut messages);
    messages.join("\n----\n")
}

fn collect(tokens: TokenStream, messages: &mut Vec<String>) {
    let mut after_error = false;
    for token in tokens {
        match token {
            proc_macro2::TokenTree::Ident(ident) => after_error = ident == "compile_error",
            proc_macro2::TokenTree::Group(group) if after_error => {
                messages.push(syn::parse2::<syn::LitStr>(group.stream()).unwrap().value());
                after_error = false;
            }
            proc_macro2::TokenTree::Group(group) => collect(group.stream(), messages),
            _ => {}
        }
    }
}
