//! Conditions of a read, in the syntax of FortiOS.

use std::collections::VecDeque;
use std::error::Error;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::ser::{Error as _, Serialize, Serializer};

#[cfg(test)]
mod tests;

/// A condition that rows have to meet: tests of a key, an operator and a pattern, joined by [`and`](Self::and) and
/// [`or`](Self::or).
///
/// ```
/// use fmg_bindings::fortios::Filter;
///
/// let lan = Filter::eq("type", "fqdn")
///     .or(Filter::eq("type", "iprange"))
///     .and(Filter::eq("associated-interface", "lan"));
/// let parameters: Vec<_> = lan.parameters().collect();
/// assert_eq!(parameters, ["type==fqdn,type==iprange", "associated-interface==lan"]);
/// ```
///
/// Each element of a `filter` parameter is one test; elements are alternatives, and several `filter` parameters have to
/// hold together. A combination in another form is brought into this one: `(a and b) or c` is sent as `a or c` and
/// `b or c`, so a long alternative of long conjunctions becomes many parameters. One that would become more than
/// 100,000 tests is refused.
///
/// # Keys and patterns
///
/// A key is the name of a property, such as `associated-interface`, or names a property of a sub table with a dot:
/// `member.name`. Nothing can escape an operator inside a key, so a key takes ASCII letters, digits, `-`, `_`, `.` and
/// `+` only. A pattern is any text, number or address; a comma and a backslash in it are escaped, and it cannot end its
/// test. A filter with a key or a pattern that cannot be written is refused before the call is sent, and
/// [`check`](Self::check) says so ahead of that, which is of use when keys come from outside the program.
///
/// # Firmware
///
/// FortiOS 5.6 compares texts without regard to case. In the documents of 6.4.2 and later, [`eq`](Self::eq) and
/// [`ne`](Self::ne) tell upper from lower case; [`verbatim`](Self::verbatim) reaches the operators `=*` and `!*` there,
/// which do not. Newer firmware also joins alternatives only if they have key and operator in common, as those of
/// [`one_of`](Self::one_of) do.
#[derive(Clone)]
#[must_use = "a filter does nothing before it is given to a read"]
pub struct Filter {
    /// The parameters. All of them have to hold; of the tests of one, any.
    clauses: VecDeque<Clause>,
    fault: Option<FilterFault>,
}

/// The tests of one parameter, which may stand in several.
type Clause = VecDeque<Arc<str>>;

/// The most tests that a filter may become by being brought into the form that FortiOS reads.
const MOST_TESTS: usize = 100_000;

/// Why a filter cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FilterFault {
    /// A test without a key.
    NoKey,
    /// A character in a key that is, or may become, part of the syntax of filters.
    Key {
        /// The key.
        key: Box<str>,
        /// The first such character.
        character: char,
    },
    /// A pattern of `<` or `>` that begins with `=`: it would make `<=` or `>=` of the operator.
    OperatorInPattern {
        /// The key of the test.
        key: Box<str>,
    },
    /// A pattern with a NUL character, which may end the text for the appliance.
    Nul {
        /// The key of the test.
        key: Box<str>,
    },
    /// A combination of alternatives and conjunctions that would become more than 100,000 tests in the form that FortiOS
    /// reads.
    TooLong,
    /// One of no patterns: nothing could meet that, and there is no way to say so.
    NoPattern {
        /// The key of the test.
        key: Box<str>,
    },
}

impl Filter {
    /// The property equals the pattern (`==`).
    pub fn eq(key: impl AsRef<str>, pattern: impl fmt::Display) -> Self {
        Self::test(key.as_ref(), "==", pattern)
    }

    /// The property differs from the pattern (`!=`).
    pub fn ne(key: impl AsRef<str>, pattern: impl fmt::Display) -> Self {
        Self::test(key.as_ref(), "!=", pattern)
    }

    /// The pattern occurs in the property (`=@`).
    pub fn contains(key: impl AsRef<str>, pattern: impl fmt::Display) -> Self {
        Self::test(key.as_ref(), "=@", pattern)
    }

    /// The pattern does not occur in the property (`!@`).
    pub fn lacks(key: impl AsRef<str>, pattern: impl fmt::Display) -> Self {
        Self::test(key.as_ref(), "!@", pattern)
    }

    /// The property is at most the pattern (`<=`).
    pub fn le(key: impl AsRef<str>, pattern: impl fmt::Display) -> Self {
        Self::test(key.as_ref(), "<=", pattern)
    }

    /// The property is less than the pattern (`<`).
    pub fn lt(key: impl AsRef<str>, pattern: impl fmt::Display) -> Self {
        Self::test(key.as_ref(), "<", pattern)
    }

    /// The property is at least the pattern (`>=`).
    pub fn ge(key: impl AsRef<str>, pattern: impl fmt::Display) -> Self {
        Self::test(key.as_ref(), ">=", pattern)
    }

    /// The property is greater than the pattern (`>`).
    pub fn gt(key: impl AsRef<str>, pattern: impl fmt::Display) -> Self {
        Self::test(key.as_ref(), ">", pattern)
    }

    /// The property equals one of the patterns, of which there has to be one at least.
    pub fn one_of<P: fmt::Display>(key: impl AsRef<str>, patterns: impl IntoIterator<Item = P>) -> Self {
        let key = key.as_ref();
        patterns
            .into_iter()
            .map(|pattern| Self::eq(key, pattern))
            .reduce(Self::or)
            .unwrap_or_else(|| Self {
                clauses: VecDeque::new(),
                fault: Some(FilterFault::NoPattern { key: key.into() }),
            })
    }

    /// Takes the text of one `filter` parameter as it is, for what newer firmware understands and the other
    /// constructors do not write.
    ///
    /// Nothing in it is checked or escaped. Do not put together such a text from values that come from outside.
    pub fn verbatim(parameter: impl Into<String>) -> Self {
        Self::only(parameter.into(), None)
    }

