//! Tests of calls that start tasks.

use fmg_bindings::error::TaskErrorKind;
use fmg_bindings::fmg::sys::TransferService;
use fmg_bindings::fmg::{self, PackagePath, StartsTask, TaskId, TaskOutcome};
use fmg_bindings::{Endpoint, adom, device};
use fmg_sim::Answer;
use fmg_sim::fault::{Fault, Rule};
use fmg_sim::fmg::LineResult;
use serde_json::json;

use super::{LONG, PAUSES, POLLED, admin, count, fast, started, stopped};

const INSTALL: &str = "/securityconsole/install/package";
const COMMIT: &str = "/dvmdb/adom/demo/workspace/commit";

/// A package that has an installation target.
fn package() -> PackagePath {
    fmg_bindings::package!("ppkg_001")
}

#[tokio::test]
async fn an_installation_is_awaited_in_one_expression() {
    let sim = fast();
    let fmg = admin(&sim);
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    let install = fmg.securityconsole().install_package(adom!("demo"), package());
    let outcome = install.wait().poll_every(PAUSES).timeout(LONG).await.unwrap();
    assert!(matches!(outcome, TaskOutcome::Done(_)), "{outcome:?}");
    assert_eq!(count(&sim, "exec", INSTALL), 1);
}

#[tokio::test]
async fn a_failed_installation_has_status_0_and_is_no_success() {
    let sim = fast();
    let fmg = admin(&sim);
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    sim.faults().arm(Rule::new(Fault::TaskFails).url(INSTALL));
    let install = fmg.securityconsole().install_package(adom!("demo"), package());
    let outcome = install.wait().poll_every(PAUSES).timeout(LONG).await.unwrap();
    let calls = sim.calls();
    let call = calls.iter().find(|call| call.url == INSTALL).unwrap();
    assert!(call.is_success());
    assert!(!outcome.is_success());
    let error = outcome.into_result().unwrap_err();
    assert!(error.is_task_failed(), "{error}");
    assert!(!error.task().unwrap().failed_lines().is_empty());
}

#[tokio::test]
async fn an_installation_without_devices_is_nothing_to_do() {
    let sim = stopped();
    let fmg = admin(&sim);
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    let empty: PackagePath = "branches/europe/ppkg_002".parse().unwrap();
    let install = || fmg.securityconsole().install_package(adom!("demo"), &empty);
    let outcome = install().wait().await.unwrap();
    assert_eq!(outcome, TaskOutcome::NothingToDo);
    assert!(outcome.is_success() && outcome.report().is_none());
    assert_eq!(outcome.into_result().unwrap(), None);

    let install = install().start().await.unwrap();
    assert!(install.task().is_none());
    assert_eq!(install.wait().await.unwrap(), TaskOutcome::NothingToDo);
    assert_eq!(install.into_reply().status.as_deref(), Some("No devices"));
    assert_eq!(count(&sim, "get", POLLED), 0);
}

#[tokio::test]
async fn a_started_task_has_its_reply_its_number_and_its_progress() {
    let sim = fast();
    let fmg = admin(&sim);
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    let install = fmg.securityconsole().install_package(adom!("demo"), package());
    let install = install.start().await.unwrap();
    let task = install.task().unwrap();
    assert_eq!(install.reply().task, Some(task.id()));
    assert!(format!("{install:?}").contains(&task.id().to_string()));
    let outcome = install.wait().poll_every(PAUSES).timeout(LONG).await.unwrap();
    assert_eq!(outcome.report().unwrap().id(), task.id());
    assert!(task.report().await.unwrap().is_over());
}

