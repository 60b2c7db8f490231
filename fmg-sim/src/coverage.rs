//! Counts the calls of the specs that an appliance answers, for the tests that make all of them.
//!
//! `cargo test -p fmg-sim --lib coverage -- --nocapture` prints it.

use std::fmt;

/// The results of the calls to an appliance.
pub(crate) struct Coverage {
    appliance: &'static str,
    answered: usize,
    /// The calls that were not answered, each with the reason.
    missing: Vec<String>,
}

impl Coverage {
    pub(crate) fn of(appliance: &'static str) -> Self {
        Self {
            appliance,
            answered: 0,
            missing: Vec::new(),
        }
    }

    /// Notes the result of a call.
    pub(crate) fn note(&mut self, call: &str, outcome: Result<(), impl fmt::Display>) {
        match outcome {
            Ok(()) => self.answered += 1,
            Err(instead) => self.missing.push(format!("{call}: {instead}")),
        }
    }

    /// Prints how many calls were answered, and fails unless all were.
    #[track_caller]
    pub(crate) fn assert_whole(self) {
        println!("{self}");
        assert!(self.missing.is_empty(), "{self}");
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.answered + self.missing.len();
        write!(f, "{}: {} of {all} calls answered", self.appliance, self.answered)?;
        for missing in &self.missing {
            write!(f, "\n  not {missing}")?;
        }
        Ok(())
    }
}

#[test]
fn unanswered_calls_are_counted_and_named() {
    let mut coverage = Coverage::of("FortiManager");
    coverage.note("get /a", Ok::<_, i64>(()));
    coverage.note("get /b", Err(-6));
    let text = coverage.to_string();
    assert_eq!(text, "FortiManager: 1 of 2 calls answered\n  not get /b: -6");
}
