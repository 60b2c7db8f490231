//! Filters of a read, in the syntax of FortiOS.

use std::collections::VecDeque;
use std::error::Error;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::ser::{Error as _, Serialize, Serializer};

#[cfg(test)]
mod tests;

/// A condition on rows: tests with a key, an operator and a pattern, combined with [`and`](Self::and) and
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
/// In a `filter` parameter, the comma-separated tests are alternatives; a row has to meet all `filter` parameters.
/// Other combinations are rewritten into this form: `(a and b) or c` is sent as `a or c` and `b or c`. A long
/// alternative of long conjunctions therefore becomes many parameters. A filter that would become more than 100,000
/// tests is refused.
///
/// # Keys and patterns
///
/// A key is the name of a property, such as `associated-interface`, or of a property of a sub table, with a dot:
/// `member.name`. FortiOS cannot escape an operator in a key, so a key may only hold ASCII letters, digits, `-`, `_`,
/// `.` and `+`. A pattern is any text, number or address; a comma or backslash in it is escaped, so it cannot end its
/// test. A call with an invalid key or pattern fails before it is sent; use [`check`](Self::check) to check keys from
/// outside the program earlier.
///
/// # Firmware
///
/// FortiOS 5.6 compares text case-insensitively. According to the documents of 6.4.2 and later, [`eq`](Self::eq) and
/// [`ne`](Self::ne) are case-sensitive there; the case-insensitive operators `=*` and `!*` can be written with
/// [`verbatim`](Self::verbatim). According to the same documents, that firmware supports only alternatives with the same
/// key and operator. Those of [`one_of`](Self::one_of) have the same.
#[derive(Clone)]
#[must_use = "a filter does nothing until it is passed to a read"]
pub struct Filter {
    /// The parameters. A row has to meet all of them, and one test of each.
    clauses: VecDeque<Clause>,
    fault: Option<FilterFault>,
}

/// The tests of one parameter; parameters may share tests.
type Clause = VecDeque<Arc<str>>;

/// The maximum number of tests in the form that FortiOS expects.
const MOST_TESTS: usize = 100_000;

/// Why a filter cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FilterFault {
    /// A test without a key.
    NoKey,
    /// A character in a key that is, or may become, part of the filter syntax.
    Key {
        /// The key.
        key: Box<str>,
        /// The first such character.
        character: char,
    },
    /// A pattern of `<` or `>` that begins with `=`: together they would read as `<=` or `>=`.
    OperatorInPattern {
        /// The key of the test.
        key: Box<str>,
    },
    /// A pattern with a NUL character, which the appliance may take for the end of the text.
    Nul {
        /// The key of the test.
        key: Box<str>,
    },
    /// A combination that would become more than 100,000 tests in the form that FortiOS expects.
    TooLong,
    /// A test without patterns: no row could meet it, and the syntax cannot express it.
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

    /// The property equals one of the patterns; at least one pattern is required.
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

    /// Takes the text of one `filter` parameter unchanged, for syntax of newer firmware that no other constructor
    /// writes.
    ///
    /// The text is neither checked nor escaped. Do not build it from values that come from outside the program.
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

    /// The number of tests in all pairs of parameters.
    fn tests_or(&self, other: &Self) -> Option<usize> {
        let tests = |filter: &Self| filter.clauses.iter().map(VecDeque::len).sum::<usize>();
        let ours = tests(self).checked_mul(other.clauses.len())?;
        tests(other).checked_mul(self.clauses.len())?.checked_add(ours)
    }

    /// The `filter` parameters, in order, before url encoding.
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

    /// Checks whether the filter can be sent.
    ///
    /// # Errors
    ///
    /// The first fault of the filter: an invalid or missing key or pattern, or a combination with too many tests. A call
    /// with such a filter fails with the same error before it is sent.
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

/// Concatenates both. Moves the shorter one, so that long chains are cheap to build from either end.
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

/// The fault that would make FortiOS misread a test.
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

/// Filters are equal if they are sent as the same parameters.
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

/// Serializes as a list of texts, for which the query repeats its parameter.
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
            Self::NoKey => f.write_str("a test of the filter has no key"),
            Self::Key { key, character } => write!(f, "the filter key {key:?} cannot contain {character:?}"),
            Self::OperatorInPattern { key } => write!(
                f,
                "the filter of `{key}` compares by `<` or `>` with a pattern that begins with `=`: no such test exists"
            ),
            Self::Nul { key } => write!(f, "the pattern of the filter of `{key}` contains a NUL character"),
            Self::TooLong => write!(
                f,
                "the filter becomes more than {MOST_TESTS} tests: FortiOS reads no `and` inside of an `or`, so the filter is \
                 rewritten; use fewer conjunctions inside of alternatives"
            ),
            Self::NoPattern { key } => write!(f, "the filter of `{key}` has no patterns"),
        }
    }
}

impl Error for FilterFault {}
