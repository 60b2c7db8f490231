//! References to rows of other tables.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::codegen::{Fit, Items, List, Object, Out, Place, Shown, Slot};

/// The member of every row that a FortiGate returns, with the key of the row.
const ORIGIN: &str = "q_origin_key";

/// Keys of rows of other tables: the members of a group, the interfaces of a policy.
///
/// FortiOS has a sub table for them, whose rows have one attribute: `[{"name": "a"}, {"name": "b"}]`. Here they are a
/// list of texts. If the attribute has another name than `name`, the row that holds the list knows it.
///
/// ```
/// use fmg_bindings::fortios::KeyList;
///
/// let members: KeyList = ["branch", "depot"].into();
/// assert_eq!(serde_json::to_string(&members)?, r#"[{"name":"branch"},{"name":"depot"}]"#);
/// assert!(members.contains("depot") && members == ["branch", "depot"]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct KeyList(Vec<Key>);

#[derive(Clone, Default)]
struct Key {
    text: String,
    /// Whether the attribute of the row was read, and not only the members that the FortiGate adds.
    is_read: bool,
}

impl KeyList {
    /// An empty list, which removes all rows of the sub table when it is written.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The keys, in their order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + DoubleEndedIterator + Clone {
        self.0.iter().map(|key| key.text.as_str())
    }

    /// The number of keys.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no key.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the key is in the list.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.iter().any(|own| own == key)
    }

    /// Adds a key at the end.
    pub fn push(&mut self, key: impl Into<String>) {
        self.0.push(Key {
            text: key.into(),
            is_read: true,
        });
    }
}

impl<K: Into<String>> Extend<K> for KeyList {
    fn extend<I: IntoIterator<Item = K>>(&mut self, keys: I) {
        keys.into_iter().for_each(|key| self.push(key));
    }
}

impl<K: Into<String>> FromIterator<K> for KeyList {
    fn from_iter<I: IntoIterator<Item = K>>(keys: I) -> Self {
        let mut list = Self::new();
        list.extend(keys);
        list
    }
}

/// A list of one key.
impl From<&str> for KeyList {
    fn from(key: &str) -> Self {
        [key].into()
    }
}

/// A list of one key.
impl From<String> for KeyList {
    fn from(key: String) -> Self {
        [key].into()
    }
}

impl<K: Into<String>, const N: usize> From<[K; N]> for KeyList {
    fn from(keys: [K; N]) -> Self {
        keys.into_iter().collect()
    }
}

impl<K: Into<String>> From<Vec<K>> for KeyList {
    fn from(keys: Vec<K>) -> Self {
        keys.into_iter().collect()
    }
}

impl From<&[&str]> for KeyList {
    fn from(keys: &[&str]) -> Self {
        keys.iter().copied().collect()
    }
}

impl PartialEq for KeyList {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for KeyList {}

impl<K: AsRef<str>, const N: usize> PartialEq<[K; N]> for KeyList {
    fn eq(&self, other: &[K; N]) -> bool {
        self.iter().eq(other.iter().map(AsRef::as_ref))
    }
}

impl fmt::Debug for KeyList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Serialize for KeyList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.out().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for KeyList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::codegen::deserialize(deserializer)
    }
}

impl Shown for KeyList {
    fn out(&self) -> Out<'_> {
        Out::Keys(self, "name")
    }
}

impl Items for KeyList {
    fn count(&self) -> usize {
        self.len()
    }

    fn item(&self, index: usize) -> Out<'_> {
        self.0.get(index).map_or(Out::Absent, |key| Out::Text(&key.text))
    }
}

impl Place for KeyList {
    fn blank() -> Self {
        Self::new()
    }

