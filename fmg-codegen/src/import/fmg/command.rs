//! Makes calls of the IR of FortiManager's calls that are on no table.

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::import::Lowering;
use crate::import::markdown::paragraph;
use crate::import::module::Module;
use crate::import::monitor::{Responses, SKIP};
use crate::import::names::{self, FieldNames};
use crate::import::notes::NoteKind;
use crate::import::overlay::CallEntry;
use crate::import::pattern::Kind;
use crate::ir::{
    BadEndpoint, Endpoint, Field, JsonRpcMethod, Member, Placeholder, RequestPlace, Response, Type, TypeRef, Verb, Wire,
};
use crate::name::{ModuleName, TypeName};

/// The types of placeholders of these names.
const PLACEHOLDERS: [(&str, &str); 9] = [
    ("adom", "AdomName"),
    ("device", "DeviceName"),
    ("package", "PackagePath"),
    ("pkg", "PackagePath"),
    ("pkg_name_path", "PackagePath"),
    ("pkg_path", "PackagePath"),
    ("scope", "AdomOrGlobal"),
    ("vdom", "VdomName"),
    ("", "ObjectName"),
];

/// A call, for reports, patterns and overlays: `dvm/cmd/add/device`.
pub(in crate::import) fn id(entry: &Map<String, Value>) -> Option<String> {
    let url = entry.get("url").and_then(Value::as_str)?;
    Some(url.to_owned()).filter(|url| !url.is_empty())
}

