//! Documentation of generated items.

use std::fmt::Display;

use fmg_template::GuiProxyMethod;

use crate::ir::{Access, Endpoint, Erratum, Field, Group, Initial, Protocol, Response, Type, Verb, VersionInterval};
use crate::name::FieldName;
use crate::prose::{body, escape};

use super::cite::Documents;

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
            quoted(&endpoint.csrf)
        ));
    }
    if !endpoint.one_of.is_empty() {
        facts.push(format!("Needs {}.", needs(&endpoint.one_of)));
    }
    if let Some(since) = &endpoint.since {
        facts.push(format!("Since {since}."));
    }
    facts.extend(available(&endpoint.versions, endpoint.some_models));
    let mut paragraph = |text: String| {
        page.push_str("\n\n");
        page.push_str(&text);
    };
    paragraph(facts.join(" "));
    if let Some(other) = &endpoint.instead {
        paragraph(format!(
            "Firmware without this call has [`{other}`](Calls::{other}) instead."
        ));
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
    for erratum in endpoint.errata.iter().filter(|erratum| concerns_callers(erratum)) {
        paragraph(format!(
            "{}: the document has `{}`; correct is `{}`. {}",
            about(&erratum.at),
            erratum.printed,
            erratum.truth,
            escape(&erratum.evidence)
        ));
    }
    page
}

/// Callers need no errata of example requests, replies and texts.
fn concerns_callers(erratum: &Erratum) -> bool {
    !matches!(erratum.at.as_str(), "request" | "response") && erratum.at.rsplit('.').next() != Some("doc")
}

