//! Tests of rows, members and devices that are ensured.

use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::dvm::NewDevice;
use fmg_bindings::fmg::package::{Package, ScopeMember};
use fmg_bindings::fmg::policy::Policy;
use fmg_bindings::fmg::{Ensured, FirmwareRelease, PolicyId};
use fmg_bindings::{Code, adom, package};
use fmg_sim::Sim;
use fmg_sim::fmg::WorkspaceMode;
use serde_json::json;

use super::{admin, client};

const ADDRESSES: &str = "/pm/config/adom/demo/obj/firewall/address";
const POLICIES: &str = "/pm/config/adom/demo/pkg/ppkg_001/firewall/policy";

async fn unlocked() -> Sim {
    let sim = Sim::start().await.unwrap();
    sim.fmg().set_workspace_mode(WorkspaceMode::Disabled);
    sim
}

fn hosts(count: usize, comment: &str) -> Vec<Address> {
    let host = |number| Address {
        name: format!("host/{number}").into(),
        subnet: format!("10.0.{}.{}/32", number / 250, number % 250).into(),
        comment: comment.into(),
        ..Address::default()
    };
    (0..count).map(host).collect()
}

/// The methods of the calls since `start`, but those that log in.
fn methods(sim: &Sim, start: usize) -> Vec<String> {
    let calls = sim.calls().into_iter().skip(start);
    let calls = calls.filter(|call| !call.url.starts_with("/sys/log"));
    calls.map(|call| call.method).collect()
}

