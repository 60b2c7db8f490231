//! Fields of rows that are written as well as read.

use crate::slots::{Fit, List, Object, Out, Place, Shown, Unfit, is_no_number};

/// A field of a row that can be written: kept as it is, set, or reset to its default.
///
/// An update that leaves a field out means to leave it alone, so leaving out is the default. A field that
/// is to lose its value is listed by name under `unset attrs`; [`Field::Unset`] does that.
///
/// ```
/// use fmg_bindings::Field;
///
/// let mut comment: Field<String> = Field::Keep;
/// assert_eq!(comment.get(), None);
///
/// comment = "uplink".to_owned().into();
/// assert_eq!(comment.as_deref(), Some("uplink"));
///
/// comment = Field::Unset;
/// assert!(comment.is_unset());
///
/// // A list of texts takes one text, or several in an array or a `Vec`.
/// let one: Field<Vec<String>> = "any".into();
/// let array: Field<Vec<String>> = ["any"].into();
/// let vector: Field<Vec<String>> = vec!["any"].into();
/// let collected: Field<Vec<String>> = std::iter::once("any".to_owned()).collect();
/// assert!(one == array && one == vector && one == collected);
///
/// // As with an `Option`, a field without a value gives an empty one.
/// assert_eq!(comment.unwrap_or_default(), "");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field<T> {
    /// Not sent, so left as it is. In a reply: not there.
    #[default]
    Keep,
    /// Sent with this value.
    Set(T),
    /// Reset to the default of the appliance.
    Unset,
}

impl<T> Field<T> {
    /// The value, if there is one.
    #[must_use]
    pub const fn get(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Unset => None,
        }
    }

    /// The value for changing it in place, if there is one.
    pub const fn get_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Unset => None,
        }
    }

    /// The value by itself, if there is one.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Unset => None,
        }
    }

    /// The value, or without a value the default of its type: an empty text or list.
    pub fn unwrap_or_default(self) -> T
    where
        T: Default,
    {
        self.into_option().unwrap_or_default()
    }

    /// As [`get`](Self::get), by the name that an `Option` has for it.
    #[must_use]
    pub const fn as_ref(&self) -> Option<&T> {
        self.get()
    }

    /// Whether the field holds a value, by the name that an `Option` has for [`is_set`](Self::is_set).
    #[must_use]
    pub const fn is_some(&self) -> bool {
        self.is_set()
    }

    /// Whether the field holds no value: it is left alone or to be reset.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        !self.is_set()
    }

    /// The target of the value, such as `&str` for a `String`, if the field has a value.
    pub fn as_deref(&self) -> Option<&T::Target>
    where
        T: std::ops::Deref,
    {
        self.get().map(T::deref)
    }

    /// Whether the field is left alone.
    #[must_use]
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// Whether the field holds a value.
    #[must_use]
    pub const fn is_set(&self) -> bool {
        matches!(self, Self::Set(_))
    }

    /// Whether the field is to be reset.
    #[must_use]
    pub const fn is_unset(&self) -> bool {
        matches!(self, Self::Unset)
    }

    /// Prepares the field for its value, before the value is read.
    fn begin(&mut self) -> Option<&mut T>
    where
        T: Place,
    {
        *self = Self::Set(T::blank());
        self.get_mut()
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl From<&str> for Field<String> {
    fn from(value: &str) -> Self {
        Self::Set(value.to_owned())
    }
}

/// A list of the items of an iterator, which may be empty.
impl<T> FromIterator<T> for Field<Vec<T>> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self::Set(values.into_iter().collect())
    }
}

/// A list of one text.
impl From<&str> for Field<Vec<String>> {
    fn from(value: &str) -> Self {
        Self::Set(vec![value.to_owned()])
    }
}

/// A list of one text.
impl From<String> for Field<Vec<String>> {
    fn from(value: String) -> Self {
        Self::Set(vec![value])
    }
}

impl<const N: usize> From<[&str; N]> for Field<Vec<String>> {
    fn from(values: [&str; N]) -> Self {
        values.as_slice().into()
    }
}

