//! Reads the parts of a description.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fmg_template::{Protocol, Template};
use serde_json::{Map, Value, json};

use super::Described;
use crate::fortios::call::{encoded, known};
use crate::fortios::cmdb::{Schema, Store, tables};
use crate::generated::fortios::{ROUTES, Route};
use crate::route::{Member, Place, Shape, Shared, Text};

/// The member with the file of an upload.
const FILE: &str = "file_content";

/// Reads a description, table by table and call by call.
#[derive(Debug)]
pub(crate) struct Reader {
    described: Described,
    /// The supported Monitor calls.
    routes: Vec<Shared<Route>>,
    /// The tables of the shipped specs.
    shipped: Store,
    /// The described tables inside of single objects, by those.
    inner: BTreeMap<String, Map<String, Value>>,
}

impl Reader {
    /// A reader of the description of a device with this firmware.
    pub(crate) fn new(firmware: Option<(String, u64)>) -> Self {
        Self {
            described: Described {
                firmware,
                ..Described::default()
            },
            routes: Vec::new(),
            shipped: tables().unwrap_or_default(),
            inner: BTreeMap::new(),
        }
    }

    /// Adds a table from the `results` of an answer to `action=schema`. `parent` is the single object that it is inside
    /// of, such as `router/bgp`.
    ///
    /// # Errors
    ///
    /// It is not the schema of a table.
    pub(crate) fn table(&mut self, parent: Option<String>, schema: Value) -> Result<(), String> {
        let id = |name: &str| schema.get(name).and_then(Value::as_str).unwrap_or_default();
        if let Some(parent) = parent {
            let name = id("name").to_owned();
            self.inner.entry(parent).or_default().insert(name, schema);
            return Ok(());
        }
        let known = self.shipped.schema(&format!("{}/{}", id("path"), id("name")));
        let table = Schema::of_device(schema, known.as_deref()).map_err(|error| error.to_string())?;
        self.described.tables.push(Arc::new(table));
        Ok(())
    }

    /// Adds a Monitor call from its entry in the directory.
    ///
    /// # Errors
    ///
    /// The entry does not name the call.
    pub(crate) fn call(&mut self, entry: Value) -> Result<(), String> {
        let is_supported = entry.get("supported") != Some(&Value::Bool(false));
        if is_supported {
            let route = route(&entry)?;
            let key = (route.method.to_string(), route.url.to_string());
            let at = self.described.directory.len();
            if let std::collections::hash_map::Entry::Vacant(place) = self.described.entries.entry(key) {
                place.insert(at);
                self.routes.push(Shared::from(route));
            }
        }
        self.described.directory.push(entry);
        Ok(())
    }

    /// The description, and the Monitor calls that the device supports. Those of the shipped specs have their
    /// identifiers.
    pub(crate) fn finish(mut self) -> (Described, Vec<Shared<Route>>) {
        let known: BTreeSet<_> = self.described.tables.iter().map(|table| table.id()).collect();
        // A table may be described without the object that it is inside of.
        let alone = self.inner.into_iter().filter(|(parent, _)| !known.contains(parent));
        let around = alone.filter_map(|(parent, children)| {
            let (path, name) = parent.split_once('/')?;
            let group = children.values().next().and_then(|child| child.get("access_group"));
            let schema = json!({"path": path, "name": name, "category": "complex", "access_group": group,
                "children": children});
            Schema::of_device(schema, None).ok().map(Arc::new)
        });
        let around: Vec<_> = around.collect();
        self.described.tables.extend(around);
        (self.described, self.routes)
    }
}

/// The route of a Monitor call.
fn route(entry: &Value) -> Result<Route, String> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let part = |name: &str| text(name).ok_or_else(|| format!("`{name}` of the call is missing"));
    let request = entry.get("request").unwrap_or(&Value::Null);
    let method = request.get("http_method").and_then(Value::as_str).unwrap_or_default();
    let method =
        known(&method.to_ascii_uppercase()).ok_or("`http_method` of the request is not a method of FortiOS")?;
    let mut url = format!("/api/v2/monitor/{}/{}", encoded(part("path")?), encoded(part("name")?));
    match text("action") {
        // The default action of a read is left out.
        Some("select") if method.is_read() => {}
        None => {}
        Some(action) => url = format!("{url}/{}", encoded(action)),
    }
    Template::parse(&url).map_err(|faults| faults.to_string())?;
    let place = if method.is_read() { Place::Query } else { Place::Body };
    let is_upload = request.get("file_upload") == Some(&Value::Bool(true));
    let response = entry.get("response").unwrap_or(&Value::Null);
    let mut route = Route::bare(
        Protocol::FortiOs,
        Text::from(method.as_str().to_owned()),
        url.into(),
        Vec::new().into(),
    );
    route.members = members(request, place, is_upload).into();
    route.upload = is_upload;
    route.access_group = text("access_group").map(|group| group.to_owned().into());
    route.etag = entry.get("etag") == Some(&Value::Bool(true));
    route.download = (response.get("file_download") == Some(&Value::Bool(true))).then(|| Vec::new().into());
    if let Some(shipped) = ROUTES.iter().find(|own| own.is_same_call(&route)) {
        route.id = shipped.id;
        route.name = shipped.name.clone();
    } else {
        route.name = format!("{} {}", route.method, route.url).into();
    }
    Ok(route)
}

