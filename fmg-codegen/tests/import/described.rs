//! Made-up descriptions, and their import.

use fmg_codegen::import::{Import, Imported, NoteKind};
use fmg_codegen::ir::{Api, Field, Group, Product, ProductId, Row};
use fmg_codegen::{Diagnostic, Target, generate};
use serde_json::{Map, Value, json};

/// The serial number in the answers. No output may contain it.
pub(crate) const SERIAL: &str = "FGTEST7777888899";

/// The oddities: how often each was met, and where first.
pub(crate) type Notes = Vec<(NoteKind, usize, String)>;

/// The schema of a table.
pub(crate) fn table(id: &str, key: &str, children: Value) -> Value {
    let (path, name) = id.rsplit_once('/').unwrap();
    json!({"path": path, "name": name, "category": "table", "mkey": key, "children": children})
}

/// The schema of a single object.
pub(crate) fn single(id: &str, children: Value) -> Value {
    let (path, name) = id.rsplit_once('/').unwrap();
    json!({"path": path, "name": name, "category": "complex", "children": children})
}

/// The schema of an attribute of this type.
pub(crate) fn value(ty: &str) -> Value {
    json!({"category": "unitary", "type": ty})
}

/// The schema of an attribute with these values.
pub(crate) fn options(values: &[&str]) -> Value {
    let options: Vec<_> = values.iter().map(|name| json!({"name": name})).collect();
    json!({"category": "unitary", "type": "option", "options": options})
}

/// A value with further members.
pub(crate) fn with(mut value: Value, more: Value) -> Value {
    let (Value::Object(own), Value::Object(more)) = (&mut value, more) else {
        panic!("these are no objects");
    };
    own.extend(more);
    value
}

/// The answer of an appliance with this schema.
pub(crate) fn answer(schema: Value) -> Value {
    json!({
        "http_method": "GET", "status": "success", "http_status": 200, "vdom": "root",
        "path": schema["path"], "name": schema["name"],
        "serial": SERIAL, "version": "v7.2.8", "build": 1639, "results": schema,
    })
}

/// A call of the directory.
pub(crate) fn call(method: &str, id: &str, response: Value) -> Value {
    let mut words = id.splitn(3, '/');
    let mut word = || words.next().unwrap_or("select");
    json!({
        "path": word(), "name": word(), "action": word(), "supported": true, "access_group": "sysgrp",
        "summary": "Reads gadgets.", "request": {"http_method": method, "parameters": []}, "response": response,
    })
}

/// The answer of an appliance with these calls.
pub(crate) fn directory(calls: &[Value]) -> Value {
    json!({"directory": calls, "serial": SERIAL, "version": "v7.2.8", "build": 1639})
}

/// The answer of a FortiManager about tables below this url.
pub(crate) fn syntax(url: &str, tables: Value) -> Value {
    json!({"id": 1, "result": [{"status": {"code": 0, "message": "OK"}, "url": url, "data": tables}]})
}

/// An import of these descriptions, each in a file: `0.json`, `1.json`.
pub(crate) fn import(descriptions: &[Value]) -> Import {
    let mut import = Import::new();
    for (index, description) in descriptions.iter().enumerate() {
        import = import.text(format!("{index}.json"), description.to_string());
    }
    import
}

/// The bindings of these descriptions. No fault is expected.
#[track_caller]
pub(crate) fn imported(descriptions: &[Value]) -> Imported {
    match import(descriptions).read() {
        Ok(imported) => imported,
        Err(faults) => panic!("{}", shown(&faults)),
    }
}

/// The faults of these descriptions, as lines.
#[track_caller]
pub(crate) fn faults(descriptions: &[Value]) -> Vec<String> {
    lines(&import(descriptions).read().map(drop).unwrap_err())
}

/// Faults with their place and help: `I004 0.json#/results: message; help: …`. Each needs a help, and shows no serial
/// number.
#[track_caller]
pub(crate) fn lines(faults: &[Diagnostic]) -> Vec<String> {
    let line = |fault: &Diagnostic| {
        let at = &fault.primary.location;
        let place = if at.pointer.is_empty() {
            String::new()
        } else {
            format!("#{}", at.pointer)
        };
        let label = &fault.primary.text;
        let label = if label.is_empty() {
            String::new()
        } else {
            format!("; {label}")
        };
        let help = fault.help.as_deref();
        let help = help.unwrap_or_else(|| panic!("each fault says what to do: {fault:?}"));
        let line = format!(
            "{} {}{place}: {}{label}; help: {help}",
            fault.code, at.file, fault.message
        );
        let beside = fault
            .secondary
            .iter()
            .map(|label| format!("{:?} {}", label.location, label.text));
        let all = beside.fold(line.clone(), |all, one| all + &one);
        assert!(!all.contains(&SERIAL[6..]), "{all}");
        line
    };
    faults.iter().map(line).collect()
}

pub(crate) fn shown(faults: &[Diagnostic]) -> String {
    lines(faults).join("\n")
}

/// The code of these descriptions, in one file.
pub(crate) fn rust(api: &Api) -> String {
    let target = Target::one_file("imported.rs").generator("a test");
    let files = generate(api, &target);
    let text = files.get("imported.rs").unwrap().text();
    assert!(!text.contains(SERIAL), "{text}");
    text
}

/// How often each oddity was met, and where first.
pub(crate) fn notes(imported: &Imported) -> Notes {
    let notes = imported.report.notes.iter();
    notes
        .map(|note| (note.kind, note.count, note.examples.join(", ")))
        .collect()
}

/// The product with the imported groups.
pub(crate) fn fortios(imported: &Imported) -> &Product {
    let mut products = imported.api.products().iter();
    products.find(|product| product.id == ProductId::FortiOs).unwrap()
}

/// The one group with this module.
pub(crate) fn group<'a>(imported: &'a Imported, module: &str) -> &'a Group {
    let groups = &mut fortios(imported).groups.iter();
    groups.find(|group| group.module.to_string() == module).unwrap()
}

/// The type of this name in a module.
pub(crate) fn row<'a>(imported: &'a Imported, module: &str, name: &str) -> &'a Row {
    let rows = &group(imported, module).rows;
    let found = rows.iter().find(|row| row.name.as_str() == name);
    found.unwrap_or_else(|| panic!("{:?}", rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>()))
}

/// The fields of a type: `name: string`.
pub(crate) fn fields(row: &Row) -> Vec<String> {
    row.fields
        .iter()
        .map(|own| format!("{}: {}", own.field.name, own.field.ty))
        .collect()
}

/// A field by its name on the wire.
pub(crate) fn field<'a>(row: &'a Row, wire: &str) -> &'a Field {
    &row.fields.iter().find(|own| own.field.wire.fits(wire)).unwrap().field
}

/// The one field of a table with this attribute.
pub(crate) fn of_attribute(wire: &str, schema: Value) -> (Field, Notes) {
    let mut children = Map::new();
    children.insert("name".to_owned(), value("string"));
    children.insert(wire.to_owned(), schema);
    let imported = imported(&[table("gadget/shelf", "name", children.into())]);
    (
        field(row(&imported, "cmdb::gadget", "Shelf"), wire).clone(),
        notes(&imported),
    )
}
