//! Refused rows of FortiGates behind a FortiManager. Their firmware is not that of the FortiManager.

use fmg_bindings::fortigate_proxy::ProxyTarget;
use fmg_bindings::fortios::cmdb::firewall::AddressGroup;
use fmg_bindings::{Error, FirmwareVersion, RowCheck};
use fmg_sim::fortios::Firmware;
use fmg_sim::{Answer, Sim};

use super::{ADOM, UP, builder, received, sim, through};

const EXPECTED: [&str; 2] = [
    "`color` is 0 to 32, not 90000",
    "`fabric-object` came with 6.4.4; this is 5.6.11",
];

/// A FortiGate with FortiOS 5.6 that refuses every new group.
async fn refusing() -> Sim {
    let sim = sim().await;
    sim.fortios().set_firmware(Firmware::V5_6);
    let refuse = |_: &_| Answer::status(-651, "Command fail. Return code -651\n");
    sim.fortios()
        .answer("POST", "/api/v2/cmdb/firewall/addrgrp", refuse)
        .unwrap();
    sim
}

fn unfit() -> AddressGroup {
    AddressGroup {
        color: Some(90_000),
        fabric_object: Some(true),
        ..AddressGroup::default()
    }
}

fn told(error: &Error) -> Vec<String> {
    error.misfits().iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn a_refusal_of_the_device_names_the_members_that_do_not_fit() {
    let sim = refusing().await;
    let fmg = builder(&sim).firmware(FirmwareVersion::new(7, 6, 0)).build().unwrap();
    let fgt = through(&fmg);
    let error = fgt.cmdb().create(&unfit()).await.unwrap_err();
    assert_eq!(told(&error), EXPECTED);
    // One request to many devices.
    let create = fgt.cmdb().create(&unfit()).into_request();
    let gates = fmg.fortigates([ProxyTarget::device(ADOM, UP)]);
    let replies = gates.send(create).await.unwrap();
    assert_eq!(told(replies[0].outcome.as_ref().unwrap_err()), EXPECTED);
    assert!(received(&sim, "/sys/status").is_empty());
}

#[tokio::test]
async fn the_client_of_the_fortimanager_decides_what_is_compared() {
    let sim = refusing().await;
    let off = builder(&sim).row_check(RowCheck::Off).build().unwrap();
    let error = through(&off).cmdb().create(&unfit()).await.unwrap_err();
    assert!(error.is_invalid_data() && error.misfits().is_empty());
    let sent = received(&sim, super::PROXY).len();
    let strict = builder(&sim).row_check(RowCheck::Refuse).build().unwrap();
    let fgt = through(&strict);
    let error = fgt.cmdb().create(&unfit()).await.unwrap_err();
    assert_eq!(told(&error), EXPECTED[..1]);
    let create = fgt.cmdb().create(&unfit()).into_request();
    let gates = strict.fortigates([ProxyTarget::device(ADOM, UP)]);
    assert_eq!(told(&gates.send(create).await.unwrap_err()), EXPECTED[..1]);
    assert_eq!(received(&sim, super::PROXY).len(), sent);
    assert_eq!(
        fgt.firmware_version().await.unwrap(),
        Some(FirmwareVersion::new(5, 6, 11))
    );
    let error = fgt.cmdb().create(&unfit()).await.unwrap_err();
    assert_eq!(told(&error), EXPECTED);
}
