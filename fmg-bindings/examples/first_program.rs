//! The first program of the README: log in, read the status, add an address under a lock, log out.
//!
//! ```text
//! FMG_URL=https://fmg.example FMG_USER=automation FMG_PASSWORD=… cargo run --example first_program
//! ```
//!
//! `FMG_CA` may name a PEM file with the certificate authority of the appliance.

use std::error::Error;

use fmg_bindings::adom;
use fmg_bindings::fmg::{self, address::Address};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let fmg = fmg::Client::builder_from_env()?.build()?;

    // Logs out in any case: a session that stays open keeps its locks and counts against the user's limit of 32
    // sessions.
    fmg.with_session(add_depot).await?;
    Ok(())
}

/// Makes sure that an address exists, under the lock of its ADOM if there is one.
pub(crate) async fn add_depot(fmg: &fmg::Client) -> Result<(), fmg_bindings::Error> {
    let status = fmg.sys().status().await?;
    println!(
        "{} runs {}",
        status.hostname.unwrap_or_default(),
        status.version.unwrap_or_default()
    );

    fmg.adom(adom!("demo"))
        .locked(async |adom| {
            let depot = Address {
                name: "depot".into(),
                subnet: "10.1.0.0/16".into(),
                ..Address::default()
            };
            let done = adom.objects().ensure(depot).await?;
            println!("{}", if done.is_change() { "written" } else { "as it was" });
            Ok(())
        })
        .await
}