#[tokio::test]
async fn rows_are_ensured_by_one_read_and_one_write() {
    let sim = unlocked().await;
    let fmg = admin(&sim);
    let demo = fmg.adom(adom!("demo"));
    let objects = demo.objects();
    let done = objects.ensure_rows(hosts(50, "new")).await.unwrap();
    assert_eq!((done.created, done.changed, done.unchanged), (50, 0, 0));
    assert_eq!(methods(&sim, 0), ["get", "set"]);

    let start = sim.calls().len();
    let done = objects.ensure_rows(hosts(50, "new")).await.unwrap();
    assert!(!done.is_change() && done.unchanged == 50);
    assert_eq!(methods(&sim, start), ["get"]);

    // Some are missing, some differ, and other attributes stay as they are.
    assert!(sim.fmg().remove_row(&format!("{ADDRESSES}/host\\/7")));
    let row = json!({"name": "host/8", "comment": "old", "color": 9});
    assert!(sim.fmg().put_row(ADDRESSES, &row));
    let done = objects.ensure_rows(hosts(50, "new")).await.unwrap();
    assert_eq!((done.created, done.changed, done.unchanged), (1, 1, 48));
    let sent = sim.calls().pop().unwrap().data.unwrap();
    assert_eq!(sent.as_array().map(Vec::len), Some(2));
    let row = sim.fmg().row(&format!("{ADDRESSES}/host\\/8")).unwrap();
    assert_eq!((&row["comment"], &row["color"]), (&json!("new"), &json!(9)));
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn many_rows_are_ensured_in_parts() {
    let sim = unlocked().await;
    let fmg = admin(&sim);
    let demo = fmg.adom(adom!("demo"));
    let done = demo.objects().ensure_rows(hosts(1200, "new")).await.unwrap();
    assert_eq!(done.created, 1200);
    assert_eq!(methods(&sim, 0), ["get", "set", "get", "set", "get", "set"]);
    // Of two rows with one key, the later one counts.
    let twice = hosts(1, "first").into_iter().chain(hosts(1, "second"));
    let done = demo.objects().ensure_rows(twice).await.unwrap();
    assert_eq!((done.created, done.changed), (0, 1));
    let row = sim.fmg().row(&format!("{ADDRESSES}/host\\/0")).unwrap();
    assert_eq!(row["comment"], "second");
    // Without a row, or with one that has no key, nothing is sent.
    let start = sim.calls().len();
    assert!(!demo.objects().ensure_rows(hosts(0, "")).await.unwrap().is_change());
    let fault = demo.objects().ensure_rows([Address::default()]).await.unwrap_err();
    assert!(fault.to_string().contains("`name`"), "{fault}");
    assert_eq!(sim.calls().len(), start);
    fmg.close().await.unwrap();
}

fn policy(name: &str) -> Policy {
    Policy {
        name: name.into(),
        srcintf: "any".into(),
        dstintf: "any".into(),
        srcaddr: "all".into(),
        dstaddr: "all".into(),
        service: "ALL".into(),
        schedule: "always".into(),
        ..Policy::default()
    }
}

#[tokio::test]
async fn a_policy_is_ensured_by_its_name() {
    let sim = unlocked().await;
    let fmg = admin(&sim);
    let demo = fmg.adom(adom!("demo"));
    let policies = demo.package(package!("ppkg_001"));
    let Ensured::Created(Some(id)) = policies.ensure_by(Policy::NAME, policy("branch")).await.unwrap() else {
        panic!("it was there");
    };
    let again = policies.ensure_by(Policy::NAME, policy("branch")).await.unwrap();
    assert_eq!(again, Ensured::Unchanged);
    let changed = Policy {
        srcaddr: "host_001".into(),
        ..policy("branch")
    };
    let done = policies.ensure_by(Policy::NAME, changed.clone()).await.unwrap();
    assert_eq!(done, Ensured::Changed);
    let row = sim.fmg().row(&format!("{POLICIES}/{}", id.get())).unwrap();
    assert_eq!(
        (&row["srcaddr"], sim.fmg().rows(POLICIES).len()),
        (&json!(["host_001"]), 3)
    );

    // The key of the row may be given, but not another one.
    let same = Policy {
        policyid: id.into(),
        ..changed.clone()
    };
    assert_eq!(
        policies.ensure_by(Policy::NAME, same).await.unwrap(),
        Ensured::Unchanged
    );
    let other = Policy {
        policyid: PolicyId::new(1).into(),
        ..changed
    };
    let fault = policies.ensure_by(Policy::NAME, other).await.unwrap_err();
    assert!(fault.to_string().contains("another key"), "{fault}");
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn a_value_that_identifies_no_row_or_several_is_refused() {
    let sim = unlocked().await;
    let fmg = admin(&sim);
    let demo = fmg.adom(adom!("demo"));
    let objects = demo.objects();
    for number in [7, 8] {
        let row = json!({"name": format!("twin_{number}"), "comment": "twin"});
        assert!(sim.fmg().put_row(ADDRESSES, &row));
    }
    let twin = Address {
        comment: "twin".into(),
        color: 3.into(),
        ..Address::default()
    };
    for (attribute, row, text) in [
        (Address::COMMENT, twin.clone(), "several rows"),
        (Address::COLOR, Address::default(), "has no `color`"),
        (Address::SUBNET, hosts(1, "").remove(0), "has no `subnet`"),
    ] {
        let fault = objects.ensure_by(attribute, row).await.unwrap_err();
        assert!(fault.to_string().contains(text), "{fault}");
    }
    assert!(!methods(&sim, 0).iter().any(|method| method != "get"));
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn members_that_a_package_has_are_not_added() {
    let sim = unlocked().await;
    let fmg = admin(&sim);
    let demo = fmg.adom(adom!("demo"));
    let packages = demo.packages();
    let targets = || ["dev_001", "dev_002"].map(|device| ScopeMember::device(device, "root"));
    let ppkg = package!("ppkg_001");
    assert_eq!(packages.ensure_members::<Package>(&ppkg, targets()).await.unwrap(), 1);
    let sent = sim.calls().pop().unwrap();
    assert_eq!(sent.data, Some(json!([{"name": "dev_002", "vdom": "root"}])));
    assert_eq!(packages.ensure_members::<Package>(&ppkg, targets()).await.unwrap(), 0);
    assert_eq!(sim.calls().pop().unwrap().method, "get");
    // Another VDOM of the same device is another member.
    let guests = ScopeMember::device("dev_001", "guests");
    assert_eq!(packages.ensure_members::<Package>(&ppkg, [guests]).await.unwrap(), 1);
    let package = packages.get::<Package>(&ppkg).await.unwrap();
    assert_eq!(package.scope_member.get().map(Vec::len), Some(3));
    let none = packages.ensure_members::<Package>(package!("none"), targets()).await;
    assert!(none.unwrap_err().is_not_found());
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn a_device_is_ensured_by_its_name_and_serial_number() {
    let sim = unlocked().await;
    let fmg = admin(&sim);
    let demo = fmg.adom(adom!("demo"));
    let model = |name: &str, serial: &str| NewDevice::model(name, serial, FirmwareRelease::new(7, 4));
    let added = demo.ensure_device(model("branch", "FGT60F0000000001")).await.unwrap();
    assert!(matches!(added, Ensured::Created(Some(name)) if name.as_str() == "branch"));
    let start = sim.calls().len();
    let again = demo.ensure_device(model("branch", "FGT60F0000000001")).await.unwrap();
    assert_eq!(
        (again, methods(&sim, start)),
        (Ensured::Unchanged, vec!["get".to_owned()])
    );
    // A device without a serial number is known by its name.
    let keyed = NewDevice {
        serial_number: fmg_bindings::Field::Keep,
        ..model("branch", "")
    };
    assert_eq!(demo.ensure_device(keyed).await.unwrap(), Ensured::Unchanged);

    // Neither another device of the name, nor one that has the serial number elsewhere, is taken for it.
    let error = demo
        .ensure_device(model("branch", "FGT60F0000000002"))
        .await
        .unwrap_err();
    assert!(error.is_exists() && error.code() == Some(Code::NAME_IN_USE), "{error}");
    let root = fmg.adom(adom!("root"));
    let error = root
        .ensure_device(model("branch", "FGT60F0000000001"))
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some(Code::SERIAL_NUMBER_IN_USE));
    let fault = demo.ensure_device(NewDevice::default()).await.unwrap_err();
    assert!(fault.to_string().contains("`name`"), "{fault}");
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn a_device_is_ensured_by_two_programs_at_once() {
    let sim = unlocked().await;
    let (one, other) = (admin(&sim), client(&sim, "author", "author"));
    for number in 0..10 {
        let device = || {
            NewDevice::model(
                format!("branch_{number}"),
                format!("FGT60F00000000{number:02}"),
                FirmwareRelease::new(7, 4),
            )
        };
        let (one, other) = (one.adom(adom!("demo")), other.adom(adom!("demo")));
        let (first, second) = tokio::join!(one.ensure_device(device()), other.ensure_device(device()));
        let added = [first.unwrap(), second.unwrap()];
        assert_eq!(added.iter().filter(|done| done.is_change()).count(), 1);
    }
    one.close().await.unwrap();
    other.close().await.unwrap();
}