/// A reply that was lost may be that of a call that has started its task.
#[tokio::test]
async fn a_call_that_starts_a_task_is_not_repeated() {
    let sim = fast();
    let fmg = admin(&sim);
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    for fault in [Fault::Drop, Fault::DropMidway, Fault::Garbage, Fault::Html(http_ok())] {
        let before = count(&sim, "exec", INSTALL);
        let armed = sim.faults().arm(Rule::new(fault).url(INSTALL));
        let install = fmg.securityconsole().install_package(adom!("demo"), package());
        let error = install.wait().poll_every(PAUSES).timeout(LONG).await.unwrap_err();
        armed.disarm();
        assert_eq!(error.template(), Some(INSTALL), "{error}");
        assert!(error.task().is_none());
        assert_eq!(count(&sim, "exec", INSTALL) - before, 1, "{fault}");
    }
    assert_eq!(count(&sim, "get", POLLED), 0);
}

fn http_ok() -> fmg_sim::StatusCode {
    fmg_sim::StatusCode::OK
}

/// The polls fail, and the task is not started again.
#[tokio::test]
async fn a_poll_that_fails_does_not_start_the_task_again() {
    let sim = fast();
    let fmg = admin(&sim);
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    let armed = sim
        .faults()
        .arm(Rule::new(Fault::Drop).method("get").url(super::POLLS).first(3));
    let install = fmg.securityconsole().install_package(adom!("demo"), package());
    let outcome = install.wait().poll_every(PAUSES).timeout(LONG).await.unwrap();
    assert!(matches!(outcome, TaskOutcome::Done(_)), "{outcome:?}");
    assert_eq!((armed.hits(), count(&sim, "exec", INSTALL)), (3, 1));
}

/// Waits for a task of each kind of call.
macro_rules! awaited {
    ($call:expr) => {
        $call.wait().poll_every(PAUSES).timeout(LONG).await.unwrap()
    };
}

#[tokio::test]
async fn a_task_is_found_in_each_place_and_by_each_name() {
    let sim = stopped();
    let fmg = admin(&sim);
    let id = started(&sim, LineResult::Done);
    sim.clock().advance(LONG);
    let number = id.get();
    let replies = [
        Answer::data(json!({"task": number})),
        Answer::data(json!({"taskid": number})),
        Answer::data(json!({"taskid": number.to_string()})),
        Answer::data(json!([{"task": number}])),
    ];
    for reply in replies {
        for url in [INSTALL, "/securityconsole/install/preview", "/faz/cmd/sync/dvmdb"] {
            let reply = reply.clone();
            sim.fmg().answer("exec", url, move |_| reply.clone()).unwrap();
        }
        let console = fmg.securityconsole();
        let sync = fmg.dvmdb().sync_analyzer(device!("faz_001"), adom!("demo"));
        let outcomes = [
            awaited!(console.install_package(adom!("demo"), package())),
            awaited!(console.install_preview(adom!("demo"), device!("dev_001"))),
            awaited!(sync),
        ];
        for outcome in outcomes {
            assert_eq!(outcome.report().map(fmg::TaskReport::id), Some(id), "{reply:?}");
        }
    }
    let replies = [
        Answer::done().member("taskid", number),
        Answer::done().member("task", number),
        Answer::data(json!({"task": number})),
        Answer::data(json!({"taskid": number})),
    ];
    for reply in replies {
        for url in [COMMIT, "/sys/backup"] {
            let reply = reply.clone();
            sim.fmg().answer("exec", url, move |_| reply.clone()).unwrap();
        }
        let backup = fmg.sys().backup("fmg.dat", "ftp.example", TransferService::Scp);
        let outcomes = [awaited!(fmg.workspace().commit_adom(adom!("demo"))), awaited!(backup)];
        for outcome in outcomes {
            assert_eq!(outcome.report().map(fmg::TaskReport::id), Some(id), "{reply:?}");
        }
    }
    // A commit that was done at once, and a call whose reply may have no data.
    sim.fmg().answer("exec", COMMIT, |_| Answer::done()).unwrap();
    sim.fmg()
        .answer("exec", "/faz/cmd/sync/dvmdb", |_| Answer::done())
        .unwrap();
    let commit = awaited!(fmg.workspace().commit_adom(adom!("demo")));
    let sync = awaited!(fmg.dvmdb().sync_analyzer(device!("faz_001"), adom!("demo")));
    assert_eq!((commit, sync), (TaskOutcome::NothingToDo, TaskOutcome::NothingToDo));
}

