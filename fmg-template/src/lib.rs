//! The url template language of the FortiManager and FortiOS bindings, and the terms that macros, generator, simulator
//! and runtime share.
//!
//! A template is a url with named placeholders, in the form of Fortinet's documents:
//! `/dvmdb/adom/<adom>/workspace/lock/obj/<path>`. This crate parses templates, renders them with checked values and
//! matches a url back to its values. [`Product`], [`Protocol`], [`Verb`], [`Place`], [`CodeClass`] and the [`facts`] of
//! rows define the terms. It depends only on the standard library.
//!
//! # Templates
//!
//! [`Template::parse`] parses a template and reports *every* [`Fault`] of a malformed one, each with its [`Span`]. The
//! grammar:
//!
//! ```text
//! template    = [ "/" ] segment { "/" segment }
//! segment     = placeholder | literal
//! placeholder = "<" name ">"                      name: letters, digits, `-`, `_`, `+`; at least one letter or digit
//! literal     = any text without / \ < > { } ? #  and control characters; neither `.` nor `..`
//! ```
//!
//! Literals may contain spaces, dots and `+` (`scope member`, `vpn.ssl`, `tacacs+`).
//!
//! # Values
//!
//! A placeholder marks the position of a value; the *type* of the value defines which text is allowed and how it is
//! escaped:
//!
//! | type | holds | in FortiManager urls | in HTTP paths |
//! |---|---|---|---|
//! | [`Name`] | one segment | `/` as `\/` | percent-encoded |
//! | integers | an id | decimal | decimal |
//! | [`PackagePath`] | folders and a package | joined by a raw `/` | segments percent-encoded, joined by `/` |
//! | [`ObjectPath`] | a table and a key | each segment as a name | each segment percent-encoded |
//!
//! The constructors refuse values that could address another object: `.`, `..`, backslashes, control characters, and an
//! empty name, which addresses the table. `String` and `&str` deliberately do not implement [`UrlParam`].
//!
//! # Rendering
//!
//! The values know their escaped length, so a url is written in one pass into one allocation of the exact size:
//!
//! ```
//! use fmg_template::{Escaping, Name, render_url};
//!
//! let net = Name::new("Net_10.0.0.0/18")?;
//! assert_eq!(render_url(Escaping::Fmg, &["/obj/"], &[&net]), r"/obj/Net_10.0.0.0\/18");
//! # Ok::<(), fmg_template::ValueFault>(())
//! ```
#![forbid(unsafe_code)]
#![warn(clippy::print_stderr, clippy::print_stdout)]

mod code_class;
mod escaping;
pub mod facts;
mod fault;
mod field_name;
mod matching;
mod parse;
mod part;
mod place;
mod protocol;
pub mod secret_attribute;
pub mod secret_name;
pub mod spelling;
mod template;
mod value;
mod verb;
mod write;

pub use code_class::CodeClass;
pub use escaping::Escaping;
pub use fault::{Fault, FaultKind, Faults, Span, underline};
pub use field_name::field_name;
pub use matching::{Capture, ParamKind};
pub use part::{Part, Placeholder};
pub use place::Place;
pub use protocol::{JSON_RPC_PATH, Product, Protocol};
pub use template::Template;
pub use value::{Name, ObjectPath, PackagePath, ReservedWord, ValueFault, ValueFaultKind};
pub use verb::{GuiProxyMethod, HttpMethod, JsonRpcMethod, Verb};
pub use write::{UrlParam, UrlWriter, render_url};
