//! Optional values, lists and maps as places.

use std::collections::BTreeMap;

use super::{Entries, Fit, Items, List, Object, Out, Place, Shown, Slot};

/// The part of a member's name between `prefix` and `suffix`, if it has both.
///
/// Members such as `CPU[0] usage` are entries of one map, and this part is the key.
#[must_use]
pub fn pattern_key<'n>(name: &'n str, prefix: &str, suffix: &str) -> Option<&'n str> {
    name.strip_prefix(prefix)?.strip_suffix(suffix)
}

/// Always `false`. The guard of a `match` on names: in the tables of `row!` a name with a suffix is the prefix of a
/// pattern and not the name of a member.
#[must_use]
pub const fn is_name(suffix: &str) -> bool {
    let _ = suffix;
    false
}

/// Whether a text stands for a number without a value. FortiOS sends an empty text for those that are not set, such as the
/// ICMP code of a service.
pub(crate) fn is_no_number<T: Place>(text: &str) -> bool {
    text.is_empty() && T::blank().integer(0).is_ok()
}

impl<T: Place> Place for Option<T> {
    fn blank() -> Self {
        None
    }

    fn expects(&self) -> &'static str {
        T::blank().expects()
    }

    fn absent(&mut self) {
        *self = None;
    }

    fn boolean(&mut self, value: bool) -> Fit {
        self.insert(T::blank()).boolean(value)
    }

    fn integer(&mut self, value: i128) -> Fit {
        self.insert(T::blank()).integer(value)
    }

    fn float(&mut self, value: f64) -> Fit {
        self.insert(T::blank()).float(value)
    }

    fn text(&mut self, value: &str) -> Fit {
        let fit = self.insert(T::blank()).text(value);
        if fit.is_err() && is_no_number::<T>(value) {
            *self = None;
            return Ok(());
        }
        fit
    }

    fn list(&mut self) -> Option<&mut dyn List> {
        self.insert(T::blank()).list()
    }

    fn object(&mut self) -> Option<&mut dyn Object> {
        self.insert(T::blank()).object()
    }

    fn is_list(&self) -> bool {
        T::blank().is_list()
    }

    fn is_any(&self) -> bool {
        T::blank().is_any()
    }
}

/// A single value is read as a list of one, because many tables send it so.
impl<T: Place> Place for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }

    fn expects(&self) -> &'static str {
        "a list"
    }

    fn absent(&mut self) {
        self.clear();
    }

    fn boolean(&mut self, value: bool) -> Fit {
        self.element().boolean(value)
    }

    fn integer(&mut self, value: i128) -> Fit {
        self.element().integer(value)
    }

    fn float(&mut self, value: f64) -> Fit {
        self.element().float(value)
    }

    fn text(&mut self, value: &str) -> Fit {
        self.element().text(value)
    }

    fn list(&mut self) -> Option<&mut dyn List> {
        self.clear();
        Some(self)
    }

    fn object(&mut self) -> Option<&mut dyn Object> {
        self.element().object()
    }

    fn is_list(&self) -> bool {
        true
    }
}

impl<T: Place> List for Vec<T> {
    fn element(&mut self) -> Slot<'_> {
        // `push` and `last_mut` would need an `unwrap`.
        let end = self.len();
        self.push(T::blank());
        &mut self[end]
    }

    fn retract(&mut self) {
        self.pop();
    }

    fn takes_nothing(&self) -> bool {
        T::blank().is_any()
    }
}

impl<T: Place> Place for BTreeMap<String, T> {
    fn blank() -> Self {
        Self::new()
    }

    fn expects(&self) -> &'static str {
        "an object"
    }

    fn absent(&mut self) {
        self.clear();
    }

    fn object(&mut self) -> Option<&mut dyn Object> {
        Some(self)
    }
}

impl<T: Place> Object for BTreeMap<String, T> {
    fn member(&mut self, name: &str) -> Option<Slot<'_>> {
        Some(self.entry(name.to_owned()).or_insert_with(T::blank))
    }
}

impl<T: Shown> Shown for Option<T> {
    fn out(&self) -> Out<'_> {
        self.as_ref().map_or(Out::Absent, Shown::out)
    }
}

impl<T: Shown> Shown for Vec<T> {
    fn out(&self) -> Out<'_> {
        Out::List(self)
    }
}

impl<T: Shown> Items for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn item(&self, index: usize) -> Out<'_> {
        self.get(index).map_or(Out::Absent, Shown::out)
    }

    fn texts(&self) -> Option<&[String]> {
        T::texts(self)
    }
}

impl<T: Shown> Shown for BTreeMap<String, T> {
    fn out(&self) -> Out<'_> {
        Out::Map(self)
    }
}

impl<T: Shown> Entries for BTreeMap<String, T> {
    fn each<'r>(&'r self, visit: &mut dyn FnMut(&'r str, Out<'r>)) {
        for (key, value) in self {
            visit(key, value.out());
        }
    }
}
