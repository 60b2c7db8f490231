//! The places of a call that are filled, and what can no longer be put into it.

use fmg_template::Place;
use proc_macro2::Span;

use crate::place::{Filling, Manner, whole};
use crate::report::Report;
use crate::verb::Verb;

/// The parameter that carries the token, for those who cannot set a header.
const TOKEN_PARAMETER: &str = "access_token";

/// The places that are filled so far.
pub(crate) struct Taken<'a> {
    verb: Option<&'a Verb>,
    filled: Vec<Filling>,
}

impl<'a> Taken<'a> {
    /// Nothing yet, of a call with that verb.
    pub(crate) const fn of(verb: Option<&'a Verb>) -> Self {
        let filled = Vec::new();
        Self { verb, filled }
    }

    pub(crate) fn claim(&mut self, filling: &Filling, span: Span, report: &mut Report) {
        match self.refusal(filling) {
            Some(reason) => report.error(span, reason),
            None => self.filled.push(filling.clone()),
        }
    }

    /// Why nothing can be put there.
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
        twice.then(|| format!("`{name}` {} is filled twice", filling.place.region()))
    }

    /// Why a part and a whole, or two kinds of body, do not go together.
    fn clash(&self, filling: &Filling) -> Option<String> {
        if filling.is_in_body() {
            return self.clash_in_body(filling).map(str::to_owned);
        }
        let mut same = self.filled.iter().filter(|taken| taken.place == filling.place);
        let whole = whole(filling.place);
        if filling.manner == Manner::Whole && same.clone().any(|taken| taken.manner != Manner::Whole) {
            let place = filling.place.as_str();
            return Some(format!(
                "other fields are members of `{place}`, so that this one cannot be the whole"
            ));
        }
        let is_whole = same.any(|taken| taken.manner == Manner::Whole);
        is_whole.then(|| format!("another field is {whole} already"))
    }

    fn clash_in_body(&self, filling: &Filling) -> Option<&'static str> {
        let any = |filled: fn(&Filling) -> bool| self.filled.iter().any(filled);
        match &filling.manner {
            _ if any(|taken| taken.is_in_body() && taken.manner == Manner::Whole) => {
                Some("another field is the whole body already")
            }
            _ if any(|taken| taken.manner == Manner::Content) => {
                Some("another field is a file that is the whole body already")
            }
            Manner::Whole | Manner::Content if any(Filling::is_in_body) => {
                Some("the body has other parts, so that this one cannot be the whole")
            }
            Manner::File(_) if any(|taken| matches!(taken.manner, Manner::File(_))) => {
                Some("another field is the file of this call already, and a request carries one")
            }
            _ if filling.place == Place::Form && any(is_beside_no_form) => {
                Some("other fields make the body JSON, so that it cannot be a form")
            }
            _ if is_beside_no_form(filling) && any(|taken| taken.place == Place::Form) => {
                Some("other fields make the body a form, so that it cannot be JSON")
            }
            _ => None,
        }
    }
}

/// Whether it makes the body something else than a form.
fn is_beside_no_form(filling: &Filling) -> bool {
    filling.place == Place::Body && matches!(filling.manner, Manner::Member(_) | Manner::Splice | Manner::File(_))
}

/// Why nothing can be put into the body of a call that has none.
fn without_body(verb: &Verb, filling: &Filling) -> String {
    let word = verb.word();
    let help = match filling.manner {
        Manner::Token(_) => "leave `csrf(...)` out; the client sends the token in a header, too".to_owned(),
        _ => format!("what a `{word}` says beside its path stands in the query: `#[endpoint(query)]`"),
    };
    let product = verb.protocol().product().name();
    format!("a `{word}` has no body: {product} would not read it\nhelp: {help}")
}

/// Why nothing can have that name there, whatever else the call says.
fn refused_name(filling: &Filling) -> Option<String> {
    let name = filling.name()?;
    let region = filling.place.region();
    match filling.place {
        _ if name.is_empty() => Some("a member needs a name".to_owned()),
        place if place.reserved().contains(&name) => Some(format!("`{name}` {region} is written by the client itself")),
        Place::Beside if name == Place::Data.as_str() => Some(format!(
            "`{name}` beside the url is a place of its own: `#[endpoint({name})]`"
        )),
        Place::Query if name == TOKEN_PARAMETER => Some(format!(
            "`{name}` would put a token into the url, where logs keep it\n\
             help: give the token to the client, which sends it in a header"
        )),
        _ => None,
    }
}
