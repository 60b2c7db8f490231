//! The first program of the README: log in, read the status, lock an object, unlock it, log out.
//!
//! ```text
//! FMG_URL=https://fmg.example FMG_USER=automation FMG_PASSWORD=… cargo run --example first_program
//! ```
//!
//! `FMG_CA` may name a PEM file with the certificate authority of the appliance.

use std::env;
use std::error::Error;
use std::fs;

use fmg_bindings::{adom, fmg, object, package};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut builder =
        fmg::Client::builder(env::var("FMG_URL")?).credentials(env::var("FMG_USER")?, env::var("FMG_PASSWORD")?);
    if let Ok(path) = env::var("FMG_CA") {
        builder = builder.root_certificate(fs::read(path)?);
    }
    let fmg = builder.build()?;

    // Logs out in any case: a session that stays open keeps its locks and counts against the user's limit of 32
    // sessions.
    fmg.with_session(lock_one_object).await?;
    Ok(())
}

/// Locks an object, after its policy package.
pub(crate) async fn lock_one_object(fmg: &fmg::Client) -> Result<(), fmg_bindings::Error> {
    let status = fmg.sys().status().await?;
    println!(
        "{} runs {}",
        status.hostname.unwrap_or_default(),
        status.version.unwrap_or_default()
    );

    let workspace = fmg.workspace();
    workspace.lock_package(adom!("demo"), package!("ppkg_001")).await?;
    let object = object!("firewall/address/host_001");
    workspace.lock_object(adom!("demo"), object.clone()).await?;
    println!("locked {object}");
    workspace.unlock_object(adom!("demo"), object).await?;
    workspace.unlock_package(adom!("demo"), package!("ppkg_001")).await
}
