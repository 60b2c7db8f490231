//! Creates a certificate request on a FortiManager, and imports the signed certificate.
//!
//! ```text
//! export FMG_URL=https://fmg.example FMG_USER=automation FMG_PASSWORD=…
//! cargo run --example certificate -- request fmg-2026 fmg.example
//! cargo run --example certificate -- import fmg-2026 fmg-2026.crt
//! ```
//!
//! JSON-RPC has no call for either, so this program uses the API of the GUI, which is unofficial. `FMG_CA` may name a
//! PEM file with the certificate authority of the appliance.

use std::env;
use std::error::Error;

use fmg_bindings::fmg::gui::certificate::{CertificateKey, CertificateSubject, EcCurve};
use fmg_bindings::fmg::gui::{self, File};

const USAGE: &str = "usage: certificate request <name> <host> | import <name> <file>";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let gui = gui::Client::builder_from_env()?.build()?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["request", name, host] => gui.with_session(async |gui| request(gui, name, host).await).await?,
        ["import", name, path] => {
            let file = File::from_path(path);
            gui.with_session(async |gui| import(gui, name, file).await).await?;
        }
        _ => return Err(USAGE.into()),
    }
    Ok(())
}

/// Creates a key pair on an elliptic curve, and a certificate request for this host.
pub(crate) async fn request(gui: &gui::Client, name: &str, host: &str) -> Result<(), fmg_bindings::Error> {
    let subject = CertificateSubject::DomainName { subject: host.into() };
    let key = CertificateKey::Ecc {
        curve: EcCurve::Secp256r1.into(),
    };
    gui.certificate()
        .generate_request(name, subject, key)
        .with(|request| request.organization("Example").country("FR").subject_alt_name(host))
        .await
}

/// Imports the signed certificate. Its private key stays on the FortiManager.
pub(crate) async fn import(gui: &gui::Client, name: &str, certificate: File) -> Result<(), fmg_bindings::Error> {
    gui.certificate().import(name, certificate).await
}
