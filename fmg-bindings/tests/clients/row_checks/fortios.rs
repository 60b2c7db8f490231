//! FortiOS: its refusals name the firmware.

use fmg_bindings::error::{EncodeErrorKind, ErrorKind};
use fmg_bindings::fortios::cmdb::firewall::{Address, AddressGroup, Policy, PolicyAction};
use fmg_bindings::fortios::cmdb::system_dhcp::DhcpReservedAddress;
use fmg_bindings::fortios::{self, Vdoms};
use fmg_bindings::{FirmwareVersion, RowCheck, mkey, vdom};
use fmg_sim::fortios::Firmware;
use fmg_sim::{Answer, Sim, StatusCode};

use super::{calls, told};

const GROUPS: &str = "/api/v2/cmdb/firewall/addrgrp";
const VERSION: &str = "`fabric-object` came with 6.4.4; this is 5.6.11";
const COLOR: &str = "`color` is 0 to 32, not 90000";
const COMMENT: &str = "`comment` holds 255 characters at most, this has 300";

/// A FortiGate with FortiOS 5.6.
async fn sim() -> Sim {
    let sim = Sim::start().await.unwrap();
    sim.fortios().set_firmware(Firmware::V5_6);
    sim
}

/// Refuses every new group.
fn refuse(sim: &Sim, answer: Answer) {
    let answer = move |_: &_| answer.clone();
    sim.fortios().answer("POST", GROUPS, answer).unwrap();
}

fn builder(sim: &Sim) -> fortios::Builder {
    fortios::Client::builder(sim.fortios_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "fortigate")
}

fn unfit() -> AddressGroup {
    AddressGroup {
        name: Some("a".into()),
        color: Some(90_000),
        comment: Some("x".repeat(300)),
        fabric_object: Some(true),
        ..AddressGroup::default()
    }
}

#[tokio::test]
async fn a_refusal_names_the_members_that_do_not_fit() {
    let sim = sim().await;
    let fgt = builder(&sim).build().unwrap();
    let cli = "value parse error before 'a'\nCommand fail. Return code -651\n";
    for (code, status) in [
        (-651, StatusCode::INTERNAL_SERVER_ERROR),
        (-651, StatusCode::BAD_REQUEST),
        (-8, StatusCode::INTERNAL_SERVER_ERROR),
        (-61, StatusCode::FAILED_DEPENDENCY),
        (-1, StatusCode::INTERNAL_SERVER_ERROR),
    ] {
        refuse(&sim, Answer::status(code, cli).http_status(status));
        let error = fgt.cmdb().create(&unfit()).await.unwrap_err();
        assert_eq!(told(&error), [COMMENT, COLOR, VERSION], "{code} {status}");
        let text = error.to_string();
        assert!(text.ends_with(&format!("; {COMMENT}; {COLOR}; {VERSION}")), "{text}");
        assert!(!text.contains("xxx") && !text.contains('\n'), "{text}");
    }
    // Some refusals are a page without an envelope, and name no firmware. The client remembers it.
    refuse(&sim, Answer::http(StatusCode::BAD_REQUEST));
    let error = fgt.cmdb().create(&unfit()).await.unwrap_err();
    assert_eq!(told(&error), [COMMENT, COLOR, VERSION]);
    let fresh = builder(&sim).build().unwrap();
    let error = fresh.cmdb().create(&unfit()).await.unwrap_err();
    assert_eq!(told(&error), [COMMENT, COLOR]);
    for status in [401, 403, 404, 429, 503] {
        refuse(&sim, Answer::http(StatusCode::from_u16(status).unwrap()));
        let error = fgt.cmdb().create(&unfit()).await.unwrap_err();
        assert!(error.misfits().is_empty(), "{error}");
    }
}

