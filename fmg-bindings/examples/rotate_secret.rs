//! Changes the password of an administrator on many FortiGates, each to one of its own, and checks it by a login.
//!
//! `cargo run -p fmg-bindings --example rotate_secret`
//!
//! It starts the FortiGates itself, as simulators. A program of your own reads its inventory and its secrets from elsewhere.

use std::error::Error as StdError;

use fmg_bindings::fortios::cmdb::system::Administrator;
use fmg_bindings::fortios::{Client, Mkey};
use fmg_bindings::{Error, Fleet, Secret};
use fmg_sim::{Product, Sim};

#[tokio::main]
async fn main() -> Result<(), Box<dyn StdError>> {
    let mut inventory = Vec::new();
    for _ in 0..10 {
        inventory.push(Sim::builder().products([Product::FortiGate]).start().await?);
    }
    // A program of your own makes random passwords, and keeps each before it is set.
    let next = |index: usize| format!("the next one of {index}").into();
    let left = rotate(&inventory, "admin", "fortigate", next).await;
    println!("{} changed, not confirmed: {left:?}", inventory.len() - left.len());
    if left.is_empty() {
        Ok(())
    } else {
        Err("some passwords may not have changed".into())
    }
}

fn client(sim: &Sim, user: &str, password: impl Into<Secret>) -> Result<Client, Error> {
    let builder = Client::builder(sim.fortios_url()).root_certificate(sim.certificate_pem());
    builder.credentials(user, password).build()
}

/// Sets the password that `next` returns for each FortiGate. Returns those where it is not known to have been set.
pub(crate) async fn rotate(
    inventory: &[Sim],
    user: &str,
    password: &str,
    next: impl Fn(usize) -> Secret,
) -> Vec<usize> {
    let connect = async |at: &(usize, &Sim)| client(at.1, user, password);
    let work = async |at: &(usize, &Sim), fgt: &Client| {
        let change = Administrator {
            password: Some(next(at.0)),
            ..Administrator::default()
        };
        fgt.cmdb()
            .update::<Administrator>(Mkey::new(user.to_owned())?, &change)
            .await?;
        // FortiOS has taken it if it lets the user in with it.
        let changed = client(at.1, user, next(at.0))?;
        changed.with_session(async |fgt| fgt.login().await).await
    };
    let outcomes = Fleet::new(inventory.iter().enumerate()).run(connect, work).await;
    let left = outcomes.iter().filter(|each| !each.is_success());
    left.map(|each| {
        eprintln!("{}: {:?}", each.appliance.0, each.ending);
        each.appliance.0
    })
    .collect()
}
