//! Parses generated code, and finds identifiers that a scope has twice.

use std::collections::BTreeSet;

use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Fields, Ident, ImplItem, Item, ItemMacro, LitStr, Token, UseTree, braced};

/// A fault of the code, if it has one.
pub(crate) fn check(code: &str) -> Result<(), String> {
    let file = syn::parse_file(code).map_err(|error| error.to_string())?;
    module("the file", &file.items)
}

/// Adds names to those of a scope.
struct Names<'a> {
    scope: &'a str,
    names: BTreeSet<String>,
}

impl<'a> Names<'a> {
    fn of(scope: &'a str) -> Self {
        let names = BTreeSet::new();
        Self { scope, names }
    }

    fn add(&mut self, name: &Ident) -> Result<(), String> {
        if self.names.insert(name.to_string()) {
            Ok(())
        } else {
            Err(format!("`{}` has `{name}` twice", self.scope))
        }
    }

    fn all<'n>(scope: &'a str, names: impl IntoIterator<Item = &'n Ident>) -> Result<(), String> {
        let mut own = Self::of(scope);
        names.into_iter().try_for_each(|name| own.add(name))
    }
}

fn module(name: &str, items: &[Item]) -> Result<(), String> {
    let mut names = Names::of(name);
    for item in items {
        match item {
            Item::Struct(item) => {
                names.add(&item.ident)?;
                if let Fields::Named(fields) = &item.fields {
                    let fields = fields.named.iter().filter_map(|field| field.ident.as_ref());
                    Names::all(&item.ident.to_string(), fields)?;
                }
            }
            Item::Enum(item) => {
                names.add(&item.ident)?;
                Names::all(
                    &item.ident.to_string(),
                    item.variants.iter().map(|variant| &variant.ident),
                )?;
            }
            Item::Type(item) => names.add(&item.ident)?,
            Item::Trait(item) => names.add(&item.ident)?,
            Item::Mod(item) => {
                let own = item.ident.to_string();
                names.add(&item.ident)?;
                module(&own, item.content.as_ref().map_or(&[], |(_, items)| items))?;
            }
            Item::Use(item) => imported(&item.tree, &mut names)?,
            Item::Impl(item) if item.trait_.is_none() => {
                let methods = item.items.iter().filter_map(|own| match own {
                    ImplItem::Fn(method) => Some(&method.sig.ident),
                    _ => None,
                });
                Names::all(name, methods)?;
            }
            Item::Macro(item) if item.mac.path.is_ident("attributes") => attributes(item)?,
            _ => {}
        }
    }
    Ok(())
}

/// The items that `use` brings into the scope. Macros have a name space of their own.
fn imported(tree: &UseTree, names: &mut Names<'_>) -> Result<(), String> {
    match tree {
        UseTree::Path(path) => imported(&path.tree, names),
        UseTree::Group(group) => group.items.iter().try_for_each(|tree| imported(tree, names)),
        UseTree::Name(own) if own.ident.to_string().starts_with(char::is_uppercase) => names.add(&own.ident),
        UseTree::Rename(own) => names.add(&own.rename),
        UseTree::Name(_) | UseTree::Glob(_) => Ok(()),
    }
}

/// `attributes! { Address { NAME: "name", } }`: the constants of a type.
fn attributes(item: &ItemMacro) -> Result<(), String> {
    let constant = |input: ParseStream<'_>| {
        let name: Ident = input.parse()?;
        input.parse::<Token![:]>()?;
        input.parse::<LitStr>()?;
        Ok(name)
    };
    let all = |input: ParseStream<'_>| {
        let mut types = Vec::new();
        while !input.is_empty() {
            let name: Ident = input.parse()?;
            let content;
            braced!(content in input);
            types.push((
                name,
                Punctuated::<Ident, Token![,]>::parse_terminated_with(&content, constant)?,
            ));
        }
        Ok(types)
    };
    let types = all
        .parse2(item.mac.tokens.clone())
        .map_err(|error| format!("attributes!: {error}"))?;
    types
        .iter()
        .try_for_each(|(name, constants)| Names::all(&name.to_string(), constants))
}

#[test]
fn repeated_identifiers_are_found() {
    for (code, fault) in [
        ("struct A { b: u8, b: u8 }", "`A` has `b` twice"),
        ("enum A { B, B }", "`A` has `B` twice"),
        ("use a::A; struct A;", "`the file` has `A` twice"),
        ("mod a { struct A; type A = u8; }", "`a` has `A` twice"),
        ("impl A { fn new() {} fn new() {} }", "`the file` has `new` twice"),
        ("attributes! { A { B: \"b\", B: \"c\", } }", "`A` has `B` twice"),
    ] {
        assert_eq!(check(code), Err(fault.to_owned()), "{code}");
    }
    assert!(check("struct A {").is_err());
    let code = "use a::{a, row}; mod a {} attributes! { A { B: \"b\" } C { B: \"b\" } }";
    assert_eq!(check(code), Ok(()));
}
