//! How many of the calls of the specs are answered, for the tests that make all of them.
//!
//! `cargo test -p fmg-sim --lib coverage -- --nocapture` prints it.

use std::fmt;

/// What became of the calls of an appliance.
pub(crate) struct Coverage {
    appliance: &'static str,
    answered: usize,
    /// The calls that were not answered, each with what happened instead.
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

    /// Notes what became of a call.
    pub(crate) fn note(&mut self, call: &str, outcome: Result<(), impl fmt::Display>) {
        match outcome {
            Ok(()) => self.answered += 1,
            Err(instead) => self.missing.push(format!("{call}: {instead}")),
        }
    }

    /// Prints how many calls were answered; fails if that is not all of them.
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
fn what_is_missing_is_counted_and_named() {
    let mut coverage = Coverage::of("FortiManager");
    coverage.note("get /a", Ok::<_, i64>(()));
    coverage.note("get /b", Err(-6));
    let text = coverage.to_string();
    assert_eq!(text, "FortiManager: 1 of 2 calls answered\n  not get /b: -6");
}
