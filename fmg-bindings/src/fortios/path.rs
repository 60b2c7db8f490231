//! Paths for calls without a request type.

use percent_encoding::utf8_percent_encode;

use crate::raw::{WrittenUrl, written_url};
use crate::web::NOT_IN_A_PATH;

written_url! {
    /// A complete path for [`Client::call`](super::Client::call).
    ///
    /// Use [`path!`](crate::path), which makes one from a template and checked values, wherever a name comes from
    /// outside the program.
    ///
    /// ```
    /// use fmg_bindings::fortios::{Path, VdomName};
    /// use fmg_bindings::path;
    ///
    /// let vdom = VdomName::new("branch 1/2")?;
    /// let path: Path = path!("/api/v2/cmdb/system/vdom/<vdom>");
    /// assert_eq!(path.as_str(), "/api/v2/cmdb/system/vdom/branch%201%2F2");
    /// # Ok::<(), fmg_bindings::ValueFault>(())
    /// ```
    Path, "<path>", "path"
}

/// A path of FortiOS for a call without a request type, made as [`url!`](crate::url!) makes one of FortiManager:
///
/// ```
/// use fmg_bindings::fortios::VdomName;
/// use fmg_bindings::path;
///
/// let vdom = VdomName::new("branch 1/2")?;
/// let path = path!("/api/v2/cmdb/system/vdom/<vdom>/<child>", child = 7_u32);
/// assert_eq!(path.as_str(), "/api/v2/cmdb/system/vdom/branch%201%2F2/7");
/// # Ok::<(), fmg_bindings::ValueFault>(())
/// ```
///
/// The path has no query: set its parameters on the call.
#[macro_export]
macro_rules! path {
    ($($template:tt)*) => {
        $crate::codegen::path!($crate; $($template)*)
    };
}

impl Path {
    /// Takes an encoded path, with percent-encoded names. The caller has to check names from outside, since they could
    /// change the addressed object: a `/` in a name starts another segment, and `..` removes the one before.
    ///
    /// Characters that are not valid in a path are percent-encoded, so a `?` does not start a query, and a missing
    /// first slash is added. Query parameters are set on the call.
    ///
    /// Errors and logs do not show it, since it may hold names; they show `<path>`.
    pub fn written(text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        let slash = if text.starts_with('/') { "" } else { "/" };
        let encoded = utf8_percent_encode(text, NOT_IN_A_PATH);
        Self::__new(
            <Self as WrittenUrl>::WRITTEN,
            [slash].into_iter().chain(encoded).collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_path_is_sent_unchanged() {
        for text in [
            "/logout",
            "/api/v2/cmdb/firewall/address/10.0.0.0%2F8",
            "/a-b_c.d~e/!$&'()*+,;=:@",
        ] {
            assert_eq!(Path::written(text).as_str(), text);
        }
    }

    #[test]
    fn a_written_path_cannot_start_a_query() {
        for (text, path) in [
            ("", "/"),
            ("logout", "/logout"),
            ("//other.example/a", "//other.example/a"),
            ("/a?global=1#b", "/a%3Fglobal=1%23b"),
            ("/a b\r\nHost: c", "/a%20b%0D%0AHost:%20c"),
            (
                "/é\\|[x]{y}<z>^`\"\u{7f}",
                "/%C3%A9%5C%7C%5Bx%5D%7By%7D%3Cz%3E%5E%60%22%7F",
            ),
        ] {
            assert_eq!(Path::written(text).as_str(), path, "{text}");
        }
    }

    #[test]
    fn a_path_displays_its_text_and_errors_show_the_template() {
        let path = Path::__new("/a/<b>", "/a/1".to_owned());
        assert_eq!((path.to_string(), path.template()), ("/a/1".to_owned(), "/a/<b>"));
        assert_eq!(format!("{path:?} {:>5}", Path::written("b")), "Path(\"/a/1\")    /b");
        assert_eq!(Path::written("b").template(), "<path>");
    }
}
