//! The schemas of tables of FortiOS, for the union of versions.

use serde_json::{Map, Value};

use super::union::{Form, Joined, Limits, Part, Split};
use crate::diagnostic::Location;
use crate::import::answer::below;
use crate::import::configuration;

/// The members of a schema with parts of their own.
const CHILDREN: &str = "children";
const OPTIONS: &str = "options";

/// The members with the smallest and largest number, and the number of characters.
const MIN: &str = "min-value";
const MAX: &str = "max-value";
const SIZE: &str = "size";

/// The schema of a table or of an attribute.
pub(super) struct Schema(pub(super) Value);

/// A schema without the parts in it, as text: parsed values take many times its memory.
pub(super) struct Own {
    text: Box<str>,
    form: Form,
}

/// The member with the number of values or rows.
fn elements(form: Form) -> &'static str {
    if form == Form::Table {
        "max_table_size_item"
    } else {
        "max_num_values"
    }
}

impl Part for Schema {
    type Own = Own;
    /// A value as text.
    type Value = Box<str>;

    fn split(self) -> Split<Self> {
        let Value::Object(mut members) = self.0 else {
            // A member of a schema in an unknown form, which lowering counts.
            return Split {
                own: Own {
                    text: self.0.to_string().into(),
                    form: Form::Other,
                },
                form: Form::Other,
                limits: Limits::default(),
                inside: None,
                values: None,
            };
        };
        let form = configuration::form(&members);
        let number = |name: &str| members.get(name).and_then(Value::as_i64);
        let positive = |name: &str| number(name).filter(|number| *number > 0);
        let limits = Limits {
            min: number(MIN),
            max: number(MAX),
            length: positive(SIZE),
            elements: positive(elements(form)),
        };
        let inside = match members.get_mut(CHILDREN).map(Value::take) {
            Some(Value::Object(children)) => {
                members.remove(CHILDREN);
                Some(children.into_iter().map(|(name, child)| (name, Self(child))).collect())
            }
            Some(other) => {
                members.insert(CHILDREN.to_owned(), other);
                None
            }
            None => None,
        };
        let values = match members.get_mut(OPTIONS).map(Value::take) {
            Some(Value::Array(options)) => {
                members.remove(OPTIONS);
                Some(named(options, &|option| {
                    name_or_text(option.get("name").unwrap_or(option).as_str(), option)
                }))
            }
            Some(other) => {
                members.insert(OPTIONS.to_owned(), other);
                None
            }
            None => None,
        };
        Split {
            own: Own {
                text: Value::Object(members).to_string().into(),
                form,
            },
            form,
            limits,
            inside,
            values: values.map(|values| {
                values
                    .into_iter()
                    .map(|(name, value)| (name, value.to_string().into()))
                    .collect()
            }),
        }
    }

    fn join(joined: Joined<Self>) -> Self {
        let Joined {
            own,
            limits,
            inside,
            values,
        } = joined;
        let mut value = parsed(&own.text);
        let Value::Object(members) = &mut value else {
            return Self(value);
        };
        if let Some(limits) = limits {
            let all = [
                (MIN, limits.min),
                (MAX, limits.max),
                (SIZE, limits.length),
                (elements(own.form), limits.elements),
            ];
            for (name, limit) in all {
                match limit {
                    Some(limit) => members.insert(name.to_owned(), limit.into()),
                    None => members.remove(name),
                };
            }
        }
        if let Some(inside) = inside {
            let children: Map<String, Value> = inside.into_iter().map(|(name, Self(child))| (name, child)).collect();
            members.insert(CHILDREN.to_owned(), children.into());
        }
        if let Some(values) = values {
            let options: Vec<_> = values.iter().map(|(_, text)| parsed(text)).collect();
            members.insert(OPTIONS.to_owned(), options.into());
        }
        Self(value)
    }

    fn place(around: &Location, name: &str) -> Location {
        let pointer = below(&format!("{}/{CHILDREN}", around.pointer), name);
        Location::value(&around.file, &pointer)
    }
}

/// Elements of a list by their names. One with the name of another has a name of its own.
pub(super) fn named<T>(elements: Vec<T>, name: &dyn Fn(&T) -> String) -> Vec<(String, T)> {
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    let mut all = Vec::with_capacity(elements.len());
    for element in elements {
        let usual = name(&element);
        let count = seen.entry(usual.clone()).or_default();
        *count += 1;
        let name = if *count == 1 {
            usual
        } else {
            format!("{usual}\0{count}")
        };
        all.push((name, element));
    }
    all
}

/// The name of an element, or its text if it has none. No name begins as such a text does.
pub(super) fn name_or_text(name: Option<&str>, element: &Value) -> String {
    name.map_or_else(|| format!("\0{element}"), str::to_owned)
}

/// A value that was written as text.
pub(super) fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}
