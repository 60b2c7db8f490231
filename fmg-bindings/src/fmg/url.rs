//! Urls of calls that no type stands for.

use crate::raw::{WrittenUrl, written_url};

written_url! {
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
    Url, "<url>", "url"
}

impl Url {
    /// Takes a url that is written already, `/` inside names as `\/`. It is sent as it is: whoever puts
    /// names from outside into it answers for what it then addresses.
    ///
    /// Errors and logs do not show it, since it may hold names; they show `<url>`.
    pub fn written(text: impl Into<String>) -> Self {
        Self::__new(<Self as WrittenUrl>::WRITTEN, text.into())
    }
}