/// The parameters of a request. One that is stated twice has several types.
fn members(request: &Value, place: Place, is_upload: bool) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    let stated = request
        .get("parameters")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    for parameter in stated {
        let Some(name) = parameter.get("name").and_then(Value::as_str) else {
            continue;
        };
        if let Some(known) = members.iter_mut().find(|member| member.name == *name) {
            known.shape = Shape::Json;
            continue;
        }
        let is_file = is_upload && name == FILE;
        members.push(Member {
            // The file may be a part of a form instead.
            required: !is_file && parameter.get("required") == Some(&Value::Bool(true)),
            file: is_file,
            ..member(name, place, shape(parameter))
        });
    }
    if is_upload && !members.iter().any(|member| member.file) {
        members.push(Member {
            file: true,
            ..member(FILE, place, Shape::String)
        });
    }
    members
}

fn member(name: &str, place: Place, shape: Shape) -> Member {
    Member {
        name: name.to_owned().into(),
        place,
        shape,
        required: false,
        values: Vec::new().into(),
        min: None,
        max: None,
        default: None,
        file: false,
        splice: false,
    }
}

fn shape(parameter: &Value) -> Shape {
    match parameter.get("type").and_then(Value::as_str).unwrap_or_default() {
        "int" | "integer" => Shape::Int,
        "number" | "float" => Shape::Float,
        "boolean" | "bool" => Shape::Bool,
        "string" => Shape::String,
        "array" => Shape::List(Shared::from(Shape::Json)),
        _ => Shape::Json,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(method: &str, action: &str, request: Value) -> Value {
        let mut request = request;
        request["http_method"] = json!(method);
        json!({"path": "acme", "name": "beacon", "action": action, "access_group": "sysgrp.cfg", "request": request,
            "response": {"type": "object"}})
    }

    #[test]
    fn an_entry_is_a_route() {
        let parameters = json!({"parameters": [{"name": "id", "type": "int", "required": true},
            {"name": "set", "type": "array"}, {"name": "set", "type": "string"}, {"name": "note", "type": "string"}]});
        let read = route(&entry("GET", "select", parameters)).unwrap();
        assert_eq!((&*read.method, &*read.url), ("GET", "/api/v2/monitor/acme/beacon"));
        assert_eq!(read.access_group.as_deref(), Some("sysgrp.cfg"));
        let names: Vec<_> = read
            .members
            .iter()
            .map(|member| (&*member.name, member.required))
            .collect();
        assert_eq!(names, [("id", true), ("set", false), ("note", false)]);
        assert!(matches!(read.members[1].shape, Shape::Json));
        assert!(read.members.iter().all(|member| member.place == Place::Query));
        let read = route(&entry("POST", "select", json!({}))).unwrap();
        assert_eq!(&*read.url, "/api/v2/monitor/acme/beacon/select");
    }

    #[test]
    fn an_upload_takes_its_file_in_either_form() {
        let stated = json!({"file_upload": true, "parameters": [{"name": FILE, "type": "string", "required": true}]});
        for request in [stated, json!({"file_upload": true})] {
            let read = route(&entry("POST", "upload", request)).unwrap();
            let file = read.members.iter().find(|member| member.file).unwrap();
            assert!(read.upload && !file.required && file.name == FILE);
        }
    }

    #[test]
    fn an_entry_without_a_name_says_so() {
        for (entry, why) in [
            (
                json!({"name": "a", "request": {"http_method": "GET"}}),
                "`path` of the call is missing",
            ),
            (
                json!({"path": "a", "name": "", "request": {"http_method": "GET"}}),
                "`name` of the call is missing",
            ),
            (
                json!({"path": "a", "name": "b"}),
                "`http_method` of the request is not a method of FortiOS",
            ),
        ] {
            assert_eq!(route(&entry).unwrap_err(), why);
        }
    }

    #[test]
    fn calls_of_the_specs_keep_their_identifiers() {
        let shipped =
            json!({"path": "system", "name": "status", "action": "select", "request": {"http_method": "GET"}});
        assert!(route(&shipped).unwrap().id.is_some());
    }

    #[test]
    fn what_is_not_supported_is_no_route() {
        let mut reader = Reader::new(None);
        let mut off = entry("GET", "select", json!({}));
        off["supported"] = json!(false);
        reader.call(off).unwrap();
        reader.call(entry("POST", "clear", json!({}))).unwrap();
        reader.call(entry("POST", "clear", json!({"parameters": []}))).unwrap();
        let (described, routes) = reader.finish();
        assert_eq!((routes.len(), described.directory.len()), (1, 3));
        assert_eq!(described.response(&routes[0]), Some(&json!({"type": "object"})));
    }

    #[test]
    fn a_table_inside_of_an_object_makes_the_object() {
        let neighbor = json!({"path": "router", "name": "neighbor", "category": "table", "mkey": "ip", "access_group": "netgrp",
            "children": {"ip": {"category": "unitary", "type": "string"}}});
        let mut reader = Reader::new(None);
        reader.table(Some("router/bgp".to_owned()), neighbor.clone()).unwrap();
        let (described, _) = reader.finish();
        assert_eq!(described.tables[0].id(), "router/bgp");
        assert!(described.tables[0].child("neighbor").is_some());
        let mut reader = Reader::new(None);
        reader.table(Some("router/bgp".to_owned()), neighbor).unwrap();
        let bgp =
            json!({"path": "router", "name": "bgp", "category": "complex", "children": {"as": {"type": "string"}}});
        reader.table(None, bgp).unwrap();
        assert_eq!(reader.finish().0.tables.len(), 1);
    }
}
