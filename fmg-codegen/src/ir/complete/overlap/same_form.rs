//! Finds urls of two calls that differ only in their placeholders.
//!
//! Every url of one call is then a url of the other. The text of a value does not tell the calls apart, but the table
//! that it names: a table of FortiOS has rows or is one object. The specs state this for the types of placeholders, and
//! the types in Rust keep the calls apart.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use fmg_template::Part;

use crate::ir::{Group, Parameter, SameForm};

use super::{Call, Types, Url, calls};

/// Replaces a placeholder in the form of a url.
const ANY: &str = "<>";

/// Every pair of urls with the same literals, and with placeholders at the same positions.
pub(in crate::ir::complete) fn same_forms(groups: &[Group], parameters: &[Parameter]) -> Vec<SameForm> {
    let types: Types<'_> = parameters
        .iter()
        .map(|parameter| (&parameter.name, parameter))
        .collect();
    let calls = calls(groups, &types);
    let mut forms: BTreeMap<_, Vec<&[Call<'_>]>> = BTreeMap::new();
    for calls in calls.chunk_by(|a, b| a.compare_urls(b) == Ordering::Equal) {
        if let Some(first) = calls.first() {
            let form = forms.entry((first.protocol, form(first))).or_default();
            form.push(calls);
        }
    }
    let mut found = Vec::new();
    for urls in forms.values().filter(|urls| urls.len() > 1) {
        let urls: Vec<_> = urls.iter().filter_map(|calls| Url::of(calls, &types)).collect();
        for (at, url) in urls.iter().enumerate() {
            found.extend(urls.iter().skip(at + 1).filter_map(|other| pair(url, other)));
        }
    }
    found.sort();
    found
}

/// The url without the names of its placeholders.
fn form(call: &Call<'_>) -> String {
    let parts = call.url.template.parts().iter();
    parts
        .map(|part| match part {
            Part::Literal(text) => text.as_str(),
            Part::Placeholder(_) => ANY,
        })
        .collect()
}

/// The pair, if a method has both urls and every value of one is a value of the other.
fn pair(url: &Url<'_>, other: &Url<'_>) -> Option<SameForm> {
    let methods: Vec<_> = url.methods.intersection(&other.methods).copied().collect();
    let (template, second) = (url.template.to_string(), other.template.to_string());
    // Of the calls of one template, constants and the form of the data tell which one is meant.
    if methods.is_empty() || template == second {
        return None;
    }
    let types = url.parameters.iter().zip(&other.parameters);
    let names = url.template.placeholders().zip(other.template.placeholders());
    let mut apart = types
        .zip(names)
        .filter(|((own, of_other), _)| own.is_apart_from(of_other));
    let apart = apart
        .next()
        .map(|(_, (own, of_other))| (own.name().to_owned(), of_other.name().to_owned()));
    Some(SameForm {
        protocol: url.protocol,
        template,
        other: second,
        methods,
        apart,
    })
}
