//! Calls in a Swagger file, as the directory of a device describes them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Segment, Url};
use crate::import::configuration::said;
use crate::import::swagger::document::{Document, Operation, Parameter, Schema};
use crate::import::swagger::json_schema;
use crate::import::swagger::prose::{access_group, prose};

/// The action that a url does not need.
const SELECT: &str = "select";

/// The parameter with the file of an upload, as a device calls it.
const FILE: &str = "file_content";

/// The formats of files.
const FILES: [&str; 3] = ["application/octet-stream", "application/zip", "application/x-gzip"];

/// The members of an envelope, of which one is the reply itself.
const ENVELOPE: [&str; 4] = ["http_method", "http_status", "revision", "serial"];

/// The entry of a call in the directory.
pub(super) fn entry(document: &Document, url: &Url<'_>, method: &str, operation: &Operation) -> Map<String, Value> {
    let mut words: Vec<String> = Vec::new();
    for segment in &url.segments {
        words.push(match segment {
            Segment::Literal(word) => (*word).to_owned(),
            Segment::Placeholder(name) => format!("<{name}>"),
        });
    }
    if words.len() > 2 && words.last().is_some_and(|word| word == SELECT) {
        words.pop();
    }
    let mut words = words.into_iter();
    let mut entry = Map::new();
    let mut set = |key: &str, value: Value| {
        entry.insert(key.to_owned(), value);
    };
    set("path", words.next().unwrap_or_default().into());
    let rest: Vec<_> = words.collect();
    match rest.as_slice() {
        [name, action] => {
            set("name", name.as_str().into());
            set("action", action.as_str().into());
        }
        rest => set("name", rest.join("/").into()),
    }
    let text = [operation.summary.as_str(), operation.description.as_str()];
    let text = text.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    let summary = prose(text, operation.is_deprecated.0, operation.removal.get());
    set("summary", summary.into());
    if let Some(group) = access_group(operation) {
        set("access_group", group.into());
    }
    let (parameters, uploads) = parameters(document, url, operation);
    let mut request = json!({"http_method": method, "parameters": parameters});
    if uploads {
        request["file_upload"] = true.into();
    }
    if operation.parameters.is_map {
        request[said::PARAMETER_MAP] = true.into();
    }
    set("request", request);
    set("response", response(document, method, operation));
    entry
}

/// The parameters, and whether one of them is a file.
fn parameters(document: &Document, url: &Url<'_>, operation: &Operation) -> (Vec<Value>, bool) {
    let mut parameters = Vec::new();
    let mut uploads = false;
    let all = url.item.parameters.items.iter().chain(&operation.parameters.items);
    for parameter in all.map(|own| document.parameter(own)) {
        match parameter.place.as_str() {
            "body" => {
                if let Some(schema) = parameter.schema.as_deref() {
                    let body = definition(document, schema);
                    let required = body.required.texts();
                    for (name, member) in &body.properties.0 {
                        let is_required = required.contains(&name.as_str()) || required == ["true"];
                        parameters.push(of_member(document, name, member, is_required));
                    }
                }
            }
            // The client sends headers itself.
            "header" => {}
            _ if parameter.types() == ["file"] => {
                uploads = true;
                parameters.push(json!({"name": FILE, "type": "string", "required": false,
                    "summary": parameter.description.as_str()}));
            }
            _ => parameters.push(of_parameter(parameter)),
        }
    }
    for segment in &url.segments {
        let Segment::Placeholder(name) = segment else { continue };
        let is_stated = |own: &Value| own.get(said::PLACE).is_some() && own.get("name").is_some_and(|own| own == name);
        if !parameters.iter().any(is_stated) {
            parameters.push(json!({"name": name, "type": "string", said::PLACE: said::PATH}));
        }
    }
    uploads |= parameters
        .iter()
        .any(|own| own.get("name").is_some_and(|name| name == FILE));
    (parameters, uploads)
}

/// The definition that a schema refers to, or the schema itself.
fn definition<'d>(document: &'d Document, schema: &'d Schema) -> &'d Schema {
    document.definition(schema).and_then(|(_, own)| own).unwrap_or(schema)
}

fn of_parameter(parameter: &Parameter) -> Value {
    let mut own = facts(
        parameter.name.as_str(),
        &parameter.types(),
        &prose(
            parameter.description.as_str(),
            parameter.is_deprecated.0,
            parameter.removal.get(),
        ),
        parameter.is_required.0,
    );
    let values = parameter.values.texts();
    let element = parameter.items.as_deref().filter(|_| values.is_empty());
    let of_element = element.map(|items| items.values.texts());
    further(
        &mut own,
        &of_element.unwrap_or(values),
        &parameter.minimum,
        &parameter.maximum,
    );
    if parameter.place.as_str() == "path" {
        own[said::PLACE] = said::PATH.into();
    }
    own
}

/// A member of a body.
fn of_member(document: &Document, name: &str, member: &Schema, is_required: bool) -> Value {
    let own = definition(document, member);
    let types = match own.types().as_slice() {
        [] if !own.properties.0.is_empty() => vec!["object"],
        types => types.to_vec(),
    };
    let text = [member.description.as_str(), own.description.as_str()];
    let text = text.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    let summary = prose(text, member.is_deprecated.0, member.removal.get());
    let mut parameter = facts(name, &types, &summary, is_required);
    let values = own.values.texts();
    further(&mut parameter, &values, &own.minimum, &own.maximum);
    parameter
}

fn facts(name: &str, types: &[&str], summary: &str, is_required: bool) -> Value {
    // A text takes what another type takes.
    let ty = match types {
        [one] => one,
        _ if types.contains(&"array") => "array",
        _ => "string",
    };
    // Without a name, the parameter refers to nothing.
    let name = Some(name).filter(|name| !name.is_empty());
    json!({"name": name, "type": ty, "required": is_required, "summary": summary})
}

/// The listed values and the range of a parameter.
fn further(parameter: &mut Value, values: &[&str], minimum: &Value, maximum: &Value) {
    if !values.is_empty() {
        parameter["enum"] = values.into();
    }
    for (key, value) in [("minimum", minimum), ("maximum", maximum)] {
        if value.is_i64() {
            parameter[key] = value.clone();
        }
    }
}

/// The schema of the reply, with the definitions that it needs.
fn response(document: &Document, method: &str, operation: &Operation) -> Value {
    let reply = operation.reply();
    let formats = operation.produces.items.iter();
    let is_file = formats.into_iter().any(|format| FILES.contains(&format.as_str()))
        || reply.is_some_and(|reply| reply.types() == ["file"]);
    if is_file {
        return json!({"file_download": true});
    }
    let Some(reply) = reply.filter(|reply| !reply.is_empty()) else {
        // A read has some reply, of which nothing is known.
        return if method == "GET" {
            json!({"additionalProperties": true})
        } else {
            json!({})
        };
    };
    let own = definition(document, reply);
    let is_envelope = ENVELOPE.iter().any(|name| own.properties.0.contains_key(*name));
    let results = own.properties.0.get("results").filter(|_| is_envelope);
    let mut needed = BTreeSet::new();
    let mut response = json_schema::of(results.unwrap_or(reply), &mut needed);
    let definitions = json_schema::definitions(document, needed);
    if !definitions.is_empty() {
        response["definitions"] = definitions.into();
    }
    response
}