#[tokio::test]
async fn a_task_of_an_unreadable_number_is_an_error() {
    let sim = stopped();
    let fmg = admin(&sim);
    sim.fmg()
        .answer("exec", INSTALL, |_| Answer::data(json!({"task": {"id": 1}})))
        .unwrap();
    let install = fmg.securityconsole().install_package(adom!("demo"), package());
    let error = install.wait().await.unwrap_err();
    assert!(error.is_decode(), "{error}");
}

#[tokio::test]
async fn a_commit_that_warns_is_a_success() {
    let sim = fast();
    let fmg = admin(&sim);
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    sim.faults().arm(Rule::new(Fault::TaskWarns).url(COMMIT));
    let outcome = awaited!(fmg.workspace().commit_adom(adom!("demo")));
    assert!(matches!(outcome, TaskOutcome::Warning(_)), "{outcome:?}");
}

/// A logout makes the running tasks of the session fail.
#[tokio::test]
async fn a_task_of_a_session_that_has_ended_has_failed() {
    let sim = stopped();
    let fmg = admin(&sim);
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    let install = fmg.securityconsole().install_package(adom!("demo"), package());
    let install = install.start().await.unwrap();
    fmg.logout().await.unwrap();
    let error = install.wait().await.unwrap().into_result().unwrap_err();
    assert_eq!(error.task().unwrap().kind(), TaskErrorKind::Failed);
}

/// A call of the user's own.
#[derive(Endpoint)]
#[endpoint(exec, "/dvmdb/adom/<adom>/import", response = fmg_bindings::Data<Option<ImportStarted>>)]
struct Import {
    adom: fmg::AdomName,
}

#[derive(serde::Deserialize)]
struct ImportStarted {
    #[serde(rename = "job")]
    task: Option<TaskId>,
}

impl StartsTask for ImportStarted {
    fn task(&self) -> Option<TaskId> {
        self.task
    }
}

#[tokio::test]
async fn calls_of_your_own_start_tasks_as_well() {
    let sim = stopped();
    let fmg = admin(&sim);
    let id = started(&sim, LineResult::Done);
    sim.clock().advance(LONG);
    let import = || fmg.send(Import { adom: adom!("demo") });
    let url = "/dvmdb/adom/<adom>/import";
    sim.fmg()
        .answer("exec", url, move |_| Answer::data(json!({"job": id.get()})))
        .unwrap();
    assert!(matches!(awaited!(import()), TaskOutcome::Done(_)));
    assert_eq!(import().start().await.unwrap().task().map(|task| task.id()), Some(id));
    sim.fmg().answer("exec", url, |_| Answer::done()).unwrap();
    assert_eq!(awaited!(import()), TaskOutcome::NothingToDo);
}

#[cfg(feature = "web")]
#[tokio::test]
async fn calls_of_the_gui_start_tasks_as_well() {
    use fmg_bindings::fmg::gui;

    let sim = fast();
    let builder = gui::Client::builder(sim.fmg_url()).root_certificate(sim.certificate_pem());
    let gui = builder
        .no_proxy()
        .credentials(super::USER, super::PASSWORD)
        .build()
        .unwrap();
    let fmg = gui.json_rpc();
    let adom = fmg.dvmdb().get_adom(adom!("demo")).await.unwrap();
    let package = fmg
        .package()
        .get(adom!("demo"), fmg_bindings::package!("ppkg_001"))
        .await
        .unwrap();
    let (adom, package) = (*adom.oid.get().unwrap(), *package.oid.get().unwrap());
    let check = || gui.package().start_consistency_check(adom, package);
    assert!(matches!(awaited!(check()), TaskOutcome::Done(_)));
    let check = check().start().await.unwrap();
    assert_eq!(check.reply().task, check.task().map(|task| task.id()));
    assert!(awaited!(check).is_success());
    assert_eq!(sim.fmg().sessions().len(), 1);
    gui.close().await.unwrap();
}
