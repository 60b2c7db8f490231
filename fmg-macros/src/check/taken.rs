//! The places of a call that have values, and conflicts between values.

use fmg_template::Place;
use proc_macro2::Span;

use crate::place::{Filling, Manner, as_member, whole};
use crate::report::Report;
use crate::verb::Verb;

/// The query parameter for the token of a client that cannot set headers.
const TOKEN_PARAMETER: &str = "access_token";

/// The places with values so far.
pub(crate) struct Taken<'a> {
    verb: Option<&'a Verb>,
    filled: Vec<Filling>,
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
    pub(crate) fn claim_field(&mut self, name: String, filling: &Filling, span: Span, report: &mut Report) {
        if filling.manner == Manner::Whole {
            self.wholes.push((filling.place, name));
        }
        self.claim(filling, span, report);
    }

    /// Adds a value, or reports a conflict.
    pub(crate) fn claim(&mut self, filling: &Filling, span: Span, report: &mut Report) {
        match self.refusal(filling) {
            Some(reason) => report.error(span, reason),
            None => self.filled.push(filling.clone()),
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
    fn refusal(&self, filling: &Filling) -> Option<String> {
        if let Some(reason) = refused_name(filling) {
            return Some(reason);
        }
        if let Some(verb) = self.verb.filter(|verb| !verb.has_body() && filling.is_in_body()) {
            return Some(without_body(verb, filling));
        }
        if let Some(reason) = self.clash(filling) {
            return Some(reason);
        }
        let name = filling.name()?;
        let twice = self
            .filled
            .iter()
            .any(|taken| taken.shares_names_with(filling) && taken.name() == Some(name));
        twice.then(|| format!("`{name}` {} is given twice", filling.place.region()))
    }

    /// The conflict between a member and a whole place, or between two kinds of body.
    fn clash(&self, filling: &Filling) -> Option<String> {
        if filling.is_in_body() {
            return self.clash_in_body(filling);
        }
        let mut same = self.filled.iter().filter(|taken| taken.place == filling.place);
        let whole = whole(filling.place);
        if filling.manner == Manner::Whole && same.clone().any(|taken| taken.manner != Manner::Whole) {
            let place = filling.place.as_str();
            return Some(format!(
                "other fields are members of `{place}`, so this field cannot be the whole{}",
                self.as_members(filling.place)
            ));
        }
        let is_whole = same.any(|taken| taken.manner == Manner::Whole);
        is_whole.then(|| format!("another field is already {whole}{}", self.as_members(filling.place)))
    }

    fn clash_in_body(&self, filling: &Filling) -> Option<String> {
        let any = |filled: fn(&Filling) -> bool| self.filled.iter().any(filled);
        let (reason, can_be_members) = match &filling.manner {
            _ if any(|taken| taken.is_in_body() && taken.manner == Manner::Whole) => {
                // The other field cannot become a member of a form.
                ("another field is already the whole body", filling.place != Place::Form)
            }
            _ if any(|taken| taken.manner == Manner::Content) => {
                ("another field is already a file that is the whole body", false)
            }
            Manner::Whole | Manner::Content if any(Filling::is_in_body) => {
                let is_form = any(|taken| taken.place == Place::Form);
                (
                    "the body has other members, so this field cannot be the whole body",
                    !is_form,
                )
            }
            Manner::File(_) if any(|taken| matches!(taken.manner, Manner::File(_))) => (
                "another field is already the file of this call, and a request has one file",
                false,
            ),
            _ if filling.place == Place::Form && any(is_beside_no_form) => {
                ("other fields make the body JSON, so it cannot be a form", false)
            }
            _ if is_beside_no_form(filling) && any(|taken| taken.place == Place::Form) => {
                ("other fields make the body a form, so it cannot be JSON", false)
            }
            _ => return None,
        };
        let help = if can_be_members {
            self.as_members(filling.place)
        } else {
            String::new()
        };
        Some(format!("{reason}{help}"))
    }
}

/// Whether the value makes the body JSON or multi-part.
fn is_beside_no_form(filling: &Filling) -> bool {
    filling.place == Place::Body && matches!(filling.manner, Manner::Member(_) | Manner::Splice | Manner::File(_))
}

/// The error for a value in the body of a call without a body.
fn without_body(verb: &Verb, filling: &Filling) -> String {
    let word = verb.word();
    let help = match filling.manner {
        Manner::Token(_) => "remove `csrf(...)`; the client sends the token in a header".to_owned(),
        _ => "use the query: `#[endpoint(query)]`".to_owned(),
    };
    let product = verb.protocol().product().name();
    format!("a `{word}` has no body, because {product} would not read it\nhelp: {help}")
}

/// The reason why a member cannot have this name in any call.
fn refused_name(filling: &Filling) -> Option<String> {
    let name = filling.name()?;
    let region = filling.place.region();
    match filling.place {
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
