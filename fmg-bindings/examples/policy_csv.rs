//! Exports the firewall policies of a policy package as CSV, with the columns in the requested order.
//!
//! ```text
//! FMG_URL=https://fmg.example FMG_USER=automation FMG_PASSWORD=… cargo run --example policy_csv -- demo ppkg_001
//! ```
//!
//! The export is a call of the GUI, which takes object ids; JSON-RPC returns them, in the same session. `FMG_CA` may
//! name a PEM file with the certificate authority of the appliance.

use std::env;
use std::error::Error;

use fmg_bindings::fmg::gui;
use fmg_bindings::fmg::gui::package::CsvContent;
use fmg_bindings::fmg::{AdomName, CategoryId, PackagePath};

/// The category of firewall policies.
const FIREWALL_POLICY: CategoryId = CategoryId::new(181);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let adom = AdomName::new(arguments.next().unwrap_or_else(|| "demo".to_owned()))?;
    let package = PackagePath::new(arguments.next().unwrap_or_else(|| "ppkg_001".to_owned()))?;
    let gui = gui::Client::builder_from_env()?.build()?;
    let fields = ["policyid", "action", "name"];
    let csv = gui
        .with_session(async |gui| export(gui, adom, package, &fields).await)
        .await?;
    print!("{csv}");
    Ok(())
}

/// Exports the policies of a package as CSV.
pub(crate) async fn export(
    gui: &gui::Client,
    adom: AdomName,
    package: PackagePath,
    columns: &[&str],
) -> Result<String, fmg_bindings::Error> {
    let lacks = |what| fmg_bindings::Error::other(format!("the {what} has no object id"));
    let fmg = gui.json_rpc();
    let read = fmg.dvmdb().get_adom(adom.clone()).await?;
    let adom_oid = *read.oid.get().ok_or_else(|| lacks("ADOM"))?;
    let read = fmg.package().get(adom, package).await?;
    let package_oid = *read.oid.get().ok_or_else(|| lacks("package"))?;

    let content = CsvContent {
        category: Some(FIREWALL_POLICY),
        fields: Some(columns.iter().map(|&column| column.to_owned()).collect()),
        ..CsvContent::default()
    };
    gui.package().export_csv(adom_oid, package_oid, vec![content]).await?;
    let file = gui
        .package()
        .download(format!("policypackage-{package_oid}.csv"))
        .bytes()
        .await?;
    String::from_utf8(file.bytes.into()).map_err(fmg_bindings::Error::other)
}
