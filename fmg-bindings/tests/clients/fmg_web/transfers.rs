//! Tests of backups and other files: complete or not at all, whatever fails.

use std::io::Cursor;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fmg_bindings::error::{ErrorKind, FileErrorKind};
use fmg_bindings::fmg::gui::File;
use fmg_bindings::fmg::web::Progress;
use fmg_sim::fault::{Fault, Rule, StatusCode};

use crate::fmg_web::fortimanager::FortiManager;

const BACKUP: &str = "/jsonrpc/sys/backup";

#[tokio::test]
async fn a_backup_is_complete_and_can_be_restored() {
    let sim = FortiManager::start();
    let fmg = sim.rest();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fmg.dat");
    let told = Arc::new(Mutex::new(Vec::<Progress>::new()));
    let log = Arc::clone(&told);
    let backup = fmg.rest().backup().with(|backup| backup.passwd("abc123"));
    let backup = backup.on_progress(move |at| log.lock().unwrap().push(at));
    let saved = backup.save_as(&path).await.unwrap();
    assert_eq!(saved.len, path.metadata().unwrap().len());
    let last = *told.lock().unwrap().last().unwrap();
    assert_eq!((last.done, last.total), (saved.len, Some(saved.len)));

    assert!(
        sim.fmg()
            .remove_row("/pm/config/adom/demo/obj/firewall/address/host_001")
    );
    let wrong = fmg
        .rest()
        .restore(File::from_path(&path))
        .with(|restore| restore.passwd("guess"));
    assert!(wrong.await.unwrap_err().code().is_some());
    let restore = fmg
        .rest()
        .restore(File::from_path(&path))
        .with(|restore| restore.passwd("abc123"));
    restore.await.unwrap();
    assert!(
        sim.fmg()
            .row("/pm/config/adom/demo/obj/firewall/address/host_001")
            .is_some()
    );
    let sent = sim.received().pop().unwrap();
    assert_eq!(sent.headers["content-type"], "application/octet-stream");

    fmg.rest()
        .upgrade(File::from_bytes("image.out", vec![7; 100_000]))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_backup_without_a_password_is_a_clear_error() {
    let sim = FortiManager::start();
    let fmg = sim.rest();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fmg.dat");
    let error = fmg.rest().backup().save_as(&path).await.unwrap_err();
    assert!(error.is_password_missing(), "{error}");
    assert!(error.to_string().contains("password"), "{error}");
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}

#[tokio::test]
async fn a_truncated_backup_leaves_no_file() {
    let sim = FortiManager::start();
    sim.fmg().set_backup_size(3_000_000);
    let fmg = sim.rest();
    let folder = tempfile::tempdir().unwrap();
    for at in [0, 1, 100, 65_535, 65_536, 1_000_000, 2_999_999] {
        for fault in [Fault::DropAfter(at), Fault::TruncateAfter(at)] {
            let rule = sim.faults().arm(Rule::new(fault).url(BACKUP).times(1));
            let backup = fmg.rest().backup().with(|backup| backup.passwd("x"));
            let error = backup.save_as(folder.path().join("fmg.dat")).await.unwrap_err();
            assert!(error.is_transport(), "{fault:?}: {error}");
            assert_eq!(rule.hits(), 1);
            assert_eq!(folder.path().read_dir().unwrap().count(), 0, "{fault:?}");
        }
    }
    for fault in [
        Fault::Refuse,
        Fault::Drop,
        Fault::Html(StatusCode::OK),
        Fault::Html(StatusCode::SERVICE_UNAVAILABLE),
        Fault::ServerError,
        Fault::SessionExpired,
    ] {
        sim.faults().arm(Rule::new(fault).url(BACKUP).times(1));
        let backup = fmg.rest().backup().with(|backup| backup.passwd("x"));
        backup.save_as(folder.path().join("fmg.dat")).await.unwrap_err();
        assert_eq!(folder.path().read_dir().unwrap().count(), 0, "{fault:?}");
    }
    // The last fault looks like a wrong password, which the client does not send again without a login.
    fmg.login().await.unwrap();
    let backup = fmg.rest().backup().with(|backup| backup.passwd("x"));
    assert!(backup.save_as(folder.path().join("fmg.dat")).await.unwrap().len >= 3_000_000);
}

#[tokio::test]
async fn a_truncated_upload_is_an_error() {
    let sim = FortiManager::start();
    let fmg = sim.rest();
    for at in [0, 1, 500_000] {
        sim.faults().arm(Rule::new(Fault::DropUpload(at)).times(1));
        let image = File::from_bytes("image.out", vec![7; 1_000_000]);
        let error = fmg.rest().upgrade(image).await.unwrap_err();
        assert!(error.is_transport(), "{at}: {error}");
    }
}

#[tokio::test]
async fn a_file_with_a_wrong_content_length_is_an_error() {
    let sim = FortiManager::start();
    let fmg = sim.rest();
    // The first two would be truncated at the announced length, between two pieces or before the first.
    for (announced, is) in [(131_072, 200_000), (0, 5), (200_000, 131_072)] {
        let file = File::from_reader("image.out", announced, Cursor::new(vec![7; is]));
        let error = fmg.rest().upgrade(file).await.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::File(file) if file.kind() == FileErrorKind::Length),
            "{announced} for {is}: {error}"
        );
    }
}

#[tokio::test]
async fn a_stalled_backup_times_out() {
    let sim = FortiManager::start();
    let fmg = sim.rest();
    sim.faults()
        .arm(Rule::new(Fault::Delay(Duration::from_secs(60))).url(BACKUP));
    let backup = fmg.rest().backup().with(|backup| backup.passwd("x"));
    let error = backup.timeout(Duration::from_millis(200)).bytes().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn gui_downloads_are_complete_or_leave_no_file() {
    let sim = FortiManager::start();
    sim.fmg()
        .put_exported_templates("export_template.json", vec![b'{'; 200_000]);
    sim.fmg()
        .put_packet_capture("sniffer_port1.1.pcap", vec![0xd4; 200_000]);
    let gui = sim.gui();
    let folder = tempfile::tempdir().unwrap();
    let count = || folder.path().read_dir().unwrap().count();
    for fault in [
        Fault::DropAfter(1),
        Fault::DropAfter(100_000),
        Fault::TruncateAfter(199_999),
        Fault::Html(StatusCode::OK),
    ] {
        for url in ["/flatui/api/gui/deploy/export", "/flatui/api/gui/sniff/export"] {
            sim.faults().arm(Rule::new(fault).url(url).times(1));
        }
        gui.template()
            .download("export_template.json")
            .save_in(folder.path())
            .await
            .unwrap_err();
        gui.packet_capture()
            .download("sniffer_port1.1.pcap")
            .save_in(folder.path())
            .await
            .unwrap_err();
        assert_eq!(count(), 0, "{fault:?}");
    }
    let template = gui
        .template()
        .download("export_template.json")
        .save_in(folder.path())
        .await
        .unwrap();
    assert_eq!(template.metadata().unwrap().len(), 200_000);
    let capture = gui
        .packet_capture()
        .download("sniffer_port1.1.pcap")
        .bytes()
        .await
        .unwrap();
    assert_eq!(capture.bytes.len(), 200_000);
    gui.close().await.unwrap();
}
