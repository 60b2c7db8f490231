//! One test for each exchange that a document shows.

use camino::Utf8PathBuf;
use serde_json::Value;

use crate::ir::{Api, DocumentedRequest, DocumentedResponse, Endpoint, Exchange, Group, ParameterKind, Product, Type};

use super::EXCHANGES;
use super::docs::Documents;
use super::group::preamble;
use super::source::{Source, literal, raw_literal};

/// The widest arguments that rustfmt leaves on the line of their call.
const CALL_WIDTH: usize = 72;

/// The root of the test binary.
pub(super) fn root(api: &Api) -> Vec<(Utf8PathBuf, String)> {
    let mut source = Source::default();
    source
        .line(&preamble("specs"))
        .gap()
        .file_doc("Every exchange that a source document shows, sent and received as the document has it.")
        .line("#![allow(clippy::doc_markdown, reason = \"sections of documents are named as they are\")]")
        .line("#![allow(clippy::too_many_lines, reason = \"some documents show large objects\")]")
        .gap()
        .line("#[path = \"../support/exchange.rs\"]")
        .line("mod exchange;");
    for product in &api.products {
        let groups: Vec<_> = product.groups.iter().filter(|group| has_exchanges(group)).collect();
        if groups.is_empty() {
            continue;
        }
        source.gap().block(&format!("mod {}", product.id.as_str()), |source| {
            for group in groups {
                source.line(&format!("mod {};", group.module));
            }
        });
    }
    vec![(format!("{EXCHANGES}/main.rs").into(), source.finish())]
}

fn has_exchanges(group: &Group) -> bool {
    group.endpoints.iter().any(|endpoint| !endpoint.exchanges.is_empty())
}

/// The tests of one group.
pub(super) fn file(product: &Product, group: &Group, documents: &Documents<'_>) -> Option<String> {
    if !has_exchanges(group) {
        return None;
    }
    let product = product.id.as_str();
    let mut tests = Source::default();
    for endpoint in &group.endpoints {
        for item in &endpoint.exchanges {
            test(product, endpoint, item, documents, tests.gap());
        }
    }
    let tests = tests.finish();
    let mut calls: Vec<_> = group
        .endpoints
        .iter()
        .filter(|endpoint| !endpoint.exchanges.is_empty())
        .map(|endpoint| endpoint.type_name.to_string())
        .collect();
    calls.sort();

    let mut source = Source::default();
    source
        .line(&preamble(&format!("{} and its exchanges", group.spec)))
        .gap();
    if tests.contains(&format!("{product}::")) {
        source.line(&format!("use fmg_bindings::{product};"));
    }
    let module = format!("use fmg_bindings::{product}::{}::", group.module);
    match calls.as_slice() {
        [call] => source.line(&format!("{module}{call};")),
        calls => source.names(&format!("{module}{{"), calls, "};"),
    };
    source.gap().line("use crate::exchange;").gap();
    let mut text = source.finish();
    text.push_str(&tests);
    Some(text)
}

fn test(product: &str, endpoint: &Endpoint, item: &Exchange, documents: &Documents<'_>, source: &mut Source) {
    let file = format!("../../../../specs/{}", item.file);
    let ty = &endpoint.type_name;
    source
        .doc(&format!("{}.", documents.cite(&item.source)))
        .line("#[test]")
        .block(&format!("fn {}()", item.test), |source| {
            source.line(&format!("let documented = include_str!({});", literal(&file)));
            if let Some(request) = &item.request {
                build(product, endpoint, request, source);
                let entry = match &request.entry {
                    None => "None",
                    Some(entry) => {
                        source.line(&format!("let entry = {};", raw_literal(&format!("{entry:#}"))));
                        "Some(entry)"
                    }
                };
                source.line(&format!("exchange::check_request(&call, documented, {entry});"));
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

/// `let call = LockObject::new(…);`, and a line for each thing that is not required.
fn build(product: &str, endpoint: &Endpoint, request: &DocumentedRequest, source: &mut Source) {
    let mut required = Vec::new();
    for (placeholder, value) in endpoint.placeholders.iter().zip(&request.placeholders) {
        let ty = format!("{product}::{}", placeholder.ty.name);
        required.push(match placeholder.kind {
            ParameterKind::Id => format!("{ty}::new({value})"),
            ParameterKind::Name => format!("{ty}::new({}).unwrap()", literal(value)),
            ParameterKind::PackagePath(_) | ParameterKind::ObjectPath => {
                format!("{ty}::parse({}).unwrap()", literal(value))
            }
        });
    }
    if let Some(data) = &request.data {
        required.push(json("data", data, source));
    }
    let mut setters = Vec::new();
    for (index, value) in &request.members {
        let field = &endpoint.members[*index].field;
        let value = expression(field.name.as_str(), &field.ty, value, source);
        if field.required {
            required.push(value);
        } else {
            setters.push(format!("{}({value})", field.name));
        }
    }
    if let Some(options) = &request.options {
        setters.push(format!("options({})", json("options", options, source)));
    }
    let open = format!("let call = {}::new(", endpoint.type_name);
    source.list(&open, &required, ");", CALL_WIDTH);
    for setter in setters {
        source.line(&format!("let call = call.{setter};"));
    }
}

/// A documented value as an argument of the constructor or a setter.
fn expression(name: &str, ty: &Type, value: &Value, source: &mut Source) -> String {
    match (ty, value) {
        (Type::String | Type::Secret, Value::String(text)) => literal(text),
        (Type::Int | Type::Bool, value) => value.to_string(),
        (Type::Flag, flag) => (flag.as_i64() == Some(1)).to_string(),
        (Type::Toggle, word) => (word.as_str() == Some("enable")).to_string(),
        (Type::Id(reference), number) => format!("fmg::{}::new({number})", reference.name),
        (Type::Name(reference), Value::String(text)) => {
            format!("fmg::{}::try_from({}).unwrap()", reference.name, literal(text))
        }
        (Type::Enum(_), Value::String(name)) => literal(name),
        (Type::List(inner), value) if **inner == Type::String => {
            // The setter takes any list of texts, so the type has to be said here.
            let made = json(name, value, source);
            source.line(&format!("let {name}: Vec<String> = {made};"));
            name.to_owned()
        }
        (_, value) => json(name, value, source),
    }
}

/// A variable that holds JSON text, and the value made of it.
fn json(name: &str, value: &Value, source: &mut Source) -> String {
    source.line(&format!("let {name} = {};", raw_literal(&format!("{value:#}"))));
    format!("exchange::from_json({name})")
}
