//! Checks the members of a call.

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
    // For other protocols the word itself is already reported.
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

/// The place of a field outside the url.
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

/// Checks that `toggle` and `flag` are on a boolean member, and `digits` on a number.
fn check_spelling(field: &NamedField<'_>, filling: Option<&Filling>, protocol: Option<Protocol>, report: &mut Report) {
    let Some(spelling) = &field.attr.spelling else {
        return;
    };
    let word = &spelling.0;
    let kind = if word == "digits" { "number" } else { "boolean" };
    let reason = match filling.map(|filling| (filling.place, &filling.manner)) {
        Some((place, Manner::Whole)) => {
            let message = format!(
                "`{word}` cannot be used here: {} is not a {kind}\n\
                 help: a member has its name in parentheses: `#[endpoint({}({:?}), {word})]`",
                whole(place),
                place.as_str(),
                field.name()
            );
            return report.error(word.span(), message);
        }
        Some((_, Manner::Splice)) => "a spliced value",
        Some((_, Manner::File(_) | Manner::Content)) => "a file",
        Some((_, Manner::Member(_) | Manner::Token(_))) => return,
        // After a faulty attribute the place is unknown.
        None if field.attr.faulty => return,
        // The url has the digits of a number without this word.
        None => "a value in the url",
    };
    let places = attr::places_of_members(protocol.unwrap_or(Protocol::JsonRpc));
    report.error(
        word.span(),
        format!("`{word}` cannot be used here: {reason} is not a {kind} member\nhelp: `{word}` follows {places}"),
    );
}
