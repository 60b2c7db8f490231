//! Collects errors, so that one run shows all of them.

use std::fmt::Display;

use proc_macro2::Span;
use syn::{Error, Result};

/// The errors so far.
#[derive(Default)]
pub(crate) struct Report(Option<Error>);

impl Report {
    pub(crate) fn add(&mut self, error: Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            None => self.0 = Some(error),
        }
    }

    pub(crate) fn error(&mut self, span: Span, message: impl Display) {
        self.add(Error::new(span, message));
    }

    /// Records the error of a result.
    pub(crate) fn absorb<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.add(error)).ok()
    }

    /// The collected errors as a result; `Ok` without an error.
    pub(crate) fn finish(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}

/// Names in backticks, separated by commas, or `none` for an empty list.
pub(crate) fn list<I: IntoIterator<Item: Display>>(names: I, none: &str) -> String {
    let names: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        none.to_owned()
    } else {
        names.join(", ")
    }
}
