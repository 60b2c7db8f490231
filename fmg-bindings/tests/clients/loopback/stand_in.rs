//! Tests of the simulated FortiManager with clients: tables, sessions, locks, workflow sessions, tasks and faults.

mod commands;
mod described;
mod ensured;
mod envelope;
#[cfg(feature = "fortios")]
mod faults;
mod installs;
mod locks;
mod own_rows;
mod package_commands;
mod sessions;
mod shipped_tables;
mod start;
mod table_handles;
mod tables;
mod tasks;
mod workflow;
mod workflow_sessions;

use fmg_bindings::fmg::address::{self, Address};
use fmg_bindings::fmg::scope::Objects;
use fmg_bindings::fmg::{self, AdomName};
use fmg_bindings::{Code, Error, Field, name};
use fmg_sim::Sim;

/// A client of this user, before its login.
fn client(sim: &Sim, user: &str, password: &str) -> fmg::Client {
    let builder = fmg::Client::builder(sim.fmg_url()).root_certificate(sim.certificate_pem());
    builder.no_proxy().credentials(user, password).build().unwrap()
}

fn admin(sim: &Sim) -> fmg::Client {
    client(sim, "admin", "admin")
}

/// Starts a simulator whose clock does not run, and two clients of different users.
async fn two_clients() -> (Sim, fmg::Client, fmg::Client) {
    let sim = Sim::start().await.unwrap();
    sim.clock().set_speed(0.0);
    let clients = (admin(&sim), client(&sim, "author", "author"));
    (sim, clients.0, clients.1)
}

/// Writes a comment on the first address.
async fn comment(client: &fmg::Client, adom: AdomName, text: &str) -> Result<(), Error> {
    let change = Address {
        comment: Field::Set(text.to_owned()),
        ..Address::default()
    };
    client.address().update(adom, name!("host_001"), change).await.map(drop)
}

/// The comment on the first address, as this client reads it.
async fn read(client: &fmg::Client, adom: AdomName) -> Option<String> {
    let row = client
        .send(address::Get::new(Objects::new(adom), name!("host_001")))
        .await
        .unwrap();
    row.comment.into_option()
}

/// The code of a refusal.
fn code<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Code {
    outcome.unwrap_err().code().unwrap()
}
