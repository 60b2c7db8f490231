//! `url!` and `path!`. The bindings wrap them in macros that pass `$crate`, which is right under every name of the
//! dependency.

use fmg_template::spelling::nearest;
use fmg_template::{Escaping, Placeholder, Protocol, Template};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned as _;
use syn::{Error, LitStr, Path, Result, Token};

use crate::point;
use crate::render::rendering;
use crate::report::{Report, list};
use crate::runtime;

/// The path of the bindings, `;`, and the input of the caller.
struct Input {
    runtime: Path,
    written: Result<Written>,
}

struct Written {
    literal: LitStr,
    arguments: Vec<Argument>,
}

/// `name = expression`.
struct Argument {
    name: Ident,
    value: TokenStream,
}

/// The complete url, or errors and a url of the same type.
pub(crate) fn expand(protocol: Protocol, tokens: TokenStream) -> TokenStream {
    let Input { runtime, written } = match syn::parse2(tokens) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let url = written
        .and_then(|written| url(protocol, &written))
        .unwrap_or_else(|errors| {
            let errors = errors.to_compile_error();
            let ty = ty(protocol);
            quote!({ #errors #ty::__new("", ::std::string::String::new()) })
        });
    runtime::called(url, &runtime)
}

/// The type of complete urls.
fn ty(protocol: Protocol) -> TokenStream {
    match protocol.escaping() {
        Escaping::Fmg => quote!(::fmg_bindings::fmg::Url),
        Escaping::HttpPath => quote!(::fmg_bindings::fortios::Path),
    }
}

fn url(protocol: Protocol, input: &Written) -> Result<TokenStream> {
    let mut report = Report::default();
    let template = point::template(&input.literal, Some(protocol), &mut report);
    let Some(template) = template else {
        report.finish()?;
        return Ok(TokenStream::new());
    };
    check_arguments(input, &template, &mut report);
    let values: Vec<_> = template
        .placeholders()
        .filter_map(|placeholder| value(placeholder, input, &mut report))
        .collect();
    report.finish()?;
    let source = LitStr::new(template.source(), input.literal.span());
    let rendering = rendering(protocol, template.parts(), &values);
    let ty = ty(protocol);
    Ok(quote! {
        #ty::__new(#source, { #rendering })
    })
}

/// Checks that every argument fills a placeholder, and that no two fill the same one.
fn check_arguments(input: &Written, template: &Template, report: &mut Report) {
    let fields: Vec<_> = template.placeholders().map(Placeholder::field_name).collect();
    for (index, argument) in input.arguments.iter().enumerate() {
        let name = argument.name();
        if !fields.contains(&name) {
            let near = nearest(&name, fields.iter().map(String::as_str));
            let hint = near
                .map(|field| format!("did you mean `{field}`? "))
                .unwrap_or_default();
            let all = list(&fields, "no placeholders");
            let message = format!("no placeholder takes `{name}`\nhelp: {hint}the url takes {all}");
            report.error(argument.name.span(), message);
        } else if input.arguments.iter().take(index).any(|earlier| earlier.name() == name) {
            report.error(argument.name.span(), format!("`{name}` is given twice"));
        }
    }
}

/// A reference to the value of a placeholder.
fn value(placeholder: &Placeholder, input: &Written, report: &mut Report) -> Option<TokenStream> {
    let name = placeholder.field_name();
    if let Some(argument) = input.arguments.iter().find(|argument| argument.name() == name) {
        let value = &argument.value;
        let span = Span::call_site().located_at(value.span());
        return Some(quote_spanned!(span=> &(#value)));
    }
    let span = input.literal.span();
    let Some(variable) = variable(&name, span) else {
        let message = format!("no variable can be called `{name}`");
        let help = format!("give the value: `{name} = ...`");
        report.add(point::error_in(&input.literal, placeholder.span(), &message, &help));
        return None;
    };
    Some(quote_spanned!(span=> &#variable))
}

/// The variable of this name, with the hygiene of the literal.
fn variable(name: &str, span: Span) -> Option<Ident> {
    let parsed = syn::parse_str::<Ident>(name).or_else(|_| syn::parse_str(&format!("r#{name}")));
    parsed.ok().map(|mut ident| {
        ident.set_span(span);
        ident
    })
}

impl Argument {
    /// The name without `r#`.
    fn name(&self) -> String {
        self.name.unraw().to_string()
    }
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let runtime = input.call(Path::parse_mod_style)?;
        input.parse::<Token![;]>()?;
        let written = Written::parse(input);
        if written.is_err() {
            // The error stands in place of the url, so the rest is not needed.
            input.parse::<TokenStream>()?;
        }
        Ok(Self { runtime, written })
    }
}

impl Parse for Written {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let literal = input.parse()?;
        let mut arguments = Vec::new();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            arguments.push(Argument::parse(input)?);
        }
        Ok(Self { literal, arguments })
    }
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = input.call(Ident::parse_any)?;
        input.parse::<Token![=]>()?;
        let mut value = TokenStream::new();
        // An expression may contain commas, as in `map::<K, V>()`; a comma that ends it is followed by `name =` or the
        // end.
        while !input.is_empty() && !ends_argument(input) {
            value.extend([input.parse::<TokenTree>()?]);
        }
        if value.is_empty() {
            return Err(Error::new(name.span(), format!("`{name} =` lacks its value")));
        }
        Ok(Self { name, value })
    }
}

fn ends_argument(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.parse::<Token![,]>().is_ok()
        && (ahead.is_empty()
            || ahead.call(Ident::parse_any).is_ok() && ahead.peek(Token![=]) && !ahead.peek(Token![==]))
}
