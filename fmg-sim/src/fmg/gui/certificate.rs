//! Certificates of the FortiManager itself: certificate requests, and imports of signed certificates.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::Value;

use super::answer::{Context, Outcome, Reply};
use crate::fmg::status::{DATA_INVALID_FOR_URL, NO_OBJECT, OBJECT_EXISTS};

/// The requests and the certificates, by name.
#[derive(Debug, Default)]
pub(super) struct Certificates {
    /// Requests without a certificate, with their members except the password.
    pub(super) requests: BTreeMap<String, Value>,
    pub(super) imported: BTreeMap<String, Bytes>,
}

/// Makes a certificate request.
pub(super) fn request(context: &mut Context<'_>) -> Outcome {
    let name = context.text("gen_name").filter(|name| !name.is_empty());
    let name = name.ok_or(DATA_INVALID_FOR_URL)?.to_owned();
    let known = &context.state.gui.certificates;
    if known.requests.contains_key(&name) || known.imported.contains_key(&name) {
        return Err(OBJECT_EXISTS);
    }
    let mut members = context.members.clone();
    members.remove("challenge_password");
    context
        .state
        .gui
        .certificates
        .requests
        .insert(name.clone(), members.into());
    context.record("Generate certificate request", |event| event.on(name));
    Ok(Reply::Data(Value::Null))
}

/// Imports the certificate for a request.
pub(super) fn import(context: &mut Context<'_>) -> Outcome {
    let name = context.text("cert_name").unwrap_or_default().to_owned();
    let file = context
        .file
        .filter(|file| is_certificate(file))
        .ok_or(DATA_INVALID_FOR_URL)?;
    let certificates = &mut context.state.gui.certificates;
    certificates.requests.remove(&name).ok_or(NO_OBJECT)?;
    certificates.imported.insert(name.clone(), file.clone());
    context.record("Import certificate", |event| event.on(name));
    Ok(Reply::Data(Value::Null))
}

/// Whether bytes look like a certificate in PEM or DER. Signatures are not checked.
fn is_certificate(bytes: &[u8]) -> bool {
    const PEM: &[u8] = b"-----BEGIN CERTIFICATE-----";
    // A sequence that is longer than 127 bytes, which every certificate is.
    let der = matches!(bytes, [0x30, 0x81..=0x84, ..]);
    der || bytes.windows(PEM.len()).any(|window| window == PEM)
}

#[cfg(test)]
mod tests {
    use super::is_certificate;

    #[test]
    fn certificates_have_two_forms() {
        assert!(is_certificate(b"Bag Attributes\n-----BEGIN CERTIFICATE-----\nMIIB"));
        assert!(is_certificate(&[0x30, 0x82, 0x03, 0x00]));
        assert!(!is_certificate(b"-----BEGIN PRIVATE KEY-----") && !is_certificate(b"") && !is_certificate(&[0x30, 3]));
    }
}
