//! Urls for calls without a request type.

use crate::raw::{WrittenUrl, written_url};

written_url! {
    /// A complete url for [`Client::call`](super::Client::call).
    ///
    /// Use `url!`, which makes one from a template and checked values, wherever a name comes from outside the program.
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

/// A url of FortiManager for a call without a request type:
///
/// ```
/// use fmg_bindings::fmg::AdomName;
/// use fmg_bindings::url;
///
/// let adom = AdomName::new("demo")?;
/// let url = url!("/dvmdb/adom/<adom>/workflow/start/<id>", id = 3_u32 + 4);
/// assert_eq!(url.as_str(), "/dvmdb/adom/demo/workflow/start/7");
/// # Ok::<(), fmg_bindings::ValueFault>(())
/// ```
///
/// A placeholder takes the variable of its name, written as the field of a derived call would be, or the expression
/// given under that name. It accepts the same values as a field of a derived call.
#[macro_export]
macro_rules! url {
    ($($template:tt)*) => {
        $crate::codegen::url!($crate; $($template)*)
    };
}

impl Url {
    /// Takes an encoded url, in which a `/` inside a name is written as `\/`. It is sent unchanged: the caller has to
    /// make sure that names from outside do not change which object it addresses.
    ///
    /// Errors and logs do not show it, since it may hold names; they show `<url>`.
    pub fn written(text: impl Into<String>) -> Self {
        Self::__new(<Self as WrittenUrl>::WRITTEN, text.into())
    }
}
