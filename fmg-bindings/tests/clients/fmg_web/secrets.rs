//! Tests that no protocol shows secrets.

use std::fmt::Write as _;

use fmg_bindings::fmg::gui::File;
use fmg_bindings::{Secret, fmg};
use fmg_sim::fault::{Fault, Rule, StatusCode};

use crate::fmg_web::fortimanager::{FortiManager, USER};

const PASSWORD: &str = "correct-horse-battery";

#[tokio::test]
async fn no_protocol_shows_a_password() {
    let sim = FortiManager::start();
    sim.faults().arm(Rule::new(Fault::Html(StatusCode::BAD_GATEWAY)));
    let rest = sim.builder().credentials(USER, PASSWORD).over_rest();
    let mut shown = vec![format!("{rest:?}")];
    let rest = rest.build().unwrap();
    let gui = sim.gui_as(PASSWORD);
    let flat = sim
        .builder()
        .credentials(USER, PASSWORD)
        .over_flat_ui()
        .build()
        .unwrap();
    let url = sim.fmg_url();
    let session = format!("user: {USER:?}, logged_in: false");
    assert_eq!(
        format!("{rest:?}"),
        format!("fmg::Client {{ url: {url}, protocol: REST, user: {USER:?} }}")
    );
    assert_eq!(
        format!("{gui:?}"),
        format!("fmg::gui::Client {{ url: {url}, {session} }}")
    );
    assert_eq!(
        format!("{flat:?}"),
        format!("fmg::Client {{ url: {url}, protocol: GUI, {session} }}")
    );

    let backup = rest.rest().backup().with(|backup| backup.passwd(PASSWORD));
    shown.push(format!("{backup:?} {:?}", backup.request()));
    let restore = rest
        .rest()
        .restore(File::from_bytes("a", PASSWORD))
        .with(|restore| restore.passwd(PASSWORD));
    shown.push(format!("{restore:?} {:?}", restore.request()));
    let login = fmg::gui::session::Login::new(USER, PASSWORD);
    shown.push(format!("{login:?}"));
    for error in [
        backup.bytes().await.unwrap_err(),
        restore.await.unwrap_err(),
        gui.sys().uptime().await.unwrap_err(),
        flat.sys().status().await.unwrap_err(),
        rest.sys()
            .backup("a", "b", fmg::sys::TransferService::Ftp)
            .with(|call| call.passwd(PASSWORD))
            .await
            .unwrap_err(),
    ] {
        shown.push(format!("{error} {error:?}"));
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            shown.push(format!("{cause} {cause:?}"));
            source = cause.source();
        }
    }
    for text in shown {
        assert!(!text.contains(PASSWORD) && !text.contains("passwd="), "{text}");
    }
    assert_eq!(format!("{:?}", Secret::from(PASSWORD)), "[redacted]");
}

#[tokio::test]
async fn the_password_of_a_backup_reaches_the_appliance() {
    let sim = FortiManager::start();
    let rest = sim.rest();
    rest.rest()
        .backup()
        .with(|backup| backup.passwd("p&w=d %"))
        .bytes()
        .await
        .unwrap();
    assert_eq!(sim.received()[0].uri.query(), Some("passwd=p%26w%3Dd%20%25"));
}

#[tokio::test]
async fn a_lost_connection_does_not_show_the_url() {
    let sim = FortiManager::start();
    let rest = sim.rest();
    sim.faults().arm(Rule::new(Fault::Drop));
    let error = rest
        .rest()
        .backup()
        .with(|backup| backup.passwd(PASSWORD))
        .bytes()
        .await
        .unwrap_err();
    assert!(error.is_transport());
    let mut text = format!("{error} {error:?}");
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        let _ = write!(text, " {cause} {cause:?}");
        source = cause.source();
    }
    assert!(!text.contains(PASSWORD), "{text}");
}
