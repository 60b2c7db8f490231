//! The stand-in FortiManager, over HTTPS and through the client of the bindings.

#![allow(
    clippy::unwrap_used,
    clippy::field_reassign_with_default,
    reason = "a helper of a test fails like a test, and rows are open for more fields"
)]

mod envelope;
mod sessions;
mod tables;

use fmg_bindings::fmg::Client;
use fmg_sim::Sim;

/// A client who has not logged in yet.
fn client(sim: &Sim, user: &str, password: &str) -> Client {
    let builder = Client::builder(sim.fmg_url()).root_certificate(sim.certificate_pem());
    builder.credentials(user, password).build().unwrap()
}

fn admin(sim: &Sim) -> Client {
    client(sim, "admin", "admin")
}
