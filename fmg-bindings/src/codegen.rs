//! The items that generated code uses, in this crate and in others. Not part of the API: it changes without notice.
//!
//! Generated code names only this module and the public API, and no other crate, so that a crate needs only this
//! dependency. The macros use full paths, so that imports and types of the calling crate do not interfere.
//!
//! [`check_version`](crate::codegen::check_version) compares the versions of both. A change of this module that breaks
//! existing generated code must increase the number here and in `fmg-codegen`.

#[cfg(feature = "testing")]
pub mod exchange;

#[cfg(feature = "fortios")]
pub use fmg_macros::path;
pub use fmg_macros::{checked_literal, url};
use fmg_template::render_url;
pub use fmg_template::{Escaping, Name, ObjectPath, PackagePath, UrlParam, UrlWriter};

use crate::client::{AnyClient, ClientFor};
use crate::endpoint::Protocol;
pub use crate::one_or_many::OneOrMany;
pub use crate::open_enum::*;
pub use crate::request::debug_request;
pub use crate::slots::{
    EachFieldOnce, Entries, FieldNames, Fields, Fit, Items, List, Need, Object, Out, Place, Row, Shown, Slot, Unfit,
    Visit, Written, debug, deserialize, equal, is_name, pattern_key, serialize, visit_row,
};
pub use crate::tables::{Cloneable, In, KeyReply, KeysReply, Ordered, Single, Table, TableKey, WritableIn, key_text};
pub use crate::to_json::ToJson;
pub use crate::wire::{Digits, Switch, digits, flag, toggle};
pub use crate::{
    __codegen_argument as argument, __codegen_attributes as attributes, __codegen_check_version as check_version,
    __codegen_checked_text as checked_text, __codegen_find_slot as find_slot, __codegen_forward as forward,
    __codegen_from_text as from_text, __codegen_list as list, __codegen_number as number,
    __codegen_open_enum as open_enum, __codegen_reply as reply, __codegen_request_default as request_default,
    __codegen_requests as requests, __codegen_row as row, __codegen_scope_parameter as scope_parameter,
    __codegen_segments_parameter as segments_parameter, __codegen_setter as setter, __codegen_text_key as text_key,
    __codegen_url_parameter as url_parameter, __codegen_value as value, __codegen_words as words,
    __codegen_written_row as written_row,
};

/// A client, async or blocking, that sends calls of the protocol `P`. Handles of other crates ask for one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not send these calls",
    label = "a client of another protocol",
    note = "calls of JSON-RPC and REST go through `fmg::Client`, those of FortiManager's GUI through \
            `fmg::gui::Client`, and those of FortiOS through `fortios::Client`"
)]
pub trait Client<P: Protocol>: AnyClient {}

#[diagnostic::do_not_recommend]
impl<C: AnyClient<AsyncClient: ClientFor<P>>, P: Protocol> Client<P> for C {}

/// The url of the literals, with a value behind each of them.
///
/// It takes arrays, since the compiler takes twice as long for a reference to a slice.
#[inline]
#[must_use]
pub fn write_url<const L: usize, const V: usize>(
    escaping: Escaping,
    literals: [&str; L],
    values: [&dyn UrlParam; V],
) -> String {
    render_url(escaping, &literals, &values)
}

/// The version of this module.
///
/// Generated code states the version that it was made for. A different version is a compile error, which says what to
/// update.
pub const VERSION: u32 = 3;

/// Includes the bindings that the build script of this crate generates with `fmg_codegen::Build`.
///
/// ```ignore
/// // src/lib.rs
/// fmg_bindings::include_generated!();
/// ```
#[macro_export]
macro_rules! include_generated {
    () => {
        ::std::include!(::std::concat!(::std::env!("OUT_DIR"), "/fmg_bindings.rs"));
    };
}

/// Includes the bindings that the build script of this crate imports with `fmg_codegen::import::Import`.
///
/// ```ignore
/// // src/lib.rs
/// fmg_bindings::include_imported!();
/// ```
#[macro_export]
macro_rules! include_imported {
    () => {
        ::std::include!(::std::concat!(::std::env!("OUT_DIR"), "/fmg_imported.rs"));
    };
}

/// Includes a test for each documented exchange, which the build script of this crate generates with
/// `fmg_codegen::Build`. The tests need the feature `testing`.
///
/// ```ignore
/// // tests/exchanges.rs
/// fmg_bindings::include_generated_tests!();
/// ```
#[macro_export]
macro_rules! include_generated_tests {
    () => {
        ::std::include!(::std::concat!(::std::env!("OUT_DIR"), "/fmg_exchanges.rs"));
    };
}

/// Compares the version that code was generated for with [`VERSION`](crate::codegen::VERSION).
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_check_version {
    (3) => {};
    ($other:literal) => {
        ::std::compile_error!(::std::concat!(
            "this code was generated for version ",
            $other,
            " of `fmg_bindings::codegen`, and this is version 3\n",
            "help: use `fmg-codegen` and `fmg-bindings` of the same release, then generate the code again"
        ));
    };
}
