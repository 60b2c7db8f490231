//! Tests of the examples.

use fmg_bindings::fmg::gui::File;
use fmg_bindings::{Secret, adom, package};

use crate::fmg_web::fortimanager::FortiManager;

#[allow(dead_code, reason = "the tests do not call `main`")]
#[path = "../../../examples/certificate.rs"]
mod certificate;
#[allow(dead_code, reason = "the tests do not call `main`")]
#[path = "../../../examples/nightly_backup.rs"]
mod nightly_backup;
#[allow(dead_code, reason = "the tests do not call `main`")]
#[path = "../../../examples/policy_csv.rs"]
mod policy_csv;

#[tokio::test]
async fn nightly_backup() {
    let sim = FortiManager::start();
    let fmg = sim.rest();
    let folder = tempfile::tempdir().unwrap();
    let path = nightly_backup::back_up(&fmg, folder.path(), Secret::from("abc123"))
        .await
        .unwrap();
    assert!(path.metadata().unwrap().len() > 0);
    assert_eq!(path.parent(), Some(folder.path()));
    // The folder does not exist, so nothing is requested.
    let error = nightly_backup::back_up(&fmg, &folder.path().join("no"), Secret::from("x"))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("an existing folder"), "{error}");
}

#[tokio::test]
async fn certificate() {
    let sim = FortiManager::start();
    let gui = sim.gui();
    certificate::request(&gui, "fmg-2026", "fmg.example").await.unwrap();
    let requested = &sim.fmg().certificate_requests()[0];
    assert_eq!(
        (&requested["key_type"], &requested["curve_name"]),
        (&2.into(), &"secp256r1".into())
    );
    let signed = File::from_bytes(
        "fmg-2026.crt",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    );
    certificate::import(&gui, "fmg-2026", signed).await.unwrap();
    assert_eq!(sim.fmg().imported_certificates().len(), 1);
    gui.close().await.unwrap();
}

#[tokio::test]
async fn policies_as_csv() {
    let sim = FortiManager::start();
    let gui = sim.gui();
    let csv = policy_csv::export(
        &gui,
        adom!("demo"),
        package!("ppkg_001"),
        &["policyid", "action", "name"],
    )
    .await;
    let csv = csv.unwrap();
    assert!(csv.starts_with("policyid,action,name"), "{csv}");
    gui.close().await.unwrap();
}
