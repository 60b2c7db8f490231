//! The counts of all cases, as tables.

use std::collections::BTreeMap;
use std::fmt;

use crate::case::{CaseResult, Ending};

/// How the cases of a row have ended.
#[derive(Clone, Copy, Default)]
struct Row {
    cases: usize,
    succeeded: usize,
    failed: usize,
    dropped: usize,
    broken: usize,
}

/// The counts, by operation and by fault.
#[derive(Default)]
pub(crate) struct Counts {
    operations: BTreeMap<String, Row>,
    troubles: BTreeMap<String, Row>,
    all: Row,
}

impl Counts {
    pub(crate) fn of(results: &[CaseResult]) -> Self {
        let mut counts = Self::default();
        for result in results {
            let trouble = result
                .case
                .trouble
                .map_or_else(String::new, |(trouble, _)| trouble.to_string());
            counts
                .operations
                .entry(result.case.operation.name.to_owned())
                .or_default()
                .add(result);
            counts.troubles.entry(trouble).or_default().add(result);
            counts.all.add(result);
        }
        counts
    }
}

impl Row {
    fn add(&mut self, result: &CaseResult) {
        self.cases += 1;
        match &result.ending {
            Some(Ending::Returned(Ok(_))) => self.succeeded += 1,
            Some(Ending::Returned(Err(_))) => self.failed += 1,
            Some(Ending::Dropped) => self.dropped += 1,
            Some(Ending::Panicked(_)) | None => {}
        }
        self.broken += usize::from(!result.broken.is_empty());
    }

    fn fmt(self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            cases,
            succeeded,
            failed,
            dropped,
            broken,
        } = self;
        writeln!(
            f,
            "{name:<44} {cases:>7} {succeeded:>10} {failed:>7} {dropped:>8} {broken:>7}"
        )
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (head, rows) in [
            ("operation", &self.operations),
            ("what happens at a request", &self.troubles),
        ] {
            writeln!(
                f,
                "{head:<44} {:>7} {:>10} {:>7} {:>8} {:>7}",
                "cases", "succeeded", "failed", "dropped", "broken"
            )?;
            for (name, row) in rows {
                row.fmt(name, f)?;
            }
            writeln!(f)?;
        }
        self.all.fmt("all", f)
    }
}
