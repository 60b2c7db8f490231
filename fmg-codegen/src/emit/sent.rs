//! One test for each HTTP call, which sends it with all of its members.
//!
//! The expected request is derived from the spec alone, independently of the code under test.

use fmg_template::Escaping;
use serde_json::{Map, Value, json};

use crate::ir::{Api, Endpoint, Field, Group, ParameterKind, Product, Protocol, RequestPlace, Response, Type, Wire};
use crate::name::{FieldName, MethodName};

use super::modules;
use super::sample::{ID, Samples, placed, segment};
use super::source::{Source, literal, raw_literal};
use super::value::Maker;

/// The maximum width of arguments that rustfmt keeps on the line of the call.
const CALL_WIDTH: usize = 72;

/// The maximum length of JSON on one line.
const LINE: usize = 90;

/// Whether the API has calls to send.
pub(super) fn is_any(api: &Api) -> bool {
    api.products.iter().any(|product| feature(product).is_some())
}

/// The root of the test binary.
pub(super) fn root(api: &Api, source: &mut Source) {
    let products = api.products.iter();
    let products: Vec<_> = products
        .filter_map(|product| Some((product, feature(product)?)))
        .collect();
    let features: Vec<_> = products
        .iter()
        .map(|(_, feature)| format!("feature = {}", literal(feature)))
        .collect();
    let feature = match features.as_slice() {
        [feature] => feature.clone(),
        features => format!("any({})", features.join(", ")),
    };
    source
        .file_doc("Each HTTP call, sent with all of its members and compared with the specs.")
        .line(&format!("#![cfg(all({feature}, feature = \"reqwest\"))]"))
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
    let alone = products.len() == 1;
    for (product, feature) in products {
        source.gap();
        if !alone {
            source.line(&format!("#[cfg(feature = {})]", literal(feature)));
        }
        source.block(&format!("mod {}", product.id.as_str()), |source| {
            modules::tree(product, has_calls, false, source);
        });
    }
}

/// The feature that the sent calls of a product need.
fn feature(product: &Product) -> Option<&'static str> {
    let group = product.groups.iter().find(|group| has_calls(group))?;
    group.protocol.feature()
}

/// The calls of a group that are sent. A GUI call without a handle is sent only if it is an HTTP call: the login belongs to
/// the runtime.
fn calls(group: &Group) -> impl Iterator<Item = &Endpoint> {
    let (protocol, handle) = (group.protocol, group.handle);
    let endpoints = group.endpoints.iter();
    endpoints.filter(move |endpoint| match protocol {
        Protocol::JsonRpc => false,
        Protocol::Rest | Protocol::FortiOs => true,
        Protocol::Gui | Protocol::GuiProxy => handle || endpoint.method.is_http(),
    })
}

pub(super) fn has_calls(group: &Group) -> bool {
    calls(group).next().is_some()
}

/// The tests of one group.
pub(super) fn write(product: &Product, group: &Group, source: &mut Source) {
    let mut tests = source.part();
    for endpoint in calls(group) {
        for (case, name) in variants(product, endpoint).into_iter().enumerate() {
            let samples = Samples { product, case };
            test(&samples, group, endpoint, &name, tests.gap());
        }
    }
    let product = product.id.as_str();
    let named = |text: &str| tests.text().contains(text);
    if [" ", "(", "["]
        .iter()
        .any(|before| named(&format!("{before}{product}::")))
    {
        source.line(&format!("use fmg_bindings::{product};"));
    }
    source.line(&format!("use fmg_bindings::{product}::{};", group.module));
    if named("json!(") {
        source.line("use fmg_bindings::serde_json::json;");
    }
    source
        .gap()
        .line("use crate::sent::{self, Expected};")
        .gap()
        .append(&tests);
}

