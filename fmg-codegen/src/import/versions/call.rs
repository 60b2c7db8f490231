//! Monitor calls of FortiOS, for the union of versions.

use serde_json::{Map, Value};

use super::schema::{name_or_text, named, parsed};
use super::union::{Form, Joined, Limits, Part, Split};
use crate::diagnostic::Location;

/// The name of the response among the parts of a call; those of parameters begin with a sign.
pub(in crate::import) const RESPONSE: &str = "response";

/// The first sign of the name of a parameter.
const PARAMETER: char = '?';

/// The first sign of the name of a property, and the name of the elements of a list.
const PROPERTY: char = '.';
pub(in crate::import) const ITEMS: &str = "[]";

/// The name of a parameter among the parts of a call.
pub(in crate::import) fn parameter(name: &str) -> String {
    format!("{PARAMETER}{name}")
}

/// The name of a property among the parts of a schema.
pub(in crate::import) fn property(name: &str) -> String {
    format!("{PROPERTY}{name}")
}

/// A part of a call.
pub(super) struct CallPart {
    kind: Kind,
    value: Value,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The whole entry of the directory.
    Entry,
    /// A parameter, or something else that is compared as a whole.
    Whole,
    /// The schema of a response, or of a part of it.
    Schema,
}

impl CallPart {
    /// A call of the directory.
    pub(super) fn of_entry(entry: Map<String, Value>) -> Self {
        Self {
            kind: Kind::Entry,
            value: entry.into(),
        }
    }

    /// A call of FortiManager, which is compared as a whole.
    pub(super) fn of_command(entry: Map<String, Value>) -> Self {
        Self {
            kind: Kind::Whole,
            value: entry.into(),
        }
    }

    pub(super) fn into_value(self) -> Value {
        self.value
    }

    fn schema(value: Value) -> Self {
        let kind = Kind::Schema;
        Self { kind, value }
    }

    /// The parameters and the response. A call without one has `null`: the newest version decides whether there is one.
    fn split_entry(entry: &mut Map<String, Value>) -> Vec<(String, Self)> {
        let mut inside = Vec::new();
        let parameters = entry
            .get_mut("request")
            .and_then(|request| request.get_mut("parameters"));
        if let Some(Value::Array(parameters)) = parameters {
            let name = |own: &Value| parameter(&name_or_text(own.get("name").and_then(Value::as_str), own));
            let parameters = named(std::mem::take(parameters), &name);
            inside.extend(parameters.into_iter().map(|(name, value)| {
                let kind = Kind::Whole;
                (name, Self { kind, value })
            }));
        }
        let response = entry.remove(RESPONSE).unwrap_or_default();
        inside.push((RESPONSE.to_owned(), Self::schema(response)));
        inside
    }

    fn join_entry(entry: &mut Map<String, Value>, inside: Vec<(String, Self)>) {
        let mut parameters = Vec::new();
        for (_, Self { kind, value }) in inside {
            match kind {
                Kind::Whole => parameters.push(value),
                _ if value.is_null() => {}
                _ => {
                    entry.insert(RESPONSE.to_owned(), value);
                }
            }
        }
        match entry
            .get_mut("request")
            .and_then(|request| request.get_mut("parameters"))
        {
            Some(own @ Value::Array(_)) => *own = parameters.into(),
            _ if parameters.is_empty() => {}
            _ => {
                if let Some(Value::Object(request)) = entry.get_mut("request") {
                    request.insert("parameters".to_owned(), parameters.into());
                }
            }
        }
    }

    /// The properties, and the schema of the elements. Their members stay, to tell which of them the newest version has.
    fn split_schema(schema: &mut Map<String, Value>) -> Vec<(String, Self)> {
        let mut inside = Vec::new();
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            let properties = std::mem::take(properties).into_iter();
            inside.extend(properties.map(|(name, value)| (property(&name), Self::schema(value))));
        }
        if let Some(items @ Value::Object(_)) = schema.get_mut("items") {
            let items = std::mem::replace(items, Map::new().into());
            inside.push((ITEMS.to_owned(), Self::schema(items)));
        }
        inside
    }

    fn join_schema(schema: &mut Map<String, Value>, inside: Vec<(String, Self)>) {
        for (name, Self { value, .. }) in inside {
            if name == ITEMS {
                if let Some(items @ Value::Object(_)) = schema.get_mut("items") {
                    *items = value;
                }
            } else if let Some(Value::Object(properties)) = schema.get_mut("properties") {
                properties.insert(name.chars().skip(1).collect(), value);
            }
        }
    }
}

impl Part for CallPart {
    /// The kind, and the rest as text.
    type Own = (Kind, Box<str>);
    type Value = Box<str>;

    fn split(self) -> Split<Self> {
        let Self { kind, mut value } = self;
        let mut inside = None;
        let mut values = None;
        if let Value::Object(members) = &mut value {
            match kind {
                Kind::Entry => inside = Some(Self::split_entry(members)),
                Kind::Schema => {
                    inside = Some(Self::split_schema(members)).filter(|inside| !inside.is_empty());
                    if let Some(Value::Array(listed)) = members.get_mut("enum") {
                        let name = |own: &Value| name_or_text(own.as_str(), own);
                        let listed = named(std::mem::take(listed), &name).into_iter();
                        values = Some(listed.map(|(name, value)| (name, value.to_string().into())).collect());
                    }
                }
                Kind::Whole => {}
            }
        }
        Split {
            own: (kind, value.to_string().into()),
            form: Form::Other,
            limits: Limits::default(),
            inside,
            values,
        }
    }

    fn join(joined: Joined<Self>) -> Self {
        let Joined {
            own: (kind, text),
            inside,
            values,
            ..
        } = joined;
        let mut value = parsed(&text);
        if let Value::Object(members) = &mut value {
            match (kind, inside) {
                (Kind::Entry, Some(inside)) => Self::join_entry(members, inside),
                (Kind::Schema, Some(inside)) => Self::join_schema(members, inside),
                _ => {}
            }
            if let (Some(Value::Array(own)), Some(values)) = (members.get_mut("enum"), values) {
                own.extend(values.iter().map(|(_, text)| parsed(text)));
            }
        }
        Self { kind, value }
    }

    fn place(around: &Location, _: &str) -> Location {
        around.clone()
    }
}
