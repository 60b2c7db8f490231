//! Counts successful calls.

use std::collections::{BTreeMap, HashMap};

use super::Route;

/// The number of successes of each declared call, by the name of its request type.
#[derive(Debug, Default)]
pub(crate) struct Counts(HashMap<String, u64>);

impl Counts {
    /// Counts a success, if a spec declares the call.
    pub(crate) fn count<I>(&mut self, route: &Route<I>) {
        if let Some(count) = self.0.get_mut(&*route.name) {
            *count += 1;
        } else if !route.name.is_empty() {
            self.0.insert(route.name.to_string(), 1);
        }
    }

    /// Every call that succeeded.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(name, count)| (name.as_str(), *count))
    }

    /// The counts of `routes`. Calls without a success have 0.
    #[must_use]
    pub(crate) fn by_name<'r, I: 'r>(&self, routes: impl Iterator<Item = &'r Route<I>>) -> BTreeMap<String, u64> {
        let times = |route: &Route<I>| self.0.get(&*route.name).copied().unwrap_or_default();
        routes.map(|route| (route.name.to_string(), times(route))).collect()
    }
}
