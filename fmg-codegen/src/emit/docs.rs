//! Documentation of generated items.

use std::fmt::Display;

use fmg_template::GuiProxyMethod;

use crate::ir::{Access, Endpoint, Field, Group, Initial, Protocol, Type, Verb, VersionInterval};
use crate::name::{FieldName, MethodName};
use crate::prose::body;

use super::cite::Documents;
use super::{erratum, response};

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
        response::sentences(protocol, endpoint),
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
    for text in erratum::paragraphs(&endpoint.errata) {
        paragraph(text);
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
pub(super) fn quoted(names: &[impl Display], word: &str) -> String {
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
        // The facts follow a single paragraph, and are a paragraph of their own after several.
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
    use super::available;
    use crate::ir::VersionInterval;

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
}
