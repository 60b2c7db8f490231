//! Errors in descriptions of tables.

use std::fmt;

/// The description of a table is contradictory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableError {
    table: String,
    problem: String,
}

impl TableError {
    pub(super) fn new(table: &str, problem: String) -> Self {
        Self {
            table: table.to_owned(),
            problem,
        }
    }

    /// The path of the table.
    #[must_use]
    pub fn table(&self) -> &str {
        &self.table
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the table `{}`: {}", self.table, self.problem)
    }
}

impl std::error::Error for TableError {}
