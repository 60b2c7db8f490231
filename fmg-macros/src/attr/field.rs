//! `#[endpoint(...)]` on a field.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Error, LitStr, Result, Token, parenthesized};

use super::word::{self, Word};
use crate::product::Product::{self, FortiManager, FortiOs};
use crate::report::Report;

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

/// The places, with the names that are given to what goes there.
pub(crate) enum PlaceKind {
    Placeholder(LitStr),
    Beside(Option<LitStr>),
    Envelope(Option<LitStr>),
    DataMember(LitStr),
    Data,
    Splice,
    Query(Option<LitStr>),
    BodyMember(LitStr),
    Body,
    Form(Option<LitStr>),
    File(Option<LitStr>),
}

/// How a boolean is sent; the word is also the name of the function that does it.
pub(crate) struct SpellingAttr(pub(crate) Ident);

const WORDS: [Word; 11] = [
    Word::any("placeholder", "placeholder = \"...\""),
    Word::of(FortiManager, "beside", "beside"),
    Word::of(FortiManager, "data", "data"),
    Word::of(FortiManager, "envelope", "envelope"),
    Word::of(FortiManager, "splice", "splice"),
    Word::of(FortiOs, "query", "query"),
    Word::of(FortiOs, "body", "body"),
    Word::of(FortiOs, "form", "form"),
    Word::of(FortiOs, "file", "file"),
    Word::any("toggle", "toggle"),
    Word::any("flag", "flag"),
];

/// One word of the attribute.
enum FieldWord {
    Place(PlaceAttr),
    Spelling(SpellingAttr),
    /// A place that calls to this product do not have, which has been reported.
    Misplaced,
}

/// The attributes of a field, taken together. Without a product, the places of both are taken.
pub(crate) fn of_field(attributes: &[Attribute], product: Option<Product>, report: &mut Report) -> FieldAttr {
    let mut attr = FieldAttr::default();
    for attribute in super::named(attributes, "endpoint") {
        let Some(tokens) = super::arguments(attribute, "endpoint", report) else {
            attr.faulty = true;
            continue;
        };
        let words = (|input: ParseStream<'_>| attr.parse(input, product, report)).parse2(tokens);
        if report.absorb(words).is_none() {
            attr.faulty = true;
        }
    }
    attr
}

impl FieldAttr {
    fn parse(&mut self, input: ParseStream<'_>, product: Option<Product>, report: &mut Report) -> Result<()> {
        while !input.is_empty() {
            let word = field_word(input, product, report)?;
            self.take(word, report);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    }

    fn take(&mut self, word: FieldWord, report: &mut Report) {
        match word {
            FieldWord::Misplaced => self.faulty = true,
            FieldWord::Place(place) if self.place.is_none() => self.place = Some(place),
            FieldWord::Place(place) => report.error(place.span, "a field goes to one place"),
            FieldWord::Spelling(spelling) if self.spelling.is_none() => self.spelling = Some(spelling),
            FieldWord::Spelling(spelling) => {
                report.error(
                    spelling.0.span(),
                    "a boolean is sent in one way, either `toggle` or `flag`",
                );
            }
        }
    }
}

fn field_word(input: ParseStream<'_>, product: Option<Product>, report: &mut Report) -> Result<FieldWord> {
    if input.peek(LitStr) {
        let example = match product {
            Some(FortiOs) => "query(\"ip_version\")",
            Some(FortiManager) | None => "beside(\"sub fetch\")",
        };
        return Err(input.error(format!("a field says where its value goes, such as `{example}`")));
    }
    let word = input.call(Ident::parse_any)?;
    let written = word.to_string();
    let kind = match written.as_str() {
        "placeholder" => {
            input.parse::<Token![=]>()?;
            PlaceKind::Placeholder(input.parse()?)
        }
        "beside" => PlaceKind::Beside(wire_name(input)?),
        "envelope" => PlaceKind::Envelope(wire_name(input)?),
        "data" => wire_name(input)?.map_or(PlaceKind::Data, PlaceKind::DataMember),
        "splice" => PlaceKind::Splice,
        "query" => PlaceKind::Query(wire_name(input)?),
        "body" => wire_name(input)?.map_or(PlaceKind::Body, PlaceKind::BodyMember),
        "form" => PlaceKind::Form(wire_name(input)?),
        "file" => PlaceKind::File(wire_name(input)?),
        "toggle" | "flag" => return Ok(FieldWord::Spelling(SpellingAttr(word))),
        unknown => {
            let message = word::unknown_word(&WORDS, unknown, product, "a field takes");
            return Err(Error::new(word.span(), message));
        }
    };
    if let Some((belongs, addressed)) = word::misplaced(&WORDS, &written, product) {
        let hint = counterpart(&written)
            .map(|word| format!("did you mean `{word}`? "))
            .unwrap_or_default();
        let message = format!(
            "`{written}` is a place in a call to {}, and this one goes to {}\nhelp: {hint}a field of it takes {}",
            belongs.name(),
            addressed.name(),
            word::shapes(&WORDS, product)
        );
        report.error(word.span(), message);
        return Ok(FieldWord::Misplaced);
    }
    Ok(FieldWord::Place(PlaceAttr {
        span: word.span(),
        kind,
    }))
}

/// The place of the other product that does the same.
fn counterpart(word: &str) -> Option<&'static str> {
    match word {
        "beside" => Some("query"),
        "data" => Some("body"),
        "query" => Some("beside"),
        "body" => Some("data"),
        _ => None,
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
