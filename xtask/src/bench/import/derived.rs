//! The types of an import as hand-written structs and enums with derived serde.

use std::fmt::Write;

use fmg_codegen::ir::{Api, Group, Type, TypeRef, Wire};

/// The traits that an imported row implements.
const ROW: &str = "Clone, Debug, Default, PartialEq, Serialize, Deserialize";

/// The traits that an imported enum or `Open` of it implements.
const ENUM: &str = "Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize";

/// A library of the types of the API, in the same modules.
pub(super) fn library(api: &Api) -> String {
    // The tables of an import are those of one product and one folder.
    let folder = groups(api).find_map(|(product, group)| Some((product, group.module.folder.as_ref()?)));
    let (product, folder) = folder.map_or(("fortios", "cmdb"), |(product, folder)| (product, folder.as_str()));
    let mut text = format!("pub mod {product} {{\n    pub mod {folder} {{\n");
    for (_, group) in groups(api) {
        let _ = writeln!(
            text,
            "pub mod {} {{\nuse serde::{{Deserialize, Serialize}};",
            group.module.name
        );
        for row in &group.rows {
            let _ = writeln!(text, "#[derive({ROW})]\npub struct {} {{", row.name);
            for own in &row.fields {
                let Wire::Name(wire) = &own.field.wire else { continue };
                let _ = writeln!(
                    text,
                    "    #[serde(rename = {wire:?}, skip_serializing_if = \"Option::is_none\")]\n    pub {}: Option<{}>,",
                    own.field.name,
                    ty(&own.field.ty)
                );
            }
            text.push_str("}\n");
        }
        for item in &group.enums {
            let _ = writeln!(text, "#[derive({ENUM})]\npub enum {} {{", item.name);
            for value in &item.values {
                let _ = writeln!(text, "    #[serde(rename = {:?})]\n    {},", value.wire, value.variant);
            }
            text.push_str("}\n");
        }
        text.push_str("}\n");
    }
    text.push_str("    }\n}\n");
    text.push_str(&uses(api, "::serde_json"));
    text
}

/// Functions that read and write the rows of tables. The implementations of serde are generic, so a build compiles them
/// only for such functions.
pub(super) fn uses(api: &Api, serde_json: &str) -> String {
    let mut text = String::from("\n/// Reads and writes rows.\npub mod uses {\n");
    for (product, group) in groups(api) {
        for (number, table) in group.tables.iter().enumerate() {
            let (module, row) = (&group.module, &table.row);
            let name = format!("{}_{number}", group.module.name);
            let _ = writeln!(
                text,
                "    /// Reads one.\n    pub fn read_{name}(text: &str) -> Result<crate::{product}::{module}::{row}, {serde_json}::Error> {{\n        \
                 {serde_json}::from_str(text)\n    }}\n    /// Writes one.\n    \
                 pub fn write_{name}(row: &crate::{product}::{module}::{row}) -> Result<Vec<u8>, {serde_json}::Error> {{\n        \
                 {serde_json}::to_vec(row)\n    }}"
            );
        }
    }
    text.push_str("}\n");
    text
}

/// The modules with tables, with those of their products.
fn groups(api: &Api) -> impl Iterator<Item = (&'static str, &Group)> {
    let groups = api
        .products()
        .iter()
        .flat_map(|product| product.groups.iter().map(|group| (product.id.as_str(), group)));
    groups.filter(|(_, group)| !group.tables.is_empty())
}

fn ty(own: &Type) -> String {
    match own {
        Type::Int | Type::Uint => "i64".to_owned(),
        Type::Float => "f64".to_owned(),
        Type::Bool | Type::Toggle | Type::Flag => "bool".to_owned(),
        Type::Json => "::serde_json::Value".to_owned(),
        Type::Keys(_) => "Vec<String>".to_owned(),
        Type::List(inner) | Type::Words(inner) => format!("Vec<{}>", ty(inner)),
        Type::Map(inner) => format!("std::collections::BTreeMap<String, {}>", ty(inner)),
        Type::Row(reference) | Type::Enum(reference) => name(reference),
        _ => "String".to_owned(),
    }
}

/// The types of a module refer to those of the same module only.
fn name(reference: &TypeRef) -> String {
    reference.name.to_string()
}
