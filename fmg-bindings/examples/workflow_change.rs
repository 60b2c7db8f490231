//! Makes a change in an ADOM in workflow mode: its author submits it, and an approver decides on it.
//!
//! ```text
//! export FMG_URL=https://fmg.example FMG_USER=author FMG_PASSWORD=…
//! FMG_APPROVER=approver FMG_APPROVER_PASSWORD=… cargo run --example workflow_change -- demo
//! ```
//!
//! The two are users of their own: who writes a change should not approve it. Here one program does both; as a rule they
//! are two. `FMG_CA` may name a PEM file with the certificate authority of the appliance.

use std::env;

use fmg_bindings::Error;
use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::workflow_session::AnySession;
use fmg_bindings::fmg::{AdomName, Client, WorkflowSessionId};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let adom = AdomName::new(env::args().nth(1).ok_or("usage: workflow_change <adom>")?)?;
    let author = Client::builder_from_env()?.build()?;
    let approver = (env::var("FMG_APPROVER")?, env::var("FMG_APPROVER_PASSWORD")?);
    let approver = Client::builder_from_env()?
        .credentials(approver.0, approver.1)
        .build()?;
    let Some(session) = author.with_session(async |fmg| submit(fmg, &adom).await).await? else {
        println!("nothing to change");
        return Ok(());
    };
    println!("session {session} waits for its approver");
    approver
        .with_session(async |fmg| approve(fmg, &adom, session).await)
        .await?;
    Ok(())
}

/// Submits the change. `None`: there is nothing to change.
pub(crate) async fn submit(fmg: &Client, adom: &AdomName) -> Result<Option<WorkflowSessionId>, Error> {
    let depot = Address {
        name: "depot".into(),
        subnet: "10.1.0.0/16".into(),
        ..Address::default()
    };
    let lock = fmg.adom(adom).lock().workflow("CHG-17", "The new depot");
    let work = lock.run_saved(async |adom| adom.objects().ensure(depot).await);
    let (_, saved) = work.until(tokio::signal::ctrl_c()).await?;
    Ok(saved.submitted.map(|session| session.id()))
}

/// Approves the session, which takes effect with it.
pub(crate) async fn approve(fmg: &Client, adom: &AdomName, id: WorkflowSessionId) -> Result<(), Error> {
    match fmg.adom(adom).workflow_session(id).await? {
        Some(AnySession::Submitted(session)) => session.approve("Looks good.").await.map(drop),
        _ => Err(Error::other(format!("session {id} waits for no approver"))),
    }
}
