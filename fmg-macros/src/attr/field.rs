//! `#[endpoint(...)]` on a field.

use fmg_template::Protocol;
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Error, LitStr, Result, Token, parenthesized};

use super::word::{self, Word, any, is_fortimanager, is_json_rpc};
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
    Content,
}

/// How a boolean or a number is sent; the word is also the name of the function that does it.
pub(crate) struct SpellingAttr(pub(crate) Ident);

const WORDS: [Word; 13] = [
    Word::of(any, "placeholder", "placeholder = \"...\""),
    Word::of(is_json_rpc, "beside", "beside"),
    Word::of(is_json_rpc, "data", "data"),
    Word::of(is_json_rpc, "envelope", "envelope"),
    Word::of(is_fortimanager, "splice", "splice"),
    Word::of(Protocol::is_http, "query", "query"),
    Word::of(|own| own != Protocol::JsonRpc, "body", "body"),
    Word::of(Protocol::is_http, "form", "form"),
    Word::of(Protocol::is_http, "file", "file"),
    Word::of(|own| own.is_http() && is_fortimanager(own), "content", "content"),
    Word::of(any, "toggle", "toggle"),
    Word::of(any, "flag", "flag"),
    Word::of(any, "digits", "digits"),
];

/// One word of the attribute.
enum FieldWord {
    Place(PlaceAttr),
    Spelling(SpellingAttr),
    /// A place that calls in this protocol do not have, which has been reported.
    Misplaced,
}

/// The attributes of a field, taken together. Without a protocol, the places of all are taken.
pub(crate) fn of_field(attributes: &[Attribute], protocol: Option<Protocol>, report: &mut Report) -> FieldAttr {
    let mut attr = FieldAttr::default();
    for attribute in super::named(attributes, "endpoint") {
        let Some(tokens) = super::arguments(attribute, "endpoint", report) else {
            attr.faulty = true;
            continue;
        };
        let words = (|input: ParseStream<'_>| attr.parse(input, protocol, report)).parse2(tokens);
        if report.absorb(words).is_none() {
            attr.faulty = true;
        }
    }
    attr
}

impl FieldAttr {
    fn parse(&mut self, input: ParseStream<'_>, protocol: Option<Protocol>, report: &mut Report) -> Result<()> {
        while !input.is_empty() {
            let word = field_word(input, protocol, report)?;
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
                    "a value is sent in one way: `toggle` and `flag` are for booleans, `digits` for numbers",
                );
            }
        }
    }
}

fn field_word(input: ParseStream<'_>, protocol: Option<Protocol>, report: &mut Report) -> Result<FieldWord> {
    if input.peek(LitStr) {
        let example = match protocol {
            Some(Protocol::Rest | Protocol::Gui | Protocol::FortiOs) => "query(\"ip_version\")",
            Some(Protocol::GuiProxy) => "body(\"pkgOid\")",
            Some(Protocol::JsonRpc) | None => "beside(\"sub fetch\")",
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
        "content" => PlaceKind::Content,
        "toggle" | "flag" | "digits" => return Ok(FieldWord::Spelling(SpellingAttr(word))),
        unknown => {
            let message = word::unknown_word(&WORDS, unknown, protocol, "a field takes");
            return Err(Error::new(word.span(), message));
        }
    };
    if let Some(protocol) = word::misplaced(&WORDS, &written, protocol) {
        let hint = counterpart(&written, protocol)
            .map(|word| format!("did you mean `{word}`? "))
            .unwrap_or_default();
        let message = format!(
            "`{written}` is no place in a call to {}\nhelp: {hint}a field of it takes {}",
            protocol.name(),
            word::shapes(&WORDS, Some(protocol))
        );
        report.error(word.span(), message);
        return Ok(FieldWord::Misplaced);
    }
    Ok(FieldWord::Place(PlaceAttr {
        span: word.span(),
        kind,
    }))
}

/// The place in this protocol that does what the word does in another.
fn counterpart(word: &str, protocol: Protocol) -> Option<&'static str> {
    match (protocol, word) {
        (Protocol::JsonRpc, "query") => Some("beside"),
        (Protocol::JsonRpc, "body") => Some("data"),
        (Protocol::GuiProxy, "beside" | "data" | "query" | "form") | (_, "data") => Some("body"),
        (_, "beside") => Some("query"),
        (Protocol::FortiOs, "content") => Some("file"),
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
