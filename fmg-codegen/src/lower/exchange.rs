//! Documented exchanges: the request as a value of its type, the response as the value that must come out.

use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};
use fmg_template::{Capture, Escaping};
use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{
    DocumentedRequest, DocumentedResponse, Endpoint, Exchange, Member, ReplyPlace, RequestPlace, Response, Type, Wire,
};
use crate::name::MethodName;
use crate::spec::{ExchangeSpec, SpecFile};

use super::Lowering;
use super::endpoint::source;
use super::scope::{Scope, bad_name};
use super::value::{Mismatch, Shapes, Walk};

/// What the runtime itself writes on the top level of a request.
const REQUEST_ENVELOPE: [&str; 6] = ["id", "jsonrpc", "method", "params", "session", "verbose"];
/// What the runtime itself reads on the top level of a reply.
const REPLY_ENVELOPE: [&str; 9] = [
    "cid", "data", "id", "jsonrpc", "method", "result", "status", "url", "verbose",
];
/// What the runtime itself reads in an entry of `result`.
const REPLY_ENTRY: [&str; 4] = ["data", "id", "status", "url"];

impl Lowering<'_> {
    pub(super) fn exchange(
        &mut self,
        file: &SpecFile,
        spec: &ExchangeSpec,
        endpoint: &Endpoint,
        tests: &mut Scope,
        shapes: &Shapes<'_>,
    ) -> Option<Exchange> {
        let path = exchange_path(file, &spec.file.value);
        let stem = path.file_stem().unwrap_or_default().to_owned();
        let test = match MethodName::from_wire(&stem) {
            Ok(test) => test,
            Err(bad) => {
                self.fault(bad_name(file, &spec.file, "a test", &bad));
                return None;
            }
        };
        tests.claim(file, &spec.file, test.as_str(), &mut self.faults);
        self.exchanges.insert(path.clone());
        let Some(text) = self.tree.text(&path) else {
            self.fault(
                Diagnostic::new(
                    Code::ExchangeFile,
                    Location::new(&file.path, spec.file.span.clone()),
                    format!("there is no file `{path}`"),
                )
                .help("the path is relative to the folder of the spec file"),
            );
            return None;
        };
        let document: Value = match serde_json::from_str(text) {
            Ok(document) => document,
            Err(error) => {
                let at = offset(text, error.line(), error.column());
                self.fault(Diagnostic::new(
                    Code::ExchangeFile,
                    Location::new(&path, at..at),
                    format!("this is not JSON: {error}"),
                ));
                return None;
            }
        };
        let (request, response) = (document.get("request"), document.get("response"));
        if request.is_none() && response.is_none() {
            self.fault(Diagnostic::new(
                Code::ExchangeFile,
                Location::new(&path, 0..0),
                "an exchange is an object with `request`, `response` or both",
            ));
        }
        let mut walk = Walk::default();
        let request =
            request.map(|value| walk.below("request", |walk| documented_request(endpoint, value, shapes, walk)));
        let response =
            response.map(|value| walk.below("response", |walk| documented_response(endpoint, value, shapes, walk)));
        self.mismatches(file, spec, &path, text, walk.mismatches);
        Some(Exchange {
            file: path.into_string(),
            test,
            source: spec.source.iter().map(source).collect(),
            request: request.flatten(),
            response: response.flatten(),
        })
    }

    fn mismatches(
        &mut self,
        file: &SpecFile,
        spec: &ExchangeSpec,
        path: &Utf8Path,
        text: &str,
        mismatches: Vec<Mismatch>,
    ) {
        for mismatch in mismatches {
            self.fault(
                Diagnostic::new(
                    Code::ExchangeMismatch,
                    Location::new(path, member(text, &mismatch.path)),
                    format!(
                        "documented exchange contradicts its endpoint: {}",
                        mismatch.message
                    ),
                )
                .label(mismatch.path.join("."))
                .also(
                    Location::new(&file.path, spec.file.span.clone()),
                    "the endpoint is here",
                )
                .help("correct the spec; or, where the document is wrong, correct the file and add an `[[endpoint.erratum]]`"),
            );
        }
    }
}

/// The path of an exchange file from the root of the specs.
pub(super) fn exchange_path(file: &SpecFile, relative: &str) -> Utf8PathBuf {
    let folder = file.path.parent().unwrap_or(Utf8Path::new(""));
    folder.join(relative)
}

/// The place of the innermost member of `path`, found by its name; the start of the file where it is not found.
fn member(text: &str, path: &[String]) -> Range<usize> {
    let mut at = 0..0;
    for name in path {
        let quoted = format!("\"{name}\"");
        if let Some(found) = text[at.end..].find(&quoted) {
            let start = at.end + found;
            at = start..start + quoted.len();
        }
    }
    at
}

