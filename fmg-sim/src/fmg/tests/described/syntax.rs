//! The import of the schemas that a FortiManager answers agrees with the specs.

use camino::Utf8Path;
use fmg_codegen::import::{Import, Imported};
use fmg_codegen::ir::{Field, Group, Product, ProductId, Row, Table, TableScope, Type, TypeRef};
use fmg_codegen::{SpecTree, analyze};

use super::*;

/// The scopes of the default state, and the kinds of their tables.
const SCOPES: [(&str, &str, &str); 8] = [
    ("Objects", "obj", "/pm/config/adom/root/obj"),
    ("Package", "pkg", "/pm/config/adom/root/pkg/default"),
    ("GlobalPackage", "pkg", "/pm/config/global/pkg/default"),
    ("DeviceGlobal", "device", "/pm/config/device/dev_001/global"),
    ("DeviceVdom", "vdom", "/pm/config/device/dev_001/vdom/root"),
    ("Dvmdb", "dvmdb", "/dvmdb"),
    ("AdomDvmdb", "dvmdb", "/dvmdb/adom/root"),
    ("Cli", "cli", "/cli/global"),
];

fn specs() -> Product {
    let specs = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let api = analyze(&SpecTree::read(&specs).unwrap()).unwrap();
    api.products()[0].clone()
}

/// The import of the schemas of all scopes of a FortiManager with the tables of the specs.
fn imported() -> Imported {
    let bench = Bench::new();
    let admin = bench.admin();
    admin
        .write("add", "/pm/pkg/global", json!({"name": "default", "type": "pkg"}))
        .unwrap();
    let mut import = Import::new();
    for (_, _, url) in &SCOPES {
        let reply = admin.ask("get", &json!([{"url": url, "option": ["syntax"]}]), true);
        assert_eq!(reply["result"][0]["status"]["code"], 0, "{url}: {reply}");
        import = import.text(url.trim_start_matches('/').replace('/', "-"), reply.to_string());
    }
    import.read().unwrap()
}

fn row<'g>(group: &'g Group, table: &Table) -> &'g Row {
    group.rows.iter().find(|row| row.name == table.row).unwrap()
}

fn fmg(imported: &Imported) -> &Product {
    let mut products = imported.api.products().iter();
    products.find(|product| product.id == ProductId::FortiManager).unwrap()
}

/// The imported table at this path.
fn found<'p>(product: &'p Product, kind: &str, path: &str) -> Option<(&'p Group, &'p Table)> {
    let is_of_kind = |group: &&Group| group.module.folder.as_ref().unwrap_or(&group.module.name).as_str() == kind;
    let mut tables = product
        .groups
        .iter()
        .filter(is_of_kind)
        .flat_map(|group| group.tables.iter().map(move |table| (group, table)));
    tables.find(|(_, table)| table.path == path && table.parent().is_none())
}

/// The values of an enum, and whether all have numbers.
fn values(product: &Product, reference: &TypeRef) -> (Vec<(i64, String)>, bool) {
    let group = product
        .groups
        .iter()
        .find(|group| Some(&group.module) == reference.module.as_deref());
    let item = group.unwrap().enums.iter().find(|item| item.name == reference.name);
    let all = &item.unwrap().values;
    let numbered = all.iter().filter_map(|value| Some((value.number?, value.wire.clone())));
    let mut values: Vec<_> = numbered.collect();
    values.sort();
    let is_numbered = values.len() == all.len();
    (values, is_numbered)
}

/// The form of a field for a reader of an answer.
fn form(product: &Product, field: &Field) -> String {
    let own = |ty: &Type| match ty {
        Type::Id(_) | Type::Int | Type::Uint | Type::Code | Type::Flag => "int".to_owned(),
        Type::Map(_) | Type::Object | Type::Json | Type::External(_) => "json".to_owned(),
        Type::Row(_) => "row".to_owned(),
        // Without numbers, a schema does not list the values.
        Type::Enum(item) if values(product, item).1 => "enum".to_owned(),
        Type::Name(_) | Type::String | Type::Enum(_) => "string".to_owned(),
        other => other.to_string(),
    };
    match &field.ty {
        _ if !field.facts.refers_to.is_empty() => "keys".to_owned(),
        Type::List(inner) => format!("list<{}>", own(inner)),
        ty => own(ty),
    }
}

#[test]
fn the_import_reads_what_the_specs_say() {
    let (specs, imported) = (specs(), imported());
    let product = fmg(&imported);
    let (mut tables, mut fields, mut keys) = (0, 0, Vec::new());
    let mut differences = Vec::new();
    for group in &specs.groups {
        for table in group.tables.iter().filter(|table| table.parent().is_none()) {
            let scope = table.scopes.iter().find_map(|scope| match scope {
                TableScope::Below(name) => SCOPES.iter().find(|(own, ..)| *own == name.as_str()),
                TableScope::RowsOf(_) => None,
            });
            // Packages have no schema.
            let Some((_, kind, _)) = scope else { continue };
            let name = format!("{kind} {}", table.path);
            let (own_group, own) =
                found(product, kind, &table.path).unwrap_or_else(|| panic!("`{name}` is not imported"));
            tables += 1;
            let key = |table: &Table| table.key.as_ref().and_then(|key| key.attribute.clone());
            if key(table) != key(own) || table.is_single() != own.is_single() {
                keys.push(format!("{name}: {:?} for {:?}", key(own), key(table)));
            }
            let (expected, made) = (row(group, table), row(own_group, own));
            for field in expected.fields.iter().map(|own| &own.field) {
                let wire = field.wire.to_string();
                if wire.contains('*') {
                    continue;
                }
                let Some(made) = made.fields.iter().find(|own| own.field.wire.fits(&wire)) else {
                    differences.push(format!("{name}.{wire} is not imported"));
                    continue;
                };
                fields += 1;
                let made = &made.field;
                let (said, read) = (form(&specs, field), form(product, made));
                if said != read {
                    differences.push(format!("{name}.{wire}: {read} for {said}"));
                }
                if field.facts.refers_to != made.facts.refers_to {
                    differences.push(format!("{name}.{wire}: {:?}", made.facts.refers_to));
                }
                if let (Type::Enum(one), Type::Enum(other)) = (field.ty.innermost(), made.ty.innermost()) {
                    assert_eq!(values(product, other), values(&specs, one), "{name}.{wire}");
                }
            }
        }
    }
    assert!(tables >= 68 && fields >= 1_391, "{tables} tables, {fields} fields");
    assert_eq!(differences, Vec::<String>::new());
    // The wrong guesses of the import, since schemas do not state these facts.
    assert_eq!(keys, Vec::<String>::new());
}
