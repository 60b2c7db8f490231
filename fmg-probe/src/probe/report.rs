//! The report of a probe.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::case::Why;
use super::outcome::Outcome;
use crate::fetch::{Identity, Product};

/// The findings of a probe. It serialises to JSON, and displays as text.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The version of the bindings.
    pub bindings: &'static str,
    /// The product.
    pub product: Product,
    /// The firmware and the model, as far as the appliance states them.
    pub appliance: Identity,
    /// Each call, in the order of the specs.
    pub tried: Vec<Tried>,
}

/// A call, and its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Tried {
    /// The method.
    pub method: &'static str,
    /// The template of the url.
    pub url: String,
    /// The result.
    #[serde(flatten)]
    pub outcome: Outcome,
}

impl Report {
    pub(super) fn new(product: Product, appliance: Identity) -> Self {
        Self {
            bindings: env!("CARGO_PKG_VERSION"),
            product,
            appliance,
            tried: Vec::new(),
        }
    }

    /// The calls whose replies have values that do not fit, or that could not be decoded.
    pub fn misfits(&self) -> impl Iterator<Item = &Tried> {
        self.tried.iter().filter(|tried| match &tried.outcome {
            Outcome::Read { misfits, .. } => *misfits > 0,
            Outcome::Unreadable { .. } => true,
            _ => false,
        })
    }

    /// Whether every reply fits the types of the bindings.
    #[must_use]
    pub fn fits(&self) -> bool {
        self.misfits().next().is_none()
    }

    fn count(&self, is_meant: fn(&Outcome) -> bool) -> usize {
        self.tried.iter().filter(|tried| is_meant(&tried.outcome)).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {}, fmg-bindings {}", self.product, self.appliance, self.bindings)?;
        let rows = self.tried.iter().filter_map(|tried| match tried.outcome {
            Outcome::Read { rows, .. } => rows,
            _ => None,
        });
        writeln!(
            f,
            "{} calls read, with {} rows; {} with misfits, {} not on this appliance, {} refused to this user, {} failed, {} not made",
            self.count(|outcome| matches!(outcome, Outcome::Read { .. })),
            rows.sum::<usize>(),
            self.misfits().count(),
            self.count(|outcome| matches!(outcome, Outcome::Absent { .. })),
            self.count(|outcome| matches!(outcome, Outcome::Refused { .. })),
            self.count(|outcome| matches!(outcome, Outcome::Failed { .. })),
            self.count(|outcome| matches!(outcome, Outcome::Skipped { .. })),
        )?;
        for Tried { method, url, outcome } in self.misfits() {
            match outcome {
                Outcome::Read { misfits, fields, .. } => {
                    writeln!(f, "\n{method} {url}: {misfits} misfits")?;
                    for field in fields {
                        writeln!(f, "  {field}")?;
                    }
                }
                Outcome::Unreadable { reason, path } => {
                    write!(f, "\n{method} {url}: cannot be read: {reason}")?;
                    match path {
                        Some(path) => writeln!(f, " at `{path}`")?,
                        None => writeln!(f)?,
                    }
                }
                _ => {}
            }
        }
        writeln!(f)?;
        let mut skipped: BTreeMap<Why, usize> = BTreeMap::new();
        for Tried { method, url, outcome } in &self.tried {
            let status = |status: &Option<i64>| status.map(|status| format!(" ({status})")).unwrap_or_default();
            match outcome {
                Outcome::Absent { status: own } => writeln!(f, "not here{}: {method} {url}", status(own))?,
                Outcome::Refused { status: own } => writeln!(f, "refused{}: {method} {url}", status(own))?,
                Outcome::Failed { reason, status: own } => writeln!(f, "{reason}{}: {method} {url}", status(own))?,
                Outcome::Skipped { why } => *skipped.entry(*why).or_default() += 1,
                Outcome::Read { .. } | Outcome::Unreadable { .. } => {}
            }
        }
        for (why, count) in skipped {
            writeln!(f, "not made: {count} × {why}")?;
        }
        Ok(())
    }
}
