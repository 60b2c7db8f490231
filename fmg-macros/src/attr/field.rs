//! `#[endpoint(...)]` on a field.

use fmg_template::{Place, Protocol};
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Error, LitStr, Result, Token, parenthesized};

use super::word::{self, Word};
use crate::item::Attribute;
use crate::report::Report;

/// The parsed attributes of a field.
#[derive(Default)]
pub(crate) struct FieldAttr {
    pub(crate) place: Option<PlaceAttr>,
    pub(crate) spelling: Option<SpellingAttr>,
    /// Whether an attribute could not be parsed, which has been reported.
    pub(crate) faulty: bool,
}

/// The place that a field names.
pub(crate) struct PlaceAttr {
    pub(crate) span: Span,
    pub(crate) kind: PlaceKind,
}

/// The places of fields, with the names of their members.
pub(crate) enum PlaceKind {
    Placeholder(LitStr),
    /// A member of the place, or the whole place if that is possible and there is no name.
    In(Place, Option<LitStr>),
    Splice,
    File(Option<LitStr>),
    Content,
}

/// The format of a boolean or a number; the word is also the name of the function that writes it.
pub(crate) struct SpellingAttr(pub(crate) Ident);

const PLACEHOLDER: Word = Word::of(Protocol::ALL, "placeholder", "placeholder = \"...\"");

/// Values that are not one member and not a whole JSON place.
const SPLICE: Word = Word::of(word::FORTIMANAGER, "splice", "splice");
const FILE: Word = Word::of(Place::Query.protocols(), "file", "file");
const CONTENT: Word = Word::of(word::FORTIMANAGER_HTTP, "content", "content");

const SPELLINGS: [Word; 3] = [
    Word::of(Protocol::ALL, "toggle", "toggle"),
    Word::of(Protocol::ALL, "flag", "flag"),
    Word::of(Protocol::ALL, "digits", "digits"),
];

/// All words; those of JSON-RPC come before those of HTTP.
fn words() -> Vec<Word> {
    let places = |of_json_rpc: bool| {
        let all = Place::ALL.iter().copied();
        all.filter(move |place| place.protocols().contains(&Protocol::JsonRpc) == of_json_rpc)
            .map(|place| Word::of(place.protocols(), place.as_str(), place.as_str()))
    };
    let mut words = vec![PLACEHOLDER];
    words.extend(places(true));
    words.push(SPLICE);
    words.extend(places(false));
    words.extend([FILE, CONTENT]);
    words.extend(SPELLINGS);
    words
}

/// The places outside the url that a field can have, for error messages.
pub(crate) fn places_of(protocol: Protocol) -> String {
    let places = protocol.places().flat_map(|place| {
        let member = place.can_be_whole().then(|| member_of(place));
        [Some(place.as_str().to_owned()), member]
    });
    let others = [FILE, CONTENT, SPLICE].into_iter();
    let others = others.filter(|word| word.suits(Some(protocol)));
    either(places.flatten().chain(others.map(|word| word.text.to_owned())))
}

/// The places outside the url that a member can have, for error messages.
pub(crate) fn places_of_members(protocol: Protocol) -> String {
    let (wholes, others): (Vec<_>, Vec<_>) = protocol.places().partition(|place| place.can_be_whole());
    let others = others.into_iter().map(|place| place.as_str().to_owned());
    either(others.chain(wholes.into_iter().map(member_of)))
}

/// One member of a place that can be filled whole.
fn member_of(place: Place) -> String {
    format!("{}(\"...\")", place.as_str())
}

/// "`a`, `b` or `c`"
fn either(words: impl Iterator<Item = String>) -> String {
    let words: Vec<_> = words.map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

/// One word of the attribute.
enum FieldWord {
    Place(PlaceAttr),
    Spelling(SpellingAttr),
    /// A place that calls of this protocol do not have, which has been reported.
    Misplaced,
}

/// The attributes of a field, combined. If the protocol is unknown, the places of all protocols are accepted.
pub(crate) fn of_field(attributes: &[Attribute], protocol: Option<Protocol>, report: &mut Report) -> FieldAttr {
    let mut attr = FieldAttr::default();
    for attribute in attributes {
        let Some(tokens) = attribute.arguments(report) else {
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
            FieldWord::Place(place) => report.error(place.span, "a field has only one place"),
            FieldWord::Spelling(spelling) if self.spelling.is_none() => self.spelling = Some(spelling),
            FieldWord::Spelling(spelling) => {
                report.error(
                    spelling.0.span(),
                    "a value has only one format: `toggle` and `flag` are for booleans, `digits` for numbers",
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
        return Err(input.error(format!("a field names the place of its value, such as `{example}`")));
    }
    let word = input.call(Ident::parse_any)?;
    let written = word.to_string();
    let (kind, protocols) = match written.as_str() {
        "placeholder" => {
            input.parse::<Token![=]>()?;
            (PlaceKind::Placeholder(input.parse()?), PLACEHOLDER.protocols)
        }
        "splice" => (PlaceKind::Splice, SPLICE.protocols),
        "file" => (PlaceKind::File(wire_name(input)?), FILE.protocols),
        "content" => (PlaceKind::Content, CONTENT.protocols),
        "toggle" | "flag" | "digits" => return Ok(FieldWord::Spelling(SpellingAttr(word))),
        other => {
            let Some(place) = Place::ALL.iter().find(|place| place.as_str() == other) else {
                let message = word::unknown_word(&words(), other, protocol, "a field takes");
                return Err(Error::new(word.span(), message));
            };
            (PlaceKind::In(*place, wire_name(input)?), place.protocols())
        }
    };
    if let Some(protocol) = protocol.filter(|protocol| !protocols.contains(protocol)) {
        let hint = counterpart(&written, protocol)
            .map(|word| format!("did you mean `{word}`? "))
            .unwrap_or_default();
        let message = format!(
            "`{written}` is not a place in calls to {}\nhelp: {hint}a field of such a call takes {}",
            protocol.name(),
            word::shapes(&words(), Some(protocol))
        );
        report.error(word.span(), message);
        return Ok(FieldWord::Misplaced);
    }
    Ok(FieldWord::Place(PlaceAttr {
        span: word.span(),
        kind,
    }))
}

/// The place of this protocol that corresponds to a word of another protocol.
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
