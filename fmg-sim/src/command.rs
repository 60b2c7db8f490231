//! Runs a program that gets the addresses of the sim in its environment.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::{ExitCode, ExitStatus};

use fmg_sim::{Account, Product, Sim};
use tokio::process::Command;

/// Runs a command until it ends, with the environment variables that the examples of the bindings read.
pub(crate) async fn run(command: &[OsString], sim: &Sim, certificate: &Path) -> io::Result<ExitCode> {
    let Some((program, arguments)) = command.split_first() else {
        return Ok(ExitCode::SUCCESS);
    };
    let status = Command::new(program)
        .args(arguments)
        .envs(variables(sim, certificate))
        .kill_on_drop(true)
        .status()
        .await?;
    Ok(code(status))
}

/// The exit code of the program, or a code that says that a signal ended it.
fn code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    code.map_or(ExitCode::FAILURE, ExitCode::from)
}

/// `FMG_…` for the FortiManager and `FGT_…` for the FortiGate: url, certificate authority, user and password, token.
fn variables(sim: &Sim, certificate: &Path) -> Vec<(String, OsString)> {
    let mut variables = Vec::new();
    for (product, prefix, url) in [
        (Product::FortiManager, "FMG", sim.fmg_url()),
        (Product::FortiGate, "FGT", sim.fortios_url()),
    ] {
        if sim.address(product).is_none() {
            continue;
        }
        let mut set = |name: &str, value: OsString| variables.push((format!("{prefix}_{name}"), value));
        set("URL", url.into());
        set("CA", certificate.into());
        let accounts = sim.accounts(product);
        let user = accounts.iter().find_map(|account| match account {
            Account::User { name, password, .. } => Some((name, password)),
            Account::Token { .. } => None,
        });
        if let Some((name, password)) = user {
            set("USER", name.into());
            set("PASSWORD", password.into());
        }
        let token = accounts.iter().find_map(|account| match account {
            Account::Token { token, .. } => Some(token),
            Account::User { .. } => None,
        });
        if let Some(token) = token {
            set("TOKEN", token.into());
        }
    }
    variables
}
