//! The macros of `fmg-bindings`. Use the macros that `fmg-bindings` re-exports, because the generated code refers to
//! that crate.
//!
//! - [`derive(Endpoint)`](macro@Endpoint) turns a struct into a call and checks its url template against its fields.
//! - [`derive(Table)`](macro@Table) links a row type to its table.
//! - [`url!`](macro@url) and [`path!`](macro@path) fill a template with variables of the same names, for calls without
//!   a request type.
//! - [`checked_literal!`](macro@checked_literal) makes a url value from a literal, which is checked at compile time.
//!   The macros of `fmg-bindings` that are named after a type, such as `adom!`, use it.
//!
//! Each macro reports every fault of its input at once. Stable Rust can only underline a string literal as a whole, so
//! the messages show the literal with carets below the fault.
#![forbid(unsafe_code)]
#![warn(clippy::print_stderr, clippy::print_stdout)]

mod access_group;
mod attr;
mod check;
mod expand;
mod item;
mod literal;
mod model;
mod place;
mod point;
mod render;
mod report;
mod runtime;
mod table;
mod url;
mod verb;

#[cfg(test)]
mod tests;

use fmg_template::Protocol;
use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

use crate::item::Item;

/// Turns a struct into a call.
///
/// # On the struct
///
/// `#[endpoint(<verb>, "<url>")]`, with the url as the documents write it. The verb decides the protocol:
///
/// | verb | protocol |
/// |---|---|
/// | `get`, `add`, `set`, `update`, `delete`, `exec`, `clone`, `move`, `replace`, `unset`, `put` | FortiManager, by JSON-RPC |
/// | `rest(GET)`, `rest(POST)` | FortiManager's REST API; every url begins with `/jsonrpc/` |
/// | `gui(GET)`, `gui(POST)` | FortiManager's GUI API, by an HTTP request |
/// | `gui(get)`, `gui(processPreview)`, `gui("…")` | FortiManager's GUI API, proxied: by a JSON request with url, method and `params` |
/// | `GET`, `POST`, `PUT`, `DELETE` | FortiOS |
///
/// The method in `gui(…)` is written as in the request. It is not checked against a list, but a word in capitals is an
/// HTTP method. A url that belongs to another API (`/api/v2/…`, `/jsonrpc/…`, `/flatui/…`, `/cgi-bin/…`, `/p/…`,
/// `/gui/…`) is a fault, since the verb is probably wrong.
///
/// Options after the url:
///
/// | option | calls to | meaning |
/// |---|---|---|
/// | `response = Type` | all | The type of the reply, which implements `Response`. Without it only the status of the reply is read, and the type is `()`. |
/// | `fixed(option = ["get certinfo"])` | all | Constant members: next to `url` in `params` for JSON-RPC, in the `params` of a proxied call, else in the query. |
/// | `download`, `download(text, json, html)`, `download(pdf)` | all but JSON-RPC | The response is a file; the call is a `Download`. The parentheses list the formats that are accepted besides binary data and long text. A short text without a listed format counts as a message of a gateway. With `pdf` alone, the file has to be a PDF. |
/// | `one_of([a, b], [c])` | all but JSON-RPC | One of these sets of fields has to be complete. |
/// | `csrf("csrf_token")` | GUI | Names of body members that the client fills with the CSRF token of its session. |
/// | `reply_without(status)` | all | Parts that documented replies lack: `status`; `id`, the id of the request, which a JSON-RPC reply repeats; `body`, if FortiOS answers a write with an empty body. For other calls, a reply without them is an error. |
/// | `crate = ::name` | all | The name of `fmg-bindings` in this crate, if the dependency was renamed. |
/// | `access_group = "fwgrp.policy"` | FortiOS | The access group that the administrator needs. |
/// | `etag` | FortiOS | The response has an entity tag; the call is `Cacheable`. Only a `GET` has one. |
///
/// # On the fields
///
/// A field fills the placeholder of its name. Names are compared in lower case: `-` and `+` count as `_`, and a leading
/// digit gets a `_` before it. A raw identifier counts as the plain one. The type of the field implements `UrlParam`.
/// For any other field, an attribute names its place in the request. In this table, HTTP means REST, FortiOS, and the
/// GUI calls that are not proxied.
///
/// | attribute | calls to | place |
/// |---|---|---|
/// | `#[endpoint(placeholder = "802-1X")]` | all | the placeholder of that name |
/// | `#[endpoint(beside)]`, `#[endpoint(beside("sub fetch"))]` | JSON-RPC | next to `url`, in `params` |
/// | `#[endpoint(data)]` | JSON-RPC | the whole `data` |
/// | `#[endpoint(data("top-n"))]` | JSON-RPC | one member of `data` |
/// | `#[endpoint(envelope)]`, `#[endpoint(envelope("remote"))]` | JSON-RPC | the top level of the request |
/// | `#[endpoint(splice)]` | FortiManager | all members of a value that serializes as an object: next to `url` in JSON-RPC, else in the body |
/// | `#[endpoint(query)]`, `#[endpoint(query("ip_version"))]` | HTTP | a parameter of the query |
/// | `#[endpoint(body)]` | HTTP, proxied | the whole JSON body, or all `params` |
/// | `#[endpoint(body("policy"))]` | HTTP, proxied | one member of the JSON body, or of `params` |
/// | `#[endpoint(form)]`, `#[endpoint(form("secretkey"))]` | HTTP | one field of a form, which is the body |
/// | `#[endpoint(file)]`, `#[endpoint(file("file_content"))]` | HTTP | a file in the body, `File` or `Option<File>` |
/// | `#[endpoint(content)]` | REST, GUI by HTTP | a file that is the whole body, `File` or `Option<File>` |
///
/// Without a name in parentheses, a member has the name of its field. After the place, `toggle` sends a boolean as
/// `"enable"` or `"disable"`, as in `#[endpoint(data("status"), toggle)]`. `flag` sends it as 1 or 0, and `digits`
/// sends a number as text, `"7"`. A value that serializes to `null` is omitted.
///
/// A body has one kind: a whole value, a single file, members with at most one file, or a form. Only a `POST`, a `PUT`
/// or a proxied call has a body. The members of `csrf` can be added to a body of members, with or without a file, and
/// to a form. A token cannot be a parameter of the query, since urls are logged: the client sends it in a header.
///
/// # What it implements
///
/// `fmg_bindings::Endpoint`, with the protocol of the verb, which decides the clients that can send the call. The
/// options after the url add further traits. If the type of a field mentions a type parameter, the implementations
/// require a trait of that type: `UrlParam` for a placeholder, and the trait of `toggle`, `flag` or `digits`. For any
/// other member, the struct has to declare the bound `serde::Serialize`.
#[proc_macro_derive(Endpoint, attributes(endpoint))]
pub fn derive_endpoint(input: TokenStream) -> TokenStream {
    match Item::read(input.into()) {
        Ok(item) => expand::derive(&item).into(),
        Err(error) => error.into_compile_error().into(),
    }
}

