//! `[[endpoint]]`

use toml::Spanned;
use toml::de::DeValue;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{RequestPlace, Verb};
use crate::read::{self, Faults, Table};
use crate::spec::{At, DataSpec, EndpointSpec, ErratumSpec, ExchangeSpec, LackSpec, PlaceholderSpec, SourceSpec, Text};

use super::{constants, each, field, required_sources, source, sources};

pub(super) fn endpoint(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Option<EndpointSpec> {
    let name = table.required_text("name", faults);
    let call = method(table, faults);
    let doc = table.required_prose("doc", faults);
    let costly = each(table, "costly", "a source", faults, source);
    let source = required_sources(table, "an endpoint", faults);
    let since = table.text("since", faults);
    let instead = table.text("instead", faults);
    let params = placeholders(table, faults);
    let fixed = constants(table, faults);
    let options = table.text("options", faults);
    let places = RequestPlace::ALL
        .iter()
        .map(|place| (*place, data(table, *place, faults)));
    let places = places.collect();
    let one_of = table.lists("one_of", faults);
    let csrf = table.texts("csrf", faults);
    let access_group = table.text("access_group", faults);
    let etag = table.flag("etag", faults);
    let upload = table.flag("upload", faults);
    let download = table.flag("download", faults);
    let file_may_be = table.texts("file_may_be", faults);
    let response = table.text("response", faults);
    let reply_without = lacks(table, faults);
    let exchanges = each(table, "exchange", "an exchange", faults, exchange);
    let errata = each(table, "erratum", "an erratum", faults, erratum);
    let (method, template) = call?;
    Some(EndpointSpec {
        name,
        method,
        template,
        doc,
        source,
        since,
        instead,
        costly,
        params,
        fixed,
        options,
        places,
        one_of,
        csrf,
        access_group,
        etag,
        upload,
        download,
        file_may_be,
        response,
        reply_without,
        exchanges,
        errata,
        table: None,
    })
}

fn method(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Option<(Verb, Text)> {
    let mut found = Vec::new();
    for &method in Verb::ALL {
        if let Some((key, value)) = table.get(method.as_str())
            && let Some(template) = read::text(value, method.as_str(), faults)
        {
            found.push((method, key, template));
        }
    }
    if found.len() > 1 {
        let mut fault = Diagnostic::new(
            Code::Method,
            faults.at(found[0].1.clone()),
            "an endpoint has several methods",
        )
        .label(format!("`{}` here", found[0].0.as_str()))
        .help("write one endpoint for each method");
        for (method, key, _) in &found[1..] {
            fault = fault.also(faults.at(key.clone()), format!("and `{}` here", method.as_str()));
        }
        faults.push(fault);
    }
    if found.is_empty() {
        let names: Vec<_> = Verb::ALL.iter().map(|method| method.as_str()).collect();
        faults.push(
            Diagnostic::new(Code::Method, faults.at(table.span()), "an endpoint needs a method")
                .label("no method here")
                .help(format!(
                    "the method is the key of the url template, such as `get = \"/sys/status\"`; the methods are: {}",
                    names.join(", ")
                )),
        );
    }
    found.into_iter().next().map(|(method, _, template)| (method, template))
}

pub(super) fn placeholders(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Vec<PlaceholderSpec> {
    let entries = table.entries("params", faults);
    entries
        .into_iter()
        .filter_map(|(name, value)| {
            if let DeValue::String(ty) = value.get_ref() {
                return Some(PlaceholderSpec {
                    name,
                    ty: Some(At {
                        value: ty.to_string(),
                        span: value.span(),
                    }),
                    doc: None,
                });
            }
            let mut table = read::table(value, &name.value, "a parameter", faults)?;
            let spec = PlaceholderSpec {
                name,
                ty: table.text("type", faults),
                doc: table.prose("doc", faults),
            };
            table.finish(faults);
            Some(spec)
        })
        .collect()
}

/// The content of a place: its members, or the type of the whole.
fn data(table: &mut Table<'_, '_>, place: RequestPlace, faults: &mut Faults<'_>) -> DataSpec {
    let key = place.as_str();
    if place.can_be_whole()
        && let Some((_, value)) = table.get(key)
        && value.get_ref().is_str()
        && let Some(ty) = read::text(value, key, faults)
    {
        return DataSpec::Whole(ty);
    }
    let members = each(table, key, "a field", faults, field);
    if members.is_empty() {
        DataSpec::None
    } else {
        DataSpec::Members(members)
    }
}

/// `reply_without = { status = { document = "…", section = "…" } }`
fn lacks(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Vec<LackSpec> {
    let entries = table.entries("reply_without", faults);
    entries
        .into_iter()
        .map(|(part, value)| {
            let source = match value.get_ref() {
                DeValue::Array(items) => items.iter().filter_map(|item| lack_source(item, faults)).collect(),
                _ => lack_source(value, faults).into_iter().collect(),
            };
            LackSpec { part, source }
        })
        .collect()
}

fn lack_source(value: &Spanned<DeValue<'_>>, faults: &mut Faults<'_>) -> Option<SourceSpec> {
    let mut table = read::table(value, "reply_without", "a source", faults)?;
    let spec = source(&mut table, faults);
    table.finish(faults);
    Some(spec)
}

pub(super) fn exchange(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> ExchangeSpec {
    ExchangeSpec {
        file: table.required_text("file", faults),
        source: sources(table, faults),
    }
}

pub(super) fn erratum(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> ErratumSpec {
    ErratumSpec {
        at: table.required_text("at", faults),
        file: table.text("file", faults),
        printed: table.required_text("printed", faults),
        truth: table.required_text("truth", faults),
        evidence: table.required_prose("evidence", faults),
    }
}
