//! Errors in states.

use std::fmt;

use super::place::Place;

/// The initial state of an appliance is invalid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateError {
    place: Place,
    problem: String,
}

impl StateError {
    /// An error at a place in the state, such as `fmg.users[2].name`.
    pub(crate) fn new(place: Place, problem: impl Into<String>) -> Self {
        Self {
            place,
            problem: problem.into(),
        }
    }

    /// The same error with more text after it.
    pub(crate) fn with(mut self, more: &str) -> Self {
        self.problem.push_str(more);
        self
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// The place and the problem.
    pub(crate) fn problem(&self) -> String {
        let place = self.place.to_string();
        if place.is_empty() {
            return self.problem.clone();
        }
        format!("`{place}` {}", self.problem)
    }
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "state: {}", self.problem())
    }
}

impl std::error::Error for StateError {}
