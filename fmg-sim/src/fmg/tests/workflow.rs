use super::*;
use crate::fmg::WorkflowState;

const ADOM: &str = "/dvmdb/adom/ZTP_SINGLE";
const ADDRESSES: &str = "/pm/config/adom/ZTP_SINGLE/obj/firewall/address";

/// A user who can write but not approve.
fn author(bench: &Bench) -> Client<'_> {
    bench.log_in("author", "author").unwrap()
}

impl Client<'_> {
    fn workflow(&self, verb: &str) -> Result<Value, i64> {
        self.call("exec", &format!("{ADOM}/workflow/{verb}"), json!({}))
    }

    /// Adds an address, and returns the status code.
    fn address(&self, name: &str) -> i64 {
        let row = json!({"name": name, "subnet": "10.0.0.0/24"});
        self.write("add", ADDRESSES, row).err().unwrap_or(0)
    }

    fn has(&self, name: &str) -> bool {
        self.get(&format!("{ADDRESSES}/{name}")).is_ok()
    }

    fn adom(&self, verb: &str) -> i64 {
        self.call("exec", &format!("{ADOM}/workspace/{verb}"), json!({}))
            .err()
            .unwrap_or(0)
    }

    /// Makes and submits a session that adds an address.
    fn submitted(&self, name: &str) -> u64 {
        self.adom("lock");
        let id = self.workflow("start").unwrap()["sessionid"].as_u64().unwrap();
        assert_eq!(self.address(name), 0);
        self.workflow(&format!("save/{id}")).unwrap();
        self.workflow(&format!("submit/{id}")).unwrap();
        self.adom("unlock");
        id
    }
}

#[test]
fn a_session_keeps_its_name() {
    let bench = Bench::new();
    let author = author(&bench);
    author.adom("lock");
    let start = |verb: &str, note: Value| author.call("exec", &format!("{ADOM}/workflow/{verb}"), note);
    let note = json!({"workflow": {"name": "CHG-1", "desc": "new branch"}});
    assert_eq!(start("start", note), Ok(json!({"new_session": 1, "sessionid": 1})));
    let row = || author.get(&format!("{ADOM}/workflow")).unwrap()[0].clone();
    assert_eq!(
        (&row()["name"], &row()["desc"]),
        (&json!("CHG-1"), &json!("new branch"))
    );
    // Entering it again does not rename it.
    let other = json!({"workflow": {"name": "CHG-2"}});
    assert_eq!(start("start/1", other), Ok(json!({"new_session": 0, "sessionid": 1})));
    assert_eq!(row()["name"], json!("CHG-1"));
    // Entering a submitted session starts a new one, with its own name.
    author.workflow("submit/1").unwrap();
    let other = json!({"workflow": {"name": "CHG-3"}});
    assert_eq!(start("start/1", other), Ok(json!({"new_session": 1, "sessionid": 2})));
    assert_eq!(
        author.get(&format!("{ADOM}/workflow")).unwrap()[1]["name"],
        json!("CHG-3")
    );
    assert_eq!(start("start", json!({"workflow": {"name": []}})), Err(-8));
    assert_eq!(start("start", json!({"workflow": "CHG-4"})), Err(-8));
}

#[test]
fn a_repair_has_a_description() {
    let bench = Bench::new();
    let (author, admin) = (author(&bench), bench.admin());
    let id = author.submitted("a");
    admin.workflow(&format!("reject/{id}")).unwrap();
    let note = json!({"workflow": {"desc": "typing error"}});
    admin
        .call("exec", &format!("{ADOM}/workflow/repair/{id}"), note)
        .unwrap();
    let list = admin.get(&format!("{ADOM}/workflow")).unwrap();
    assert_eq!(list[0]["wflog"][0]["desc"], json!("typing error"), "{list}");
}

#[test]
fn changes_are_visible_after_approval() {
    let bench = Bench::new();
    let (author, admin) = (author(&bench), bench.admin());
    assert_eq!(author.workflow("start"), Err(-20017));
    assert_eq!(author.adom("lock"), 0);
    assert_eq!(author.address("a"), -14);
    assert_eq!(author.workflow("start"), Ok(json!({"new_session": 1, "sessionid": 1})));
    assert_eq!(author.address("a"), 0);
    assert_eq!(author.get(&format!("{ADOM}/workspace/dirty")), Ok(json!({"dirty": 1})));
    assert_eq!(author.workflow("save/1"), Ok(json!(null)));
    assert_eq!(author.get(&format!("{ADOM}/workspace/dirty")), Ok(json!({"dirty": 0})));
    // A commit does not replace the approval.
    assert_eq!(author.adom("commit"), 0);
    assert_eq!((author.has("a"), admin.has("a")), (true, false));
    let note = json!({"workflow": {"desc": "finished", "fmgip": "192.0.2.9", "no_diff": 0}});
    assert_eq!(
        author.call("exec", &format!("{ADOM}/workflow/submit/1"), note),
        Ok(json!(null))
    );
    assert_eq!((author.has("a"), author.address("b")), (false, -14));
    author.adom("unlock");
    assert_eq!(author.workflow("approve/1"), Err(-20020));
    assert_eq!(admin.workflow("approve/1"), Ok(json!(null)));
    assert_eq!(bench.fmg.workflow_state("ZTP_SINGLE", 1), Some(WorkflowState::Approved));
    assert!(author.has("a"));
    assert_eq!(
        (admin.workflow("approve/1"), admin.workflow("drop/1")),
        (Err(-20050), Err(-20045))
    );
    let list = admin.get(&format!("{ADOM}/workflow")).unwrap();
    let session = &list[0];
    assert_eq!(
        (&session["state"], &session["audit_user"], &session["submit_user"]),
        (&json!(3), &json!("admin"), &json!("author"))
    );
    assert_eq!(session["wflog"][1]["desc"], "finished");
}

