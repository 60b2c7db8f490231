//! The anchor of the compile time: the synthetic endpoints as hand-written structs with derived serde.

use std::fmt::Write;

use super::synthetic::{FIELDS, Field, Shape, VALUES};

/// A package that depends on serde alone, and is a workspace of its own in any folder.
pub(super) const MANIFEST: &str = r#"[package]
name = "derived"
version = "0.1.0"
edition = "2024"

[workspace]

[dependencies]
serde = { version = "1", default-features = false, features = ["std", "derive"] }
serde_json = "1"
"#;

/// The traits that a generated row implements.
const ROW: &str = "Clone, Debug, Default, PartialEq, Serialize, Deserialize";

/// The traits that a generated enum or `Open` of it implements.
const ENUM: &str = "Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize";

/// A library of `endpoints` request structs, with the fields in the place that `shape` names.
pub(super) fn library(endpoints: usize, shape: Shape) -> String {
    let mut text = String::from("use serde::{Deserialize, Serialize};\n");
    if matches!(shape, Shape::Members | Shape::Mixed) {
        handle(&mut text, endpoints);
    }
    if !matches!(shape, Shape::Row | Shape::Enum) {
        text = text.replace("{Deserialize, Serialize}", "Serialize");
    }
    for number in 0..endpoints {
        match shape {
            Shape::Members | Shape::Mixed => members(&mut text, number),
            Shape::Json => request(&mut text, number, "serde_json::Value"),
            Shape::Row | Shape::Enum => {
                request(&mut text, number, &format!("Table{number}"));
                let _ = writeln!(text, "#[derive({ROW})]\npub struct Table{number} {{");
                fields(&mut text);
                if shape == Shape::Enum {
                    let _ = writeln!(
                        text,
                        "    #[serde(skip_serializing_if = \"Option::is_none\")]\n    pub mode: Option<Mode{number}>,"
                    );
                }
                text.push_str("}\n");
                if shape == Shape::Enum {
                    enumeration(&mut text, number);
                }
            }
        }
    }
    text
}

/// A request that sends its data as a whole.
fn request(text: &mut String, number: usize, data: &str) {
    let _ = writeln!(
        text,
        "\n#[derive(Clone, Debug, Serialize)]\npub struct ChangeTable{number} {{\n    \
         #[serde(skip)]\n    pub adom: String,\n    #[serde(skip)]\n    pub device: String,\n    \
         #[serde(skip)]\n    pub vdom: String,\n    pub data: {data},\n}}"
    );
}

/// The handle, with a method for each request with members, as generated code has it.
fn handle(text: &mut String, endpoints: usize) {
    text.push_str(
        "\npub struct Call<'c, C, E> {\n    pub client: &'c C,\n    pub request: E,\n}\n\n\
         #[derive(Clone, Copy, Debug)]\npub struct Calls<'c, C> {\n    client: &'c C,\n}\n\n\
         impl<'c, C> Calls<'c, C> {\n    pub fn new(client: &'c C) -> Self {\n        Self { client }\n    }\n",
    );
    for number in 0..endpoints {
        let _ = write!(
            text,
            "\n    pub fn change_table_{number}(\n        &self,\n        adom: impl Into<String>,\n        \
             device: impl Into<String>,\n        vdom: impl Into<String>,\n    \
             ) -> Call<'c, C, ChangeTable{number}> {{\n        \
             Call {{ client: self.client, request: ChangeTable{number}::new(adom, device, vdom) }}\n    }}\n"
        );
    }
    text.push_str("}\n");
}

/// A request with members of its own, with the constructor and the setters that a generated one has.
fn members(text: &mut String, number: usize) {
    let _ = write!(
        text,
        "\n#[derive(Clone, Debug, Serialize)]\npub struct ChangeTable{number} {{\n    \
         #[serde(skip)]\n    pub adom: String,\n    #[serde(skip)]\n    pub device: String,\n    \
         #[serde(skip)]\n    pub vdom: String,\n"
    );
    fields(text);
    let _ = write!(
        text,
        "}}\n\nimpl ChangeTable{number} {{\n    #[must_use]\n    \
         pub fn new(adom: impl Into<String>, device: impl Into<String>, vdom: impl Into<String>) -> Self {{\n        \
         Self {{\n            adom: adom.into(),\n            device: device.into(),\n            vdom: vdom.into(),\n"
    );
    for Field { wire, .. } in FIELDS {
        let _ = writeln!(text, "            {}: None,", ident(wire));
    }
    text.push_str("        }\n    }\n");
    for Field { wire, rust, .. } in FIELDS {
        let name = ident(wire);
        let (ty, value) = match rust {
            "String" => ("impl Into<String>", format!("{name}.into()")),
            "Vec<String>" => (
                "impl IntoIterator<Item = impl Into<String>>",
                format!("{name}.into_iter().map(Into::into).collect()"),
            ),
            other => (other, name.clone()),
        };
        let _ = write!(
            text,
            "\n    #[must_use]\n    pub fn {name}(mut self, {name}: {ty}) -> Self {{\n        \
             self.{name} = Some({value});\n        self\n    }}\n"
        );
    }
    text.push_str("}\n");
}

fn fields(text: &mut String) {
    for Field { wire, rust, .. } in FIELDS {
        let _ = write!(
            text,
            "    #[serde(rename = \"{wire}\", skip_serializing_if = \"Option::is_none\")]\n    \
             pub {}: Option<{rust}>,\n",
            ident(wire)
        );
    }
}

/// An enum with the traits that a generated one has, and those of serde, which `Open` implements for it.
fn enumeration(text: &mut String, number: usize) {
    let _ = writeln!(text, "#[derive({ENUM})]\npub enum Mode{number} {{");
    for value in VALUES {
        let _ = writeln!(text, "    #[serde(rename = \"{value}\")]\n    {},", variant(value));
    }
    text.push_str("}\n");
}

/// `LearnOnly` for `learn-only`.
fn variant(wire: &str) -> String {
    let words = wire.split('-').filter_map(|word| {
        let (first, rest) = word.split_at_checked(1)?;
        Some(first.to_ascii_uppercase() + rest)
    });
    words.collect()
}

fn ident(wire: &str) -> String {
    wire.replace('-', "_")
}

/// Functions that read and write the rows, so that a build has to compile that code: the implementations of serde are
/// generic.
pub(super) fn uses(rows: usize, serde_json: &str, path: impl Fn(usize) -> String) -> String {
    let mut text = String::from("\n/// Reads and writes each row.\npub mod uses {\n");
    for number in 0..rows {
        let row = path(number);
        let _ = write!(
            text,
            "    /// Reads one.\n    pub fn read_{number}(text: &str) -> Result<{row}, {serde_json}::Error> {{\n        \
             {serde_json}::from_str(text)\n    }}\n    /// Writes one.\n    \
             pub fn write_{number}(row: &{row}) -> Result<Vec<u8>, {serde_json}::Error> {{\n        \
             {serde_json}::to_vec(row)\n    }}\n"
        );
    }
    text.push_str("}\n");
    text
}
