//! Tests of the GUI's API.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use fmg_bindings::Field::Set;
use fmg_bindings::fmg::gui::certificate::{CertificateKey, CertificateSubject};
use fmg_bindings::fmg::gui::fortiguard::FortiguardVersionId;
use fmg_bindings::fmg::gui::package::CsvContent;
use fmg_bindings::fmg::gui::{Date, EventSearch, File, InstallTarget};
use fmg_bindings::fmg::package::ScopeMember;
use fmg_bindings::fmg::{AdomOid, CategoryId, DeviceName, DeviceOid, PackageOid, TaskId, VdomOid};
use fmg_bindings::serde_json::json;
use fmg_bindings::{Credentials, adom, fmg};
use fmg_sim::fault::{Fault, Rule, StatusCode};

use crate::fmg_web::fortimanager::{FortiManager, PASSWORD, USER, oids};

const LOGIN: &str = "POST /cgi-bin/module/flatui_auth";
const PROXY: &str = "POST /cgi-bin/module/flatui_proxy";
const LOGOUT: &str = "POST /p/logout-api/";

#[tokio::test]
async fn calls_share_one_session_which_close_ends() {
    let sim = FortiManager::start();
    let gui = sim.gui();
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let gui = gui.clone();
            tokio::spawn(async move { gui.sys().uptime().await })
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap().unwrap().uptime_seconds.is_some());
    }
    assert_eq!(sim.fmg().sessions().len(), 1);
    assert_eq!(gui.sys().session().await.unwrap().login_user.as_deref(), Some("admin"));
    gui.close().await.unwrap();
    assert!(sim.fmg().sessions().is_empty());

    let asked = sim.asked();
    let count = |what: &str| asked.iter().filter(|asked| *asked == what).count();
    assert_eq!((count(LOGIN), count(PROXY), count(LOGOUT)), (1, 11, 1));
    let logout = sim.received().pop().unwrap();
    assert_eq!(logout.headers["referer"], sim.fmg_url());
    assert!(logout.headers.contains_key("xsrf-token"));
}

#[tokio::test]
async fn a_refused_login_fails_all_calls_that_waited_for_it() {
    let sim = FortiManager::start();
    let gui = sim.gui_as("guess");
    let error = gui.sys().uptime().await.unwrap_err();
    assert!(error.is_login_failed(), "{error}");
    assert_eq!(error.template(), Some("/gui/userauth"));
    assert_eq!(sim.asked(), [LOGIN]);
}

#[tokio::test]
async fn a_client_uses_changed_credentials() {
    let sim = FortiManager::start();
    let password = Arc::new(Mutex::new("old"));
    let own = Arc::clone(&password);
    let builder = fmg::gui::Client::builder(sim.fmg_url())
        .no_proxy()
        .root_certificate(sim.certificate_pem());
    let credentials = move || {
        let password = *own.lock().unwrap();
        async move { Ok(Credentials::new(USER, password)) }
    };
    let gui = builder.credentials_from(credentials).build().unwrap();
    for _ in 0..3 {
        assert!(gui.sys().uptime().await.unwrap_err().is_login_failed());
    }
    *password.lock().unwrap() = PASSWORD;
    gui.with_session(async |gui| gui.sys().uptime().await).await.unwrap();
    assert!(sim.fmg().sessions().is_empty());
    assert_eq!(sim.asked().iter().filter(|asked| *asked == LOGIN).count(), 2);
}

#[tokio::test]
async fn after_a_lost_session_login_opens_a_new_one() {
    let sim = FortiManager::start();
    for advanced in [false, true] {
        let gui = sim.gui();
        gui.login().await.unwrap();
        if advanced {
            sim.clock().advance(Duration::from_secs(901));
        }
        // Without a session, a known page redirects to the login, an unknown page does not.
        gui.template().download("nowhere.json").bytes().await.unwrap_err();
        gui.login().await.unwrap();
        gui.sys().uptime().await.unwrap();
        assert_eq!(sim.fmg().sessions().len(), 1, "{advanced}");
        gui.close().await.unwrap();
    }
    assert_eq!(sim.asked().iter().filter(|asked| *asked == LOGIN).count(), 3);
}

