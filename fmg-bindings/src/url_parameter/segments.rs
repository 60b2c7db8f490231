//! Url parameters of several segments, such as the device and the VDOM of a mapping.

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
