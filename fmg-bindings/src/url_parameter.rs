//! The types of placeholders, each of which wraps one of the checked values of `fmg-template`.
//!
//! Each placeholder has its own type, so that a device cannot be used in place of an ADOM.

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

/// Defines the type of a placeholder:
///
/// - `url_parameter! { /// Docs. name AdomName }`: one segment, any text that is safe in a url. A macro may follow, as
///   in `name AdomName, reserved`. It lists words that are not allowed, because the url would be that of another call.
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
                text: impl ::std::convert::Into<::std::borrow::Cow<'static, str>>,
            ) -> ::std::result::Result<Self, $crate::ValueFault> {
                $crate::codegen::Name::new_except(text, $crate::codegen::words!($($reserved)?)).map(Self)
            }

            /// Wraps a name that was checked before.
            #[doc(hidden)]
            #[must_use]
            pub const fn __from_name(name: $crate::codegen::Name) -> Self {
                Self(name)
            }
        }

        $crate::codegen::from_text!($name, new);
        $crate::codegen::text_key!($name, new);
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
                text: impl ::std::convert::Into<::std::borrow::Cow<'static, str>>,
            ) -> ::std::result::Result<Self, $crate::ValueFault> {
                $crate::codegen::Name::for_http(text, $crate::codegen::words!($($reserved)?)).map(Self)
            }

            /// Wraps a name that was checked before.
            #[doc(hidden)]
            #[must_use]
            pub const fn __from_name(name: $crate::codegen::Name) -> Self {
                Self(name)
            }
        }

        $crate::codegen::from_text!($name, new);
        $crate::codegen::text_key!($name, new);
    };

    ($(#[$meta:meta])* object_path $name:ident $(, $reserved:ident)?) => {
        $crate::codegen::checked_text! { $(#[$meta])* $name over ObjectPath }

        impl $name {
            /// Tables whose path has as many segments as the path of an object.
            const TABLES: &'static [&'static str] = $crate::codegen::words!($($reserved)?);

            /// The object with this key in this table, such as `host_001` in `firewall/address`. The key may contain
            /// slashes.
            ///
            /// # Errors
            ///
            /// The table has fewer than two segments; a segment or the key is not valid (empty, `.` or `..`, or with a
            /// backslash or a control character); or both together are the path of a table.
            pub fn new(table: &str, key: &str) -> ::std::result::Result<Self, $crate::ValueFault> {
                $crate::codegen::ObjectPath::new(table, key)?.except(Self::TABLES).map(Self)
            }

            /// Parses a path such as `firewall/address/host_001`, in which `\/` is a slash inside a key.
            ///
            /// # Errors
            ///
            /// The path has fewer than three segments, a segment is not valid, or the path is that of a table.
            pub fn parse(
                text: impl ::std::convert::Into<::std::borrow::Cow<'static, str>>,
            ) -> ::std::result::Result<Self, $crate::ValueFault> {
                $crate::codegen::ObjectPath::parse(text)?.except(Self::TABLES).map(Self)
            }
        }

        $crate::codegen::from_text!($name, parse);
    };

    ($(#[$meta:meta])* package_path $name:ident $(, $reserved:ident)?) => {
        $crate::codegen::checked_text! { $(#[$meta])* $name over PackagePath }

        impl $name {
            /// The words after a package in the urls of other calls. A path that contained one would be the url of such
            /// a call.
            const RESERVED: &'static [&'static str] = $crate::codegen::words!($($reserved)?);

            /// Parses a path such as `folder/package`.
            ///
            /// # Errors
            ///
            /// A segment is not valid (empty, `.` or `..`, or with a backslash or a control character), or a reserved
            /// word follows the first segment.
            pub fn parse(
                text: impl ::std::convert::Into<::std::borrow::Cow<'static, str>>,
            ) -> ::std::result::Result<Self, $crate::ValueFault> {
                $crate::codegen::PackagePath::parse(text, Self::RESERVED).map(Self)
            }

            /// Joins folders, outermost first, and a package.
            ///
            /// # Errors
            ///
            /// As [`Self::parse`], or a segment contains a slash.
            pub fn from_segments<S: ::std::convert::AsRef<str>>(
                segments: impl ::std::iter::IntoIterator<Item = S>,
            ) -> ::std::result::Result<Self, $crate::ValueFault> {
                $crate::codegen::PackagePath::from_segments(segments, Self::RESERVED).map(Self)
            }
        }

        $crate::codegen::from_text!($name, parse);
        $crate::codegen::text_key!($name, parse, in_rows: false);
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

/// A url parameter with two variants, which have different text in the url, such as `adom/` and `global`.
///
/// ```text
/// url_parameter! {
///     /// An ADOM, or the global database.
///     scope AdomOrGlobal {
///         /// The database of one ADOM.
///         Adom(AdomName) "adom/",
///         /// The global database.
///         Global "global",
///     }
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_scope_parameter {
    ($(#[$meta:meta])* $name:ident {
        $(#[$of_meta:meta])* $Of:ident($Value:ty) $before:literal,
        $(#[$lone_meta:meta])* $Lone:ident $text:literal $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[$of_meta])*
            $Of($Value),
            $(#[$lone_meta])*
            $Lone,
        }

        impl ::std::convert::From<$Value> for $name {
            fn from(value: $Value) -> Self {
                Self::$Of(value)
            }
        }

        impl ::std::convert::From<&$Value> for $name {
            fn from(value: &$Value) -> Self {
                Self::$Of(::std::clone::Clone::clone(value))
            }
        }

        /// Copies the value, so that calls take a reference as well.
        #[diagnostic::do_not_recommend]
        impl ::std::convert::From<&$name> for $name {
            fn from(value: &$name) -> Self {
                ::std::clone::Clone::clone(value)
            }
        }

        /// Shows the scope as it is in a url, but without escapes.
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    Self::$Of(value) => ::std::write!(f, ::std::concat!($before, "{}"), value),
                    Self::$Lone => f.pad($text),
                }
            }
        }

        #[diagnostic::do_not_recommend]
        impl $crate::codegen::UrlParam for $name {
            fn encoded_len(&self, escaping: $crate::codegen::Escaping) -> usize {
                match self {
                    Self::$Of(value) => $before.len() + $crate::codegen::UrlParam::encoded_len(value, escaping),
                    Self::$Lone => $text.len(),
                }
            }

            fn write_to(&self, url: &mut $crate::codegen::UrlWriter) {
                match self {
                    Self::$Of(value) => url.literal($before).param(value),
                    Self::$Lone => url.literal($text),
                };
            }
        }
    };
}

/// Several url parameters, each a segment of the url, such as the device and the VDOM of a mapping.
///
/// `segments MappingKey { device: DeviceName as "The device.", vdom: VdomName as "The VDOM." }`
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_segments_parameter {
    ($(#[$meta:meta])* $name:ident {
        $first:ident: $First:ty as $first_doc:literal $(, $next:ident: $Next:ty as $next_doc:literal)* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name {
            #[doc = $first_doc]
            pub $first: $First,
            $(#[doc = $next_doc] pub $next: $Next,)*
        }

        impl $name {
            /// The parameter with these segments.
            #[must_use]
            pub fn new($first: impl $crate::IntoParam<$First> $(, $next: impl $crate::IntoParam<$Next>)*) -> Self {
                Self {
                    $first: $crate::IntoParam::into_param($first),
                    $($next: $crate::IntoParam::into_param($next),)*
                }
            }
        }

        /// Copies the value, so that calls take a reference as well.
        #[diagnostic::do_not_recommend]
        impl ::std::convert::From<&$name> for $name {
            fn from(value: &$name) -> Self {
                ::std::clone::Clone::clone(value)
            }
        }

        #[diagnostic::do_not_recommend]
        impl $crate::codegen::UrlParam for $name {
            fn encoded_len(&self, escaping: $crate::codegen::Escaping) -> usize {
                $crate::codegen::UrlParam::encoded_len(&self.$first, escaping)
                    $(+ 1 + $crate::codegen::UrlParam::encoded_len(&self.$next, escaping))*
            }

            fn write_to(&self, url: &mut $crate::codegen::UrlWriter) {
                url.param(&self.$first);
                $(url.literal("/").param(&self.$next);)*
            }
        }

        /// Shows the segments with a slash between them.
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.$first, f)?;
                $(::std::write!(f, "/{}", self.$next)?;)*
                ::std::result::Result::Ok(())
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl $crate::codegen::TableKey for $name {
            const ASSIGNED: bool = false;

            fn to_text(&self) -> ::std::borrow::Cow<'_, str> {
                ::std::string::ToString::to_string(self).into()
            }

            fn from_text(text: &str) -> ::std::option::Option<Self> {
                let mut segments = text.split('/');
                let key = Self {
                    $first: $crate::codegen::TableKey::from_text(segments.next()?)?,
                    $($next: <$Next as $crate::codegen::TableKey>::from_text(segments.next()?)?,)*
                };
                segments.next().is_none().then_some(key)
            }
        }
    };
}

/// The reserved words of a macro, as a list.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_words {
    () => {
        &[]
    };
    ($reserved:ident) => {
        $reserved! { $crate::codegen::list! {} }
    };
}

/// `&["a", "b"]`, of literals.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_list {
    ($($word:literal,)*) => { &[$($word),*] };
}

/// The methods of all checked texts.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_checked_text {
    ($(#[$meta:meta])* $name:ident over $value:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name($crate::codegen::$value);

        impl $name {
            /// The text, unescaped except for slashes inside the key of an object path.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            /// Wraps a literal that a macro has checked at compile time.
            #[doc(hidden)]
            #[must_use]
            pub const fn __from_literal(text: &'static str) -> Self {
                Self($crate::codegen::$value::from_checked_literal(text))
            }
        }

        /// Copies the value, so that calls take a reference as well.
        #[diagnostic::do_not_recommend]
        impl ::std::convert::From<&$name> for $name {
            fn from(value: &$name) -> Self {
                ::std::clone::Clone::clone(value)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
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

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

/// The conversions from text, by the given constructor.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_from_text {
    ($name:ident, $constructor:ident) => {
        impl ::std::str::FromStr for $name {
            type Err = $crate::ValueFault;

            fn from_str(text: &str) -> ::std::result::Result<Self, $crate::ValueFault> {
                Self::$constructor(text.to_owned())
            }
        }

        impl ::std::convert::TryFrom<&str> for $name {
            type Error = $crate::ValueFault;

            fn try_from(text: &str) -> ::std::result::Result<Self, $crate::ValueFault> {
                Self::$constructor(text.to_owned())
            }
        }

        impl ::std::convert::TryFrom<::std::string::String> for $name {
            type Error = $crate::ValueFault;

            fn try_from(text: ::std::string::String) -> ::std::result::Result<Self, $crate::ValueFault> {
                Self::$constructor(text)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use fmg_template::{Escaping, UrlParam, UrlWriter};

    use crate::fmg::{AdomName, AdomOrGlobal, ObjectPath, PackagePath, TaskId};

    fn written(value: &impl UrlParam) -> String {
        let mut url = UrlWriter::new(Escaping::Fmg, value.encoded_len(Escaping::Fmg));
        url.param(value);
        url.finish()
    }

    #[test]
    fn a_name_is_always_one_segment() {
        let adom = AdomName::new("a/b c").unwrap();
        assert_eq!((adom.as_str(), written(&adom).as_str()), ("a/b c", r"a\/b c"));
        for bad in ["", ".", "..", "a\\b", "a\nb"] {
            assert!(AdomName::new(bad).is_err(), "{bad:?}");
            assert!(
                bad.parse::<AdomName>().is_err() && AdomName::try_from(bad).is_err(),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn the_global_database_is_not_an_adom() {
        let fault = AdomName::new("global").unwrap_err().to_string();
        assert!(fault.contains("AdomOrGlobal::Global"), "{fault}");
        assert_eq!(written(&AdomOrGlobal::Global), "global");
        assert_eq!(
            written(&AdomOrGlobal::from(AdomName::new("a/b").unwrap())),
            r"adom/a\/b"
        );
    }

    mod reserving {
        #![allow(dead_code, unreachable_pub, reason = "the test uses only one constructor")]

        macro_rules! reserved {
            ($($then:tt)::+ ! { $($before:tt)* }) => { $($then)::+! { $($before)* "status", } };
        }

        crate::codegen::url_parameter! {
            /// A name that is not `status`.
            name GroupName, reserved
        }
    }

    #[test]
    fn a_reserved_word_is_refused() {
        use self::reserving::GroupName;

        assert!(GroupName::new("status").is_err() && "status".parse::<GroupName>().is_err());
        assert!(GroupName::new("status_1").is_ok());
    }

    #[test]
    fn a_package_path_cannot_contain_a_reserved_word() {
        assert_eq!(
            written(&PackagePath::parse("folder/default").unwrap()),
            "folder/default"
        );
        assert_eq!(
            PackagePath::from_segments(["folder", "default"]).unwrap().as_str(),
            "folder/default"
        );
        assert!(PackagePath::from_segments(["a/b"]).is_err());
        for path in [
            "ppkg_001/schedule",
            "ppkg_001/scope member",
            "ppkg_001/Schedule",
            "ppkg_001/schedule ",
            "ppkg_001/scope%20member",
            "ppkg_001/ _package",
            "branches/ppkg_001/_package/status",
            "default/firewall/policy",
            "default/user/nac-policy",
            "default/central/dnat",
            "default/webfilter/profile",
            "default/system/x",
            "default/policy/package/settings",
        ] {
            assert!(PackagePath::parse(path).is_err(), "{path}");
            assert!(PackagePath::from_segments(path.split('/')).is_err(), "{path}");
            assert!(PackagePath::try_from(path).is_err() && PackagePath::try_from(path.to_owned()).is_err());
            assert!(path.parse::<PackagePath>().is_err(), "{path}");
        }
        for path in [
            "branches/central",
            "firewall",
            "schedule",
            "global/europe",
            "a/schedules/b",
            "EMEA/Cloud/Base",
            "EMEA/VPN/ppkg_001",
        ] {
            assert!(PackagePath::parse(path).is_ok(), "{path}");
        }
    }

    #[test]
    fn an_object_path_is_a_table_and_a_key() {
        let object = ObjectPath::new("firewall/address", "10.0.0.0/8").unwrap();
        assert_eq!(written(&object), r"firewall/address/10.0.0.0\/8");
        assert_eq!(ObjectPath::parse(r"/firewall/address/10.0.0.0\/8").unwrap(), object);
        assert!(ObjectPath::parse("firewall/address").is_err());
        for table in [
            "firewall/service/custom",
            "firewall/schedule/recurring",
            "vpn/ssl/web/portal",
            "Firewall/service/Custom",
            "firewall/service/custom ",
            "firewall/service/%63ustom",
        ] {
            assert!(ObjectPath::parse(table).is_err(), "{table}");
            assert!(ObjectPath::parse(format!("{table}/a")).is_ok(), "{table}");
        }
        assert!(ObjectPath::new("firewall/service", "custom").is_err());
    }

    #[test]
    fn an_id_is_a_number() {
        let task = TaskId::from(77_u32);
        assert_eq!((task.get(), written(&task).as_str()), (77, "77"));
        assert_eq!("77".parse::<TaskId>().unwrap(), task);
        assert!("-1".parse::<TaskId>().is_err());
        assert_eq!(serde_json::from_str::<TaskId>("\"77\"").unwrap(), task);
    }
}
