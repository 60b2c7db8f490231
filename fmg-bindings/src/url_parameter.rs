//! The types of url parameters. Most wrap a checked value of `fmg-template`; others wrap a number, several values or
//! another url parameter.
//!
//! Each url parameter has its own type, so that a device cannot be used in place of an ADOM.

mod scope;
mod segments;
#[cfg(test)]
mod tests;
mod text;

/// A value that a call accepts for a url parameter of the type `T`.
///
/// It is a `T`, a `&T`, which is cloned, or a value of a type that converts into `T`. For example, a number can be a
/// key of FortiOS. Text is not accepted, because it has to be checked first.
///
/// ```
/// # use fmg_bindings::{Error, adom, fmg, name};
/// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
/// let adom = adom!("demo");
/// fmg.address().list(&adom).await?;
/// fmg.address().delete(adom, name!("host_001")).await?;
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not accepted for the url parameter `{T}`",
    label = "expected `{T}` or `&{T}`",
    note = "text is checked first: a literal by a macro such as `adom!(\"demo\")`, other text by a constructor such as \
            `AdomName::new(text)?`"
)]
pub trait IntoParam<T> {
    /// The url parameter.
    fn into_param(self) -> T;
}

#[diagnostic::do_not_recommend]
impl<T, V: Into<T>> IntoParam<T> for V {
    fn into_param(self) -> T {
        self.into()
    }
}