impl Lowering<'_> {
    /// Adds a call to its module. `at` is the place of its entry, and `url` has no slash at its beginning.
    pub(in crate::import) fn fmg_call(&mut self, at: Location, url: &str, entry: &Map<String, Value>) {
        let id = Kind::Command.id(url);
        let judged = self.overlay.call(&id);
        if judged.is_some_and(CallEntry::skip) {
            return;
        }
        let method = entry.get("method").and_then(Value::as_str).unwrap_or_default();
        let Some(method) = JsonRpcMethod::ALL.iter().copied().find(|own| own.as_str() == method) else {
            return self.notes.add(NoteKind::StrangeUrl, &id);
        };
        let words: Vec<_> = url.split('/').collect();
        // The rest of the url identifies the table, so the scope is left out.
        let plain: Vec<_> = words
            .iter()
            .map(|word| if *word == "<scope>" { "global" } else { *word })
            .collect();
        let below = super::Scope::of_url(&plain).map_or(&plain[..], |(_, rest)| rest);
        let literals = words
            .iter()
            .take(1)
            .chain(if below.len() < words.len() { below } else { &plain[1..] });
        let literals = literals.filter(|word| !word.starts_with('<'));
        let literals: Vec<_> = literals.map(|word| word.trim_start_matches('_')).collect();
        let (first, rest) = literals.split_first().unwrap_or((&"", &[]));
        let mut name = if rest.is_empty() {
            (*first).to_owned()
        } else {
            rest.join(" ")
        };
        if method != JsonRpcMethod::Exec {
            name = format!("{} {name}", method.as_str());
        }
        let module = match ModuleName::from_wire(first) {
            Ok(module) if module.as_str() != "new" => module,
            _ => {
                let fault = format!("the call `{id}` cannot be in a module of Rust");
                return self.broken(&id, Diagnostic::new(Code::Name, at, fault).help(SKIP));
            }
        };
        let endpoint = match Endpoint::new(Verb::JsonRpc(method), &format!("/{}", names::url(url)), &name) {
            Ok(endpoint) if names::placeholders(&endpoint.template).is_none() => {
                let fault = format!("the placeholders of the call `{id}` cannot have names in Rust");
                return self.broken(&id, Diagnostic::new(Code::Name, at, fault).help(SKIP));
            }
            Ok(endpoint) => endpoint,
            Err(bad) => {
                let code = match bad {
                    BadEndpoint::Name(_) => Code::Name,
                    BadEndpoint::Url(_) => Code::Template,
                };
                let fault = format!("the call `{id}` cannot be imported: {bad}");
                return self.broken(&id, Diagnostic::new(code, at, fault).help(SKIP));
            }
        };
        let mut module = self.module(Kind::Command, module);
        let judged = judged.and_then(|judged| judged.rename(&endpoint.type_name));
        if let Some(mut endpoint) = self.named_call(&mut module, endpoint, judged, method.as_str(), &id) {
            let text = entry.get("summary").and_then(Value::as_str).unwrap_or_default();
            let doc = paragraph(text);
            endpoint.doc = match self.overlay.call(&id).and_then(|judged| judged.doc(&doc)) {
                Some(judged) => judged,
                None if doc.is_empty() => format!("Sends `{} {}`.", method.as_str(), endpoint.template),
                None => doc,
            };
            let versions = self.versions.and_then(|items| items.command(url, entry));
            self.versions_of_call(versions, &id, &mut endpoint);
            let mut names = names::placeholders(&endpoint.template).unwrap_or_default();
            placeholders(&mut endpoint);
            self.members(&mut module, &mut endpoint, &id, entry, &mut names);
            module.add_call(endpoint);
        }
        self.put_back(module);
    }

    /// The members beside the url, the data, and the reply.
    fn members(
        &mut self,
        module: &mut Module,
        endpoint: &mut Endpoint,
        id: &str,
        entry: &Map<String, Value>,
        names: &mut FieldNames,
    ) {
        let request = endpoint.type_name.clone();
        let mut types = Responses::new(self, module, entry);
        let data = entry.get("data").and_then(Value::as_object);
        let data = data.map(|data| types.resolved_or_own(data));
        let of_data = data.and_then(|data| data.get("properties")?.as_object());
        let beside = entry.get("beside").and_then(Value::as_object);
        let beside = beside.into_iter().flatten().map(|own| (RequestPlace::Beside, own));
        let of_data = of_data.filter(|members| !members.is_empty());
        let inside = of_data.into_iter().flatten().map(|own| (RequestPlace::Data, own));
        for (place, (wire, schema)) in beside.chain(inside) {
            let item = format!("{id}?{wire}");
            let (Some(schema), Ok((field, renamed))) = (schema.as_object(), names.claim(wire)) else {
                types.note(NoteKind::Malformed, &item);
                continue;
            };
            if place.reserved().contains(&wire.as_str()) {
                continue;
            }
            if renamed {
                types.note(NoteKind::RenamedField, &item);
            }
            let ty = sent(types.member(&item, &request, wire, schema));
            let mut field = Field::new(field, Wire::Name(wire.as_str().into()), ty);
            let text = schema.get("description").and_then(Value::as_str).unwrap_or_default();
            field.doc = paragraph(text).into();
            endpoint.members.push(Member::new(place, field));
        }
        if let (None, Some(data)) = (of_data, data) {
            let is_known = ["type", "items", "$ref", "additionalProperties"]
                .iter()
                .any(|key| data.contains_key(*key));
            endpoint.data = is_known.then(|| sent(types.member(&format!("{id}?data"), &request, "data", data)));
        }
        if let Some(Value::Object(reply)) = entry.get("reply") {
            let ty = types.member(&format!("{id} → data"), &request, "reply", reply);
            endpoint.response = Response::Optional(ty);
        }
    }
}

/// Gives the placeholders of a url types.
fn placeholders(endpoint: &mut Endpoint) {
    let wires: Vec<String> = endpoint
        .template
        .placeholders()
        .map(|own| own.name().to_owned())
        .collect();
    for wire in wires {
        let mut types = PLACEHOLDERS
            .into_iter()
            .filter(|(name, _)| *name == wire || name.is_empty());
        let ty = types.next().and_then(|(_, ty)| TypeName::new(ty).ok());
        // The template was parsed, so the name is valid.
        if let Some(Ok(mut placeholder)) = ty.map(|ty| Placeholder::new(&wire, TypeRef::new(None, ty))) {
            placeholder.doc = format!("The value of `<{wire}>` in the url.").into();
            endpoint.placeholders.push(placeholder);
        }
    }
}

/// A type that requests can have.
fn sent(ty: Type) -> Type {
    match ty {
        Type::Map(_) | Type::ByName(_) => Type::Json,
        Type::List(inner) => Type::List(Box::new(sent(*inner))),
        ty => ty,
    }
}
