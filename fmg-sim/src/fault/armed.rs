//! The armed rules.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http::request::Parts;

use super::asked::Asked;
use super::{Fault, Rule};
use crate::product::Product;

/// The rules of a sim, for all of its appliances. Clones share the rules.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    rules: Arc<Mutex<Vec<Arc<Counted>>>>,
}

/// An armed rule. It stays armed until it is [disarmed](Self::disarm) or its [`Faults`] are cleared; dropping this
/// value does not disarm it.
#[derive(Clone, Debug)]
pub struct Armed {
    rule: Arc<Counted>,
    faults: Faults,
}

#[derive(Debug)]
struct Counted {
    rule: Rule,
    fitted: AtomicU64,
    hits: AtomicU64,
}

/// The faults that hit a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Strike {
    pub(crate) delay: Duration,
    pub(crate) fault: Option<Fault>,
    /// The member that a misfit changes.
    pub(crate) field: Option<String>,
}

impl Faults {
    /// Arms a rule. It is checked after those that are already armed.
    #[expect(clippy::must_use_candidate, reason = "the value only counts hits")]
    pub fn arm(&self, rule: Rule) -> Armed {
        let rule = Arc::new(Counted {
            rule,
            fitted: AtomicU64::new(0),
            hits: AtomicU64::new(0),
        });
        self.rules().push(Arc::clone(&rule));
        Armed {
            rule,
            faults: self.clone(),
        }
    }

    /// Disarms all rules.
    pub fn clear(&self) {
        self.rules().clear();
    }

    /// Returns the faults that hit this request. Each call counts as a request.
    pub(crate) fn strike(&self, product: Product, request: &Request<Bytes>) -> Strike {
        let mut strike = Strike::default();
        if self.rules().is_empty() {
            return strike;
        }
        // Parsing a request can take long, so it is done before the lock.
        let asked = Asked::of(product, request);
        for counted in self.rules().iter() {
            if matches!(counted.rule.fault, Fault::DropUpload(_)) || !counted.hits(&asked) {
                continue;
            }
            if let Fault::Delay(delay) = counted.rule.fault {
                strike.delay = strike.delay.saturating_add(delay);
            } else {
                strike.fault = Some(counted.rule.fault);
                strike.field.clone_from(&counted.rule.field);
                break;
            }
        }
        strike
    }

    /// Returns after how many bytes of its body a request is cut off, judged by its head alone. Each call counts as a
    /// request.
    pub(crate) fn cut(&self, product: Product, head: &Parts) -> Option<u64> {
        if self.rules().is_empty() {
            return None;
        }
        let asked = Asked::of_head(product, &head.method, &head.uri);
        self.rules().iter().find_map(|counted| match counted.rule.fault {
            Fault::DropUpload(bytes) => counted.hits(&asked).then_some(bytes),
            _ => None,
        })
    }

    fn rules(&self) -> MutexGuard<'_, Vec<Arc<Counted>>> {
        // A panic while the lock was held cannot leave the list half changed.
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Armed {
    /// The number of requests that the rule has hit.
    #[must_use]
    pub fn hits(&self) -> u64 {
        self.rule.hits.load(Ordering::Relaxed)
    }

    /// Disarms the rule.
    pub fn disarm(&self) {
        self.faults.rules().retain(|rule| !Arc::ptr_eq(rule, &self.rule));
    }
}

impl Counted {
    /// Whether the request is hit. Updates both counts, which the lock on the list keeps consistent.
    fn hits(&self, asked: &Asked<'_>) -> bool {
        if !self.rule.fits(asked) {
            return false;
        }
        let number = self.fitted.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        let hit = self.rule.hits(number, self.hits.load(Ordering::Relaxed));
        if hit {
            self.hits.fetch_add(1, Ordering::Relaxed);
        }
        hit
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use http::Request;

    use super::{Faults, Strike};
    use crate::fault::{Fault, Rule};
    use crate::product::Product;

    fn strike(faults: &Faults, path: &str) -> Strike {
        let request = Request::get(path).body(Bytes::new()).unwrap();
        faults.strike(Product::FortiGate, &request)
    }

    #[test]
    fn the_first_rule_that_hits_applies_and_delays_add_up() {
        let faults = Faults::default();
        let second = Duration::from_secs(1);
        faults.arm(Rule::new(Fault::Delay(second)).url("/api"));
        let drop = faults.arm(Rule::new(Fault::Drop).nth(2));
        faults.arm(Rule::new(Fault::Delay(second)));
        let refuse = faults.arm(Rule::new(Fault::Refuse).every(2));

        assert_eq!(strike(&faults, "/api").delay, second * 2);
        let hit = strike(&faults, "/api");
        assert_eq!((hit.delay, hit.fault), (second, Some(Fault::Drop)));
        assert_eq!(
            strike(&faults, "/x?/api").fault,
            Some(Fault::Refuse),
            "the second that it was asked about"
        );
        assert_eq!((drop.hits(), refuse.hits()), (1, 1));
    }

    #[test]
    fn a_rule_ends_when_it_is_disarmed_or_cleared() {
        let faults = Faults::default();
        let one = faults.arm(Rule::new(Fault::ServerError));
        let other = faults.arm(Rule::new(Fault::Garbage));
        one.disarm();
        assert_eq!(strike(&faults, "/").fault, Some(Fault::Garbage));
        faults.clone().clear();
        assert_eq!(strike(&faults, "/"), Strike::default());
        assert_eq!((one.hits(), other.hits()), (0, 1));
    }

    #[test]
    fn a_rule_hits_only_its_product_and_its_method() {
        let faults = Faults::default();
        faults.arm(Rule::new(Fault::Drop).product(Product::FortiManager));
        faults.arm(Rule::new(Fault::Refuse).method("post"));
        assert_eq!(strike(&faults, "/").fault, None);
        let request = Request::post("/").body(Bytes::new()).unwrap();
        assert_eq!(faults.strike(Product::FortiGate, &request).fault, Some(Fault::Refuse));
        assert_eq!(faults.strike(Product::FortiManager, &request).fault, Some(Fault::Drop));
    }
}
