//! The configuration of a FortiGate: reading and changing its tables.

mod table;

pub use self::table::{ComplexTable, Table};
