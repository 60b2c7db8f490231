//! Probes a FortiGate.

use fmg_bindings::fortios::cmdb::{ChildOfComplex, ChildOfRow, RowType};
use fmg_bindings::fortios::{Client, FortiOs, FortiOsConfiguration, Mkey};
use fmg_bindings::{Endpoint, Error, In, Response, Single, Table};
use serde::Serialize;

use super::case::{Found, Why};
use super::names::Names;
use super::{Pace, Report, Watch};
use crate::fetch::{Identity, Product};
use crate::generated::fortios::{NAMES, cases};

/// Sends a FortiGate every call that only reads and costs little: those of the Monitor API without members, and the
/// tables of the configuration that the bindings describe.
///
/// # Errors
///
/// The device cannot be reached, or refuses the login. The report contains the result of each call.
pub async fn fortios(client: &Client, pace: Pace, watch: &dyn Watch) -> Result<Report, Error> {
    let identity = match client.monitor().system().status().reply().await {
        Ok(reply) => Identity::of(reply.envelope()),
        Err(error) => {
            // The call is one of the cases, so the report contains its result.
            super::outcome::of_error(error, &Names::new(NAMES))?;
            Identity::default()
        }
    };
    let probe = Probe {
        client: client.clone(),
        rows: pace.rows,
    };
    let of = (Product::FortiOs, identity);
    super::all(&probe, of, cases(), Names::new(NAMES), pace, watch).await
}

/// A client, and the number of rows that it reads of a table.
pub(crate) struct Probe {
    client: Client,
    rows: u32,
}

/// A row type whose reads return this type.
pub(crate) trait ReadRow:
    Table<One: Response<Output = Self>, Many: Response<Output = Vec<Self>>> + In<FortiOsConfiguration> + Serialize + Send
{
}

impl<T> ReadRow for T where
    T: Table<One: Response<Output = T>, Many: Response<Output = Vec<T>>> + In<FortiOsConfiguration> + Serialize + Send
{
}

impl Probe {
    /// Makes a call.
    pub(crate) async fn call<E: Endpoint<Protocol = FortiOs>>(&self, request: Option<E>) -> Vec<Found> {
        match request {
            Some(request) => vec![Found::of(self.client.send(request).reply().await).0],
            None => vec![Found::skipped(Why::Names)],
        }
    }

    /// Reads rows of a table, and one of them by its key.
    pub(crate) async fn table<T: ReadRow>(&self) -> Vec<Found> {
        let listed = self.client.cmdb().list::<T>().count(self.rows).reply().await;
        let (listed, rows) = Found::of(listed);
        let one = match rows.iter().flatten().find_map(key) {
            Some(key) => Found::of(self.client.cmdb().get::<T>(key).reply().await).0,
            None => Found::skipped(Why::Rows),
        };
        vec![listed, one.below("/<mkey>")]
    }

    /// Reads a single object.
    pub(crate) async fn single<S>(&self) -> Vec<Found>
    where
        S: Single<One: Response<Output = S>> + In<FortiOsConfiguration> + Send,
    {
        vec![Found::of(self.client.cmdb().read::<S>().reply().await).0]
    }

    /// Reads the rows of a table inside of the first row of another.
    pub(crate) async fn child<P: ReadRow, T: ChildOfRow + RowType<Row: Send>>(&self) -> Vec<Found> {
        let parents = self.client.cmdb().list::<P>().count(1).await;
        let Some(key) = parents.iter().flatten().find_map(key) else {
            return vec![Found::skipped(Why::Rows)];
        };
        vec![Found::of(self.client.cmdb().children::<T>(key).list().reply().await).0]
    }

    /// Reads the rows of a table inside of a single object.
    pub(crate) async fn child_of_single<T: ChildOfComplex + RowType<Row: Send>>(&self) -> Vec<Found> {
        let rows = self.client.cmdb().complex_children::<T>().list();
        vec![Found::of(rows.reply().await).0]
    }
}

/// The key of a row, if it has one that a url can contain.
fn key<T: Table + Serialize>(row: &T) -> Option<Mkey> {
    Mkey::new(row.key_text()?).ok()
}
