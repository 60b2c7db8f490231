//! Checks the members of a call.

use fmg_template::{Place, Protocol};
use syn::LitStr;

use super::taken::Taken;
use crate::attr::{self, CallAttr, PlaceKind};
use crate::model::{Member, NamedField};
use crate::place::{Destination, DestinationPart, whole};
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
            taken.claim(&constant.destination(protocol), constant.name.span(), report);
        }
    }
    // For other protocols the word itself is already reported.
    if protocol.is_none_or(Protocol::is_gui) {
        for name in attr.map(|attr| attr.csrf.as_slice()).unwrap_or_default() {
            taken.claim(&Destination::token(name.value()), name.span(), report);
        }
    }
    let mut members = Vec::new();
    for field in fields {
        let destination = destination(field, protocol);
        check_spelling(field, destination.as_ref(), protocol, report);
        if let (Some(destination), Some(attr)) = (destination, &field.attr.place) {
            taken.claim_field(field.name(), &destination, attr.span, report);
            members.push(Member { field, destination });
        }
    }
    members
}

/// The place of a field outside the url.
fn destination(field: &NamedField<'_>, protocol: Option<Protocol>) -> Option<Destination> {
    let wire = |name: &Option<LitStr>| name.as_ref().map_or_else(|| field.name(), LitStr::value);
    let (place, part) = match &field.attr.place.as_ref()?.kind {
        PlaceKind::Placeholder(_) => return None,
        PlaceKind::In(place, None) if place.can_be_whole() => (*place, DestinationPart::Whole),
        PlaceKind::In(place, name) => (*place, DestinationPart::Member(wire(name))),
        PlaceKind::Splice => {
            let place = protocol.unwrap_or(Protocol::JsonRpc).splice_place();
            (place, DestinationPart::Splice)
        }
        PlaceKind::File(name) => (Place::Body, DestinationPart::File(wire(name))),
        PlaceKind::Content => (Place::Body, DestinationPart::Content),
    };
    Some(Destination { place, part })
}

/// Checks that `toggle` and `flag` are on a boolean member, and `digits` on a number.
fn check_spelling(
    field: &NamedField<'_>,
    destination: Option<&Destination>,
    protocol: Option<Protocol>,
    report: &mut Report,
) {
    let Some(spelling) = &field.attr.spelling else {
        return;
    };
    let word = &spelling.0;
    let kind = if word == "digits" { "number" } else { "boolean" };
    let reason = match destination.map(|destination| (destination.place, &destination.part)) {
        Some((place, DestinationPart::Whole)) => {
            let message = format!(
                "`{word}` cannot be used here: {} is not a {kind}\n\
                 help: a member has its name in parentheses: `#[endpoint({}({:?}), {word})]`",
                whole(place),
                place.as_str(),
                field.name()
            );
            return report.error(word.span(), message);
        }
        Some((_, DestinationPart::Splice)) => "a spliced value",
        Some((_, DestinationPart::File(_) | DestinationPart::Content)) => "a file",
        Some((_, DestinationPart::Member(_) | DestinationPart::Token(_))) => return,
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
