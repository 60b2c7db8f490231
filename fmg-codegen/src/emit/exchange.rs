//! One test for each documented exchange.

use std::io;

use camino::Utf8Path;
use serde_json::Value;

use crate::ir::{
    DocumentedRequest, DocumentedResponse, Endpoint, Exchange, Field, Group, Product, Protocol, TableVerb, Type,
};
use crate::target::Exchanges;

use super::module::allow;
use super::source::{Source, literal, raw_literal};
use super::table::Tables;
use super::value::Maker;
use super::{Context, modules};

/// The maximum width of arguments that rustfmt keeps on the line of the call.
const CALL_WIDTH: usize = 72;

/// The root of the test binary.
pub(super) fn root(context: &Context<'_>, source: &mut Source) {
    source
        .file_doc("Each documented exchange, sent and received as in the document.")
        .line("#![allow(clippy::doc_markdown, reason = \"the titles of sections are unchanged\")]")
        .line("#![allow(clippy::too_many_lines, reason = \"some documents show large objects\")]")
        .line("#![allow(clippy::unwrap_used, reason = \"a test reports by panicking\")]");
    for product in &context.api.products {
        if !product.groups.iter().any(has_tests) {
            continue;
        }
        source.gap().block(&format!("mod {}", product.id.as_str()), |source| {
            modules::tree(product, has_tests, true, source);
        });
    }
}

/// All tests in one file, with a module for each group.
pub(super) fn write_inline(
    context: &Context<'_>,
    exchanges: &Exchanges,
    source: &mut Source,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    for product in &context.api.products {
        let mut group = |group: &Group, source: &mut Source| {
            source.gap().open(&format!("mod {}", group.module.name));
            write(context, exchanges, product, group, source);
            source.close().hand_over(out)
        };
        if !product.groups.iter().any(has_tests) {
            continue;
        }
        allow(source.gap());
        source.open(&format!("mod {}", product.id.as_str()));
        for own in product.groups_in(None).filter(|own| has_tests(own)) {
            group(own, source)?;
        }
        for folder in product.folders() {
            let groups: Vec<_> = product.groups_in(Some(folder)).filter(|own| has_tests(own)).collect();
            if groups.is_empty() {
                continue;
            }
            source.gap().open(&format!("mod {folder}"));
            for own in groups {
                group(own, source)?;
            }
            source.close();
        }
        source.close();
    }
    source.hand_over(out)
}

/// The exchanges of an endpoint that have a request or a response to test.
fn tested(endpoint: &Endpoint) -> impl Iterator<Item = &Exchange> {
    let exchanges = endpoint.exchanges.iter();
    exchanges.filter(|item| item.request.is_some() || item.response.is_some())
}

pub(super) fn has_tests(group: &Group) -> bool {
    group.endpoints.iter().any(|endpoint| tested(endpoint).next().is_some())
}

/// The tests of one group.
pub(super) fn write(
    context: &Context<'_>,
    exchanges: &Exchanges,
    product: &Product,
    group: &Group,
    source: &mut Source,
) {
    // A group in a folder is one level deeper.
    let up = if group.module.folder.is_some() { ".." } else { "" };
    let files = if exchanges.files.is_absolute() {
        exchanges.files.clone()
    } else {
        Utf8Path::new(up).join(&exchanges.files)
    };
    let maker = Maker {
        product,
        runtime: context.target.runtime_in_tests(),
        support: "exchange",
        module: None,
    };
    let mut tests = source.part();
    for endpoint in &group.endpoints {
        for item in tested(endpoint) {
            test(context, &maker, &files, group, endpoint, item, tests.gap());
        }
    }
    let mut calls: Vec<_> = group
        .endpoints
        .iter()
        .filter(|endpoint| tested(endpoint).next().is_some())
        .map(|endpoint| endpoint.type_name.to_string())
        .collect();
    calls.sort();
    let (api, runtime, product) = (&exchanges.api, context.target.runtime_in_tests(), product.id.as_str());
    source.line(&format!("use {runtime}::codegen::exchange;"));
    if tests.text().contains(&format!("{product}::")) {
        source.line(&format!("use {api}::{product};"));
    }
    let module = format!("use {api}::{product}::{}::", group.module);
    match calls.as_slice() {
        [call] => source.line(&format!("{module}{call};")),
        calls => source.names(&format!("{module}{{"), calls, "};"),
    };
    source.gap().append(&tests);
}

