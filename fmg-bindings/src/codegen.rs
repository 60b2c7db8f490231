//! What generated code stands on, in this crate and in any other. Not a part of the API: it changes without notice.
//!
//! Generated code names this module, and otherwise only what is public. It names no other crate, so that a crate needs
//! no dependency but this one. The macros name everything by its full path, so that neither an import nor a type of the
//! crate that uses them gets in the way.
//!
//! [`check_version`](crate::codegen::check_version) ties the two together. Whoever changes this module in a way that
//! breaks code which has been generated before raises the number here and in `fmg-codegen`.

pub use fmg_macros::checked_literal;
pub use fmg_template::{Escaping, Name, ObjectPath, PackagePath, UrlParam, UrlWriter};

pub use crate::open_enum::*;
pub use crate::slots::{
    Entries, Fields, Fit, Items, List, Member, Need, Object, Once, Out, Place, Row, Shown, Slot, Unfit, Written, debug,
    deserialize, equal, is_name, pattern_key, serialize, visit_held,
};
pub use crate::wire::{Digits, Switch, digits, flag, toggle};
pub use crate::{
    __codegen_check_version as check_version, __codegen_checked_text as checked_text, __codegen_find_slot as find_slot,
    __codegen_forward as forward, __codegen_from_text as from_text, __codegen_list as list, __codegen_number as number,
    __codegen_open_enum as open_enum, __codegen_reply as reply, __codegen_row as row,
    __codegen_url_parameter as url_parameter, __codegen_words as words,
};

/// The version of this module.
///
/// Generated code states the version that it was made for. Another one than this is an error of the compiler, which
/// says what to update.
pub const VERSION: u32 = 1;

/// Compares the version that code was generated for with [`VERSION`](crate::codegen::VERSION).
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_check_version {
    (1) => {};
    ($other:literal) => {
        ::std::compile_error!(::std::concat!(
            "this code was generated for version ",
            $other,
            " of `fmg_bindings::codegen`, and this is version 1\n",
            "help: use `fmg-codegen` and `fmg-bindings` of the same release, then generate the code again"
        ));
    };
}
