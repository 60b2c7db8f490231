//! Traits that link a row type to its table, for the tables of both products.

mod key;
mod serde_row;
mod template;

use std::borrow::Cow;

use serde::Serialize;

#[doc(hidden)]
pub use self::key::{KeyReply, KeysReply};
pub use self::key::{TableKey, key_text};
pub use self::serde_row::{SerdeRow, SerdeRows};
pub(crate) use self::template::Joined;
use crate::error::TableFault;
use crate::slots::Fields;

/// A row type of a table whose rows have keys: `firewall/address`, `firewall/policy`, `system/interface`.
///
/// The generator implements it for the tables of the specs; `derive(Table)` implements it for a type of your own. The
/// verbs are generic code: `list`, `get`, `add` and the others take any row type whose table exists [`In`] the scope.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of a table",
    label = "this type names no table",
    note = "put `#[derive(Table)]` and `#[table(\"<path>/<name>\")]` on the type"
)]
pub trait Table: Sized {
    /// The path of the table below its scope, such as `firewall/address`. Empty: the scope itself is the table.
    const PATH: &'static str;

    /// The placeholder of the key in url templates, such as `<name>`. Errors and logs show it.
    const PLACEHOLDER: &'static str;

    /// The attribute that holds the key of a row, such as `name`. `None`: no attribute holds it.
    const KEY: Option<&'static str>;

    /// The type of the key.
    type Key: TableKey;

    /// The [response type](crate::Response) of a read of one row. A row type that is only written needs none.
    type One;

    /// The [response type](crate::Response) of a read of many rows.
    type Many;

    /// The access group that an administrator of FortiOS needs for the table, such as `fwgrp.address`, if it is known.
    const ACCESS_GROUP: Option<&'static str> = None;

    /// The known facts about the members of the rows, with a member in each line, such as `cache-ttl 0..86400`. The
    /// generator writes the text; [`Error::misfits`](crate::Error::misfits) compares rows with it. Empty: nothing is
    /// known.
    const FACTS: &'static str = "";

    /// The text of the key that the row holds. `None`: it holds none.
    fn key_text(&self) -> Option<Cow<'_, str>>
    where
        Self: Serialize,
    {
        key::text_in(self, Self::KEY?)
    }

    /// The fields of a generated row, which are written without serde. `None`: serde writes the row.
    #[doc(hidden)]
    fn fields(&self) -> Option<&dyn Fields> {
        None
    }

    /// The key that the row holds. `None`: it holds none, or one that is not possible in a url.
    fn key(&self) -> Option<Self::Key>
    where
        Self: Serialize,
    {
        Self::Key::from_row(&self.key_text()?)
    }
}

/// The key of a row whose table has an attribute for it, or the fault of the key.
pub(crate) fn row_key<T: Table + Serialize>(row: &T) -> Result<T::Key, TableFault> {
    let attribute = T::KEY.unwrap_or_default();
    let text = row.key_text().ok_or(TableFault::NoKey { attribute })?;
    T::Key::from_row(&text).ok_or(TableFault::ImpossibleKey { attribute })
}

/// The key that a new row states itself. `None`: the appliance chooses the key, as it does for the number 0, or the row
/// holds only a part of the key.
pub(crate) fn own_key<T: Table + Serialize>(row: &T) -> Option<T::Key> {
    let text = row.key_text().filter(|text| T::Key::IN_ROWS && *text != "0")?;
    T::Key::from_row(&text)
}

/// The fault of the key of a row that is written; `None` if the key is usable. `is_new`: a row without a key may get
/// one from the appliance.
pub(crate) fn key_fault<T: Table + Serialize>(row: &T, is_new: bool) -> Option<TableFault> {
    let attribute = T::KEY?;
    match row.key_text() {
        None if is_new && T::Key::ASSIGNED => None,
        None => Some(TableFault::NoKey { attribute }),
        Some(text) if T::Key::is_in_row(&text) => None,
        Some(_) => Some(TableFault::ImpossibleKey { attribute }),
    }
}

/// The type of a table that is a single object and has no key: `system/global`, `vpn.ssl/settings`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a single object",
    label = "this type names no single object",
    note = "put `#[derive(Table)]` and `#[table(\"<path>/<name>\", single, scopes(…))]` on the type; for FortiOS, write \
            `#[table(\"<path>/<name>\", complex)]`"
)]
pub trait Single: Sized {
    /// The path of the object below its scope, such as `system/global`.
    const PATH: &'static str;

    /// The [response type](crate::Response) of a read of the object.
    type One;

    /// The access group that an administrator of FortiOS needs for the object, if it is known.
    const ACCESS_GROUP: Option<&'static str> = None;

    /// The known facts about the members of the object, in the form of [`Table::FACTS`].
    const FACTS: &'static str = "";
}

/// A table or single object that can be read below the scope `S`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table of `{S}`",
    label = "this table is below another scope",
    note = "the implementations of `In` for the type name its scopes"
)]
pub trait In<S> {}

/// A table or single object that can be written below the scope `S`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written below `{S}`",
    label = "this table is read-only here, or below another scope",
    note = "the implementations of `WritableIn` for the type name the scopes where it is written"
)]
pub trait WritableIn<S>: In<S> {}

/// A table whose rows have an order that a call can change, such as policies.
#[diagnostic::on_unimplemented(
    message = "the rows of `{Self}` have no order",
    label = "this table has no `move`",
    note = "a row type of your own states it by `ordered` in `#[table(…)]`"
)]
pub trait Ordered: Table {}

/// A table whose rows can be copied by a call.
#[diagnostic::on_unimplemented(
    message = "the rows of `{Self}` cannot be copied by a call",
    label = "this table has no `clone`",
    note = "a row type of your own states it by `cloneable` in `#[table(…)]`"
)]
pub trait Cloneable: Table {}

/// Implements two methods of [`Table`] for a generated row: `key_text`, with the key in the named field, if one is
/// named, and `fields`.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_written_row {
    ($($field:ident)?) => {
        fn key_text(&self) -> ::std::option::Option<::std::borrow::Cow<'_, str>> {
            $crate::codegen::key_text(&[$($crate::codegen::Shown::out(&self.$field))?])
        }

        fn fields(&self) -> ::std::option::Option<&dyn $crate::codegen::Fields> {
            ::std::option::Option::Some(self)
        }
    };
}

/// Names the attributes of generated rows, so that a misspelt one in a list of fields, a condition or an order does not
/// compile: `attributes! { Address { NAME: "name", SUBNET: "subnet", } }`.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_attributes {
    ($($Row:ident { $($NAME:ident: $wire:literal),* $(,)? })*) => {$(
        /// The names of the attributes, for lists of fields, conditions and orders.
        impl $Row {
            $(
                #[doc = ::std::concat!("The attribute `", $wire, "`.")]
                pub const $NAME: &'static str = $wire;
            )*
        }
    )*};
}
