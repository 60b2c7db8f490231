//! Makes sure that the device manager has a device.

use super::super::database::Adom;
use super::super::dvm::{AddDevice, NewDevice};
use super::super::dvmdb::Device;
use super::super::scope::AdomDvmdb;
use super::super::table::Get;
use super::super::{DeviceName, JsonRpc};
use super::{Ensured, has_changed_meanwhile, refused};
use crate::client::{AnyClient, ClientFor};
use crate::error::{Error, TableFault};
use crate::reply::Reply;
use crate::tables::TableKey;
use crate::{Call, Endpoint, Output};

/// The attribute that holds the key of a device.
const NAME: &str = "name";

/// Await the result on an async client; a blocking client returns it directly.
impl<C: AnyClient> Adom<'_, C>
where
    C::AsyncClient: ClientFor<JsonRpc>,
{
    /// Makes sure that the ADOM has a device: a real one, or a model device for one that is not there yet. If there is a
    /// device of this name with this serial number, nothing is written, whatever else the two differ in.
    ///
    /// A device that has no serial number yet, because it has a pre-shared key or because FortiManager would connect to it,
    /// is known by its name alone.
    ///
    /// ```
    /// # use fmg_bindings::fmg::{self, dvm::{DeviceAction, NewDevice}, dvmdb::OsVersion};
    /// # use fmg_bindings::{Error, adom};
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// let branch = NewDevice {
    ///     name: "branch-7".into(),
    ///     device_action: DeviceAction::AddModel.into(),
    ///     serial_number: "FGT60FTK20000001".into(),
    ///     os_ver: OsVersion::V7.into(),
    ///     mr: 4.into(),
    ///     ..NewDevice::default()
    /// };
    /// let done = fmg.adom(adom!("demo")).ensure_device(branch).await?;
    /// println!("{}", if done.is_change() { "added" } else { "nothing to do" });
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The device has no name, or one of the calls fails. [`Error::is_exists`] is true if another device has the name, or
    /// a device of another name or ADOM has the serial number.
    #[must_use]
    pub fn ensure_device(&self, device: NewDevice) -> C::Outcome<'_, Result<Ensured<DeviceName>, Error>> {
        self.client().outcome(async move {
            match self.read_and_add(&device).await {
                Err(error) if has_changed_meanwhile(&error) => self.read_and_add(&device).await,
                result => result,
            }
        })
    }

    async fn read_and_add(&self, device: &NewDevice) -> Result<Ensured<DeviceName>, Error> {
        let text = device.name.as_deref().unwrap_or_default();
        let fault = if text.is_empty() {
            TableFault::NoKey { attribute: NAME }
        } else {
            TableFault::ImpossibleKey { attribute: NAME }
        };
        let name = DeviceName::from_text(text).ok_or_else(|| refused::<AddDevice>(fault))?;
        let read = Get::<AdomDvmdb, Device>::new(AdomDvmdb::new(self.scope()), &name);
        match self.finished(read).await {
            Ok(known) if is_meant(device, &known) => return Ok(Ensured::Unchanged),
            Err(error) if !error.is_not_found() => return Err(error),
            // If the name of the device is taken, the error of the appliance states it.
            _ => {}
        }
        self.finished(AddDevice::new(self.name(), device.clone())).await?;
        Ok(Ensured::Created(Some(name)))
    }

    async fn finished<E: Endpoint<Protocol = JsonRpc>>(&self, request: E) -> Result<Output<E>, Error> {
        Call::new(self.client(), request).begin(Reply::into_value).await
    }
}

fn is_meant(device: &NewDevice, known: &Device) -> bool {
    let wanted = device.serial_number.as_deref().filter(|number| !number.is_empty());
    wanted.is_none_or(|number| known.serial_number.as_deref() == Some(number))
}
