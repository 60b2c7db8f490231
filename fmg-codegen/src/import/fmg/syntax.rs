//! Reads the answers of FortiManager to `get` with `option: ["syntax"]`.
//!
//! ```json
//! {"result": [{"url": "/pm/config/adom/demo/obj", "status": {"code": 0}, "data": {"firewall address": {"alimit": 400,
//!   "attr": {"name": {"type": "string", "sz": 80}, "type": {"type": "uint32", "opts": {"ipmask": 0}}}}}}]}
//! ```
//!
//! The form is public in excerpts only. So several spellings of what the excerpts lack are accepted: attributes and
//! tables inside of others, keys, and limits.

mod attribute;
mod envelope;

use serde_json::{Map, Value};

pub(crate) use self::envelope::{SyntaxAnswer, answers, is_envelope};
use super::{Description, Form, Object, Scope};
use crate::diagnostic::Location;
use crate::import::pattern::Kind;

/// The members of a schema that contain the attributes.
const ATTRIBUTES: [&str; 4] = ["attr", "attrs", "attributes", "fields"];

/// The members that contain tables inside of a row.
const CHILDREN: [&str; 6] = ["subobj", "subobjs", "children", "child", "subtable", "sub"];

/// The members that name the key.
const KEYS: [&str; 4] = ["mkey", "master_key", "primary_key", "key"];

/// The path of the answer about the whole configuration of a device.
const WHOLE_DEVICE: &str = "_syntax";

/// The description of a table. Nothing of an answer makes it fail.
pub(crate) fn description(at: Location, answer: &SyntaxAnswer) -> Description {
    let url = answer.url.as_deref().unwrap_or_default().trim_matches('/');
    let segments: Vec<_> = url.split('/').collect();
    let found = Scope::of_url(&segments);
    let words = answer.category.split(' ').filter(|word| !word.is_empty());
    let category = words.collect::<Vec<_>>().join("/");
    let of_dvmdb = category.strip_prefix("dvmdb/");
    let mut path = category.clone();
    let (mut scope, rest) = found.unwrap_or((Scope::Objects, &[]));
    let mut scopes = vec![scope];
    let mut guessed_scopes = found.is_none();
    if rest.first() == Some(&WHOLE_DEVICE) {
        scopes = vec![Scope::DeviceGlobal, Scope::DeviceVdom];
        guessed_scopes = true;
    } else if scope.kind() == Kind::Dvmdb {
        of_dvmdb.unwrap_or(&category).clone_into(&mut path);
        // `/dvmdb/adom/demo` is a row of the table of ADOMs.
        if path == "adom" {
            scope = Scope::Dvmdb;
            scopes = vec![scope];
        }
    } else if scope == Scope::Objects && Scope::is_of_global_package(&path) {
        // Header and footer policies are read in ADOMs, and written in packages of the global database.
        scopes = vec![Scope::GlobalPackage, Scope::Objects];
    }
    // The url has the spelling that urls need.
    if !rest.is_empty() && folded(&rest.join("/")) == folded(&path) {
        path = rest.join("/");
    }
    let kind = scopes.first().map_or(Kind::Objects, |scope| scope.kind());
    let written = scopes
        .iter()
        .copied()
        .filter(|scope| !(Scope::is_of_global_package(&path) && *scope == Scope::Objects))
        .collect();
    Description {
        kind,
        path,
        written,
        scopes,
        guessed_scopes,
        is_global: segments.get(..3) == Some(&["pm", "config", "global"]),
        object: object(at, &answer.schema),
    }
}

/// A path without the differences between words of a category and of a url.
fn folded(path: &str) -> String {
    path.replace(['/', '_', ' '], "-")
}

/// An object with attributes.
fn object(at: Location, schema: &Map<String, Value>) -> Object {
    let member = ATTRIBUTES
        .into_iter()
        .find(|name| schema.get(*name).is_some_and(Value::is_object));
    let attributes_at = format!("{}/{}", at.pointer, member.unwrap_or("attr"));
    let mut object = Object::new(at, attributes_at);
    let text = |name: &str| schema.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text("help").unwrap_or_default().clone_into(&mut object.help);
    object.key = KEYS.into_iter().find_map(text).map(str::to_owned);
    object.most = schema
        .get("alimit")
        .and_then(Value::as_u64)
        .filter(|number| *number > 0);
    object.form = match text("type").or_else(|| text("category")) {
        Some("table") => Form::Rows,
        Some("object" | "complex" | "single") => Form::Single,
        _ if object.key.is_some() || object.most.is_some_and(|most| most > 1) => Form::Rows,
        _ => Form::Unknown,
    };
    let attributes = member.and_then(|name| schema.get(name)?.as_object());
    for (name, own) in attributes.into_iter().flatten() {
        let at = Location::value(
            &object.at.file,
            &crate::import::answer::below(&object.attributes_at, name),
        );
        object.attributes.push(attribute::attribute(at, name, own));
    }
    for member in CHILDREN {
        let Some(Value::Object(children)) = schema.get(member) else {
            continue;
        };
        let pointer = format!("{}/{member}", object.at.pointer);
        for (name, own) in children {
            let Value::Object(own) = own else { continue };
            let at = Location::value(&object.at.file, &crate::import::answer::below(&pointer, name));
            let child = self::object(at, own);
            super::tree::put(&mut object, name, child);
        }
    }
    object
}
