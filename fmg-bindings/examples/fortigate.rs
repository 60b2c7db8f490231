//! Prints the traffic of a FortiGate's policies and the state of its interfaces, then adds, copies and deletes an
//! address.
//!
//! ```text
//! FGT_URL=https://fgt.example FGT_TOKEN=… cargo run --example fortigate
//! ```
//!
//! `FGT_CA` may name a PEM file with the certificate authority of the device.

use std::error::Error;

use fmg_bindings::fortios::{self, Filter, Table};
use fmg_bindings::{mkey, vdom};
use serde::{Deserialize, Serialize};

/// The fields of an address that this program uses.
#[derive(Debug, Deserialize, Serialize, Table)]
#[table("firewall/address")]
pub(crate) struct Address {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) subnet: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let fgt = fortios::Client::builder_from_env()?.build()?;
    fgt.with_session(tour).await?;
    Ok(())
}

pub(crate) async fn tour(fgt: &fortios::Client) -> Result<Vec<Address>, fmg_bindings::Error> {
    for policy in fgt.monitor().firewall().policy().await? {
        let id = policy.policy_id.unwrap_or_default();
        println!("policy {id}: {} bytes", policy.bytes.unwrap_or_default());
    }
    // 5.6 returns a list, later firmware an object. Both are decoded.
    for (name, interface) in fgt.monitor().system().interface().await? {
        let state = if interface.link == Some(true) { "up" } else { "down" };
        println!("{}: {state}", name.unwrap_or_default());
    }

    let networks = fgt
        .cmdb()
        .list::<Address>()
        .filter(Filter::eq("type", "ipmask"))
        .vdom(vdom!("root"));
    let networks = networks.await?;

    let depot = Address {
        name: "depot".into(),
        subnet: "10.1.0.0 255.255.0.0".into(),
    };
    fgt.cmdb().create(&depot).await?;
    fgt.cmdb().clone_as::<Address>(mkey!("depot"), mkey!("depot-2")).await?;
    // Restores the original state of the device.
    fgt.cmdb().delete::<Address>(mkey!("depot-2")).await?;
    fgt.cmdb().delete::<Address>(mkey!("depot")).await?;
    Ok(networks)
}
