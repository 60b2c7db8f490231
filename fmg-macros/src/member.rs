//! Checks what is sent outside the url.

use fmg_template::Protocol;
use syn::LitStr;

use crate::attr::{CallAttr, Fixed, PlaceKind};
use crate::input::{Member, NamedField};
use crate::place::Place;
use crate::report::Report;
use crate::taken::Taken;

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
            taken.claim(&constant_place(constant, protocol), constant.name.span(), report);
        }
    }
    // Where the word is misplaced, it is all that there is to say.
    if protocol.is_none_or(Protocol::is_gui) {
        for name in attr.map(|attr| attr.csrf.as_slice()).unwrap_or_default() {
            taken.claim(&Place::Token(name.value()), name.span(), report);
        }
    }
    let mut members = Vec::new();
    for field in fields {
        let place = place(field, protocol);
        check_spelling(field, place.as_ref(), protocol, report);
        if let (Some(place), Some(attr)) = (place, &field.attr.place) {
            taken.claim(&place, attr.span, report);
            members.push(Member { field, place });
        }
    }
    members
}

/// Where a constant is sent to.
pub(crate) fn constant_place(constant: &Fixed, protocol: Protocol) -> Place {
    let name = constant.name.value();
    match protocol {
        Protocol::JsonRpc => Place::Beside(name),
        Protocol::Rest | Protocol::Gui | Protocol::FortiOs => Place::Query(name),
        Protocol::GuiProxy => Place::BodyMember(name),
    }
}

/// Where a field is sent to, unless it stands in the url.
fn place(field: &NamedField<'_>, protocol: Option<Protocol>) -> Option<Place> {
    let wire = |name: &Option<LitStr>| name.as_ref().map_or_else(|| field.name(), LitStr::value);
    match &field.attr.place.as_ref()?.kind {
        PlaceKind::Placeholder(_) => None,
        PlaceKind::Beside(name) => Some(Place::Beside(wire(name))),
        PlaceKind::Envelope(name) => Some(Place::Envelope(wire(name))),
        PlaceKind::DataMember(name) => Some(Place::DataMember(name.value())),
        PlaceKind::Data => Some(Place::Data),
        PlaceKind::Splice => Some(match protocol {
            Some(Protocol::Rest | Protocol::Gui | Protocol::GuiProxy | Protocol::FortiOs) => Place::BodySplice,
            Some(Protocol::JsonRpc) | None => Place::Splice,
        }),
        PlaceKind::Query(name) => Some(Place::Query(wire(name))),
        PlaceKind::BodyMember(name) => Some(Place::BodyMember(name.value())),
        PlaceKind::Body => Some(Place::Body),
        PlaceKind::Form(name) => Some(Place::Form(wire(name))),
        PlaceKind::File(name) => Some(Place::File(wire(name))),
        PlaceKind::Content => Some(Place::Content),
    }
}

/// `toggle` and `flag` need a boolean of its own to spell, and `digits` a number.
fn check_spelling(field: &NamedField<'_>, place: Option<&Place>, protocol: Option<Protocol>, report: &mut Report) {
    let Some(spelling) = &field.attr.spelling else {
        return;
    };
    let word = &spelling.0;
    let reason = match place {
        Some(Place::Data) => "the whole `data` is",
        Some(Place::Splice | Place::BodySplice) => "what is spliced is",
        Some(Place::Body) => "the whole body is",
        Some(Place::File(_) | Place::Content) => "a file is",
        Some(_) => return,
        // Where a word was misplaced, the place is not known.
        None if field.attr.faulty => return,
        // A number in a url is written by its digits anyway.
        None => "what fills a url is",
    };
    let kind = if word == "digits" { "number" } else { "boolean" };
    let places = match protocol {
        Some(Protocol::Rest | Protocol::Gui | Protocol::FortiOs) => "`query`, `form` or `body(\"...\")`",
        Some(Protocol::GuiProxy) => "`body(\"...\")`",
        Some(Protocol::JsonRpc) | None => "`beside`, `envelope` or `data(\"...\")`",
    };
    report.error(
        word.span(),
        format!("`{word}` has nothing to spell here: {reason} no {kind} to spell\nhelp: it stands after {places}"),
    );
}
