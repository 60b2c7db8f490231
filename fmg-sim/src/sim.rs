//! A running simulator: its appliances, each at its own url.

use std::fmt;
use std::net::SocketAddr;

use tokio::runtime::{Handle, Runtime};

use crate::appliance::{Account, Appliance as _};
use crate::call::Call;
use crate::clock::Clock;
use crate::fault::Faults;
use crate::fmg::FortiManager;
use crate::fortios::FortiGate;
use crate::product::Product;
use crate::received::Received;
use crate::request_log::RequestLog;

pub use self::builder::Builder;
pub use self::error::StartError;

mod builder;
mod error;
mod known;

/// A running simulator ("sim"): a FortiManager and a FortiGate, over HTTPS on loopback. Dropping it stops it.
///
/// Each sim has its own ports, state, certificate, rules and clock, so that tests can run side by side. It also has its
/// own threads, so a test may block, or pause the clock of its tokio runtime.
///
/// ```
/// use fmg_sim::{Account, Product, Sim};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sim = Sim::start().await?;
/// let Some(Account::User { name, password, .. }) = sim.accounts(Product::FortiManager).into_iter().next() else {
///     return Err("there is no user with a password".into());
/// };
/// let authority = reqwest::Certificate::from_pem(sim.certificate_pem().as_bytes())?;
/// let https = reqwest::Client::builder().tls_certs_only([authority]).build()?;
/// let login = serde_json::json!({
///     "id": 1, "method": "exec",
///     "params": [{"url": "/sys/login/user", "data": {"user": name, "passwd": password}}],
/// });
/// let reply = https.post(format!("{}/jsonrpc", sim.fmg_url())).body(login.to_string()).send().await?;
/// assert!(reply.text().await?.contains("\"session\""));
/// # Ok(())
/// # }
/// ```
///
/// The clients of `fmg-bindings` take [`fmg_url`](Self::fmg_url) or [`fortios_url`](Self::fortios_url), and
/// [`certificate_pem`](Self::certificate_pem) as their root certificate.
pub struct Sim {
    fmg: FortiManager,
    fortios: FortiGate,
    addresses: Vec<(Product, SocketAddr)>,
    fmg_url: String,
    fmg_local_url: Option<String>,
    fortios_url: String,
    certificate: String,
    faults: Faults,
    log: RequestLog,
    clock: Clock,
    seed: u64,
    _threads: Threads,
}

/// The threads of a sim. Dropping this stops them without waiting.
struct Threads {
    handle: Handle,
    runtime: Option<Runtime>,
}

impl Threads {
    fn spawn(count: usize) -> Result<Self, StartError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(count)
            .thread_name("fmg-sim")
            .enable_all()
            .build()
            .map_err(StartError::Threads)?;
        Ok(Self {
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
        })
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A plain drop would block, which tokio does not allow on the threads of a runtime, where tests may run.
            runtime.shutdown_background();
        }
    }
}

impl Sim {
    /// Starts both appliances, each at a free port of loopback, with the default state.
    ///
    /// # Errors
    ///
    /// The system provides no port, no thread or no randomness.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Returns a builder for a sim that differs from the default.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// The url of the FortiManager, without a trailing slash. If the sim has no FortiManager, no server answers at the
    /// url.
    #[must_use]
    pub fn fmg_url(&self) -> &str {
        &self.fmg_url
    }

    /// The url of the FortiManager for JSON-RPC without a session, without a trailing slash; `None` unless
    /// [`Builder::local_json_rpc`] was called.
    #[must_use]
    pub fn fmg_local_url(&self) -> Option<&str> {
        self.fmg_local_url.as_deref()
    }

    /// The url of the FortiGate, without a trailing slash. If the sim has no FortiGate, no server answers at the url.
    #[must_use]
    pub fn fortios_url(&self) -> &str {
        &self.fortios_url
    }

    /// The address at which `product` listens; `None` if the sim was built without it.
    #[must_use]
    pub fn address(&self, product: Product) -> Option<SocketAddr> {
        let mut addresses = self.addresses.iter();
        addresses
            .find(|(other, _)| *other == product)
            .map(|(_, address)| *address)
    }

    /// The certificate of the authority that signed the sim's certificate, as PEM. Clients have to trust it.
    #[must_use]
    pub fn certificate_pem(&self) -> &str {
        &self.certificate
    }

    /// The FortiManager, to inspect and change its state while it runs.
    #[must_use]
    pub fn fmg(&self) -> &FortiManager {
        &self.fmg
    }

    /// The FortiGate, to inspect and change its state while it runs.
    #[must_use]
    pub fn fortios(&self) -> &FortiGate {
        &self.fortios
    }

    /// The faults of both appliances. [`Faults::arm`] adds a rule.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// The calls that both appliances received, decoded, in the order of receipt.
    ///
    /// They include calls that did not reach the appliance because of a fault. A request without a call, such as one
    /// whose body is not JSON, is only in [`received`](Self::received). The sim keeps the latest 64 MiB of requests,
    /// and at most 65,536 of them, unless [`Builder::keep_requests`] sets another limit; older calls are dropped.
    ///
    /// ```
    /// use fmg_sim::Sim;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sim = Sim::start().await?;
    /// # let authority = reqwest::Certificate::from_pem(sim.certificate_pem().as_bytes())?;
    /// # let https = reqwest::Client::builder().tls_certs_only([authority]).no_proxy().build()?;
    /// # let login = r#"{"id": 1, "method": "exec", "params": [{"url": "/sys/login/user", "data": {"user": "admin", "passwd": "?"}}]}"#;
    /// # https.post(format!("{}/jsonrpc", sim.fmg_url())).body(login).send().await?;
    /// // The client under test tries to log in with a wrong password. Then:
    /// let calls = sim.calls();
    /// assert_eq!(calls[0].name.as_deref(), Some("fmg::session::Login"));
    /// assert_eq!(calls[0].member("user"), Some(&"admin".into()));
    /// assert!(!calls[0].is_success());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        let mut all = Vec::new();
        for entry in self.log.all() {
            let request = entry.received.to_request();
            let mut calls = match entry.received.product {
                Product::FortiManager => self.fmg.decode(&request),
                Product::FortiGate => self.fortios.decode(&request),
            };
            for call in &mut calls {
                call.at = entry.received.at;
                call.request = entry.received.number;
                call.fault = entry.fault;
            }
            if let Some(reports) = &entry.reports {
                reports.complete(&mut calls);
            }
            all.append(&mut calls);
        }
        all
    }

    /// The received requests, the latest one last, including those that did not reach the appliance because of a fault.
    /// The limits are those of [`calls`](Self::calls).
    ///
    /// ```
    /// use fmg_sim::Sim;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), fmg_sim::StartError> {
    /// let sim = Sim::start().await?;
    /// // Run the client under test here.
    /// for received in sim.received() {
    ///     println!("{} {}, {} bytes", received.method, received.uri, received.body.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.log.all().into_iter().map(|entry| entry.received).collect()
    }

    /// The clock of both appliances.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The seed of ids and tokens: with the same seed, the same requests get the same ones.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The accounts of `product`, the one with the most rights first.
    #[must_use]
    pub fn accounts(&self, product: Product) -> Vec<Account> {
        match product {
            Product::FortiManager => self.fmg.accounts(),
            Product::FortiGate => self.fortios.accounts(),
        }
    }
}

impl fmt::Debug for Sim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sim")
            .field("fmg_url", &self.fmg_url)
            .field("fortios_url", &self.fortios_url)
            .field("faults", &self.faults)
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}
