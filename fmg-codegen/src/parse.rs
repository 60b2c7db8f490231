//! Parses TOML text into a [`SpecFile`].

mod endpoint;
mod table;

use camino::Utf8Path;
use serde_json::Value;
use toml::de::DeTable;

use crate::diagnostic::{Code, Diagnostic};
use crate::read::{self, Faults, Table};
use crate::spec::{
    At, CaseSpec, DocumentSpec, EnumSpec, EnumValueSpec, ExternalSpec, FieldSpec, FormSpec, GroupSpec, ParameterSpec,
    RefusalSpec, ReservedSpec, RowSpec, SourceSpec, SpecFile, StatusCodeSpec, Text, UnionSpec,
};

/// Parses one spec file. Faulty parts are reported and left out of the result.
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
        // Other faults would only follow from the broken syntax.
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
    let unions = each(root, "union", "a union", faults, union);
    let externals = each(root, "external", "an external type", faults, external);
    let codes = each(root, "code", "a status code", faults, status_code);
    let http_statuses = each(root, "http_status", "an HTTP status", faults, status_code);
    let refusals = each(root, "refusal", "a refusal", faults, refusal);
    let endpoints = each(root, "endpoint", "an endpoint", faults, endpoint::endpoint);
    let scopes = each(root, "scope", "a scope", faults, table::scope);
    let tables = each(root, "table", "a table", faults, table::table);
    SpecFile {
        path: path.to_owned(),
        group,
        documents,
        parameters,
        rows,
        enums,
        unions,
        externals: externals.into_iter().flatten().collect(),
        codes: codes.into_iter().flatten().collect(),
        http_statuses: http_statuses.into_iter().flatten().collect(),
        refusals: refusals.into_iter().flatten().collect(),
        endpoints: endpoints.into_iter().flatten().collect(),
        scopes,
        tables,
    }
}

/// Reads each table of `[[key]]` and reports its unknown keys.
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
        doc: table.required_prose("doc", faults),
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
        about: table.required_prose("about", faults),
        url: table.required_text("url", faults),
    }
}

