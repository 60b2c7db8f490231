//! Filters of requests: conditions on rows.
//!
//! ```text
//! condition := [attribute, operator, value …]      a comparison
//!            | ["!", attribute, operator, value …]  a negated comparison
//!            | ["!", condition]
//!            | [condition, "&&" or "||", condition …]
//!            | [condition …]                        all of them
//! ```
//!
//! `&&` takes precedence over `||`. The operators are `==`, `!=`, `<`, `<=`, `>`, `>=`, `in` and `!in` with a flat
//! list, `like` and `!like` with `%` and `_`, `contain`, and `&`. A network is smaller than those that contain it. `&`
//! tests bits, or flags by name. Whether `like` is case-sensitive is not documented; here it is.

mod network;

use std::cmp::Ordering;

use serde_json::Value;

use self::network::Network;
use super::shape::{field, integer, kept};
use super::store::Row;
use crate::route::{RowShape, Shape};

/// A parsed condition.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Condition {
    Test {
        attribute: String,
        operator: Operator,
        operands: Vec<Value>,
    },
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Compare { less: bool, same: bool },
    In,
    Like,
    Contain,
    Bits,
}

/// The condition cannot be parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct UnknownCondition;

impl Condition {
    /// Parses a condition. Values are converted to the form in which rows of `shape` are stored.
    pub(super) fn read(value: &Value, shape: Option<&RowShape>) -> Result<Self, UnknownCondition> {
        let parts = value.as_array().ok_or(UnknownCondition)?;
        match parts.as_slice() {
            [] => Ok(Self::All(Vec::new())),
            [Value::String(not), rest @ ..] if not == "!" => {
                let inner = match rest {
                    [Value::Array(_)] => Self::read(&rest[0], shape)?,
                    test => Self::test(test, shape)?,
                };
                Ok(Self::Not(Box::new(inner)))
            }
            [Value::String(_), ..] => Self::test(parts, shape),
            _ => Self::chain(parts, shape),
        }
    }

    fn chain(parts: &[Value], shape: Option<&RowShape>) -> Result<Self, UnknownCondition> {
        let mut any = Vec::new();
        let mut all = Vec::new();
        let mut word_before = true;
        for part in parts {
            match part {
                Value::String(word) if !word_before && word == "&&" => word_before = true,
                Value::String(word) if !word_before && word == "||" => {
                    any.push(Self::All(std::mem::take(&mut all)));
                    word_before = true;
                }
                Value::Array(_) => {
                    all.push(Self::read(part, shape)?);
                    word_before = false;
                }
                _ => return Err(UnknownCondition),
            }
        }
        if word_before {
            return Err(UnknownCondition);
        }
        any.push(Self::All(all));
        Ok(Self::Any(any))
    }

    fn test(parts: &[Value], shape: Option<&RowShape>) -> Result<Self, UnknownCondition> {
        let [Value::String(attribute), Value::String(word), operands @ ..] = parts else {
            return Err(UnknownCondition);
        };
        let (negated, operator) = operator(word).ok_or(UnknownCondition)?;
        let wanted = match operator {
            Operator::In => 0..=usize::MAX,
            Operator::Bits => 1..=2,
            _ => 1..=1,
        };
        let operands: Vec<_> = match operands {
            // A nested list is not documented, but clients that write one mean the same.
            [Value::Array(items)] if operator == Operator::In => items.iter().collect(),
            _ => operands.iter().collect(),
        };
        if !wanted.contains(&operands.len()) {
            return Err(UnknownCondition);
        }
        let shape = shape
            .and_then(|shape| field(shape, attribute))
            .map(|field| &field.shape);
        let operands = operands
            .into_iter()
            .map(|value| operand(shape, operator, value))
            .collect();
        let test = Self::Test {
            attribute: attribute.clone(),
            operator,
            operands,
        };
        Ok(if negated { Self::Not(Box::new(test)) } else { test })
    }

    /// Whether a row satisfies the condition.
    pub(super) fn holds(&self, row: &Row) -> bool {
        match self {
            Self::Not(inner) => !inner.holds(row),
            Self::All(all) => all.iter().all(|inner| inner.holds(row)),
            Self::Any(any) => any.iter().any(|inner| inner.holds(row)),
            Self::Test {
                attribute,
                operator,
                operands,
            } => {
                let value = row.get(attribute).unwrap_or(&Value::Null);
                operator.holds(value, operands)
            }
        }
    }
}

