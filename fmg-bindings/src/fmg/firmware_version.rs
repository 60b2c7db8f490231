//! The firmware of a FortiManager. Its refusals do not name it, so the client asks for it.

use std::time::Duration;

use super::client::Client;
use super::sys::Status;
use crate::call::Call;
use crate::error::Error;
use crate::{ClientFor, FirmwareVersion};

use super::JsonRpc;

/// How long the error of a refused row waits for the version of the firmware.
const WAIT: Duration = Duration::from_secs(10);

impl Client {
    /// Reads the version of the firmware, by `get /sys/status`. `None`: the appliance does not name it in a known form.
    ///
    /// The client remembers it for [`RowCheck`](crate::RowCheck): rows with members that the firmware lacks are explained or
    /// refused.
    ///
    /// ```
    /// # use fmg_bindings::{Error, FirmwareVersion, fmg};
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// if fmg.firmware_version().await? < Some(FirmwareVersion::new(7, 2, 2)) {
    ///     println!("API keys need 7.2.2");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the call.
    pub async fn firmware_version(&self) -> Result<Option<FirmwareVersion>, Error> {
        self.note_firmware(Call::new(self, Status::new())).await
    }

    async fn note_firmware(&self, call: Call<'_, Self, Status>) -> Result<Option<FirmwareVersion>, Error> {
        let version = call.await?.version;
        let version = version.as_deref().and_then(FirmwareVersion::parse);
        if let Some(version) = version {
            ClientFor::<JsonRpc>::preparation(self).rows.learn(version);
        }
        Ok(version)
    }

    /// Asks for the version, to explain why a row was refused.
    ///
    /// This is a read that changes nothing, takes no lock and needs no further permission, in the session that has just
    /// answered. The client asks once, only if the version decides about a member that was sent, and never waits long:
    /// the error of the row is due. If the read fails, the error lists the misfits that are known without the version.
    pub(super) async fn ask_firmware(&self) {
        let rows = &ClientFor::<JsonRpc>::preparation(self).rows;
        if self.has_open_session() && rows.begin_asking() {
            let call = Call::new(self, Status::new()).no_retry().timeout(WAIT);
            let _ = self.note_firmware(call).await;
        }
    }
}

#[cfg(feature = "blocking")]
impl super::blocking::Client {
    /// As [`fmg::Client::firmware_version`](crate::fmg::Client::firmware_version).
    ///
    /// # Errors
    ///
    /// The errors of the call.
    pub fn firmware_version(&self) -> Result<Option<FirmwareVersion>, Error> {
        use crate::client::AnyClient;
        self.outcome(self.async_client().firmware_version())
    }
}
