//! The tables that types belong to.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use crate::response::Response;
use crate::tables::{In, SerdeRow, SerdeRows, Single, Table};
#[doc(hidden)]
pub use crate::{
    __codegen_fortios_children as children, __codegen_fortios_singles as singles, __codegen_fortios_tables as tables,
};

/// The configuration of a FortiGate, the scope of all tables of FortiOS.
///
/// `derive(Table)` implements [`In`](crate::In) and [`WritableIn`](crate::WritableIn) of this scope for a type that names
/// a table of FortiOS. The methods of [`Cmdb`](super::Cmdb) require them.
#[derive(Clone, Copy, Debug)]
pub enum FortiOsConfiguration {}

/// The properties of a table that its calls need beside its path.
#[derive(Clone, Copy)]
pub(super) struct KnownTable {
    /// The access group that calls on the table need, if known.
    pub(super) access_group: Option<&'static str>,
    /// The known facts about the members of its rows.
    pub(super) facts: &'static str,
}

impl KnownTable {
    /// Nothing.
    pub(super) const NOTHING: Self = Self {
        access_group: None,
        facts: "",
    };

    pub(super) const fn of<T: Table>() -> Self {
        Self {
            access_group: T::ACCESS_GROUP,
            facts: T::FACTS,
        }
    }

    pub(super) const fn of_complex<S: Single>() -> Self {
        Self {
            access_group: S::ACCESS_GROUP,
            facts: S::FACTS,
        }
    }

    /// For a table in this one, with rows of which this is known.
    pub(super) const fn rows(self, facts: &'static str) -> Self {
        Self { facts, ..self }
    }

    /// For a table in this one, with rows of which nothing is known.
    pub(super) const fn other_rows(self) -> Self {
        self.rows("")
    }
}

/// The type as which the calls on a table read rows: the row type of a [table](Table), or [`Untyped`].
pub trait RowType {
    /// The type of a row.
    type Row;

    /// The response type of a read of one row.
    type One: Response<Output = Self::Row>;

    /// The response type of a read of many rows.
    type Many: Response<Output = Vec<Self::Row>>;
}

impl<T: Table<One: Response<Output = T>, Many: Response<Output = Vec<T>>>> RowType for T {
    type Row = T;
    type One = T::One;
    type Many = T::Many;
}

/// Rows of a table that has no row type, read as `T`s: JSON, or a type with `serde::Deserialize`.
#[derive(Clone, Copy, Debug)]
pub struct Untyped<T>(PhantomData<fn() -> T>);

impl<T: DeserializeOwned + Send> RowType for Untyped<T> {
    type Row = T;
    type One = SerdeRow<T>;
    type Many = SerdeRows<T>;
}

/// A row type of a table inside of another object. That object is a row of a table, such as a DHCP server with its
/// address ranges, or a complex table, such as BGP with its neighbors.
///
/// The generator implements it for the child tables of the specs. [`Cmdb::children`](super::Cmdb::children) creates the
/// calls on those in rows, [`Cmdb::complex_children`](super::Cmdb::complex_children) the calls on the others.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of a child table",
    label = "no object has rows of this type",
    note = "`child(mkey, child!(\"…\"))` addresses any child table of a row by its name, and `complex_child(child!(\"…\"))` any of \
            a complex table"
)]
pub trait ChildTable: RowType {
    /// The type of the object around it: the row type of a [`Table`], or a [`Single`].
    type Parent: In<FortiOsConfiguration>;

    /// The attribute of the parent that is the table, such as `ip-range`.
    const NAME: &'static str;

    /// The attribute that holds the key of a row.
    const KEY: &'static str;

    /// The known facts about the members of the rows, as [`Table::FACTS`].
    const FACTS: &'static str = "";
}

/// A [`ChildTable`] in each row of a table.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of a child table in rows",
    label = "no row of a table has rows of this type",
    note = "`complex_children` has the calls on a table in a complex table; `child(mkey, child!(\"…\"))` addresses any child \
            table of a row by its name"
)]
pub trait ChildOfRow: ChildTable<Parent: Table> {}

#[diagnostic::do_not_recommend]
impl<T: ChildTable<Parent: Table>> ChildOfRow for T {}