fn operator(word: &str) -> Option<(bool, Operator)> {
    let compare = |less, same| Operator::Compare { less, same };
    Some(match word {
        "==" => (false, Operator::Equal),
        "!=" => (true, Operator::Equal),
        "<" => (false, compare(true, false)),
        "<=" => (false, compare(true, true)),
        ">" => (false, compare(false, false)),
        ">=" => (false, compare(false, true)),
        "in" => (false, Operator::In),
        "!in" => (true, Operator::In),
        "like" => (false, Operator::Like),
        "!like" => (true, Operator::Like),
        "contain" => (false, Operator::Contain),
        "!contain" => (true, Operator::Contain),
        "&" => (false, Operator::Bits),
        _ => return None,
    })
}

/// The operand in the form in which rows store it. A list is compared both as a whole and with single elements.
fn operand(shape: Option<&Shape>, operator: Operator, value: &Value) -> Value {
    let shape = match (shape, operator, value) {
        (_, Operator::Like, _) | (None, _, _) => return value.clone(),
        (Some(Shape::List(inner)), _, lone) if !lone.is_array() => inner,
        (Some(shape), _, _) => shape,
    };
    kept(shape, value)
}

impl Operator {
    fn holds(self, value: &Value, operands: &[Value]) -> bool {
        let first = operands.first().unwrap_or(&Value::Null);
        match self {
            Self::Equal => equal(value, first),
            Self::In => operands.iter().any(|operand| equal(value, operand)),
            Self::Compare { less, same } => match order(value, first) {
                Some(Ordering::Equal) => same,
                Some(Ordering::Less) => less,
                Some(Ordering::Greater) => !less,
                None => false,
            },
            Self::Like => texts(value).any(|text| like(&text, &plain(first))),
            Self::Contain => match value {
                Value::Array(items) => items.iter().any(|item| equal(item, first)),
                other => plain(other).contains(&plain(first)),
            },
            Self::Bits => bits(value, operands),
        }
    }
}

/// Whether two values are equal, regardless of their notation. A list of one equals its element.
fn equal(value: &Value, operand: &Value) -> bool {
    match (value, operand) {
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (Value::Array(items), lone) | (lone, Value::Array(items)) => {
            matches!(items.as_slice(), [only] if equal(only, lone))
                || (items.len() == 2 && Network::of(value).is_some_and(|net| Network::of(operand) == Some(net)))
        }
        (left, right) => plain(left) == plain(right),
    }
}

/// Compares two values: networks by containment, numbers by size, and texts alphabetically.
fn order(value: &Value, operand: &Value) -> Option<Ordering> {
    if let (Some(left), Some(right)) = (Network::of(value), Network::of(operand)) {
        return left.compare(right);
    }
    if let (Some(left), Some(right)) = (integer(value), integer(operand)) {
        return Some(left.cmp(&right));
    }
    match (value, operand) {
        (Value::Null | Value::Array(_) | Value::Object(_), _) => None,
        (left, right) => Some(plain(left).cmp(&plain(right))),
    }
}

fn bits(value: &Value, operands: &[Value]) -> bool {
    match (integer(value), operands) {
        (Some(number), [mask]) => integer(mask).is_some_and(|mask| number & mask != 0),
        (Some(number), [mask, wanted]) => integer(mask)
            .zip(integer(wanted))
            .is_some_and(|(mask, wanted)| number & mask == wanted),
        // Flags that are stored by name.
        (None, [flag]) => texts(value).any(|text| text == plain(flag)),
        _ => false,
    }
}

/// A value, or the elements of a list, as texts.
fn texts(value: &Value) -> impl Iterator<Item = String> {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        other => std::slice::from_ref(other),
    };
    items.iter().map(plain)
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Whether a text matches a pattern, in which `%` matches any text and `_` any character.
fn like(text: &str, pattern: &str) -> bool {
    let text: Vec<_> = text.chars().collect();
    let pattern: Vec<_> = pattern.chars().collect();
    let (mut at, mut want) = (0, 0);
    // Where to continue after a mismatch: the last `%`, and the end of the text that it matches.
    let mut retry = None;
    while at < text.len() {
        match pattern.get(want) {
            Some('%') => {
                retry = Some((want, at));
                want += 1;
            }
            Some(wanted) if *wanted == '_' || *wanted == text[at] => {
                at += 1;
                want += 1;
            }
            _ => {
                let Some((percent, end)) = retry else {
                    return false;
                };
                retry = Some((percent, end + 1));
                want = percent + 1;
                at = end + 1;
            }
        }
    }
    pattern[want..].iter().all(|rest| *rest == '%')
}

#[cfg(test)]
mod tests;
