//! Conditions that restrict which rows a call reads or deletes.

use std::fmt;
use std::ops::Not;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::slots::{self, Fit, List, Object, Out, Place, Shown, Written};

mod nested;

/// A condition on the rows of a read, or on the objects of a delete.
///
/// ```
/// use fmg_bindings::fmg::Filter;
///
/// let filter = Filter::eq("type", "ipmask").and(Filter::like("name", "host_%")).or(!Filter::one_of("oid", [1, 2]));
/// assert_eq!(
///     serde_json::to_string(&filter)?,
///     r#"[[["type","==","ipmask"],"&&",["name","like","host_%"]],"||",["!","oid","in",1,2]]"#,
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// Attributes are named as on the wire. Text from outside the program is a safe operand for every test except
/// [`like`](Self::like), where `%` and `_` are wildcards.
///
/// A filter of any depth can be built, sent and dropped without a deep stack. FortiManager may accept less depth.
pub struct Filter(Value);

const AND: &str = "&&";
const OR: &str = "||";
const NOT: &str = "!";

/// A property that a filter can test, although rows have no attribute of this name.
const OBJECT_USED: &str = "object used";

impl Filter {
    /// The attribute equals the value. A condition on `null`, such as that of an `Option` without a value, cannot be sent.
    pub fn eq(attribute: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::test(attribute, "==", [value])
    }

    /// The attribute differs from the value.
    pub fn ne(attribute: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::test(attribute, "!=", [value])
    }

    /// The attribute is less than the value. For a subnet: it is contained in the value.
    pub fn lt(attribute: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::test(attribute, "<", [value])
    }

    /// The attribute is less than or equal to the value. For a subnet: it is contained in the value or equal to it.
    pub fn le(attribute: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::test(attribute, "<=", [value])
    }

    /// The attribute is greater than the value. For a subnet: it contains the value.
    pub fn gt(attribute: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::test(attribute, ">", [value])
    }

    /// The attribute is greater than or equal to the value. For a subnet: it contains the value or is equal to it.
    pub fn ge(attribute: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::test(attribute, ">=", [value])
    }

    /// The attribute is one of the values. An empty list is refused before it is sent: FortiManager might ignore the
    /// condition, and select every row.
    pub fn one_of<V: Into<Value>>(attribute: impl Into<String>, values: impl IntoIterator<Item = V>) -> Self {
        Self::test(attribute, "in", values)
    }

    /// The attribute matches the pattern, in which `%` stands for any text and `_` for any character.
    pub fn like(attribute: impl Into<String>, pattern: impl Into<String>) -> Self {
        Self::test(attribute, "like", [pattern.into()])
    }

    /// The attribute, a list, contains the value.
    pub fn contains(attribute: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::test(attribute, "contain", [value])
    }

    /// The attribute, a set of flags, has this one.
    pub fn has_flag(attribute: impl Into<String>, flag: impl Into<Value>) -> Self {
        Self::test(attribute, "&", [flag])
    }

    /// The attribute, a bit set, equals `value` in the bits that `mask` selects.
    pub fn bits(attribute: impl Into<String>, mask: u64, value: u64) -> Self {
        Self::test(attribute, "&", [mask, value])
    }

    /// Other objects or policies refer to the object.
    ///
    /// The condition is for tables of objects, such as addresses. Its source is "How to FortiManager API?",
    /// `002_objects_management`, section "How to get the list of used objects?".
    #[must_use]
    pub fn used() -> Self {
        Self::eq(OBJECT_USED, 1)
    }

    /// No other object and no policy refers to the object.
    ///
    /// ```
    /// # use fmg_bindings::fmg::{self, Filter, Query, address::Address};
    /// # use fmg_bindings::{Error, adom};
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// let old = Filter::unused().and(Filter::like(Address::NAME, "old_%"));
    /// let unused = fmg.adom(adom!("demo")).objects().list::<Address>().filter(old).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The condition is for tables of objects, such as addresses. Its source is "How to FortiManager API?",
    /// `002_objects_management`, section "How to get unused objects?".
    #[must_use]
    pub fn unused() -> Self {
        Self::eq(OBJECT_USED, 0)
    }

    /// Takes a condition as the JSON that FortiManager expects, for tests that no other constructor covers.
    pub fn from_json(condition: impl Into<Value>) -> Self {
        Self(condition.into())
    }

