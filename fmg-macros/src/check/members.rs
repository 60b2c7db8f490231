//! Checks what is sent outside the url.

use fmg_template::{Place, Protocol};
use syn::LitStr;

use super::taken::Taken;
use crate::attr::{self, CallAttr, PlaceKind};
use crate::model::{Member, NamedField};
use crate::place::{Filling, Manner, whole};
use crate::report::Report;

/// The fields that are sent outside the url, in their order.
pub(crate) fn members<'a>(
    fields: &'a [NamedField<'a>],
    attr: Option<&CallAttr>,
    report: &mut Report,
) -> Vec<Member<'a>> {
    let protocol = attr.and_then(|attr| attr.protocol);
    let mut taken = Taken::of(attr.and_then(|attr| attr.verb.as_ref()));
    for constant in attr.map(|attr| attr.fixed.as_slice()).unwrap_or_default() {
        if let Some(protocol) = protocol {
            taken.claim(&constant.filling(protocol), constant.name.span(), report);
        }
    }
    // Where the word is misplaced, it is all that there is to say.
    if protocol.is_none_or(Protocol::is_gui) {
        for name in attr.map(|attr| attr.csrf.as_slice()).unwrap_or_default() {
            taken.claim(&Filling::token(name.value()), name.span(), report);
        }
    }
    let mut members = Vec::new();
    for field in fields {
        let filling = filling(field, protocol);
        check_spelling(field, filling.as_ref(), protocol, report);
        if let (Some(filling), Some(attr)) = (filling, &field.attr.place) {
            taken.claim_field(field.name(), &filling, attr.span, report);
            members.push(Member { field, filling });
        }
    }
    members
}

/// Where a field is sent to, unless it stands in the url.
fn filling(field: &NamedField<'_>, protocol: Option<Protocol>) -> Option<Filling> {
    let wire = |name: &Option<LitStr>| name.as_ref().map_or_else(|| field.name(), LitStr::value);
    let (place, manner) = match &field.attr.place.as_ref()?.kind {
        PlaceKind::Placeholder(_) => return None,
        PlaceKind::In(place, None) if place.can_be_whole() => (*place, Manner::Whole),
        PlaceKind::In(place, name) => (*place, Manner::Member(wire(name))),
        PlaceKind::Splice => {
            let place = protocol.unwrap_or(Protocol::JsonRpc).splice_place();
            (place, Manner::Splice)
        }
        PlaceKind::File(name) => (Place::Body, Manner::File(wire(name))),
        PlaceKind::Content => (Place::Body, Manner::Content),
    };
    Some(Filling { place, manner })
}

/// `toggle` and `flag` need a boolean of its own to spell, and `digits` a number.
fn check_spelling(field: &NamedField<'_>, filling: Option<&Filling>, protocol: Option<Protocol>, report: &mut Report) {
    let Some(spelling) = &field.attr.spelling else {
        return;
    };
    let word = &spelling.0;
    let kind = if word == "digits" { "number" } else { "boolean" };
    let reason = match filling.map(|filling| (filling.place, &filling.manner)) {
        Some((place, Manner::Whole)) => {
            let message = format!(
                "`{word}` has nothing to spell here: {} is no {kind} to spell\n\
                 help: a member has its name in parentheses: `#[endpoint({}({:?}), {word})]`",
                whole(place),
                place.as_str(),
                field.name()
            );
            return report.error(word.span(), message);
        }
        Some((_, Manner::Splice)) => "what is spliced is",
        Some((_, Manner::File(_) | Manner::Content)) => "a file is",
        Some((_, Manner::Member(_) | Manner::Token(_))) => return,
        // Where a word was misplaced, the place is not known.
        None if field.attr.faulty => return,
        // A number in a url is written by its digits anyway.
        None => "what fills a url is",
    };
    let places = attr::places_of_members(protocol.unwrap_or(Protocol::JsonRpc));
    report.error(
        word.span(),
        format!("`{word}` has nothing to spell here: {reason} no {kind} to spell\nhelp: it stands after {places}"),
    );
}
