//! Checks errata: each must still correct something; otherwise it is stale.

use camino::Utf8Path;
use fmg_template::Template;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{Endpoint, Erratum, Field, RequestPlace, Wire};
use crate::spec::ErratumSpec;

use super::documented::{Documented, Documenting};
use super::exchange::exchange_path;

impl Documenting<'_> {
    pub(super) fn errata(&mut self, file: &Utf8Path, spec: &Documented, endpoint: &Endpoint) -> Vec<Erratum> {
        let mut errata = Vec::new();
        for erratum in &spec.errata {
            if let Err(reason) = self.holds(file, spec, endpoint, erratum) {
                self.fault(
                    Diagnostic::new(
                        Code::StaleErratum,
                        Location::new(file, erratum.truth.span.clone()),
                        format!("this erratum is stale: {reason}"),
                    )
                    .also(
                        Location::new(file, erratum.at.span.clone()),
                        "the part that the erratum corrects",
                    )
                    .help("correct `truth`, or remove the erratum if the document is right"),
                );
            }
            let mut found = Erratum::new(&erratum.at.value, &erratum.printed.value, &erratum.truth.value);
            erratum.evidence.value.trim().clone_into(&mut found.evidence);
            errata.push(found);
        }
        errata
    }

    fn holds(
        &self,
        file: &Utf8Path,
        spec: &Documented,
        endpoint: &Endpoint,
        erratum: &ErratumSpec,
    ) -> Result<(), String> {
        let truth = erratum.truth.value.as_str();
        match erratum.at.value.as_str() {
            "url" => equal("the url", endpoint.template.source(), truth),
            "doc" => holds_text("the documentation", &endpoint.doc, truth),
            "method" => equal("the method", endpoint.method.as_str(), truth),
            "group" => equal("the group", group_of(&endpoint.template), truth),
            "access_group" => equal(
                "the access group",
                endpoint.access_group.as_deref().unwrap_or(""),
                truth,
            ),
            "download" => equal("`download`", if endpoint.download { "true" } else { "false" }, truth),
            "response" if erratum.file.is_none() => equal(
                "the response",
                spec.response.as_ref().map_or("", |text| text.value.as_str()),
                truth,
            ),
            "request" | "response" => self.holds_in_exchange(file, spec, erratum),
            at => holds_in_field(endpoint, at, truth),
        }
    }

    fn holds_in_exchange(&self, file: &Utf8Path, spec: &Documented, erratum: &ErratumSpec) -> Result<(), String> {
        let Some(name) = &erratum.file else {
            return Err("it needs the `file` of an exchange".to_owned());
        };
        if !spec.exchanges.iter().any(|exchange| exchange.file.value == name.value) {
            return Err(format!("`{}` is not an exchange of this endpoint", name.value));
        }
        let path = exchange_path(file, &name.value);
        let text = compact(&self.tree.text(&path).unwrap_or_default());
        if !text.contains(&compact(&erratum.truth.value)) {
            return Err(format!("`{}` does not contain the text of `truth`", name.value));
        }
        let printed = compact(&erratum.printed.value);
        // The printed text may be part of the true text, if a member was missing.
        if !printed.is_empty() && text.contains(&printed) && !compact(&erratum.truth.value).contains(&printed) {
            return Err(format!("`{}` still contains the text of `printed`", name.value));
        }
        Ok(())
    }
}

fn holds_in_field(endpoint: &Endpoint, at: &str, truth: &str) -> Result<(), String> {
    let mut words = at.split('.');
    let (place, name, property) = (words.next(), words.next(), words.next());
    let (Some(place), Some(name)) = (place, name) else {
        return Err(format!("`{at}` is not a part of an endpoint"));
    };
    if place == "params" {
        let found = endpoint.placeholders.iter().find(|own| *own.wire == *name);
        let Some(found) = found else {
            return Err(format!("the url has no placeholder `<{name}>`"));
        };
        return match property {
            None => Ok(()),
            Some("type") => equal("the type", found.ty.name.as_str(), truth),
            Some(other) => Err(format!("a placeholder has no `{other}`")),
        };
    }
    let Some(place) = RequestPlace::ALL.iter().copied().find(|own| own.as_str() == place) else {
        return Err(format!("`{place}` is not a part of an endpoint"));
    };
    let found = endpoint
        .members
        .iter()
        .find(|own| own.place == place && own.field.wire.fits(name));
    let Some(found) = found else {
        return Err(format!("the endpoint has no `{name}` in {}", place.as_str()));
    };
    property_holds(&found.field, property, truth)
}

fn property_holds(field: &Field, property: Option<&str>, truth: &str) -> Result<(), String> {
    match property {
        None => match &field.wire {
            Wire::Name(name) => equal("the name", name, truth),
            Wire::Pattern { .. } => Ok(()),
        },
        Some("type") => equal("the type", &field.ty.to_string(), truth),
        Some("required") => equal("`required`", if field.required { "true" } else { "false" }, truth),
        Some("values") => equal("the values", &field.facts.values.join("|"), truth),
        Some("doc") => holds_text("the documentation", &field.doc, truth),
        Some("default") => equal("the default", field.facts.default.as_deref().unwrap_or(""), truth),
        Some(other) => Err(format!("a member has no `{other}`")),
    }
}

/// The group of a Monitor url: the segment after `/api/v2/monitor/`.
fn group_of(template: &Template) -> &str {
    template.source().split('/').nth(4).unwrap_or_default()
}

fn equal(what: &str, found: &str, truth: &str) -> Result<(), String> {
    if found == truth {
        Ok(())
    } else {
        Err(format!("{what} is `{found}`"))
    }
}

fn holds_text(what: &str, found: &str, truth: &str) -> Result<(), String> {
    if found.contains(truth) {
        Ok(())
    } else {
        Err(format!("{what} does not say so"))
    }
}

/// JSON text without white space, so that layout does not matter.
fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