    /// Both conditions hold.
    pub fn and(self, other: Self) -> Self {
        Self {
            clauses: chained(self.clauses, other.clauses),
            fault: self.fault.or(other.fault),
        }
    }

    /// At least one of the conditions holds.
    pub fn or(mut self, mut other: Self) -> Self {
        let fault = self.fault.take().or_else(|| other.fault.take());
        if let ([ours], [theirs]) = (self.clauses.make_contiguous(), other.clauses.make_contiguous()) {
            let both = chained(std::mem::take(ours), std::mem::take(theirs));
            return Self {
                clauses: VecDeque::from([both]),
                fault,
            };
        }
        if self.tests_or(&other).is_none_or(|tests| tests > MOST_TESTS) {
            return Self {
                clauses: VecDeque::new(),
                fault: fault.or(Some(FilterFault::TooLong)),
            };
        }
        let pairs = self.clauses.iter().flat_map(|ours| {
            let joined = |theirs: &Clause| ours.iter().chain(theirs).cloned().collect::<Clause>();
            other.clauses.iter().map(joined)
        });
        Self {
            clauses: pairs.collect(),
            fault,
        }
    }

    /// How many tests stand in all pairs of parameters.
    fn tests_or(&self, other: &Self) -> Option<usize> {
        let tests = |filter: &Self| filter.clauses.iter().map(VecDeque::len).sum::<usize>();
        let ours = tests(self).checked_mul(other.clauses.len())?;
        tests(other).checked_mul(self.clauses.len())?.checked_add(ours)
    }

    /// The `filter` parameters that say it, in order, before they are encoded for a url.
    pub fn parameters(&self) -> impl Iterator<Item = String> {
        self.clauses.iter().map(|tests| {
            let len = tests.iter().map(|test| test.len() + 1).sum();
            let mut parameter = String::with_capacity(len);
            for (at, test) in tests.iter().enumerate() {
                if at > 0 {
                    parameter.push(',');
                }
                parameter.push_str(test);
            }
            parameter
        })
    }

    /// Whether the filter can be written.
    ///
    /// # Errors
    ///
    /// The first key or pattern that cannot. A call with such a filter fails with the same message, unsent.
    pub fn check(&self) -> Result<(), FilterFault> {
        self.fault.clone().map_or(Ok(()), Err)
    }

    fn test(key: &str, operator: &str, pattern: impl fmt::Display) -> Self {
        let pattern = pattern.to_string();
        let fault = fault(key, operator, &pattern);
        let mut clause = String::with_capacity(key.len() + operator.len() + pattern.len());
        clause.push_str(key);
        clause.push_str(operator);
        for character in pattern.chars() {
            if matches!(character, ',' | '\\') {
                clause.push('\\');
            }
            clause.push(character);
        }
        Self::only(clause, fault)
    }

    fn only(test: String, fault: Option<FilterFault>) -> Self {
        Self {
            clauses: VecDeque::from([VecDeque::from([test.into()])]),
            fault,
        }
    }
}

/// Both, one after the other. The shorter moves, so that it does not matter from which end a long chain is built.
fn chained<T>(mut front: VecDeque<T>, mut back: VecDeque<T>) -> VecDeque<T> {
    if front.len() < back.len() {
        back.reserve(front.len());
        while let Some(last) = front.pop_back() {
            back.push_front(last);
        }
        return back;
    }
    front.append(&mut back);
    front
}

/// What would keep a test from being read as the one that it is.
fn fault(key: &str, operator: &str, pattern: &str) -> Option<FilterFault> {
    if key.is_empty() {
        return Some(FilterFault::NoKey);
    }
    let plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.' | '+');
    if let Some(character) = key.chars().find(|&character| !plain(character)) {
        let key = key.into();
        return Some(FilterFault::Key { key, character });
    }
    if matches!(operator, "<" | ">") && pattern.starts_with('=') {
        return Some(FilterFault::OperatorInPattern { key: key.into() });
    }
    pattern.contains('\0').then(|| FilterFault::Nul { key: key.into() })
}

/// Shows the parameters and the fault.
impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Filter")
            .field("clauses", &self.parameters().collect::<Vec<_>>())
            .field("fault", &self.fault)
            .finish()
    }
}

/// Equal are filters that are sent alike, however they were put together.
impl PartialEq for Filter {
    fn eq(&self, other: &Self) -> bool {
        self.fault == other.fault && self.parameters().eq(other.parameters())
    }
}

impl Eq for Filter {}

impl Hash for Filter {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parameters().for_each(|parameter| parameter.hash(state));
        self.fault.hash(state);
    }
}

/// A list of texts, which a query repeats its parameter for.
impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.check().map_err(S::Error::custom)?;
        serializer.collect_seq(self.parameters())
    }
}

/// Names the key, never the pattern.
impl fmt::Display for FilterFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoKey => f.write_str("a filter needs the key that it tests"),
            Self::Key { key, character } => write!(f, "the filter key {key:?} cannot hold {character:?}"),
            Self::OperatorInPattern { key } => write!(
                f,
                "the filter of `{key}` compares by `<` or `>` with a pattern that begins with `=`: no such test exists"
            ),
            Self::Nul { key } => write!(f, "the pattern of the filter of `{key}` holds a NUL character"),
            Self::TooLong => write!(
                f,
                "the filter becomes more than {MOST_TESTS} tests in the form that FortiOS reads, alternatives that all have to \
                 hold: use fewer conjunctions inside of alternatives"
            ),
            Self::NoPattern { key } => write!(f, "the filter of `{key}` allows no value at all"),
        }
    }
}

impl Error for FilterFault {}
