use std::time::Duration;

use super::*;
use crate::fmg::WorkspaceMode;

const WORKSPACE: &str = "/dvmdb/adom/demo/workspace";
const HOST: &str = "/pm/config/adom/demo/obj/firewall/address/host_001";
const POLICY: &str = "/pm/config/adom/demo/pkg/ppkg_001/firewall/policy/1";
const DHCP: &str = "/pm/config/device/dev_001/vdom/root/system/dhcp/server/1";

/// Another user, in a session of its own.
fn devops(bench: &Bench) -> Client<'_> {
    bench.log_in("devops", "fortinet").unwrap()
}

impl Client<'_> {
    /// The status code of a workspace call.
    fn workspace(&self, verb: &str) -> i64 {
        self.call("exec", &format!("{WORKSPACE}/{verb}"), json!({}))
            .err()
            .unwrap_or(0)
    }

    /// The status code of a change of a row.
    fn change(&self, url: &str, data: Value) -> i64 {
        self.write("update", url, data).err().unwrap_or(0)
    }

    fn paint(&self, color: i64) -> i64 {
        self.change(HOST, json!({ "color": color }))
    }

    fn color(&self) -> Value {
        self.get(HOST).unwrap().get("color").cloned().unwrap_or(json!(0))
    }

    fn dirty(&self) -> Value {
        self.get(&format!("{WORKSPACE}/dirty")).unwrap()["dirty"].clone()
    }

    fn injected(&self, url: &str, injected: Injected) -> Value {
        let body = json!({"id": 1, "method": "exec", "params": [{"url": url}], "session": self.session});
        self.bench.post_with(&body, None, Some(injected))["result"][0].clone()
    }
}

#[test]
fn a_change_is_private_until_it_is_committed() {
    let bench = Bench::new();
    let (admin, other) = (bench.admin(), devops(&bench));
    assert_eq!(admin.paint(5), -10147);
    assert_eq!(admin.workspace("lock"), 0);
    assert_eq!(admin.dirty(), 0);
    assert_eq!(admin.paint(5), 0);
    assert_eq!((admin.dirty(), other.dirty()), (json!(1), json!(0)));
    assert_eq!((admin.color(), other.color()), (json!(5), json!(0)));
    assert_eq!(admin.workspace("commit"), 0);
    assert_eq!((admin.dirty(), other.color()), (json!(0), json!(5)));
    assert_eq!(admin.workspace("unlock"), 0);
    assert_eq!(admin.color(), 5);
    assert_eq!(admin.paint(6), -10147);
}

#[test]
fn unlocking_without_a_commit_loses_the_changes() {
    let bench = Bench::new();
    let admin = bench.admin();
    admin.workspace("lock");
    assert_eq!(admin.paint(5), 0);
    let new = json!({"name": "new", "subnet": "10.9.0.0/16"});
    let table = "/pm/config/adom/demo/obj/firewall/address";
    assert_eq!(admin.write("add", table, new), Ok(json!({"name": "new"})));
    admin.workspace("unlock");
    assert_eq!(admin.color(), 0);
    assert_eq!(admin.get(&format!("{table}/new")), Err(-3));
}

#[test]
fn a_lock_excludes_other_sessions() {
    let bench = Bench::new();
    let (admin, other) = (bench.admin(), devops(&bench));
    admin.workspace("lock");
    for lock in ["lock", "lock/pkg/ppkg_001", "lock/dev/dev_001"] {
        assert_eq!(other.workspace(lock), -20055, "{lock}");
    }
    assert_eq!(other.paint(5), -10147);
    // Neither call affects the lock of another session, and both report success.
    assert_eq!((other.workspace("unlock"), other.workspace("commit")), (0, 0));
    assert_eq!(bench.fmg.locks("demo").len(), 1);
    admin.workspace("unlock");
    assert_eq!(other.workspace("lock"), 0);
}

#[test]
fn failed_locks_have_different_errors() {
    let bench = Bench::new();
    let admin = bench.admin();
    assert_eq!(
        admin.call("exec", "/dvmdb/adom/nowhere/workspace/lock", json!({})),
        Err(-6)
    );
    assert_eq!(
        admin.call("exec", "/dvmdb/adom/root/workspace/lock", json!({})),
        Err(-9)
    );
    assert_eq!(admin.get("/dvmdb/adom/root/workspace/lockinfo"), Err(-9));
    assert_eq!(admin.workspace("lock/pkg/nonsense"), -10);
    assert_eq!(admin.workspace("lock/dev/nonsense"), -10);
    assert_eq!(admin.workspace("lock/obj/firewall/address/host_001"), -20017);
    bench.fmg.set_workspace_mode(WorkspaceMode::Disabled);
    assert_eq!(admin.workspace("lock"), -9);
    assert_eq!(admin.paint(5), 0);
}