#[tokio::test]
async fn a_row_in_a_member_is_found() {
    let sim = sim().await;
    let fgt = builder(&sim).build().unwrap();
    let answer = |_: &_| Answer::status(-651, "no");
    sim.fortios()
        .answer("PUT", "/api/v2/cmdb/firewall/policy/<mkey>", answer)
        .unwrap();
    // With its action, a policy is sent in the member `json`.
    let policy = Policy {
        name: Some("p".repeat(36)),
        action: Some(PolicyAction::Accept.into()),
        ..Policy::default()
    };
    let update = fgt.cmdb().update::<Policy>(1, &policy);
    let told_of = ["`name` holds 35 characters at most, this has 36"];
    assert_eq!(told(&update.await.unwrap_err()), told_of);
    let plain = fgt.cmdb().update::<Policy>(1, &policy).plain();
    assert_eq!(told(&plain.await.unwrap_err()), told_of);
    // Changes of any type are compared, since the call names the table.
    let changes = serde_json::json!({"name": "p".repeat(36)});
    let error = fgt.cmdb().update::<Policy>(1, &changes).await.unwrap_err();
    assert_eq!(told(&error), told_of);
    // Nothing is known of a table that is named by the program.
    let table = fortios::cmdb::TablePath::of::<Policy>();
    let error = fgt.cmdb().table(table).update(1, &changes).await.unwrap_err();
    assert!(error.is_invalid_data() && error.misfits().is_empty());
}

#[tokio::test]
async fn child_tables_batches_and_vdoms_are_explained() {
    let sim = sim().await;
    let fgt = builder(&sim).build().unwrap();
    let child = "/api/v2/cmdb/system.dhcp/server/<mkey>/reserved-address";
    sim.fortios()
        .answer("POST", child, |_| Answer::status(-651, "no"))
        .unwrap();
    let reserved = DhcpReservedAddress {
        description: Some("x".repeat(300)),
        ..DhcpReservedAddress::default()
    };
    let error = fgt
        .cmdb()
        .children::<DhcpReservedAddress>(1)
        .create(&reserved)
        .await
        .unwrap_err();
    assert_eq!(
        told(&error),
        ["`description` holds 255 characters at most, this has 300"]
    );

    refuse(&sim, Answer::status(-651, "no"));
    let create = |color| {
        let group = AddressGroup {
            color: Some(color),
            ..AddressGroup::default()
        };
        fgt.cmdb().create(&group).into_request()
    };
    let results = fgt.batch(vec![create(33), create(1), create(34)]).await.unwrap();
    let misfits: Vec<_> = results
        .iter()
        .map(|result| told(result.as_ref().unwrap_err()))
        .collect();
    assert_eq!(misfits[0], ["`color` is 0 to 32, not 33"]);
    assert!(misfits[1].is_empty());
    assert_eq!(misfits[2], ["`color` is 0 to 32, not 34"]);

    let vdoms = Vdoms::from(vdom!("root"));
    match fgt.cmdb().create(&unfit()).each_vdom(vdoms).await {
        Ok(each) => assert_eq!(told(each[0].outcome.as_ref().unwrap_err()), [COMMENT, COLOR, VERSION]),
        Err(error) => assert_eq!(told(&error), [COMMENT, COLOR, VERSION]),
    }
}

#[tokio::test]
async fn a_client_may_refuse_before_it_sends_or_compare_nothing() {
    let sim = sim().await;
    refuse(&sim, Answer::status(-651, "no"));
    let fgt = builder(&sim).row_check(RowCheck::Refuse).build().unwrap();
    assert_eq!(
        fgt.firmware_version().await.unwrap(),
        Some(FirmwareVersion::new(5, 6, 11))
    );
    let error = fgt.cmdb().create(&unfit()).await.unwrap_err();
    assert_eq!(told(&error), [COLOR, COMMENT, VERSION]);
    assert!(matches!(error.kind(), ErrorKind::Encode(encode) if encode.kind() == EncodeErrorKind::UnfitRow));
    assert_eq!(calls(&sim, "/firewall/addrgrp"), 0);
    let off = builder(&sim).row_check(RowCheck::Off).build().unwrap();
    let error = off.cmdb().create(&unfit()).await.unwrap_err();
    assert!(error.is_invalid_data() && error.misfits().is_empty());
    assert_eq!(calls(&sim, "/firewall/addrgrp"), 1);
}

#[tokio::test]
async fn the_refusals_of_the_appliance_itself_are_explained() {
    let sim = Sim::start().await.unwrap();
    let fgt = builder(&sim).build().unwrap();
    let address = Address {
        cache_ttl: Some(90_000),
        ..Address::default()
    };
    fgt.cmdb()
        .create(&Address {
            name: Some("a".into()),
            ..Address::default()
        })
        .await
        .unwrap();
    let error = fgt.cmdb().update::<Address>(mkey!("a"), &address).await.unwrap_err();
    assert_eq!(told(&error), ["`cache-ttl` is 0 to 86400, not 90000"]);
}
