//! Writes an address into an ADOM, installs a policy package, and prints what happened on each device. Ctrl-C discards
//! uncommitted changes, and releases the lock.
//!
//! ```text
//! FMG_URL=https://fmg.example FMG_USER=automation FMG_PASSWORD=… cargo run --example locked_change -- demo ppkg_001
//! ```
//!
//! `FMG_CA` may name a PEM file with the certificate authority of the appliance.

use std::env;
use std::error::Error;

use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::{self, AdomName, PackagePath, TaskOutcome};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(adom), Some(package)) = (arguments.next(), arguments.next()) else {
        return Err("usage: locked_change <adom> <package>".into());
    };
    let (adom, package) = (AdomName::new(adom)?, PackagePath::new(package)?);
    let fmg = fmg::Client::builder_from_env()?.build()?;

    let work = async |fmg: &fmg::Client| change(fmg, &adom, &package, tokio::signal::ctrl_c()).await;
    let outcome = fmg.with_session(work).await?;
    for line in outcome.lines() {
        println!("{line}");
    }
    // A task that has failed is an error, so that the exit code says so.
    outcome.into_result()?;
    Ok(())
}

/// Writes the address and installs the package, all under the lock of the ADOM.
pub(crate) async fn change(
    fmg: &fmg::Client,
    adom: &AdomName,
    package: &PackagePath,
    stop: impl Future + Send,
) -> Result<TaskOutcome, fmg_bindings::Error> {
    fmg.adom(adom)
        .locked(async |adom| {
            let depot = Address {
                name: "depot".into(),
                subnet: "10.1.0.0/16".into(),
                ..Address::default()
            };
            adom.objects().ensure(depot).await?;
            adom.install_package(package).await
        })
        .until(stop)
        .await
}
