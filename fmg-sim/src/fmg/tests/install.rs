//! Tests of installations.

use std::time::Duration;

use super::*;
use crate::fmg::{InstallView, LineResult, TaskState, TaskView, User, WorkspaceMode};

const PACKAGE: &str = "/securityconsole/install/package";
const DEVICE: &str = "/securityconsole/install/device";
const REINSTALL: &str = "/securityconsole/reinstall/package";
const WORKSPACE: &str = "/dvmdb/adom/demo/workspace";

fn scope(device: &str) -> Value {
    json!([{"name": device, "vdom": "root"}])
}

fn package() -> Value {
    json!({"adom": "demo", "pkg": "ppkg_001"})
}

fn device(name: &str) -> Value {
    json!({"adom": "demo", "scope": scope(name)})
}

fn targets(packages: &[&str]) -> Value {
    let target = |path: &&str| json!({"pkg": path, "scope": scope("dev_001")});
    json!({"adom": "demo", "target": packages.iter().map(target).collect::<Vec<_>>()})
}

impl Bench {
    /// Without locks.
    fn unlocked() -> Self {
        let bench = Self::new();
        bench.fmg.set_workspace_mode(WorkspaceMode::Disabled);
        bench
    }

    /// The task at its end.
    fn ended(&self, task: u64) -> TaskView {
        self.clock.advance(Duration::from_secs(60));
        let view = self.fmg.task(task).unwrap();
        assert!(view.state.is_over());
        view
    }
}

impl Client<'_> {
    fn exec(&self, url: &str) {
        self.call("exec", url, json!({})).unwrap();
    }

    fn install(&self, url: &str, data: Value) -> u64 {
        self.write("exec", url, data).unwrap()["task"].as_u64().unwrap()
    }
}

fn lines(task: &TaskView) -> Vec<(&str, &str, TaskState, &str)> {
    let line = |line: &'_ crate::fmg::LineView| (line.state, line.error);
    assert!(
        task.lines
            .iter()
            .map(line)
            .all(|(state, error)| (state == TaskState::Error) == (error != 0))
    );
    let lines = task.lines.iter();
    lines
        .map(|line| (&*line.name, &*line.vdom, line.state, &*line.detail))
        .collect()
}

fn installed(installs: &[InstallView]) -> Vec<(Option<&str>, &str, &str)> {
    let done = installs.iter().filter(|install| install.is_installed());
    done.map(|install| (install.package.as_deref(), &*install.device, &*install.vdom))
        .collect()
}

const OK: &str = "install and save finished status=OK";
const FAILED: &str = "install and save finished status=FAILED";
const INSTALLED: &str = "Installation to real device done";
const COPIED: &str = "Copy to device done";

#[test]
fn a_package_is_installed_on_its_targets() {
    let bench = Bench::unlocked();
    let admin = bench.admin();
    let task = admin.install(PACKAGE, package());
    assert!(installed(&bench.fmg.installs()).is_empty(), "the task runs");
    assert_eq!(
        lines(&bench.ended(task)),
        [
            ("dev_001", "", TaskState::Done, OK),
            ("dev_001(root)[copy]", "root", TaskState::Done, INSTALLED)
        ]
    );
    let installs = bench.fmg.installs();
    assert_eq!(installed(&installs), [(Some("ppkg_001"), "dev_001", "root")]);
    assert_eq!((installs[0].task, installs[0].policies.len()), (task, 2));
    let row = admin.get(&format!("/task/task/{task}")).unwrap();
    assert_eq!(
        (&row["src"], &row["title"]),
        (&json!("security console"), &json!("Install Package"))
    );
    assert_eq!(
        (&row["adom"], &row["line"][1]["ip"]),
        (&json!(165), &json!("192.0.2.1"))
    );
}

