//! The envelopes of answers: JSON-RPC, one of its results, or the data of one.

use camino::Utf8Path;
use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::import::answer::below;

/// The urls of the status of a FortiManager.
const STATUS: [&str; 2] = ["sys/status", "cli/global/system/status"];

/// The member of a status with the kind of the appliance: `FMG-VM64`.
const PLATFORM: &str = "Platform Type";

/// The part of an answer about one table.
#[derive(Debug)]
pub(crate) struct SyntaxAnswer {
    /// The url of the request, which the answer repeats.
    pub(crate) url: Option<String>,
    /// The name of the table: `firewall address`.
    pub(crate) category: String,
    /// The rest.
    pub(crate) schema: Map<String, Value>,
}

/// Whether an object is an answer of JSON-RPC, or one of its results, or the data of a result.
pub(crate) fn is_envelope(members: &Map<String, Value>) -> bool {
    let is_json_rpc = matches!(members.get("result"), Some(Value::Array(_) | Value::Object(_)));
    is_json_rpc || is_result(members) || is_data(members)
}

/// Whether an object is a result of JSON-RPC: it has a status with a code.
fn is_result(members: &Map<String, Value>) -> bool {
    let code = members.get("status").and_then(|status| status.get("code"));
    code.is_some_and(Value::is_i64)
}

/// Whether an object is a map of tables.
fn is_data(members: &Map<String, Value>) -> bool {
    !members.is_empty() && members.values().all(is_table)
}

fn is_table(value: &Value) -> bool {
    let attributes = value.get("attr");
    attributes.is_some_and(Value::is_object)
}

/// Takes the status of the FortiManager out of an answer of JSON-RPC, in the form in which FortiOS states its firmware.
/// Returns it, and whether the answer has something else.
pub(crate) fn status(members: &mut Map<String, Value>) -> Option<(Map<String, Value>, bool)> {
    let is_status = |result: &Value| {
        let url = result.get("url").and_then(Value::as_str).unwrap_or_default();
        STATUS.contains(&url.trim_matches('/')) && result.get("data").is_some_and(|data| data.get("Version").is_some())
    };
    let (found, is_more) = match members.get_mut("result")? {
        Value::Array(results) => {
            let at = results.iter().position(is_status)?;
            let found = results.remove(at);
            (found, !results.is_empty())
        }
        own if is_status(own) => (own.take(), false),
        _ => return None,
    };
    let data = found.get("data")?;
    let text = |name: &str| data.get(name).and_then(Value::as_str);
    let mut stated = Map::new();
    // `v7.0.3-build0254 220202 (GA)`
    let (version, rest) = text("Version")?.split_once('-').unwrap_or((text("Version")?, ""));
    stated.insert("version".to_owned(), version.trim().into());
    let digits: String = rest
        .trim_start_matches("build")
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    if let Ok(build) = digits.parse::<u64>() {
        stated.insert("build".to_owned(), build.into());
    }
    if let Some(platform) = text("Platform Full Name").or(text(PLATFORM)) {
        stated.insert(PLATFORM.to_owned(), platform.into());
    }
    if let Some(serial) = text("Serial Number") {
        stated.insert("serial".to_owned(), serial.into());
    }
    Some((stated, is_more))
}

/// Whether the serial number or the platform around an answer is that of a FortiAnalyzer.
pub(crate) fn is_of_analyzer(stated: &Map<String, Value>) -> bool {
    let begins = |name: &str, word: &str| {
        let text = stated.get(name).and_then(Value::as_str);
        text.is_some_and(|text| text.starts_with(word))
    };
    begins("serial", "FAZ") || begins(PLATFORM, "FAZ") || begins(PLATFORM, "FortiAnalyzer")
}

/// Passes the tables of an answer to `sink`. Returns the faults.
pub(crate) fn answers(
    file: &Utf8Path,
    pointer: &str,
    mut members: Map<String, Value>,
    sink: &mut dyn FnMut(Location, SyntaxAnswer),
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    if is_data(&members) {
        tables(file, pointer, None, members, sink);
        return faults;
    }
    if is_result(&members) && !members.contains_key("result") {
        result(file, pointer, members, sink, &mut faults);
        return faults;
    }
    let pointer = format!("{pointer}/result");
    match members.remove("result") {
        Some(Value::Array(results)) => {
            for (index, own) in results.into_iter().enumerate() {
                let pointer = format!("{pointer}/{index}");
                match own {
                    Value::Object(own) => result(file, &pointer, own, sink, &mut faults),
                    _ => faults.push(stranger(file, &pointer)),
                }
            }
        }
        Some(Value::Object(own)) => result(file, &pointer, own, sink, &mut faults),
        _ => faults.push(stranger(file, &pointer)),
    }
    faults
}

/// One result: a schema, or a refusal.
fn result(
    file: &Utf8Path,
    pointer: &str,
    mut members: Map<String, Value>,
    sink: &mut dyn FnMut(Location, SyntaxAnswer),
    faults: &mut Vec<Diagnostic>,
) {
    let code = members.get("status").and_then(|status| status.get("code"));
    if let Some(code) = code.and_then(Value::as_i64).filter(|code| *code != 0) {
        let fault = format!("the appliance has refused this request: status code {code}");
        let fault = Diagnostic::new(Code::RefusedDescription, Location::value(file, pointer), fault);
        faults.push(fault.help(
            "ask again with an administrator who may read it; remove the result if the appliance does not have the table",
        ));
        return;
    }
    let url = members.get("url").and_then(Value::as_str).map(str::to_owned);
    let pointer = format!("{pointer}/data");
    match members.remove("data") {
        Some(Value::Object(data)) if is_data(&data) => tables(file, &pointer, url.as_deref(), data, sink),
        Some(Value::Object(data)) if data.is_empty() => {}
        _ => faults.push(stranger(file, &pointer)),
    }
}

fn tables(
    file: &Utf8Path,
    pointer: &str,
    url: Option<&str>,
    data: Map<String, Value>,
    sink: &mut dyn FnMut(Location, SyntaxAnswer),
) {
    for (category, own) in data {
        let Value::Object(schema) = own else { continue };
        let at = Location::value(file, &below(pointer, &category));
        sink(
            at,
            SyntaxAnswer {
                url: url.map(str::to_owned),
                category,
                schema,
            },
        );
    }
}

fn stranger(file: &Utf8Path, pointer: &str) -> Diagnostic {
    let fault = "this is an answer of JSON-RPC, but not the schema of a table";
    Diagnostic::new(Code::NotADescription, Location::value(file, pointer), fault)
        .help("save the answer of a FortiManager to `get` with `option: [\"syntax\"]`, unchanged")
}
