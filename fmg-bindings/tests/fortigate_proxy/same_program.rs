//! One program, against a FortiGate itself and through FortiManager.

use fmg_bindings::fortios::cmdb::firewall::{Address, Policy, PolicyAction};
use fmg_bindings::fortios::{self, Filter, Vdoms};
use fmg_bindings::{Error, mkey};
use fmg_sim::{Account, Product, Sim};

use super::{manager, sim, through};

/// The output of the program: everything that a program sees of replies and errors.
async fn program(fgt: &fortios::Client) -> Result<Vec<String>, Error> {
    let mut lines = Vec::new();
    let mut show = |what: &str, value: &dyn std::fmt::Debug| lines.push(format!("{what}: {value:?}"));

    let status = fgt.monitor().system().status().reply().await?;
    show("status", &status.envelope().http_status);
    show("hostname", &status.value());
    let interfaces = fgt.monitor().system().interface().await?;
    show("port1", &interfaces.get("port1").map(|port| port.link));

    let cmdb = fgt.cmdb();
    let depot = Address {
        name: Some("depot 1/2 & 100%".into()),
        subnet: Some("10.1.0.0 255.255.0.0".into()),
        ..Address::default()
    };
    show("created", &cmdb.create(&depot).await?.mkey);
    let key = mkey!("depot 1/2 & 100%");
    show("row", &cmdb.get::<Address>(&key).await?.subnet);
    let change = Address {
        comment: Some("ein Lager, 倉庫".into()),
        ..Address::default()
    };
    cmdb.update::<Address>(&key, &change).await?;
    let found = cmdb
        .list::<Address>()
        .filter(Filter::eq(Address::NAME, "depot 1/2 & 100%"));
    for row in found.fields([Address::NAME, Address::COMMENT]).await? {
        show("listed", &(row.name, row.comment));
    }
    let again = cmdb.create(&depot).await.unwrap_err();
    show(
        "again",
        &(again.to_string(), again.is_exists(), again.template(), again.url()),
    );

    let policy = Policy {
        name: Some("out".into()),
        srcintf: Some(["port2"].into()),
        dstintf: Some(["port1"].into()),
        srcaddr: Some(["all"].into()),
        dstaddr: Some(["all"].into()),
        action: Some(PolicyAction::Accept.into()),
        schedule: Some("always".into()),
        service: Some(["ALL"].into()),
        ..Policy::default()
    };
    let number = cmdb
        .create(&policy)
        .await?
        .mkey
        .ok_or_else(|| Error::other("no number"))?;
    cmdb.delete::<Policy>(&number).await?;
    cmdb.delete::<Address>(&key).await?;
    let gone = cmdb.get::<Address>(&key).await.unwrap_err();
    show(
        "gone",
        &(
            gone.to_string(),
            gone.is_not_found(),
            gone.http_status(),
            gone.is_outcome_unknown(),
        ),
    );

    for each in fgt.monitor().firewall().policy().each_vdom(Vdoms::all()).await? {
        show(&each.vdom, &each.outcome.is_ok());
    }
    let none = fgt
        .in_vdom(fmg_bindings::vdom!("none"))
        .monitor()
        .firewall()
        .policy()
        .await;
    show("no such vdom", &none.unwrap_err().to_string());
    let mut pages = cmdb.list::<Address>().pages(2);
    while let Some(rows) = pages.next().await? {
        show("page", &rows.len());
    }
    Ok(lines)
}

fn direct(sim: &Sim) -> fortios::Client {
    let accounts = sim.accounts(Product::FortiGate).into_iter();
    let mut tokens = accounts.filter_map(|account| match account {
        Account::Token { token, .. } => Some(token),
        Account::User { .. } => None,
    });
    fortios::Client::builder(sim.fortios_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .token(tokens.next().unwrap())
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_program_sees_the_same_through_fortimanager() {
    let sim = sim().await;
    let fmg = manager(&sim);
    let direct = program(&direct(&sim)).await.unwrap();
    let through = program(&through(&fmg)).await.unwrap();
    assert_eq!(direct, through);
    assert!(direct.len() > 10, "{direct:#?}");
    fmg.close().await.unwrap();
}
