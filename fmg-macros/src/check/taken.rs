//! The places of a call that have values, and conflicts between values.

use fmg_template::Place;
use proc_macro2::Span;

use crate::place::{Destination, DestinationPart, as_member, whole};
use crate::report::Report;
use crate::verb::Verb;

/// The query parameter for the token of a client that cannot set headers.
const TOKEN_PARAMETER: &str = "access_token";

/// The places with values so far.
pub(crate) struct Taken<'a> {
    verb: Option<&'a Verb>,
    filled: Vec<Destination>,
    /// The fields that fill a whole place, with the place.
    wholes: Vec<(Place, String)>,
}

impl<'a> Taken<'a> {
    /// No values yet, for a call with this verb.
    pub(crate) const fn of(verb: Option<&'a Verb>) -> Self {
        Self {
            verb,
            filled: Vec::new(),
            wholes: Vec::new(),
        }
    }

    /// Adds the value of a field.
    pub(crate) fn claim_field(&mut self, name: String, destination: &Destination, span: Span, report: &mut Report) {
        if destination.part == DestinationPart::Whole {
            self.wholes.push((destination.place, name));
        }
        self.claim(destination, span, report);
    }

    /// Adds a value, or reports a conflict.
    pub(crate) fn claim(&mut self, destination: &Destination, span: Span, report: &mut Report) {
        match self.refusal(destination) {
            Some(reason) => report.error(span, reason),
            None => self.filled.push(destination.clone()),
        }
    }

    /// The help for fields that fill this place whole: how they become members.
    fn as_members(&self, place: Place) -> String {
        let wholes = self.wholes.iter().filter(|(whole, _)| *whole == place);
        let members: Vec<_> = wholes
            .map(|(place, name)| format!("`{}`", as_member(*place, name)))
            .collect();
        if members.is_empty() {
            return String::new();
        }
        format!("\nhelp: a member has its name in parentheses: {}", members.join(", "))
    }

    /// The reason why the call cannot have the value.
    fn refusal(&self, destination: &Destination) -> Option<String> {
        if let Some(reason) = refused_name(destination) {
            return Some(reason);
        }
        if let Some(verb) = self.verb.filter(|verb| !verb.has_body() && destination.is_in_body()) {
            return Some(without_body(verb, destination));
        }
        if let Some(reason) = self.clash(destination) {
            return Some(reason);
        }
        let name = destination.name()?;
        let twice = self
            .filled
            .iter()
            .any(|taken| taken.shares_names_with(destination) && taken.name() == Some(name));
        twice.then(|| format!("`{name}` {} is given twice", destination.place.region()))
    }

    /// The conflict between a member and a whole place, or between two kinds of body.
    fn clash(&self, destination: &Destination) -> Option<String> {
        if destination.is_in_body() {
            return self.clash_in_body(destination);
        }
        let mut same = self.filled.iter().filter(|taken| taken.place == destination.place);
        let whole = whole(destination.place);
        if destination.part == DestinationPart::Whole && same.clone().any(|taken| taken.part != DestinationPart::Whole)
        {
            let place = destination.place.as_str();
            return Some(format!(
                "other fields are members of `{place}`, so this field cannot be the whole{}",
                self.as_members(destination.place)
            ));
        }
        let is_whole = same.any(|taken| taken.part == DestinationPart::Whole);
        is_whole.then(|| format!("another field is already {whole}{}", self.as_members(destination.place)))
    }

    fn clash_in_body(&self, destination: &Destination) -> Option<String> {
        let any = |filled: fn(&Destination) -> bool| self.filled.iter().any(filled);
        let (reason, can_be_members) = match &destination.part {
            _ if any(|taken| taken.is_in_body() && taken.part == DestinationPart::Whole) => {
                // The other field cannot become a member of a form.
                (
                    "another field is already the whole body",
                    destination.place != Place::Form,
                )
            }
            _ if any(|taken| taken.part == DestinationPart::Content) => {
                ("another field is already a file that is the whole body", false)
            }
            DestinationPart::Whole | DestinationPart::Content if any(Destination::is_in_body) => {
                let is_form = any(|taken| taken.place == Place::Form);
                (
                    "the body has other members, so this field cannot be the whole body",
                    !is_form,
                )
            }
            DestinationPart::File(_) if any(|taken| matches!(taken.part, DestinationPart::File(_))) => (
                "another field is already the file of this call, and a request has one file",
                false,
            ),
            _ if destination.place == Place::Form && any(is_beside_no_form) => {
                ("other fields make the body JSON, so it cannot be a form", false)
            }
            _ if is_beside_no_form(destination) && any(|taken| taken.place == Place::Form) => {
                ("other fields make the body a form, so it cannot be JSON", false)
            }
            _ => return None,
        };
        let help = if can_be_members {
            self.as_members(destination.place)
        } else {
            String::new()
        };
        Some(format!("{reason}{help}"))
    }
}

/// Whether the value makes the body JSON or multi-part.
fn is_beside_no_form(destination: &Destination) -> bool {
    destination.place == Place::Body
        && matches!(
            destination.part,
            DestinationPart::Member(_) | DestinationPart::Splice | DestinationPart::File(_)
        )
}

/// The error for a value in the body of a call without a body.
fn without_body(verb: &Verb, destination: &Destination) -> String {
    let word = verb.word();
    let help = match destination.part {
        DestinationPart::Token(_) => "remove `csrf(...)`; the client sends the token in a header".to_owned(),
        _ => "use the query: `#[endpoint(query)]`".to_owned(),
    };
    let product = verb.protocol().product().name();
    format!("a `{word}` has no body, because {product} would not read it\nhelp: {help}")
}

/// The reason why a member cannot have this name in any call.
fn refused_name(destination: &Destination) -> Option<String> {
    let name = destination.name()?;
    let region = destination.place.region();
    match destination.place {
        _ if name.is_empty() => Some("a member needs a name".to_owned()),
        place if place.reserved().contains(&name) => Some(format!("the client writes `{name}` {region}")),
        Place::Beside if name == Place::Data.as_str() => {
            Some(format!("`{name}` beside the url is a place: use `#[endpoint({name})]`"))
        }
        Place::Query if name == TOKEN_PARAMETER => Some(format!(
            "`{name}` would put a token into the url, which is logged\n\
             help: give the token to the client, which sends it in a header"
        )),
        _ => None,
    }
}
