//! Lists the addresses of a FortiGate, adds, changes and deletes one, and prints a setting and the traffic of policies.
//!
//! ```text
//! FGT_URL=https://fgt.example FGT_TOKEN=… cargo run
//! ```
//!
//! `FGT_CA` may name a PEM file with the certificate authority of the device.

use fmg_bindings::fortios::{self, Filter};
use fmg_bindings::{Error, mkey};
use own_firmware::fortios::cmdb::firewall::{Address, AddressType};
use own_firmware::fortios::cmdb::system::Global;
use own_firmware::fortios::monitor;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // From `FGT_URL`, `FGT_TOKEN` and `FGT_CA`.
    let fgt = fortios::Client::builder_from_env()?.build()?;
    fgt.with_session(tour).await?;
    Ok(())
}

async fn tour(fgt: &fortios::Client) -> Result<(), Error> {
    let cmdb = fgt.cmdb();

    // The rows of a table. The names of its attributes are constants.
    let networks = cmdb
        .list::<Address>()
        .filter(Filter::eq(Address::TYPE, "ipmask"))
        .await?;
    for address in &networks {
        println!("{:?} is {:?}", address.name, address.subnet);
    }

    // An attribute that is `None` is not sent: a new row gets its default, and an update keeps its value.
    let depot = Address {
        name: Some("depot".into()),
        type_: Some(AddressType::Fqdn.into()),
        fqdn: Some("depot.example".into()),
        ..Address::default()
    };
    cmdb.create(&depot).await?;
    let change = Address {
        comment: Some("by own-firmware".into()),
        cache_ttl: Some(60),
        ..Address::default()
    };
    cmdb.update::<Address>(mkey!("depot"), &change).await?;
    let depot = cmdb.get::<Address>(mkey!("depot")).await?;
    println!("depot: {:?}, {:?}", depot.fqdn, depot.comment);
    cmdb.delete::<Address>(mkey!("depot")).await?;

    // An object without rows.
    let global = cmdb.read::<Global>().await?;
    println!("administrators are logged out after {:?} minutes", global.admintimeout);

    // A call of the Monitor API, with the response that this firmware describes.
    for policy in monitor::firewall(fgt).policy().await? {
        println!("policy {:?}: {:?} bytes", policy.policyid, policy.bytes);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use fmg_sim::Sim;

    use super::*;

    /// A client of a stand-in for the device that `schema` describes.
    async fn start() -> (Sim, fortios::Client) {
        let sim = Sim::builder().schema("schema").start().await.unwrap();
        let token = sim.fortios().token("api-admin").unwrap();
        let fgt = fortios::Client::builder(sim.fortios_url())
            .root_certificate(sim.certificate_pem())
            .token(token)
            .no_proxy()
            .build()
            .unwrap();
        (sim, fgt)
    }

    #[tokio::test]
    async fn the_tour_reads_and_writes() {
        let (sim, fgt) = start().await;
        tour(&fgt).await.unwrap();
        let calls = sim.calls();
        assert!(calls.iter().all(fmg_sim::Call::is_success));
        let calls: Vec<_> = calls
            .iter()
            .map(|call| format!("{} {}", call.method, call.url))
            .collect();
        assert_eq!(
            calls,
            [
                "GET /api/v2/cmdb/firewall/address",
                "POST /api/v2/cmdb/firewall/address",
                "PUT /api/v2/cmdb/firewall/address/depot",
                "GET /api/v2/cmdb/firewall/address/depot",
                "DELETE /api/v2/cmdb/firewall/address/depot",
                "GET /api/v2/cmdb/system/global",
                "GET /api/v2/monitor/firewall/policy",
            ]
        );
    }

    #[tokio::test]
    async fn the_stand_in_refuses_what_the_device_would() {
        let (_sim, fgt) = start().await;
        let depot = |cache_ttl| Address {
            name: Some("depot".into()),
            cache_ttl: Some(cache_ttl),
            ..Address::default()
        };
        assert!(fgt.cmdb().create(&depot(86_401)).await.is_err());
        fgt.cmdb().create(&depot(86_400)).await.unwrap();
        assert!(fgt.cmdb().create(&depot(0)).await.unwrap_err().is_exists());
    }
}