/// The part that an erratum corrects: "The type of `role` in the query".
fn about(at: &str) -> String {
    let mut words = at.split('.');
    let (place, name, property) = (words.next(), words.next(), words.next());
    let Some(name) = name else {
        return match at {
            "access_group" => "The access group".to_owned(),
            "response" => "The type of the reply".to_owned(),
            other => format!("The {other}"),
        };
    };
    let subject = match place {
        Some("params") => format!("the placeholder `<{name}>`"),
        Some("query") => format!("`{name}` in the query"),
        Some("body") => format!("`{name}` in the body"),
        Some("form") => format!("`{name}` in the form"),
        Some("envelope") => format!("`{name}` on the top level of the request"),
        Some("beside") => format!("`{name}` beside the url"),
        _ => format!("`{name}` in the data"),
    };
    match property {
        Some("required") => format!("Whether {subject} is required"),
        Some(property) => format!("The {property} of {subject}"),
        // The name of a placeholder is that of the spec; the document has a value.
        None if place == Some("params") => format!("The value of `<{name}>`"),
        None => format!("The name of {subject}"),
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

/// "`a` and `b`, or `c`"
fn needs(sets: &[Vec<FieldName>]) -> String {
    let sets: Vec<_> = sets.iter().map(|set| quoted(set)).collect();
    sets.join(", or ")
}

/// "`a`, `b` and `c`"
fn quoted(names: &[impl Display]) -> String {
    match names.split_last() {
        Some((last, [])) => format!("`{last}`"),
        Some((last, rest)) => {
            let rest: Vec<_> = rest.iter().map(|name| format!("`{name}`")).collect();
            format!("{} and `{last}`", rest.join(", "))
        }
        None => String::new(),
    }
}

fn response(protocol: Protocol, endpoint: &Endpoint) -> String {
    let (ty, note) = match &endpoint.response {
        _ if endpoint.download => return "Response: a file.".to_owned(),
        Response::None if protocol == Protocol::FortiOs => {
            return "Response: not documented, so untyped JSON; `null` if it is empty.".to_owned();
        }
        Response::None => return "Response: only a status.".to_owned(),
        Response::Key(reply) => return format!("Response: the key of the row, {}, if there is one.", noun(&reply.ty)),
        Response::Keys(reply) => return format!("Response: the keys of the rows, each a {}.", noun(&reply.ty)),
        Response::Required(ty) => (ty, ""),
        Response::Optional(ty) => (ty, ", or none"),
    };
    format!("Response: {}{note}.", noun(ty))
}

fn noun(ty: &Type) -> String {
    match ty {
        Type::Row(reference) | Type::Enum(reference) | Type::Id(reference) | Type::Name(reference) => {
            format!("[`{}`]", reference.name)
        }
        Type::List(inner) => format!("a list of {}", noun(inner)),
        Type::Map(inner) => format!("a map of {}", noun(inner)),
        Type::ByName(inner) => format!("{} by name, from an object or a list", noun(inner)),
        Type::Json => "untyped JSON".to_owned(),
        Type::Object => "a JSON object".to_owned(),
        Type::Text => "plain text".to_owned(),
        other => format!("`{other}`"),
    }
}

/// The documentation of a field, with the known facts about its values.
pub(super) fn field(field: &Field) -> String {
    let mut text = if field.doc.is_empty() {
        format!("The attribute `{}`.", field.wire)
    } else {
        body(&field.doc)
    };
    let mut facts = Vec::new();
    if !field.facts.values.is_empty() && field.facts.choice.is_none() {
        facts.push(format!("Known values: `{}`.", field.facts.values.join("`, `")));
    }
    match (field.facts.min, field.facts.max) {
        (Some(min), Some(max)) => facts.push(format!("{min} to {max}.")),
        (Some(min), None) => facts.push(format!("At least {min}.")),
        (None, Some(max)) => facts.push(format!("At most {max}.")),
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
        facts.push(format!("{key} of `{}`.", field.facts.refers_to.join("` or `")));
    }
    if field.facts.access == Access::ReadOnly {
        facts.push("Read-only.".to_owned());
    }
    facts.extend(available(&field.facts.versions, field.facts.some_models));
    if let Some(since) = &field.facts.since {
        facts.push(format!("Since {since}."));
    }
    if !facts.is_empty() {
        // A single paragraph has room for them.
        text.push_str(if text.contains('\n') { "\n\n" } else { " " });
        text.push_str(&facts.join(" "));
    }
    text
}

fn word(versions: &[VersionInterval]) -> &'static str {
    match versions {
        [only] if only.first == only.last => "version",
        _ => "versions",
    }
}

fn in_words(versions: &VersionInterval) -> String {
    match (versions.first, versions.last) {
        (Some(first), Some(last)) if first == last => first.to_string(),
        (Some(first), Some(last)) => format!("from {first} to {last}"),
        (Some(first), None) => format!("from {first}"),
        (None, Some(last)) => format!("up to {last}"),
        (None, None) => "all".to_owned(),
    }
}

/// The versions and models that have an item: "In versions from 6.4.4." Nothing if all have.
pub(super) fn available(versions: &[VersionInterval], some_models: bool) -> Option<String> {
    let mut sentences = Vec::new();
    if !versions.is_empty() {
        let all: Vec<_> = versions.iter().map(in_words).collect();
        sentences.push(format!("In {} {}.", word(versions), all.join(", ")));
    }
    if some_models {
        sentences.push("Not on every model.".to_owned());
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

#[cfg(test)]
mod tests {
    use super::{about, available};
    use crate::ir::VersionInterval;

    #[test]
    fn versions_and_models_are_told_only_if_some_lack_the_item() {
        assert_eq!(available(&[], false), None);
        let holes = ["<=6.2.7", "6.4.8-7.0.6", ">=7.2.8"].map(|text| VersionInterval::parse(text).unwrap());
        let shown = "In versions up to 6.2.7, from 6.4.8 to 7.0.6, from 7.2.8. Not on every model.";
        assert_eq!(available(&holes, true).as_deref(), Some(shown));
        assert_eq!(available(&[], true).as_deref(), Some("Not on every model."));
        let one = VersionInterval::parse("7.1.0-7.1.0").unwrap();
        assert_eq!(available(&[one], false).as_deref(), Some("In version 7.1.0."));
        let more = [one, VersionInterval::parse(">=7.4.0").unwrap()];
        assert_eq!(
            available(&more, false).as_deref(),
            Some("In versions 7.1.0, from 7.4.0.")
        );
    }

    #[test]
    fn an_erratum_names_the_corrected_part() {
        for (at, text) in [
            ("url", "The url"),
            ("method", "The method"),
            ("access_group", "The access group"),
            ("response", "The type of the reply"),
            ("query.role.type", "The type of `role` in the query"),
            ("body.ipaddr.required", "Whether `ipaddr` in the body is required"),
            ("body.q_path", "The name of `q_path` in the body"),
            ("form.method.values", "The values of `method` in the form"),
            ("data.port.default", "The default of `port` in the data"),
            ("params.device.type", "The type of the placeholder `<device>`"),
            ("params.device", "The value of `<device>`"),
        ] {
            assert_eq!(about(at), text);
        }
    }
}
