//! Starts simulators for tests, and returns the requests that they received.

use fmg_sim::{Builder, Product, Sim};

use crate::appliance::Received;

/// Starts a simulator. It runs on its own threads, so that blocking tests may use it as well.
pub(crate) fn start(builder: Builder) -> Sim {
    builder.start_blocking().unwrap()
}

/// The requests that `product` has received so far.
pub(crate) fn received(sim: &Sim, product: Product) -> Vec<Received> {
    let received = sim.received().into_iter();
    received
        .filter(|received| received.product == product)
        .map(Received::from)
        .collect()
}

impl From<fmg_sim::Received> for Received {
    fn from(received: fmg_sim::Received) -> Self {
        Self {
            verb: received.method,
            path: received.uri.path().to_owned(),
            query: received.uri.query().unwrap_or_default().to_owned(),
            headers: received.headers,
            body: serde_json::from_slice(&received.body).unwrap_or_default(),
            bytes: received.body,
        }
    }
}