#[test]
fn a_scope_names_devices_vdoms_and_groups() {
    let bench = Bench::unlocked();
    let admin = bench.admin();
    let both = json!([{"name": "dev_001", "vdom": "global"}, {"name": "dev_001", "vdom": "root"}]);
    let task = admin.install(DEVICE, json!({"adom": "demo", "scope": both}));
    let names = |task: u64| -> Vec<_> {
        let view = bench.ended(task);
        view.lines.iter().map(|line| line.name.clone()).collect()
    };
    assert_eq!(names(task), ["dev_001", "dev_001(global)[copy]", "dev_001(root)[copy]"]);

    let members = json!([{"name": "dev_001", "vdom": "guests"}, {"name": "dev_002", "vdom": "root"}]);
    let group = json!({"name": "france", "object member": members});
    assert!(bench.fmg.put_row("/dvmdb/adom/demo/group", &group));
    for name in ["france", "emea/france"] {
        let task = admin.install(DEVICE, json!({"adom": "demo", "scope": [{ "name": name }]}));
        let wanted = ["dev_001", "dev_001(guests)[copy]", "dev_002", "dev_002(root)[copy]"];
        assert_eq!(names(task), wanted);
    }
    // One object in place of the list, as a capture shows, and a device without a VDOM.
    let task = admin.install(DEVICE, json!({"adom": "demo", "scope": {"name": "dev_001"}}));
    assert_eq!(names(task), ["dev_001", "dev_001(root)[copy]", "dev_001(guests)[copy]"]);
}

#[test]
fn without_a_device_there_is_no_task() {
    let bench = Bench::unlocked();
    let admin = bench.admin();
    let nothing = json!({"status": "No devices"});
    for (url, data) in [
        (PACKAGE, json!({"adom": "demo", "pkg": "branches/europe/ppkg_002"})),
        (PACKAGE, json!({"adom": "demo", "pkg": "ppkg_001", "scope": []})),
        // No target of the package.
        (
            PACKAGE,
            json!({"adom": "demo", "pkg": "ppkg_001", "scope": scope("dev_002")}),
        ),
        (DEVICE, json!({"adom": "demo", "scope": []})),
        (REINSTALL, json!({"adom": "demo", "target": []})),
    ] {
        assert_eq!(admin.write("exec", url, data.clone()), Ok(nothing.clone()), "{data}");
    }
    let all: Vec<_> = admin.get("/task/task").unwrap().as_array().unwrap().clone();
    assert!(all.is_empty() && bench.fmg.installs().is_empty());
}

#[test]
fn unknown_targets_are_refused() {
    let bench = Bench::unlocked();
    bench.fmg.add_user(User::new("limited", "limited").adoms(["root"]));
    let admin = bench.admin();
    for (url, data) in [
        (PACKAGE, json!({"adom": "nowhere", "pkg": "ppkg_001"})),
        (PACKAGE, json!({"adom": "demo", "pkg": "nowhere"})),
        (PACKAGE, json!({"adom": "demo", "pkg": "branches"})),
        (
            PACKAGE,
            json!({"adom": "root", "pkg": "default", "scope": scope("dev_001")}),
        ),
        (DEVICE, device("nowhere")),
        (
            DEVICE,
            json!({"adom": "demo", "scope": [{"name": "dev_001", "vdom": "nowhere"}]}),
        ),
        (REINSTALL, targets(&["ppkg_001", "nowhere"])),
    ] {
        assert_eq!(admin.write("exec", url, data.clone()), Err(-3), "{data}");
    }
    assert_eq!(admin.write("exec", PACKAGE, json!({"adom": "demo"})), Err(-10));
    let limited = bench.log_in("limited", "limited").unwrap();
    assert_eq!(limited.write("exec", PACKAGE, package()), Err(-11));
}

