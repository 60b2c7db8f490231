//! Documentation of generated items.

use std::fmt::Display;

use fmg_template::GuiProxyMethod;

use crate::ir::{Access, Endpoint, Erratum, Field, Group, Initial, Protocol, Response, Type, Verb, VersionInterval};
use crate::name::{FieldName, MethodName};
use crate::prose::{body, escape};

use super::cite::Documents;

/// The sentence about a table with an order, behind others.
pub(super) const ORDERED: &str = " The table is ordered: a row can be moved before or after another one.";

/// The documentation of a request.
pub(super) fn endpoint(protocol: Protocol, group: &Group, endpoint: &Endpoint, documents: &Documents<'_>) -> String {
    let mut page = body(&endpoint.doc);
    let through = match (protocol, endpoint.method) {
        (Protocol::Gui, Verb::GuiProxy(GuiProxyMethod::Login)) => ", through the login of the GUI",
        (Protocol::Gui, method) if !method.is_http() => ", through the proxy of the GUI",
        _ => "",
    };
    let mut facts = vec![
        format!("`{} {}`{through}.", endpoint.method.as_str(), endpoint.template),
        response(protocol, endpoint),
    ];
    if let Some(group) = &endpoint.access_group {
        facts.push(access(endpoint.method, group));
    }
    if endpoint.etag {
        facts.push("The response has an entity tag, for conditional reads.".to_owned());
    }
    if !endpoint.csrf.is_empty() {
        facts.push(format!(
            "The client adds the CSRF token of its session as {}.",
            quoted(&endpoint.csrf, "and")
        ));
    }
    if !endpoint.one_of.is_empty() {
        facts.push(format!("The request needs {}.", needs(&endpoint.one_of)));
    }
    if let Some(since) = &endpoint.since {
        facts.push(format!("Available since {since}."));
    }
    facts.extend(available(&endpoint.versions, endpoint.some_models));
    let mut paragraph = |text: String| {
        page.push_str("\n\n");
        page.push_str(&text);
    };
    paragraph(facts.join(" "));
    if let Some(other) = &endpoint.instead {
        let firmware = firmware_of_other(group, endpoint, other);
        paragraph(format!("{firmware}, [`{other}`](Calls::{other}) takes its place."));
    }
    if !endpoint.costly.is_empty() {
        paragraph(format!(
            "The call costs the appliance more than other reads. {}",
            documents.cite(&endpoint.costly)
        ));
    }
    if let Some(source) = documents.of_call(group, endpoint) {
        paragraph(source);
    }
    let errata = endpoint.errata.iter().filter(|erratum| concerns_callers(erratum));
    for same in errata.collect::<Vec<_>>().chunk_by(|one, other| is_same(one, other)) {
        let evidence = same.first().map_or("", |erratum| &erratum.evidence);
        paragraph(format!("{} {}", mistake(same), escape(evidence)));
    }
    page
}

/// The firmware that has another call in the place of this one: "Before 6.2.0".
fn firmware_of_other(group: &Group, endpoint: &Endpoint, other: &MethodName) -> String {
    let mut endpoints = group.endpoints.iter();
    let other = endpoints.find(|own| own.method_name == *other);
    match (&endpoint.since, other.and_then(|other| other.since.as_ref())) {
        (Some(since), _) => format!("Before {since}"),
        (None, Some(since)) => format!("From {since} on"),
        (None, None) => "On firmware without this call".to_owned(),
    }
}

/// Callers need no errata of example requests, replies and texts.
fn concerns_callers(erratum: &Erratum) -> bool {
    !matches!(erratum.at.as_str(), "request" | "response") && erratum.at.rsplit('.').next() != Some("doc")
}

/// The `printed` of an erratum about a member of a call for which the document lists none.
const NO_PARAMETERS: &str = "no parameters";

/// Whether two errata are about members that the document does not list, for the same reason and at the same place.
fn is_same(one: &Erratum, other: &Erratum) -> bool {
    let place = |erratum: &'_ Erratum| erratum.at.split('.').next().map(str::to_owned);
    let is_missing = |erratum: &Erratum| erratum.printed == NO_PARAMETERS;
    is_missing(one) && is_missing(other) && one.evidence == other.evidence && place(one) == place(other)
}

/// What a document has wrong: "For the type of `role` in the query, the document prints `string` instead of `int`."
/// Several errata are [the same](is_same).
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

/// The permission that an administrator needs.
fn access(method: Verb, group: &str) -> String {
    match group {
        "any" => "Any administrator may send it.".to_owned(),
        _ if method.is_read() => format!("Access group: `{group}` (read)."),
        _ => format!("Access group: `{group}` (read and write)."),
    }
}