#[test]
fn unsaved_changes_are_lost() {
    let bench = Bench::new();
    let author = author(&bench);
    author.adom("lock");
    author.workflow("start").unwrap();
    author.address("saved");
    author.workflow("save/1").unwrap();
    author.address("unsaved");
    author.adom("unlock");
    assert!(!author.has("saved"));
    author.adom("lock");
    assert_eq!(
        author.workflow("start/1"),
        Ok(json!({"new_session": 0, "sessionid": 1}))
    );
    assert_eq!((author.has("saved"), author.has("unsaved")), (true, false));
    author.workflow("discard/1").unwrap();
    assert!(!author.has("saved"));
    assert_eq!(author.address("again"), 0);
}

#[test]
fn a_rejected_session_is_repaired() {
    let bench = Bench::new();
    let (author, admin) = (author(&bench), bench.admin());
    let one = author.submitted("wrong");
    let two = author.submitted("right");
    assert_eq!(admin.workflow(&format!("approve/{two}")), Err(-20046));
    admin.workflow(&format!("reject/{one}")).unwrap();
    assert_eq!(admin.workflow(&format!("approve/{two}")), Err(-20046));
    author.adom("lock");
    assert_eq!(author.workflow(&format!("repair/{one}")), Ok(json!({"sessionid": 3})));
    assert!(author.has("wrong"));
    author.call("delete", &format!("{ADDRESSES}/wrong"), json!({})).unwrap();
    author.workflow("save/3").unwrap();
    author.workflow("submit/3").unwrap();
    // Rejected changes do not become visible before they are repaired, although the next session was based on them.
    admin.workflow(&format!("approve/{two}")).unwrap();
    assert_eq!((admin.has("wrong"), admin.has("right")), (false, true));
    admin.workflow("approve/3").unwrap();
    assert_eq!((admin.has("wrong"), admin.has("right")), (false, true));
}

#[test]
fn a_session_is_deleted_with_the_one_it_is_based_on() {
    let bench = Bench::new();
    let (author, admin) = (author(&bench), bench.admin());
    let one = author.submitted("a");
    author.adom("lock");
    author.workflow("start").unwrap();
    // A session is based on those that wait for approval.
    assert!(author.has("a"));
    assert_eq!(author.workflow(&format!("drop/{one}")), Err(-20020));
    admin.workflow(&format!("drop/{one}")).unwrap();
    assert!(!author.has("a"));
    assert_eq!((author.address("b"), author.workflow("save/2")), (-14, Err(-20052)));
    assert_eq!(admin.get(&format!("{ADOM}/workflow")), Ok(json!([])));
}

#[test]
fn entering_a_submitted_session_starts_a_new_one() {
    let bench = Bench::new();
    let author = author(&bench);
    let one = author.submitted("a");
    author.adom("lock");
    assert_eq!(
        author.workflow(&format!("start/{one}")),
        Ok(json!({"new_session": 1, "sessionid": 2}))
    );
    let info = author.get(&format!("{ADOM}/workspace/lockinfo")).unwrap();
    assert_eq!(info[0]["wfsid"], 2);
}

#[test]
fn workflow_calls_need_workflow_mode_and_the_whole_adom() {
    let bench = Bench::new();
    let (author, admin) = (author(&bench), bench.admin());
    let start = "/dvmdb/adom/demo/workflow/start";
    assert_eq!(admin.call("exec", start, json!({})), Err(-9));
    assert_eq!(author.adom("lock/obj/firewall/address/a"), -9);
    author.adom("lock");
    assert_eq!(admin.workflow("start"), Err(-20055));
    author.workflow("start").unwrap();
    author.adom("unlock");
    admin.adom("lock");
    assert_eq!(
        (admin.workflow("start/1"), admin.workflow("save/1")),
        (Err(-14), Err(-20045))
    );
}

#[test]
fn lists_can_be_sorted_and_limited() {
    let bench = Bench::new();
    let author = author(&bench);
    author.submitted("a");
    author.submitted("b");
    let options = json!({"loadsub": 0, "sortings": [{"revid": -1}], "range": [0, 1]});
    let list = author.call("get", &format!("{ADOM}/workflow"), options).unwrap();
    assert_eq!(
        (list.as_array().unwrap().len(), &list[0]["revid"], list[0].get("wflog")),
        (1, &json!(2), None)
    );
}

#[test]
fn submitting_needs_an_approver() {
    let state = json!({"users": [{"name": "author", "password": "author", "approver": false}]});
    let clock = Clock::new();
    let settings = Settings {
        state: Some(state),
        ..Settings::default()
    };
    let fmg = FortiManager::new(clock.clone(), &settings, Calls::shipped().unwrap()).unwrap();
    let bench = Bench { fmg, clock };
    let author = author(&bench);
    author.adom("lock");
    author.workflow("start").unwrap();
    assert_eq!(author.workflow("submit/1"), Err(-20049));
}
