//! Reads TOML tables key by key and reports every fault, so that one run shows all of them.

use std::ops::Range;

use camino::Utf8Path;
use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::prose;
use crate::spec::{At, Text};
use fmg_template::spelling::nearest;

/// Collects the faults of one file.
pub(crate) struct Faults<'a> {
    pub(crate) file: &'a Utf8Path,
    pub(crate) list: Vec<Diagnostic>,
}

impl Faults<'_> {
    pub(crate) fn at(&self, span: Range<usize>) -> Location {
        Location::new(self.file, span)
    }

    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }
}

/// A table that is being read. [`finish`](Self::finish) reports every key that was not read before as unknown.
pub(crate) struct Table<'t, 'i> {
    members: &'t DeTable<'i>,
    span: Range<usize>,
    /// The words for the table in messages, such as "an endpoint".
    what: &'static str,
    known: Vec<&'static str>,
}

impl<'t, 'i> Table<'t, 'i> {
    pub(crate) fn new(members: &'t DeTable<'i>, span: Range<usize>, what: &'static str) -> Self {
        Self {
            members,
            span,
            what,
            known: Vec::new(),
        }
    }

    /// The bytes of the declaration.
    pub(crate) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The value of a key, if the table has it, and the place of the key. Marks the key as known.
    pub(crate) fn get(&mut self, key: &'static str) -> Option<(Range<usize>, &'t Spanned<DeValue<'i>>)> {
        self.known.push(key);
        self.members.get_key_value(key).map(|(key, value)| (key.span(), value))
    }