#[test]
fn a_package_lock_covers_policies_and_permits_object_locks() {
    let bench = Bench::new();
    let (admin, other) = (bench.admin(), devops(&bench));
    assert_eq!(admin.workspace("lock/pkg/ppkg_001"), 0);
    assert_eq!(admin.change(POLICY, json!({"comments": "mine"})), 0);
    assert_eq!(admin.paint(5), -10147);
    assert_eq!(admin.workspace("lock/obj/firewall/address/host_001"), 0);
    assert_eq!(admin.paint(5), 0);
    assert_eq!(other.workspace("lock/pkg/branches/europe/ppkg_002"), 0);
    assert_eq!(other.workspace("lock/obj/firewall/address/host_001"), -20055);
    assert_eq!(other.workspace("lock/obj/firewall/address/host_002"), 0);
    assert_eq!(other.workspace("lock/pkg/ppkg_001"), -20055);
    // A commit saves only the target of its url.
    assert_eq!(admin.workspace("commit/obj/firewall/address/host_001"), 0);
    assert_eq!((other.color(), admin.dirty()), (json!(5), json!(1)));
    assert_eq!(admin.workspace("unlock/pkg/ppkg_001"), 0);
    assert_eq!(admin.get(POLICY).unwrap().get("comments"), None);
    assert_eq!(admin.dirty(), 0);
}

#[test]
fn two_sessions_change_objects_of_one_table() {
    let bench = Bench::new();
    let (admin, other) = (bench.admin(), devops(&bench));
    let second = "/pm/config/adom/demo/obj/firewall/address/host_002";
    admin.workspace("lock/pkg/ppkg_001");
    other.workspace("lock/pkg/branches/europe/ppkg_002");
    admin.workspace("lock/obj/firewall/address/host_001");
    other.workspace("lock/obj/firewall/address/host_002");
    assert_eq!((admin.paint(5), other.change(second, json!({"color": 6}))), (0, 0));
    admin.workspace("commit");
    other.workspace("commit/obj/firewall/address/host_002");
    assert_eq!(
        (other.color(), admin.get(second).unwrap()["color"].clone()),
        (json!(5), json!(6))
    );
}

#[test]
fn a_policy_lock_needs_the_setting() {
    let bench = Bench::new();
    let admin = bench.admin();
    bench.fmg.set_per_policy_lock(false);
    let change = || admin.change(POLICY, json!({"comments": "mine"}));
    assert_eq!(admin.workspace("lock/pkg/ppkg_001/firewall/policy/1"), 0);
    assert_eq!(change(), -10147);
    bench.fmg.set_per_policy_lock(true);
    assert_eq!(admin.workspace("lock/pkg/ppkg_001/firewall/policy/1"), 0);
    assert_eq!(change(), 0);
    assert_eq!(
        admin.change(&POLICY.replace("/1", "/2"), json!({"comments": "mine"})),
        -10147
    );
    // Changes of a policy are committed with its package.
    admin.workspace("commit/pkg/ppkg_001/firewall/policy/1");
    assert_eq!(admin.dirty(), 1);
    admin.workspace("commit/pkg/ppkg_001");
    assert_eq!(admin.dirty(), 0);
    assert_eq!(admin.workspace("lock/pkg/ppkg_001/firewall/policy/99"), -10);
}

#[test]
fn a_device_lock_covers_the_device() {
    let bench = Bench::new();
    let (admin, other) = (bench.admin(), devops(&bench));
    assert_eq!(admin.change(DHCP, json!({"lease-time": 60})), -10147);
    assert_eq!(admin.workspace("lock/dev/dev_001"), 0);
    assert_eq!(admin.change(DHCP, json!({"lease-time": 60})), 0);
    assert_eq!(admin.paint(5), -10147);
    assert_eq!(other.workspace("lock/pkg/ppkg_001"), 0);
    let dirty = |client: &Client<'_>| client.get(&format!("{WORKSPACE}/dirty/dev/dev_001")).unwrap()["dirty"].clone();
    assert_eq!((dirty(&admin), dirty(&other)), (json!(1), json!(0)));
    assert_eq!(admin.workspace("commit/dev/dev_001"), 0);
    assert_eq!(dirty(&admin), 0);
    assert_eq!(other.get(DHCP).unwrap()["lease-time"], 60);
}

#[test]
fn lock_information_is_as_documented() {
    let bench = Bench::new();
    let admin = bench.admin();
    let info = |part: &str| admin.get(&format!("{WORKSPACE}/lockinfo{part}")).unwrap();
    assert_eq!(info(""), json!(null));
    admin.workspace("lock");
    let lock = info("")[0].clone();
    let documented = json!({
        "adom_dirty": 0, "db_mode": 1, "dev_oid": 165, "dirty": 0, "flags": 0, "lock_sid": lock["lock_sid"],
        "lock_time": lock["lock_time"], "lock_user": "admin", "obj_cat": 0, "obj_oid": 0, "obj_url": "", "type": 1, "wfsid": 0,
    });
    assert_eq!(lock, documented);
    admin.paint(5);
    let lock = info("")[0].clone();
    assert_eq!(
        (&lock["adom_dirty"], &lock["dirty"], &lock["flags"]),
        (&json!(1), &json!(1), &json!(1))
    );
    admin.workspace("unlock");
    admin.workspace("lock/pkg/ppkg_001");
    let lock = info("/pkg/ppkg_001")[0].clone();
    assert_eq!(
        (&lock["type"], &lock["obj_url"], &lock["obj_oid"]),
        (&json!(2), &json!("ppkg_001"), &json!(3501))
    );
    assert_eq!(lock.get("adom_dirty"), None);
    assert_eq!(info("/dev/dev_001"), json!(null));
    // The number of the own session is the one in refusals.
    let refused = admin.ask(
        "get",
        &json!([{"url": "/pm/config/adom/demo/obj/firewall/address/nothing"}]),
        true,
    );
    assert_eq!(refused["session"], lock["lock_sid"]);
}