/// The byte at a line and column, both counted from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn documented_request(
    endpoint: &Endpoint,
    value: &Value,
    shapes: &Shapes<'_>,
    walk: &mut Walk,
) -> Option<DocumentedRequest> {
    let Some(envelope) = value.as_object() else {
        walk.mismatch("a request is an object");
        return None;
    };
    if value.get("method").and_then(Value::as_str) != Some(endpoint.method.as_str()) {
        walk.below("method", |walk| {
            walk.mismatch(format!("the endpoint has the method `{}`", endpoint.method.as_str()));
        });
    }
    let Some([Value::Object(entry)]) = value.get("params").and_then(Value::as_array).map(Vec::as_slice) else {
        walk.below("params", |walk| walk.mismatch("`params` is a list of one object"));
        return None;
    };
    let mut members = Vec::new();
    sent(
        endpoint,
        RequestPlace::Envelope,
        envelope,
        &REQUEST_ENVELOPE,
        shapes,
        walk,
        &mut members,
    );
    walk.below("params", |walk| {
        let placeholders = walk.below("url", |walk| captures(endpoint, entry, walk));
        let mut beside = entry.clone();
        beside.remove("url");
        let data = beside.remove("data");
        for (name, fixed) in &endpoint.fixed {
            if beside.remove(name).as_ref() != Some(fixed) {
                walk.below(name, |walk| walk.mismatch(format!("`{name}` is always `{fixed}`")));
            }
        }
        let options = options(endpoint, &mut beside, shapes, walk);
        sent(endpoint, RequestPlace::Beside, &beside, &[], shapes, walk, &mut members);
        let data = walk.below("data", |walk| whole_data(endpoint, data, shapes, walk, &mut members));
        required(endpoint, &members, walk);
        members.sort_by_key(|(index, _)| *index);
        let written = written(endpoint, entry, &members, options.as_ref(), data.as_ref());
        Some(DocumentedRequest {
            placeholders: placeholders?,
            members,
            options,
            data,
            entry: (written != *entry).then_some(Value::Object(written)),
        })
    })
}

/// The params entry with every value in the form in which the bindings write it.
fn written(
    endpoint: &Endpoint,
    entry: &Map<String, Value>,
    members: &[(usize, Value)],
    options: Option<&Value>,
    data: Option<&Value>,
) -> Map<String, Value> {
    let mut written = entry.clone();
    if let Some(Value::Object(options)) = options {
        written.extend(options.clone());
    }
    if let Some(data) = data {
        written.insert("data".to_owned(), data.clone());
    }
    for (index, value) in members {
        let member = &endpoint.members[*index];
        let Wire::Name(name) = &member.field.wire else {
            continue;
        };
        let object = match member.place {
            RequestPlace::Envelope => continue,
            RequestPlace::Beside => Some(&mut written),
            RequestPlace::Data => written.get_mut("data").and_then(Value::as_object_mut),
        };
        if let Some(object) = object {
            object.insert(name.clone(), value.clone());
        }
    }
    written
}

/// What the placeholders of the documented url hold.
fn captures(endpoint: &Endpoint, entry: &Map<String, Value>, walk: &mut Walk) -> Option<Vec<String>> {
    let kinds: Vec<_> = endpoint
        .placeholders
        .iter()
        .map(crate::ir::Placeholder::template_kind)
        .collect();
    let found = entry
        .get("url")
        .and_then(Value::as_str)
        .and_then(|url| endpoint.template.matches(url, &kinds, Escaping::Fmg));
    let Some(found) = found else {
        walk.mismatch(format!("the endpoint has the url `{}`", endpoint.template));
        return None;
    };
    Some(
        found
            .into_iter()
            .map(|capture| match capture {
                Capture::Name(name) => name.to_string(),
                Capture::Id(id) => id.to_string(),
                Capture::PackagePath(path) => path.to_string(),
                Capture::ObjectPath(path) => path.to_string(),
            })
            .collect(),
    )
}

/// Takes the members of the options out of what stands beside the url.
fn options(
    endpoint: &Endpoint,
    beside: &mut Map<String, Value>,
    shapes: &Shapes<'_>,
    walk: &mut Walk,
) -> Option<Value> {
    let row = shapes.row(endpoint.options.as_ref()?)?;
    let (own, rest): (Map<_, _>, Map<_, _>) = std::mem::take(beside)
        .into_iter()
        .partition(|(name, _)| row.fields.iter().any(|field| field.field.wire.fits(name)));
    *beside = rest;
    if own.is_empty() {
        return None;
    }
    let mut map = Map::new();
    shapes.members(row, ReplyPlace::Data, &own, &mut map, walk);
    Some(Value::Object(map))
}

fn whole_data(
    endpoint: &Endpoint,
    data: Option<Value>,
    shapes: &Shapes<'_>,
    walk: &mut Walk,
    members: &mut Vec<(usize, Value)>,
) -> Option<Value> {
    let Some(data) = data else {
        if endpoint.data.is_some() {
            walk.mismatch("the endpoint sends `data`");
        }
        return None;
    };
    if let Some(ty) = &endpoint.data {
        return Some(shapes.value(ty, &data, walk));
    }
    match &data {
        Value::Object(object) => {
            sent(endpoint, RequestPlace::Data, object, &[], shapes, walk, members);
        }
        _ => walk.mismatch("`data` is an object"),
    }
    None
}

