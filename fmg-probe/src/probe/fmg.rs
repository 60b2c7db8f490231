//! Probes a FortiManager.

use fmg_bindings::fmg::scope::{RowOf, Scope};
use fmg_bindings::fmg::{
    AdomName, AdomOrGlobal, Client, DeviceName, Filter, JsonRpc, PackagePath, Query, Tables, VdomName, dvmdb,
};
use fmg_bindings::{Endpoint, Error, In, Response, Single, Table};
use serde::Serialize;

use super::case::{Found, Why};
use super::names::Names;
use super::{Pace, Report, Watch};
use crate::fetch::{Identity, Product};
use crate::generated::fmg::{NAMES, cases};

/// How many ADOMs are looked at for one with a device and a package.
const ADOMS: usize = 20;

/// The parts of a FortiManager to probe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fmg {
    /// The ADOM. Without it, the first one with a device and a policy package is taken.
    pub adom: Option<AdomName>,
}

/// Sends a FortiManager every call that only reads and costs little. These are the `get` calls whose urls need no more
/// than an ADOM, a device, a VDOM and a package, and the reads of all tables of the bindings.
///
/// # Errors
///
/// The appliance cannot be reached, or refuses the login. The report contains the result of each call.
pub async fn fmg(client: &Client, what: &Fmg, pace: Pace, watch: &dyn Watch) -> Result<Report, Error> {
    let names = Names::new(NAMES);
    let mut identity = Identity::default();
    match client.sys().status().await {
        Ok(status) => identity = Identity::of_fmg(status.version.as_deref(), status.serial_number.as_deref()),
        // The call is one of the cases, so the report contains its result.
        Err(error) => drop(super::outcome::of_error(error, &names)?),
    }
    let mut probe = Probe {
        client: client.clone(),
        rows: pace.rows,
        adom: what.adom.clone(),
        device: None,
        vdom: None,
        package: None,
    };
    probe.look_around().await;
    let of = (Product::Fmg, identity);
    super::all(&probe, of, cases(), names, pace, watch).await
}

/// A client, the number of rows that it reads of a table, and the names that the appliance has shown.
pub(crate) struct Probe {
    client: Client,
    pub(crate) rows: u32,
    adom: Option<AdomName>,
    device: Option<DeviceName>,
    vdom: Option<VdomName>,
    package: Option<PackagePath>,
}

/// A row type whose reads return this type.
pub(crate) trait ReadRow:
    Table<One: Response<Output = Self>, Many: Response<Output = Vec<Self>>> + Serialize + Send + 'static
{
}

impl<T> ReadRow for T where
    T: Table<One: Response<Output = T>, Many: Response<Output = Vec<T>>> + Serialize + Send + 'static
{
}

/// A single object whose reads return its own type.
pub(crate) trait ReadSingle: Single<One: Response<Output = Self>> + Send {}

impl<T: Single<One: Response<Output = T>> + Send> ReadSingle for T {}

impl Probe {
    /// Looks for an ADOM with a device and a package. If one is not found, the calls that need it are skipped.
    async fn look_around(&mut self) {
        let adoms = match self.adom.take() {
            Some(adom) => vec![adom],
            None => self.adoms().await,
        };
        let mut best = 0;
        for adom in adoms {
            let database = self.client.adom(&adom);
            let devices = database.devices().range(0, 1).await.unwrap_or_default();
            let device = devices.into_iter().next();
            let packages = database.package_paths().await.unwrap_or_default();
            let package = packages.into_iter().next();
            let found = 1 + usize::from(device.is_some()) + usize::from(package.is_some());
            if found > best {
                best = found;
                self.adom = Some(adom);
                self.package = package;
                let vdom = device.as_ref().and_then(first_vdom);
                self.device = device.and_then(|device| DeviceName::new(device.name.into_option()?).ok());
                self.vdom = vdom.or_else(|| VdomName::new("root").ok());
            }
            if found == 3 {
                break;
            }
        }
    }

    /// The ADOMs for FortiGates.
    async fn adoms(&self) -> Vec<AdomName> {
        let adoms = self
            .client
            .adoms()
            .filter(Filter::eq(dvmdb::Adom::RESTRICTED_PRDS, "fos"));
        let adoms = adoms.await.unwrap_or_default().into_iter();
        adoms
            .filter_map(|adom| AdomName::new(adom.name.into_option()?).ok())
            .take(ADOMS)
            .collect()
    }

