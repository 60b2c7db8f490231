//! How rows are read and written.
//!
//! A generated row does not derive serde. It has two small functions without generics. [`Row::slot`] returns where a
//! JSON member is stored. [`Fields::visit`] passes all fields with their values to a visitor. One reader and one writer
//! of JSON call these functions for all rows. So a row compiles in a fraction of the time of a derive, and is read and
//! written faster.
//! A row is still an ordinary serde type: `row!` implements both traits of serde by one call each.

mod container;
mod decode;
mod encode;
mod json;
mod macros;
mod member;
mod notes;
mod out;
mod place;
mod scalar;
mod show;
#[cfg(test)]
mod tests;

pub(crate) use self::container::is_no_number;
pub use self::container::{is_name, pattern_key};
pub use self::decode::deserialize;
pub(crate) use self::decode::{read, read_data, read_optional_data, read_part};
pub(crate) use self::encode::UNSET_ATTRIBUTES;
pub use self::encode::serialize;
pub(crate) use self::json::{write_elements, write_json};
pub use self::member::{EachFieldOnce, FieldNames, Visit, visit_row};
pub(crate) use self::member::{Member, each};
pub(crate) use self::notes::Notes;
pub(crate) use self::out::BoolForm;
pub use self::out::{Entries, Items, Out, Shown, Written};
pub use self::place::{Fit, List, Object, Place, Slot, Unfit};
pub use self::show::{debug, equal};

/// A struct whose fields can be visited with their names and values.
///
/// Implemented by `row!` and `reply!`.
pub trait Fields {
    /// Passes the fields on with their values, in the order of declaration, and the name of the type.
    ///
    /// A row calls `visit` once for all its fields, because each call through `dyn` takes time in the program, and each
    /// call at all in the compiler.
    fn visit<'r>(&'r self, visit: Visit<'_, 'r>);
}

/// A JSON object of known members: a table row, a nested object, or the whole of a reply.
///
/// The generator implements it by `row!` and `reply!`. Elsewhere it is useful as a bound.
pub trait Row: Fields {
    /// Where the JSON member of this name is stored; `None` if no field takes it.
    fn slot(&mut self, name: &str) -> Option<Slot<'_>>;

    /// Where a member beside `data` is stored. Both are in an element of `result`, in a reply of FortiManager.
    fn entry_slot(&mut self, name: &str) -> Option<Slot<'_>> {
        let _ = name;
        None
    }

    /// Where a member at the top level of the reply is stored.
    fn envelope_slot(&mut self, name: &str) -> Option<Slot<'_>> {
        let _ = name;
        None
    }

    /// Whether the member with this name must fit, because the reply is useless without it: the session of a login, the
    /// task of an installation.
    fn is_strict(&self, name: &str) -> bool {
        let _ = name;
        false
    }

    /// The place of a list that is sent instead of the object, or `None` if the object has no such form.
    fn list_slot(&mut self) -> Option<Slot<'_>> {
        None
    }

    /// Whether a reply without `data` can become this row.
    fn data_need(&self) -> Need {
        Need::Required
    }
}

/// Whether a response needs the `data` of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A reply without it is an error.
    Required,
    /// It may be missing.
    Optional,
    /// It is ignored.
    Ignored,
}
