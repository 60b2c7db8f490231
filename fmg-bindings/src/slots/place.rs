//! The places into which JSON values are read.

/// The place of one member of a row.
pub type Slot<'a> = &'a mut dyn Place;

/// Whether a value fits its place.
pub type Fit = Result<(), Unfit>;

/// The place does not take values of this kind.
///
/// It does not contain the value, which may be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfit;

/// A place that takes one JSON value.
///
/// There is a method for each kind of JSON value. It refuses the value unless the type overrides it, so the
/// implementation of a type shows what it accepts. The methods are called through `dyn`, so reading is generic over the
/// deserializer only, and not over the row.
#[allow(
    clippy::missing_errors_doc,
    reason = "they refuse what does not fit, as the trait says"
)]
pub trait Place {
    /// The value of a place before anything is read into it.
    fn blank() -> Self
    where
        Self: Sized;

    /// The values that the place takes, for messages: "an integer".
    fn expects(&self) -> &'static str;

    /// Takes JSON `null`, which FortiManager sends for a missing value.
    fn absent(&mut self);

    /// Takes `true` or `false`.
    fn boolean(&mut self, value: bool) -> Fit {
        let _ = value;
        Err(Unfit)
    }

    /// Takes a number without a fraction.
    fn integer(&mut self, value: i128) -> Fit {
        let _ = value;
        Err(Unfit)
    }

    /// Takes a number with a fraction or an exponent.
    fn float(&mut self, value: f64) -> Fit {
        let _ = value;
        Err(Unfit)
    }

    /// Takes a string.
    fn text(&mut self, value: &str) -> Fit {
        let _ = value;
        Err(Unfit)
    }

    /// Takes a list, element by element. A place that returns `None` still takes a list of at most one element.
    fn list(&mut self) -> Option<&mut dyn List> {
        None
    }

    /// Takes an object, member by member.
    fn object(&mut self) -> Option<&mut dyn Object> {
        None
    }

    /// Whether the place is a list, so that a single value is its element.
    fn is_list(&self) -> bool {
        false
    }

    /// Whether `null` is a value here, and not a missing one.
    fn is_any(&self) -> bool {
        false
    }
}

/// A place that takes any number of elements.
pub trait List {
    /// Adds a blank element and returns its place.
    fn element(&mut self) -> Slot<'_>;

    /// Removes the last element, because it does not fit.
    fn retract(&mut self);

    /// Whether `null` and an empty list are elements like others.
    fn takes_nothing(&self) -> bool {
        false
    }
}

/// A place that takes named members.
pub trait Object {
    /// The place of the member, or `None` if it is to be skipped.
    fn member(&mut self, name: &str) -> Option<Slot<'_>>;

    /// Whether its members are known, so that an object with none of them is not a row.
    fn is_row(&self) -> bool {
        false
    }

    /// Whether the member with this name must fit.
    fn is_strict(&self, name: &str) -> bool {
        let _ = name;
        false
    }
}

impl<R: super::Row> Object for R {
    fn member(&mut self, name: &str) -> Option<Slot<'_>> {
        self.slot(name)
    }

    fn is_row(&self) -> bool {
        true
    }

    fn is_strict(&self, name: &str) -> bool {
        super::Row::is_strict(self, name)
    }
}

impl<R: super::Row + Default> Place for R {
    fn blank() -> Self {
        Self::default()
    }

    fn expects(&self) -> &'static str {
        "an object"
    }

    fn absent(&mut self) {
        *self = Self::default();
    }

    fn list(&mut self) -> Option<&mut dyn List> {
        self.list_slot()?.list()
    }

    fn object(&mut self) -> Option<&mut dyn Object> {
        Some(self)
    }
}