#[test]
fn an_installation_without_its_lock_fails_in_its_task() {
    let bench = Bench::new();
    let admin = bench.admin();
    let task = admin.install(PACKAGE, package());
    assert_eq!(
        lines(&bench.ended(task)),
        [
            ("dev_001", "", TaskState::Error, FAILED),
            ("dev_001(root)[copy]", "root", TaskState::Error, "no write permission")
        ]
    );
    // The lock on the device is not enough for a package, but for its settings.
    admin.exec(&format!("{WORKSPACE}/lock/dev/dev_001"));
    let task = admin.install(PACKAGE, package());
    assert_eq!(bench.ended(task).state, TaskState::Error);
    let task = admin.install(DEVICE, device("dev_001"));
    assert_eq!(bench.ended(task).state, TaskState::Done);
    admin.exec(&format!("{WORKSPACE}/unlock/dev/dev_001"));

    admin.exec(&format!("{WORKSPACE}/lock/pkg/ppkg_001"));
    let task = admin.install(PACKAGE, package());
    assert_eq!(bench.ended(task).state, TaskState::Done);
    let task = admin.install(DEVICE, device("dev_001"));
    assert_eq!(
        lines(&bench.ended(task)),
        [
            ("dev_001", "", TaskState::Error, FAILED),
            ("dev_001(root)[copy]", "root", TaskState::Done, COPIED)
        ]
    );
    let done = bench.fmg.installs();
    assert_eq!(
        installed(&done),
        [(None, "dev_001", "root"), (Some("ppkg_001"), "dev_001", "root")]
    );
}

#[test]
fn packages_are_not_reinstalled_without_their_lock() {
    let bench = Bench::new();
    let admin = bench.admin();
    let reinstall = |packages: &[&str]| admin.write("exec", REINSTALL, targets(packages));
    assert_eq!(reinstall(&["ppkg_001"]), Err(-1));
    admin.exec(&format!("{WORKSPACE}/lock/pkg/ppkg_001"));
    assert!(reinstall(&["ppkg_001"]).unwrap()["task"].is_u64());
    assert_eq!(reinstall(&["ppkg_001", "branches/europe/ppkg_002"]), Err(-1));
    admin.exec(&format!("{WORKSPACE}/lock"));
    let task = reinstall(&["ppkg_001", "branches/europe/ppkg_002"]).unwrap();
    let task = bench.ended(task["task"].as_u64().unwrap());
    assert_eq!((task.state, task.lines.len()), (TaskState::Done, 2));
}

#[test]
fn a_lock_is_needed_until_the_task_is_over() {
    let bench = Bench::new();
    let admin = bench.admin();
    for (kind, url, data) in [
        ("", PACKAGE, package()),
        ("/pkg/ppkg_001", PACKAGE, package()),
        ("/dev/dev_001", DEVICE, device("dev_001")),
        ("", REINSTALL, targets(&["ppkg_001", "ppkg_001"])),
    ] {
        admin.exec(&format!("{WORKSPACE}/lock{kind}"));
        let task = admin.install(url, data);
        admin.exec(&format!("{WORKSPACE}/unlock{kind}"));
        let task = bench.ended(task);
        assert_eq!(task.count(TaskState::Error), task.lines.len(), "{kind} {url}");
        assert_eq!(task.lines[0].detail, "no write permission");
    }
    assert!(installed(&bench.fmg.installs()).is_empty());

    admin.exec(&format!("{WORKSPACE}/lock"));
    admin.exec(&format!("{WORKSPACE}/lock/pkg/ppkg_001"));
    let task = admin.install(PACKAGE, package());
    admin.exec(&format!("{WORKSPACE}/unlock"));
    assert_eq!(
        bench.ended(task).state,
        TaskState::Done,
        "the lock on the package is left"
    );
    let task = admin.install(PACKAGE, package());
    assert_eq!(bench.ended(task).state, TaskState::Done);
    admin.exec(&format!("{WORKSPACE}/unlock/pkg/ppkg_001"));
    assert_eq!(bench.fmg.task(task).unwrap().state, TaskState::Done, "it was over");
}

#[test]
fn an_installation_fails_when_its_session_or_its_lock_ends() {
    let bench = Bench::new();
    let admin = bench.admin();
    admin.exec(&format!("{WORKSPACE}/lock"));
    let task = admin.install(PACKAGE, package());
    admin.exec("/sys/logout");
    assert_eq!(bench.ended(task).state, TaskState::Error);

    let admin = bench.admin();
    admin.exec(&format!("{WORKSPACE}/lock"));
    let task = admin.install(PACKAGE, package());
    bench.fmg.lock_in_another_session("demo", "somebody");
    let task = bench.ended(task);
    assert_eq!(
        (task.state, &*task.lines[0].detail),
        (TaskState::Error, "no write permission")
    );
}

