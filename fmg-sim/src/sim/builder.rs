//! Builds a sim.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Map, Value};
use tokio::net::TcpListener;

use super::known::Known;
use super::{Sim, StartError, Threads};
use crate::appliance::{Appliance, Settings};
use crate::certificate;
use crate::clock::Clock;
use crate::fault::{Faults, Rule};
use crate::fmg::FortiManager;
use crate::fmg::tables::Table;
use crate::fortios::FortiGate;
use crate::product::Product;
use crate::request_log::{self, RequestLog};
use crate::server::{self, Limits, Server};
use crate::state_file::StateError;
use crate::state_file::{self, Place};

/// Builds a sim; [`Sim::builder`] creates a builder.
///
/// ```
/// use fmg_sim::fault::{Fault, Rule};
/// use fmg_sim::{Product, Sim};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), fmg_sim::StartError> {
/// let sim = Sim::builder()
///     .products([Product::FortiManager])
///     .task_speed(1_000.0)
///     .fault(Rule::new(Fault::Drop).url("*/commit").nth(1))
///     .start()
///     .await?;
/// assert_eq!(sim.address(Product::FortiGate), None);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `start`"]
pub struct Builder {
    products: Vec<Product>,
    listen: Vec<(Product, SocketAddr)>,
    remote: bool,
    local: Option<SocketAddr>,
    settings: Settings,
    state: Source,
    faults: Vec<Rule>,
    keep: usize,
    #[cfg(feature = "specs")]
    specs: Vec<PathBuf>,
    #[cfg(feature = "specs")]
    schemas: Vec<PathBuf>,
    tables: Vec<Table>,
    limits: Limits,
    clock: Clock,
    threads: usize,
}

