//! TOML text -> [`SpecFile`].

use camino::Utf8Path;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::Method;
use crate::read::{self, Faults, Table};
use crate::spec::{
    At, DataSpec, DocumentSpec, EndpointSpec, EnumSpec, EnumValueSpec, ErratumSpec, ExchangeSpec, FieldSpec, GroupSpec,
    ParameterSpec, PlaceholderSpec, RowSpec, SourceSpec, SpecFile, StatusCodeSpec, Text,
};

/// Reads one spec file; what is faulty is left out of the result and reported.
pub(crate) fn parse(path: &Utf8Path, text: &str) -> (SpecFile, Vec<Diagnostic>) {
    let mut faults = Faults {
        file: path,
        list: Vec::new(),
    };
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        faults.push(Diagnostic::new(
            Code::Syntax,
            faults.at(error.span().unwrap_or(0..0)),
            format!("this is not TOML: {}", error.message()),
        ));
    }
    let broken = !faults.list.is_empty();
    let mut root = Table::new(document.get_ref(), 0..0, "a spec file");
    let file = spec_file(path, &mut root, &mut faults);
    root.finish(&mut faults);
    if broken {
        // What follows from broken syntax would only repeat it.
        faults.list.retain(|fault| fault.code == Code::Syntax);
    }
    (file, faults.list)
}

