//! `checked_literal!`.

use fmg_template::spelling::nearest;
use fmg_template::{Name, ObjectPath, PackagePath, Span, ValueFault};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Lit, LitStr, Result, Token, Type};

use crate::point;
use crate::report::list;
use crate::table::TablePath;

/// The kind of a literal.
#[derive(Clone, Copy)]
enum Kind {
    Name,
    /// A name for HTTP paths only.
    HttpName,
    PackagePath,
    ObjectPath,
    /// Path and name of a table, which are passed separately.
    Table,
}

struct Input {
    kind: Kind,
    ty: Type,
    literal: LitStr,
    reserved: Vec<String>,
}

const KINDS: [(&str, Kind); 5] = [
    ("name", Kind::Name),
    ("http_name", Kind::HttpName),
    ("package_path", Kind::PackagePath),
    ("object_path", Kind::ObjectPath),
    ("table", Kind::Table),
];

/// The constant for a literal, or an error at the literal.
pub(crate) fn expand(tokens: TokenStream) -> TokenStream {
    let input: Input = match syn::parse2(tokens) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let ty = &input.ty;
    value(&input).unwrap_or_else(|error| {
        let error = error.to_compile_error();
        let nothing = match input.kind {
            Kind::Table => quote!("", ""),
            Kind::Name | Kind::HttpName | Kind::PackagePath | Kind::ObjectPath => quote!(""),
        };
        // A value of the right type, so that its uses are not reported as well.
        quote!({ #error const { <#ty>::__from_literal(#nothing) } })
    })
}

fn value(input: &Input) -> Result<TokenStream> {
    let ty = &input.ty;
    let literals = checked(input)?
        .into_iter()
        .map(|text| LitStr::new(&text, input.literal.span()));
    // A constant expression: the compiler counts the length of the escaped text.
    Ok(quote!(const { <#ty>::__from_literal(#(#literals),*) }))
}

/// The text of the value, in one piece or several.
fn checked(input: &Input) -> Result<Vec<String>> {
    let text = input.literal.value();
    let reserved: Vec<_> = input.reserved.iter().map(String::as_str).collect();
    let value = match input.kind {
        Kind::Name => Name::new_except(text, &reserved).map(|value| value.to_string()),
        Kind::HttpName => Name::for_http(text, &reserved).map(|value| value.to_string()),
        Kind::ObjectPath => ObjectPath::parse(text)
            .and_then(|path| path.except(&reserved))
            .map(|value| value.to_string()),
        Kind::PackagePath => PackagePath::parse(text, &reserved).map(|value| value.to_string()),
        Kind::Table => {
            let table = TablePath::read(&input.literal)?;
            return Ok(vec![table.path, table.name]);
        }
    };
    value.map(|text| vec![text]).map_err(|fault| refused(input, &fault))
}

fn refused(input: &Input, fault: &ValueFault) -> Error {
    let text = input.literal.value();
    // An object path may begin with a slash that is not part of the value.
    let skipped = match input.kind {
        Kind::ObjectPath => usize::from(text.starts_with('/')),
        Kind::Name | Kind::HttpName | Kind::PackagePath | Kind::Table => 0,
    };
    let span = match fault.position().map(|at| at + skipped) {
        Some(start) => {
            let faulty = text.get(start..).and_then(|rest| rest.chars().next());
            Span {
                start,
                end: start + faulty.map_or(0, char::len_utf8),
            }
        }
        None => Span {
            start: 0,
            end: text.len(),
        },
    };
    point::error_in(&input.literal, span, &fault.summary(), fault.help())
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let word: Ident = input.parse()?;
        let kind = kind(&word)?;
        input.parse::<Token![,]>()?;
        let ty = input.parse()?;
        input.parse::<Token![,]>()?;
        // Parsed as any literal: a literal that came through a `macro_rules` matcher is wrapped in an invisible group.
        let literal = match input.parse()? {
            Lit::Str(literal) => literal,
            other => return Err(Error::new(other.span(), "expected a string literal, such as \"demo\"")),
        };
        let mut reserved = Vec::new();
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
            let literals = Punctuated::<LitStr, Token![,]>::parse_terminated(input)?;
            reserved.extend(literals.iter().map(LitStr::value));
        }
        Ok(Self {
            kind,
            ty,
            literal,
            reserved,
        })
    }
}

fn kind(word: &Ident) -> Result<Kind> {
    let written = word.to_string();
    let words = || KINDS.iter().map(|(word, _)| *word);
    KINDS
        .iter()
        .find(|(word, _)| *word == written)
        .map(|(_, kind)| *kind)
        .ok_or_else(|| {
            let hint = nearest(&written, words()).map(|word| format!("did you mean `{word}`? "));
            let message = format!(
                "unknown kind of value `{written}`\nhelp: {}the kinds are {}",
                hint.unwrap_or_default(),
                list(words(), "")
            );
            Error::new(word.span(), message)
        })
}
