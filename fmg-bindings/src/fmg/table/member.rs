//! Members of a row: the installation targets of a policy package, the devices of a device group.

use std::marker::PhantomData;

use serde::Serialize;

use super::super::{JsonRpc, Members, Method};
use super::{request, row_url, slash};
use crate::error::TableFault;
use crate::fmg::scope::Scope;
use crate::slots::Fields;
use crate::tables::{Joined, Table, WritableIn};
use crate::{Endpoint, IntoParam};

/// A table whose rows have members, which are added and removed one by one: `…/<package>/scope member`.
#[diagnostic::on_unimplemented(
    message = "the rows of `{Self}` have no members",
    label = "this table has no members that calls add and remove"
)]
pub trait HasMembers: Table + Fields {
    /// The text behind the url of a row, such as `/scope member`.
    const SECTION: &'static str;

    /// A member.
    type Member: Serialize + Fields + Clone + Send + Sync + 'static;
}

request! {
    /// Adds members to a row, and keeps those that it has.
    AddMembers<T: HasMembers> {
        key: T::Key,
        members: Vec<T::Member>,
    }
}

request! {
    /// Removes members of a row, and keeps the others.
    RemoveMembers<T: HasMembers> {
        key: T::Key,
        members: Vec<T::Member>,
    }
}

struct At<S, T>(S, T);

impl<S: Scope, T: HasMembers> At<S, T> {
    const JOINED: &'static Joined =
        &Joined::new(&[S::TEMPLATE, slash(T::PATH), T::PATH, "/", T::PLACEHOLDER, T::SECTION]);
    const TEMPLATE: &'static str = Self::JOINED.as_str();
}

macro_rules! of_members {
    ($($Name:ident $Method:ident)*) => {$(
        impl<S, T: HasMembers> $Name<S, T> {
            /// Adds these members to the row with this key, or removes them from it.
            pub fn new(scope: S, key: impl IntoParam<T::Key>, members: impl IntoIterator<Item = T::Member>) -> Self {
                Self {
                    scope,
                    key: key.into_param(),
                    members: members.into_iter().collect(),
                    table: PhantomData,
                }
            }
        }

        impl<S: Scope, T: HasMembers + WritableIn<S>> Endpoint for $Name<S, T> {
            type Protocol = JsonRpc;
            type Response = ();
            const METHOD: Method = Method::$Method;
            const TEMPLATE: &'static str = At::<S, T>::TEMPLATE;

            fn url(&self) -> String {
                row_url(&self.scope, T::PATH, &self.key, T::SECTION)
            }

            fn write_members(&self, out: &mut Members<'_>) {
                // Without members, the deletion would be that of all of them.
                if self.members.is_empty() {
                    out.refuse(TableFault::NoRows);
                }
                out.data(&self.members);
            }
        }
    )*};
}

of_members! { AddMembers Add RemoveMembers Delete }