fn parameter(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> ParameterSpec {
    ParameterSpec {
        ty: table.required_text("type", faults),
        kind: table.required_text("kind", faults),
        placeholders: table.texts_or_none("placeholders", faults),
        literal_macro: table.text("macro", faults),
        shared: table.flag("shared", faults),
        path: table.text("path", faults),
        apart_from: table.text("apart_from", faults),
        doc: table.required_prose("doc", faults),
        forms: each(table, "forms", "a form of a scope", faults, form),
        url: table.text("url", faults),
        reserved: each(table, "reserved", "a list of reserved words", faults, reserved),
    }
}

fn form(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> FormSpec {
    FormSpec {
        name: table.required_text("name", faults),
        url: table.required_text("url", faults),
        doc: table.required_prose("doc", faults),
    }
}

fn reserved(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> ReservedSpec {
    if !table.has("runs") {
        faults.push(Diagnostic::new(
            Code::MissingKey,
            faults.at(table.span()),
            "a list of reserved words needs `runs`",
        ));
    }
    ReservedSpec {
        runs: table.texts("runs", faults),
        instead: table.text("instead", faults),
        doc: table.required_prose("doc", faults),
        source: required_sources(table, "a list of reserved words", faults),
    }
}

fn row(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> RowSpec {
    RowSpec {
        name: table.required_text("name", faults),
        doc: table.required_prose("doc", faults),
        writable: table.flag("writable", faults),
        starts_task: table.text("starts_task", faults),
        fields: each(table, "fields", "a field", faults, row_field),
    }
}

/// A field of a row. It may be without documentation if its other keys say all.
fn row_field(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> FieldSpec {
    let name = table.required_text("name", faults);
    let ty = table.required_text("type", faults);
    let doc = table.prose("doc", faults).unwrap_or_else(|| Text {
        value: String::new(),
        span: name.span.clone(),
    });
    field_of(table, name, ty, doc, faults)
}

fn enumeration(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> EnumSpec {
    EnumSpec {
        name: table.required_text("name", faults),
        doc: table.required_prose("doc", faults),
        values: each(table, "values", "a value", faults, |table, faults| EnumValueSpec {
            name: table.required_text("name", faults),
            number: table.integer("number", faults),
            doc: table.prose("doc", faults),
            rust: table.text("rust", faults),
        }),
    }
}

fn union(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> UnionSpec {
    UnionSpec {
        name: table.required_text("name", faults),
        doc: table.required_prose("doc", faults),
        tag: table.text("tag", faults),
        cases: each(table, "cases", "a case", faults, case),
    }
}

fn case(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> CaseSpec {
    let name = table.required_text("name", faults);
    let value = json(table, "value", faults);
    CaseSpec {
        name,
        value,
        doc: table.required_prose("doc", faults),
        fields: each(table, "fields", "a field", faults, field),
        fixed: constants(table, faults),
        rust: table.text("rust", faults),
    }
}

fn external(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Option<ExternalSpec> {
    let path = table.required_text("path", faults);
    let doc = table.required_text("doc", faults);
    let wire = table.required_text("wire", faults);
    let default = json(table, "default", faults);
    let rows = table.flag("rows", faults);
    if !table.has("example") {
        faults.push(
            Diagnostic::new(
                Code::MissingKey,
                faults.at(table.span()),
                "an external type needs `example`",
            )
            .help("write a value as it is sent; the generated tests read it into the type"),
        );
    }
    let example = json(table, "example", faults)?;
    Some(ExternalSpec {
        path,
        doc,
        wire,
        example,
        default,
        rows,
    })
}

/// A value of any kind, as JSON.
fn json(table: &mut Table<'_, '_>, key: &'static str, faults: &mut Faults<'_>) -> Option<At<Value>> {
    let (_, value) = table.get(key)?;
    Some(At {
        value: read::json(value, key, faults)?,
        span: value.span(),
    })
}

fn status_code(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Option<StatusCodeSpec> {
    let name = table.required_text("name", faults);
    let meaning = table.required_prose("meaning", faults);
    let class = table.required_text("class", faults);
    let source = required_sources(table, "a status code", faults);
    let number = number(table, "number", "a status code", faults)?;
    Some(StatusCodeSpec {
        number,
        name,
        meaning,
        class,
        source,
    })
}

fn refusal(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Option<RefusalSpec> {
    let url = table.required_text("url", faults);
    let message = table.text("message", faults);
    let meaning = table.required_prose("meaning", faults);
    let class = table.required_text("class", faults);
    let source = required_sources(table, "a refusal", faults);
    let code = number(table, "code", "a refusal", faults)?;
    Some(RefusalSpec {
        url,
        code,
        message,
        meaning,
        class,
        source,
    })
}

/// A required number. If it is missing, reports a fault.
fn number(
    table: &mut Table<'_, '_>,
    key: &'static str,
    what: &'static str,
    faults: &mut Faults<'_>,
) -> Option<At<i64>> {
    let number = table.integer(key, faults);
    if number.is_none() && !table.has(key) {
        faults.push(Diagnostic::new(
            Code::MissingKey,
            faults.at(table.span()),
            format!("{what} needs `{key}`"),
        ));
    }
    number
}

/// Members with constant values.
fn constants(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Vec<(Text, Value)> {
    let entries = table.entries("fixed", faults);
    entries
        .into_iter()
        .filter_map(|(name, value)| {
            let value = read::json(value, &name.value, faults)?;
            Some((name, value))
        })
        .collect()
}

fn field(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> FieldSpec {
    let name = table.required_text("name", faults);
    let ty = table.required_text("type", faults);
    let doc = table.required_prose("doc", faults);
    field_of(table, name, ty, doc, faults)
}

fn field_of(table: &mut Table<'_, '_>, name: Text, ty: Text, doc: Text, faults: &mut Faults<'_>) -> FieldSpec {
    FieldSpec {
        name,
        ty,
        doc,
        required: table.flag("required", faults),
        rust: table.text("rust", faults),
        aliases: table.texts("aliases", faults),
        places: table.texts("in", faults),
        values: table.texts("values", faults),
        lone: table.flag("lone", faults),
        file: table.flag("file", faults),
        splice: table.flag("splice", faults),
        strict: table.flag("strict", faults),
        list: table.flag("list", faults),
        default: table.text("default", faults),
        initial: table.text("initial", faults),
        min: table.integer("min", faults),
        max: table.integer("max", faults),
        max_len: table.integer("max_len", faults),
        max_items: table.integer("max_items", faults),
        refers_to: table.texts("refers_to", faults),
        closed: table.flag("closed", faults),
        access: table.text("access", faults),
        versions: table.texts("versions", faults),
        since: table.text("since", faults),
    }
}

/// The sources of a fact that always needs one. Reports a fault if the list is empty.
fn required_sources(table: &mut Table<'_, '_>, what: &str, faults: &mut Faults<'_>) -> Vec<SourceSpec> {
    let found = sources(table, faults);
    if found.is_empty() {
        faults.push(
            Diagnostic::new(
                Code::MissingKey,
                faults.at(table.span()),
                format!("{what} needs `source`"),
            )
            .label("no `source` here")
            .help("write `source = [{ document = \"…\", section = \"…\" }]`"),
        );
    }
    found
}

fn sources(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Vec<SourceSpec> {
    each(table, "source", "a source", faults, source)
}

fn source(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> SourceSpec {
    if let Some(reason) = table.prose("inferred", faults) {
        return SourceSpec {
            document: None,
            section: reason,
        };
    }
    SourceSpec {
        document: Some(table.required_text("document", faults)),
        section: table.required_text("section", faults),
    }
}
