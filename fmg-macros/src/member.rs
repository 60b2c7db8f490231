//! Checks what is sent outside the url.

use std::collections::HashSet;

use syn::LitStr;

use crate::attr::{Fixed, PlaceKind};
use crate::input::{Member, NamedField, Place};
use crate::report::Report;

/// What the protocol itself puts into the params entry and into the envelope.
const RESERVED_BESIDE: [&str; 1] = ["url"];
const RESERVED_ENVELOPE: [&str; 4] = ["id", "method", "params", "session"];

/// The fields that are sent outside the url, in their order.
pub(crate) fn members<'a>(fields: &'a [NamedField<'a>], fixed: &[Fixed], report: &mut Report) -> Vec<Member<'a>> {
    let mut taken = Taken::default();
    for constant in fixed {
        taken.claim(&Place::Beside(constant.name.value()), constant.name.span(), report);
    }
    let mut members = Vec::new();
    for field in fields {
        let place = place(field);
        check_spelling(field, place.as_ref(), report);
        if let (Some(place), Some(attr)) = (place, &field.attr.place) {
            taken.claim(&place, attr.span, report);
            members.push(Member { field, place });
        }
    }
    members
}

/// Where a field is sent to, unless it stands in the url.
fn place(field: &NamedField<'_>) -> Option<Place> {
    let wire = |name: &Option<LitStr>| name.as_ref().map_or_else(|| field.name(), LitStr::value);
    match &field.attr.place.as_ref()?.kind {
        PlaceKind::Placeholder(_) => None,
        PlaceKind::Beside(name) => Some(Place::Beside(wire(name))),
        PlaceKind::Envelope(name) => Some(Place::Envelope(wire(name))),
        PlaceKind::DataMember(name) => Some(Place::DataMember(name.value())),
        PlaceKind::Data => Some(Place::Data),
        PlaceKind::Splice => Some(Place::Splice),
    }
}

/// `toggle` and `flag` need a boolean of its own to spell.
fn check_spelling(field: &NamedField<'_>, place: Option<&Place>, report: &mut Report) {
    let Some(spelling) = &field.attr.spelling else {
        return;
    };
    let word = &spelling.0;
    let reason = match place {
        Some(Place::Beside(_) | Place::Envelope(_) | Place::DataMember(_)) => return,
        Some(Place::Data) => "the whole `data` is no boolean",
        Some(Place::Splice) => "what is spliced is no boolean",
        None => "a url holds no booleans",
    };
    report.error(
        word.span(),
        format!(
            "`{word}` has nothing to spell here: {reason}\n\
             help: it stands after `beside`, `envelope` or `data(\"...\")`"
        ),
    );
}

/// The places that are filled so far.
#[derive(Default)]
struct Taken(HashSet<(&'static str, String)>);

impl Taken {
    fn claim(&mut self, place: &Place, span: proc_macro2::Span, report: &mut Report) {
        let (region, name) = match place {
            Place::Splice => return,
            Place::Beside(name) if name == "data" => {
                return report.error(span, "`data` beside the url is a place of its own: `#[endpoint(data)]`");
            }
            Place::Beside(name) => ("beside the url", name.as_str()),
            Place::Envelope(name) => ("in the envelope", name.as_str()),
            Place::DataMember(name) => ("in `data`", name.as_str()),
            Place::Data => ("in `data`", ""),
        };
        let reserved: &[&str] = match place {
            Place::Beside(_) => &RESERVED_BESIDE,
            Place::Envelope(_) => &RESERVED_ENVELOPE,
            _ => &[],
        };
        if reserved.contains(&name) {
            report.error(span, format!("`{name}` {region} is written by the client itself"));
        } else if name.is_empty() && *place != Place::Data {
            report.error(span, "a member needs a name");
        } else if self.holds_whole_data() && region == "in `data`" {
            report.error(span, "another field is the whole `data` already");
        } else if *place == Place::Data && self.0.iter().any(|(taken, _)| *taken == region) {
            report.error(
                span,
                "other fields are members of `data`, so that this one cannot be the whole",
            );
        } else if !self.0.insert((region, name.to_owned())) {
            report.error(span, format!("`{name}` {region} is filled twice"));
        }
    }

    fn holds_whole_data(&self) -> bool {
        self.0
            .iter()
            .any(|(region, name)| *region == "in `data`" && name.is_empty())
    }
}
