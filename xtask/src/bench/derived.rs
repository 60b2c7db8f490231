//! The anchor of the compile time: the synthetic endpoints as hand-written structs with derived serde.

use std::fmt::Write;

use super::synthetic::{FIELDS, Field, Shape};

/// A package that depends on serde alone, and is a workspace of its own in any folder.
pub(super) const MANIFEST: &str = r#"[package]
name = "derived"
version = "0.1.0"
edition = "2024"

[workspace]

[dependencies]
serde = { version = "1", default-features = false, features = ["std", "derive"] }
"#;

/// A library of `endpoints` request structs, with the fields in the place that `shape` names.
pub(super) fn library(endpoints: usize, shape: Shape) -> String {
    let mut text = String::from("use serde::{Deserialize, Serialize};\n");
    for number in 0..endpoints {
        let _ = write!(
            text,
            "\n#[derive(Clone, Debug)]\npub struct ChangeTable{number} {{\n    \
             pub adom: String,\n    pub device: String,\n    pub vdom: String,\n    pub data: Table{number},\n}}\n\n"
        );
        let derives = match shape {
            Shape::Members => "Clone, Debug, Serialize",
            Shape::Row | Shape::Mixed => "Clone, Debug, Serialize, Deserialize",
        };
        let _ = writeln!(text, "#[derive({derives})]\npub struct Table{number} {{");
        for Field { wire, rust, .. } in FIELDS {
            let ident = wire.replace('-', "_");
            let _ = write!(
                text,
                "    #[serde(rename = \"{wire}\", skip_serializing_if = \"Option::is_none\")]\n    \
                 pub {ident}: Option<{rust}>,\n"
            );
        }
        text.push_str("}\n");
    }
    if endpoints == 0 {
        // Unused imports would be warnings.
        text.clear();
    }
    text
}
