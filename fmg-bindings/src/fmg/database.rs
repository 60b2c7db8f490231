//! The handles that a client returns for its databases: ADOMs, the global database, devices.

use super::scope::{
    AdomDvmdb, AdomOrGlobal, Cli, DeviceGlobal, DeviceProfile, DeviceVdom, Dvmdb, GlobalPackage, Objects, Package,
    Packages, WanProfile,
};
use super::table::List;
use super::tables::Tables;
use super::{AdomName, DeviceName, ObjectName, PackagePath, VdomName, dvmdb};
use crate::IntoParam;
use crate::call::Call;

/// The global database, as the parameter of a [`Database`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GlobalDatabase;

impl From<GlobalDatabase> for AdomOrGlobal {
    fn from(GlobalDatabase: GlobalDatabase) -> Self {
        Self::Global
    }
}

/// A database of policies and objects: that of an ADOM ([`Adom`]), or the global one ([`Global`]).
#[derive(Clone, Debug)]
pub struct Database<'c, C, D> {
    client: &'c C,
    database: D,
}

/// The database of one ADOM, which `fmg.adom(…)` returns.
pub type Adom<'c, C> = Database<'c, C, AdomName>;

/// The global database, which `fmg.global()` returns.
pub type Global<'c, C> = Database<'c, C, GlobalDatabase>;

impl<'c, C, D> Database<'c, C, D> {
    pub(super) fn client(&self) -> &'c C {
        self.client
    }
}

impl<'c, C, D: Clone + Into<AdomOrGlobal>> Database<'c, C, D> {
    /// Another handle of the same database.
    pub(super) fn again(&self) -> Self {
        Self {
            client: self.client,
            database: self.database.clone(),
        }
    }

    /// The ADOM, or the global database.
    pub fn scope(&self) -> AdomOrGlobal {
        self.database.clone().into()
    }

    /// Its objects: addresses, services, profiles.
    #[must_use]
    pub fn objects(&self) -> Tables<'c, C, Objects> {
        Tables::new(self.client, Objects::new(self.scope()))
    }

    /// Its policy packages.
    #[must_use]
    pub fn packages(&self) -> Tables<'c, C, Packages> {
        Tables::new(self.client, Packages::new(self.scope()))
    }

    /// Its part of the device manager: devices, device groups, scripts.
    #[must_use]
    pub fn device_manager(&self) -> Tables<'c, C, AdomDvmdb> {
        Tables::new(self.client, AdomDvmdb::new(self.scope()))
    }
}

impl<'c, C> Adom<'c, C> {
    /// The name of the ADOM.
    #[must_use]
    pub fn name(&self) -> &AdomName {
        &self.database
    }

    /// Lists the devices of the ADOM.
    #[doc(alias = "list_devices")]
    pub fn devices(&self) -> Call<'c, C, List<AdomDvmdb, dvmdb::Device>> {
        self.device_manager().list()
    }

    /// The tables of one of its policy packages: policies of all kinds.
    #[must_use]
    pub fn package(&self, package: impl IntoParam<PackagePath>) -> Tables<'c, C, Package> {
        Tables::new(self.client, Package::new(&self.database, package))
    }

    /// The tables of one of its device profiles, which the GUI calls system templates.
    #[must_use]
    pub fn device_profile(&self, profile: impl IntoParam<ObjectName>) -> Tables<'c, C, DeviceProfile> {
        Tables::new(self.client, DeviceProfile::new(&self.database, profile))
    }

    /// The tables of one of its WAN profiles, which the GUI calls SD-WAN templates.
    #[must_use]
    pub fn wan_profile(&self, profile: impl IntoParam<ObjectName>) -> Tables<'c, C, WanProfile> {
        Tables::new(self.client, WanProfile::new(&self.database, profile))
    }
}

impl<'c, C> Global<'c, C> {
    /// The tables of one of its policy packages: header and footer policies. Only packages of ADOMs have other policies.
    #[must_use]
    pub fn package(&self, package: impl IntoParam<PackagePath>) -> Tables<'c, C, GlobalPackage> {
        Tables::new(self.client, GlobalPackage::new(package))
    }
}

/// The configuration of a device in the device database, which `fmg.device(…)` returns.
#[derive(Clone, Debug)]
pub struct Device<'c, C> {
    client: &'c C,
    name: DeviceName,
}

impl<'c, C> Device<'c, C> {
    /// The name of the device.
    #[must_use]
    pub fn name(&self) -> &DeviceName {
        &self.name
    }

    /// The tables of its global configuration.
    #[must_use]
    pub fn global(&self) -> Tables<'c, C, DeviceGlobal> {
        Tables::new(self.client, DeviceGlobal::new(&self.name))
    }

    /// The tables of one of its VDOMs.
    #[must_use]
    pub fn vdom(&self, vdom: impl IntoParam<VdomName>) -> Tables<'c, C, DeviceVdom> {
        Tables::new(self.client, DeviceVdom::new(&self.name, vdom))
    }
}

/// Adds the handles to a client.
macro_rules! handles {
    ($Client:ty) => {
        /// Handles for tables.
        impl $Client {
            /// The database of an ADOM: its objects, its policy packages, its devices.
            #[must_use]
            pub fn adom(&self, adom: impl IntoParam<AdomName>) -> Adom<'_, Self> {
                Database {
                    client: self,
                    database: adom.into_param(),
                }
            }

            /// The global database: its objects, and its policy packages with header and footer policies.
            #[must_use]
            pub fn global(&self) -> Global<'_, Self> {
                Database {
                    client: self,
                    database: GlobalDatabase,
                }
            }

            /// The configuration of a managed device, in the device database of FortiManager.
            #[must_use]
            pub fn device(&self, device: impl IntoParam<DeviceName>) -> Device<'_, Self> {
                Device {
                    client: self,
                    name: device.into_param(),
                }
            }

            /// Lists the ADOMs, those for other products such as FortiAnalyzer too.
            ///
            /// ```
            /// # use fmg_bindings::{Error, fmg};
            /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
            /// use fmg_bindings::fmg::dvmdb::Adom;
            /// use fmg_bindings::fmg::{AdomName, Filter, Query};
            ///
            /// let of_fortigates = Filter::eq(Adom::RESTRICTED_PRDS, "fos");
            /// for row in fmg.adoms().fields([Adom::NAME]).filter(of_fortigates).await? {
            ///     let adom = fmg.adom(AdomName::new(row.name.unwrap_or_default())?);
            ///     println!("{}: {} packages", adom.name(), adom.package_paths().await?.len());
            /// }
            /// # Ok(())
            /// # }
            /// ```
            #[doc(alias = "list_adoms")]
            pub fn adoms(&self) -> Call<'_, Self, List<Dvmdb, dvmdb::Adom>> {
                self.device_manager().list()
            }

            /// Lists the devices of all ADOMs.
            #[doc(alias = "list_devices")]
            pub fn devices(&self) -> Call<'_, Self, List<Dvmdb, dvmdb::Device>> {
                self.device_manager().list()
            }

            /// The tables of the device manager for all ADOMs: the ADOMs themselves, devices, groups.
            #[must_use]
            pub fn device_manager(&self) -> Tables<'_, Self, Dvmdb> {
                Tables::new(self, Dvmdb::new())
            }

            /// The tables of the configuration of the FortiManager itself.
            #[must_use]
            pub fn cli(&self) -> Tables<'_, Self, Cli> {
                Tables::new(self, Cli::new())
            }
        }
    };
}

handles!(super::Client);
#[cfg(feature = "blocking")]
handles!(super::blocking::Client);