/// A [`ChildTable`] in a complex table.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of a child table in a complex table",
    label = "no complex table has rows of this type",
    note = "`children` has the calls on a table in a row; `complex_child(child!(\"…\"))` addresses any child table of a complex \
            table by its name"
)]
pub trait ChildOfComplex: ChildTable<Parent: Single> {}

#[diagnostic::do_not_recommend]
impl<T: ChildTable<Parent: Single>> ChildOfComplex for T {}

/// Implements the traits of tables for generated rows of FortiOS.
///
/// ```text
/// tables! {
///     Address: "firewall/address" by "name" = name, access "fwgrp.address";
///     Policy: "firewall/policy" by "policyid" = policyid ordered;
/// }
/// ```
///
/// Behind the path are the attribute and the field of the key, and whether the rows have an order (`ordered`) or only
/// the device writes them (`readonly`). Then follow the access group, if it is known, and the known facts about the
/// members of the rows.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_fortios_tables {
    (@group) => {};
    (@group $group:literal) => {
        const ACCESS_GROUP: ::std::option::Option<&'static str> = ::std::option::Option::Some($group);
    };
    (@facts) => {};
    (@facts $facts:literal) => {
        const FACTS: &'static str = $facts;
    };
    // A table that only the device writes has no calls that write.
    (@scopes $Row:ident readonly) => {
        impl $crate::codegen::In<$crate::fortios::FortiOsConfiguration> for $Row {}
    };
    (@scopes $Row:ident $(ordered)?) => {
        impl $crate::codegen::In<$crate::fortios::FortiOsConfiguration> for $Row {}
        impl $crate::codegen::WritableIn<$crate::fortios::FortiOsConfiguration> for $Row {}
    };

    (@ordered $Row:ident $(readonly)?) => {};
    (@ordered $Row:ident ordered) => {
        impl $crate::codegen::Ordered for $Row {}
    };

    ($(
        $Row:ident: $path:literal by $key:literal $(= $field:ident)? $($flag:ident)? $(, access $group:literal)? $(, facts $facts:literal)?;
    )*) => {$(
        impl $crate::codegen::Table for $Row {
            const PATH: &'static str = $path;
            const PLACEHOLDER: &'static str = "<mkey>";
            const KEY: ::std::option::Option<&'static str> = ::std::option::Option::Some($key);
            type Key = $crate::fortios::Mkey;
            type One = Self;
            type Many = ::std::vec::Vec<Self>;
            $crate::fortios::cmdb::tables! { @group $($group)? }
            $crate::fortios::cmdb::tables! { @facts $($facts)? }

            $crate::codegen::written_row! { $($field)? }
        }

        $crate::fortios::cmdb::tables! { @scopes $Row $($flag)? }
        $crate::fortios::cmdb::tables! { @ordered $Row $($flag)? }
    )*};
}

/// As `tables!`, for tables inside of other objects: `IpRange: "ip-range" by "id" of DhcpServer;`. The parent is a row, or
/// a complex table.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_fortios_children {
    ($(
        $Row:ident: $name:literal by $key:literal of $Parent:ident $($ordered:ident)? $(, facts $facts:literal)?;
    )*) => {$(
        impl $crate::fortios::cmdb::RowType for $Row {
            type Row = Self;
            type One = Self;
            type Many = ::std::vec::Vec<Self>;
        }

        impl $crate::fortios::cmdb::ChildTable for $Row {
            type Parent = $Parent;
            const NAME: &'static str = $name;
            const KEY: &'static str = $key;
            $crate::fortios::cmdb::tables! { @facts $($facts)? }
        }
    )*};
}

/// As `tables!`, for complex tables: `SslSettings: "vpn.ssl/settings", access "vpngrp";`.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_fortios_singles {
    ($($Row:ident: $path:literal $($flag:ident)? $(, access $group:literal)? $(, facts $facts:literal)?;)*) => {$(
        impl $crate::codegen::Single for $Row {
            const PATH: &'static str = $path;
            type One = Self;
            $crate::fortios::cmdb::tables! { @group $($group)? }
            $crate::fortios::cmdb::tables! { @facts $($facts)? }
        }

        $crate::fortios::cmdb::tables! { @scopes $Row $($flag)? }
    )*};
}
