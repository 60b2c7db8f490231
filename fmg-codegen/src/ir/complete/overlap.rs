//! Finds urls of one call that some value turns into the url of another call.
//!
//! A call may have a placeholder where another call has a literal. A value equal to that literal would send the request
//! to the other call. For every such pair, either the constructor of the value refuses the literal, or the specs have a
//! fault.
//!
//! The number of segments of the value decides which methods to compare. A value of one segment is compared with calls
//! of the same method only: for other methods, the url still names the object. A value of several segments is compared
//! with all methods: a url that continues below an object names something else.

mod same_form;
mod trie;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use fmg_template::{Escaping, Name, ObjectPath, PackagePath, ParamKind, Part, Template, UrlParam, UrlWriter};

use crate::ir::{self, Group, Overlap, Parameter, ParameterKind, Placeholder, Protocol, Verb};
use crate::name::TypeName;

pub(super) use self::same_form::same_forms;
use self::trie::{Segment, Trie};

/// A value that every placeholder takes: it is a name, a number and a package.
const ANY: &str = "7";

/// The url parameters of a product, by name.
type Types<'a> = BTreeMap<&'a TypeName, &'a Parameter>;

/// A url of a call.
struct Call<'a> {
    protocol: Protocol,
    method: Verb,
    url: ir::Url<'a>,
}

impl<'p> Call<'p> {
    /// Compares the urls of two calls: the protocols, the templates, the types of the placeholders.
    fn compare_urls(&self, other: &Self) -> Ordering {
        let (a, b) = (&self.url, &other.url);
        let types = |placeholder: &&'p Placeholder| &placeholder.ty.name;
        let protocols = self.protocol.cmp(&other.protocol);
        protocols
            .then_with(|| a.template.source().cmp(b.template.source()))
            .then_with(|| a.placeholders.iter().map(types).cmp(b.placeholders.iter().map(types)))
    }
}

/// The calls of one url.
struct Url<'a> {
    protocol: Protocol,
    template: &'a Template,
    methods: BTreeSet<Verb>,
    parameters: Vec<&'a Parameter>,
}

impl<'a> Url<'a> {
    /// The url of these calls.
    fn of(calls: &'a [Call<'_>], types: &Types<'a>) -> Option<Self> {
        let Call { protocol, url, .. } = calls.first()?;
        Some(Self {
            protocol: *protocol,
            template: &url.template,
            methods: calls.iter().map(|call| call.method).collect(),
            parameters: parameters_of(url, types)?,
        })
    }
}

/// Every pair of urls with a literal in one where the other has a placeholder.
pub(super) fn overlaps(groups: &[Group], parameters: &[Parameter]) -> Vec<Overlap> {
    let types: Types<'_> = parameters
        .iter()
        .map(|parameter| (&parameter.name, parameter))
        .collect();
    // A product may have many thousand urls. Values that are derived from a url are made when they are needed.
    let calls = calls(groups, &types);
    let mut overlaps = Vec::new();
    for calls in calls.chunk_by(|a, b| a.protocol == b.protocol) {
        let urls = calls.chunk_by(|a, b| a.compare_urls(b) == Ordering::Equal);
        let urls: Vec<&[Call<'_>]> = urls.collect();
        let trie = Trie::new(urls.iter().map(|calls| segments(calls, &types)));
        for (index, calls) in urls.iter().enumerate() {
            for (other, values) in trie.overlaps(&segments(calls, &types)) {
                let other = urls.get(other).filter(|_| index != other);
                let other = other.and_then(|calls| Url::of(calls, &types));
                if let Some((url, other)) = Url::of(calls, &types).zip(other) {
                    overlaps.extend(pair(&url, &other, &values));
                }
            }
        }
    }
    overlaps.sort();
    overlaps.dedup();
    overlaps
}

/// The urls of all calls, in their order.
fn calls<'a>(groups: &'a [Group], types: &Types<'a>) -> Vec<Call<'a>> {
    let mut calls = Vec::new();
    for group in groups {
        for endpoint in &group.endpoints {
            let urls = endpoint.urls().into_iter();
            // A type that is not declared is reported where it stands.
            let urls = urls.filter(|url| parameters_of(url, types).is_some());
            calls.extend(urls.map(|url| Call {
                protocol: group.protocol,
                method: endpoint.method,
                url,
            }));
        }
    }
    calls.sort_by(Call::compare_urls);
    calls
}

/// The url parameters in a url.
fn parameters_of<'a>(url: &ir::Url<'_>, types: &Types<'a>) -> Option<Vec<&'a Parameter>> {
    let placeholders = url.placeholders.iter();
    placeholders.map(|own| types.get(&own.ty.name).copied()).collect()
}

/// The segments of the url of these calls.
fn segments<'a>(calls: &'a [Call<'_>], types: &Types<'a>) -> Vec<Segment<'a>> {
    let Some(url) = Url::of(calls, types) else {
        return Vec::new();
    };
    let mut parameters = url.parameters.iter();
    let mut segments = Vec::new();
    for part in url.template.parts() {
        match part {
            Part::Literal(text) => {
                let words = text.trim_matches('/').split('/');
                segments.extend(words.filter(|word| !word.is_empty()).map(Segment::Literal));
            }
            Part::Placeholder(_) => segments.extend(parameters.next().map(|parameter| match parameter.kind {
                // Urls have neither scopes nor keys of several segments.
                ParameterKind::Name(_) | ParameterKind::Scope(_) | ParameterKind::Segments(_) => Segment::Name,
                ParameterKind::Id => Segment::Id,
                ParameterKind::PackagePath(_) | ParameterKind::ObjectPath(_) => Segment::Path,
            })),
        }
    }
    segments
}

