//! Reads the addresses of an ADOM page by page, into a row type of this program.
//!
//! ```text
//! FMG_URL=https://fmg.example FMG_TOKEN=… cargo run --example addresses -- demo
//! ```
//!
//! `FMG_TOKEN` is the key of an API user; `FMG_USER` and `FMG_PASSWORD` do as well. `FMG_CA` may name a PEM file with the
//! certificate authority of the appliance.

use std::env;
use std::error::Error;

use fmg_bindings::fmg::{self, AdomName, Filter, Order, Query};
use serde::Deserialize;

/// The number of rows in a page.
const PAGE: u32 = 500;

/// The fields of an address that this program uses.
#[derive(Debug, Deserialize)]
pub(crate) struct Network {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) subnet: Vec<String>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let adom = env::args().nth(1).ok_or("usage: addresses <adom>")?;
    let adom = AdomName::new(adom)?;
    let fmg = fmg::Client::builder_from_env()?.build()?;
    for network in fmg.with_session(async |fmg| networks(fmg, &adom).await).await? {
        println!("{:40} {}", network.name, network.subnet.join("/"));
    }
    Ok(())
}

/// Reads all networks of an ADOM, sorted by name.
pub(crate) async fn networks(fmg: &fmg::Client, adom: &AdomName) -> Result<Vec<Network>, fmg_bindings::Error> {
    let mut networks: Vec<Network> = Vec::new();
    for page in 0.. {
        let rows: Vec<Network> = fmg
            .address()
            .list(adom.clone())
            .fields(["name", "subnet"])
            .filter(Filter::eq("type", "ipmask"))
            .sort("name", Order::Ascending)
            .range(page * PAGE, PAGE)
            .read_as()
            .await?;
        let last = rows.len() < PAGE as usize;
        networks.extend(rows);
        if last {
            break;
        }
    }
    Ok(networks)
}