impl From<Vec<&str>> for Field<Vec<String>> {
    fn from(values: Vec<&str>) -> Self {
        values.as_slice().into()
    }
}

impl From<&[&str]> for Field<Vec<String>> {
    fn from(values: &[&str]) -> Self {
        Self::Set(values.iter().copied().map(str::to_owned).collect())
    }
}

impl<T, const N: usize> From<[T; N]> for Field<Vec<T>> {
    fn from(values: [T; N]) -> Self {
        Self::Set(values.into())
    }
}

impl<T: Clone> From<&[T]> for Field<Vec<T>> {
    fn from(values: &[T]) -> Self {
        Self::Set(values.to_vec())
    }
}

/// `None` leaves the field alone.
impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Keep, Self::Set)
    }
}

impl<T: Place> Place for Field<T> {
    fn blank() -> Self {
        Self::Keep
    }

    fn expects(&self) -> &'static str {
        T::blank().expects()
    }

    fn absent(&mut self) {
        *self = Self::Keep;
    }

    fn boolean(&mut self, value: bool) -> Fit {
        self.begin().map_or(Err(Unfit), |place| place.boolean(value))
    }

    fn integer(&mut self, value: i128) -> Fit {
        self.begin().map_or(Err(Unfit), |place| place.integer(value))
    }

    fn float(&mut self, value: f64) -> Fit {
        self.begin().map_or(Err(Unfit), |place| place.float(value))
    }

    fn text(&mut self, value: &str) -> Fit {
        let Some(place) = self.begin() else {
            return Err(Unfit);
        };
        let fit = place.text(value);
        if fit.is_err() && is_no_number::<T>(value) {
            self.absent();
            return Ok(());
        }
        fit
    }

    fn list(&mut self) -> Option<&mut dyn List> {
        self.begin()?.list()
    }

    fn object(&mut self) -> Option<&mut dyn Object> {
        self.begin()?.object()
    }

    fn is_list(&self) -> bool {
        T::blank().is_list()
    }

    fn is_any(&self) -> bool {
        T::blank().is_any()
    }
}

impl<T: Shown> Shown for Field<T> {
    fn out(&self) -> Out<'_> {
        match self {
            Self::Keep => Out::Absent,
            Self::Set(value) => value.out(),
            Self::Unset => Out::Unset,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Field;

    #[test]
    fn every_way_to_a_field_leads_to_its_state() {
        assert_eq!(Field::from(5), Field::Set(5));
        assert_eq!(Field::<String>::from("a"), Field::Set("a".to_owned()));
        assert_eq!(Field::<u8>::from(None), Field::Keep);
        assert_eq!(Field::from(Some(5)), Field::Set(5));
        assert_eq!(Field::<u8>::default(), Field::Keep);
    }

    #[test]
    fn a_list_of_texts_takes_one_or_several() {
        let any = Field::Set(vec!["any".to_owned()]);
        for same in [
            Field::<Vec<String>>::from("any"),
            "any".to_owned().into(),
            ["any"].into(),
            ["any".to_owned()].into(),
            vec!["any"].into(),
            vec!["any".to_owned()].into(),
            ["any"].as_slice().into(),
            ["any".to_owned()].as_slice().into(),
        ] {
            assert_eq!(same, any);
        }
        assert_eq!(Field::from([1, 2]), Field::Set(vec![1, 2]));
        assert_eq!(Field::<Vec<String>>::from(None), Field::Keep);
    }

    #[test]
    fn only_a_set_field_has_a_value() {
        let mut field = Field::Set(5);
        if let Some(value) = field.get_mut() {
            *value = 6;
        }
        assert_eq!(
            (field.get(), field.as_ref(), field.into_option()),
            (Some(&6), Some(&6), Some(6))
        );
        for empty in [Field::<u8>::Keep, Field::Unset] {
            assert_eq!((empty.get(), empty.into_option()), (None, None));
        }
        assert!(Field::<u8>::Unset.is_unset() && Field::<u8>::Keep.is_keep() && field.is_set());
    }
}
