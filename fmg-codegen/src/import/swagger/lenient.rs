//! Reads JSON whose values may have other forms than documented. A value in a form that nothing is known of counts as
//! absent, and costs no other value.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess};

use super::forms::{Any, Forms, Name};

/// An object that is read member by member. Of a member that stands twice, the last one counts.
pub(super) trait Members: Default {
    /// Reads the value of a member, or skips it.
    fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error>;
}

/// Defines structs that are read leniently: `field: Type = "name on the wire"`.
macro_rules! lenient {
    ($($(#[$meta:meta])* struct $Name:ident { $($(#[$doc:meta])* $field:ident: $Type:ty = $wire:literal,)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Default)]
        pub(in crate::import) struct $Name {
            $($(#[$doc])* pub(in crate::import) $field: $Type,)*
        }

        impl $crate::import::swagger::lenient::Members for $Name {
            fn read<'de, A: serde::de::MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
                match name {
                    $($wire => self.$field = map.next_value()?,)*
                    _ => drop(map.next_value::<serde::de::IgnoredAny>()?),
                }
                Ok(())
            }
        }

        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::import::swagger::lenient::object(deserializer)
            }
        }
    )*};
}
pub(super) use lenient;

/// Reads an object; another value is an object without members.
pub(super) fn object<'de, T: Members, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(Any(Object(PhantomData)))
}

struct Object<T>(PhantomData<T>);

impl<'de, T: Members> Forms<'de> for Object<T> {
    type Value = T;

    fn map<A: MapAccess<'de>>(self, mut members: A) -> Result<T, A::Error> {
        let mut object = T::default();
        while let Some(Name(name)) = members.next_key()? {
            object.read(&name, &mut members)?;
        }
        Ok(object)
    }
}

/// A text. A number counts as one; of other values it is empty.
#[derive(Clone, Default, PartialEq, Eq)]
pub(in crate::import) struct Text(String);

impl Text {
    pub(in crate::import) fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, unless it is empty.
    pub(in crate::import) fn get(&self) -> Option<&str> {
        Some(self.0.as_str()).filter(|text| !text.is_empty())
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Own;

        impl Forms<'_> for Own {
            type Value = Text;

            fn text(self, text: Cow<'_, str>) -> Text {
                Text(text.into_owned())
            }

            fn flag(self, flag: bool) -> Text {
                Text(flag.to_string())
            }
        }

        deserializer.deserialize_any(Any(Own))
    }
}

/// `true`, also as a text.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::import) struct Flag(pub(in crate::import) bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Text::deserialize(deserializer)?.as_str() == "true"))
    }
}

/// A list. A single text counts as a list of one. PHP writes a list with gaps as a map of its elements by their index.
#[derive(Clone)]
pub(in crate::import) struct Listed<T> {
    pub(in crate::import) items: Vec<T>,
    /// Whether it was a map.
    pub(in crate::import) is_map: bool,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            is_map: false,
        }
    }
}

impl Listed<Text> {
    /// The texts.
    pub(in crate::import) fn texts(&self) -> Vec<&str> {
        self.items.iter().map(Text::as_str).collect()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Listed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Own<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Forms<'de> for Own<T> {
            type Value = Listed<T>;

            fn text(self, text: Cow<'_, str>) -> Listed<T> {
                let one = T::deserialize(serde::de::value::CowStrDeserializer::<serde::de::value::Error>::new(
                    text,
                ));
                Listed {
                    items: one.into_iter().collect(),
                    is_map: false,
                }
            }

            fn list<A: SeqAccess<'de>>(self, mut items: A) -> Result<Listed<T>, A::Error> {
                let mut list = Listed::default();
                while let Some(item) = items.next_element()? {
                    list.items.push(item);
                }
                Ok(list)
            }

            fn map<A: MapAccess<'de>>(self, mut members: A) -> Result<Listed<T>, A::Error> {
                let mut all = Vec::new();
                while let Some((Name(name), item)) = members.next_entry::<Name<'de>, T>()? {
                    all.push((name.parse::<u64>().unwrap_or(u64::MAX), item));
                }
                all.sort_by_key(|(index, _)| *index);
                Ok(Listed {
                    items: all.into_iter().map(|(_, item)| item).collect(),
                    is_map: true,
                })
            }
        }

        deserializer.deserialize_any(Any(Own(PhantomData)))
    }
}

