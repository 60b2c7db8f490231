//! The common parts of url parameters that are checked texts: reserved words, methods, conversions.

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
