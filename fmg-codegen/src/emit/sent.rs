//! One test for each call of HTTP, which sends it with everything that it takes.
//!
//! What is expected to arrive is worked out here, from the spec alone, so that it does not pass through the code that
//! is tested.

use camino::Utf8PathBuf;
use serde_json::{Map, Value, json};

use crate::ir::{Api, Endpoint, Field, Group, Product, RequestPlace, Response, Type, Wire};
use crate::name::{FieldName, ModuleName};

use super::SENT;
use super::group::preamble;
use super::source::{Source, literal, raw_literal};

/// The widest arguments that rustfmt leaves on the line of their call.
const CALL_WIDTH: usize = 72;

/// The longest JSON that stands on one line.
const LINE: usize = 90;

/// What text parameters hold, so that every kind of encoding is needed.
const TEXT: &str = "a b&c=d/\u{e9}+%";
/// What placeholders hold, and what becomes of it in a path.
const SEGMENT: (&str, &str) = ("a/b c", "a%2Fb%20c");

/// The root of the test binary.
pub(super) fn root(api: &Api) -> Option<(Utf8PathBuf, String)> {
    let products: Vec<_> = http(api).filter(|product| !product.groups.is_empty()).collect();
    if products.is_empty() {
        return None;
    }
    let mut source = Source::default();
    source
        .line(&preamble("specs"))
        .gap()
        .file_doc("Every call of HTTP, sent with all that it takes and compared as it arrives with what the specs say.")
        .line("#![cfg(all(feature = \"fortios\", feature = \"reqwest\"))]")
        .line("#![allow(")
        .indented(|source| {
            source
                .line("clippy::unwrap_used,")
                .line("clippy::expect_used,")
                .line("clippy::panic,")
                .line("reason = \"a test reports by panicking\"");
        })
        .line(")]")
        .gap();
    for module in ["appliance", "authority", "sent"] {
        source
            .line(&format!("#[path = \"../support/{module}.rs\"]"))
            .line(&format!("mod {module};"));
    }
    for product in products {
        source.gap().block(&format!("mod {}", product.id.as_str()), |source| {
            let modules = |folder: Option<&ModuleName>, source: &mut Source| {
                let groups = product.groups.iter().filter(|group| !group.endpoints.is_empty());
                for group in groups.filter(|group| group.module.folder.as_ref() == folder) {
                    source.line(&format!("mod {};", group.module.name));
                }
            };
            modules(None, source);
            for folder in product.folders() {
                source
                    .gap()
                    .block(&format!("mod {folder}"), |source| modules(Some(folder), source));
            }
        });
    }
    Some((format!("{SENT}/main.rs").into(), source.finish()))
}

fn http(api: &Api) -> impl Iterator<Item = &Product> {
    api.products.iter().filter(|product| product.id.is_http())
}

/// The tests of one group.
pub(super) fn file(product: &Product, group: &Group) -> Option<String> {
    if !product.id.is_http() || group.endpoints.is_empty() {
        return None;
    }
    let mut tests = Source::default();
    for endpoint in &group.endpoints {
        test(product, group, endpoint, tests.gap());
    }
    let tests = tests.finish();
    let product = product.id.as_str();
    let mut source = Source::default();
    source.line(&preamble(&group.spec)).gap();
    if tests.contains(&format!(" {product}::")) || tests.contains(&format!("({product}::")) {
        source.line(&format!("use fmg_bindings::{product};"));
    }
    source.line(&format!("use fmg_bindings::{product}::{};", group.module));
    if tests.contains("json!(") {
        source.line("use fmg_bindings::serde_json::json;");
    }
    source.gap().line("use crate::sent::{self, Expected};").gap();
    let mut text = source.finish();
    text.push_str(&tests);
    Some(text)
}

fn test(product: &Product, group: &Group, endpoint: &Endpoint, source: &mut Source) {
    source
        .line("#[test]")
        .block(&format!("fn {}()", endpoint.method_name), |source| {
            build(product, group, endpoint, source);
            expect(endpoint, source);
            let check = if endpoint.download { "check_download" } else { "check" };
            source.line(&format!("sent::{check}(call, &expected);"));
        });
}

/// `let call = firewall::Session::new(…);`, and a line for each thing that is not required.
fn build(product: &Product, group: &Group, endpoint: &Endpoint, source: &mut Source) {
    let product = product.id.as_str();
    let name = |ty: &str| format!("{product}::{ty}::new({}).unwrap()", literal(SEGMENT.0));
    let mut required: Vec<_> = endpoint
        .placeholders
        .iter()
        .map(|placeholder| name(placeholder.ty.name.as_str()))
        .collect();
    if endpoint.data.is_some() {
        required.push(format!("json!({})", whole()));
    }
    let mut setters: Vec<(&FieldName, String)> = Vec::new();
    for member in &endpoint.members {
        let field = &member.field;
        let value = match &field.ty {
            Type::Name(reference) => name(reference.name.as_str()),
            _ if field.file => "sent::file()".to_owned(),
            _ => argument(field),
        };
        if field.required {
            required.push(value);
        } else {
            setters.push((&field.name, value));
        }
    }
    let open = format!("let call = {}::{}::new(", group.module.name, endpoint.type_name);
    source.list(&open, &required, ");", CALL_WIDTH);
    for (field, value) in setters {
        source.line(&format!("let call = call.{field}({value});"));
    }
}

