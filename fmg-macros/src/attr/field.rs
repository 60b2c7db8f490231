//! `#[endpoint(...)]` on a field.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Error, LitStr, Result, Token, parenthesized};

use super::word::{self, Word};
use crate::door::Door;
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
    Word::of(Door::ALL, "placeholder", "placeholder = \"...\""),
    Word::of(&[Door::JsonRpc], "beside", "beside"),
    Word::of(&[Door::JsonRpc], "data", "data"),
    Word::of(&[Door::JsonRpc], "envelope", "envelope"),
    Word::of(Door::FORTIMANAGER, "splice", "splice"),
    Word::of(Door::HTTP, "query", "query"),
    Word::of(Door::ALL_BUT_JSON_RPC, "body", "body"),
    Word::of(Door::HTTP, "form", "form"),
    Word::of(Door::HTTP, "file", "file"),
    Word::of(Door::FORTIMANAGER_HTTP, "content", "content"),
    Word::of(Door::ALL, "toggle", "toggle"),
    Word::of(Door::ALL, "flag", "flag"),
    Word::of(Door::ALL, "digits", "digits"),
];

/// One word of the attribute.
enum FieldWord {
    Place(PlaceAttr),
    Spelling(SpellingAttr),
    /// A place that calls through this door do not have, which has been reported.
    Misplaced,
}

/// The attributes of a field, taken together. Without a door, the places of all are taken.
pub(crate) fn of_field(attributes: &[Attribute], door: Option<Door>, report: &mut Report) -> FieldAttr {
    let mut attr = FieldAttr::default();
    for attribute in super::named(attributes, "endpoint") {
        let Some(tokens) = super::arguments(attribute, "endpoint", report) else {
            attr.faulty = true;
            continue;
        };
        let words = (|input: ParseStream<'_>| attr.parse(input, door, report)).parse2(tokens);
        if report.absorb(words).is_none() {
            attr.faulty = true;
        }
    }
    attr
}

impl FieldAttr {
    fn parse(&mut self, input: ParseStream<'_>, door: Option<Door>, report: &mut Report) -> Result<()> {
        while !input.is_empty() {
            let word = field_word(input, door, report)?;
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

fn field_word(input: ParseStream<'_>, door: Option<Door>, report: &mut Report) -> Result<FieldWord> {
    if input.peek(LitStr) {
        let example = match door {
            Some(Door::Rest | Door::Gui | Door::FortiOs) => "query(\"ip_version\")",
            Some(Door::GuiProxy) => "body(\"pkgOid\")",
            Some(Door::JsonRpc) | None => "beside(\"sub fetch\")",
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
            let message = word::unknown_word(&WORDS, unknown, door, "a field takes");
            return Err(Error::new(word.span(), message));
        }
    };
    if let Some(door) = word::misplaced(&WORDS, &written, door) {
        let hint = counterpart(&written, door)
            .map(|word| format!("did you mean `{word}`? "))
            .unwrap_or_default();
        let message = format!(
            "`{written}` is no place in a call to {}\nhelp: {hint}a field of it takes {}",
            door.name(),
            word::shapes(&WORDS, Some(door))
        );
        report.error(word.span(), message);
        return Ok(FieldWord::Misplaced);
    }
    Ok(FieldWord::Place(PlaceAttr {
        span: word.span(),
        kind,
    }))
}

/// The place behind this door that does what the word does behind another.
fn counterpart(word: &str, door: Door) -> Option<&'static str> {
    match (door, word) {
        (Door::JsonRpc, "query") => Some("beside"),
        (Door::JsonRpc, "body") => Some("data"),
        (Door::GuiProxy, "beside" | "data" | "query" | "form") | (_, "data") => Some("body"),
        (_, "beside") => Some("query"),
        (Door::FortiOs, "content") => Some("file"),
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
