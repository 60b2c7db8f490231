//! The command line of the program.

use std::collections::hash_map::RandomState;
use std::ffi::OsString;
use std::hash::{BuildHasher, Hasher};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Parser;
use fmg_sim::fault::Rule;
use fmg_sim::{Builder, Product, Sim};

/// Simulates a FortiManager and a FortiGate over HTTPS, for trying out programs.
///
/// Prints urls, accounts and commands to try. All state is discarded when the program ends.
#[derive(Debug, Parser)]
#[command(name = "fmg-sim", version)]
pub(crate) struct Arguments {
    /// The appliances to simulate.
    #[arg(long, value_name = "PRODUCTS", value_delimiter = ',', default_value = "fmg,fortios")]
    products: Vec<Product>,

    /// The address to listen at: `fmg=127.0.0.1:8443`, or `127.0.0.1:8443` if there is only one product. May be
    /// repeated [default: a free port of 127.0.0.1 for each].
    #[arg(long, value_name = "[PRODUCT=]ADDRESS")]
    listen: Vec<Place>,

    /// Allows addresses beyond loopback. Everybody who can connect to the port can then use the sim, since its
    /// passwords are printed.
    #[arg(long)]
    allow_remote: bool,

    /// Also accepts JSON-RPC without a session, as user `admin`, over plain HTTP at this loopback address [default: a
    /// free port of 127.0.0.1]. A FortiManager has it for programs on itself, at `http://localhost/jsonrpc`.
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, require_equals = true, default_missing_value = "127.0.0.1:0")]
    local_jsonrpc: Option<SocketAddr>,

    /// The initial state: a JSON file with a member `fmg`, a member `fortios`, or both. Members that are left out have
    /// the values of the default state.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,

    /// A folder of specs, whose calls are simulated as well. May be repeated.
    #[cfg(feature = "specs")]
    #[arg(long, value_name = "FOLDER")]
    specs: Vec<PathBuf>,

    /// A description of a FortiGate, which is simulated instead of the built-in one. It is a file or a folder with the
    /// answers to `GET /api/v2/cmdb/?action=schema` or `GET /api/v2/cmdb/<path>/<name>?action=schema`, and to `GET
    /// /api/v2/monitor/?action=schema`. Or a description of a FortiManager, whose tables are simulated as well: its
    /// answers to `get` with `option: ["syntax"]`. May be repeated, for files of one appliance of each product.
    #[cfg(feature = "specs")]
    #[arg(long, value_name = "PATH")]
    schema: Vec<PathBuf>,

    /// The seed of ids and tokens; the same number gives the same ones [default: a random number].
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,

    /// A fault to inject, such as `url=/dvmdb/*,nth=2,do=delay:500ms`. May be repeated; of several rules, the first
    /// that hits applies.
    ///
    /// Conditions: product=fmg|fortios, method=NAME, url=PART or url=PATTERN with *, times=N, and one of first=N, nth=N,
    /// since=N and every=N. Faults, of which a rule has one: do=refuse, drop, drop-midway, drop-midway:BYTES, truncate, truncate:BYTES,
    /// drop-upload:BYTES, garbage, misfit, delay:TIME, html, html:STATUS, 429, 429:SECONDS, 500, session-expired, locked,
    /// refuse-write:CODE, task-fails, task-warns, task-stalls, task-cancelled, task-aborts. With do=misfit, field=MEMBER says which value of each
    /// row has the wrong type.
    #[arg(long, value_name = "RULE", verbatim_doc_comment)]
    fault: Vec<Rule>,

    /// The speed of tasks: 2 is twice as fast.
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0)]
    task_speed: f64,

    /// Writes the certificate of the authority that the clients have to trust, as PEM.
    #[arg(long, value_name = "FILE")]
    pub(crate) certificate: Option<PathBuf>,

    /// Prints one line of JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,

    /// Runs this program instead of printing anything, and ends with it. The program gets the variables `FMG_URL`,
    /// `FMG_CA`, `FMG_USER`, `FMG_PASSWORD`, `FMG_TOKEN`, and those of the FortiGate, which begin with `FGT_`.
    #[arg(last = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,
}

/// An address to listen at, and the product that listens there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    product: Option<Product>,
    address: SocketAddr,
}

impl Arguments {
    pub(crate) fn into_builder(self) -> Builder {
        let seed = self.seed.unwrap_or_else(any_number);
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let mut builder = Sim::builder()
            .products(self.products.iter().copied())
            .seed(seed)
            .task_speed(self.task_speed)
            // The program does not show requests.
            .keep_requests(0)
            .threads(threads);
        for place in self.listen {
            let products = place
                .product
                .map_or_else(|| self.products.clone(), |product| vec![product]);
            for product in products {
                builder = builder.listen(product, place.address);
            }
        }
        if let Some(path) = self.state {
            builder = builder.state_file(path);
        }
        #[cfg(feature = "specs")]
        for folder in self.specs {
            builder = builder.specs(folder);
        }
        #[cfg(feature = "specs")]
        for path in self.schema {
            builder = builder.schema(path);
        }
        if self.allow_remote {
            builder = builder.allow_remote();
        }
        if let Some(address) = self.local_jsonrpc {
            builder = builder.local_json_rpc(address);
        }
        self.fault.into_iter().fold(builder, Builder::fault)
    }
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (product, address) = match text.split_once('=') {
            None => (None, text),
            Some((product, address)) => {
                let product = product.parse::<Product>().map_err(|error| error.to_string())?;
                (Some(product), address)
            }
        };
        let address = address.parse().map_err(|_| {
            format!("`{address}` is not an address with a port, such as `127.0.0.1:8443`; port 0 means any free port")
        })?;
        Ok(Self { product, address })
    }
}

/// A random number. The standard library seeds the keys of its maps, which needs no other crate.
fn any_number() -> u64 {
    // Few enough digits to type in again.
    RandomState::new().build_hasher().finish() >> 40
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};
    use fmg_sim::Product;

    use super::{Arguments, Place};

    fn error(arguments: &[&str]) -> String {
        let arguments = std::iter::once("fmg-sim").chain(arguments.iter().copied());
        Arguments::try_parse_from(arguments).unwrap_err().to_string()
    }

    #[test]
    fn the_flags_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn an_address_may_name_its_product() {
        let address = "[::1]:8443".parse().unwrap();
        let place = |product| Ok(Place { product, address });
        assert_eq!("[::1]:8443".parse(), place(None));
        assert_eq!("fortios=[::1]:8443".parse(), place(Some(Product::FortiGate)));
    }

    #[test]
    fn an_invalid_flag_is_explained() {
        for (arguments, problem) in [
            (["--listen", "localhost"], "`localhost` is not an address with a port"),
            (
                ["--listen", "faz=127.0.0.1:0"],
                "`faz` is not a product; the products are `fmg` and `fortios`",
            ),
            (["--products", "fmg,faz"], "`faz` is not a product"),
            (["--fault", "url=/x"], "`do` is missing"),
            (["--seed", "x"], "invalid digit"),
        ] {
            let error = error(&arguments);
            assert!(error.contains(problem), "{error}");
        }
    }
}