/// The pair, if some values turn calls of one url into calls of the other; with these values, and the reason why they
/// are refused.
fn pair(url: &Url<'_>, other: &Url<'_>, values: &[Vec<Option<&str>>]) -> Option<Overlap> {
    // A literal in a value of several segments makes the url name something else, whatever the method.
    let several = url
        .parameters
        .iter()
        .zip(values)
        .any(|(parameter, value)| parameter.kind.is_path() && value.iter().any(Option::is_some));
    let shared = url.methods.intersection(&other.methods).copied();
    let methods: Vec<_> = if several {
        url.methods.iter().copied().collect()
    } else {
        shared.collect()
    };
    let other_methods = if several {
        other.methods.iter().copied().collect()
    } else {
        methods.clone()
    };
    if methods.is_empty() {
        return None;
    }
    let texts: Vec<Vec<&str>> = values
        .iter()
        .map(|value| value.iter().map(|segment| segment.unwrap_or(ANY)).collect())
        .collect();
    let placeholders = url
        .template
        .placeholders()
        .map(|placeholder| placeholder.name().to_owned());
    let shown = placeholders
        .zip(values.iter().zip(&texts))
        .filter(|(_, (value, _))| value.iter().any(Option::is_some));
    Some(Overlap {
        protocol: url.protocol,
        template: url.template.to_string(),
        methods,
        values: shown.map(|(name, (_, text))| (name, text.join("/"))).collect(),
        other: other.template.to_string(),
        other_methods,
        refused: refusal(url, other, &texts),
    })
}

/// The reason why no url of the first call with these values is a url of the second.
fn refusal(url: &Url<'_>, other: &Url<'_>, texts: &[Vec<&str>]) -> Option<String> {
    let escaping = if url.methods.iter().all(|method| method.is_http()) {
        Escaping::HttpPath
    } else {
        Escaping::Fmg
    };
    let mut writer = UrlWriter::new(escaping, 0);
    let mut values = url.parameters.iter().zip(texts);
    for part in url.template.parts() {
        match part {
            Part::Literal(text) => {
                writer.literal(text);
            }
            Part::Placeholder(_) => {
                let (parameter, segments) = values.next()?;
                match value(parameter, segments) {
                    Ok(value) => {
                        writer.param(&*value);
                    }
                    Err(reason) => return Some(reason),
                }
            }
        }
    }
    let reserved: Vec<Vec<&str>> = other.parameters.iter().map(|parameter| runs(parameter)).collect();
    let kinds: Vec<ParamKind<'_>> = other
        .parameters
        .iter()
        .zip(&reserved)
        .map(|(parameter, reserved)| kind(parameter, reserved))
        .collect();
    let taken = other.template.matches(&writer.finish(), &kinds, escaping);
    taken
        .is_none()
        .then(|| "no value of the other call makes this url".to_owned())
}

fn value(parameter: &Parameter, segments: &[&str]) -> Result<Box<dyn UrlParam>, String> {
    let reserved = runs(parameter);
    let first = segments.first().copied().unwrap_or_default().to_owned();
    match parameter.kind {
        ParameterKind::Name(_) | ParameterKind::Scope(_) | ParameterKind::Segments(_) => {
            match Name::new_except(first, &reserved) {
                Ok(name) => Ok(Box::new(name)),
                Err(fault) => Err(fault.summary()),
            }
        }
        ParameterKind::Id => match first.parse::<u64>() {
            Ok(number) => Ok(Box::new(number)),
            Err(_) => Err("the placeholder takes a number".to_owned()),
        },
        ParameterKind::PackagePath(_) => match PackagePath::from_segments(segments, &reserved) {
            Ok(path) => Ok(Box::new(path)),
            Err(fault) => Err(fault.summary()),
        },
        ParameterKind::ObjectPath(_) => {
            match ObjectPath::from_segments(segments).and_then(|path| path.except(&reserved)) {
                Ok(path) => Ok(Box::new(path)),
                Err(fault) => Err(fault.summary()),
            }
        }
    }
}

fn runs(parameter: &Parameter) -> Vec<&str> {
    parameter.kind.reserved().iter().map(String::as_str).collect()
}

fn kind<'a>(parameter: &Parameter, reserved: &'a [&'a str]) -> ParamKind<'a> {
    match parameter.kind {
        ParameterKind::Name(_) | ParameterKind::Scope(_) | ParameterKind::Segments(_) => ParamKind::Name { reserved },
        ParameterKind::Id => ParamKind::Id,
        ParameterKind::PackagePath(_) => ParamKind::PackagePath { reserved },
        ParameterKind::ObjectPath(_) => ParamKind::ObjectPath { tables: reserved },
    }
}
