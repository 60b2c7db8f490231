//! `#[endpoint(...)]`, as it is written on a struct and on a field.

use fmg_template::spelling::nearest;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Attribute, Error, LitStr, Meta, Result, Token, Type, parenthesized};

use crate::report::{Report, list};
use crate::verb::Verb;

/// What stands on the struct.
pub(crate) struct CallAttr {
    /// `None` after a fault that has been reported.
    pub(crate) verb: Option<Verb>,
    pub(crate) template: LitStr,
    pub(crate) response: Option<Type>,
    pub(crate) fixed: Vec<Fixed>,
}

/// A member beside the url whose value never changes.
pub(crate) struct Fixed {
    pub(crate) name: LitStr,
    pub(crate) value: TokenStream,
}

/// What stands on a field.
#[derive(Default)]
pub(crate) struct FieldAttr {
    pub(crate) place: Option<PlaceAttr>,
    pub(crate) spelling: Option<SpellingAttr>,
    /// Whether a part of it could not be read, which has been reported.
    pub(crate) faulty: bool,
}

/// Where a field says that its value goes.
pub(crate) struct PlaceAttr {
    pub(crate) span: Span,
    pub(crate) kind: PlaceKind,
}

pub(crate) enum PlaceKind {
    Placeholder(LitStr),
    Beside(Option<LitStr>),
    Envelope(Option<LitStr>),
    DataMember(LitStr),
    Data,
    Splice,
}

/// How a boolean is sent; the word is also the name of the function that does it.
pub(crate) struct SpellingAttr(pub(crate) Ident);

/// What the words of a field's attribute look like, for errors.
const FIELD_WORDS: [(&str, &str); 7] = [
    ("placeholder", "placeholder = \"...\""),
    ("beside", "beside"),
    ("data", "data"),
    ("envelope", "envelope"),
    ("splice", "splice"),
    ("toggle", "toggle"),
    ("flag", "flag"),
];

/// Words for places that only FortiOS calls have.
const FORTIOS_WORDS: [&str; 2] = ["query", "body"];

/// The attribute of the struct. `None` after a fault that has been reported.
pub(crate) fn of_struct(attributes: &[Attribute], name: &Ident, report: &mut Report) -> Option<CallAttr> {
    let mut found = ours(attributes);
    let Some(first) = found.next() else {
        report.error(
            name.span(),
            format!(
                "`{name}` does not say which call it is\n\
                 help: add the verb and the url: `#[endpoint(get, \"/dvmdb/adom/<adom>\")]`"
            ),
        );
        return None;
    };
    for other in found {
        report.error(
            other.path().span(),
            "a struct is one call and has one `#[endpoint(...)]`",
        );
    }
    let tokens = arguments(first, report)?;
    let attr = (|input: ParseStream<'_>| CallAttr::parse(input, report)).parse2(tokens);
    report.absorb(attr)
}

/// The attributes of a field, taken together.
pub(crate) fn of_field(attributes: &[Attribute], report: &mut Report) -> FieldAttr {
    let mut attr = FieldAttr::default();
    for attribute in ours(attributes) {
        let words = arguments(attribute, report)
            .map(|tokens| Punctuated::<FieldWord, Token![,]>::parse_terminated.parse2(tokens))
            .and_then(|words| report.absorb(words));
        let Some(words) = words else {
            attr.faulty = true;
            continue;
        };
        for word in words {
            match word {
                FieldWord::Place(place) if attr.place.is_none() => attr.place = Some(place),
                FieldWord::Place(place) => report.error(place.span, "a field goes to one place"),
                FieldWord::Spelling(spelling) if attr.spelling.is_none() => attr.spelling = Some(spelling),
                FieldWord::Spelling(spelling) => {
                    report.error(
                        spelling.0.span(),
                        "a boolean is sent in one way, either `toggle` or `flag`",
                    );
                }
            }
        }
    }
    attr
}

fn ours(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("endpoint"))
}

/// What stands between the parentheses of an attribute.
fn arguments(attribute: &Attribute, report: &mut Report) -> Option<TokenStream> {
    match &attribute.meta {
        Meta::List(list) => Some(list.tokens.clone()),
        other => {
            report.error(
                other.span(),
                "`endpoint` takes its arguments in parentheses: `#[endpoint(...)]`",
            );
            None
        }
    }
}

