//! Keys of rows: in urls, in rows, and in the replies to writes.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde_json::Value;

use super::Table;
use crate::codegen::UrlParam;
use crate::response::{DataSlot, Response, Slotted, slotted};
use crate::slots::{FieldNames, Fields, Out, Row, Slot, Visit};

/// The key of a row, which its url contains.
///
/// The url parameters of the specs implement it: names, numbers, the paths of packages. A number without a type of its
/// own is a key as well.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the type of a key",
    label = "no url of a row contains this type",
    note = "keys are names, such as `fmg::ObjectName`, and numbers, such as `fmg::PolicyId` or `u32`"
)]
pub trait TableKey: UrlParam + Clone + fmt::Debug + Serialize + Send + Sync + 'static {
    /// Whether the appliance chooses a key for a row that is added without one. Numbers are chosen, names are not.
    const ASSIGNED: bool;

    /// Whether rows and replies hold the whole key. Of the path of a package they hold only the last segment.
    const IN_ROWS: bool = true;

    /// The text of the key, unescaped.
    fn to_text(&self) -> Cow<'_, str>;

    /// The key with this text. `None`: such a key does not exist, because a url cannot contain it.
    fn from_text(text: &str) -> Option<Self>;

    /// The key of a row that is outside of every folder and holds this text.
    #[doc(hidden)]
    #[must_use]
    fn from_row(text: &str) -> Option<Self> {
        let is_segment = Self::IN_ROWS || !text.contains('/');
        Self::from_text(text).filter(|_| is_segment)
    }

    /// Whether [`from_row`](Self::from_row) makes a key of this text.
    #[doc(hidden)]
    #[must_use]
    fn is_in_row(text: &str) -> bool {
        Self::from_row(text).is_some()
    }
}

macro_rules! number_key {
    ($($number:ty)*) => {$(
        impl TableKey for $number {
            const ASSIGNED: bool = true;

            fn to_text(&self) -> Cow<'_, str> {
                self.to_string().into()
            }

            fn from_text(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    )*};
}

number_key!(u32 u64 i64);

/// Implements [`TableKey`] for a checked text, by the constructor with this name.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_text_key {
    ($Key:ident, $constructor:ident $(, in_rows: $in_rows:literal)? $(, check: $check:expr)?) => {
        impl $crate::codegen::TableKey for $Key {
            const ASSIGNED: bool = false;
            $(const IN_ROWS: bool = $in_rows;)?

            fn to_text(&self) -> ::std::borrow::Cow<'_, str> {
                self.as_str().into()
            }

            fn from_text(text: &str) -> ::std::option::Option<Self> {
                Self::$constructor(text.to_owned()).ok()
            }

            $(
                fn is_in_row(text: &str) -> bool {
                    ::std::result::Result::is_ok(&$check(text))
                }
            )?
        }
    };
}

/// The text of the attribute `key` of a row that any type serializes as.
pub(super) fn text_in(row: &(impl Serialize + ?Sized), key: &str) -> Option<Cow<'static, str>> {
    match serde_json::to_value(row).ok()?.get_mut(key)?.take() {
        Value::String(text) => Some(text.into()),
        Value::Number(number) => Some(number.to_string().into()),
        _ => None,
    }
}

/// The text of the key of a generated row: of the value of a field, if a field holds the key.
#[must_use]
pub fn key_text<'r>(field: &[Out<'r>]) -> Option<Cow<'r, str>> {
    match field.first()? {
        Out::Text(text) => Some((*text).into()),
        Out::Int(number) => Some(number.to_string().into()),
        Out::Unsigned(number) => Some(number.to_string().into()),
        _ => None,
    }
}

/// The key of one written row, as the reply to its write holds it: an object with the attribute of the key.
#[derive(Debug)]
struct KeyRow<T> {
    text: Option<String>,
    row: PhantomData<fn() -> T>,
}

impl<T: Table> KeyRow<T> {
    fn key(self) -> Option<T::Key> {
        T::Key::from_text(&self.text?).filter(|_| T::Key::IN_ROWS)
    }
}

impl<T> Default for KeyRow<T> {
    fn default() -> Self {
        Self {
            text: None,
            row: PhantomData,
        }
    }
}

impl<T> Fields for KeyRow<T> {
    fn visit<'r>(&'r self, visit: Visit<'_, 'r>) {
        visit(&FieldNames::none_of("KeyRow"), &[]);
    }
}

impl<T: Table> Row for KeyRow<T> {
    fn slot(&mut self, name: &str) -> Option<Slot<'_>> {
        (Some(name) == T::KEY).then_some(&mut self.text)
    }
}

/// The reply to the write of one row: the key of the row, if the reply holds it.
#[derive(Debug)]
pub struct KeyReply<T>(Option<KeyRow<T>>);

/// The reply to the write of several rows: their keys, as far as the reply holds them.
#[derive(Debug)]
pub struct KeysReply<T>(Vec<KeyRow<T>>);

impl<T> Default for KeyReply<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Default for KeysReply<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Table> Response for KeyReply<T> {
    type Output = Option<T::Key>;

    slotted!();

    fn finish(self, _: bool) -> Option<Self::Output> {
        Some(self.0.and_then(KeyRow::key))
    }
}

impl<T: Table> Slotted for KeyReply<T> {
    fn data_slot(&mut self) -> DataSlot<'_> {
        of_key::<T>(&mut self.0)
    }
}

impl<T: Table> Response for KeysReply<T> {
    type Output = Vec<T::Key>;

    slotted!();

    fn finish(self, _: bool) -> Option<Self::Output> {
        Some(self.0.into_iter().filter_map(KeyRow::key).collect())
    }
}

impl<T: Table> Slotted for KeysReply<T> {
    fn data_slot(&mut self) -> DataSlot<'_> {
        of_key::<T>(&mut self.0)
    }
}

/// The data is read if an attribute of the row holds its key.
fn of_key<T: Table>(slot: Slot<'_>) -> DataSlot<'_> {
    match T::KEY {
        Some(_) => DataSlot::Optional(slot),
        None => DataSlot::Skipped { is_data: false },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fmg::{ObjectName, PackagePath, PolicyId};

    #[test]
    fn a_key_is_its_text_and_an_impossible_text_is_no_key() {
        assert_eq!(ObjectName::from_text("a/b").unwrap().to_text(), "a/b");
        assert_eq!(PolicyId::from_text("7").unwrap(), PolicyId::new(7));
        assert_eq!(PackagePath::from_text("a/b").unwrap().to_text(), "a/b");
        // The name of a package is the last segment of its path.
        assert!(PackagePath::from_row("a/b").is_none() && PackagePath::from_row("b").is_some());
        assert_eq!(u32::from_text("7").unwrap().to_text(), "7");
        for bad in ["", "..", r"a\b", "a\nb"] {
            assert!(ObjectName::from_text(bad).is_none(), "{bad:?}");
            assert!(PolicyId::from_text(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn the_key_of_any_serializable_row_is_found() {
        let row = serde_json::json!({"name": "host_001", "policyid": 7, "list": []});
        assert_eq!(text_in(&row, "name").unwrap(), "host_001");
        assert_eq!(text_in(&row, "policyid").unwrap(), "7");
        assert_eq!(text_in(&row, "list"), None);
        assert_eq!(text_in(&row, "absent"), None);
        assert_eq!(text_in(&[1], "name"), None);
    }
}
