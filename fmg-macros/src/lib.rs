//! The macros of `fmg-bindings`. Use them through that crate, which re-exports them: what they
//! expand to names it.
//!
//! - [`derive(Endpoint)`](macro@Endpoint) turns a struct into a call and checks its url template against its fields.
//! - [`url!`](macro@url) renders a template with variables of the same names, for calls that no type stands for.
//! - [`checked_literal!`](macro@checked_literal) makes a url value of a literal, checked at compile time. The macros of
//!   `fmg-bindings` that are named after a type, such as `adom!`, come down to it.
//!
//! All of them report every fault of their input at once. Stable Rust can underline a string
//! literal only as a whole, so the messages draw the literal with carets below the fault.
#![forbid(unsafe_code)]
#![warn(clippy::print_stderr, clippy::print_stdout)]

mod attr;
mod check;
mod expand;
mod fallback;
mod input;
mod literal;
mod member;
mod point;
mod report;
mod url;
mod verb;

#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Turns a struct into a call.
///
/// ```
/// use fmg_bindings::Endpoint;
/// use fmg_bindings::fmg::{AdomName, ObjectPath};
///
/// #[derive(Endpoint)]
/// #[endpoint(exec, "/dvmdb/adom/<adom>/workspace/lock/obj/<path>")]
/// pub struct LockObject {
///     pub adom: AdomName,
///     pub path: ObjectPath,
/// }
/// ```
///
/// # On the struct
///
/// `#[endpoint(<verb>, "<url>")]`, with one of FortiManager's verbs (`get`, `add`, `set`, `update`,
/// `delete`, `exec`, `clone`, `move`, `replace`, `unset`) and the url as its documents spell it.
/// After these two may stand:
///
/// - `response = Type`: what the reply becomes, a type that implements `Response`. Without it nothing is read from the
///   reply but its status, `()`.
/// - `fixed(option = ["get certinfo"])`: members beside the url that are always the same.
///
/// # On the fields
///
/// A field fills the placeholder of its name, which is compared in lower case, with `-` and `+` as
/// `_` and a `_` before a leading digit; a raw identifier counts as the plain one. Its type
/// implements `UrlParam`. Any other field says where its value goes:
///
/// | attribute | place |
/// |---|---|
/// | `#[endpoint(placeholder = "802-1X")]` | the placeholder of that name |
/// | `#[endpoint(beside)]`, `#[endpoint(beside("sub fetch"))]` | beside the url |
/// | `#[endpoint(data)]` | the whole `data` |
/// | `#[endpoint(data("top-n"))]` | one member of `data` |
/// | `#[endpoint(envelope)]`, `#[endpoint(envelope("remote"))]` | the top level of the request |
/// | `#[endpoint(splice)]` | all members of a value that serialises as an object, beside the url |
///
/// Without a name in parentheses a member is called like its field. `toggle` or `flag` after the
/// place sends a boolean as `"enable"` and `"disable"` or as 1 and 0: `#[endpoint(data("status"),
/// toggle)]`. A value that serialises to `null` is left out.
///
/// # What it implements
///
/// `fmg_bindings::Endpoint` and `fmg_bindings::fmg::Request`. Where the type of a placeholder's field mentions a type
/// parameter, the implementations ask that it be a `UrlParam`; a generic member states its own bound,
/// `serde::Serialize`.
#[proc_macro_derive(Endpoint, attributes(endpoint))]
pub fn derive_endpoint(input: TokenStream) -> TokenStream {
    expand::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Renders a url template with the variables its placeholders name.
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
/// A placeholder takes the variable of its name, spelled as the field of a derived call would be,
/// or the expression given under that name. The values are those that can fill a field of a derived
/// call.
#[proc_macro]
pub fn url(input: TokenStream) -> TokenStream {
    url::expand(input.into()).into()
}

/// Makes a url value of a literal, checked at compile time: `checked_literal!(name, AdomName,
/// "demo")`.
///
/// The first argument says what the literal has to be (`name`, `package_path` or `object_path`),
/// the second the type to make, which has a constant function `__from_literal`. After the literal
/// of a package path follow the runs that it must not hold.
#[proc_macro]
pub fn checked_literal(input: TokenStream) -> TokenStream {
    literal::expand(input.into()).into()
}
