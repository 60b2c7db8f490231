//! The firmware of a FortiGate, which each of its replies names.

use super::client::Client;
use super::protocol::FortiOs;
use crate::error::Error;
use crate::{ClientFor, FirmwareVersion};

impl Client {
    /// Reads the version of the firmware, by `GET /api/v2/monitor/system/status` or, on FortiOS 5.6, `…/firmware`. `None`: the appliance does not name it in a
    /// known form.
    ///
    /// The client remembers it for [`RowCheck`](crate::RowCheck): rows with members that the firmware lacks are refused before
    /// they are sent, if the client refuses such rows. To explain a refusal, the client needs no version: the refusal names
    /// it.
    ///
    /// ```
    /// # use fmg_bindings::{Error, FirmwareVersion, fortios};
    /// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
    /// if fgt.firmware_version().await? >= Some(FirmwareVersion::new(7, 4, 5)) {
    ///     println!("takes no token in a url");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the call.
    pub async fn firmware_version(&self) -> Result<Option<FirmwareVersion>, Error> {
        let envelope = match self.monitor().system().status().reply().await {
            Ok(reply) => reply.envelope().clone(),
            // FortiOS 5.6 has no such call.
            Err(error) if error.is_not_found() => self.monitor().system().firmware().reply().await?.envelope().clone(),
            Err(error) => return Err(error),
        };
        let version = envelope.version.as_deref().and_then(FirmwareVersion::parse);
        if let Some(version) = version {
            ClientFor::<FortiOs>::preparation(self).rows.learn(version);
        }
        Ok(version)
    }
}

#[cfg(feature = "blocking")]
impl super::blocking::Client {
    /// As [`fortios::Client::firmware_version`](crate::fortios::Client::firmware_version).
    ///
    /// # Errors
    ///
    /// The errors of the call.
    pub fn firmware_version(&self) -> Result<Option<FirmwareVersion>, Error> {
        use crate::client::AnyClient;
        self.outcome(self.async_client().firmware_version())
    }
}