/// "`a` or `b`"; "`a` and `b`, or `c`" if a set has several members.
fn needs(sets: &[Vec<FieldName>]) -> String {
    if sets.iter().all(|set| set.len() == 1) {
        return quoted(&sets.concat(), "or");
    }
    let sets: Vec<_> = sets.iter().map(|set| quoted(set, "and")).collect();
    sets.join(", or ")
}

/// "`a`, `b` and `c`", with this word before the last one.
fn quoted(names: &[impl Display], word: &str) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    listed(&names, word)
}

/// "a, b and c", with this word before the last one.
pub(super) fn listed(names: &[String], word: &str) -> String {
    match names {
        [rest @ .., last] if !rest.is_empty() => format!("{} {word} {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

fn response(protocol: Protocol, endpoint: &Endpoint) -> String {
    let (ty, note) = match &endpoint.response {
        _ if endpoint.download => return "The response is a file.".to_owned(),
        Response::None if protocol == Protocol::FortiOs => {
            return "The response is not documented: it is untyped JSON. An empty response is `null`.".to_owned();
        }
        Response::None => return "The response is only a status.".to_owned(),
        Response::Key(reply) => return format!("The response is the key of the row ({}), or `None`.", one(&reply.ty)),
        Response::Keys(reply) => {
            return format!(
                "The response is a list of {}, the keys of the rows.",
                several(&reply.ty)
            );
        }
        Response::Required(ty) => (ty, ""),
        Response::Optional(ty) => (ty, ", or `None`"),
    };
    let of_type = if named(ty).is_some() { "of the type " } else { "" };
    let forms = match ty {
        Type::ByName(_) => " Depending on its firmware, the appliance sends an object or a list.",
        _ => "",
    };
    format!("The response is {of_type}{}{note}.{forms}", one(ty))
}

/// A link to a type that the module declares or imports.
fn named(ty: &Type) -> Option<String> {
    match ty {
        Type::Row(reference) | Type::Enum(reference) | Type::Id(reference) | Type::Name(reference) => {
            Some(format!("[`{}`]", reference.name))
        }
        _ => None,
    }
}

/// A value of the type: "a list of strings".
fn one(ty: &Type) -> String {
    match ty {
        Type::List(inner) => format!("a list of {}", several(inner)),
        Type::Map(inner) | Type::ByName(inner) => format!("a map from names to {}", several(inner)),
        Type::String => "a string".to_owned(),
        Type::Int => "an integer".to_owned(),
        Type::Json => "untyped JSON".to_owned(),
        Type::Object => "a JSON object".to_owned(),
        Type::Text => "plain text".to_owned(),
        other => named(other).unwrap_or_else(|| format!("`{other}`")),
    }
}

/// Values of the type: "lists of strings".
fn several(ty: &Type) -> String {
    match ty {
        Type::List(inner) => format!("lists of {}", several(inner)),
        Type::Map(inner) | Type::ByName(inner) => format!("maps from names to {}", several(inner)),
        Type::String => "strings".to_owned(),
        Type::Int => "integers".to_owned(),
        Type::Json => "untyped JSON values".to_owned(),
        Type::Object => "JSON objects".to_owned(),
        other => one(other),
    }
}

/// The documentation of a field, with the known facts about its values.
pub(super) fn field(field: &Field) -> String {
    let mut text = if field.doc.is_empty() {
        format!("This is the attribute `{}`.", field.wire)
    } else {
        body(&field.doc)
    };
    let mut facts = Vec::new();
    if !field.facts.values.is_empty() && field.facts.choice.is_none() {
        facts.push(format!("Known values: `{}`.", field.facts.values.join("`, `")));
    }
    match (field.facts.min, field.facts.max) {
        (Some(min), Some(max)) if min == max => facts.push(format!("The only value is {min}.")),
        (Some(min), Some(max)) => facts.push(format!("Range: {min} to {max}.")),
        (Some(min), None) => facts.push(format!("Minimum: {min}.")),
        (None, Some(max)) => facts.push(format!("Maximum: {max}.")),
        (None, None) => {}
    }
    if let Some(default) = &field.facts.default {
        facts.push(format!("Default: `{default}`."));
    }
    match &field.facts.initial {
        Some(Initial::Text(text)) if !text.is_empty() => {
            facts.push(format!("The constructor sets `{text}`."));
        }
        Some(Initial::Flag(on)) => facts.push(format!("The constructor sets `{on}`.")),
        Some(Initial::Number(number)) => facts.push(format!("The constructor sets {number}.")),
        Some(_) => facts.push("The constructor sets an empty value.".to_owned()),
        None => {}
    }
    if let Some(max) = field.facts.max_len {
        facts.push(format!("At most {max} characters."));
    }
    if let Some(max) = field.facts.max_items {
        facts.push(format!("At most {max} elements."));
    }
    if !field.facts.refers_to.is_empty() {
        let key = if matches!(field.ty, Type::Keys(_)) {
            "Keys of rows"
        } else {
            "Key of a row"
        };
        facts.push(format!("{key} of {}.", quoted(&field.facts.refers_to, "or")));
    }
    if field.facts.access == Access::ReadOnly {
        facts.push("Read-only.".to_owned());
    }
    facts.extend(available(&field.facts.versions, field.facts.some_models));
    if let Some(since) = &field.facts.since {
        facts.push(format!("Available since {since}."));
    }
    if !facts.is_empty() {
        // A single paragraph has room for them.
        text.push_str(if text.contains('\n') { "\n\n" } else { " " });
        text.push_str(&facts.join(" "));
    }
    text
}

/// "from 6.2.5 on", with `name` before the version.
fn in_words(versions: &VersionInterval, name: &str) -> String {
    match (versions.first, versions.last) {
        (Some(first), Some(last)) if first == last => format!("in {name}{first}"),
        (Some(first), Some(last)) => format!("from {name}{first} to {last}"),
        (Some(first), None) => format!("from {name}{first} on"),
        (None, Some(last)) => format!("up to {name}{last}"),
        (None, None) => "in every version".to_owned(),
    }
}

/// The versions and models that have an item: "Available in version 6.2.0, and from 6.2.5 on." Nothing if all have.
pub(super) fn available(versions: &[VersionInterval], some_models: bool) -> Option<String> {
    let mut sentences = Vec::new();
    let names = std::iter::once("version ").chain(std::iter::repeat(""));
    let all: Vec<_> = versions
        .iter()
        .zip(names)
        .map(|(own, name)| in_words(own, name))
        .collect();
    match all.split_last() {
        Some((last, [])) => sentences.push(format!("Available {last}.")),
        Some((last, rest)) => sentences.push(format!("Available {}, and {last}.", rest.join(", "))),
        None => {}
    }
    if some_models {
        sentences.push("Not every model has it.".to_owned());
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

#[cfg(test)]
mod tests {
    use super::{NO_PARAMETERS, available, is_same, mistake, one};
    use crate::ir::{Erratum, Type, VersionInterval};

    #[test]
    fn versions_and_models_are_told_only_if_some_lack_the_item() {
        assert_eq!(available(&[], false), None);
        let holes = ["<=6.2.7", "6.4.8-7.0.6", ">=7.2.8"].map(|text| VersionInterval::parse(text).unwrap());
        let shown = "Available up to version 6.2.7, from 6.4.8 to 7.0.6, and from 7.2.8 on. Not every model has it.";
        assert_eq!(available(&holes, true).as_deref(), Some(shown));
        assert_eq!(available(&[], true).as_deref(), Some("Not every model has it."));
        let one = VersionInterval::parse("7.1.0-7.1.0").unwrap();
        assert_eq!(available(&[one], false).as_deref(), Some("Available in version 7.1.0."));
        let more = [one, VersionInterval::parse(">=7.4.0").unwrap()];
        assert_eq!(
            available(&more, false).as_deref(),
            Some("Available in version 7.1.0, and from 7.4.0 on.")
        );
    }

    #[test]
    fn types_of_responses_are_in_words() {
        let list = |inner: Type| Type::List(Box::new(inner));
        let map = |inner: Type| Type::Map(Box::new(inner));
        for (ty, text) in [
            (list(Type::String), "a list of strings"),
            (
                map(map(Type::Object)),
                "a map from names to maps from names to JSON objects",
            ),
            (
                map(list(Type::Json)),
                "a map from names to lists of untyped JSON values",
            ),
            (list(Type::Float), "a list of `float`"),
            (Type::Int, "an integer"),
        ] {
            assert_eq!(one(&ty), text);
        }
    }

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
        let missing = ["body.a", "body.b"].map(|at| Erratum::new(at, NO_PARAMETERS, ""));
        assert!(is_same(&missing[0], &missing[1]));
        assert_eq!(
            mistake(&[&missing[0], &missing[1]]),
            "The document lists no parameters. The call has `a` and `b` in the body."
        );
        assert!(!is_same(&missing[0], &Erratum::new("query.c", NO_PARAMETERS, "")));
    }
}
