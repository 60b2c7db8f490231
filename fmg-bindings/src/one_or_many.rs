//! A parameter with one value or several.

use std::{slice, vec};

use serde::{Serialize, Serializer};

use crate::{Listed, Open};

/// A parameter that takes one value or several.
///
/// One value is sent as it is, several as a list. In a query, several values repeat the parameter.
///
/// ```
/// use fmg_bindings::fmg::OneOrMany;
///
/// let one: OneOrMany<i64> = 1.into();
/// let several: OneOrMany<i64> = [1, 2].into();
/// assert_eq!((one.as_slice(), several.as_slice()), (&[1][..], &[1, 2][..]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum OneOrMany<T> {
    /// One value.
    One(T),
    /// A list of any length.
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    /// The values.
    pub fn as_slice(&self) -> &[T] {
        match self {
            Self::One(value) => slice::from_ref(value),
            Self::Many(values) => values,
        }
    }

    /// Iterates over the values.
    pub fn iter(&self) -> slice::Iter<'_, T> {
        self.as_slice().iter()
    }

    /// Iterates over the values mutably.
    pub fn iter_mut(&mut self) -> slice::IterMut<'_, T> {
        match self {
            Self::One(value) => slice::from_mut(value).iter_mut(),
            Self::Many(values) => values.iter_mut(),
        }
    }

    /// The values as a list.
    pub fn into_vec(self) -> Vec<T> {
        match self {
            Self::One(value) => vec![value],
            Self::Many(values) => values,
        }
    }
}

impl<'v, T> IntoIterator for &'v OneOrMany<T> {
    type Item = &'v T;
    type IntoIter = slice::Iter<'v, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'v, T> IntoIterator for &'v mut OneOrMany<T> {
    type Item = &'v mut T;
    type IntoIter = slice::IterMut<'v, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl<T> IntoIterator for OneOrMany<T> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.into_vec().into_iter()
    }
}

impl<T> From<T> for OneOrMany<T> {
    fn from(value: T) -> Self {
        Self::One(value)
    }
}

impl<T> From<Vec<T>> for OneOrMany<T> {
    fn from(values: Vec<T>) -> Self {
        Self::Many(values)
    }
}

impl<T, const N: usize> From<[T; N]> for OneOrMany<T> {
    fn from(values: [T; N]) -> Self {
        Self::Many(values.into())
    }
}

impl From<&str> for OneOrMany<String> {
    fn from(value: &str) -> Self {
        Self::One(value.to_owned())
    }
}

impl<const N: usize> From<[&str; N]> for OneOrMany<String> {
    fn from(values: [&str; N]) -> Self {
        values.into_iter().map(str::to_owned).collect()
    }
}

impl From<Vec<&str>> for OneOrMany<String> {
    fn from(values: Vec<&str>) -> Self {
        values.into_iter().map(str::to_owned).collect()
    }
}

impl From<&[&str]> for OneOrMany<String> {
    fn from(values: &[&str]) -> Self {
        values.iter().copied().map(str::to_owned).collect()
    }
}

impl<T: Clone> From<&[T]> for OneOrMany<T> {
    fn from(values: &[T]) -> Self {
        Self::Many(values.to_vec())
    }
}

impl<E: Listed> From<E> for OneOrMany<Open<E>> {
    fn from(value: E) -> Self {
        Self::One(value.into())
    }
}

impl<E: Listed> From<Vec<E>> for OneOrMany<Open<E>> {
    fn from(values: Vec<E>) -> Self {
        values.into_iter().map(Open::from).collect()
    }
}

impl<E: Listed, const N: usize> From<[E; N]> for OneOrMany<Open<E>> {
    fn from(values: [E; N]) -> Self {
        values.into_iter().map(Open::from).collect()
    }
}

impl<E: Listed> From<&str> for OneOrMany<Open<E>> {
    fn from(value: &str) -> Self {
        Self::One(value.into())
    }
}

impl<E: Listed, const N: usize> From<[&str; N]> for OneOrMany<Open<E>> {
    fn from(values: [&str; N]) -> Self {
        values.into_iter().map(Open::from).collect()
    }
}

impl<E: Listed> From<Vec<&str>> for OneOrMany<Open<E>> {
    fn from(values: Vec<&str>) -> Self {
        values.into_iter().map(Open::from).collect()
    }
}

impl<T> FromIterator<T> for OneOrMany<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self::Many(values.into_iter().collect())
    }
}

impl<T: Serialize> Serialize for OneOrMany<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(value) => value.serialize(serializer),
            Self::Many(values) => values.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::OneOrMany;

    #[test]
    fn one_value_is_sent_as_it_is_and_several_as_a_list() {
        assert_eq!(to_value(OneOrMany::<i64>::from(1)).unwrap(), json!(1));
        assert_eq!(to_value(OneOrMany::<i64>::from(vec![1])).unwrap(), json!([1]));
        assert_eq!(to_value(OneOrMany::<i64>::from([1, 2])).unwrap(), json!([1, 2]));
        assert_eq!(to_value(OneOrMany::<String>::from("a")).unwrap(), json!("a"));
        for several in [
            OneOrMany::<String>::from(["a", "b"]),
            ["a".to_owned(), "b".to_owned()].into(),
            vec!["a", "b"].into(),
            ["a", "b"].as_slice().into(),
            ["a".to_owned(), "b".to_owned()].as_slice().into(),
        ] {
            assert_eq!(to_value(several).unwrap(), json!(["a", "b"]));
        }
    }

    #[test]
    fn the_values_are_iterated() {
        for mut values in [OneOrMany::One(1), OneOrMany::Many(vec![1, 2])] {
            let len = values.as_slice().len();
            for value in &mut values {
                *value += 1;
            }
            assert_eq!((&values).into_iter().copied().min(), Some(2));
            assert_eq!(values.into_iter().count(), len);
        }
    }

    #[test]
    fn the_values_are_returned_as_a_list() {
        assert_eq!(OneOrMany::One(1).into_vec(), [1]);
        assert_eq!((0..3).collect::<OneOrMany<_>>().into_vec(), [0, 1, 2]);
    }
}