/// The source of the initial state.
#[derive(Clone, Debug)]
enum Source {
    Members(Map<String, Value>),
    File(PathBuf),
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            products: Product::ALL.to_vec(),
            listen: Vec::new(),
            remote: false,
            local: None,
            settings: Settings::default(),
            state: Source::Members(Map::new()),
            faults: Vec::new(),
            keep: request_log::BYTES,
            #[cfg(feature = "specs")]
            specs: Vec::new(),
            #[cfg(feature = "specs")]
            schemas: Vec::new(),
            tables: Vec::new(),
            limits: Limits::default(),
            clock: Clock::new(),
            threads: 1,
        }
    }

    /// Sets the products that listen; all by default.
    pub fn products(mut self, products: impl IntoIterator<Item = Product>) -> Self {
        self.products.clear();
        for product in products {
            if !self.products.contains(&product) {
                self.products.push(product);
            }
        }
        self
    }

    /// Sets the address at which `product` listens; by default a free port of loopback.
    pub fn listen(mut self, product: Product, address: SocketAddr) -> Self {
        self.listen.retain(|(other, _)| *other != product);
        self.listen.push((product, address));
        self
    }

    /// Allows addresses beyond loopback.
    ///
    /// A sim is for tests: its passwords are printed, and its certificate is its own. Everybody who can connect to its
    /// port can use it, and make it use memory.
    pub fn allow_remote(mut self) -> Self {
        self.remote = true;
        self
    }

    /// Sets the address at which the FortiManager listens for JSON-RPC without a session, which it carries out as user
    /// `admin`. It has to be a loopback address; port 0 means a free port.
    ///
    /// A real FortiManager has it for programs on itself, at `http://localhost/jsonrpc`. It is plain HTTP, and whoever
    /// connects to it has all rights; so it listens on loopback even with [`allow_remote`](Self::allow_remote).
    /// [`Sim::fmg_local_url`] returns the url.
    pub fn local_json_rpc(mut self, address: SocketAddr) -> Self {
        self.local = Some(address);
        self
    }

    /// Sets the seed of ids and tokens; 1 by default.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// Sets the speed of tasks: 2 is twice as fast as the [clock](Self::clock).
    pub fn task_speed(mut self, speed: f64) -> Self {
        self.settings.task_speed = speed;
        self
    }

    /// Sets the initial state: a member `fmg` for the FortiManager, a member `fortios` for the FortiGate.
    ///
    /// [`FortiManager`] and [`FortiGate`] document theirs. Both are completed from the default state: members that are
    /// left out have the values of the default state, and members that are given replace them as a whole. A state with
    /// an unknown member, a member of a wrong type or an invalid row is refused, and the sim does not start.
    pub fn state(mut self, state: Map<String, Value>) -> Self {
        self.state = Source::Members(state);
        self
    }

    /// Sets the initial state as a JSON file; its content is that of [`state`](Self::state), which it replaces.
    ///
    /// The file is read when the sim starts. An error in it is a [`StartError::StateFile`], with line, column and
    /// member.
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.state = Source::File(path.into());
        self
    }

    /// Simulates the calls of a folder of specs as well. Its `fmg` and `fortios` folders contain one file per group,
    /// its `documents.toml` the documents, in the language of this project's specs. Needs the feature `specs`.
    ///
    /// The folder is read when the sim starts. If it declares a call that the shipped specs or an earlier folder
    /// declare too, its declaration applies, and the response does not change. A new call is checked as its spec
    /// declares, and answered by the first of these that exists:
    ///
    /// 1. the closure of a [taught call](FortiManager::answer);
    /// 2. its description, if it is a verb of a `[[table]]`, as [`tables`](crate::fmg::tables) says;
    /// 3. rows, if it reads or writes a table of a FortiManager or of a FortiGate's configuration: added rows can be
    ///    read. A table has an `add`, or a url that ends with the key of a row. Reads of a table that no call has
    ///    written to return what the documents show, if they show anything;
    /// 4. a documented exchange: the one with the same request, or else the first successful one, whatever the names in
    ///    its url;
    /// 5. for the Monitor API of FortiOS, empty results of the type that the spec declares;
    /// 6. an error that names the call and says how a test can answer it: the code -1 of a FortiManager, HTTP 501 of a
    ///    FortiGate.
    ///
    /// Faulty specs are a [`StartError::Specs`] with file, line and what was expected, and the sim does not start.
    ///
    /// ```no_run
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), fmg_sim::StartError> {
    /// let sim = fmg_sim::Sim::builder().specs("specs").start().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "specs")]
    pub fn specs(mut self, folder: impl Into<PathBuf>) -> Self {
        self.specs.push(folder.into());
        self
    }

    /// Simulates the appliances that answered with these descriptions. `path` is a file, or a folder with any number of
    /// files. They contain the answers of a FortiGate to `GET /api/v2/cmdb/<path>/<name>?action=schema`,
    /// `GET /api/v2/cmdb/?action=schema` and `GET /api/v2/monitor/?action=schema`, or those of a FortiManager to `get`
    /// with `option: ["syntax"]`. All paths have to be of one appliance of each product. Needs the feature `specs`.
    ///
    /// A described FortiManager has the described tables in addition to those of the shipped specs, which they replace
    /// where both have one, and answers `option: ["syntax"]` as it was given. Such schemas state neither keys nor verbs;
    /// both are those that the import takes (see `fmg_codegen::import`).
    ///
    /// A described FortiGate
    ///
    /// - has the described tables and no others, with `action=schema` as it was given and `action=default`. If no table
    ///   is described, it has those of the shipped specs.
    /// - checks rows by their schemas, as far as these go: types, ranges, lengths, words and references. A reference is
    ///   not checked if one of the tables that it may lead to is not described, nor if it is the default;
    ///   [`FortiGate::set_checks_references`] turns the check off. Schemas do not say with which values an attribute is
    ///   required, so a row may lack it unless the shipped specs require it. Changes of a read-only table are refused with
    ///   HTTP 405.
    /// - has the Monitor calls of the described directory and no others, and serves the directory as it was given. If no
    ///   directory is described, it has the calls of the shipped specs. Results are made from the schemas of the
    ///   responses; calls that the simulator knows have their effect too. A call that the device does not support is
    ///   answered as one that does not exist.
    /// - has the version and the build of the description, unless the state says otherwise, and its own serial number.
    ///   It has those rows of the default state that its tables accept. Tables that all VDOMs share are changed by
    ///   users with the profile `super_admin`, as on a device; the API users of the default state have others.
    ///
    /// [`Answers`](FortiGate::answer) of a test replace those from the description. Faulty descriptions are a
    /// [`StartError::Specs`] with file, JSON pointer and what was expected, and the sim does not start.
    ///
    /// ```no_run
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), fmg_sim::StartError> {
    /// let sim = fmg_sim::Sim::builder().schema("schema/cmdb").schema("schema/monitor.json").start().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "specs")]
    pub fn schema(mut self, path: impl Into<PathBuf>) -> Self {
        self.schemas.push(path.into());
        self
    }

    /// Simulates further tables of the FortiManager, from their descriptions. A table replaces that of the specs with
    /// the same path, in the scopes that both have.
    ///
    /// [`tables`](crate::fmg::tables) describes the answers and the refusals of such a table.
    ///
    /// ```
    /// use fmg_sim::Sim;
    /// use fmg_sim::fmg::tables::{Field, Scope, Table};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), fmg_sim::StartError> {
    /// let groups = Table::by_name("firewall/addrgrp", "name")
    ///     .scope(Scope::Objects)
    ///     .field(Field::text("name").max_len(79))
    ///     .field(Field::text("member").list().refers_to(["firewall/address", "firewall/addrgrp"]))
    ///     .field(Field::text("comment").max_len(255));
    /// let sim = Sim::builder().fmg_tables([groups]).start().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn fmg_tables(mut self, tables: impl IntoIterator<Item = Table>) -> Self {
        self.tables.extend(tables);
        self
    }

    /// Arms a rule from the start.
    pub fn fault(mut self, rule: Rule) -> Self {
        self.faults.push(rule);
        self
    }

    /// Sets how many bytes of requests are kept for [`Sim::calls`] and [`Sim::received`]; the latest 64 MiB by default,
    /// and at most 65,536 requests. With 0, none is kept.
    pub fn keep_requests(mut self, bytes: usize) -> Self {
        self.keep = bytes;
        self
    }

    /// Sets the limits for clients.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Sets the number of threads that answer requests; 1 by default, and at least.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }

    /// Starts the sim.
    ///
    /// # Errors
    ///
    /// An address is in use, or beyond loopback without [`allow_remote`](Self::allow_remote). The state is invalid, or
    /// the state file cannot be read. The speed of tasks is not a positive number. A described table is contradictory.
    /// The system provides no threads.
    pub async fn start(self) -> Result<Sim, StartError> {
        let threads = Threads::spawn(self.threads)?;
        // Making certificates takes milliseconds, which would block the caller's runtime.
        let opening = threads.handle.clone().spawn_blocking(move || self.open(threads));
        opening.await.map_err(|error| StartError::Threads(error.into()))?
    }

    /// Starts the sim, for a program without an async runtime.
    ///
    /// # Errors
    ///
    /// As of [`start`](Self::start).
    pub fn start_blocking(self) -> Result<Sim, StartError> {
        let threads = Threads::spawn(self.threads)?;
        self.open(threads)
    }

    fn open(mut self, threads: Threads) -> Result<Sim, StartError> {
        if !(self.settings.task_speed.is_finite() && self.settings.task_speed > 0.0) {
            return Err(StartError::TaskSpeed(self.settings.task_speed));
        }
        let faults = Faults::default();
        for rule in self.faults.drain(..) {
            faults.arm(rule);
        }
        let tables = std::mem::take(&mut self.tables).into_iter().map(Table::description);
        let tables = tables.collect::<Result<Vec<_>, _>>().map_err(StartError::Table)?;
        #[cfg(feature = "specs")]
        let known = Known::with_specs(&self.specs, &self.schemas, &tables)?;
        #[cfg(not(feature = "specs"))]
        let known = Known::with_tables(&tables)?;
        let (fmg, fortios) = self.products_in_state(&known)?;

        let log = RequestLog::new(self.clock.clone(), self.keep);
        let listeners = self.listeners(&threads)?;
        let addresses: Vec<_> = listeners
            .iter()
            .map(|(product, address, _)| (*product, *address))
            .collect();
        let hosts: Vec<_> = addresses.iter().map(|(_, address)| address.ip()).collect();
        let identity = certificate::make(&hosts).map_err(StartError::Certificate)?;
        for (product, _, listener) in listeners {
            let appliance: Arc<dyn Appliance> = match product {
                Product::FortiManager => Arc::new(fmg.clone()),
                Product::FortiGate => Arc::new(fortios.clone()),
            };
            let tls = Arc::clone(&identity.tls);
            let server = Server::new(product, appliance, faults.clone(), log.clone(), self.limits, tls);
            threads.handle.spawn(server.serve(listener));
        }
        let mut local_url = None;
        if let Some(address) = self.local {
            let (address, listener) = local(address, &threads)?;
            local_url = Some(format!("http://{address}"));
            let (appliance, tls) = (Arc::new(fmg.clone()), Arc::clone(&identity.tls));
            let (faults, log) = (faults.clone(), log.clone());
            let server = Server::new(Product::FortiManager, appliance, faults, log, self.limits, tls);
            threads.handle.spawn(server.local().serve(listener));
        }
        let url = |product| {
            let listens = addresses.iter().find(|(other, _)| *other == product);
            // The top-level domain `invalid` is reserved, so no host has such a name.
            listens.map_or_else(
                || format!("https://{}.invalid", product.word()),
                |(_, address)| format!("https://{address}"),
            )
        };
        Ok(Sim {
            fmg_url: url(Product::FortiManager),
            fmg_local_url: local_url,
            fortios_url: url(Product::FortiGate),
            fmg,
            fortios,
            addresses,
            certificate: identity.pem,
            faults,
            log,
            clock: self.clock,
            seed: self.settings.seed,
            _threads: threads,
        })
    }

    /// Makes the products in their initial state.
    fn products_in_state(&self, calls: &Known) -> Result<(FortiManager, FortiGate), StartError> {
        let path = match &self.state {
            Source::Members(members) => return Ok(self.products_of(members.clone(), calls)?),
            Source::File(path) => path,
        };
        let text = fs::read_to_string(path).map_err(|source| StartError::ReadState {
            path: path.clone(),
            source,
        })?;
        let products = state_file::read(&text).and_then(|members| {
            self.products_of(members, calls)
                .map_err(|error| state_file::Located::new(&text, error))
        });
        products.map_err(|fault| StartError::StateFile {
            path: path.clone(),
            line: fault.line,
            column: fault.column,
            source: fault.error,
        })
    }

    fn products_of(
        &self,
        mut state: Map<String, Value>,
        calls: &Known,
    ) -> Result<(FortiManager, FortiGate), StateError> {
        let [fmg, fortios] = Product::ALL.map(|product| Settings {
            state: state.remove(product.word()),
            ..self.settings.clone()
        });
        if let Some(other) = state.keys().next() {
            return Err(StateError::new(
                Place::root(other.as_str()),
                "is not a member of a state; the members are `fmg` and `fortios`",
            ));
        }
        let fmg = FortiManager::new(self.clock.clone(), &fmg, Arc::clone(&calls.fmg))?;
        let fortios = FortiGate::new(self.clock.clone(), &fortios, Arc::clone(&calls.fortios))?;
        fmg.connect_others(&fortios);
        Ok((fmg, fortios))
    }

    fn listeners(&self, threads: &Threads) -> Result<Vec<(Product, SocketAddr, TcpListener)>, StartError> {
        let _entered = threads.handle.enter();
        let mut listeners = Vec::new();
        for product in self.products.iter().copied() {
            let chosen = self.listen.iter().find(|(other, _)| *other == product);
            let address = chosen.map_or((Ipv4Addr::LOCALHOST, 0).into(), |(_, address)| *address);
            if !self.remote && !address.ip().is_loopback() {
                return Err(StartError::Remote { product, address });
            }
            let failed = |source| StartError::Listen {
                product,
                address,
                source,
            };
            let listener = server::listen(address).map_err(failed)?;
            let address = listener.local_addr().map_err(failed)?;
            listeners.push((product, address, listener));
        }
        Ok(listeners)
    }
}

/// Listens for JSON-RPC without a session.
fn local(address: SocketAddr, threads: &Threads) -> Result<(SocketAddr, TcpListener), StartError> {
    if !address.ip().is_loopback() {
        return Err(StartError::NotLoopback(address));
    }
    let _entered = threads.handle.enter();
    let failed = |source| StartError::Listen {
        product: Product::FortiManager,
        address,
        source,
    };
    let listener = server::listen(address).map_err(failed)?;
    Ok((listener.local_addr().map_err(failed)?, listener))
}
