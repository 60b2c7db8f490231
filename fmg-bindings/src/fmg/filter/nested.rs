//! Writes, copies and drops JSON of any depth without recursion.
//!
//! A filter nests one list deeper for each change between `and` and `or`, so it can be deeper than the stack allows.
//! serde and [`Value`] use recursion for this; these functions use a loop.

use std::fmt::{self, Write};
use std::slice::Iter;

use serde_json::Value;

/// Writes a value as JSON text.
pub(super) fn write(value: &Value, out: &mut impl Write) -> fmt::Result {
    let mut open: Vec<Iter<'_, Value>> = Vec::new();
    let mut next = Some(value);
    loop {
        match next {
            Some(Value::Array(elements)) => {
                out.write_char('[')?;
                open.push(elements.iter());
            }
            // An object is the operand of a test, with the nesting that the caller wrote.
            Some(other) => write!(out, "{other}")?,
            None => {
                out.write_char(']')?;
                open.pop();
            }
        }
        let Some(elements) = open.last_mut() else {
            return Ok(());
        };
        let is_first = matches!(next, Some(Value::Array(_)));
        next = elements.next();
        if next.is_some() && !is_first {
            out.write_char(',')?;
        }
    }
}

/// A copy of a value.
pub(super) fn copy(value: &Value) -> Value {
    let mut open: Vec<(Vec<Value>, Iter<'_, Value>)> = Vec::new();
    let mut next = value;
    loop {
        let mut done = match next {
            Value::Array(elements) => {
                open.push((Vec::with_capacity(elements.len()), elements.iter()));
                None
            }
            other => Some(other.clone()),
        };
        loop {
            let Some((copied, elements)) = open.last_mut() else {
                // No list is open, so the finished value is the whole.
                return done.unwrap_or_default();
            };
            copied.extend(done.take());
            if let Some(element) = elements.next() {
                next = element;
                break;
            }
            done = open.pop().map(|(copied, _)| Value::Array(copied));
        }
    }
}

/// Drops a value.
pub(super) fn clear(value: &mut Value) {
    let mut left = vec![std::mem::take(value)];
    while let Some(value) = left.pop() {
        match value {
            Value::Array(elements) => left.extend(elements),
            Value::Object(members) => left.extend(members.into_iter().map(|(_, member)| member)),
            _ => {}
        }
    }
}
