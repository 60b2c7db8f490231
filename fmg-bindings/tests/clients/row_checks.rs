//! Tests of errors that name the members of a row that do not fit, on FortiManager.

mod blocking;
mod examples;
mod fortios;

use fmg_bindings::error::{EncodeErrorKind, ErrorKind};
use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::address_group::{AddressGroup, AddressGroupMapping};
use fmg_bindings::fmg::external_resource::ExternalResource;
use fmg_bindings::fmg::scope::Objects;
use fmg_bindings::fmg::{self, address_group};
use fmg_bindings::{Error, FirmwareVersion, Retry, RowCheck, adom, name};
use fmg_sim::fmg::WorkspaceMode;
use fmg_sim::{Answer, Sim};
use serde_json::json;

const GROUPS: &str = "/pm/config/adom/<adom>/obj/firewall/addrgrp";
const OLD: FirmwareVersion = FirmwareVersion::new(6, 2, 3);
const VERSION: &str = "`fabric-object` came with 6.4.4; this is 6.2.3";
const COLOR: &str = "`color` is 0 to 32, not 90000";
const COMMENT: &str = "`comment` holds 255 characters at most, this has 300";

/// A FortiManager with this firmware, which refuses every new group of addresses.
async fn sim(version: &'static str, code: i64) -> Sim {
    let sim = Sim::start().await.unwrap();
    sim.fmg().set_workspace_mode(WorkspaceMode::Disabled);
    let status = move |_: &_| Answer::data(json!({"Version": version, "Hostname": "fmg"}));
    sim.fmg().answer("get", "/sys/status", status).unwrap();
    let refuse = move |_: &_| Answer::status(code, "refused");
    sim.fmg().answer("add", GROUPS, refuse).unwrap();
    sim
}

fn builder(sim: &Sim) -> fmg::Builder {
    fmg::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "admin")
}

/// A group with members that do not fit.
fn unfit(name: &str) -> AddressGroup {
    AddressGroup {
        name: name.into(),
        member: ["all"].into(),
        fabric_object: true.into(),
        color: 90_000.into(),
        comment: "x".repeat(300).into(),
        ..AddressGroup::default()
    }
}

fn told(error: &Error) -> Vec<String> {
    error.misfits().iter().map(ToString::to_string).collect()
}

/// How many calls of this url the FortiManager has received.
fn calls(sim: &Sim, url: &str) -> usize {
    sim.calls().iter().filter(|call| call.url.ends_with(url)).count()
}