/// A map by name, and the names that stand twice in it, of which the last one counts. PHP writes an empty map as an empty
/// list.
#[derive(Clone)]
pub(in crate::import) struct Named<T>(pub(in crate::import) BTreeMap<String, T>, pub(super) Vec<String>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(BTreeMap::new(), Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Own<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Forms<'de> for Own<T> {
            type Value = Named<T>;

            fn map<A: MapAccess<'de>>(self, mut members: A) -> Result<Named<T>, A::Error> {
                let mut named = Named::default();
                while let Some((Name(name), value)) = members.next_entry::<Name<'de>, T>()? {
                    match named.0.entry(name.into_owned()) {
                        Entry::Vacant(entry) => drop(entry.insert(value)),
                        Entry::Occupied(mut entry) => {
                            named.1.push(entry.key().clone());
                            entry.insert(value);
                        }
                    }
                }
                Ok(named)
            }
        }

        deserializer.deserialize_any(Any(Own(PhantomData)))
    }
}

/// Whether an object has a member of one of these names, also inside of members that only wrap it.
pub(super) struct Find<'n> {
    pub(super) names: &'n [&'n str],
    pub(super) wrappers: &'n [&'n str],
}

impl<'de> DeserializeSeed<'de> for Find<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(Any(self))
    }
}

impl<'de> Forms<'de> for Find<'_> {
    type Value = bool;

    fn map<A: MapAccess<'de>>(self, mut members: A) -> Result<bool, A::Error> {
        let Self { names, wrappers } = self;
        let mut found = false;
        while let Some(Name(name)) = members.next_key()? {
            if wrappers.contains(&&*name) {
                found |= members.next_value_seed(Find { names, wrappers: &[] })?;
            } else {
                found |= names.contains(&&*name);
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    lenient! {
        struct Thing {
            name: Text = "name",
            is_on: Flag = "on",
            parts: Named<Thing> = "parts",
            list: Listed<Text> = "list",
            inner: Option<Box<Thing>> = "inner",
        }
    }

    fn thing(text: &str) -> Thing {
        serde_json::from_str(text).unwrap()
    }

    fn list(text: &str) -> (Vec<String>, bool) {
        let list = thing(&format!("{{\"list\": {text}}}")).list;
        (list.items.into_iter().map(|text| text.0).collect(), list.is_map)
    }

    #[test]
    fn other_forms_cost_only_their_value() {
        let odd = thing(
            r#"{"name": [1], "on": {"a": 1}, "parts": [], "list": null, "inner": 7, "x": {"y": [{}]}, "name": 7.5}"#,
        );
        assert_eq!(odd.name.as_str(), "7.5");
        assert!(!odd.is_on.0 && odd.parts.0.is_empty() && odd.list.items.is_empty());
        assert!(odd.inner.unwrap().name.get().is_none());
        for text in ["[]", "7", "null", "\"a\"", "true", "[{\"name\": \"a\"}]"] {
            assert!(thing(text).name.get().is_none(), "{text}");
        }
        let usual = thing(r#"{"on": "true", "parts": {"a": {"name": "b", "on": true}}, "inner": {"inner": null}}"#);
        assert!(usual.is_on.0 && usual.parts.0["a"].is_on.0);
        assert!(usual.inner.unwrap().inner.is_none());
    }

    #[test]
    fn lists_have_several_forms() {
        assert_eq!(
            list(r#"["a", 2, {}]"#),
            (vec!["a".into(), "2".into(), String::new()], false)
        );
        assert_eq!(
            list(r#"{"10": "c", "2": "b", "x": "d", "0": "a"}"#).0,
            ["a", "b", "c", "d"]
        );
        assert!(list(r#"{"0": "a"}"#).1);
        assert_eq!(list("\"a\""), (vec!["a".to_owned()], false));
        assert_eq!(list("true"), (Vec::new(), false));
    }

    #[test]
    fn members_are_found_also_when_wrapped() {
        let find = |text: &str| {
            let mut deserializer = serde_json::Deserializer::from_str(text);
            let find = Find {
                names: &["swagger"],
                wrappers: &["swaggerData"],
            };
            find.deserialize(&mut deserializer).unwrap()
        };
        for (text, found) in [
            (r#"{"a": 1, "swagger": "2.0"}"#, true),
            (r#"{"swaggerData": {"swagger": "2.0"}, "b": []}"#, true),
            (r#"{"swaggerData": {"a": {"swagger": 1}}}"#, false),
            (r#"{"results": {"swagger": 1}}"#, false),
            (r#"["swagger"]"#, false),
            ("7", false),
        ] {
            assert_eq!(find(text), found, "{text}");
        }
    }
}