fn test(
    context: &Context<'_>,
    maker: &Maker<'_>,
    files: &Utf8Path,
    group: &Group,
    endpoint: &Endpoint,
    item: &Exchange,
    source: &mut Source,
) {
    let file = files.join(&item.file);
    let ty = &endpoint.type_name;
    source
        .doc(&context.documents.cite(&item.source))
        .line("#[test]")
        .block(&format!("fn {}()", item.test), |source| {
            source.line(&format!("let documented = include_str!({});", literal(file.as_str())));
            if let Some(request) = &item.request {
                build(maker, group, endpoint, request, source);
                let (check, name) = match group.protocol {
                    Protocol::Gui | Protocol::GuiProxy => ("check_proxied", "params"),
                    Protocol::JsonRpc | Protocol::Rest | Protocol::FortiOs => ("check_request", "entry"),
                };
                let written = match &request.entry {
                    None => "None".to_owned(),
                    Some(written) => {
                        source.line(&format!("let {name} = {};", raw_literal(&format!("{written:#}"))));
                        format!("Some({name})")
                    }
                };
                source.line(&format!("exchange::{check}(&call, documented, {written});"));
            }
            match &item.response {
                None => {}
                Some(DocumentedResponse::Error { code, message }) => {
                    source.line(&format!(
                        "exchange::check_error::<{ty}>(documented, {code}, {});",
                        literal(message)
                    ));
                }
                Some(DocumentedResponse::Value {
                    as_documented: true, ..
                }) => {
                    source.line(&format!("exchange::check_response::<{ty}>(documented, None);"));
                }
                Some(DocumentedResponse::Text) => {
                    source.line(&format!("exchange::check_text::<{ty}>(documented);"));
                }
                Some(DocumentedResponse::Value { value, .. }) => {
                    source
                        .line(&format!("let expected = {};", raw_literal(&format!("{value:#}"))))
                        .line(&format!(
                            "exchange::check_response::<{ty}>(documented, Some(expected));"
                        ));
                }
            }
        });
}

/// `let call = LockObject::new(…);`, and a line for each optional member.
fn build(maker: &Maker<'_>, group: &Group, endpoint: &Endpoint, request: &DocumentedRequest, source: &mut Source) {
    let placeholders = endpoint.placeholders.iter().zip(&request.placeholders);
    let mut required: Vec<_> = placeholders.map(|(own, value)| maker.url_value(own, value)).collect();
    if endpoint.table.is_some() {
        return build_table(maker, group, endpoint, request, &required, source);
    }
    if let (Some(ty), Some(data)) = (&endpoint.data, &request.data) {
        required.push(maker.json_of("data", ty, data, source));
    }
    let mut setters = Vec::new();
    for (index, value) in &request.members {
        let field = &endpoint.members[*index].field;
        let value = argument(maker, field, value, source);
        if field.required {
            required.push(value);
        } else {
            setters.push(format!("{}({value})", field.name));
        }
    }
    if let Some(options) = &request.options {
        setters.push(format!("options({})", maker.json("options", options, source)));
    }
    let open = format!("let call = {}::new(", endpoint.type_name);
    source.list(&open, &required, ");", CALL_WIDTH);
    for setter in setters {
        source.line(&format!("let call = call.{setter};"));
    }
}

