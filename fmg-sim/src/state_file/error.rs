//! What is wrong with a state.

use std::fmt;

use super::place::Place;

/// Why an appliance can't start from the state that it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateError {
    place: Place,
    problem: String,
}

impl StateError {
    /// The state is wrong at a place, such as `fmg.users[2].name`.
    pub(crate) fn new(place: Place, problem: impl Into<String>) -> Self {
        Self {
            place,
            problem: problem.into(),
        }
    }

    /// The same with more words behind it.
    pub(crate) fn with(mut self, more: &str) -> Self {
        self.problem.push_str(more);
        self
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// What is wrong, and with which member.
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
