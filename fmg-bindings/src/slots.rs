//! How rows are read and written.
//!
//! A generated row does not derive serde. It names, in one small function that is not generic, the
//! [`Place`] of each JSON member, and in a second one what its fields hold. The code that walks JSON is
//! written once, over these two, so that a row costs a fraction of what a derive costs to compile and
//! is no slower to read. To everybody else a row is an ordinary serde type: `row!` forwards both traits.

mod container;
mod decode;
mod encode;
mod macros;
mod notes;
mod out;
mod place;
mod scalar;
mod show;
#[cfg(test)]
mod tests;

pub use self::container::{is_name, pattern_key};
pub use self::decode::deserialize;
pub(crate) use self::decode::{read, read_data, read_optional_data, read_part};
pub(crate) use self::encode::UNSET_ATTRIBUTES;
pub use self::encode::serialize;
pub(crate) use self::notes::Notes;
pub(crate) use self::out::BoolForm;
pub use self::out::{Entries, Items, Member, Once, Out, Shown, Written, visit_held};
pub use self::place::{Fit, List, Object, Place, Slot, Unfit};
pub use self::show::{debug, equal};

/// What a struct with named fields holds, field by field.
///
/// Implemented by `row!` and `reply!`.
pub trait Fields {
    /// The Rust name of the type.
    fn type_name(&self) -> &'static str;

    /// Shows every field that holds something, in the order of declaration.
    fn each<'r>(&'r self, visit: &mut dyn FnMut(&'static Member, Out<'r>));
}

/// A JSON object of known members: a table row, a nested object, or the whole of a reply.
///
/// The generator implements it through `row!` and `reply!`; it is of interest elsewhere as a bound.
pub trait Row: Fields {
    /// The place of a member of this object, or `None` for a member that no field takes.
    fn slot(&mut self, name: &str) -> Option<Slot<'_>>;

    /// The place of a member that stands beside `data` in the result entry.
    fn entry_slot(&mut self, name: &str) -> Option<Slot<'_>> {
        let _ = name;
        None
    }

    /// The place of a member at the top level of the reply.
    fn envelope_slot(&mut self, name: &str) -> Option<Slot<'_>> {
        let _ = name;
        None
    }

    /// Whether a reply is of no use if the member of this name does not fit: the session of a login, the task of an
    /// installation.
    fn is_strict(&self, name: &str) -> bool {
        let _ = name;
        false
    }

    /// The place of a list that comes instead of the object, or `None` if that is no form of it.
    fn list_slot(&mut self) -> Option<Slot<'_>> {
        None
    }

    /// Whether a reply without `data` can become this row.
    fn data_need(&self) -> Need {
        Need::Required
    }
}

/// What a response makes of the `data` of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A reply without it is no answer.
    Required,
    /// It may be missing.
    Optional,
    /// Whatever it holds, it is passed over.
    Ignored,
}
