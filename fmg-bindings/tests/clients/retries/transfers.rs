//! Tests of files that are sent and received.

#[cfg(feature = "fortios")]
use bytes::Bytes;
use fmg_sim::Sim;

use super::{arm, builder, quick};

#[cfg(feature = "web")]
#[tokio::test]
async fn a_download_is_repeated_until_its_file_begins() {
    let sim = Sim::start().await.unwrap();
    let fmg = builder(&sim).retry(quick()).build().unwrap();
    let backup = || fmg.rest().backup().with(|call| call.passwd("secret"));
    for fault in ["refuse", "drop", "429:0", "500", "html:502", "html:503"] {
        arm(&sim, &format!("url=/jsonrpc/sys/backup,first=2,do={fault}"));
        let file = backup().bytes().await.unwrap();
        assert!(!file.bytes.is_empty(), "{fault}");
        arm(&sim, &format!("url=/jsonrpc/sys/backup,first=2,do={fault}"));
        assert!(backup().no_retry().bytes().await.is_err(), "{fault}");
    }
    // A file that breaks off is not received again.
    let before = sim.received().len();
    arm(&sim, "url=/jsonrpc/sys/backup,first=1,do=drop-midway");
    let mut part = Vec::new();
    let error = backup().write_to(&mut part).await.unwrap_err();
    assert!(error.is_transport() && error.attempts() == 1, "{error}");
    assert_eq!(sim.received().len(), before + 1);
}

#[cfg(feature = "fortios")]
#[tokio::test]
async fn an_upload_is_repeated_unless_it_is_a_stream() {
    use fmg_bindings::fortios::{Client, File};

    let sim = Sim::start().await.unwrap();
    let fgt = Client::builder(sim.fortios_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "fortigate")
        .retry(quick())
        .build()
        .unwrap();
    let restore = |file: File| {
        let call = fgt.monitor().system().config_restore("upload", "global");
        call.with(|call| call.file_content(file))
    };
    let backup = fmg_bindings::fortios::monitor::system::ConfigBackup::new("global");
    let backup = fgt.download(backup).bytes().await.unwrap().bytes;
    let chunk = backup.clone();
    let stream = || futures_util::stream::iter([Ok::<Bytes, std::io::Error>(chunk.clone())]);

    arm(&sim, "url=*/config/restore,first=2,do=429");
    restore(File::from_bytes("a.conf", backup.clone())).await.unwrap();
    arm(&sim, "url=*/config/restore,first=2,do=429");
    let error = restore(File::from_stream("a.conf", None, stream())).await.unwrap_err();
    assert!(error.is_rate_limited() && error.attempts() == 1, "{error}");
    // An upload that broke off is not repeated: it is a `POST`.
    arm(&sim, "url=*/config/restore,first=1,do=drop-upload:10");
    let error = restore(File::from_bytes("a.conf", backup)).await.unwrap_err();
    assert!(error.attempts() == 1 && error.is_outcome_unknown(), "{error}");
    assert_eq!(sim.fortios().uploads().len(), 1);
}