/// The same for a verb of a table, whose request is in the runtime.
fn build_table(
    maker: &Maker<'_>,
    group: &Group,
    endpoint: &Endpoint,
    request: &DocumentedRequest,
    placeholders: &[String],
    source: &mut Source,
) {
    let tables = Tables {
        product: maker.product,
        group,
    };
    let verb = endpoint.table.as_ref().map(|call| call.verb);
    let text = |name: &str| {
        let members = request.members.iter();
        let mut values = members.filter(|(index, _)| endpoint.members[*index].field.wire.fits(name));
        values.next().map(|(_, value)| value)
    };
    let mut constructor = "new";
    let mut rest = Vec::new();
    match verb {
        Some(TableVerb::MoveTo) => {
            constructor = if text("option").and_then(Value::as_str) == Some("after") {
                "after"
            } else {
                "before"
            };
            let key = endpoint.placeholders.last();
            let target = text("target").and_then(Value::as_str);
            rest.extend(key.zip(target).map(|(key, target)| maker.url_value(key, target)));
        }
        Some(TableVerb::DeleteWhere) => {
            rest.extend(text("filter").map(|filter| maker.json("filter", filter, source)));
        }
        Some(TableVerb::CloneTo) => {
            let call = endpoint.table.as_ref();
            let key = call.and_then(|call| group.table(&call.row)?.key.as_ref());
            if let (Some(key), Some(Value::Object(data))) = (key, &request.data) {
                let attribute = key.attribute.as_deref().unwrap_or("name");
                let mut changes = data.clone();
                let new_key = match changes.remove(attribute) {
                    Some(Value::String(text)) => Some(text),
                    Some(number) => Some(number.to_string()),
                    None => None,
                };
                match new_key {
                    Some(new_key) => rest.push(maker.url_value(&key.placeholder, &new_key)),
                    None => constructor = "assigned",
                }
                if !changes.is_empty() {
                    let changes = maker.json("changes", &Value::Object(changes), source);
                    return finish(
                        &tables,
                        endpoint,
                        maker,
                        placeholders,
                        &rest,
                        constructor,
                        Some(&changes),
                        source,
                    );
                }
            }
        }
        _ => {
            let name = if matches!(&request.data, Some(Value::Array(_))) {
                "rows"
            } else {
                "row"
            };
            match (&request.data, &endpoint.data) {
                (Some(data), Some(Type::List(inner))) => {
                    // The constructor takes any collection of rows, so the type has to be named here.
                    let row = inner.reference().map_or_else(String::new, |row| maker.path(row));
                    let made = maker.json(name, data, source);
                    source.line(&format!("let {name}: Vec<{row}> = {made};"));
                    rest.push(name.to_owned());
                }
                (Some(data), _) => rest.push(maker.json(name, data, source)),
                (None, _) => {}
            }
        }
    }
    finish(&tables, endpoint, maker, placeholders, &rest, constructor, None, source);
    if let Some(options) = &request.options {
        let options = maker.json("options", options, source);
        source.line(&format!("let call = exchange::with_options(call, {options});"));
    }
}

#[allow(
    clippy::too_many_arguments,
    reason = "a request is made of its scope, its key and the rest"
)]
fn finish<'a>(
    tables: &Tables<'a>,
    endpoint: &'a Endpoint,
    maker: &Maker<'_>,
    placeholders: &[String],
    rest: &[String],
    constructor: &str,
    changes: Option<&str>,
    source: &mut Source,
) {
    if let Some((name, arguments)) = tables.value(endpoint, maker, placeholders, rest, source) {
        source.list(
            &format!("let call = {name}::{constructor}("),
            &arguments,
            ");",
            CALL_WIDTH,
        );
    }
    if let Some(changes) = changes {
        source.line(&format!("let call = call.changes({changes});"));
    }
}

/// A documented value as an argument of the constructor or a setter.
fn argument(maker: &Maker<'_>, field: &Field, value: &Value, source: &mut Source) -> String {
    let name = field.name.as_str();
    let is_chosen = field.facts.choice.is_some();
    match (&field.ty, value) {
        (Type::String | Type::Secret | Type::Enum(_), Value::String(text)) => literal(text),
        (Type::List(inner), Value::Array(items)) if is_chosen || matches!(**inner, Type::Enum(_)) => {
            let items: Vec<_> = items
                .iter()
                .map(|item| item.as_str().map_or_else(|| item.to_string(), literal))
                .collect();
            let list = if field.lone { "vec!" } else { "" };
            format!("{list}[{}]", items.join(", "))
        }
        (Type::List(inner), value) if **inner == Type::String => {
            // The setter takes any list of texts, so the type has to be named.
            let made = maker.json(name, value, source);
            source.line(&format!("let {name}: Vec<String> = {made};"));
            name.to_owned()
        }
        (ty, value) => maker.owned(name, ty, value, source),
    }
}
