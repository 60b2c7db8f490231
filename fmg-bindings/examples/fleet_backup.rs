//! Asks a hundred FortiGates for their firmware, and backs them up into a folder, sixteen at a time.
//!
//! `cargo run -p fmg-bindings --example fleet_backup -- FOLDER`
//!
//! It starts the FortiGates itself, as simulators. A program of your own reads its inventory from elsewhere.

use std::error::Error as StdError;
use std::path::Path;
use std::time::Duration;

use fmg_bindings::fortios::monitor::system::Scope;
use fmg_bindings::{Credentials, Error, Fleet, fortios};
use fmg_sim::{Account, Product, Sim, StartError};

/// The data of an inventory about a FortiGate.
pub(crate) struct FortiGate {
    name: String,
    sim: Sim,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn StdError>> {
    let folder = std::env::args().nth(1).ok_or("name the folder of the backups")?;
    let inventory = start(100).await?;
    back_up(&inventory, folder.as_ref()).await
}

/// Starts simulated FortiGates.
pub(crate) async fn start(count: usize) -> Result<Vec<FortiGate>, StartError> {
    let mut inventory = Vec::new();
    for number in 1..=count {
        let sim = Sim::builder().products([Product::FortiGate]).start().await?;
        inventory.push(FortiGate {
            name: format!("branch-{number:03}"),
            sim,
        });
    }
    Ok(inventory)
}

/// The credentials of one FortiGate. A program of your own asks its vault here.
fn credentials(fgt: &FortiGate) -> Result<Credentials, Error> {
    let accounts = fgt.sim.accounts(Product::FortiGate).into_iter();
    let mut users = accounts.filter_map(|account| match account {
        Account::User { name, password, .. } => Some(Credentials::new(name, password)),
        Account::Token { .. } => None,
    });
    users.next().ok_or_else(|| Error::other("no administrator"))
}

/// Prints the firmware of each FortiGate, and writes a backup of each into the folder.
pub(crate) async fn back_up(inventory: &[FortiGate], folder: &Path) -> Result<(), Box<dyn StdError>> {
    let connect = async |fgt: &&FortiGate| {
        let credentials = credentials(fgt)?;
        fortios::Client::builder(fgt.sim.fortios_url())
            .root_certificate(fgt.sim.certificate_pem())
            .credentials(credentials.user(), credentials.password().clone())
            .build()
    };
    let work = async |fgt: &&FortiGate, client: &fortios::Client| {
        let system = client.monitor().system();
        let firmware = system.firmware().await?;
        let file = folder.join(format!("{}.conf", fgt.name));
        system.config_backup(Scope::Global).save_as(file).await?;
        let current = firmware.and_then(|firmware| firmware.current);
        Ok(current.and_then(|current| current.version).unwrap_or_default())
    };
    let fleet = Fleet::new(inventory).at_once(16).deadline(Duration::from_secs(600));
    let fleet = fleet.on_progress(|at| eprint!("\r{} of {}", at.done, at.total));
    let outcomes = fleet.run(connect, work).await;
    for each in &outcomes {
        println!("{}: {:?}", each.appliance.name, each.ending);
    }
    let failed = outcomes.iter().filter(|each| !each.is_success()).count();
    if failed > 0 {
        Err(format!("the work on {failed} FortiGates has failed").into())
    } else {
        Ok(())
    }
}
