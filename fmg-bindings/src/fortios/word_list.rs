//! Several values in one text.

use std::ops::{Deref, DerefMut};
use std::{slice, vec};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::codegen::{Fit, List, Out, Place, Shown, Unfit};
use crate::{Listed, Open};

/// Values that FortiOS sends and takes as one text, with a blank between them: `"ping https ssh"`.
///
/// ```
/// use fmg_bindings::fortios::WordList;
///
/// let services: WordList<String> = "ping https".into();
/// assert_eq!(services, ["ping".to_owned(), "https".to_owned()].into());
/// assert_eq!(serde_json::to_string(&services)?, r#""ping https""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WordList<T>(Vec<T>);

impl<T> WordList<T> {
    /// An empty list, which is an empty text.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The values as a list.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T> Default for WordList<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Deref for WordList<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<T> DerefMut for WordList<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.0
    }
}

impl<T> IntoIterator for WordList<T> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'w, T> IntoIterator for &'w WordList<T> {
    type Item = &'w T;
    type IntoIter = slice::Iter<'w, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T> FromIterator<T> for WordList<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl<T> From<Vec<T>> for WordList<T> {
    fn from(values: Vec<T>) -> Self {
        Self(values)
    }
}

impl<T, const N: usize> From<[T; N]> for WordList<T> {
    fn from(values: [T; N]) -> Self {
        Self(values.into())
    }
}

impl<E: Listed, const N: usize> From<[E; N]> for WordList<Open<E>> {
    fn from(values: [E; N]) -> Self {
        values.into_iter().map(Open::Known).collect()
    }
}

/// The words of the text.
impl<T: for<'t> From<&'t str>> From<&str> for WordList<T> {
    fn from(text: &str) -> Self {
        text.split_whitespace().map(T::from).collect()
    }
}

impl<T: Shown> Serialize for WordList<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.out().serialize(serializer)
    }
}

impl<'de, T: Place> Deserialize<'de> for WordList<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::codegen::deserialize(deserializer)
    }
}

impl<T: Shown> Shown for WordList<T> {
    fn out(&self) -> Out<'_> {
        Out::Words(&self.0)
    }
}

impl<T: Place> Place for WordList<T> {
    fn blank() -> Self {
        Self::new()
    }

    fn expects(&self) -> &'static str {
        "a text of words"
    }

    fn absent(&mut self) {
        self.0.clear();
    }

    fn integer(&mut self, value: i128) -> Fit {
        self.0.clear();
        self.0.element().integer(value)
    }

    fn text(&mut self, value: &str) -> Fit {
        self.0.clear();
        value
            .split_whitespace()
            .try_for_each(|word| self.0.element().text(word))
            .map_err(|Unfit| Unfit)
    }

    fn list(&mut self) -> Option<&mut dyn List> {
        self.0.clear();
        Some(&mut self.0)
    }

    fn is_list(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::WordList;
    use crate::Open;
    use crate::codegen::open_enum;

    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    enum Service {
        Ping,
        Https,
    }

    open_enum! { Service { Ping: "ping", Https: "https" } }

    type Services = WordList<Open<Service>>;

    #[test]
    fn a_text_is_its_words() {
        let services: Services = [Service::Ping, Service::Https].into();
        assert_eq!(to_value(&services).unwrap(), json!("ping https"));
        for form in [json!("ping https"), json!("ping  https "), json!(["ping", "https"])] {
            assert_eq!(from_value::<Services>(form).unwrap(), services);
        }
        assert!(services.contains(&Service::Ping.into()) && services.len() == 2);
        assert_eq!(to_value(Services::new()).unwrap(), json!(""));
        assert!(from_value::<Services>(json!("")).unwrap().is_empty());
        assert!(from_value::<Services>(json!({"ping": 1})).is_err());
    }

    #[test]
    fn a_word_that_is_not_listed_and_a_number_are_kept() {
        let services: Services = from_value(json!("ping fabric")).unwrap();
        assert_eq!(services, "ping fabric".into());
        assert_eq!(to_value(&services).unwrap(), json!("ping fabric"));
        let numbers: WordList<i64> = from_value(json!("1 2")).unwrap();
        assert_eq!(numbers, [1, 2].into());
        assert_eq!(to_value(&numbers).unwrap(), json!("1 2"));
        assert_eq!(from_value::<WordList<i64>>(json!(7)).unwrap(), [7].into());
        assert!(from_value::<WordList<i64>>(json!("1 a")).is_err());
    }
}
