//! Makes members of requests of the parameters of Monitor calls.

use std::collections::BTreeMap;

use fmg_template::secret_name::names_secret;
use serde_json::{Map, Value};

use crate::import::Lowering;
use crate::import::configuration::said;
use crate::import::markdown::paragraph;
use crate::import::names;
use crate::import::notes::NoteKind;
use crate::import::pattern::Kind;
use crate::import::versions::{Item, parameter as parameter_part};
use crate::ir::{Endpoint, Field, Member, Rare, RequestPlace, Type, Wire};
use crate::name::VariantName;

/// The parameter with the file of an upload.
const FILE: &str = "file_content";

/// The parameters that the client adds itself: the token in the query, and the VDOM.
const OWN: [&str; 2] = ["access_token", "vdom"];

/// Words in a list of values that stand for further ones.
const OPEN: [&str; 4] = ["...", "etc", "etc.", ""];

/// A parameter, which a directory may state more than once.
struct Parameter {
    ty: Type,
    /// Whether a single value may be sent in place of a list.
    lone: bool,
    required: bool,
    summary: String,
    /// The values that the source lists apart from the summary.
    values: Vec<String>,
    /// The smallest and the largest number.
    range: (Option<i64>, Option<i64>),
}

impl Lowering<'_> {
    /// Adds the parameters of a call, and its file.
    pub(super) fn parameters(
        &mut self,
        endpoint: &mut Endpoint,
        id: &str,
        request: Option<&Value>,
        uploads: bool,
        versions: Option<&Item>,
    ) {
        let mut order: Vec<&str> = Vec::new();
        let mut all: BTreeMap<&str, Parameter> = BTreeMap::new();
        if request
            .and_then(Value::as_object)
            .is_some_and(|own| said::flag(own, said::PARAMETER_MAP))
        {
            self.notes.add(NoteKind::ParameterMap, id);
        }
        let parameters = request.and_then(|request| request.get("parameters"));
        for parameter in parameters.and_then(Value::as_array).into_iter().flatten() {
            let (Some(own), Some(name)) = (parameter.as_object(), parameter.get("name").and_then(Value::as_str)) else {
                self.notes.add(NoteKind::Malformed, id);
                continue;
            };
            // The placeholders of the url are no members.
            if OWN.contains(&name) || own.get(said::PLACE).is_some_and(|place| place == said::PATH) {
                continue;
            }
            let parameter = read(name, own);
            if let Some(earlier) = all.get_mut(name) {
                self.notes.add(NoteKind::RepeatedParameter, format!("{id}?{name}"));
                earlier.merge(parameter);
            } else {
                order.push(name);
                all.insert(name, parameter);
            }
        }
        let place = if endpoint.method.has_body() {
            RequestPlace::Body
        } else {
            RequestPlace::Query
        };
        let mut names = names::placeholders(&endpoint.template).unwrap_or_default();
        for name in order {
            let Some(parameter) = all.remove(name) else { continue };
            let Ok((field, renamed)) = names.claim(name) else {
                self.notes.add(NoteKind::Malformed, format!("{id}?{name}"));
                continue;
            };
            if renamed {
                self.notes.add(NoteKind::RenamedField, format!("{id}?{name}"));
            }
            let mut field = Field::new(field, Wire::Name(name.into()), parameter.ty);
            field.required = parameter.required;
            field.lone = parameter.lone;
            field.doc = paragraph(&parameter.summary).into();
            let is_listed = matches!(field.ty.innermost(), Type::String | Type::Int);
            let numeric = *field.ty.innermost() == Type::Int;
            let values = if parameter.values.is_empty() {
                values(&parameter.summary, numeric)
            } else {
                distinct(parameter.values.iter().map(String::as_str), numeric)
            };
            if is_listed && !values.is_empty() {
                field.facts.values = values;
            }
            let (min, max) = parameter.range;
            if field.ty == Type::Int && min.zip(max).is_none_or(|(min, max)| min <= max) && (min, max) != (None, None) {
                field.facts.min = min;
                field.facts.max = max;
            }
            if uploads && place.is_body() && name == FILE && field.ty == Type::String {
                field.file = true;
                field.facts = Rare::default();
                endpoint.upload = true;
            }
            let own = versions.and_then(|call| call.inside.get(&parameter_part(name)));
            self.versions_of_field(own, &format!("{id}?{name}"), &mut field);
            // The newest version needs none that it does not have.
            field.required &= field.facts.versions.last().is_none_or(|last| last.last.is_none());
            endpoint.members.push(Member::new(place, field));
        }
        if uploads && !endpoint.upload {
            // Without the parameter with the file, it is not known how the device takes it.
            self.notes.add(NoteKind::Malformed, id);
        }
    }
}

