//! The places of a call that are filled, and what can no longer be put into it.

use proc_macro2::Span;

use crate::place::Place;
use crate::report::Report;
use crate::verb::Verb;

/// What the protocol itself puts into the params entry and into the envelope.
const RESERVED_BESIDE: [&str; 1] = ["url"];
const RESERVED_ENVELOPE: [&str; 4] = ["id", "method", "params", "session"];

/// The parameter that carries the token, for those who cannot set a header.
const TOKEN_PARAMETER: &str = "access_token";

/// The places that are filled so far.
pub(crate) struct Taken<'a> {
    verb: Option<&'a Verb>,
    places: Vec<Place>,
}

impl<'a> Taken<'a> {
    /// Nothing yet, of a call with that verb.
    pub(crate) const fn of(verb: Option<&'a Verb>) -> Self {
        let places = Vec::new();
        Self { verb, places }
    }

    pub(crate) fn claim(&mut self, place: &Place, span: Span, report: &mut Report) {
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
            return Some(without_body(verb, place));
        }
        if let Some(reason) = self.clash(place) {
            return Some(reason.to_owned());
        }
        let name = place.name()?;
        let twice = self
            .places
            .iter()
            .any(|taken| taken.shares_names_with(place) && taken.name() == Some(name));
        twice.then(|| format!("`{name}` {} is filled twice", place.region()))
    }

    /// Why a part and a whole, or two kinds of body, do not go together.
    fn clash(&self, place: &Place) -> Option<&'static str> {
        let any = |filled: fn(&Place) -> bool| self.places.iter().any(filled);
        match place {
            Place::Data | Place::DataMember(_) if any(|taken| matches!(taken, Place::Data)) => {
                Some("another field is the whole `data` already")
            }
            Place::Data if any(|taken| matches!(taken, Place::DataMember(_))) => {
                Some("other fields are members of `data`, so that this one cannot be the whole")
            }
            _ if place.is_in_body() && any(|taken| matches!(taken, Place::Body)) => {
                Some("another field is the whole body already")
            }
            _ if place.is_in_body() && any(|taken| matches!(taken, Place::Content)) => {
                Some("another field is a file that is the whole body already")
            }
            Place::Body | Place::Content if any(Place::is_in_body) => {
                Some("the body has other parts, so that this one cannot be the whole")
            }
            Place::File(_) if any(|taken| matches!(taken, Place::File(_))) => {
                Some("another field is the file of this call already, and a request carries one")
            }
            Place::Form(_) if any(is_beside_no_form) => {
                Some("other fields make the body JSON, so that it cannot be a form")
            }
            _ if is_beside_no_form(place) && any(|taken| matches!(taken, Place::Form(_))) => {
                Some("other fields make the body a form, so that it cannot be JSON")
            }
            _ => None,
        }
    }
}

/// Whether it makes the body something else than a form.
const fn is_beside_no_form(place: &Place) -> bool {
    matches!(place, Place::BodyMember(_) | Place::BodySplice | Place::File(_))
}

/// Why nothing can be put into the body of a call that has none.
fn without_body(verb: &Verb, place: &Place) -> String {
    let word = verb.word();
    let help = match place {
        Place::Token(_) => "leave `csrf(...)` out; the client sends the token in a header, too".to_owned(),
        _ => format!("what a `{word}` says beside its path stands in the query: `#[endpoint(query)]`"),
    };
    let product = verb.protocol().product().name();
    format!("a `{word}` has no body: {product} would not read it\nhelp: {help}")
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
