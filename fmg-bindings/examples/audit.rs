//! Writes a CSV of all firewall policies of all ADOMs for FortiOS, and of their unused addresses, services and groups.
//!
//! ```text
//! FMG_URL=https://fmg.example FMG_USER=auditor FMG_PASSWORD=… cargo run --example audit > audit.csv
//! ```
//!
//! The user needs no more than `rpc-permit read`. The program reads by pages, so its memory does not grow with the
//! tables, and it fails if it could not read all of them. `FMG_CA` may name a PEM file with the certificate authority of
//! the appliance.

use std::io::{self, Write};

use csv::Writer;
use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::address_group::AddressGroup;
use fmg_bindings::fmg::dvmdb::Adom;
use fmg_bindings::fmg::policy::Policy;
use fmg_bindings::fmg::scope::Objects;
use fmg_bindings::fmg::service::{Service, ServiceGroup};
use fmg_bindings::fmg::{self, AdomName, Client, Filter, Query};
use fmg_bindings::{Error, In, Response, Table};
use futures_util::TryStreamExt;
use serde::Serialize;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let fmg = Client::builder_from_env()?.build()?;
    let mut csv = Writer::from_writer(io::stdout());
    fmg.with_session(async |fmg| audit(fmg, &mut csv).await).await?;
    Ok(csv.flush()?)
}

/// Writes the policies and the unused addresses, services and groups of all ADOMs for FortiOS.
pub(crate) async fn audit(fmg: &Client, csv: &mut Writer<impl Write>) -> Result<(), Error> {
    let head = "adom package table key name source destination service action";
    csv.write_record(head.split(' ')).map_err(Error::other)?;
    let adoms = fmg.adoms().fields([Adom::NAME]);
    for adom in adoms.filter(Filter::eq(Adom::RESTRICTED_PRDS, "fos")).await? {
        let adom = fmg.adom(AdomName::new(adom.name.unwrap_or_default())?);
        for path in adom.package_paths().await? {
            let mut policies = adom.package(&path).list::<Policy>().pages(500).rows();
            while let Some(policy) = policies.try_next().await? {
                let (key, name) = (policy.key_text().unwrap_or_default(), policy.name.as_deref());
                let place = [adom.name().as_str(), path.as_str(), Policy::PATH, &key];
                let [source, destination, service] = [&policy.srcaddr, &policy.dstaddr, &policy.service]
                    .map(|names| names.get().map(|names| names.join(" ")).unwrap_or_default());
                let action = policy.action.get().map(ToString::to_string).unwrap_or_default();
                let content = [name.unwrap_or_default(), &source, &destination, &service, &action];
                csv.write_record(place.iter().chain(&content)).map_err(Error::other)?;
            }
        }
        unused::<Address>(&adom, csv).await?;
        unused::<AddressGroup>(&adom, csv).await?;
        unused::<Service>(&adom, csv).await?;
        unused::<ServiceGroup>(&adom, csv).await?;
    }
    Ok(())
}

/// Writes the objects of a table that neither a policy nor another object refers to.
async fn unused<T>(adom: &fmg::Adom<'_, Client>, csv: &mut Writer<impl Write>) -> Result<(), Error>
where
    T: Table<Many: Response<Output = Vec<T>>> + In<Objects> + Serialize + Send + 'static,
{
    let list = adom.objects().list::<T>().filter(Filter::unused());
    let mut rows = list.pages(500).rows();
    while let Some(row) = rows.try_next().await? {
        let key = row.key_text().unwrap_or_default();
        let record = [adom.name().as_str(), "", T::PATH, &key, "", "", "", "", "unused"];
        csv.write_record(record).map_err(Error::other)?;
    }
    Ok(())
}