/// Fills a url template with the variables that its placeholders name.
///
/// Call it as `url!` of the bindings, which puts `$crate;` before the template.
///
/// A placeholder is filled with the variable of its name, by the rules for the names of fields of a derived call; or
/// with an expression, `name = …`. It accepts the same values as a field of a derived call.
#[proc_macro]
pub fn url(input: TokenStream) -> TokenStream {
    url::expand(Protocol::JsonRpc, input.into()).into()
}

/// Fills a path of FortiOS with the variables that its placeholders name, as [`url!`](macro@url) does for FortiManager.
///
/// Call it as `path!` of the bindings, which puts `$crate;` before the template.
///
/// The path has no query: set its parameters on the call.
#[proc_macro]
pub fn path(input: TokenStream) -> TokenStream {
    url::expand(Protocol::FortiOs, input.into()).into()
}

/// Links a row type to its table. serde decides how the rows are read and written.
///
/// # Tables of FortiOS
///
/// `#[table("<path>/<name>")]` has the two segments that follow `/api/v2/cmdb/` in a url. They are the words after
/// `config` on the command line; the last is the name, and the others, joined by dots, are the path: `config vpn ssl
/// settings` is `vpn.ssl/settings`. Options after them:
///
/// - `complex`: the table is a single object rather than a list of rows;
/// - `access_group = "fwgrp.address"`: the access group that the administrator needs. The error of a call that FortiOS
///   refuses with 403 names it (`Error::access_group`), and `AccessNeeds` prints it as a part of the access profile.
///   The device states it in the schema of the table;
/// - `key(name)`: the field with the mkey.
///
/// # Tables of FortiManager
///
/// `#[table("firewall/address", scopes(Objects), key(name: ObjectName))]` has the part of the urls between the scope and
/// the key. It is empty if the scope itself is the table. Options after it:
///
/// | option | meaning |
/// |---|---|
/// | `scopes(Objects, DeviceVdom)` | The scopes that have the table, types of `fmg_bindings::fmg::scope`. |
/// | `rows_of(Parent)` | The row types whose rows have the table as a child table. |
/// | `key(name: ObjectName)` | The field with the key, and the type of the key in urls. `key(_: Type)` if no field holds it. |
/// | `written(Objects)` | The scopes where the table can be written, if not all of them. |
/// | `read_only` | The table is not written. |
/// | `ordered` | Rows can be moved. |
/// | `cloneable` | Rows can be copied by a call. |
/// | `single` | The table is a single object without a key. |
///
/// # Tables of both products
///
/// The name of a key on the wire is the one that serde gives to the field, with `rename` and `rename_all`. `crate =
/// ::name` states the name of the dependency `fmg-bindings`, if this crate has renamed it.
///
/// # What it implements
///
/// `fmg_bindings::Table`, or `Single` for a single object; `In` and `WritableIn` for each scope, which for FortiOS is
/// `fortios::FortiOsConfiguration`; `Ordered` and `Cloneable`. A type that is read has to implement
/// `serde::Deserialize`, a type that is written `serde::Serialize`.
#[proc_macro_derive(Table, attributes(table))]
pub fn derive_table(input: TokenStream) -> TokenStream {
    table::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a url value from a literal, which is checked at compile time: `checked_literal!(name, AdomName, "demo")`.
///
/// The first argument is the kind of the literal: `name`, `http_name`, `package_path`, `object_path` or `table`. The
/// second is the type to make, which has a constant function `__from_literal`. For a table, the function takes path and
/// name. The third is the literal. Further arguments are the reserved words, such as `"schedule"` or `"firewall/*"`: a
/// name must not be one, and a package path must not contain one.
#[proc_macro]
pub fn checked_literal(input: TokenStream) -> TokenStream {
    literal::expand(input.into()).into()
}
