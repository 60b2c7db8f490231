//! Downloads a backup of a FortiManager into a folder, as a nightly job would.
//!
//! ```text
//! FMG_URL=https://fmg.example FMG_USER=backup FMG_PASSWORD=… BACKUP_PASSWORD=… cargo run --example nightly_backup -- backups
//! ```
//!
//! The folder has to exist. `FMG_CA` may name a PEM file with the certificate authority of the appliance.

use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use fmg_bindings::{Secret, fmg};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    let password =
        env::var("BACKUP_PASSWORD").map_err(|_| "set BACKUP_PASSWORD to the password that encrypts the backup")?;
    // Each call carries user and password, so no session can stay open.
    let fmg = fmg::Client::builder_from_env()?.over_rest().build()?;
    let path = fmg
        .with_session(async |fmg| back_up(fmg, &folder, password.into()).await)
        .await?;
    println!("{}", path.display());
    Ok(())
}

/// Downloads a backup completely or not at all, and returns its path.
pub(crate) async fn back_up(
    fmg: &fmg::Client,
    folder: &Path,
    password: Secret,
) -> Result<PathBuf, fmg_bindings::Error> {
    let status = fmg.sys().status().await?;
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs();
    let host = status.hostname.unwrap_or_else(|| "fmg".to_owned());
    // The name comes from the appliance and becomes part of a path, so it is checked.
    let host: String = host
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    let path = folder.join(format!("{host}-{seconds}.dat"));
    let saved = fmg
        .rest()
        .backup()
        .with(|backup| backup.passwd(password))
        .on_progress(|at| eprint!("\r{} KiB", at.done / 1024))
        .save_as(&path)
        .await?;
    eprintln!("\r{} bytes", saved.len);
    Ok(path)
}
