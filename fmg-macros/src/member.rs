//! Checks what is sent outside the url.

use proc_macro2::Span;
use syn::LitStr;

use crate::attr::{Fixed, PlaceKind};
use crate::input::{Member, NamedField};
use crate::place::Place;
use crate::product::Product::{self, FortiManager, FortiOs};
use crate::report::Report;
use crate::verb::Verb;

/// What the protocol itself puts into the params entry and into the envelope.
const RESERVED_BESIDE: [&str; 1] = ["url"];
const RESERVED_ENVELOPE: [&str; 4] = ["id", "method", "params", "session"];

/// The parameter that carries the token, for those who cannot set a header.
const TOKEN_PARAMETER: &str = "access_token";

/// The fields that are sent outside the url, in their order.
pub(crate) fn members<'a>(
    fields: &'a [NamedField<'a>],
    verb: Option<Verb>,
    fixed: &[Fixed],
    report: &mut Report,
) -> Vec<Member<'a>> {
    let mut taken = Taken {
        verb,
        places: Vec::new(),
    };
    let product = verb.map(Verb::product);
    for constant in fixed {
        let name = constant.name.value();
        let place = match product {
            Some(FortiManager) => Place::Beside(name),
            Some(FortiOs) => Place::Query(name),
            None => continue,
        };
        taken.claim(&place, constant.name.span(), report);
    }
    let mut members = Vec::new();
    for field in fields {
        let place = place(field);
        check_spelling(field, place.as_ref(), product, report);
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
        PlaceKind::Query(name) => Some(Place::Query(wire(name))),
        PlaceKind::BodyMember(name) => Some(Place::BodyMember(name.value())),
        PlaceKind::Body => Some(Place::Body),
        PlaceKind::Form(name) => Some(Place::Form(wire(name))),
        PlaceKind::File(name) => Some(Place::File(wire(name))),
    }
}

/// `toggle` and `flag` need a boolean of its own to spell.
fn check_spelling(field: &NamedField<'_>, place: Option<&Place>, product: Option<Product>, report: &mut Report) {
    let Some(spelling) = &field.attr.spelling else {
        return;
    };
    let word = &spelling.0;
    let reason = match place {
        Some(Place::Data) => "the whole `data` is no boolean",
        Some(Place::Splice) => "what is spliced is no boolean",
        Some(Place::Body) => "the whole body is no boolean",
        Some(Place::File(_)) => "a file is no boolean",
        Some(_) => return,
        // Where a word was misplaced, the place is not known.
        None if field.attr.faulty => return,
        None => "a url holds no booleans",
    };
    let places = match product {
        Some(FortiOs) => "`query`, `form` or `body(\"...\")`",
        Some(FortiManager) | None => "`beside`, `envelope` or `data(\"...\")`",
    };
    report.error(
        word.span(),
        format!("`{word}` has nothing to spell here: {reason}\nhelp: it stands after {places}"),
    );
}

/// The places that are filled so far.
struct Taken {
    verb: Option<Verb>,
    places: Vec<Place>,
}

impl Taken {
    fn claim(&mut self, place: &Place, span: Span, report: &mut Report) {
        match self.refusal(place) {
            Some(reason) => report.error(span, reason),
            None => self.places.push(place.clone()),
        }
    }

    /// Why nothing can be put there.
    fn refusal(&self, place: &Place) -> Option<String> {
        if let Some(reason) = refused_name(place) {
            return Some(reason);
        }
        if let Some(verb) = self.verb.filter(|verb| !verb.has_body() && place.is_in_body()) {
            let word = verb.word();
            return Some(format!(
                "a `{word}` has no body: FortiOS would not read it\n\
                 help: what a `{word}` says beside its path stands in the query: `#[endpoint(query)]`"
            ));
        }
        if let Some(reason) = self.clash(place) {
            return Some(reason.to_owned());
        }
        let name = place.name()?;
        let twice = self
            .places
            .iter()
            .any(|taken| taken.region() == place.region() && taken.name() == Some(name));
        twice.then(|| format!("`{name}` {} is filled twice", place.region()))
    }

    /// Why a part and a whole, or two kinds of body, do not go together.
    fn clash(&self, place: &Place) -> Option<&'static str> {
        let any = |filled: fn(&Place) -> bool| self.places.iter().any(filled);
        let whole_body = || any(|taken| matches!(taken, Place::Body));
        match place {
            Place::Data | Place::DataMember(_) if any(|taken| matches!(taken, Place::Data)) => {
                Some("another field is the whole `data` already")
            }
            Place::Data if any(|taken| matches!(taken, Place::DataMember(_))) => {
                Some("other fields are members of `data`, so that this one cannot be the whole")
            }
            Place::Body | Place::BodyMember(_) | Place::Form(_) | Place::File(_) if whole_body() => {
                Some("another field is the whole body already")
            }
            Place::Body if any(Place::is_in_body) => {
                Some("other fields are parts of the body, so that this one cannot be the whole")
            }
            Place::File(_) if any(|taken| matches!(taken, Place::File(_))) => {
                Some("another field is the file of this call already, and a request carries one")
            }
            Place::Form(_) if any(|taken| matches!(taken, Place::BodyMember(_) | Place::File(_))) => {
                Some("other fields make the body JSON, so that it cannot be a form")
            }
            Place::BodyMember(_) | Place::File(_) if any(|taken| matches!(taken, Place::Form(_))) => {
                Some("other fields make the body a form, so that it cannot be JSON")
            }
            _ => None,
        }
    }
}

/// Why nothing can have that name there, whatever else the call says.
fn refused_name(place: &Place) -> Option<String> {
    let name = place.name()?;
    let region = place.region();
    let reserved: &[&str] = match place {
        Place::Beside(_) => &RESERVED_BESIDE,
        Place::Envelope(_) => &RESERVED_ENVELOPE,
        _ => &[],
    };
    match place {
        _ if name.is_empty() => Some("a member needs a name".to_owned()),
        _ if reserved.contains(&name) => Some(format!("`{name}` {region} is written by the client itself")),
        Place::Beside(_) if name == "data" => {
            Some("`data` beside the url is a place of its own: `#[endpoint(data)]`".to_owned())
        }
        Place::Query(_) if name == TOKEN_PARAMETER => Some(format!(
            "`{name}` would put a token into the url, where logs keep it\n\
             help: give the token to the client, which sends it in a header"
        )),
        _ => None,
    }
}