/// What a request holds as its whole body.
fn whole() -> Value {
    json!({ "comment": TEXT })
}

/// The sample of a member as Rust.
fn argument(field: &Field) -> String {
    let value = sample(field);
    match (&field.ty, &value) {
        (Type::List(inner), Value::Array(items)) => {
            let text = **inner == Type::String && field.choice.is_none();
            let items: Vec<_> = items
                .iter()
                .map(|item| match item {
                    Value::String(item) if text && field.lone => format!("{}.to_owned()", literal(item)),
                    Value::String(item) => literal(item),
                    Value::Object(_) => format!("json!({item})"),
                    item => item.to_string(),
                })
                .collect();
            let list = format!("[{}]", items.join(", "));
            if (text || field.choice.is_some()) && !field.lone {
                list
            } else {
                format!("vec!{list}")
            }
        }
        (_, Value::String(text)) => literal(text),
        (Type::Flag, _) => "true".to_owned(),
        (_, Value::Object(_)) => format!("json!({value})"),
        (_, value) => value.to_string(),
    }
}

/// What a member holds in a test, as JSON.
fn sample(field: &Field) -> Value {
    let listed = |ty: &Type| match (ty, field.values.first()) {
        (Type::Int, Some(value)) => value.parse::<i64>().ok().map(Value::from),
        (_, Some(value)) => Some(Value::from(value.as_str())),
        (_, None) => None,
    };
    let lone = |ty: &Type| {
        listed(ty).unwrap_or_else(|| match ty {
            Type::Int => Value::from(field.min.or(field.max).unwrap_or(7)),
            Type::Float => json!(1.5),
            Type::Bool => json!(true),
            Type::Flag => json!(1),
            Type::Json | Type::Object => json!({ "datasource": "firewall.address", "pos": 10 }),
            _ => json!(TEXT),
        })
    };
    match &field.ty {
        Type::List(inner) => match &**inner {
            Type::Int => json!([1, 2]),
            Type::String if field.choice.is_none() => json!([TEXT, "c,d"]),
            inner => Value::Array(vec![lone(inner)]),
        },
        Type::Name(_) => json!(SEGMENT.0),
        ty => lone(ty),
    }
}

/// What has to arrive, and what is answered.
fn expect(endpoint: &Endpoint, source: &mut Source) {
    let mut path = endpoint.template.source().to_owned();
    for placeholder in &endpoint.placeholders {
        path = path.replace(&format!("<{}>", placeholder.wire), SEGMENT.1);
    }
    let arguments = [literal(endpoint.method.as_str()), literal(&path)];
    source.list("let expected = Expected::new(", &arguments, ");", CALL_WIDTH);
    for (name, value) in &endpoint.fixed {
        parameter("query", name, value, source);
    }
    let mut body = Map::new();
    for member in &endpoint.members {
        let Wire::Name(wire) = &member.field.wire else {
            continue;
        };
        let value = sample(&member.field);
        match member.place {
            RequestPlace::Query => parameter("query", wire, &value, source),
            RequestPlace::Form => parameter("form", wire, &value, source),
            _ if member.field.file => {
                source.line(&format!("let expected = expected.file({});", literal(wire)));
            }
            _ => {
                body.insert(wire.clone(), value);
            }
        }
    }
    let body = if endpoint.data.is_some() {
        whole()
    } else {
        Value::Object(body)
    };
    if body != json!({}) {
        let compact = body.to_string();
        let text = if compact.len() > LINE {
            format!("{body:#}")
        } else {
            compact
        };
        source
            .line(&format!("let body = {};", raw_literal(&text)))
            .line("let expected = expected.json(body);");
    }
    if let Some(results) = results(&endpoint.response) {
        source.line(&format!("let expected = expected.answer({});", literal(results)));
    }
}

/// `expected.query("count", "20");`, a line a value.
fn parameter(place: &str, name: &str, value: &Value, source: &mut Source) {
    let mut line = |text: &str| {
        source.line(&format!(
            "let expected = expected.{place}({}, {});",
            literal(name),
            literal(text)
        ));
    };
    match value {
        Value::String(text) => line(text),
        Value::Array(items) if !items.iter().any(Value::is_object) => {
            for item in items {
                match item {
                    Value::String(text) => line(text),
                    item => line(&item.to_string()),
                }
            }
        }
        value => line(&value.to_string()),
    }
}

/// The `results` of an answer that the call can read.
fn results(response: &Response) -> Option<&'static str> {
    match response {
        Response::None => None,
        Response::Required(ty) | Response::Optional(ty) => Some(match ty {
            Type::List(_) => "[]",
            Type::Bool => "true",
            Type::Int => "1",
            _ => "{}",
        }),
    }
}
