//! Typed bindings for the JSON-RPC API of FortiManager.
#![forbid(unsafe_code)]

// What the derive writes names this crate by its name, also inside it.
extern crate self as fmg_bindings;

#[doc(hidden)]
pub mod __test;
mod code;
mod endpoint;
pub mod error;
mod field;
pub mod fmg;
#[rustfmt::skip]
mod generated {
    pub(crate) mod fmg;
}
mod open_enum;
mod response;
mod secret;
mod slots;
pub mod transport;
mod url_parameter;
mod wire;

pub use fmg_macros::{Endpoint, url};
pub use fmg_template::{ValueFault, ValueFaultKind};
/// The crates whose traits and types the API names: rows and members of requests are serde's, untyped JSON is
/// [`serde_json::Value`].
pub use {serde, serde_json};

pub use self::code::{Code, CodeClass};
pub use self::endpoint::Endpoint;
pub use self::error::Error;
pub use self::field::Field;
pub use self::open_enum::Unlisted;
pub use self::response::{Data, Response};
pub use self::secret::Secret;
pub use self::slots::{Fields, Row};

/// What the macros expand to. No part of the API: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use fmg_macros::checked_literal;
    pub use fmg_template::{Escaping, Name, ObjectPath, PackagePath, UrlParam, UrlWriter};

    pub use crate::open_enum::*;
    pub use crate::slots::*;
    pub use crate::wire::{Switch, flag, toggle};
}
