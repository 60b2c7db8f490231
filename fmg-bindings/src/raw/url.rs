//! Urls of calls without a request type.

use std::fmt;

/// A complete url: a template with checked values, or text of the caller.
pub trait WrittenUrl: Clone + fmt::Debug + fmt::Display + Send + Sync {
    /// Shown in place of a url that is text of the caller, because it may contain names.
    const WRITTEN: &'static str;

    /// The url.
    fn text(&self) -> &str;

    /// The template of the url.
    fn template(&self) -> &'static str;
}

/// Makes a type of complete urls. `$written` is shown in place of a url without a template, for which the type has its
/// own constructor.
macro_rules! written_url {
    ($(#[$doc:meta])* $Url:ident, $written:literal, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $Url {
            template: &'static str,
            text: String,
        }

        impl $Url {
            /// A url from a template, made by the macro.
            #[doc(hidden)]
            #[must_use]
            pub const fn __new(template: &'static str, text: String) -> Self {
                Self { template, text }
            }

            #[doc = concat!("The ", $what, ".")]
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.text
            }

            /// The template of the url.
            #[must_use]
            pub const fn template(&self) -> &'static str {
                self.template
            }
        }

        impl $crate::raw::WrittenUrl for $Url {
            const WRITTEN: &'static str = $written;

            fn text(&self) -> &str {
                &self.text
            }

            fn template(&self) -> &'static str {
                self.template
            }
        }

        impl ::std::fmt::Display for $Url {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(&self.text)
            }
        }

        impl ::std::fmt::Debug for $Url {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_tuple(stringify!($Url)).field(&self.text).finish()
            }
        }

        impl AsRef<str> for $Url {
            fn as_ref(&self) -> &str {
                &self.text
            }
        }
    };
}
pub(crate) use written_url;
