//! The names that serde gives to the fields of a row.

use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Field, Lit, Meta, Token};

use crate::attr;

/// The name of a field on the wire, as `serde::Serialize` writes it.
pub(super) fn wire_name(field: &Field, attributes_of_type: &[Attribute]) -> Option<String> {
    use syn::ext::IdentExt as _;

    let ident = field.ident.as_ref()?.unraw().to_string();
    if let Some(name) = option(&field.attrs, "rename") {
        return Some(name);
    }
    Some(match option(attributes_of_type, "rename_all").as_deref() {
        Some("UPPERCASE" | "SCREAMING_SNAKE_CASE") => ident.to_ascii_uppercase(),
        Some("kebab-case") => ident.replace('_', "-"),
        Some("SCREAMING-KEBAB-CASE") => ident.to_ascii_uppercase().replace('_', "-"),
        Some("PascalCase") => pascal(&ident),
        Some("camelCase") => {
            let pascal = pascal(&ident);
            let first = pascal.chars().next().map_or(0, char::len_utf8);
            let (first, rest) = pascal.split_at(first);
            format!("{}{rest}", first.to_ascii_lowercase())
        }
        _ => ident,
    })
}

/// Whether the field stands for the fields of its type.
pub(super) fn is_flat(field: &Field) -> bool {
    metas(&field.attrs).any(|meta| meta.path().is_ident("flatten"))
}

fn pascal(snake: &str) -> String {
    let mut out = String::new();
    for word in snake.split('_') {
        let first = word.chars().next().map_or(0, char::len_utf8);
        let (first, rest) = word.split_at(first);
        out.push_str(&first.to_ascii_uppercase());
        out.push_str(rest);
    }
    out
}

/// The text of `#[serde(<name> = "...")]` or `#[serde(<name>(serialize = "..."))]`.
fn option(attributes: &[Attribute], name: &str) -> Option<String> {
    metas(attributes).find_map(|meta| match meta {
        Meta::NameValue(pair) if pair.path.is_ident(name) => text(&pair.value),
        Meta::List(list) if list.path.is_ident(name) => {
            let inner = list
                .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
                .ok()?;
            inner.into_iter().find_map(|meta| match meta {
                Meta::NameValue(pair) if pair.path.is_ident("serialize") => text(&pair.value),
                _ => None,
            })
        }
        _ => None,
    })
}

/// The options of all `#[serde(...)]`. serde itself reports attributes that it does not understand.
fn metas(attributes: &[Attribute]) -> impl Iterator<Item = Meta> {
    attr::named(attributes, "serde")
        .filter_map(|attribute| {
            attribute
                .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
                .ok()
        })
        .flatten()
}

fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}