/// Defines the type of a url parameter:
///
/// - `url_parameter! { /// Docs. name AdomName }`: one segment, any text that is valid as a name. Characters that a url
///   cannot contain are escaped. A macro may follow, as in `name AdomName, reserved`. It lists words that are not
///   allowed, because the url would be that of another call.
/// - `url_parameter! { /// Docs. id TaskId }`: an integer.
/// - `url_parameter! { /// Docs. http_name Mkey }`: as `name`, but for HTTP urls only, in which a backslash is
///   possible.
/// - `url_parameter! { /// Docs. package_path PackagePath, reserved }`: folders and a package. `reserved!` lists words
///   that are not allowed after the first segment, because the url would be that of another call.
/// - `url_parameter! { /// Docs. object_path ObjectPath, reserved }`: a table path and a key, but none of the tables in
///   `reserved!`.
/// - `url_parameter! { /// Docs. scope AdomOrGlobal { … } }`: fixed text and a value, such as `adom/` and an ADOM, or
///   only fixed text, such as `global`.
/// - `url_parameter! { /// Docs. segments MappingKey { … } }`: several values, each a segment.
///
/// `reserved! { a::macro! { arguments, } }` calls `a::macro!` with these arguments, and the words after them.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_url_parameter {
    ($(#[$meta:meta])* scope $name:ident $forms:tt) => {
        $crate::codegen::scope_parameter! { $(#[$meta])* $name $forms }
    };

    ($(#[$meta:meta])* segments $name:ident $segments:tt) => {
        $crate::codegen::segments_parameter! { $(#[$meta])* $name $segments }
    };

    ($(#[$meta:meta])* name $name:ident $(, $reserved:ident)?) => {
        $crate::codegen::checked_text! { $(#[$meta])* $name over Name }

        impl $name {
            /// Checks a name. Characters that a url cannot contain are escaped when the url is written.
            ///
            /// # Errors
            ///
            /// The name is empty, `.` or `..`, a reserved word, or contains a backslash or a control character.
            pub fn new(
                text: impl ::std::convert::Into<::std::string::String>,
            ) -> ::std::result::Result<Self, $crate::ValueFault> {
                $crate::codegen::Name::new_except(text.into(), $crate::codegen::words!($($reserved)?)).map(Self)
            }

            /// Wraps a name that was checked before.
            #[doc(hidden)]
            #[must_use]
            pub const fn __from_name(name: $crate::codegen::Name) -> Self {
                Self(name)
            }
        }

        $crate::codegen::from_text!($name, new);
        $crate::codegen::text_key!(
            $name,
            new,
            check: |text| $crate::codegen::Name::check(text, $crate::codegen::words!($($reserved)?))
        );
    };

    ($(#[$meta:meta])* http_name $name:ident $(, $reserved:ident)?) => {
        $crate::codegen::checked_text! { $(#[$meta])* $name over Name }

        impl $name {
            /// Checks a name. Characters that a url cannot contain are percent-encoded when the url is written.
            ///
            /// # Errors
            ///
            /// The name is empty, `.` or `..`, a reserved word, or contains a control character.
            pub fn new(
                text: impl ::std::convert::Into<::std::string::String>,
            ) -> ::std::result::Result<Self, $crate::ValueFault> {
                $crate::codegen::Name::for_http(text.into(), $crate::codegen::words!($($reserved)?)).map(Self)
            }

            /// Wraps a name that was checked before.
            #[doc(hidden)]
            #[must_use]
            pub const fn __from_name(name: $crate::codegen::Name) -> Self {
                Self(name)
            }

            /// The checked name, for another type of names.
            #[doc(hidden)]
            #[must_use]
            pub fn __into_name(self) -> $crate::codegen::Name {
                self.0
            }
        }

        $crate::codegen::from_text!($name, new);
        $crate::codegen::text_key!(
            $name,
            new,
            check: |text| $crate::codegen::Name::check_for_http(text, $crate::codegen::words!($($reserved)?))
        );
    };

    ($(#[$meta:meta])* object_path $name:ident $(, $reserved:ident)?) => {
        $crate::codegen::checked_text! { $(#[$meta])* $name over ObjectPath }

        impl $name {
            /// Tables whose path has as many segments as the path of an object.
            const TABLES: &'static [&'static str] = $crate::codegen::words!($($reserved)?);

            /// Checks a path such as `firewall/address/host_001`, in which `\/` is a slash inside a key.
            /// [`in_table`](Self::in_table) takes a key as it is.
            ///
            /// # Errors
            ///
            /// The path has fewer than three segments, a segment is not valid, or the path is that of a table.
            pub fn new(
                text: impl ::std::convert::Into<::std::string::String>,
            ) -> ::std::result::Result<Self, $crate::ValueFault> {
                $crate::codegen::ObjectPath::parse(text.into())?.except(Self::TABLES).map(Self)
            }

            /// The object with this key in this table, such as `host_001` in `firewall/address`. The key may contain
            /// slashes.
            ///
            /// # Errors
            ///
            /// The table has fewer than two segments. A segment or the key is not valid: empty, `.` or `..`, or with a
            /// backslash or a control character. Or both together are the path of a table.
            pub fn in_table(table: &str, key: &str) -> ::std::result::Result<Self, $crate::ValueFault> {
                $crate::codegen::ObjectPath::new(table, key)?.except(Self::TABLES).map(Self)
            }
        }

        $crate::codegen::from_text!($name, new);
    };

    ($(#[$meta:meta])* package_path $name:ident $(, $reserved:ident)?) => {
        $crate::codegen::checked_text! { $(#[$meta])* $name over PackagePath }

        impl $name {
            /// The words after a package in the urls of other calls. A path that contained one would be the url of such
            /// a call.
            const RESERVED: &'static [&'static str] = $crate::codegen::words!($($reserved)?);

            /// Checks a path such as `folder/package`.
            ///
            /// # Errors
            ///
            /// A segment is not valid (empty, `.` or `..`, or with a backslash or a control character), or a reserved
            /// word follows the first segment.
            pub fn new(
                text: impl ::std::convert::Into<::std::string::String>,
            ) -> ::std::result::Result<Self, $crate::ValueFault> {
                $crate::codegen::PackagePath::parse(text.into(), Self::RESERVED).map(Self)
            }

            /// Joins folders, outermost first, and a package.
            ///
            /// # Errors
            ///
            /// As [`Self::new`], or a segment contains a slash.
            pub fn from_segments<S: ::std::convert::AsRef<str>>(
                segments: impl ::std::iter::IntoIterator<Item = S>,
            ) -> ::std::result::Result<Self, $crate::ValueFault> {
                $crate::codegen::PackagePath::from_segments(segments, Self::RESERVED).map(Self)
            }
        }

        $crate::codegen::from_text!($name, new);
        $crate::codegen::text_key!($name, new, in_rows: false);
    };

    ($(#[$meta:meta])* id $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u64);

        impl $name {
            /// The parameter with this number.
            #[must_use]
            pub const fn new(number: u64) -> Self {
                Self(number)
            }

            /// The number.
            #[must_use]
            pub const fn get(self) -> u64 {
                self.0
            }
        }

        impl ::std::convert::From<u64> for $name {
            fn from(number: u64) -> Self {
                Self(number)
            }
        }

        impl ::std::convert::From<u32> for $name {
            fn from(number: u32) -> Self {
                Self(number.into())
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl $crate::codegen::Digits for $name {
            fn digits(&self) -> ::std::option::Option<::std::string::String> {
                ::std::option::Option::Some(::std::string::ToString::to_string(self))
            }
        }

        impl $crate::codegen::TableKey for $name {
            const ASSIGNED: bool = true;

            fn to_text(&self) -> ::std::borrow::Cow<'_, str> {
                ::std::string::ToString::to_string(self).into()
            }

            fn from_text(text: &str) -> ::std::option::Option<Self> {
                text.parse().map(Self).ok()
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::num::ParseIntError;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl $crate::codegen::UrlParam for $name {
            #[inline]
            fn encoded_len(&self, escaping: $crate::codegen::Escaping) -> usize {
                self.0.encoded_len(escaping)
            }

            #[inline]
            fn write_to(&self, url: &mut $crate::codegen::UrlWriter) {
                self.0.write_to(url);
            }
        }

        impl $crate::codegen::Place for $name {
            fn blank() -> Self {
                Self(0)
            }

            fn expects(&self) -> &'static str {
                ::std::concat!("an integer from 0 to 2^64 - 1 (", ::std::stringify!($name), ")")
            }

            fn absent(&mut self) {
                self.0 = 0;
            }

            fn integer(&mut self, value: i128) -> $crate::codegen::Fit {
                $crate::codegen::Place::integer(&mut self.0, value)
            }

            fn float(&mut self, value: f64) -> $crate::codegen::Fit {
                $crate::codegen::Place::float(&mut self.0, value)
            }

            fn text(&mut self, value: &str) -> $crate::codegen::Fit {
                $crate::codegen::Place::text(&mut self.0, value)
            }
        }

        impl $crate::codegen::Shown for $name {
            fn out(&self) -> $crate::codegen::Out<'_> {
                $crate::codegen::Out::Unsigned(self.0)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_u64(self.0)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
            where
                D: $crate::serde::Deserializer<'de>,
            {
                $crate::codegen::deserialize(deserializer)
            }
        }
    };
}