    fn expects(&self) -> &'static str {
        "a list of rows with one attribute"
    }

    fn absent(&mut self) {
        self.0.clear();
    }

    /// The form of the command line: an empty list, or one key.
    fn text(&mut self, value: &str) -> Fit {
        *self = if value.is_empty() { Self::new() } else { value.into() };
        Ok(())
    }

    fn list(&mut self) -> Option<&mut dyn List> {
        self.0.clear();
        Some(self)
    }

    fn object(&mut self) -> Option<&mut dyn Object> {
        self.element().object()
    }

    fn is_list(&self) -> bool {
        true
    }
}

impl List for KeyList {
    fn element(&mut self) -> Slot<'_> {
        let end = self.0.len();
        self.0.push(Key::default());
        &mut self.0[end]
    }

    fn retract(&mut self) {
        self.0.pop();
    }
}

impl Place for Key {
    fn blank() -> Self {
        Self::default()
    }

    fn expects(&self) -> &'static str {
        "a row with one attribute, or a key"
    }

    fn absent(&mut self) {
        *self = Self::default();
    }

    fn integer(&mut self, value: i128) -> Fit {
        self.text.integer(value)
    }

    fn text(&mut self, value: &str) -> Fit {
        self.text.text(value)
    }

    fn object(&mut self) -> Option<&mut dyn Object> {
        Some(self)
    }
}

/// The only attribute, among the members that the FortiGate adds to each row: those that begin with `q_`, and the table
/// of the reference.
impl Object for Key {
    fn member(&mut self, name: &str) -> Option<Slot<'_>> {
        let is_added = name.starts_with("q_") || name == "datasource";
        if self.is_read || (is_added && name != ORIGIN) {
            return None;
        }
        self.is_read = !is_added;
        Some(&mut self.text)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::KeyList;

    #[test]
    fn every_form_of_a_reply_is_read() {
        for (form, keys) in [
            (
                json!([{"name": "a", "q_origin_key": "a"}, {"name": "b", "q_origin_key": "b"}]),
                vec!["a", "b"],
            ),
            (json!([{"q_origin_key": "a", "name": "a"}]), vec!["a"]),
            // A renamed row still has its earlier key beside the new one.
            (json!([{"q_origin_key": "old", "interface-name": "new"}]), vec!["new"]),
            (json!([{"interface-name": "new", "q_origin_key": "old"}]), vec!["new"]),
            (
                json!([{"datasource": "firewall.address", "q_ref": 3, "name": "a", "q_type": 7}]),
                vec!["a"],
            ),
            (json!([{"q_origin_key": 5}]), vec!["5"]),
            (json!([{"id": 5}]), vec!["5"]),
            (json!({"name": "a"}), vec!["a"]),
            (json!(["a", "b"]), vec!["a", "b"]),
            (json!("a"), vec!["a"]),
            (json!(""), vec![]),
            (json!([]), vec![]),
        ] {
            let read: KeyList = from_value(form.clone()).unwrap();
            assert_eq!(read.iter().collect::<Vec<_>>(), keys, "{form}");
        }
        assert!(from_value::<KeyList>(json!(7)).is_err());
        assert!(from_value::<KeyList>(json!([{"name": {}}])).is_err());
    }

    #[test]
    fn it_is_written_as_rows() {
        let keys: KeyList = ["a", "b"].into();
        assert_eq!(to_value(&keys).unwrap(), json!([{"name": "a"}, {"name": "b"}]));
        assert_eq!(to_value(KeyList::new()).unwrap(), json!([]));
        assert_eq!(format!("{keys:?}"), r#"["a", "b"]"#);
    }

    #[test]
    fn one_or_several_texts_are_a_list() {
        let one = KeyList::from("a");
        assert!(one == ["a"] && one == KeyList::from("a".to_owned()) && one == KeyList::from(vec!["a"]));
        let mut several: KeyList = ["a", "b"].as_slice().into();
        several.push("c");
        assert!(several == ["a", "b", "c"] && several.contains("c") && several.len() == 3 && !several.is_empty());
        assert_eq!(
            several,
            KeyList::from_iter(["a".to_owned(), "b".to_owned(), "c".to_owned()])
        );
    }
}
