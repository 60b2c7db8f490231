//! Lowers a documented request to values of its fields.

use fmg_template::{Capture, Escaping};
use serde_json::{Map, Value};

use crate::ir::fitting::{Shapes, Walk};
use crate::ir::{DocumentedRequest, Endpoint, Member, ReplyPlace, RequestPlace, Type, Wire};

/// The members that a request may have on its top level besides those of the protocol.
const REQUEST_OPTIONS: [&str; 2] = ["jsonrpc", "verbose"];
/// The members of a request that the GUI's proxy forwards.
const PROXIED_ENVELOPE: [&str; 4] = ["id", "method", "params", "url"];

/// A documented request, as values of the fields of its endpoint.
pub(super) fn documented_request(
    endpoint: &Endpoint,
    value: &Value,
    shapes: &Shapes<'_>,
    walk: &mut Walk,
) -> Option<DocumentedRequest> {
    let Some(envelope) = value.as_object() else {
        walk.mismatch("a request must be an object");
        return None;
    };
    method(endpoint, envelope, walk);
    let Some([Value::Object(entry)]) = value.get("params").and_then(Value::as_array).map(Vec::as_slice) else {
        walk.below("params", |walk| walk.mismatch("`params` must be a list of one object"));
        return None;
    };
    let mut members = Vec::new();
    sent(
        endpoint,
        RequestPlace::Envelope,
        envelope,
        &[RequestPlace::Envelope.reserved(), &REQUEST_OPTIONS].concat(),
        shapes,
        walk,
        &mut members,
    );
    walk.below("params", |walk| {
        let placeholders = walk.below("url", |walk| captures(endpoint, entry, walk));
        let mut beside = entry.clone();
        beside.remove("url");
        let data = beside.remove("data");
        constants(endpoint, &mut beside, walk);
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

/// A documented request that the GUI's proxy forwards, as values of the fields of its endpoint.
pub(super) fn documented_proxied(
    endpoint: &Endpoint,
    value: &Value,
    shapes: &Shapes<'_>,
    walk: &mut Walk,
) -> Option<DocumentedRequest> {
    let Some(envelope) = value.as_object() else {
        walk.mismatch("a request must be an object");
        return None;
    };
    method(endpoint, envelope, walk);
    for name in envelope
        .keys()
        .filter(|name| !PROXIED_ENVELOPE.contains(&name.as_str()))
    {
        walk.below(name, |walk| {
            walk.mismatch("a request that the GUI's proxy forwards has only `url`, `method`, `params` and `id`");
        });
    }
    let placeholders = walk.below("url", |walk| captures(endpoint, envelope, walk));
    walk.below("params", |walk| {
        let none = Map::new();
        let params = match envelope.get("params") {
            None => &none,
            Some(Value::Object(params)) => params,
            Some(_) => {
                walk.mismatch("`params` must be an object");
                return None;
            }
        };
        let mut members = Vec::new();
        let mut rest = params.clone();
        constants(endpoint, &mut rest, walk);
        let data = if let Some(ty) = &endpoint.data {
            Some(shapes.value(ty, &Value::Object(rest), walk))
        } else {
            spliced(endpoint, &mut rest, shapes, walk, &mut members);
            sent(endpoint, RequestPlace::Body, &rest, &[], shapes, walk, &mut members);
            None
        };
        required(endpoint, &members, walk);
        members.sort_by_key(|(index, _)| *index);
        let written = written_params(endpoint, params, &members, data.as_ref());
        Some(DocumentedRequest {
            placeholders: placeholders?,
            members,
            options: None,
            data,
            entry: (written != *params).then_some(Value::Object(written)),
        })
    })
}

fn method(endpoint: &Endpoint, envelope: &Map<String, Value>, walk: &mut Walk) {
    if envelope.get("method").and_then(Value::as_str) != Some(endpoint.method.as_str()) {
        walk.below("method", |walk| {
            walk.mismatch(format!("the endpoint has the method `{}`", endpoint.method.as_str()));
        });
    }
}

/// Removes the constants of the endpoint from an object.
fn constants(endpoint: &Endpoint, object: &mut Map<String, Value>, walk: &mut Walk) {
    for (name, fixed) in &endpoint.fixed {
        if object.remove(name).as_ref() != Some(fixed) {
            walk.below(name, |walk| walk.mismatch(format!("`{name}` is always `{fixed}`")));
        }
    }
}

/// Removes the members of the endpoint's unions from an object.
fn spliced(
    endpoint: &Endpoint,
    object: &mut Map<String, Value>,
    shapes: &Shapes<'_>,
    walk: &mut Walk,
    members: &mut Vec<(usize, Value)>,
) {
    for (index, member) in endpoint.members.iter().enumerate().filter(|(_, own)| own.field.splice) {
        let Type::Union(reference) = &member.field.ty else {
            continue;
        };
        let Some(union) = shapes.union(reference) else {
            continue;
        };
        let names = union.names();
        let (own, rest): (Map<_, _>, Map<_, _>) = std::mem::take(object)
            .into_iter()
            .partition(|(name, _)| names.contains(&name.as_str()));
        *object = rest;
        if !own.is_empty() {
            members.push((index, Value::Object(shapes.union_members(union, &own, walk))));
        }
    }
}

/// The params of a request that the GUI's proxy forwards, with every value as the bindings write it.
fn written_params(
    endpoint: &Endpoint,
    params: &Map<String, Value>,
    members: &[(usize, Value)],
    data: Option<&Value>,
) -> Map<String, Value> {
    let mut written = params.clone();
    if let Some(Value::Object(data)) = data {
        written.extend(data.clone());
    }
    for (index, value) in members {
        let field = &endpoint.members[*index].field;
        match (value, &field.wire) {
            (Value::Object(own), _) if field.splice => written.extend(own.clone()),
            (value, Wire::Name(name)) => {
                written.insert(name.to_string(), value.clone());
            }
            (_, Wire::Pattern { .. }) => {}
        }
    }
    written
}

/// The params entry, with every value as the bindings write it.
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
            RequestPlace::Beside => Some(&mut written),
            RequestPlace::Data => written.get_mut("data").and_then(Value::as_object_mut),
            _ => continue,
        };
        if let Some(object) = object {
            object.insert(name.to_string(), value.clone());
        }
    }
    written
}

/// The values of the placeholders in the documented url.
fn captures(endpoint: &Endpoint, entry: &Map<String, Value>, walk: &mut Walk) -> Option<Vec<String>> {
    let sent = entry.get("url").and_then(Value::as_str);
    let urls = endpoint.urls();
    let found = urls.iter().find_map(|url| {
        let kinds: Vec<_> = url.placeholders.iter().map(|own| own.template_kind()).collect();
        Some((url, url.template.matches(sent?, &kinds, Escaping::Fmg)?))
    });
    let Some((url, found)) = found else {
        walk.mismatch(format!("the endpoint has the url `{}`", endpoint.template));
        return None;
    };
    let captured = found.into_iter().map(|capture| match capture {
        Capture::Name(name) => name.to_string(),
        Capture::Id(id) => id.to_string(),
        Capture::PackagePath(path) => path.to_string(),
        Capture::ObjectPath(path) => path.to_string(),
    });
    Some(url.values(captured.collect()))
}

/// Removes the members of the options from the members beside the url.
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
        _ => walk.mismatch("`data` must be an object"),
    }
    None
}

/// Collects the values of the endpoint's members in `place`.
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
        let fits = |member: &Member| member.place == place && !member.field.splice && member.field.wire.fits(name);
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
