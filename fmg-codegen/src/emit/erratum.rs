//! Errata of documents, in words.

use crate::ir::Erratum;
use crate::prose::escape;

use super::docs::quoted;

/// The paragraphs about errata, for the documentation of a request.
pub(super) fn paragraphs(errata: &[Erratum]) -> Vec<String> {
    let errata: Vec<_> = errata.iter().filter(|erratum| concerns_callers(erratum)).collect();
    let paragraphs = errata.chunk_by(|one, other| is_same(one, other)).map(|same| {
        let evidence = same.first().map_or("", |erratum| &erratum.evidence);
        format!("{} {}", mistake(same), escape(evidence))
    });
    paragraphs.collect()
}

/// Callers need no errata of example requests, replies and texts.
fn concerns_callers(erratum: &Erratum) -> bool {
    !matches!(erratum.at.as_str(), "request" | "response") && erratum.at.rsplit('.').next() != Some("doc")
}

/// The `printed` of an erratum about a member of a call for which the document lists none.
const NO_PARAMETERS: &str = "no parameters";

/// Whether two errata are about members that the document does not list, for the same reason and at the same place.
fn is_same(one: &Erratum, other: &Erratum) -> bool {
    let is_missing = |erratum: &Erratum| erratum.printed == NO_PARAMETERS;
    let is_at_one_place = one.at.split('.').next() == other.at.split('.').next();
    is_missing(one) && is_missing(other) && one.evidence == other.evidence && is_at_one_place
}

/// The sentence about an error of a document: "For the type of `role` in the query, the document prints `string`
/// instead of `int`." Several errata are [the same](is_same).
fn mistake(errata: &[&Erratum]) -> String {
    let Some(Erratum { at, printed, truth, .. }) = errata.first() else {
        return String::new();
    };
    let prints = |part: &str| format!("For {part}, the document prints `{printed}` instead of `{truth}`.");
    let mut words = at.split('.');
    let (place, name, property) = (words.next().unwrap_or_default(), words.next(), words.next());
    let Some(name) = name else {
        return match place {
            "download" if truth == "true" => "The document does not state that the response is a file.".to_owned(),
            "download" => "The document states that the response is a file, which it is not.".to_owned(),
            "access_group" => prints("the access group"),
            other => prints(&format!("the {other}")),
        };
    };
    let names: Vec<_> = errata
        .iter()
        .filter_map(|erratum| erratum.at.split('.').nth(1))
        .collect();
    let names = quoted(&names, "and");
    let subject = match place {
        "params" => format!("the placeholder `<{name}>`"),
        "query" => format!("{names} in the query"),
        "body" => format!("{names} in the body"),
        "form" => format!("{names} in the form"),
        "envelope" => format!("{names} on the top level of the request"),
        "beside" => format!("{names} beside the url"),
        _ => format!("{names} in the data"),
    };
    match property {
        Some("required") if truth == "true" => format!("The document marks {subject} as optional. It is required."),
        Some("required") => format!("The document marks {subject} as required. It is optional."),
        Some("values") => mistaken_values(&subject, printed, truth),
        Some(property) => prints(&format!("the {property} of {subject}")),
        // The name of a placeholder is that of the spec; the document has a value.
        None if place == "params" => prints(&subject),
        None if printed == NO_PARAMETERS => format!("The document lists no parameters. The call has {subject}."),
        None => prints(&format!("the name of {subject}")),
    }
}

/// The values by which two lists differ. Bars separate the values of each.
fn mistaken_values(subject: &str, printed: &str, truth: &str) -> String {
    let differing = |own: &str, other: &str| {
        let own = own.split('|').filter(|own| other.split('|').all(|other| other != *own));
        quoted(&own.collect::<Vec<_>>(), "and")
    };
    let (wrong, right) = (differing(printed, truth), differing(truth, printed));
    match (wrong.as_str(), right.as_str()) {
        ("", "") => format!("For the values of {subject}, the document prints `{printed}` instead of `{truth}`."),
        ("", right) => format!("Among the values of {subject}, the document does not list {right}."),
        (wrong, "") => {
            format!("Among the values of {subject}, the document lists {wrong}, which the call does not take.")
        }
        (wrong, right) => {
            format!("Among the values of {subject}, the document prints {wrong} instead of {right}.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{NO_PARAMETERS, is_same, mistake};
    use crate::ir::Erratum;

    #[test]
    fn an_erratum_is_a_sentence() {
        for (at, printed, truth, text) in [
            (
                "url",
                "/a",
                "/b",
                "For the url, the document prints `/a` instead of `/b`.",
            ),
            (
                "method",
                "GET",
                "POST",
                "For the method, the document prints `GET` instead of `POST`.",
            ),
            (
                "access_group",
                "a",
                "b",
                "For the access group, the document prints `a` instead of `b`.",
            ),
            (
                "download",
                "no download",
                "true",
                "The document does not state that the response is a file.",
            ),
            (
                "download",
                "a download",
                "false",
                "The document states that the response is a file, which it is not.",
            ),
            (
                "query.role.type",
                "string",
                "int",
                "For the type of `role` in the query, the document prints `string` instead of `int`.",
            ),
            (
                "data.port.default",
                "1",
                "2",
                "For the default of `port` in the data, the document prints `1` instead of `2`.",
            ),
            (
                "body.ipaddr.required",
                "No",
                "true",
                "The document marks `ipaddr` in the body as optional. It is required.",
            ),
            (
                "body.ipaddr.required",
                "Yes",
                "false",
                "The document marks `ipaddr` in the body as required. It is optional.",
            ),
            (
                "body.q_path",
                "path",
                "q_path",
                "For the name of `q_path` in the body, the document prints `path` instead of `q_path`.",
            ),
            (
                "body.mkey",
                "no parameters",
                "mkey",
                "The document lists no parameters. The call has `mkey` in the body.",
            ),
            (
                "params.device.type",
                "a",
                "b",
                "For the type of the placeholder `<device>`, the document prints `a` instead of `b`.",
            ),
            (
                "params.device",
                "a",
                "b",
                "For the placeholder `<device>`, the document prints `a` instead of `b`.",
            ),
        ] {
            assert_eq!(mistake(&[&Erratum::new(at, printed, truth)]), text);
        }
    }

    #[test]
    fn values_are_those_by_which_two_lists_differ() {
        for (at, printed, truth, text) in [
            (
                "form.method.values",
                "fssso|ldap|wssso",
                "fsso|ldap|wsso",
                "Among the values of `method` in the form, the document prints `fssso` and `wssso` instead of `fsso` \
                 and `wsso`.",
            ),
            (
                "form.method.values",
                "a",
                "a|b",
                "Among the values of `method` in the form, the document does not list `b`.",
            ),
            (
                "form.method.values",
                "a|b",
                "a",
                "Among the values of `method` in the form, the document lists `b`, which the call does not take.",
            ),
            (
                "form.method.values",
                "a|b",
                "b|a",
                "For the values of `method` in the form, the document prints `a|b` instead of `b|a`.",
            ),
        ] {
            assert_eq!(mistake(&[&Erratum::new(at, printed, truth)]), text);
        }
    }

    #[test]
    fn members_that_a_document_does_not_list_share_a_paragraph() {
        let missing = ["body.a", "body.b"].map(|at| Erratum::new(at, NO_PARAMETERS, ""));
        assert!(is_same(&missing[0], &missing[1]));
        assert_eq!(
            mistake(&[&missing[0], &missing[1]]),
            "The document lists no parameters. The call has `a` and `b` in the body."
        );
        assert!(!is_same(&missing[0], &Erratum::new("query.c", NO_PARAMETERS, "")));
    }
}
