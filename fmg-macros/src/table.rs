//! `derive(Table)`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{Attribute, DeriveInput, Error, LitStr, Path, Result, Token};

use crate::access_group;
use crate::attr;
use crate::report::Report;
use crate::runtime;
use crate::table_path::TablePath;

/// `#[table(...)]`, as far as it could be parsed.
#[derive(Default)]
struct TableAttr {
    table: Option<TablePath>,
    complex: bool,
    access_group: Option<LitStr>,
    /// The name of the bindings in the crate, if it renamed the dependency.
    runtime: Option<Path>,
}

/// The implementation for a type. After errors it is a placeholder for the uses of the type.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut report = Report::default();
    let attr = TableAttr::of_type(&input.attrs, &input.ident, &mut report);
    let errors = report.finish().err().map(|errors| errors.to_compile_error());
    let (path, name) = attr.table.map_or_else(
        || (String::from("_"), String::from("_")),
        |table| (table.path, table.name),
    );
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    let table = if attr.complex {
        quote!(ComplexTable)
    } else {
        quote!(Table)
    };
    let access_group = attr.access_group.map(|group| {
        quote! {
            const ACCESS_GROUP: ::std::option::Option<&'static str> = ::std::option::Option::Some(#group);
        }
    });
    let tokens = quote! {
        #errors

        #[automatically_derived]
        impl #impl_generics ::fmg_bindings::fortios::#table for #ident #ty_generics #where_clause {
            const PATH: &'static str = #path;
            const NAME: &'static str = #name;
            #access_group
        }
    };
    match attr.runtime {
        Some(path) => runtime::called(tokens, &path),
        None => tokens,
    }
}

impl TableAttr {
    fn of_type(attributes: &[Attribute], name: &Ident, report: &mut Report) -> Self {
        let mut attr = Self::default();
        let mut found = attr::named(attributes, "table");
        let Some(first) = found.next() else {
            report.error(
                name.span(),
                format!(
                    "`{name}` names no table\n\
                     help: add path and name: `#[table(\"firewall/address\")]`"
                ),
            );
            return attr;
        };
        for other in found {
            report.error(other.path().span(), "a type has only one `#[table(...)]`");
        }
        if let Some(tokens) = attr::arguments(first, "table", report) {
            let result = (|input: ParseStream<'_>| attr.parse(input, report)).parse2(tokens);
            report.absorb(result);
        }
        attr
    }

    fn parse(&mut self, input: ParseStream<'_>, report: &mut Report) -> Result<()> {
        if !input.peek(LitStr) {
            return Err(Error::new(
                input.span(),
                "path and name of the table come first: `#[table(\"firewall/address\")]`",
            ));
        }
        self.table = report.absorb(TablePath::read(&input.parse()?));
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            self.word(input, report)?;
        }
        Ok(())
    }

    fn word(&mut self, input: ParseStream<'_>, report: &mut Report) -> Result<()> {
        let word = input.call(Ident::parse_any)?;
        match word.to_string().as_str() {
            "complex" => self.complex = true,
            "access_group" if self.access_group.is_some() => {
                return Err(Error::new(word.span(), "`access_group` is given twice"));
            }
            "access_group" => {
                input.parse::<Token![=]>()?;
                let group = input.parse()?;
                access_group::check(&group, report);
                self.access_group = Some(group);
            }
            "crate" if self.runtime.is_some() => {
                return Err(Error::new(word.span(), "`crate` is given twice"));
            }
            "crate" => {
                input.parse::<Token![=]>()?;
                self.runtime = Some(input.call(Path::parse_mod_style)?);
            }
            // `crate` is not listed: only a crate that renames the dependency needs it.
            unknown => {
                let accepted = "options after the table: `complex`, `access_group = \"...\"`";
                let message = attr::unknown(unknown, ["complex", "access_group"], accepted);
                return Err(Error::new(word.span(), message));
            }
        }
        Ok(())
    }
}
