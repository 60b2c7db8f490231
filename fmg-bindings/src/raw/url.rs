//! Urls of calls that no type stands for.

use std::fmt;

/// A finished url: a template with checked values, or a text of the caller's own.
pub trait WrittenUrl: Clone + fmt::Debug + fmt::Display + Send + Sync {
    /// What is shown of a url that is a text of the caller's own, since it may hold names.
    const WRITTEN: &'static str;

    /// The url.
    fn text(&self) -> &str;

    /// The template it was rendered from.
    fn template(&self) -> &'static str;
}

/// Makes a type of finished urls. `$written` is shown in place of one that was not rendered from a template, which
/// the type takes by a constructor of its own.
macro_rules! written_url {
    ($(#[$doc:meta])* $Url:ident, $written:literal, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $Url {
            template: &'static str,
            text: String,
        }

        impl $Url {
            /// A rendered template: what the macro expands to.
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

            /// The template it was rendered from.
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
