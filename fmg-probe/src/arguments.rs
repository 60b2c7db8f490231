//! The command line of the program.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

/// Reads the descriptions that a FortiGate or a FortiManager gives of its tables and calls, and tries the bindings on the
/// appliance. Changes nothing on it.
#[derive(Debug, Parser)]
#[command(name = "fmg-probe", version, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Reads the descriptions that an appliance gives of its tables and calls, and stores them in a folder for the import.
    ///
    /// Answers that the folder has are not requested again, so the same command continues after an interruption.
    Fetch(Fetch),
    /// Makes every call that only reads and costs little, and reports values that do not fit the types of the bindings.
    ///
    /// The report has neither values nor names of your objects, so it can be handed on.
    Probe(Probe),
}

#[derive(Debug, Args)]
pub(crate) struct Probe {
    #[command(subcommand)]
    pub(crate) product: ProbeProduct,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProbeProduct {
    /// A FortiGate: the calls of its Monitor API, and the tables that the bindings describe.
    Fortios {
        #[command(flatten)]
        appliance: Appliance,
        #[command(flatten)]
        how: How,
    },
    /// A FortiManager: its `get` calls, and the tables that the bindings describe.
    Fmg {
        #[command(flatten)]
        appliance: Appliance,
        #[command(flatten)]
        how: How,
        /// The ADOM that is read [default: the first one with a device and a policy package].
        #[arg(long, value_name = "NAME")]
        adom: Option<String>,
    },
}

/// The parts of a FortiManager to describe.
#[derive(Debug, Args)]
pub(crate) struct Places {
    /// The ADOM whose objects are described [default: the first one for FortiGates].
    #[arg(long, value_name = "NAME")]
    pub(crate) adom: Option<String>,
    /// A policy package of the ADOM, with its folders [default: the first one].
    #[arg(long, value_name = "PATH")]
    pub(crate) package: Option<String>,
    /// A device of the ADOM [default: the first one].
    #[arg(long, value_name = "NAME")]
    pub(crate) device: Option<String>,
    /// A VDOM of the device [default: `root`].
    #[arg(long, value_name = "NAME")]
    pub(crate) vdom: Option<String>,
}

/// The amount of data to read, and the form of the report.
#[derive(Debug, Args)]
pub(crate) struct How {
    /// How many rows of a table are read at most.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) rows: u32,
    /// Prints the report as JSON, with each call.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Fetch {
    #[command(subcommand)]
    pub(crate) product: FetchProduct,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FetchProduct {
    /// A FortiGate: the schemas of its tables, and the directory of its Monitor calls.
    Fortios {
        #[command(flatten)]
        appliance: Appliance,
        #[command(flatten)]
        into: Into,
        /// Asks for each table by itself, also if the device would describe all at once.
        #[arg(long)]
        one_by_one: bool,
        /// Only this table, such as `firewall/address`, beside the directory of Monitor calls; may be repeated.
        #[arg(long = "table", value_name = "PATH/NAME")]
        tables: Vec<String>,
    },
    /// A FortiManager: the schemas of the tables that the user may read, of an ADOM, a package and a device.
    Fmg {
        #[command(flatten)]
        appliance: Appliance,
        #[command(flatten)]
        into: Into,
        #[command(flatten)]
        places: Places,
        /// Asks for each table by itself, also if the appliance would describe all of a scope at once.
        #[arg(long)]
        one_by_one: bool,
    },
}

/// The connection to an appliance. A password or token is read from the environment, a file or the terminal. It is
/// never an argument, because other users of this machine could see it.
#[derive(Debug, Args)]
pub(crate) struct Appliance {
    /// The url, such as `https://fgt.example` [default: `FGT_URL` or `FMG_URL` of the environment].
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// The user who logs in [default: `FGT_USER` or `FMG_USER`]. The password is that of `FGT_PASSWORD` or `FMG_PASSWORD`, of
    /// the file, or is asked for. Without a user, a token is needed: `FGT_TOKEN` or `FMG_TOKEN`, or that of a file.
    #[arg(long, value_name = "NAME", conflicts_with = "token_file")]
    pub(crate) user: Option<String>,
    /// A file with the password of the user.
    #[arg(long, value_name = "FILE", conflicts_with = "token_file")]
    pub(crate) password_file: Option<PathBuf>,
    /// A file with an API token or API key.
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// A file with the certificate authority of the appliance [default: `FGT_CA` or `FMG_CA`].
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
    /// The SHA-256 fingerprint of the appliance's certificate, for one that no authority has signed.
    #[arg(long, value_name = "SHA256", conflicts_with = "danger_accept_invalid_certs")]
    pub(crate) pin_certificate: Option<String>,
    /// Accepts any certificate. Somebody on the network can then read the password.
    #[arg(long)]
    pub(crate) danger_accept_invalid_certs: bool,
    /// How long an answer may take.
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = humantime::parse_duration)]
    pub(crate) timeout: Duration,
    /// A pause before each request, such as `500ms`.
    #[arg(long, value_name = "TIME", default_value = "0s", value_parser = humantime::parse_duration)]
    pub(crate) pause: Duration,
}

/// Where descriptions are stored.
#[derive(Debug, Args)]
pub(crate) struct Into {
    /// The folder for the answers. It holds those of one appliance with one firmware.
    #[arg(long, value_name = "FOLDER", default_value = "schema")]
    pub(crate) out: PathBuf,
    /// How many requests are made at once.
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(crate) at_once: usize,
    /// Asks again for what was refused before, for another user.
    #[arg(long)]
    pub(crate) refused_again: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
