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
mod written;

use serde_json::{Map, Value};

pub(crate) use self::envelope::{SyntaxAnswer, answers, is_envelope, is_of_analyzer, status};
pub(crate) use self::written::schema;
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

/// Where a table is, as far as the answer says it.
struct Whereabouts {
    path: String,
    scopes: Vec<Scope>,
    is_guessed: bool,
    is_global: bool,
}

impl Whereabouts {
    fn of(answer: &SyntaxAnswer) -> Self {
        let url = answer.url.as_deref().unwrap_or_default().trim_matches('/');
        let segments: Vec<_> = url.split('/').collect();
        let found = Scope::of_url(&segments);
        let (scope, rest) = found.unwrap_or((Scope::Objects, &[]));
        let words = answer.category.split(' ').filter(|word| !word.is_empty());
        let mut path = words.collect::<Vec<_>>().join("/");
        let mut scopes = vec![scope];
        let mut is_guessed = found.is_none();
        if rest.first() == Some(&WHOLE_DEVICE) {
            scopes = vec![Scope::DeviceGlobal, Scope::DeviceVdom];
            is_guessed = true;
        } else if scope.kind() == Kind::Dvmdb {
            path = path.strip_prefix("dvmdb/").map(str::to_owned).unwrap_or(path);
            // `/dvmdb/adom/demo` is a row of the table of ADOMs, and the scope of the tables of one.
            let is_adom = matches!(segments.as_slice(), ["dvmdb", "adom", _] | ["dvmdb", "global"]);
            if path == "adom" {
                scopes = vec![Scope::Dvmdb];
            } else if is_adom {
                scopes = vec![Scope::AdomDvmdb];
            }
        } else if scope == Scope::Objects && Scope::is_of_global_package(&path) {
            // Header and footer policies are read in ADOMs, and written in packages of the global database.
            scopes = vec![Scope::GlobalPackage, Scope::Objects];
        }
        // The url has the spelling that urls need.
        if !rest.is_empty() && folded(&rest.join("/")) == folded(&path) {
            path = rest.join("/");
        }
        Self {
            path,
            scopes,
            is_guessed,
            is_global: segments.get(..3) == Some(&["pm", "config", "global"]),
        }
    }

    fn kind(&self) -> Kind {
        self.scopes.first().map_or(Kind::Objects, |scope| scope.kind())
    }
}

/// The kind and the path of a table.
pub(crate) fn name(answer: &SyntaxAnswer) -> (Kind, String) {
    let found = Whereabouts::of(answer);
    (found.kind(), found.path)
}

/// The description of a table. Nothing of an answer makes it fail.
pub(crate) fn description(at: Location, answer: &SyntaxAnswer) -> Description {
    let found = Whereabouts::of(answer);
    let is_read_only = |scope: &&Scope| Scope::is_of_global_package(&found.path) && **scope == Scope::Objects;
    let written = found.scopes.iter().filter(|scope| !is_read_only(scope)).copied();
    Description {
        kind: found.kind(),
        written: written.collect(),
        path: found.path,
        scopes: found.scopes,
        guessed_scopes: found.is_guessed,
        is_global: found.is_global,
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