#[test]
fn an_installation_can_lock_the_adom_itself() {
    let bench = Bench::new();
    let admin = bench.admin();
    let auto = || json!({"adom": "demo", "pkg": "ppkg_001", "flags": ["auto_lock_ws"]});
    let task = admin.install(PACKAGE, auto());
    assert_eq!(bench.fmg.locks("demo").len(), 1);
    let other = bench.log_in("devops", "fortinet").unwrap();
    let lock = || other.call("exec", &format!("{WORKSPACE}/lock"), json!({}));
    assert_eq!(lock(), Err(-20055));
    assert_eq!(bench.ended(task).state, TaskState::Done);
    assert_eq!(lock(), Ok(Value::Null));

    // Every lock prevents it, also one of the session itself, except the lock on the whole ADOM.
    let task = admin.install(PACKAGE, auto());
    assert_eq!(bench.ended(task).lines[1].detail, "failed to lock adom");
    other.exec(&format!("{WORKSPACE}/unlock"));
    admin.exec(&format!("{WORKSPACE}/lock/pkg/ppkg_001"));
    let task = admin.install(PACKAGE, auto());
    assert_eq!(bench.ended(task).state, TaskState::Error);
    admin.exec(&format!("{WORKSPACE}/unlock/pkg/ppkg_001"));
    admin.exec(&format!("{WORKSPACE}/lock"));
    let task = admin.install(PACKAGE, auto());
    assert_eq!(bench.ended(task).state, TaskState::Done);
    assert_eq!(bench.fmg.locks("demo").len(), 1, "the session's own lock stays");
}

#[test]
fn a_test_decides_the_result_of_a_device() {
    let bench = Bench::unlocked();
    let admin = bench.admin();
    let both = || json!({"adom": "demo", "scope": [{"name": "dev_001"}, {"name": "dev_002"}]});
    let states = |task: u64| -> Vec<_> {
        let view = bench.ended(task);
        let own = view.lines.iter().filter(|line| line.vdom.is_empty());
        own.map(|line| (line.state, line.detail.clone())).collect()
    };
    // The second device is offline.
    let failed = || (TaskState::Error, FAILED.to_owned());
    let task = admin.install(DEVICE, both());
    assert_eq!(states(task), [(TaskState::Done, OK.to_owned()), failed()]);
    bench
        .fmg
        .set_install_result("dev_001", LineResult::Warning("nothing changed".to_owned()));
    bench.fmg.set_install_result("dev_002", LineResult::Done);
    let task = admin.install(DEVICE, both());
    assert_eq!(
        states(task),
        [
            (TaskState::Warning, "nothing changed".to_owned()),
            (TaskState::Done, OK.to_owned())
        ]
    );
    bench
        .fmg
        .set_install_result("dev_001", LineResult::Error(-7, "refused".to_owned()));
    let task = admin.install(PACKAGE, package());
    let view = bench.ended(task);
    assert_eq!(
        lines(&view),
        [
            ("dev_001", "", TaskState::Error, "refused"),
            ("dev_001(root)[copy]", "root", TaskState::Done, COPIED)
        ]
    );
    assert_eq!(view.lines[0].error, -7);
    assert!(!bench.fmg.installs().last().unwrap().is_installed());
}

#[test]
fn a_test_decides_how_long_an_installation_takes() {
    let bench = Bench::unlocked();
    let admin = bench.admin();
    bench.fmg.set_install_time(Duration::from_secs(600));
    let task = admin.install(PACKAGE, package());
    bench.clock.advance(Duration::from_secs(599));
    assert_eq!(bench.fmg.task(task).unwrap().state, TaskState::Running);
    assert_eq!(bench.fmg.installs()[0].state, TaskState::Running);
    bench.clock.advance(Duration::from_secs(1));
    assert_eq!(bench.fmg.task(task).unwrap().state, TaskState::Done);
}