    /// Both conditions hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.joined(AND, other)
    }

    /// At least one of the conditions holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.joined(OR, other)
    }

    /// Whether every part of this condition tests something: an attribute, an operator and at least one operand.
    ///
    /// A part that tests nothing, such as `name in` without a value, may select every row.
    pub(super) fn is_complete(&self) -> bool {
        let Flaws { empty_test, no_test } = self.flaws();
        !empty_test && !no_test
    }

    fn flaws(&self) -> Flaws {
        let mut flaws = Flaws::default();
        let mut left = vec![&self.0];
        while let Some(condition) = left.pop() {
            let Value::Array(parts) = condition else {
                flaws.no_test = true;
                continue;
            };
            if parts.first().is_some_and(Value::is_array) {
                // Conditions, with operators between them.
                let is_operator = |part: &&Value| *part == AND || *part == OR;
                let is_joined = |(at, part): (usize, &Value)| (at % 2 == 1) == is_operator(&part);
                flaws.no_test |= parts.len() % 2 == 0 || !parts.iter().enumerate().all(is_joined);
                left.extend(parts.iter().filter(|part| !is_operator(part)));
                continue;
            }
            match parts.strip_prefix(&[Value::from(NOT)]).unwrap_or(parts) {
                [Value::String(_), Value::String(_), operands @ ..] => flaws.empty_test |= !are_values(operands),
                _ => flaws.no_test = true,
            }
        }
        flaws
    }

    fn test<V: Into<Value>>(
        attribute: impl Into<String>,
        operator: &str,
        operands: impl IntoIterator<Item = V>,
    ) -> Self {
        let test = [Value::String(attribute.into()), operator.into()];
        Self(test.into_iter().chain(operands.into_iter().map(Into::into)).collect())
    }

    /// Writes `[left, "&&", right]`; a chain of the same operator stays flat.
    fn joined(self, word: &str, other: Self) -> Self {
        let mut all = self.operands(word);
        all.push(word.into());
        all.append(&mut other.operands(word));
        Self(Value::Array(all))
    }

    fn operands(mut self, word: &str) -> Vec<Value> {
        match std::mem::take(&mut self.0) {
            Value::Array(parts) if parts.get(1).is_some_and(|part| part == word) && parts[0].is_array() => parts,
            condition => vec![condition],
        }
    }
}

/// The faults of the parts of a condition.
#[derive(Default)]
struct Flaws {
    /// A test has nothing to compare with, such as `name in` without a value.
    empty_test: bool,
    /// A part is neither a test nor conditions with operators between them.
    no_test: bool,
}

/// Whether a test has something to compare with: at least one operand, and none that is `null` or an empty list.
fn are_values(operands: &[Value]) -> bool {
    let is_value = |operand: &Value| !operand.is_null() && operand.as_array().is_none_or(|list| !list.is_empty());
    !operands.is_empty() && operands.iter().all(is_value)
}

/// Negates the condition.
///
/// FortiManager documents the negation of a test, but not of a combination. The negation of a combination is therefore
/// rewritten with De Morgan's laws.
impl Not for Filter {
    type Output = Self;

    fn not(mut self) -> Self {
        let mut left = vec![&mut self.0];
        while let Some(condition) = left.pop() {
            let Value::Array(parts) = condition else {
                continue;
            };
            match parts.first() {
                Some(Value::Array(_)) => left.extend(parts.iter_mut().filter_map(invert)),
                Some(Value::String(first)) if first == NOT => {
                    parts.remove(0);
                }
                _ => parts.insert(0, NOT.into()),
            }
        }
        self
    }
}

/// Inverts an operator between two conditions in place, or returns a condition that still has to be inverted.
fn invert(part: &mut Value) -> Option<&mut Value> {
    let other = match part.as_str() {
        Some(AND) => OR,
        Some(OR) => AND,
        _ => return Some(part),
    };
    *part = other.into();
    None
}

impl Written for Filter {
    fn fault(&self) -> Option<&'static str> {
        self.flaws()
            .empty_test
            .then_some("a condition has no value to compare with, and may select every row")
    }

    fn write_json(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        nested::write(&self.0, &mut { out })
    }
}

/// Shows the filter as it is sent.
impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Filter(")?;
        nested::write(&self.0, f)?;
        f.write_str(")")
    }
}

impl Clone for Filter {
    fn clone(&self) -> Self {
        Self(nested::copy(&self.0))
    }
}

impl PartialEq for Filter {
    fn eq(&self, other: &Self) -> bool {
        self.json() == other.json()
    }
}

impl Drop for Filter {
    fn drop(&mut self) {
        nested::clear(&mut self.0);
    }
}

impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Out::Written(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Filter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        slots::deserialize(deserializer)
    }
}

impl Place for Filter {
    fn blank() -> Self {
        Self(Value::Null)
    }

    fn expects(&self) -> &'static str {
        "a condition"
    }

    fn absent(&mut self) {
        self.0 = Value::Null;
    }

    fn text(&mut self, value: &str) -> Fit {
        self.0.text(value)
    }

    fn list(&mut self) -> Option<&mut dyn List> {
        self.0.list()
    }

    fn object(&mut self) -> Option<&mut dyn Object> {
        self.0.object()
    }
}

impl Shown for Filter {
    fn out(&self) -> Out<'_> {
        if self.0.is_null() {
            Out::Absent
        } else {
            Out::Written(self)
        }
    }
}

#[cfg(test)]
mod tests;