fn spec_file(path: &Utf8Path, root: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> SpecFile {
    let group = root
        .tables("group", "a group", faults)
        .into_iter()
        .next()
        .map(|table| group(table, faults));
    let documents = each(root, "document", "a document", faults, document);
    let parameters = each(root, "parameter", "a parameter", faults, parameter);
    let rows = each(root, "type", "a type", faults, row);
    let enums = each(root, "enum", "an enum", faults, enumeration);
    let codes = each(root, "code", "a status code", faults, status_code);
    let http_statuses = each(root, "http_status", "an HTTP status", faults, status_code);
    let endpoints = each(root, "endpoint", "an endpoint", faults, endpoint);
    SpecFile {
        path: path.to_owned(),
        group,
        documents,
        parameters,
        rows,
        enums,
        codes: codes.into_iter().flatten().collect(),
        http_statuses: http_statuses.into_iter().flatten().collect(),
        endpoints: endpoints.into_iter().flatten().collect(),
    }
}

/// Reads each table of `[[key]]` and reports the keys that it should not have.
fn each<T>(
    parent: &mut Table<'_, '_>,
    key: &'static str,
    what: &'static str,
    faults: &mut Faults<'_>,
    read: fn(&mut Table<'_, '_>, &mut Faults<'_>) -> T,
) -> Vec<T> {
    parent
        .tables(key, what, faults)
        .into_iter()
        .map(|mut table| {
            let value = read(&mut table, faults);
            table.finish(faults);
            value
        })
        .collect()
}

fn group(mut table: Table<'_, '_>, faults: &mut Faults<'_>) -> GroupSpec {
    let group = GroupSpec {
        title: table.required_text("title", faults),
        doc: table.required_text("doc", faults),
        requests_only: table.flag("requests_only", faults),
        reserved: table.texts("reserved", faults),
    };
    table.finish(faults);
    group
}

fn document(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> DocumentSpec {
    DocumentSpec {
        id: table.required_text("id", faults),
        title: table.required_text("title", faults),
        about: table.required_text("about", faults),
        url: table.text("url", faults),
    }
}

fn parameter(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> ParameterSpec {
    ParameterSpec {
        ty: table.required_text("type", faults),
        kind: table.required_text("kind", faults),
        placeholders: table.texts("placeholders", faults),
        literal_macro: table.text("macro", faults),
        doc: table.required_text("doc", faults),
    }
}

fn row(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> RowSpec {
    RowSpec {
        name: table.required_text("name", faults),
        doc: table.required_text("doc", faults),
        writable: table.flag("writable", faults),
        fields: each(table, "fields", "a field", faults, field),
    }
}

fn enumeration(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> EnumSpec {
    EnumSpec {
        name: table.required_text("name", faults),
        doc: table.required_text("doc", faults),
        values: each(table, "values", "a value", faults, |table, faults| EnumValueSpec {
            name: table.required_text("name", faults),
            number: table.integer("number", faults),
            doc: table.text("doc", faults),
            rust: table.text("rust", faults),
        }),
    }
}

fn status_code(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Option<StatusCodeSpec> {
    let name = table.required_text("name", faults);
    let meaning = table.required_text("meaning", faults);
    let class = table.required_text("class", faults);
    let source = sources(table, faults);
    let Some(number) = table.integer("number", faults) else {
        faults.push(Diagnostic::new(
            Code::MissingKey,
            faults.at(table.span()),
            "a status code needs `number`",
        ));
        return None;
    };
    Some(StatusCodeSpec {
        number,
        name,
        meaning,
        class,
        source,
    })
}

fn endpoint(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Option<EndpointSpec> {
    let name = table.required_text("name", faults);
    let call = method(table, faults);
    let doc = table.required_text("doc", faults);
    let source = sources(table, faults);
    if source.is_empty() {
        faults.push(
            Diagnostic::new(Code::MissingKey, faults.at(table.span()), "an endpoint needs `source`")
                .label("no `source` here")
                .help("write `source = [{ document = \"…\", section = \"…\" }]`"),
        );
    }
    let since = table.text("since", faults);
    let params = placeholders(table, faults);
    let fixed = table
        .entries("fixed", faults)
        .into_iter()
        .filter_map(|(name, value)| {
            let value = read::json(value, &name.value, faults)?;
            Some((name, value))
        })
        .collect();
    let options = table.text("options", faults);
    let beside = each(table, "beside", "a field", faults, field);
    let envelope = each(table, "envelope", "a field", faults, field);
    let query = each(table, "query", "a field", faults, field);
    let body = whole_or_members(table, "body", faults);
    let form = each(table, "form", "a field", faults, field);
    let one_of = table.lists("one_of", faults);
    let access_group = table.text("access_group", faults);
    let etag = table.flag("etag", faults);
    let upload = table.flag("upload", faults);
    let download = table.flag("download", faults);
    let data = whole_or_members(table, "data", faults);
    let response = table.text("response", faults);
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
        params,
        fixed,
        options,
        beside,
        envelope,
        query,
        body,
        form,
        one_of,
        access_group,
        etag,
        upload,
        download,
        data,
        response,
        exchanges,
        errata,
    })
}

fn method(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Option<(Method, Text)> {
    let mut found = Vec::new();
    for method in Method::ALL {
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
            "an endpoint has one method",
        )
        .label(format!("`{}` here", found[0].0.as_str()))
        .help("make an endpoint of its own for each method");
        for (method, key, _) in &found[1..] {
            fault = fault.also(faults.at(key.clone()), format!("and `{}` here", method.as_str()));
        }
        faults.push(fault);
    }
    if found.is_empty() {
        let names: Vec<_> = Method::ALL.map(Method::as_str).into();
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

fn placeholders(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Vec<PlaceholderSpec> {
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
                doc: table.text("doc", faults),
            };
            table.finish(faults);
            Some(spec)
        })
        .collect()
}

fn whole_or_members(table: &mut Table<'_, '_>, key: &'static str, faults: &mut Faults<'_>) -> DataSpec {
    if let Some((_, value)) = table.get(key)
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

fn field(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> FieldSpec {
    FieldSpec {
        name: table.required_text("name", faults),
        ty: table.required_text("type", faults),
        doc: table.required_text("doc", faults),
        required: table.flag("required", faults),
        rust: table.text("rust", faults),
        aliases: table.texts("aliases", faults),
        places: table.texts("in", faults),
        values: table.texts("values", faults),
        lone: table.flag("lone", faults),
        file: table.flag("file", faults),
        default: table.text("default", faults),
        min: table.integer("min", faults),
        max: table.integer("max", faults),
        since: table.text("since", faults),
    }
}

fn sources(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Vec<SourceSpec> {
    each(table, "source", "a source", faults, |table, faults| SourceSpec {
        document: table.required_text("document", faults),
        section: table.required_text("section", faults),
    })
}

fn exchange(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> ExchangeSpec {
    ExchangeSpec {
        file: table.required_text("file", faults),
        source: sources(table, faults),
    }
}

fn erratum(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> ErratumSpec {
    ErratumSpec {
        at: table.required_text("at", faults),
        file: table.text("file", faults),
        printed: table.required_text("printed", faults),
        truth: table.required_text("truth", faults),
        evidence: table.required_text("evidence", faults),
    }
}
