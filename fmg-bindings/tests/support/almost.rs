//! Generates replies that are almost valid: members of a documented reply removed, repeated, retyped, renamed or moved.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

/// JSON whose members keep their order and may be repeated.
#[derive(Clone, Debug)]
enum Json {
    Leaf(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

/// A change to a member.
#[derive(Clone, Copy, Debug)]
enum Change {
    Drop,
    Double,
    /// Adds a second member of the same name, with another value.
    Contradict(&'static str),
    Become(&'static str),
    Rename(&'static str),
    MoveFirst,
    MoveLast,
}

const VALUES: [&str; 16] = [
    "null",
    "true",
    "0",
    "1",
    "-3",
    "404",
    "0.0",
    "\"0\"",
    "\"\"",
    "\"error\"",
    "\"success\"",
    "[]",
    "{}",
    r#"{"code":-3,"message":"no"}"#,
    r#"{"code":0,"message":"OK"}"#,
    r#"[{"status":{"code":0,"message":"OK"}}]"#,
];

const NAMES: [&str; 10] = [
    "result",
    "results",
    "status",
    "code",
    "error",
    "data",
    "id",
    "message",
    "http_status",
    "jsonrpc",
];

impl Json {
    fn of(value: &Value) -> Self {
        match value {
            Value::Array(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Object(members) => Self::Object(
                members
                    .iter()
                    .map(|(name, value)| (name.clone(), Self::of(value)))
                    .collect(),
            ),
            leaf => Self::Leaf(leaf.to_string()),
        }
    }

    fn members(&self) -> usize {
        match self {
            Self::Leaf(_) => 0,
            Self::List(items) => items.iter().map(Self::members).sum(),
            Self::Object(members) => members.iter().map(|(_, value)| 1 + value.members()).sum(),
        }
    }

    /// Changes the member that `left` others precede; `None` once that is done.
    fn change(&mut self, left: usize, change: Change) -> Option<usize> {
        let mut left = left;
        match self {
            Self::Leaf(_) => {}
            Self::List(items) => {
                for item in items {
                    left = item.change(left, change)?;
                }
            }
            Self::Object(members) => {
                for at in 0..members.len() {
                    if left == 0 {
                        change.apply(members, at);
                        return None;
                    }
                    left = members[at].1.change(left - 1, change)?;
                }
            }
        }
        Some(left)
    }

    fn text(&self, is_reversed: bool) -> String {
        let joined = |mut texts: Vec<String>, open: char, close: char, turns: bool| {
            if turns {
                texts.reverse();
            }
            format!("{open}{}{close}", texts.join(","))
        };
        match self {
            Self::Leaf(text) => text.clone(),
            Self::List(items) => joined(
                items.iter().map(|item| item.text(is_reversed)).collect(),
                '[',
                ']',
                false,
            ),
            Self::Object(members) => {
                let member = |(name, value): &(String, Self)| format!("\"{name}\":{}", value.text(is_reversed));
                joined(members.iter().map(member).collect(), '{', '}', is_reversed)
            }
        }
    }
}

impl Change {
    fn apply(self, members: &mut Vec<(String, Json)>, at: usize) {
        let leaf = |text: &str| Json::of(&serde_json::from_str(text).unwrap());
        match self {
            Self::Drop => drop(members.remove(at)),
            Self::Double => members.push(members[at].clone()),
            Self::Contradict(value) => members.push((members[at].0.clone(), leaf(value))),
            Self::Become(value) => members[at].1 = leaf(value),
            Self::Rename(name) => name.clone_into(&mut members[at].0),
            Self::MoveFirst => members[..=at].rotate_right(1),
            Self::MoveLast => members[at..].rotate_left(1),
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::Drop),
        Just(Change::Double),
        select(&VALUES[..]).prop_map(Change::Contradict),
        select(&VALUES[..]).prop_map(Change::Become),
        select(&NAMES[..]).prop_map(Change::Rename),
        Just(Change::MoveFirst),
        Just(Change::MoveLast),
    ]
}

/// A documented reply, with or without changes.
#[derive(Clone, Debug)]
pub struct Almost(Json);

impl Almost {
    pub fn text(&self) -> String {
        self.0.text(false)
    }

    /// Whether `oracle` is true for the reply, with either of two members of the same name.
    pub fn holds(&self, oracle: impl Fn(&Value) -> bool) -> bool {
        [false, true]
            .iter()
            .all(|&is_reversed| oracle(&serde_json::from_str(&self.0.text(is_reversed)).unwrap()))
    }
}

/// One of these replies with up to four changes.
pub fn almost(replies: &'static [&'static str]) -> impl Strategy<Value = Almost> {
    let changes = prop::collection::vec((any::<Index>(), change()), 0..5);
    (select(replies), changes).prop_map(|(reply, changes)| {
        let mut json = Json::of(&serde_json::from_str(reply).unwrap());
        for (at, change) in changes {
            if let members @ 1.. = json.members() {
                json.change(at.index(members), change);
            }
        }
        Almost(json)
    })
}

/// One of these replies with up to three changed bytes, or truncated.
pub fn damaged(replies: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![any::<u8>(), select(&b"\"{}[],:\\0-1 "[..])];
    let damage = prop::collection::vec((any::<Index>(), byte), 0..4);
    (select(replies), damage, prop::option::of(any::<Index>())).prop_map(|(reply, damage, end)| {
        let mut bytes = reply.as_bytes().to_vec();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(end) = end {
            bytes.truncate(end.index(bytes.len()));
        }
        bytes
    })
}

/// A table in which some elements are not rows.
#[derive(Clone, Debug)]
pub struct Table {
    pub text: String,
    /// The number of elements that are rows.
    pub rows: usize,
    /// The number of other elements.
    pub others: usize,
}

/// Elements that are not rows.
const OTHERS: [&str; 10] = [
    "null",
    "[]",
    "[null]",
    "[[]]",
    "{}",
    r#"{"other":1}"#,
    r#"{"other":[1e999,{}]}"#,
    "7",
    "\"x\"",
    "1e999",
];

/// A table of these rows and of other elements.
pub fn table(rows: &'static [&'static str]) -> impl Strategy<Value = Table> {
    let element = prop_oneof![
        select(rows).prop_map(|row| (row, true)),
        select(&OTHERS[..]).prop_map(|other| (other, false)),
    ];
    prop::collection::vec(element, 0..5).prop_map(|elements| {
        let texts: Vec<_> = elements.iter().map(|(text, _)| *text).collect();
        let rows = elements.iter().filter(|(_, is_row)| *is_row).count();
        Table {
            text: format!("[{}]", texts.join(",")),
            rows,
            others: elements.len() - rows,
        }
    })
}
