//! Where a sub table is, and the requests for it.

use std::fmt;

use serde_json::Value;

use super::write::WritesObject;
use super::{
    ChildName, CmdbPath, ComplexName, CreateChild, CreateComplexChild, DeleteChild, DeleteComplexChild, GetChild,
    GetComplexChild, ListChildren, ListComplexChildren, Mkey, MoveChild, MoveComplexChild, PurgeChildren,
    PurgeComplexChildren, TableName, UpdateChild, UpdateComplexChild,
};
use crate::Endpoint;
use crate::fortios::FortiOs;

/// Where a sub table is: in the [row of a table](InRow), or in a [complex table](InComplex).
///
/// Both have the same calls with other urls, so their requests have types of their own.
pub trait ChildPlace: Clone + fmt::Debug + sealed::Sealed {
    /// The request that reads the rows.
    type List: Endpoint<Protocol = FortiOs>;
    /// The request that reads one row.
    type Get: Endpoint<Protocol = FortiOs>;
    /// The request that adds a row.
    type Create: WritesObject;
    /// The request that changes a row.
    type Update: WritesObject;
    /// The request that moves a row.
    type Move: Endpoint<Protocol = FortiOs>;
    /// The request that deletes a row.
    type Delete: Endpoint<Protocol = FortiOs>;
    /// The request that deletes all rows.
    type Purge: Endpoint<Protocol = FortiOs>;

    #[doc(hidden)]
    fn list(&self, child: ChildName) -> Self::List;
    #[doc(hidden)]
    fn get(&self, child: ChildName, mkey: Mkey) -> Self::Get;
    /// The body of this request and of an update is JSON `null`. The object is sent in its place.
    #[doc(hidden)]
    fn create(&self, child: ChildName) -> Self::Create;
    #[doc(hidden)]
    fn update(&self, child: ChildName, mkey: Mkey) -> Self::Update;
    #[doc(hidden)]
    fn move_before(&self, child: ChildName, mkey: Mkey, other: Mkey) -> Self::Move;
    #[doc(hidden)]
    fn move_after(&self, child: ChildName, mkey: Mkey, other: Mkey) -> Self::Move;
    #[doc(hidden)]
    fn delete(&self, child: ChildName, mkey: Mkey) -> Self::Delete;
    #[doc(hidden)]
    fn purge(&self, child: ChildName) -> Self::Purge;
}

mod sealed {
    pub trait Sealed {}
}

/// In the row of a table with a key, such as the `ip-range` of a DHCP server.
#[derive(Clone)]
pub struct InRow {
    pub(super) path: CmdbPath,
    pub(super) name: TableName,
    pub(super) mkey: Mkey,
}

/// In a complex table, such as the `neighbor` of `router/bgp`.
#[derive(Clone)]
pub struct InComplex {
    pub(super) path: CmdbPath,
    pub(super) name: ComplexName,
}

macro_rules! place {
    ($Place:ident($($part:ident),*): $List:ident, $Get:ident, $Create:ident, $Update:ident, $Move:ident, $Delete:ident, $Purge:ident) => {
        impl ChildPlace for $Place {
            type List = $List;
            type Get = $Get;
            type Create = $Create;
            type Update = $Update;
            type Move = $Move;
            type Delete = $Delete;
            type Purge = $Purge;

            fn list(&self, child: ChildName) -> $List {
                $List::new($(&self.$part,)* child)
            }

            fn get(&self, child: ChildName, mkey: Mkey) -> $Get {
                $Get::new($(&self.$part,)* child, mkey)
            }

            fn create(&self, child: ChildName) -> $Create {
                $Create::new($(&self.$part,)* child, Value::Null)
            }

            fn update(&self, child: ChildName, mkey: Mkey) -> $Update {
                $Update::new($(&self.$part,)* child, mkey, Value::Null)
            }

            fn move_before(&self, child: ChildName, mkey: Mkey, other: Mkey) -> $Move {
                $Move::new($(&self.$part,)* child, mkey).before(other)
            }

            fn move_after(&self, child: ChildName, mkey: Mkey, other: Mkey) -> $Move {
                $Move::new($(&self.$part,)* child, mkey).after(other)
            }

            fn delete(&self, child: ChildName, mkey: Mkey) -> $Delete {
                $Delete::new($(&self.$part,)* child, mkey)
            }

            fn purge(&self, child: ChildName) -> $Purge {
                $Purge::new($(&self.$part,)* child)
            }
        }

        impl sealed::Sealed for $Place {}

        /// Shows the table, but not the key of a row, which may be confidential.
        impl fmt::Debug for $Place {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}/{}", self.path, self.name)
            }
        }
    };
}

place! {
    InRow(path, name, mkey):
    ListChildren, GetChild, CreateChild, UpdateChild, MoveChild, DeleteChild, PurgeChildren
}

place! {
    InComplex(path, name):
    ListComplexChildren, GetComplexChild, CreateComplexChild, UpdateComplexChild, MoveComplexChild, DeleteComplexChild,
    PurgeComplexChildren
}
