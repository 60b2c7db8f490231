//! Methods with which tests inspect and prepare the state of the GUI.

use bytes::Bytes;
use serde_json::Value;

use crate::fmg::FortiManager;

/// An imported certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportedCertificate {
    /// The name of its certificate request.
    pub name: String,
    /// The file as received.
    pub file: Bytes,
}

impl FortiManager {
    /// The certificate requests without an imported certificate, with their members except the passwords.
    #[must_use]
    pub fn certificate_requests(&self) -> Vec<Value> {
        self.state().gui.certificates.requests.values().cloned().collect()
    }

    /// The imported certificates.
    #[must_use]
    pub fn imported_certificates(&self) -> Vec<ImportedCertificate> {
        let state = self.state();
        let own = state.gui.certificates.imported.iter();
        own.map(|(name, file)| ImportedCertificate {
            name: name.clone(),
            file: file.clone(),
        })
        .collect()
    }

    /// The chosen version of a `FortiGuard` package: its number, or `latest`. `None`: no version was chosen.
    #[must_use]
    pub fn chosen_package_version(&self, key: &str) -> Option<Value> {
        self.state().gui.versions.0.get(key).cloned()
    }

    /// Adds a file, as an export of provisioning templates would.
    pub fn put_exported_templates(&self, name: impl Into<String>, file: impl Into<Bytes>) {
        self.state().gui.files.templates.insert(name.into(), file.into());
    }

    /// Adds a packet capture.
    pub fn put_packet_capture(&self, name: impl Into<String>, file: impl Into<Bytes>) {
        self.state().gui.files.captures.insert(name.into(), file.into());
    }
}
