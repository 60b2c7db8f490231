//! Makes sure that a row has some members.

use super::super::JsonRpc;
use super::super::scope::Scope;
use super::super::table::{AddMembers, Get, HasMembers};
use super::super::tables::Tables;
use crate::changes::missing_rows;
use crate::client::{AnyClient, ClientFor};
use crate::error::Error;
use crate::tables::{In, WritableIn};
use crate::{IntoParam, Response};

impl<C: AnyClient, S: Scope> Tables<'_, C, S>
where
    C::AsyncClient: ClientFor<JsonRpc>,
{
    /// Makes sure that the row with this key has these members, and keeps those that it has besides. Returns how many
    /// members were added; if the row has all of them, nothing is written.
    ///
    /// ```
    /// # use fmg_bindings::fmg::{self, package::{Package, ScopeMember}};
    /// # use fmg_bindings::{Error, adom, package};
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// let branch = ScopeMember { name: "branch-7".into(), vdom: "root".into(), ..ScopeMember::default() };
    /// fmg.adom(adom!("demo")).packages().ensure_members::<Package>(package!("ppkg_001"), [branch]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// There is no such row, or one of the calls fails.
    pub fn ensure_members<T>(
        &self,
        key: impl IntoParam<T::Key>,
        members: impl IntoIterator<Item = T::Member>,
    ) -> C::Outcome<'_, Result<usize, Error>>
    where
        T: HasMembers<One: Response<Output = T>> + In<S> + WritableIn<S> + Send + Sync + 'static,
    {
        let key = key.into_param();
        let members: Vec<T::Member> = members.into_iter().collect();
        self.client().outcome(async move {
            let row = self
                .finished(Get::<S, T>::new(self.scope().clone(), key.clone()))
                .await?;
            let missing = missing_rows(&row, T::SECTION.trim_start_matches('/'), &members);
            let (missing, count): (Vec<_>, _) =
                (missing.iter().map(|member| (*member).clone()).collect(), missing.len());
            if count > 0 {
                self.finished(AddMembers::<S, T>::new(self.scope().clone(), key, missing))
                    .await?;
            }
            Ok(count)
        })
    }
}
