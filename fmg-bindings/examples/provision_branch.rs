//! Provisions a branch: a model device for its FortiGate, fifty addresses, a group, a service and a policy, installed.
//! It can run any number of times: it writes only rows that are missing or differ. Ctrl-C discards uncommitted
//! changes, and releases the lock.
//!
//! ```text
//! export FMG_URL=https://fmg.example FMG_USER=automation FMG_PASSWORD=…
//! cargo run --example provision_branch -- demo ppkg_001 branch-7 FGT60FTK20000001
//! ```
//!
//! The program fails if the installation fails. `FMG_CA` may name a PEM file with the certificate authority of the
//! appliance.

use std::env;

use fmg_bindings::Error;
use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::address_group::AddressGroup;
use fmg_bindings::fmg::dvm::NewDevice;
use fmg_bindings::fmg::package::{Package, ScopeMember};
use fmg_bindings::fmg::policy::{Policy, PolicyAction};
use fmg_bindings::fmg::service::Service;
use fmg_bindings::fmg::{Adom, AdomName, Client, FirmwareRelease, PackagePath, TaskOutcome};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = env::args().skip(1).collect::<Vec<_>>().try_into();
    let [adom, package, branch, serial]: [String; 4] = arguments.map_err(|_| "give ADOM, package, branch, serial")?;
    let (adom, package) = (AdomName::new(adom)?, PackagePath::new(package)?);
    let fmg = Client::builder_from_env()?.build()?;
    let work = async |fmg: &Client| provision_branch(&fmg.adom(&adom), &package, &branch, &serial).await;
    let outcome = fmg.with_session(work).await?;
    outcome.lines().iter().for_each(|line| println!("{line}"));
    // A task that has failed is an error, so that the exit code says so.
    Ok(outcome.into_result().map(drop)?)
}

/// Writes what the branch needs under the lock of the ADOM, and installs the package on its device.
pub(crate) async fn provision_branch(
    adom: &Adom<'_, Client>,
    package: &PackagePath,
    branch: &str,
    serial: &str,
) -> Result<TaskOutcome, Error> {
    let target = ScopeMember::device(branch, "root");
    let names: Vec<String> = (1..=50).map(|host| format!("{branch}-{host}")).collect();
    let hosts = names.iter().zip(1..).map(|(name, host)| Address {
        name: name.as_str().into(),
        subnet: format!("10.7.0.{host}/32").into(),
        ..Address::default()
    });
    let group = AddressGroup {
        name: format!("{branch}-hosts").into(),
        member: names.clone().into(),
        ..AddressGroup::default()
    };
    let service = Service {
        name: "inventory".into(),
        tcp_portrange: "8443".into(),
        ..Service::default()
    };
    let policy = Policy {
        name: format!("{branch}-inventory").into(),
        srcintf: "any".into(),
        dstintf: "any".into(),
        srcaddr: format!("{branch}-hosts").into(),
        dstaddr: "all".into(),
        service: "inventory".into(),
        schedule: "always".into(),
        action: PolicyAction::Accept.into(),
        ..Policy::default()
    };
    let work = adom.locked(async |adom| {
        adom.objects().ensure_rows(hosts).await?;
        adom.objects().ensure(group).await?;
        adom.objects().ensure(service).await?;
        adom.package(package).ensure_by(Policy::NAME, policy).await?;
        // The device comes after objects and policy, because no document says whether a discard also removes it.
        let device = NewDevice::model(branch, serial, FirmwareRelease::new(7, 4));
        adom.ensure_device(device).await?;
        let packages = adom.packages();
        packages.ensure_members::<Package>(package, [target.clone()]).await?;
        let install = adom.install_package(package);
        install.with(|request| request.scope([target])).await
    });
    work.until(tokio::signal::ctrl_c()).await
}
