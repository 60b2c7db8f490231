//! Tests of the blocking clients.

use fmg_bindings::fmg;
use fmg_bindings::fmg::gui::File;

use crate::fmg_web::fortimanager::{FortiManager, PASSWORD, USER};

#[test]
fn every_protocol_has_a_blocking_client() {
    let sim = FortiManager::start();
    let rest = fmg::blocking::Client::builder(sim.fmg_url())
        .no_proxy()
        .root_certificate(sim.certificate_pem())
        .credentials(USER, PASSWORD)
        .over_rest()
        .build()
        .unwrap();
    assert!(rest.sys().status().send().unwrap().hostname.is_some());
    let folder = tempfile::tempdir().unwrap();
    let backup = rest.rest().backup().with(|backup| backup.passwd("x"));
    let saved = backup.save_as(folder.path().join("a")).unwrap();
    let mut bytes = Vec::new();
    let backup = rest.rest().backup().with(|backup| backup.passwd("x"));
    assert_eq!(backup.write_to(&mut bytes).unwrap().len, saved.len);
    let restore = rest
        .rest()
        .restore(File::from_bytes("a", bytes))
        .with(|restore| restore.passwd("x"));
    restore.send().unwrap();
    rest.close().unwrap();

    let gui = fmg::gui::blocking::Client::builder(sim.fmg_url())
        .no_proxy()
        .root_certificate(sim.certificate_pem())
        .credentials(USER, PASSWORD)
        .build()
        .unwrap();
    gui.login().unwrap();
    assert!(gui.sys().uptime().send().unwrap().hostname.is_some());
    assert!(gui.json_rpc().sys().status().send().unwrap().hostname.is_some());
    let pages: Result<Vec<_>, _> = gui.log().events().pages(1).collect();
    assert!(!pages.unwrap().is_empty());
    gui.close().unwrap();
}