#[tokio::test]
async fn an_expired_session_is_an_error_and_not_replaced() {
    let sim = FortiManager::start();
    let gui = sim.gui();
    gui.login().await.unwrap();
    sim.clock().advance(Duration::from_secs(901));
    let error = gui.sys().uptime().await.unwrap_err();
    assert!(error.is_permission() || error.is_decode(), "{error}");
    assert_eq!(sim.asked().iter().filter(|asked| *asked == LOGIN).count(), 1);
    // To recover: log out, although the session has ended, and call again.
    gui.logout().await.unwrap();
    gui.sys().uptime().await.unwrap();
    gui.close().await.unwrap();
}

#[tokio::test]
async fn a_response_that_is_not_a_reply_is_an_error() {
    let sim = FortiManager::start();
    let gui = sim.gui();
    gui.login().await.unwrap();
    for fault in [
        Fault::Drop,
        Fault::DropMidway,
        Fault::Truncate,
        Fault::Garbage,
        Fault::Html(StatusCode::OK),
        Fault::Html(StatusCode::BAD_GATEWAY),
        Fault::SessionExpired,
    ] {
        for url in ["/cgi-bin/module/flatui_proxy", "/cgi-bin/module/flatui/SysDashboard"] {
            let rule = sim.faults().arm(Rule::new(fault).url(url).times(1));
            let error = if url.ends_with("proxy") {
                gui.installation()
                    .log(DeviceOid::new(1), TaskId::new(1))
                    .await
                    .map(drop)
            } else {
                gui.sys().license().await.map(drop)
            };
            let error = error.unwrap_err();
            assert!(!error.to_string().contains("HTTP_CSRF_TOKEN"), "{error}");
            assert_eq!(rule.hits(), 1, "{fault:?} {url}");
            if fault == Fault::SessionExpired {
                let _ = gui.logout().await;
            }
        }
    }
    sim.faults()
        .arm(Rule::new(Fault::Delay(Duration::from_secs(30))).url("*flatui_proxy"));
    let error = gui
        .sys()
        .uptime()
        .timeout(Duration::from_millis(100))
        .await
        .unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn a_certificate_is_requested_and_imported() {
    let sim = FortiManager::start();
    let gui = sim.gui();
    let host = "fmg-76-interim.example";
    let subject = CertificateSubject::DomainName { subject: host.into() };
    let certificate = gui.certificate();
    let request = certificate.generate_request("fmg_76_interim", subject, CertificateKey::Rsa { bits: 2048 });
    request
        .with(|request| request.units(["CSE"]).country("FR").challenge_password("hunter2"))
        .await
        .unwrap();
    let requests = sim.fmg().certificate_requests();
    assert_eq!(requests[0]["gen_subject"], host);
    assert_eq!(
        (&requests[0]["id_type"], &requests[0]["key_type"]),
        (&json!(1), &json!(1))
    );

    let pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    let file = || File::from_bytes("fmg.crt", pem);
    let error = certificate.import("another", file()).await.unwrap_err();
    assert!(error.code().is_some(), "{error}");
    certificate.import("fmg_76_interim", file()).await.unwrap();
    let imported = sim.fmg().imported_certificates();
    assert_eq!(
        (imported[0].name.as_str(), &imported[0].file[..]),
        ("fmg_76_interim", pem.as_bytes())
    );
    gui.close().await.unwrap();
}

#[tokio::test]
async fn policies_are_exported_in_the_requested_column_order() {
    let sim = FortiManager::start();
    let gui = sim.gui();
    let (adom, package) = oids(&gui).await;
    let export = |fields: &[&str]| CsvContent {
        category: Some(CategoryId::new(181)),
        fields: Some(fields.iter().map(|&field| field.to_owned()).collect()),
        ..CsvContent::default()
    };
    let started = gui
        .package()
        .export_csv(adom, package, vec![export(&["name", "policyid"])])
        .await;
    assert!(started.unwrap().task.is_some_and(|task| task.len() == 36));
    let name = format!("policypackage-{package}.csv");
    let call = gui
        .package()
        .download(&name)
        .with(|call| call.download_name("policies.csv"));
    let file = call.bytes().await.unwrap();
    assert_eq!(file.name.as_deref(), Some("policies.csv"));
    let text = String::from_utf8(file.bytes.to_vec()).unwrap();
    assert!(text.starts_with("name,policyid"), "{text}");

    let folder = tempfile::tempdir().unwrap();
    let path = gui.package().download(&name).save_in(folder.path()).await.unwrap();
    assert_eq!(path.file_name().unwrap().to_str(), Some(name.as_str()));
    let error = gui.package().download("nowhere.csv").bytes().await.unwrap_err();
    assert!(error.http_status().is_some() || error.code().is_some(), "{error}");
    let error = gui
        .package()
        .export_csv(AdomOid::new(987_654), package, Vec::new())
        .await
        .unwrap_err();
    assert!(error.is_not_found(), "{error}");
    gui.close().await.unwrap();
}

#[tokio::test]
async fn a_preview_combines_gui_and_json_rpc() {
    let sim = FortiManager::start();
    let gui = sim.gui();
    let (_, package) = oids(&gui).await;
    let device = {
        let devices = gui.json_rpc().dvmdb().list_devices().await.unwrap();
        devices.into_iter().find(|device| device.oid.is_set()).unwrap()
    };
    let name = DeviceName::new(device.name.into_option().unwrap()).unwrap();
    let target = InstallTarget::new(device.oid.into_option().unwrap(), VdomOid::new(3));
    let started = gui.installation().preview_package(package, target).await.unwrap();
    let task = started.task.unwrap();
    sim.clock().advance(Duration::from_secs(600));
    // In the same session.
    let fmg = gui.json_rpc();
    let read = fmg.task().get(task).await.unwrap();
    assert_eq!(read.percent, Some(100), "{read:?}");
    let console = fmg.securityconsole();
    let preview = || console.install_preview(adom!("demo"), name.clone());
    preview().with(|call| call.vdoms("root")).await.unwrap();
    let started = preview().with(|call| call.vdoms(["root"])).await.unwrap();
    let error = console.preview_result(adom!("demo"), name.clone()).await.unwrap_err();
    assert!(error.to_string().contains("-13"), "{error}");
    sim.clock().advance(Duration::from_secs(600));
    assert_eq!(fmg.task().get(started.task.unwrap()).await.unwrap().percent, Some(100));
    let read = console.preview_result(adom!("demo"), name.clone()).await.unwrap();
    assert!(read.preview.unwrap().contains("config firewall policy"));
    assert_eq!(sim.fmg().sessions().len(), 1);

    // The form of FortiManager 7.4.4. Older firmware takes the same device.
    let scope = || ScopeMember {
        name: Set(name.to_string()),
        vdom: Set("root".into()),
        ..ScopeMember::default()
    };
    preview().with(|call| call.scope(vec![scope()])).await.unwrap();
    sim.clock().advance(Duration::from_secs(600));
    let read = console.preview_result(adom!("demo"), DeviceName::new("no_such").unwrap());
    let read = read.with(|call| call.scope(vec![scope()])).await.unwrap();
    assert!(read.preview.unwrap().contains("config firewall policy"));
    let elsewhere = ScopeMember {
        vdom: Set("no_such".into()),
        ..scope()
    };
    let error = preview().with(|call| call.scope(vec![elsewhere])).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");

    // Another session has prepared no preview.
    let other = sim.builder().credentials(USER, PASSWORD).build().unwrap();
    assert!(
        other
            .securityconsole()
            .preview_result(adom!("demo"), name)
            .await
            .is_err()
    );
    other.close().await.unwrap();
    let error = gui
        .installation()
        .preview_package(PackageOid::new(987_654), target)
        .await
        .unwrap_err();
    assert!(error.is_not_found(), "{error}");
    gui.close().await.unwrap();
}

#[tokio::test]
async fn the_event_log_is_read_page_by_page() {
    let sim = FortiManager::start();
    for _ in 0..7 {
        let gui = sim.gui();
        gui.login().await.unwrap();
        gui.close().await.unwrap();
    }
    let gui = sim.gui();
    let whole = gui.log().events().with(|call| call.results(10_000)).await.unwrap();
    let total = whole.total_number.unwrap();
    assert!(total >= 14, "{total} events");
    let mut pages = gui.log().events().pages(5);
    let mut came = Vec::new();
    while let Some(events) = pages.next().await.unwrap() {
        assert!(events.len() <= 5);
        came.extend(events.into_iter().map(|event| (event.time, event.operation)));
    }
    let all: Vec<_> = whole
        .records
        .unwrap()
        .into_iter()
        .map(|event| (event.time, event.operation))
        .collect();
    assert_eq!(came, all);

    let day = Date::new(1999, 1, 1).unwrap();
    let search = EventSearch::new().dates(day, day).unwrap();
    let none = gui.log().events().with(|call| call.search(search)).await.unwrap();
    assert_eq!(none.total_number, Some(0));
    gui.close().await.unwrap();
}

#[tokio::test]
async fn packages_of_fortiguard_list_their_versions() {
    let sim = FortiManager::start();
    let gui = sim.gui();
    let key = "07006000NIDS02405";
    let versions = gui.fortiguard().package_versions(key).await.unwrap().versions.unwrap();
    assert_eq!(versions[0].id, Some(FortiguardVersionId::Latest.into()));
    let chosen = versions[1].id.clone().unwrap();
    let answer = gui.fortiguard().set_package_version(key, chosen).await.unwrap();
    assert_eq!(answer.status.as_deref(), Some("ok"));
    assert!(
        sim.fmg()
            .chosen_package_version(key)
            .is_some_and(|version| version.is_number())
    );
    gui.close().await.unwrap();
}

#[tokio::test]
async fn replies_may_be_text_an_entry_or_bare_json() {
    let sim = FortiManager::start();
    let gui = sim.gui();
    let (adom, package) = oids(&gui).await;
    let license = gui.sys().license().await.unwrap();
    assert!(license.max_devices.is_some() && license.licenses.is_some_and(|licenses| licenses.contains_key("ADOM")));
    let started = gui.package().start_consistency_check(adom, package).await.unwrap();
    assert!(started.task.is_some());
    sim.clock().advance(Duration::from_secs(600));
    let report = gui.package().consistency_report(adom, package).await.unwrap();
    assert_eq!(report.status.as_deref(), Some("ok"));
    let error = gui.device().vulnerabilities(adom).await.unwrap_err();
    assert!(error.to_string().contains("no document shows"), "{error}");
    let device = gui.json_rpc().dvmdb().list_devices().await.unwrap().swap_remove(0);
    let oid = device.oid.into_option().unwrap();
    let content = gui.device().revision_content(
        oid,
        DeviceName::new(device.name.into_option().unwrap()).unwrap(),
        0,
        device.serial_number.into_option().unwrap_or_default(),
    );
    assert!(content.await.unwrap().starts_with("#config-version="));
    gui.close().await.unwrap();
}

#[test]
fn a_client_of_the_gui_needs_user_and_password() {
    let error = fmg::gui::Client::builder("https://fmg.example").build().unwrap_err();
    assert!(error.to_string().contains("credentials"), "{error}");
    let builder = fmg::gui::Client::builder("https://fmg.example").credentials("admin", PASSWORD);
    assert!(!format!("{builder:?}").contains("fmg.example"));
}
