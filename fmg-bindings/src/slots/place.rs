//! The places that JSON values are read into.

/// The place of one member, as a row hands it out.
pub type Slot<'a> = &'a mut dyn Place;

/// Whether a value fitted its place.
pub type Fit = Result<(), Unfit>;

/// The value is of a kind that the place does not take.
///
/// It carries nothing, least of all the value: that may be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfit;

/// A place that takes one JSON value.
///
/// Each method stands for one kind of JSON value and refuses it unless the type overrides the method,
/// so what a type accepts can be read off its implementation. All of it is dispatched at run time:
/// reading is generic over the deserializer alone, never over the row.
#[allow(
    clippy::missing_errors_doc,
    reason = "they refuse what does not fit, as is said above"
)]
pub trait Place {
    /// The value that a place holds before anything is read into it.
    fn blank() -> Self
    where
        Self: Sized;

    /// What the place takes, for messages: "an integer".
    fn expects(&self) -> &'static str;

    /// Takes JSON `null`, which FortiManager sends for "not there".
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

    /// Takes a list, element by element. A place without one still takes a list of at most one element.
    fn list(&mut self) -> Option<&mut dyn List> {
        None
    }

    /// Takes an object, member by member.
    fn object(&mut self) -> Option<&mut dyn Object> {
        None
    }

    /// Whether a list is meant here, so that a lone value is an element of it.
    fn is_list(&self) -> bool {
        false
    }

    /// Whether `null` is a value here, and not the lack of one.
    fn is_any(&self) -> bool {
        false
    }
}

/// A place that takes any number of elements.
pub trait List {
    /// Adds a blank element and returns its place.
    fn element(&mut self) -> Slot<'_>;

    /// Takes the last element back, because it turned out not to fit.
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

    /// Whether it has members of its own, so that an object without any of them is something else.
    fn is_row(&self) -> bool {
        false
    }

    /// Whether a reply is of no use if the member of this name does not fit.
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