#[test]
fn an_installation_can_be_cancelled_and_aborted() {
    let bench = Bench::unlocked();
    let admin = bench.admin();
    let task = admin.install(PACKAGE, package());
    admin.call("delete", &format!("/task/task/{task}"), json!({})).unwrap();
    assert_eq!(bench.ended(task).state, TaskState::Cancelled);
    let task = admin.install(PACKAGE, package());
    assert!(bench.fmg.abort_task(task));
    assert_eq!(bench.ended(task).state, TaskState::Aborted);
    assert!(!bench.fmg.cancel_task(task), "it is over");
    let state = admin.get(&format!("/task/task/{task}")).unwrap()["state"].clone();
    assert_eq!(state, "aborted");
    for (fault, state) in [
        (Injected::TaskCancelled, TaskState::Cancelled),
        (Injected::TaskAborts, TaskState::Aborted),
        (Injected::TaskFails, TaskState::Error),
    ] {
        let body = json!({
            "id": 1, "method": "exec", "params": [{"url": PACKAGE, "data": package()}], "session": admin.session,
        });
        let reply = bench.post_with(&body, None, Some(fault));
        let task = reply["result"][0]["data"]["task"].as_u64().unwrap();
        assert_eq!(bench.ended(task).state, state);
    }
    assert!(installed(&bench.fmg.installs()).is_empty());
}

#[test]
fn a_result_stays_known_when_its_task_is_deleted() {
    let bench = Bench::unlocked();
    let admin = bench.admin();
    let task = admin.install(PACKAGE, package());
    bench.ended(task);
    admin.call("delete", &format!("/task/task/{task}"), json!({})).unwrap();
    assert!(bench.fmg.task(task).is_none());
    assert_eq!(installed(&bench.fmg.installs()).len(), 1);
}

#[test]
fn uncommitted_changes_are_not_installed() {
    let bench = Bench::new();
    let admin = bench.admin();
    admin.exec(&format!("{WORKSPACE}/lock"));
    let policy = "/pm/config/adom/demo/pkg/ppkg_001/firewall/policy/1";
    admin.write("set", policy, json!({"name": "changed"})).unwrap();
    let names = || -> Vec<_> {
        let task = admin.install(PACKAGE, package());
        bench.ended(task);
        let installs = bench.fmg.installs();
        let last = installs.last().unwrap();
        last.policies.iter().map(|policy| policy["name"].clone()).collect()
    };
    assert_eq!(names()[0], "Policy_001");
    admin.exec(&format!("{WORKSPACE}/commit"));
    assert_eq!(names()[0], "changed");
}

#[test]
fn a_preview_and_a_copy_install_nothing() {
    let bench = Bench::unlocked();
    let admin = bench.admin();
    for flag in ["preview", "copy_only"] {
        let task = admin.install(PACKAGE, json!({"adom": "demo", "pkg": "ppkg_001", "flags": [flag]}));
        assert_eq!(
            lines(&bench.ended(task)),
            [("dev_001(root)[copy]", "root", TaskState::Done, COPIED)]
        );
    }
    assert!(bench.fmg.installs().is_empty());
    let device = json!({"adom": "demo", "device": "dev_001"});
    let task = admin.install("/securityconsole/install/preview", device.clone());
    bench.ended(task);
    let preview = admin.write("exec", "/securityconsole/preview/result", device).unwrap();
    assert!(
        preview["message"].as_str().unwrap().contains("config firewall policy"),
        "{preview}"
    );
    bench
        .fmg
        .set_install_result("dev_001", LineResult::Error(-1, "full".to_owned()));
    let task = admin.install(
        PACKAGE,
        json!({"adom": "demo", "pkg": "ppkg_001", "flags": "copy_only"}),
    );
    assert_eq!(bench.ended(task).lines[0].detail, "full");
}
