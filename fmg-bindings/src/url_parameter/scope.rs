//! Url parameters with two variants, such as an ADOM or the global database.

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