impl Lowering<'_> {
    /// Gives the placeholders of a url fields and types.
    pub(super) fn placeholders_of(
        &mut self,
        endpoint: &mut Endpoint,
        kind: Kind,
        id: &str,
        entry: &Map<String, Value>,
    ) {
        let parameters = entry.get("request").and_then(|request| request.get("parameters"));
        let parameters = parameters.and_then(Value::as_array);
        let wires: Vec<String> = endpoint
            .template
            .placeholders()
            .map(|own| own.name().to_owned())
            .collect();
        for wire in wires {
            let stated = names::described(&wire);
            let is_it = |own: &&Value| own.get("name").is_some_and(|name| *name == *stated);
            let parameter = parameters.into_iter().flatten().find(is_it);
            let text = |key: &str| parameter.and_then(|own| own.get(key)).and_then(Value::as_str);
            let is_number = text("type") == Some("integer");
            let placeholder = self.url_values.placeholder(kind, &wire, stated, is_number);
            let Ok(mut placeholder) = placeholder else {
                self.notes.add(NoteKind::Malformed, format!("{id} <{wire}>"));
                continue;
            };
            let mut doc = paragraph(text("summary").unwrap_or_default());
            let values = parameter.and_then(Value::as_object).map(listed).unwrap_or_default();
            let values: Vec<_> = values.iter().filter(|value| !value.contains('`')).collect();
            if !values.is_empty() {
                let values: Vec<_> = values.iter().map(|value| format!("`{value}`")).collect();
                let sentence = format!("One of {}.", values.join(", "));
                doc = if doc.is_empty() {
                    sentence
                } else {
                    format!("{doc} {sentence}")
                };
            }
            if doc.is_empty() {
                doc = format!("The value of `<{wire}>` in the url.");
            }
            placeholder.doc = doc.into();
            endpoint.placeholders.push(placeholder);
        }
    }
}

fn read(name: &str, parameter: &Map<String, Value>) -> Parameter {
    let text = |key: &str| parameter.get(key).and_then(Value::as_str);
    let number = |key: &str| parameter.get(key).and_then(Value::as_i64);
    let ty = match text("type") {
        Some("int" | "integer") => Type::Int,
        Some("number" | "float") => Type::Float,
        Some("bool" | "boolean") => Type::Bool,
        Some("array") => Type::List(Box::new(Type::String)),
        Some("object") => Type::Json,
        _ if names_secret(name) && name != "mkey" => Type::Secret,
        _ => Type::String,
    };
    Parameter {
        ty,
        lone: false,
        required: parameter.get("required") == Some(&Value::Bool(true)),
        summary: text("summary").unwrap_or_default().to_owned(),
        values: listed(parameter),
        range: (number("minimum"), number("maximum")),
    }
}

/// The values that a parameter lists.
fn listed(parameter: &Map<String, Value>) -> Vec<String> {
    let values = parameter.get("enum").and_then(Value::as_array);
    let texts = values.into_iter().flatten().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

impl Parameter {
    /// The parameter that takes the values of both: a list takes a single value, a text takes a number.
    fn merge(&mut self, other: Self) {
        self.required &= other.required;
        // One of them takes any value.
        if self.values.is_empty() != other.values.is_empty() {
            self.values = Vec::new();
        }
        if self.range != other.range {
            self.range = (None, None);
        }
        if self.summary.is_empty() {
            self.summary = other.summary;
        }
        if self.ty == other.ty {
            return;
        }
        let list = matches!(self.ty, Type::List(_)) || matches!(other.ty, Type::List(_));
        let single = match (&self.ty, &other.ty) {
            (Type::List(_), single) | (single, Type::List(_)) => single.clone(),
            _ => Type::String,
        };
        self.lone = list;
        self.ty = match single {
            single @ (Type::String | Type::Int) if list => Type::List(Box::new(single)),
            _ if list => Type::Json,
            single => single,
        };
        self.lone &= matches!(self.ty, Type::List(_));
    }
}

/// The values that a summary lists in brackets: `[ssh|telnet*]`. Enums are open, so an incomplete list does no harm.
fn values(summary: &str, numeric: bool) -> Vec<String> {
    let mut rest = summary;
    while let Some((_, begin)) = rest.split_once('[') {
        let Some((inside, after)) = begin.split_once(']') else {
            break;
        };
        rest = after;
        if !inside.contains('|') {
            continue;
        }
        let words = inside
            .split('|')
            .map(|word| word.trim().trim_matches(['*', '\'', '"']).trim());
        let words: Vec<_> = words.filter(|word| !OPEN.contains(word)).collect();
        let is_word = |word: &&str| {
            let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            word.chars().all(is_part) && word.contains(|c: char| c.is_ascii_alphanumeric())
        };
        if words.iter().all(is_word) && words.len() > 1 {
            let found = distinct(words.into_iter(), numeric);
            if !found.is_empty() {
                return found;
            }
        }
    }
    Vec::new()
}

/// The values that can have variants of their own; none, if one of them is no number where they should be.
fn distinct<'v>(values: impl Iterator<Item = &'v str>, numeric: bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for value in values {
        if numeric && value.parse::<i64>().is_err() {
            return Vec::new();
        }
        let is_word = value.contains(|c: char| c.is_ascii_alphanumeric()) && !value.contains(char::is_control);
        // The variants of the enum have to be distinct.
        let is_known = |own: &String| VariantName::from_wire(own).ok() == VariantName::from_wire(value).ok();
        if is_word && !found.iter().any(is_known) {
            found.push(value.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_list_values() {
        for (summary, expected) in [
            ("Period [10-min*|hour | day].", &["10-min", "hour", "day"][..]),
            ("['a'|'b']. Default avatar", &["a", "b"]),
            ("Protocol [tcp|udp|...]", &["tcp", "udp"]),
            ("Address [<ip>|auto].", &[]),
            ("A list [n].", &[]),
            ("Version (4|6).", &[]),
            ("[one]. [two|three]", &["two", "three"]),
            ("[open|", &[]),
        ] {
            assert_eq!(values(summary, false), expected, "{summary}");
        }
        assert_eq!(values("[1024|2048]", true), ["1024", "2048"]);
        assert!(values("[a|b]", true).is_empty());
    }
}
