//! Writes of many rows, divided into batches.

use serde::Serialize;

use super::write::{Add, AddRows, SetRows, UpdateRows, Upsert};
use crate::Call;
use crate::batch::Batch;
use crate::fmg::scope::Scope;
use crate::tables::{Table, WritableIn};

/// Implements the division of a write of rows. `$One` is the request for one of them.
macro_rules! divided {
    ($($Rows:ident into $One:ident |$scope:ident, $row:ident| $one:expr;)*) => {$(
        impl<'c, C, S: Scope + Clone, T: Table + WritableIn<S> + Serialize> Call<'c, C, $Rows<S, T>> {
            /// Writes each row by a call of its own, in as few HTTP requests as possible. So each row has a result of
            /// its own, in the order of the rows, and a refused row does not stop the others.
            ///
            /// In one call for all rows, a refused row fails the whole call, and the appliance does not name that row.
            ///
            /// ```
            /// # use fmg_bindings::{Error, adom, fmg, fmg::address::Address};
            /// # async fn example(fmg: fmg::Client, hosts: Vec<Address>) -> Result<(), Error> {
            /// let demo = fmg.adom(adom!("demo"));
            /// let results = demo.objects().set_rows(hosts.clone()).each().await?;
            /// for (host, result) in hosts.iter().zip(results) {
            ///     if let Err(error) = result {
            ///         eprintln!("{:?}: {error}", host.name);
            ///     }
            /// }
            /// # Ok(())
            /// # }
            /// ```
            pub fn each(self) -> Batch<'c, C, Vec<$One<S, T>>> {
                Batch::of_call(self, |call| {
                    let $scope = call.scope;
                    call.rows.into_iter().map(|$row| $one).collect()
                })
            }

            /// Writes the rows by calls with this number of rows each; 0 counts as 1. Each call has a result of its own,
            /// and each goes in an HTTP request of its own, unless `max_requests` is set.
            ///
            /// ```
            /// # use fmg_bindings::{Error, adom, fmg, fmg::address::Address};
            /// # async fn example(fmg: fmg::Client, hosts: Vec<Address>) -> Result<(), Error> {
            /// let demo = fmg.adom(adom!("demo"));
            /// for (part, result) in demo.objects().set_rows(hosts).in_parts(500).await?.into_iter().enumerate() {
            ///     if let Err(error) = result {
            ///         eprintln!("the rows from {} on: {error}", part * 500);
            ///     }
            /// }
            /// # Ok(())
            /// # }
            /// ```
            pub fn in_parts(self, rows: usize) -> Batch<'c, C, Vec<$Rows<S, T>>> {
                Batch::of_call(self, |call| {
                    let scope = call.scope;
                    let mut left = call.rows.into_iter().peekable();
                    let mut parts = Vec::new();
                    while left.peek().is_some() {
                        parts.push($Rows::new(scope.clone(), left.by_ref().take(rows.max(1))));
                    }
                    parts
                })
                .max_requests(1)
            }
        }
    )*};
}

divided! {
    AddRows into Add |scope, row| Add::new(scope.clone(), row);
    SetRows into Upsert |scope, row| Upsert::new(scope.clone(), row);
    // The row contains its key, which is part of the url of a change of one row.
    UpdateRows into UpdateRows |scope, row| UpdateRows::new(scope.clone(), [row]);
}
