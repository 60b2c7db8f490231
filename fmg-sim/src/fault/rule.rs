//! Rules: a fault, and the requests that it hits.

use std::borrow::Cow;

use super::Fault;
use super::asked::Asked;
use super::pattern;
use crate::product::Product;

/// A fault, and the requests that it hits: all, unless conditions select some.
///
/// ```
/// use fmg_sim::fault::{Fault, Rule};
///
/// let rule = Rule::new(Fault::Drop).url("/dvmdb/*").method("get").nth(2);
/// assert_eq!(rule, "url=/dvmdb/*,method=get,nth=2,do=drop".parse()?);
/// # Ok::<_, fmg_sim::fault::ParseRuleError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a rule does nothing until it is armed"]
pub struct Rule {
    pub(super) fault: Fault,
    pub(super) product: Option<Product>,
    pub(super) method: Option<String>,
    pub(super) url: Option<String>,
    pub(super) which: Which,
    pub(super) times: Option<u64>,
    pub(super) field: Option<String>,
}

/// Which of the matching requests are hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    All,
    First(u64),
    Nth(u64),
    Since(u64),
    Every(u64),
}

impl Rule {
    /// Hits every request with `fault`.
    pub fn new(fault: Fault) -> Self {
        Self {
            fault,
            product: None,
            method: None,
            url: None,
            which: Which::All,
            times: None,
            field: None,
        }
    }

    /// Hits only requests to this product.
    pub fn product(mut self, product: Product) -> Self {
        self.product = Some(product);
        self
    }

    /// Hits only calls with this method of HTTP or of FortiManager, in upper or lower case.
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Hits only calls whose urls match `pattern`: HTTP paths without their query, and urls of FortiManager calls, also
    /// of those through its GUI. Urls of FortiManager calls are matched with a leading slash and without a trailing
    /// one, however they were sent: FortiManager accepts both.
    ///
    /// A `*` matches any characters, and the pattern then has to match the whole url. Without a `*`, the url has to
    /// contain the pattern.
    pub fn url(mut self, pattern: impl Into<String>) -> Self {
        self.url = Some(pattern.into());
        self
    }

    /// Hits only the first `count` matching requests.
    pub fn first(mut self, count: u64) -> Self {
        self.which = Which::First(count);
        self
    }

    /// Hits only the matching request with this number; the first is 1.
    pub fn nth(mut self, number: u64) -> Self {
        self.which = Which::Nth(number);
        self
    }

    /// Hits the matching request with this number and every later one; the first is 1.
    pub fn since(mut self, number: u64) -> Self {
        self.which = Which::Since(number);
        self
    }

    /// Hits every matching request whose number is a multiple of `step`; with 0, it hits none.
    pub fn every(mut self, step: u64) -> Self {
        self.which = Which::Every(step);
        self
    }

    /// Hits at most `count` requests.
    pub fn times(mut self, count: u64) -> Self {
        self.times = Some(count);
        self
    }

    /// Makes [`Fault::Misfit`] change only this member of each row. Other faults ignore it.
    pub fn field(mut self, name: impl Into<String>) -> Self {
        self.field = Some(name.into());
        self
    }

    /// Whether method and url of one of the calls match.
    pub(super) fn fits(&self, asked: &Asked<'_>) -> bool {
        let product = self.product.is_none_or(|product| product == asked.product);
        product
            && asked.calls.iter().any(|calls| {
                let method = self.method.as_ref();
                let method = method.is_none_or(|wanted| wanted.eq_ignore_ascii_case(&calls.method));
                let url = |url: &Cow<'_, str>| self.url.as_ref().is_none_or(|wanted| pattern::fits(wanted, url));
                method && calls.urls.iter().any(url)
            })
    }

    /// Whether the matching request with this `number` is hit, after this many `hits`.
    pub(super) fn hits(&self, number: u64, hits: u64) -> bool {
        let chosen = match self.which {
            Which::All => true,
            Which::First(count) => number <= count,
            Which::Nth(nth) => number == nth,
            Which::Since(first) => number >= first,
            Which::Every(step) => number.is_multiple_of(step),
        };
        chosen && self.times.is_none_or(|times| hits < times)
    }
}

#[cfg(test)]
mod tests {
    use super::Rule;
    use crate::fault::Fault;

    /// Which of the first nine matching requests are hit, by number.
    fn hit(rule: &Rule) -> Vec<u64> {
        let mut hits = 0;
        (1..10)
            .filter(|number| {
                let hit = rule.hits(*number, hits);
                hits += u64::from(hit);
                hit
            })
            .collect()
    }

    #[test]
    fn requests_are_chosen_by_count() {
        let rule = || Rule::new(Fault::Drop);
        assert_eq!(hit(&rule()), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(hit(&rule().first(2)), [1, 2]);
        assert_eq!(hit(&rule().nth(3)), [3]);
        assert_eq!(hit(&rule().since(7)), [7, 8, 9]);
        assert_eq!(hit(&rule().since(7).times(2)), [7, 8]);
        assert_eq!(hit(&rule().every(4)), [4, 8]);
        assert_eq!(hit(&rule().every(2).times(3)), [2, 4, 6]);
        assert_eq!(hit(&rule().times(1)), [1]);
        assert!(hit(&rule().every(0)).is_empty());
        assert!(hit(&rule().nth(0)).is_empty());
    }
}
