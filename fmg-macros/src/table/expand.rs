//! Writes the implementations of a table.

use fmg_template::Product;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::{DeriveInput, GenericParam, Path, parse_quote};

use super::check::Checked;

/// The implementations of the traits of a table, for the type.
pub(super) fn implementations(table: &Checked<'_>, input: &DeriveInput) -> TokenStream {
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    let row = row(table);
    let what = if table.is_single { quote!(Single) } else { quote!(Table) };
    let mut tokens = quote! {
        #[automatically_derived]
        impl #impl_generics ::fmg_bindings::#what for #ident #ty_generics #where_clause {
            #row
        }
    };
    let mut mark = |marker: TokenStream| {
        tokens.extend(quote! {
            #[automatically_derived]
            impl #impl_generics ::fmg_bindings::#marker for #ident #ty_generics #where_clause {}
        });
    };
    let configuration: Path = parse_quote!(::fmg_bindings::fortios::FortiOsConfiguration);
    let (scopes, written) = match table.product {
        Product::FortiOs => (
            std::slice::from_ref(&configuration),
            std::slice::from_ref(&configuration),
        ),
        Product::FortiManager => (table.scopes, table.written),
    };
    for scope in scopes {
        mark(quote!(In<#scope>));
    }
    for scope in written {
        mark(quote!(WritableIn<#scope>));
    }
    for verb in &table.verbs {
        mark(Ident::new(verb, Span::call_site()).into_token_stream());
    }
    for parent in table.parents {
        tokens.extend(below_rows(parent, table.is_read_only, input));
    }
    tokens
}

/// The items of `Table` or `Single`.
fn row(table: &Checked<'_>) -> TokenStream {
    let path = &table.path;
    let access_group = table.access_group.map(|group| {
        quote! {
            const ACCESS_GROUP: ::std::option::Option<&'static str> = ::std::option::Option::Some(#group);
        }
    });
    if table.is_single {
        return quote! {
            const PATH: &'static str = #path;
            #access_group
            type One = ::fmg_bindings::SerdeRow<Self>;
        };
    }
    let placeholder = placeholder(table);
    let key = table.key.as_ref().map_or_else(
        || quote!(::std::option::Option::None),
        |key| quote!(::std::option::Option::Some(#key)),
    );
    let key_type = match (table.product, table.key_type) {
        (Product::FortiOs, _) => quote!(::fmg_bindings::fortios::Mkey),
        (Product::FortiManager, Some(ty)) => ty.to_token_stream(),
        (Product::FortiManager, None) => quote!(::fmg_bindings::fmg::ObjectName),
    };
    quote! {
        const PATH: &'static str = #path;
        const PLACEHOLDER: &'static str = #placeholder;
        const KEY: ::std::option::Option<&'static str> = #key;
        #access_group
        type Key = #key_type;
        type One = ::fmg_bindings::SerdeRow<Self>;
        type Many = ::fmg_bindings::SerdeRows<Self>;
    }
}

/// The placeholder of the key in url templates.
fn placeholder(table: &Checked<'_>) -> String {
    if table.product == Product::FortiOs {
        return "<mkey>".to_owned();
    }
    let name = table.key.clone().or_else(|| {
        let tokens = table.key_type?.to_token_stream();
        let idents = tokens
            .into_iter()
            .filter_map(|token| syn::parse2::<Ident>(token.into()).ok());
        idents.last().map(|ident| kebab(&ident.to_string()))
    });
    format!("<{}>", name.as_deref().unwrap_or("key").replace([' ', '/'], "-"))
}

/// `MappingKey` as `mapping-key`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

/// A child table is below every row of its parent, whatever scope that is in.
fn below_rows(parent: &Path, is_read_only: bool, input: &DeriveInput) -> TokenStream {
    let ident = &input.ident;
    let scope = Ident::new("__Scope", Span::mixed_site());
    let mut generics = input.generics.clone();
    let param: GenericParam = parse_quote!(#scope: ::fmg_bindings::fmg::scope::Scope);
    generics.params.push(param);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, ty_generics, _) = input.generics.split_for_impl();
    let traits = if is_read_only {
        &["In"][..]
    } else {
        &["In", "WritableIn"]
    };
    traits
        .iter()
        .map(|name| {
            let name = Ident::new(name, Span::call_site());
            quote! {
                #[automatically_derived]
                impl #impl_generics ::fmg_bindings::#name<::fmg_bindings::fmg::scope::RowOf<#scope, #parent>>
                    for #ident #ty_generics #where_clause {}
            }
        })
        .collect()
}