impl CallAttr {
    fn parse(input: ParseStream<'_>, report: &mut Report) -> Result<Self> {
        if input.is_empty() || input.peek(LitStr) {
            return Err(Error::new(
                input.span(),
                "the verb stands first: `#[endpoint(get, \"...\")]`",
            ));
        }
        let word = input.call(Ident::parse_any)?;
        let verb = report.absorb(Verb::from_ident(&word));
        if input.is_empty() {
            return Err(Error::new(
                word.span(),
                "the url stands after the verb: `#[endpoint(get, \"/dvmdb/adom/<adom>\")]`",
            ));
        }
        input.parse::<Token![,]>()?;
        let template = input.parse()?;
        let mut attr = Self {
            verb,
            template,
            response: None,
            fixed: Vec::new(),
        };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            attr.option(input)?;
        }
        Ok(attr)
    }

    fn option(&mut self, input: ParseStream<'_>) -> Result<()> {
        let word = input.call(Ident::parse_any)?;
        match word.to_string().as_str() {
            "response" if self.response.is_some() => Err(Error::new(word.span(), "a call has one response")),
            "response" => {
                input.parse::<Token![=]>()?;
                self.response = Some(input.parse()?);
                Ok(())
            }
            "fixed" => {
                let content;
                parenthesized!(content in input);
                self.fixed
                    .extend(Punctuated::<Fixed, Token![,]>::parse_terminated(&content)?);
                Ok(())
            }
            unknown => {
                let hint = nearest(unknown, ["response", "fixed"]).map(|word| format!("did you mean `{word}`? "));
                let message = format!(
                    "unknown word `{unknown}`\n\
                     help: {}after the url may stand `response = Type` and `fixed(name = value)`",
                    hint.unwrap_or_default()
                );
                Err(Error::new(word.span(), message))
            }
        }
    }
}

impl Parse for Fixed {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = if input.peek(LitStr) {
            input.parse()?
        } else {
            let name = input.call(Ident::parse_any)?;
            LitStr::new(&name.unraw().to_string(), name.span())
        };
        input.parse::<Token![=]>()?;
        let mut value = TokenStream::new();
        while !input.is_empty() && !input.peek(Token![,]) {
            value.extend([input.parse::<TokenTree>()?]);
        }
        if value.is_empty() {
            let message = format!(
                "`{} =` lacks its value, such as `1`, `\"text\"` or `[\"text\"]`",
                name.value()
            );
            return Err(Error::new(name.span(), message));
        }
        Ok(Self { name, value })
    }
}

/// One word of a field's attribute.
enum FieldWord {
    Place(PlaceAttr),
    Spelling(SpellingAttr),
}

impl Parse for FieldWord {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.peek(LitStr) {
            return Err(input.error("a field says where its value goes, such as `beside(\"sub fetch\")`"));
        }
        let word = input.call(Ident::parse_any)?;
        let kind = match word.to_string().as_str() {
            "placeholder" => {
                input.parse::<Token![=]>()?;
                PlaceKind::Placeholder(input.parse()?)
            }
            "beside" => PlaceKind::Beside(wire_name(input)?),
            "envelope" => PlaceKind::Envelope(wire_name(input)?),
            "data" => wire_name(input)?.map_or(PlaceKind::Data, PlaceKind::DataMember),
            "splice" => PlaceKind::Splice,
            "toggle" | "flag" => return Ok(Self::Spelling(SpellingAttr(word))),
            unknown => return Err(Error::new(word.span(), unknown_word(unknown))),
        };
        Ok(Self::Place(PlaceAttr {
            span: word.span(),
            kind,
        }))
    }
}

/// A name in parentheses, if there is one.
fn wire_name(input: ParseStream<'_>) -> Result<Option<LitStr>> {
    if !input.peek(syn::token::Paren) {
        return Ok(None);
    }
    let content;
    parenthesized!(content in input);
    let name: LitStr = content.parse()?;
    if !content.is_empty() {
        return Err(content.error("a member has one name"));
    }
    Ok(Some(name))
}

fn unknown_word(word: &str) -> String {
    let accepted = list(FIELD_WORDS.map(|(_, shape)| shape), "");
    if FORTIOS_WORDS.contains(&word) {
        return format!(
            "`{word}` is a place in a FortiOS call, which cannot be derived yet\n\
             help: a field of a FortiManager call takes {accepted}"
        );
    }
    let hint = nearest(word, FIELD_WORDS.map(|(word, _)| word)).map(|word| format!("did you mean `{word}`? "));
    format!(
        "unknown word `{word}`\nhelp: {}a field takes {accepted}",
        hint.unwrap_or_default()
    )
}
