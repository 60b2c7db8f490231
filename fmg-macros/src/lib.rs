//! The macros of `fmg-bindings`. Use them through that crate, which re-exports them: what they
//! expand to names it.
//!
//! - [`derive(Endpoint)`](macro@Endpoint) turns a struct into a call and checks its url template against its fields.
//! - [`derive(Table)`](macro@Table) says which table of FortiOS the rows of a type belong to.
//! - [`url!`](macro@url) and [`path!`](macro@path) render a template with variables of the same names, for calls that
//!   no type stands for.
//! - [`checked_literal!`](macro@checked_literal) makes a url value of a literal, checked at compile time. The macros of
//!   `fmg-bindings` that are named after a type, such as `adom!`, come down to it.
//!
//! All of them report every fault of their input at once. Stable Rust can underline a string
//! literal only as a whole, so the messages draw the literal with carets below the fault.
#![forbid(unsafe_code)]
#![warn(clippy::print_stderr, clippy::print_stdout)]

mod access_group;
mod attr;
mod check;
mod expand;
mod literal;
mod model;
mod place;
mod point;
mod render;
mod report;
mod runtime;
mod table;
mod table_path;
mod url;
mod verb;

#[cfg(test)]
mod tests;

use fmg_template::Protocol;
use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Turns a struct into a call.
///
/// # On the struct
///
/// `#[endpoint(<verb>, "<url>")]`, with the url as the documents spell it. The verb tells where the call goes:
///
/// | verb | goes to |
/// |---|---|
/// | `get`, `add`, `set`, `update`, `delete`, `exec`, `clone`, `move`, `replace`, `unset`, `put` | FortiManager, by JSON-RPC |
/// | `rest(GET)`, `rest(POST)` | FortiManager's REST API; every url begins with `/jsonrpc/` |
/// | `gui(GET)`, `gui(POST)` | FortiManager's GUI API, by a request of HTTP |
/// | `gui(get)`, `gui(processPreview)`, `gui("…")` | FortiManager's GUI API, proxied: by a request in JSON that has url, method and `params` |
/// | `GET`, `POST`, `PUT`, `DELETE` | FortiOS |
///
/// What stands in `gui(…)` is the method as the request has it, which no list limits; but a word in capitals is one of
/// HTTP. A url that only another API has (`/api/v2/…`, `/jsonrpc/…`, `/flatui/…`, `/cgi-bin/…`, `/p/…`, `/gui/…`) is a
/// fault, since the verb was probably meant for that one.
///
/// After these two may stand:
///
/// | words | calls to | meaning |
/// |---|---|---|
/// | `response = Type` | all | What the reply becomes, a type that implements `Response`. Without it nothing is read from the reply but its status, `()`. |
/// | `fixed(option = ["get certinfo"])` | all | Members that are always the same: beside the url in JSON-RPC, in the `params` of a proxied call, else in the query. |
/// | `download`, `download(text, json, html)`, `download(pdf)` | all but JSON-RPC | The answer is a file; the call is a `Download`. In parentheses stands what the file may be beside binary data and long text; with `pdf` alone it has to begin as one. |
/// | `one_of([a, b], [c])` | all but JSON-RPC | Of these sets of fields one has to be given whole. |
/// | `csrf("csrf_token")` | GUI | Members of the body, by their names, that the client fills with the token of its session. |
/// | `reply_without(status)` | all | What documents show replies to lack: `status`; `id`, which JSON-RPC repeats; `body`, where FortiOS answers a write with nothing. Every other reply without it is an error. |
/// | `crate = ::name` | all | What this crate calls `fmg-bindings`, if it renamed the dependency. |
/// | `access_group = "fwgrp.policy"` | FortiOS | The access group that the administrator needs. |
/// | `etag` | FortiOS | The answer has an entity tag; the call is `Cacheable`. Only a `GET` has one. |
///
/// # On the fields
///
/// A field fills the placeholder of its name, which is compared in lower case, with `-` and `+` as
/// `_` and a `_` before a leading digit; a raw identifier counts as the plain one. Its type
/// implements `UrlParam`. Any other field says where its value goes. Below, HTTP stands for REST, FortiOS, and those calls
/// of the GUI that are not proxied.
///
/// | attribute | calls to | place |
/// |---|---|---|
/// | `#[endpoint(placeholder = "802-1X")]` | all | the placeholder of that name |
/// | `#[endpoint(beside)]`, `#[endpoint(beside("sub fetch"))]` | JSON-RPC | beside the url |
/// | `#[endpoint(data)]` | JSON-RPC | the whole `data` |
/// | `#[endpoint(data("top-n"))]` | JSON-RPC | one member of `data` |
/// | `#[endpoint(envelope)]`, `#[endpoint(envelope("remote"))]` | JSON-RPC | the top level of the request |
/// | `#[endpoint(splice)]` | FortiManager | all members of a value that serialises as an object: beside the url in JSON-RPC, else in the body |
/// | `#[endpoint(query)]`, `#[endpoint(query("ip_version"))]` | HTTP | a parameter of the query |
/// | `#[endpoint(body)]` | HTTP, proxied | the whole JSON body, or all `params` |
/// | `#[endpoint(body("policy"))]` | HTTP, proxied | one member of the JSON body, or of `params` |
/// | `#[endpoint(form)]`, `#[endpoint(form("secretkey"))]` | HTTP | one field of a form, which is the body |
/// | `#[endpoint(file)]`, `#[endpoint(file("file_content"))]` | HTTP | a file in the body, `File` or `Option<File>` |
/// | `#[endpoint(content)]` | REST, GUI by HTTP | a file that is the whole body, `File` or `Option<File>` |
///
/// Without a name in parentheses a member is called like its field. `toggle` or `flag` after the
/// place sends a boolean as `"enable"` and `"disable"` or as 1 and 0: `#[endpoint(data("status"),
/// toggle)]`; `digits` sends a number as the text of its digits, `"7"`. A value that serialises to `null` is left out.
///
/// A body is of one kind: a whole, a file alone, or members and at most one file, or a form; and only a `POST`, a `PUT` or
/// a proxied call has one. The members of `csrf` go with members, a file beside them, or a form. A token is no parameter of
/// the query, where logs would keep it: the client sends it in a header.
///
/// # What it implements
///
/// `fmg_bindings::Endpoint`, with the protocol that the verb says, which in turn says who can send the call. To it come the
/// traits that the words after the url add. Where the type of a placeholder's field mentions a type parameter, the implementations ask that it be a `UrlParam`; a generic member states its own bound,
/// `serde::Serialize`.
#[proc_macro_derive(Endpoint, attributes(endpoint))]
pub fn derive_endpoint(input: TokenStream) -> TokenStream {
    expand::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Renders a url template with the variables its placeholders name.
///
/// A placeholder takes the variable of its name, spelled as the field of a derived call would be,
/// or the expression given under that name. The values are those that can fill a field of a derived
/// call.
#[proc_macro]
pub fn url(input: TokenStream) -> TokenStream {
    url::expand(Protocol::JsonRpc, input.into()).into()
}

/// Renders a path of FortiOS with the variables its placeholders name, as [`url!`](macro@url) does for FortiManager.
///
/// What stands after a `?` is no part of it: the parameters of a query are given to the call.
#[proc_macro]
pub fn path(input: TokenStream) -> TokenStream {
    url::expand(Protocol::FortiOs, input.into()).into()
}

/// Says which table of FortiOS the rows of a type belong to.
///
/// `#[table("<path>/<name>")]` has the two segments that follow `/api/v2/cmdb/` in a url. They are the words after
/// `config` on the command line, of which the last is the name and the others, joined by dots, the path: `config vpn
/// ssl settings` is `vpn.ssl/settings`. After them may stand:
///
/// - `complex`: the table is a single object rather than a list of rows;
/// - `access_group = "fwgrp.address"`: the access group that the administrator needs. The error of a call that FortiOS
///   refuses with 403 names it then (`Error::access_group`), and so does the profile that `AccessNeeds` prints. The
///   schema of the table, as the device gives it, says which group it is.
///
/// # What it implements
///
/// `fmg_bindings::fortios::Table`, or `ComplexTable` with the word `complex`. How the rows are read and written is up
/// to serde.
#[proc_macro_derive(Table, attributes(table))]
pub fn derive_table(input: TokenStream) -> TokenStream {
    table::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a url value of a literal, checked at compile time: `checked_literal!(name, AdomName,
/// "demo")`.
///
/// The first argument says what the literal has to be (`name`, `package_path`, `object_path` or `table`),
/// the second the type to make, which has a constant function `__from_literal`. That of a table takes
/// its path and its name. After the literal of a package path follow the runs that it must not hold.
#[proc_macro]
pub fn checked_literal(input: TokenStream) -> TokenStream {
    literal::expand(input.into()).into()
}
