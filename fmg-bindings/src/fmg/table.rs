//! The verbs of FortiManager's tables, each written once for all tables and scopes.
//!
//! Most calls of FortiManager are one of these verbs on one of its tables. A request of this module names the scope, such
//! as [`Objects`](super::scope::Objects), and the row type, such as [`address::Address`](super::address::Address). The
//! handles of the client make the requests:
//!
//! ```
//! use fmg_bindings::fmg::Query;
//! use fmg_bindings::fmg::address::Address;
//! use fmg_bindings::{Error, adom, fmg, name};
//!
//! # async fn example(fmg: fmg::Client) -> Result<(), Error> {
//! let adom = fmg.adom(adom!("demo"));
//! let objects = adom.objects();
//! let hosts = objects.list::<Address>().fields(["name", "subnet"]).await?;
//! objects.add(Address { name: "host_001".into(), subnet: "10.0.0.1/32".into(), ..Address::default() }).await?;
//! objects.update(name!("host_001"), Address { comment: "edge".into(), ..Address::default() }).await?;
//! objects.delete::<Address>(name!("host_001")).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Where a table is
//!
//! A row below a scope that does not have its table does not compile, and the message names the scopes that have it:
//!
//! ```compile_fail
//! # use fmg_bindings::{Error, adom, fmg, fmg::policy::Policy};
//! # async fn example(fmg: fmg::Client) -> Result<(), Error> {
//! let adom = fmg.adom(adom!("demo"));
//! adom.objects().list::<Policy>().await?; // policies are tables of a package: adom.package(…)
//! # Ok(())
//! # }
//! ```
//!
//! # Deleting and emptying
//!
//! [`Delete`] takes the key of a row. [`DeleteWhere`] deletes all rows that meet a condition, and sends the confirmation
//! that FortiManager requires for it. No call empties a table because a key was forgotten.

mod divided;
mod macros;
mod member;
mod read;
mod rows;
mod single;
#[cfg(test)]
mod tests;
mod write;

pub use self::member::{AddMembers, HasMembers, RemoveMembers};
pub use self::read::{Checksum, Count, Get, List, Syntax};
pub use self::single::{GetSingle, SetSingle, UpdateSingle};
pub use self::write::{Add, AddRows, CloneTo, Delete, DeleteWhere, MoveTo, Set, SetRows, Update, UpdateRows, Upsert};
use super::scope::{Scope, UrlPart, render, slash};
use crate::codegen::UrlParam;
use crate::tables::{Joined, Single, Table};
#[doc(hidden)]
pub use crate::{__codegen_members as members, __codegen_singles as singles, __codegen_tables as tables};

/// Defines a request on the table or single object of `T` below the scope `S`.
///
/// `Clone` and `Debug` are not derived, because a derive would require them of the row type. `$Bound` is `Table` or
/// `Single`, which the calling module imports. `+ Clone holding` marks a request that contains rows. `Debug` shows
/// neither rows nor conditions, which may be confidential.
macro_rules! request {
    ($(#[$doc:meta])* $Name:ident<$T:ident: $Bound:ident $(+ $Held:ident holding)?> {
        $($(#[$field_doc:meta])* $field:ident: $Field:ty,)*
    }) => {
        $(#[$doc])*
        #[must_use = "a request does nothing before a client sends it"]
        pub struct $Name<S, $T: $Bound> {
            pub(super) scope: S,
            $($(#[$field_doc])* pub(super) $field: $Field,)*
            pub(super) table: ::std::marker::PhantomData<fn() -> $T>,
        }

        impl<S: Clone, $T: $Bound $(+ $Held)?> Clone for $Name<S, $T> {
            fn clone(&self) -> Self {
                Self {
                    scope: self.scope.clone(),
                    $($field: self.$field.clone(),)*
                    table: ::std::marker::PhantomData,
                }
            }
        }

        impl<S: ::std::fmt::Debug, $T: $Bound> ::std::fmt::Debug for $Name<S, $T> {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($Name))
                    .field("scope", &self.scope)
                    .field("table", &$T::PATH)
                    .finish_non_exhaustive()
            }
        }
    };
}
use request;

/// The urls and templates of the table of `T` below the scope `S`.
struct At<S, T>(S, T);

impl<S: Scope, T: Table> At<S, T> {
    const TABLE_JOINED: &'static Joined = &Joined::new(&[S::TEMPLATE, slash(T::PATH), T::PATH]);
    const ROW_JOINED: &'static Joined = &Joined::new(&[S::TEMPLATE, slash(T::PATH), T::PATH, "/", T::PLACEHOLDER]);
    const TABLE: &'static str = Self::TABLE_JOINED.as_str();
    const ROW: &'static str = Self::ROW_JOINED.as_str();

    /// The url of the table.
    fn table(scope: &S) -> String {
        object_url(scope, T::PATH)
    }

    /// The url of the row with this key.
    fn row(scope: &S, key: &T::Key) -> String {
        row_url(scope, T::PATH, key, "")
    }
}

/// The template of the single object `T` below the scope `S`.
struct AtSingle<S, T>(S, T);

impl<S: Scope, T: Single> AtSingle<S, T> {
    const JOINED: &'static Joined = &Joined::new(&[S::TEMPLATE, slash(T::PATH), T::PATH]);
    const TEMPLATE: &'static str = Self::JOINED.as_str();
}

/// The url of a table or of a single object.
fn object_url<S: Scope>(scope: &S, path: &'static str) -> String {
    render(|part| {
        scope.visit(part);
        part(UrlPart::Literal(slash(path)));
        part(UrlPart::Literal(path));
    })
}

/// The url of a row, and the text behind it.
fn row_url<S: Scope>(scope: &S, path: &'static str, key: &dyn UrlParam, rest: &'static str) -> String {
    render(|part| {
        scope.visit(part);
        part(UrlPart::Literal(slash(path)));
        part(UrlPart::Literal(path));
        part(UrlPart::Literal("/"));
        part(UrlPart::Value(key));
        part(UrlPart::Literal(rest));
    })
}