#[test]
fn locks_and_changes_end_with_the_session() {
    let bench = Bench::new();
    let other = devops(&bench);
    let admin = bench.admin();
    admin.workspace("lock");
    admin.paint(5);
    admin.call("exec", "/sys/logout", json!({})).unwrap();
    assert_eq!(other.workspace("lock"), 0);
    assert_eq!(other.color(), 0);
    other.paint(6);
    bench.clock.advance(Duration::from_secs(901));
    let admin = bench.admin();
    assert!(bench.fmg.locks("demo").is_empty());
    assert_eq!((admin.workspace("lock"), admin.color()), (0, json!(0)));
}

#[test]
fn a_lock_can_be_taken_over() {
    let bench = Bench::new();
    let admin = bench.admin();
    admin.workspace("lock");
    admin.paint(5);
    bench.fmg.lock_in_another_session("demo", "somebody");
    assert_eq!(bench.fmg.locks("demo")[0].user, "somebody");
    assert_eq!((admin.color(), admin.dirty()), (json!(0), json!(0)));
    assert_eq!(
        (admin.paint(6), admin.workspace("commit"), admin.workspace("lock")),
        (-10147, 0, -20055)
    );
    assert_eq!(admin.workspace("unlock"), 0);
    assert_eq!(admin.workspace("lock"), -20055);
    bench.fmg.unlock_in_another_session("demo");
    assert_eq!(admin.workspace("lock"), 0);
}

#[test]
fn calls_with_one_key_hold_the_same_locks() {
    let bench = Bench::new();
    let send = |method: &str, url: &str, data: Value| {
        let body = json!({"id": 1, "method": method, "params": [{"url": url, "data": data}]});
        let reply = bench.post_with(&body, Some("Bearer robot-api-key"), None);
        reply["result"][0]["status"]["code"].as_i64().unwrap()
    };
    assert_eq!(send("exec", &format!("{WORKSPACE}/lock"), json!(null)), 0);
    assert_eq!(send("exec", &format!("{WORKSPACE}/lock"), json!(null)), 0);
    assert_eq!(send("update", HOST, json!({"color": 5})), 0);
    assert_eq!(bench.fmg.locks("demo").len(), 1);
    assert_eq!(bench.admin().workspace("lock"), -20055);
}

#[test]
fn faults_hit_locks_and_tasks() {
    let bench = Bench::new();
    let admin = bench.admin();
    let commit = format!("{WORKSPACE}/commit");
    let locked = admin.injected(&format!("{WORKSPACE}/lock"), Injected::LockedByAnother);
    assert_eq!(locked["status"]["code"], -20055);
    let refused = admin.injected(&format!("{WORKSPACE}/lock"), Injected::RefuseWrite(-10));
    assert_eq!(refused["status"]["code"], -10);
    assert_eq!(refused["status"]["message"], "The data is invalid for selected url");
    admin.workspace("lock");
    admin.paint(5);
    let failed = admin.injected(&commit, Injected::TaskFails);
    assert_eq!(failed["status"]["code"], 0);
    bench.clock.advance(Duration::from_secs(60));
    let task = admin.get(&format!("/task/task/{}", failed["taskid"])).unwrap();
    assert_eq!(
        (&task["state"], &task["num_err"], admin.dirty()),
        (&json!("error"), &json!(1), json!(1))
    );
    let warned = admin.injected(&commit, Injected::TaskWarns);
    assert!(warned["taskid"].is_u64());
    assert_eq!(admin.dirty(), 0);
}

#[test]
fn a_commit_may_start_a_task() {
    let bench = Bench::new();
    let admin = bench.admin();
    admin.workspace("lock");
    assert!(
        !admin.ask("exec", &json!([{"url": format!("{WORKSPACE}/commit")}]), false)["result"][0]["taskid"].is_u64()
    );
    bench.fmg.set_commit_starts_task(true);
    let reply = admin.ask("exec", &json!([{"url": format!("{WORKSPACE}/commit")}]), false);
    let task = bench.fmg.task(reply["result"][0]["taskid"].as_u64().unwrap()).unwrap();
    assert_eq!(task.user, "admin");
    assert!(bench.fmg.has_running_tasks("admin"));
}