    pub(crate) fn adom_name(&self) -> Option<AdomName> {
        self.adom.clone()
    }

    pub(crate) fn adom_or_global(&self) -> Option<AdomOrGlobal> {
        self.adom.clone().map(Into::into)
    }

    pub(crate) fn device_name(&self) -> Option<DeviceName> {
        self.device.clone()
    }

    pub(crate) fn vdom_name(&self) -> Option<VdomName> {
        self.vdom.clone()
    }

    pub(crate) fn package_path(&self) -> Option<PackagePath> {
        self.package.clone()
    }

    /// Makes a call.
    pub(crate) async fn call<E: Endpoint<Protocol = JsonRpc>>(&self, request: Option<E>) -> Vec<Found> {
        match request {
            Some(request) => vec![Found::of(self.client.send(request).reply().await).0],
            None => vec![Found::skipped(Why::Names)],
        }
    }

    /// Reads rows of a table, and one of them by its key.
    pub(crate) async fn table<S: Scope, T: ReadRow + In<S>>(&self, scope: Option<S>) -> Vec<Found> {
        match scope {
            Some(scope) => self.rows_of::<S, T>(scope).await,
            None => vec![Found::skipped(Why::Names)],
        }
    }

    async fn rows_of<S: Scope, T: ReadRow + In<S>>(&self, scope: S) -> Vec<Found> {
        let tables = Tables::new(&self.client, scope);
        let (listed, rows) = Found::of(tables.list::<T>().range(0, self.rows).reply().await);
        let one = match rows.iter().flatten().find_map(Table::key) {
            Some(key) => Found::of(tables.get::<T>(key).reply().await).0,
            None => Found::skipped(Why::Rows),
        };
        vec![listed, one.below("/<key>")]
    }

    /// Reads a single object.
    pub(crate) async fn single<S: Scope, T: ReadSingle + In<S>>(&self, scope: Option<S>) -> Vec<Found> {
        match scope {
            Some(scope) => self.object_of::<S, T>(scope).await,
            None => vec![Found::skipped(Why::Names)],
        }
    }

    async fn object_of<S: Scope, T: ReadSingle + In<S>>(&self, scope: S) -> Vec<Found> {
        let tables = Tables::new(&self.client, scope);
        vec![Found::of(tables.get_single::<T>().reply().await).0]
    }

    /// Reads rows of a table inside of the first row of another.
    pub(crate) async fn child<S: Scope, P: ReadRow + In<S>, T: ReadRow + In<RowOf<S, P>>>(
        &self,
        scope: Option<S>,
    ) -> Vec<Found> {
        match self.first_row::<S, P>(scope).await {
            Ok(row) => self.rows_of::<_, T>(row).await,
            Err(why) => vec![Found::skipped(why)],
        }
    }

    /// Reads a single object inside of the first row of a table.
    pub(crate) async fn single_child<S: Scope, P: ReadRow + In<S>, T: ReadSingle + In<RowOf<S, P>>>(
        &self,
        scope: Option<S>,
    ) -> Vec<Found> {
        match self.first_row::<S, P>(scope).await {
            Ok(row) => self.object_of::<_, T>(row).await,
            Err(why) => vec![Found::skipped(why)],
        }
    }

    /// The first row of a table, as the scope of its child tables. Another case reports the result of the read.
    async fn first_row<S: Scope, P: ReadRow + In<S>>(&self, scope: Option<S>) -> Result<RowOf<S, P>, Why> {
        let scope = scope.ok_or(Why::Names)?;
        let rows = Tables::new(&self.client, scope.clone()).list::<P>().range(0, 1).await;
        let key = rows.iter().flatten().find_map(Table::key).ok_or(Why::Rows)?;
        Ok(RowOf::new(scope, key))
    }
}

/// The first VDOM of a device.
fn first_vdom(device: &dvmdb::Device) -> Option<VdomName> {
    let vdoms = device.vdoms.as_deref()?;
    VdomName::new(vdoms.first()?.name.as_deref()?).ok()
}