/// Collects the values of the endpoint's members at `place`.
fn sent(
    endpoint: &Endpoint,
    place: RequestPlace,
    object: &Map<String, Value>,
    own: &[&str],
    shapes: &Shapes<'_>,
    walk: &mut Walk,
    members: &mut Vec<(usize, Value)>,
) {
    for (name, value) in object {
        if own.contains(&name.as_str()) {
            continue;
        }
        let fits = |member: &Member| member.place == place && member.field.wire.fits(name);
        walk.below(name, |walk| match endpoint.members.iter().position(fits) {
            Some(index) => {
                let ty = &endpoint.members[index].field.ty;
                members.push((index, shapes.value(ty, value, walk)));
            }
            None => walk.mismatch(format!(
                "`{}` sends no such member ({})",
                endpoint.type_name,
                place.as_str()
            )),
        });
    }
}

fn required(endpoint: &Endpoint, members: &[(usize, Value)], walk: &mut Walk) {
    for (index, member) in endpoint.members.iter().enumerate() {
        let given = members.iter().any(|(given, _)| *given == index);
        if member.field.required
            && !given
            && let Wire::Name(name) = &member.field.wire
        {
            walk.mismatch(format!("`{name}` is required, but the document does not send it"));
        }
    }
}

fn documented_response(
    endpoint: &Endpoint,
    value: &Value,
    shapes: &Shapes<'_>,
    walk: &mut Walk,
) -> Option<DocumentedResponse> {
    let Some(envelope) = value.as_object() else {
        walk.mismatch("a response is an object");
        return None;
    };
    // `result` is a list or an object; some replies have none and are an entry themselves.
    let entry = match envelope.get("result") {
        Some(Value::Array(entries)) if entries.len() == 1 => entries[0].as_object(),
        Some(Value::Object(entry)) => Some(entry),
        Some(_) => None,
        None => Some(envelope),
    };
    let Some(entry) = entry else {
        walk.below("result", |walk| {
            walk.mismatch("`result` is an object or a list of one object");
        });
        return None;
    };
    let status = entry.get("status");
    let code = status.and_then(|status| status.get("code")).and_then(Value::as_i64);
    match code {
        None => {
            walk.below("status", |walk| walk.mismatch("a response has a status code"));
            None
        }
        Some(0) => {
            let bare = !envelope.contains_key("result");
            let value = received(endpoint, envelope, entry, bare, shapes, walk);
            let as_documented = *entry.get("data").unwrap_or(&Value::Null) == value;
            Some(DocumentedResponse::Value { value, as_documented })
        }
        Some(code) => Some(DocumentedResponse::Error {
            code,
            message: status
                .and_then(|status| status.get("message"))
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
        }),
    }
}

/// The value that the bindings make of the reply, as they would write it again.
fn received(
    endpoint: &Endpoint,
    envelope: &Map<String, Value>,
    entry: &Map<String, Value>,
    bare: bool,
    shapes: &Shapes<'_>,
    walk: &mut Walk,
) -> Value {
    let data = entry.get("data").filter(|data| !data.is_null());
    let without = |object: &Map<String, Value>, own: &[&str]| -> Map<String, Value> {
        object
            .iter()
            .filter(|(name, _)| !own.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    };
    let beside = without(entry, &REPLY_ENTRY);
    let top = if bare {
        Map::new()
    } else {
        without(envelope, &REPLY_ENVELOPE)
    };
    let (ty, optional) = match &endpoint.response {
        Response::None => {
            for name in beside.keys().chain(top.keys()) {
                walk.below(name, |walk| {
                    walk.mismatch("the endpoint has no response for this member")
                });
            }
            if data.is_some() {
                walk.below("data", |walk| walk.mismatch("the endpoint has no response for this"));
            }
            return Value::Null;
        }
        Response::Required(ty) => (ty, false),
        Response::Optional(ty) => (ty, true),
    };
    let Some(row) = (match ty {
        Type::Row(reference) => shapes.row(reference),
        _ => None,
    }) else {
        return match data {
            Some(data) => walk.below("data", |walk| shapes.value(ty, data, walk)),
            None if matches!(ty, Type::List(_)) => Value::Array(Vec::new()),
            None => Value::Null,
        };
    };
    let mut map = Map::new();
    shapes.members(row, ReplyPlace::Envelope, &top, &mut map, walk);
    shapes.members(row, ReplyPlace::Entry, &beside, &mut map, walk);
    match data {
        Some(Value::Object(object)) => walk.below("data", |walk| {
            shapes.members(row, ReplyPlace::Data, object, &mut map, walk);
        }),
        // Some tables answer one object as a list of one.
        Some(Value::Array(items)) if matches!(items.as_slice(), [Value::Object(_)]) => {
            walk.below("data", |walk| {
                if let Some(object) = items[0].as_object() {
                    shapes.members(row, ReplyPlace::Data, object, &mut map, walk);
                }
            });
        }
        Some(other) => walk.below("data", |walk| {
            shapes.value(ty, other, walk);
        }),
        None if optional && map.is_empty() => return Value::Null,
        None if row.is_plain() => walk.mismatch("the endpoint needs `data` in the response"),
        None => {}
    }
    Value::Object(map)
}