/// The names of the tests of a call: one for each case of its unions.
fn variants(product: &Product, endpoint: &Endpoint) -> Vec<String> {
    let first = endpoint.method_name.to_string();
    let unions = endpoint.members.iter().filter_map(|member| match &member.field.ty {
        Type::Union(reference) => product.union(reference),
        _ => None,
    });
    let longest = unions.max_by_key(|union| union.cases.len());
    let further = longest.into_iter().flat_map(|union| &union.cases).skip(1);
    let further = further.filter_map(|case| MethodName::from_wire(&format!("{first} {}", case.name)).ok());
    let further: Vec<_> = further.map(|name| name.to_string()).collect();
    std::iter::once(first).chain(further).collect()
}

fn test(samples: &Samples<'_>, group: &Group, endpoint: &Endpoint, name: &str, source: &mut Source) {
    source.line("#[test]").block(&format!("fn {name}()"), |source| {
        build(samples, group, endpoint, "sent", source);
        expect(samples, group, endpoint, source);
        let check = match group.protocol {
            Protocol::Rest => "check_rest",
            Protocol::Gui | Protocol::GuiProxy => "check_gui",
            Protocol::JsonRpc | Protocol::FortiOs => "check",
        };
        let download = if endpoint.download { "_download" } else { "" };
        source.line(&format!("sent::{check}{download}(call, &expected);"));
    });
}