#[tokio::test]
async fn a_refusal_names_the_members_that_do_not_fit() {
    for code in [-10, -651, -8, -9001, -1, -9998] {
        let sim = sim("v6.2.3-build1310 200625 (GA)", code).await;
        let fmg = builder(&sim).build().unwrap();
        // The generic verb, and the named request.
        let generic = fmg.adom(adom!("demo")).objects().add(unfit("a")).await.unwrap_err();
        let named = fmg.address_group().add(adom!("demo"), unfit("a")).await.unwrap_err();
        for error in [&generic, &named] {
            assert_eq!(told(error), [COLOR, COMMENT, VERSION], "{code}");
            let text = error.to_string();
            assert!(text.contains(&code.to_string()), "{text}");
            assert!(text.ends_with(&format!("; {COLOR}; {COMMENT}; {VERSION}")), "{text}");
            assert!(!text.contains("xxx") && !text.contains('\n'), "{text}");
            assert!(format!("{error:?}").contains("misfits"));
        }
        assert_eq!(generic.misfits()[0].path(), "color");
        // Asked once, in the session that is open.
        assert_eq!((calls(&sim, "/sys/status"), calls(&sim, "/sys/login/user")), (1, 1));
        fmg.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_row_that_fits_and_a_refusal_about_something_else_explain_nothing() {
    let sim = sim("v6.2.3", -10).await;
    let fmg = builder(&sim).build().unwrap();
    let demo = fmg.adom(adom!("demo"));
    let fit = AddressGroup {
        name: "a".into(),
        member: ["all"].into(),
        ..AddressGroup::default()
    };
    let error = demo.objects().add(fit).await.unwrap_err();
    assert!(error.is_invalid_data() && error.misfits().is_empty(), "{error}");
    for code in [-2, -11, -10147, -20055] {
        let refuse = move |_: &_| Answer::status(code, "no");
        sim.fmg().answer("add", GROUPS, refuse).unwrap();
        let error = demo.objects().add(unfit("a")).await.unwrap_err();
        assert!(error.misfits().is_empty(), "{error}");
    }
    // Nothing is known of a row of the user's own.
    assert_eq!(calls(&sim, "/sys/status"), 0);
}

#[tokio::test]
async fn versions_are_skipped_if_the_firmware_is_unknown_and_fit_if_it_is_newer() {
    for (answer, expected) in [
        (
            Answer::status(-11, "No permission for the resource"),
            vec![COLOR, COMMENT],
        ),
        (Answer::data(json!({"Version": "unknown"})), vec![COLOR, COMMENT]),
        (
            Answer::data(json!({"Version": "v99.0.0-build1 (GA)"})),
            vec![COLOR, COMMENT],
        ),
        (Answer::data(json!({"Version": "v6.4.4"})), vec![COLOR, COMMENT]),
        (
            Answer::data(json!({"Version": "v6.4.3"})),
            vec![COLOR, COMMENT, "`fabric-object` came with 6.4.4; this is 6.4.3"],
        ),
    ] {
        let sim = sim("", -10).await;
        sim.fmg().answer("get", "/sys/status", move |_| answer.clone()).unwrap();
        let fmg = builder(&sim).build().unwrap();
        let error = fmg.adom(adom!("demo")).objects().add(unfit("a")).await.unwrap_err();
        assert_eq!(told(&error), expected);
        let again = fmg.adom(adom!("demo")).objects().add(unfit("a")).await.unwrap_err();
        assert_eq!(told(&again), expected);
        assert_eq!(calls(&sim, "/sys/status"), 1);
    }
}

#[tokio::test]
async fn the_firmware_is_not_asked_for_if_it_is_known_or_decides_nothing() {
    let sim = sim("v9.9.9", -10).await;
    let known = builder(&sim).firmware(OLD).build().unwrap();
    let error = known.adom(adom!("demo")).objects().add(unfit("a")).await.unwrap_err();
    assert_eq!(told(&error), [COLOR, COMMENT, VERSION]);
    let fmg = builder(&sim).build().unwrap();
    let group = AddressGroup {
        fabric_object: fmg_bindings::Field::Keep,
        ..unfit("a")
    };
    let error = fmg.adom(adom!("demo")).objects().add(group).await.unwrap_err();
    assert_eq!(told(&error), [COLOR, COMMENT]);
    assert_eq!(calls(&sim, "/sys/status"), 0);
    assert_eq!(
        fmg.firmware_version().await.unwrap(),
        Some(FirmwareVersion::new(9, 9, 9))
    );
    let error = fmg.adom(adom!("demo")).objects().add(unfit("a")).await.unwrap_err();
    assert_eq!(told(&error), [COLOR, COMMENT]);
    assert_eq!(calls(&sim, "/sys/status"), 1);
}

#[tokio::test]
async fn a_client_may_refuse_before_it_sends() {
    let sim = sim("v6.2.3", -10).await;
    let fmg = builder(&sim).row_check(RowCheck::Refuse).build().unwrap();
    let demo = fmg.adom(adom!("demo"));
    // The version is not known yet.
    let error = demo.objects().add(unfit("a")).await.unwrap_err();
    assert_eq!(told(&error), [COLOR, COMMENT]);
    assert_eq!(fmg.firmware_version().await.unwrap(), Some(OLD));
    let error = demo.objects().add(unfit("a")).await.unwrap_err();
    assert_eq!(told(&error), [COLOR, COMMENT, VERSION]);
    let ErrorKind::Encode(encode) = error.kind() else {
        panic!("{error:?}")
    };
    assert_eq!(encode.kind(), EncodeErrorKind::UnfitRow);
    assert!(error.is_invalid_data() && !error.is_outcome_unknown() && !error.is_retryable());
    let text = error.to_string();
    assert!(
        text.starts_with("add `/pm/config/<scope>/obj/firewall/addrgrp`: it was not sent"),
        "{text}"
    );
    // Of several rows, each is named.
    let rows = [unfit("a"), unfit("b")];
    let error = demo.objects().set_rows(rows).await.unwrap_err();
    assert_eq!(error.misfits()[3].path(), "[1].color");
    // A batch is refused as a whole, as for every request that cannot be sent.
    let objects = || Objects::new(adom!("demo"));
    let batch = fmg.batch(vec![
        address_group::Add::new(
            objects(),
            AddressGroup {
                name: "a".into(),
                ..AddressGroup::default()
            },
        ),
        address_group::Add::new(objects(), unfit("b")),
    ]);
    assert_eq!(told(&batch.await.unwrap_err()), [COLOR, COMMENT, VERSION]);
    assert_eq!(calls(&sim, "/firewall/addrgrp"), 0);
    // A row that fits is sent.
    let fit = AddressGroup {
        name: "a".into(),
        ..AddressGroup::default()
    };
    assert_eq!(
        demo.objects()
            .add(fit)
            .await
            .unwrap_err()
            .code()
            .map(fmg_bindings::Code::value),
        Some(-10)
    );
    assert_eq!(calls(&sim, "/firewall/addrgrp"), 1);
}

#[tokio::test]
async fn a_client_may_compare_nothing() {
    let sim = sim("v6.2.3", -10).await;
    let fmg = builder(&sim).row_check(RowCheck::Off).build().unwrap();
    let error = fmg.adom(adom!("demo")).objects().add(unfit("a")).await.unwrap_err();
    assert!(error.is_invalid_data() && error.misfits().is_empty());
    assert!(error.to_string().ends_with("refused"), "{error}");
    assert_eq!(calls(&sim, "/sys/status"), 0);
}

#[tokio::test]
async fn child_rows_are_compared_too() {
    let sim = sim("v7.4.1", -10).await;
    let fmg = builder(&sim).build().unwrap();
    let demo = fmg.adom(adom!("demo"));
    let mapping = |comment: usize| AddressGroupMapping {
        comment: "x".repeat(comment).into(),
        ..AddressGroupMapping::default()
    };
    let group = AddressGroup {
        name: "a".into(),
        dynamic_mapping: vec![mapping(1), mapping(255), mapping(256)].into(),
        ..AddressGroup::default()
    };
    let error = demo.objects().add(group).await.unwrap_err();
    assert_eq!(
        told(&error),
        ["`dynamic_mapping[2].comment` holds 255 characters at most, this has 256"]
    );
    // As a row of the child table.
    let table = "/pm/config/adom/<adom>/obj/firewall/addrgrp/<name>/dynamic_mapping";
    sim.fmg()
        .answer("add", table, |_| {
            Answer::status(-10, "The data is invalid for selected url")
        })
        .unwrap();
    let group = demo.objects();
    let group = group.row::<AddressGroup>(name!("a"));
    let error = group.add(mapping(300)).await.unwrap_err();
    assert_eq!(told(&error), [COMMENT]);
}

#[tokio::test]
async fn each_request_of_a_batch_is_explained_by_its_own_row() {
    let sim = sim("v6.2.3", -10).await;
    let fmg = builder(&sim).build().unwrap();
    sim.fmg()
        .answer("add", GROUPS, |call| match &call.data {
            Some(data) if data["name"] == "good" => Answer::data(json!({"name": "good"})),
            _ => Answer::status(-10, "The data is invalid for selected url"),
        })
        .unwrap();
    let groups = [
        AddressGroup {
            name: "good".into(),
            color: 90_000.into(),
            ..AddressGroup::default()
        },
        unfit("a"),
        AddressGroup {
            name: "b".into(),
            color: 33.into(),
            ..AddressGroup::default()
        },
    ];
    let demo = fmg.adom(adom!("demo"));
    let results = demo.objects().add_rows(groups).each().await.unwrap();
    assert!(results[0].is_ok());
    let told: Vec<_> = results[1..]
        .iter()
        .map(|result| told(result.as_ref().unwrap_err()))
        .collect();
    assert_eq!(told[0], [COLOR, COMMENT, VERSION]);
    assert_eq!(told[1], ["`color` is 0 to 32, not 33"]);
    assert_eq!(calls(&sim, "/sys/status"), 1);
    // All of them are refused, and the rows of one request have an index.
    let error = demo.objects().add_rows([unfit("a"), unfit("b")]).await.unwrap_err();
    assert_eq!(error.misfits().len(), 6);
    assert_eq!(error.misfits()[3].path(), "[1].color");
    let results = demo.objects().add_rows([unfit("a"), unfit("b")]).each().await.unwrap();
    assert!(
        results
            .iter()
            .all(|result| result.as_ref().unwrap_err().misfits().len() == 3)
    );
}

#[tokio::test]
async fn a_secret_is_not_told() {
    let sim = sim("v6.0.0", -10).await;
    let fmg = builder(&sim).build().unwrap();
    let table = "/pm/config/adom/<adom>/obj/system/external-resource";
    let refuse = |_: &_| Answer::status(-10, "The data is invalid for selected url");
    sim.fmg().answer("add", table, refuse).unwrap();
    let resource = ExternalResource {
        name: "a".into(),
        password: fmg_bindings::Secret::from("hunter2").into(),
        ..ExternalResource::default()
    };
    let error = fmg.adom(adom!("demo")).objects().add(resource).await.unwrap_err();
    assert_eq!(told(&error), ["`password` came with 6.2.0; this is 6.0.0"]);
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

#[tokio::test]
async fn a_repeated_call_is_explained_once_it_has_failed() {
    let sim = sim("v6.2.3", -10).await;
    let fmg = builder(&sim).retry(Retry::new()).build().unwrap();
    let error = fmg.adom(adom!("demo")).objects().add(unfit("a")).await.unwrap_err();
    assert_eq!(told(&error), [COLOR, COMMENT, VERSION]);
    assert_eq!((error.attempts(), calls(&sim, "/firewall/addrgrp")), (1, 1));
}

#[tokio::test]
async fn the_refusals_of_the_appliance_itself_are_explained() {
    let sim = Sim::start().await.unwrap();
    sim.fmg().set_workspace_mode(WorkspaceMode::Disabled);
    let fmg = builder(&sim).build().unwrap();
    let address = Address {
        name: "a".into(),
        fqdn: "fmg.example".into(),
        cache_ttl: 90_000.into(),
        ..Address::default()
    };
    let error = fmg.adom(adom!("demo")).objects().add(address).await.unwrap_err();
    assert_eq!(told(&error), ["`cache-ttl` is 0 to 86400, not 90000"]);
}

#[cfg(feature = "web")]
#[tokio::test]
async fn other_protocols_explain_as_well() {
    let sim = sim("v6.2.3", -10).await;
    let fmg = builder(&sim).over_flat_ui().build().unwrap();
    let error = fmg.adom(adom!("demo")).objects().add(unfit("a")).await.unwrap_err();
    assert_eq!(told(&error), [COLOR, COMMENT, VERSION]);
    fmg.close().await.unwrap();
}
