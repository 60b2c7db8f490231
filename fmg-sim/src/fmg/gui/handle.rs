//! What a test sees of what came by the GUI, and the files that it puts there.

use bytes::Bytes;
use serde_json::Value;

use crate::fmg::FortiManager;

/// A certificate that was imported.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportedCertificate {
    /// The name of the request that it answers.
    pub name: String,
    /// The file as it came.
    pub file: Bytes,
}

impl FortiManager {
    /// The requests for certificates that wait for an import, with the members that they were made with but for their
    /// passwords.
    #[must_use]
    pub fn certificate_requests(&self) -> Vec<Value> {
        self.state().gui.certificates.requests.values().cloned().collect()
    }

    /// The certificates that were imported.
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

    /// The version of a package of `FortiGuard` that was chosen: its number, or `latest`. `None`: nobody chose one.
    #[must_use]
    pub fn chosen_package_version(&self, key: &str) -> Option<Value> {
        self.state().gui.versions.0.get(key).cloned()
    }

    /// Puts a file there that an export of provisioning templates would have left.
    pub fn put_exported_templates(&self, name: impl Into<String>, file: impl Into<Bytes>) {
        self.state().gui.files.templates.insert(name.into(), file.into());
    }

    /// Puts a packet capture there.
    pub fn put_packet_capture(&self, name: impl Into<String>, file: impl Into<Bytes>) {
        self.state().gui.files.captures.insert(name.into(), file.into());
    }
}
