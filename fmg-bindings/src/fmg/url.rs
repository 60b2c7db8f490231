//! Urls of calls that no type stands for.

use std::fmt;

/// A finished url, for the raw tier.
///
/// `url!` makes one from a template and checked values; that is the way to go wherever a name comes from
/// outside.
///
/// ```
/// use fmg_bindings::fmg::{AdomName, Url};
/// use fmg_bindings::url;
///
/// let adom = AdomName::new("demo")?;
/// let url: Url = url!("/dvmdb/adom/<adom>");
/// assert_eq!(url.as_str(), "/dvmdb/adom/demo");
/// # Ok::<(), fmg_bindings::ValueFault>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Url {
    template: &'static str,
    text: String,
}

impl Url {
    /// Takes a url that is written already, `/` inside names as `\/`. It is sent as it is: whoever puts
    /// names from outside into it answers for what it then addresses.
    ///
    /// Errors and logs do not show it, since it may hold names; they show `<url>`.
    pub fn written(text: impl Into<String>) -> Self {
        Self {
            template: "<url>",
            text: text.into(),
        }
    }

    /// A rendered template: what `url!` expands to.
    #[doc(hidden)]
    #[must_use]
    pub const fn __new(template: &'static str, text: String) -> Self {
        Self { template, text }
    }

    /// The url.
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

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Url").field(&self.text).finish()
    }
}

impl AsRef<str> for Url {
    fn as_ref(&self) -> &str {
        &self.text
    }
}
