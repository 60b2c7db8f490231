//! Makes specs of any number of endpoints, all alike: three placeholders in the url and eight fields.

use std::fmt::Write;
use std::iter;

/// The number of endpoints in a spec file.
const GROUP: usize = 100;

/// The place of the eight fields of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// In the request struct, as members of `data`. The reply is a status.
    Members,
    /// In a row that is written and read.
    Row,
    /// In a row as `Row`, which has a ninth field: an enum of its own.
    Enum,
    /// Nowhere: the request sends untyped JSON. A request of the shape `Row` is this and a row.
    Json,
    /// In the request struct. The reply to every other endpoint is a row that has them too.
    Mixed,
}

/// One of the eight fields.
pub(crate) struct Field {
    pub(crate) wire: &'static str,
    /// Its type in the words of specs.
    pub(crate) spec: &'static str,
    /// Its type in Rust.
    pub(crate) rust: &'static str,
}

/// The fields, of the types that are most frequent in rows of FortiManager.
pub(crate) const FIELDS: [Field; 8] = [
    field("name", "string", "String"),
    field("server-ip", "string", "String"),
    field("port", "int", "i64"),
    field("status", "toggle", "bool"),
    field("cache-ttl", "int", "i64"),
    field("member", "list<string>", "Vec<String>"),
    field("comment", "string", "String"),
    field("uuid", "string", "String"),
];

const fn field(wire: &'static str, spec: &'static str, rust: &'static str) -> Field {
    Field { wire, spec, rust }
}

/// The names of the values of an enum.
pub(crate) const VALUES: [&str; 5] = ["enable", "disable", "monitor", "learn-only", "by-policy"];

/// The source document of the endpoints, for `documents.toml`.
pub(crate) const DOCUMENT: &str = "\n[[document]]\nid = \"synthetic\"\ntitle = \"Synthetic\"\nurl = \"https://example.com\"\nabout = \"Made up to be measured.\"\n";

/// The spec files of `endpoints` endpoints: path below `specs/`, and text.
///
/// The tree must declare the url parameters `AdomName`, `DeviceName` and `VdomName`.
pub(crate) fn groups(endpoints: usize, shape: Shape) -> impl Iterator<Item = (String, String)> {
    (0..endpoints).step_by(GROUP).map(move |first| {
        let mut text = String::from("[group]\ntitle = \"Synthetic\"\ndoc = \"Calls that no appliance knows.\"\n");
        for number in first..endpoints.min(first + GROUP) {
            endpoint(&mut text, number, shape);
        }
        (format!("fmg/{}.toml", group_of(first)), text)
    })
}

/// The module that the endpoint of this number is in.
pub(crate) fn group_of(number: usize) -> String {
    format!("synthetic_{:05}", number / GROUP)
}

fn endpoint(text: &mut String, number: usize, shape: Shape) {
    let is_row = matches!(shape, Shape::Row | Shape::Enum);
    let answers_row = is_row || shape == Shape::Mixed && number.is_multiple_of(2);
    let _ = write!(
        text,
        r#"
[[endpoint]]
name = "change-table-{number}"
set = "/pm/config/adom/<adom>/device/<device>/vdom/<vdom>/system/table-{number}"
doc = """
Changes an entry of table {number}.

Answers -3 when there is no such table. Needs the lock on the ADOM where workspace mode is on."""
source = {{ document = "synthetic", section = "{number}" }}
since = "7.2.0"
params = {{ adom = {{ doc = "ADOM of the device." }}, device = {{ doc = "Device to change." }} }}
"#
    );
    match shape {
        Shape::Row | Shape::Enum => {
            let _ = writeln!(text, "data = \"Table{number}\"");
        }
        Shape::Json => text.push_str("data = \"json\"\n"),
        Shape::Members | Shape::Mixed => {
            let _ = writeln!(text, "data = [\n{}]", fields());
        }
    }
    if answers_row {
        let writable = if is_row { "writable = true\n" } else { "" };
        let mode = match shape {
            Shape::Enum => format!("  {{ name = \"mode\", type = \"Mode{number}\", doc = \"Mode of the entry.\" }},\n"),
            Shape::Members | Shape::Row | Shape::Json | Shape::Mixed => String::new(),
        };
        let _ = write!(
            text,
            r#"response = "Table{number}?"

[[type]]
name = "Table{number}"
doc = "An entry of table {number}."
{writable}fields = [
{}{mode}]
"#,
            fields()
        );
    }
    if shape == Shape::Enum {
        let _ = writeln!(
            text,
            "\n[[enum]]\nname = \"Mode{number}\"\ndoc = \"Mode of an entry of table {number}.\"\nvalues = ["
        );
        for value in VALUES {
            let _ = writeln!(text, "  {{ name = \"{value}\", doc = \"The mode {value}.\" }},");
        }
        text.push_str("]\n");
    }
}

fn fields() -> String {
    let mut text = String::new();
    for Field { wire, spec, .. } in FIELDS {
        let _ = writeln!(
            text,
            r#"  {{ name = "{wire}", type = "{spec}", doc = "What the entry holds as its {wire}." }},"#
        );
    }
    text
}

/// A whole spec tree: the [`groups`] and the files that they need.
pub(crate) fn files(endpoints: usize, shape: Shape) -> impl Iterator<Item = (String, String)> {
    let mut parameters = String::new();
    for (ty, placeholder) in [("AdomName", "adom"), ("DeviceName", "device"), ("VdomName", "vdom")] {
        let _ = write!(
            parameters,
            r#"
[[parameter]]
type = "{ty}"
kind = "name"
placeholders = ["{placeholder}"]
doc = "Name of one {placeholder}."
"#
        );
    }
    iter::once(("documents.toml".to_owned(), DOCUMENT.to_owned()))
        .chain(iter::once(("fmg/url-parameters.toml".to_owned(), parameters)))
        .chain(groups(endpoints, shape))
}
