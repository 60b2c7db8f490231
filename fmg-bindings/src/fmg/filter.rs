//! Conditions that rows have to meet.

use std::ops::Not;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::slots::{self, Fit, List, Object, Out, Place, Shown};

/// A condition that the rows of a read, or the objects of a delete, have to meet.
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
/// Attributes go by their wire names. A text from outside is safe as the operand of any test but
/// [`like`](Self::like), where `%` and `_` stand for other text.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter(Value);

const AND: &str = "&&";
const OR: &str = "||";
const NOT: &str = "!";

impl Filter {
    /// The attribute equals the value.
    pub fn eq(attribute: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::test(attribute, "==", [value])
    }

    /// The attribute differs from the value.
    pub fn ne(attribute: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::test(attribute, "!=", [value])
    }

    /// The attribute is less than the value; of a subnet: it is part of it.
    pub fn lt(attribute: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::test(attribute, "<", [value])
    }

    /// The attribute is the value or less; of a subnet: it is part of it or the same.
    pub fn le(attribute: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::test(attribute, "<=", [value])
    }

    /// The attribute is greater than the value; of a subnet: it contains it.
    pub fn gt(attribute: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::test(attribute, ">", [value])
    }

    /// The attribute is the value or greater; of a subnet: it contains it or is the same.
    pub fn ge(attribute: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::test(attribute, ">=", [value])
    }

    /// The attribute is one of the values.
    pub fn one_of<V: Into<Value>>(attribute: impl Into<String>, values: impl IntoIterator<Item = V>) -> Self {
        Self::test(attribute, "in", values)
    }

    /// The attribute looks like the pattern, in which `%` stands for any text and `_` for any character.
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

    /// The attribute, a set of bits, equals `value` where `mask` has ones.
    pub fn bits(attribute: impl Into<String>, mask: u64, value: u64) -> Self {
        Self::test(attribute, "&", [mask, value])
    }

    /// Takes a condition as FortiManager reads it, for what the other constructors do not cover.
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

    fn test<V: Into<Value>>(
        attribute: impl Into<String>,
        operator: &str,
        operands: impl IntoIterator<Item = V>,
    ) -> Self {
        let test = [Value::String(attribute.into()), operator.into()];
        Self(test.into_iter().chain(operands.into_iter().map(Into::into)).collect())
    }

    /// `[left, "&&", right]`; a chain of the same word stays flat.
    fn joined(self, word: &str, other: Self) -> Self {
        let mut all = self.operands(word);
        all.push(word.into());
        all.append(&mut other.operands(word));
        Self(Value::Array(all))
    }

    fn operands(self, word: &str) -> Vec<Value> {
        match self.0 {
            Value::Array(parts) if parts.get(1).is_some_and(|part| part == word) && parts[0].is_array() => parts,
            condition => vec![condition],
        }
    }
}

/// The condition does not hold.
///
/// FortiManager documents the negation of a test, not that of a combination, so a combination is turned
/// around: not both is the one not or the other not.
impl Not for Filter {
    type Output = Self;

    fn not(self) -> Self {
        Self(negated(self.0))
    }
}

fn negated(condition: Value) -> Value {
    let Value::Array(mut parts) = condition else {
        return condition;
    };
    match parts.first() {
        Some(Value::Array(_)) => parts
            .into_iter()
            .map(|part| match part.as_str() {
                Some(AND) => OR.into(),
                Some(OR) => AND.into(),
                _ => negated(part),
            })
            .collect(),
        Some(Value::String(first)) if first == NOT => {
            parts.remove(0);
            Value::Array(parts)
        }
        _ => {
            parts.insert(0, NOT.into());
            Value::Array(parts)
        }
    }
}

impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
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
        self.0.out()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn a() -> Filter {
        Filter::eq("a", 1)
    }

    fn b() -> Filter {
        Filter::ne("b", "x")
    }

    fn c() -> Filter {
        Filter::contains("c", "y")
    }

    #[test]
    fn every_test_is_written_as_documented() {
        for (filter, json) in [
            (a(), json!(["a", "==", 1])),
            (b(), json!(["b", "!=", "x"])),
            (Filter::lt("a", 1), json!(["a", "<", 1])),
            (Filter::le("a", 1), json!(["a", "<=", 1])),
            (Filter::gt("a", 1), json!(["a", ">", 1])),
            (
                Filter::ge("subnet", "10.0.0.0/8"),
                json!(["subnet", ">=", "10.0.0.0/8"]),
            ),
            (
                Filter::one_of("policyid", [1, 2, 3]),
                json!(["policyid", "in", 1, 2, 3]),
            ),
            (Filter::like("name", "%_1"), json!(["name", "like", "%_1"])),
            (c(), json!(["c", "contain", "y"])),
            (
                Filter::has_flag("flags", "linked_to_model"),
                json!(["flags", "&", "linked_to_model"]),
            ),
            (Filter::bits("flags", 6, 4), json!(["flags", "&", 6, 4])),
            (
                Filter::from_json(json!(["pkg", "==", ["f", "p"]])),
                json!(["pkg", "==", ["f", "p"]]),
            ),
        ] {
            assert_eq!(serde_json::to_value(&filter).unwrap(), json);
            assert_eq!(serde_json::from_value::<Filter>(json).unwrap(), filter);
        }
    }

    #[test]
    fn chains_stay_flat_and_mixtures_nest() {
        assert_eq!(a().and(b()).and(c()).0, json!([a(), "&&", b(), "&&", c()]));
        assert_eq!(a().and(b().and(c())).0, json!([a(), "&&", b(), "&&", c()]));
        assert_eq!(a().or(b()).and(c()).0, json!([[a(), "||", b()], "&&", c()]));
        assert_eq!(a().or(b().and(c())).0, json!([a(), "||", [b(), "&&", c()]]));
    }

    #[test]
    fn a_list_that_is_an_operand_is_no_chain() {
        // `["a", "&&", ...]` would be a test of an attribute `a` with an operator that there is none of.
        let odd = Filter::from_json(json!(["a", "&&", 1]));
        assert_eq!(odd.clone().and(b()).0, json!([odd, "&&", b()]));
    }

    #[test]
    fn negation_reaches_the_tests() {
        assert_eq!((!a()).0, json!(["!", "a", "==", 1]));
        assert_eq!(!!a(), a());
        assert_eq!(!(a().and(b())), (!a()).or(!b()));
        assert_eq!(!(a().or(b().and(c()))), (!a()).and((!b()).or(!c())));
        assert_eq!(!!Filter::one_of("x", [1, 2]), Filter::one_of("x", [1, 2]));
    }
}