    /// Whether the table has a key. Does not mark the key as known.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.members.contains_key(key)
    }

    pub(crate) fn text(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Option<Text> {
        let (_, value) = self.get(key)?;
        text(value, key, faults)
    }

    /// A required text. If it is missing, reports a fault and returns an empty text.
    pub(crate) fn required_text(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Text {
        if !self.has(key) {
            self.known.push(key);
            faults.push(
                Diagnostic::new(
                    Code::MissingKey,
                    faults.at(self.span()),
                    format!("{} needs `{key}`", self.what),
                )
                .label(format!("no `{key}` here")),
            );
        }
        self.text(key, faults).unwrap_or(At {
            value: String::new(),
            span: self.span(),
        })
    }

    /// Documentation, which must be whole sentences.
    pub(crate) fn prose(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Option<Text> {
        let text = self.text(key, faults)?;
        check_prose(key, &text, faults);
        Some(text)
    }

    /// Required documentation. If it is missing, reports a fault and returns an empty text.
    pub(crate) fn required_prose(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Text {
        let text = self.required_text(key, faults);
        // If it is missing or not a text, `required_text` has reported that.
        if matches!(self.members.get(key), Some(value) if value.get_ref().is_str()) {
            check_prose(key, &text, faults);
        }
        text
    }

    pub(crate) fn integer(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Option<At<i64>> {
        let (_, value) = self.get(key)?;
        match integer(value.get_ref()) {
            Some(number) => Some(At {
                value: number,
                span: value.span(),
            }),
            None => wrong_type(value, key, "an integer", faults),
        }
    }

    pub(crate) fn flag(&mut self, key: &'static str, faults: &mut Faults<'_>) -> bool {
        let Some((_, value)) = self.get(key) else {
            return false;
        };
        match value.get_ref() {
            DeValue::Boolean(flag) => *flag,
            _ => wrong_type(value, key, "`true` or `false`", faults).unwrap_or_default(),
        }
    }

    /// A list of texts, which must not be empty. A single text counts as a list of one.
    pub(crate) fn texts(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Vec<Text> {
        if let Some((_, value)) = self.get(key)
            && matches!(value.get_ref(), DeValue::Array(items) if items.is_empty())
        {
            empty(value, key, faults);
        }
        self.texts_or_none(key, faults)
    }

    /// A list of texts, which may be empty. A single text counts as a list of one.
    pub(crate) fn texts_or_none(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Vec<Text> {
        let Some((_, value)) = self.get(key) else {
            return Vec::new();
        };
        match value.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(|item| text(item, key, faults)).collect(),
            _ => text(value, key, faults).into_iter().collect(),
        }
    }

    /// A list of lists of texts.
    pub(crate) fn lists(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Vec<Vec<Text>> {
        let Some((_, value)) = self.get(key) else {
            return Vec::new();
        };
        let Some(lists) = value.get_ref().as_array() else {
            return wrong_type(value, key, "a list of lists of strings", faults).unwrap_or_default();
        };
        if lists.is_empty() {
            empty(value, key, faults);
        }
        lists
            .iter()
            .filter_map(|list| {
                let Some(items) = list.get_ref().as_array() else {
                    return wrong_type(list, key, "a list of lists of strings", faults);
                };
                if items.is_empty() {
                    empty(list, key, faults);
                }
                Some(items.iter().filter_map(|item| text(item, key, faults)).collect())
            })
            .collect()
    }

    /// The tables of `[[key]]` or of an inline array. A single table counts as a list of one.
    pub(crate) fn tables(
        &mut self,
        key: &'static str,
        what: &'static str,
        faults: &mut Faults<'_>,
    ) -> Vec<Table<'t, 'i>> {
        let Some((_, value)) = self.get(key) else {
            return Vec::new();
        };
        match value.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(|item| table(item, key, what, faults)).collect(),
            _ => table(value, key, what, faults).into_iter().collect(),
        }
    }

    /// Every entry of a table with arbitrary keys, in the order of the keys.
    pub(crate) fn entries(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_>,
    ) -> Vec<(Text, &'t Spanned<DeValue<'i>>)> {
        let Some((_, value)) = self.get(key) else {
            return Vec::new();
        };
        let Some(table) = value.get_ref().as_table() else {
            return wrong_type(value, key, "a table", faults).unwrap_or_default();
        };
        table
            .iter()
            .map(|(key, value)| {
                let name = At {
                    value: key.get_ref().to_string(),
                    span: key.span(),
                };
                (name, value)
            })
            .collect()
    }

    /// Reports the keys that were not read.
    pub(crate) fn finish(self, faults: &mut Faults<'_>) {
        for key in self.members.keys() {
            let name = key.get_ref().as_ref();
            if self.known.contains(&name) {
                continue;
            }
            let fault = Diagnostic::new(
                Code::UnknownKey,
                faults.at(key.span()),
                format!("{} has no key `{name}`", self.what),
            );
            let fault = match nearest(name, self.known.iter().copied()) {
                Some(near) => fault.label(format!("did you mean `{near}`?")),
                None => fault.label("unknown key"),
            };
            let mut known = self.known.clone();
            known.sort_unstable();
            known.dedup();
            faults.push(fault.help(format!("the keys are: {}", known.join(", "))));
        }
    }
}

pub(crate) fn table<'t, 'i>(
    value: &'t Spanned<DeValue<'i>>,
    key: &str,
    what: &'static str,
    faults: &mut Faults<'_>,
) -> Option<Table<'t, 'i>> {
    match value.get_ref().as_table() {
        Some(table) => Some(Table::new(table, value.span(), what)),
        None => wrong_type(value, key, "a table", faults),
    }
}

pub(crate) fn text(value: &Spanned<DeValue<'_>>, key: &str, faults: &mut Faults<'_>) -> Option<Text> {
    match value.get_ref() {
        DeValue::String(text) => Some(At {
            value: text.to_string(),
            span: value.span(),
        }),
        _ => wrong_type(value, key, "a string", faults),
    }
}

/// Reports documentation that is not made of whole sentences.
fn check_prose(key: &str, text: &Text, faults: &mut Faults<'_>) {
    let Some(fault) = prose::fault(&text.value) else {
        return;
    };
    faults.push(
        Diagnostic::new(Code::Prose, faults.at(text.span.clone()), format!("`{key}` {fault}")).help(
            "documentation is made of whole sentences: each begins with a capital letter and ends with a full stop",
        ),
    );
}

/// A TOML value as JSON, for constants that are sent unchanged.
pub(crate) fn json(value: &Spanned<DeValue<'_>>, key: &str, faults: &mut Faults<'_>) -> Option<Value> {
    Some(match value.get_ref() {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Array(items) => Value::Array(items.iter().filter_map(|item| json(item, key, faults)).collect()),
        DeValue::Table(table) => {
            let mut map = Map::new();
            for (name, item) in table {
                if let Some(item) = json(item, key, faults) {
                    map.insert(name.get_ref().to_string(), item);
                }
            }
            Value::Object(map)
        }
        other => match integer(other) {
            Some(number) => Value::Number(Number::from(number)),
            None => {
                return wrong_type(value, key, "a string, an integer, a boolean, a list or a table", faults);
            }
        },
    })
}

fn integer(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

/// Reports an empty list.
fn empty(value: &Spanned<DeValue<'_>>, key: &str, faults: &mut Faults<'_>) {
    faults.push(
        Diagnostic::new(
            Code::InvalidValue,
            faults.at(value.span()),
            format!("`{key}` is an empty list"),
        )
        .help("fill the list, or leave it out"),
    );
}

fn wrong_type<T>(value: &Spanned<DeValue<'_>>, key: &str, expected: &str, faults: &mut Faults<'_>) -> Option<T> {
    let found = value.get_ref().type_str();
    faults.push(
        Diagnostic::new(
            Code::WrongType,
            faults.at(value.span()),
            format!("`{key}` takes {expected}"),
        )
        .label(format!("this is of type {found}")),
    );
    None
}
