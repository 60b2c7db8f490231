//! Facts that few items have.

use std::fmt;
use std::ops::{Deref, DerefMut};

/// Facts that few items have. An item without any of them takes one word for all.
///
/// It derefs to the facts. The first write makes room for them.
///
/// ```
/// use fmg_codegen::ir::{Field, Type};
///
/// let mut field = Field::from_wire("port", Type::Int)?;
/// assert_eq!(field.facts.min, None);
/// field.facts.min = Some(1);
/// assert_eq!(field.facts.min, Some(1));
/// # Ok::<(), fmg_codegen::BadName>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Rare<T>(Option<Box<T>>);

/// The value of facts that an item does not have.
pub(crate) trait Facts: Default + PartialEq + 'static {
    /// No facts.
    fn none() -> &'static Self;
}

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Self(None)
    }
}

#[allow(private_bounds, reason = "which facts there are is up to this crate")]
impl<T: Facts> From<T> for Rare<T> {
    fn from(facts: T) -> Self {
        Self((facts != T::default()).then(|| Box::new(facts)))
    }
}

#[allow(private_bounds, reason = "which facts there are is up to this crate")]
impl<T: Facts> Deref for Rare<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or_else(|| T::none())
    }
}

#[allow(private_bounds, reason = "which facts there are is up to this crate")]
impl<T: Facts> DerefMut for Rare<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }
}

#[allow(private_bounds, reason = "which facts there are is up to this crate")]
impl<T: Facts + fmt::Debug> fmt::Debug for Rare<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