/// `let call = firewall::Session::new(…);`, and a line for each optional member.
///
/// `support` is the module with the files that uploads send, and with `from_json`.
pub(super) fn build(
    samples: &Samples<'_>,
    group: &Group,
    endpoint: &Endpoint,
    support: &'static str,
    source: &mut Source,
) {
    let maker = Maker {
        product: samples.product,
        runtime: "fmg_bindings",
        support,
        module: Some(&group.module),
    };
    let named = |kind: &ParameterKind, text: &str, ty: String| match kind {
        ParameterKind::Id => format!("{ty}::new({ID})"),
        // Only urls of JSON-RPC have scopes and keys of several segments.
        ParameterKind::Name(_)
        | ParameterKind::PackagePath(_)
        | ParameterKind::ObjectPath(_)
        | ParameterKind::Scope(_)
        | ParameterKind::Segments(_) => {
            format!("{ty}::new({}).unwrap()", literal(text))
        }
    };
    let mut required: Vec<_> = endpoint
        .placeholders
        .iter()
        .map(|own| named(&own.kind, placed(group.protocol, &own.kind), maker.path(&own.ty)))
        .collect();
    if let Some(data) = &endpoint.data {
        let value = samples.whole(data);
        required.push(match data {
            Type::File => format!("{support}::content()"),
            Type::Json => format!("json!({value})"),
            data => maker.owned("body", data, &value, source),
        });
    }
    let mut setters: Vec<(&FieldName, String)> = Vec::new();
    for member in &endpoint.members {
        let field = &member.field;
        let value = match &field.ty {
            Type::Name(reference) => {
                let kind = samples.kind(reference);
                named(kind, segment(kind), maker.path(reference))
            }
            _ if field.file && group.protocol.is_web() => format!("{support}::content()"),
            _ if field.file => format!("{support}::file()"),
            _ => argument(&maker, field, &samples.field(field), source),
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

/// The sample of a member as an argument.
fn argument(maker: &Maker<'_>, field: &Field, value: &Value, source: &mut Source) -> String {
    let is_chosen = field.facts.choice.is_some();
    let is_plain = |ty: &Type| {
        is_chosen
            || matches!(
                ty,
                Type::String | Type::Int | Type::Uint | Type::Float | Type::Bool | Type::Json | Type::Object
            )
    };
    match (&field.ty, value) {
        (Type::List(inner), Value::Array(items)) if is_plain(inner) || matches!(**inner, Type::Enum(_)) => {
            let text = **inner == Type::String && !is_chosen;
            let is_chosen = is_chosen || matches!(**inner, Type::Enum(_));
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
            if (text || is_chosen) && !field.lone {
                list
            } else {
                format!("vec!{list}")
            }
        }
        (Type::String | Type::Secret | Type::Enum(_), Value::String(text)) => literal(text),
        (Type::Json, Value::Object(_)) => format!("json!({value})"),
        (ty, value) if is_plain(ty) && !value.is_object() => value.to_string(),
        (ty, value) => maker.owned(field.name.as_str(), ty, value, source),
    }
}

/// The expected request, and its response.
fn expect(samples: &Samples<'_>, group: &Group, endpoint: &Endpoint, source: &mut Source) {
    let is_http = endpoint.method.is_http();
    let arguments = [
        literal(endpoint.method.as_str()),
        literal(&url(group.protocol, endpoint)),
    ];
    let new = if is_http { "new" } else { "proxied" };
    source.list(
        &format!("let expected = Expected::{new}("),
        &arguments,
        ");",
        CALL_WIDTH,
    );
    let mut body = Map::new();
    for (name, value) in &endpoint.fixed {
        if is_http {
            parameter("query", name, value, source);
        } else {
            body.insert(name.clone(), value.clone());
        }
    }
    for member in &endpoint.members {
        let Wire::Name(wire) = &member.field.wire else {
            continue;
        };
        let value = samples.field(&member.field);
        match (member.place, value) {
            _ if member.field.file => {
                source.line(&format!("let expected = expected.file({});", literal(wire)));
            }
            (RequestPlace::Body, Value::Object(own)) if member.field.splice => body.extend(own),
            (RequestPlace::Body, value) => {
                body.insert(wire.to_string(), value);
            }
            (place, value) => parameter(place.as_str(), wire, &value, source),
        }
    }
    let body = match &endpoint.data {
        Some(Type::File) => {
            source.line("let expected = expected.content();");
            json!({})
        }
        Some(data) => samples.whole(data),
        None => Value::Object(body),
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
    for name in &endpoint.csrf {
        source.line(&format!("let expected = expected.csrf({});", literal(name)));
    }
    answer(group.protocol, endpoint, source);
}

/// The expected url, with the values of its placeholders.
fn url(protocol: Protocol, endpoint: &Endpoint) -> String {
    let escaping = if endpoint.method.is_http() {
        Escaping::HttpPath
    } else {
        Escaping::Fmg
    };
    let mut url = endpoint.template.source().to_owned();
    for own in &endpoint.placeholders {
        // A literal, independent of the code that writes urls.
        let written = match (&own.kind, escaping) {
            (ParameterKind::Id, _) => ID.to_string(),
            (ParameterKind::Name(_), Escaping::HttpPath) if protocol == Protocol::Rest => "a%20b".to_owned(),
            (ParameterKind::Name(_), Escaping::HttpPath) => "a%2Fb%20c".to_owned(),
            (ParameterKind::Name(_), Escaping::Fmg) => r"a\/b c".to_owned(),
            (ParameterKind::PackagePath(_), Escaping::HttpPath) => "a%20b/c".to_owned(),
            (ParameterKind::ObjectPath(_), Escaping::HttpPath) => "firewall/address/host%201".to_owned(),
            (kind, _) => placed(protocol, kind).to_owned(),
        };
        url = url.replace(&format!("<{}>", own.wire), &written);
    }
    url
}

/// The response, if the call reads any of it.
fn answer(protocol: Protocol, endpoint: &Endpoint, source: &mut Source) {
    if endpoint.response == Response::Required(Type::Text) {
        source.line(&format!("let expected = expected.text_answer({});", literal("a\nb")));
        return;
    }
    if endpoint.download && protocol.is_web() {
        return;
    }
    if let Some(results) = results(&endpoint.response) {
        source.line(&format!("let expected = expected.answer({});", literal(results)));
    }
}

/// `expected.query("count", "20");`, one line for each value.
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

/// The `results` of a response that the call can read.
fn results(response: &Response) -> Option<&'static str> {
    match response {
        Response::None | Response::Key(_) | Response::Keys(_) => None,
        Response::Required(ty) | Response::Optional(ty) => Some(match ty {
            Type::List(_) => "[]",
            Type::Bool => "true",
            Type::Int | Type::Uint | Type::Code => "1",
            Type::String => "\"a\"",
            _ => "{}",
        }),
    }
}
