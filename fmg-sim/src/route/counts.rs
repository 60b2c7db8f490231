//! How often calls went well.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use super::Route;

/// How often each call of the specs went well.
#[derive(Debug)]
pub(crate) struct Counts<I>(HashMap<I, u64>);

impl<I> Default for Counts<I> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<I: Copy + Eq + Hash> Counts<I> {
    /// Counts a call, if it is one of the specs.
    pub(crate) fn count(&mut self, route: &Route<I>) {
        if let Some(id) = route.id {
            *self.0.entry(id).or_default() += 1;
        }
    }

    /// The counts of `routes` by the names of their request types. Calls that never went well are there with 0.
    #[must_use]
    pub(crate) fn by_name(&self, routes: &'static [Route<I>]) -> BTreeMap<&'static str, u64> {
        let times = |route: &Route<I>| route.id.and_then(|id| self.0.get(&id).copied());
        routes
            .iter()
            .map(|route| (&*route.name, times(route).unwrap_or_default()))
            .collect()
    }
}
