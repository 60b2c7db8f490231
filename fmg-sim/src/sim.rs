//! A sim: its appliances, each at a url of its own.

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

/// A running sim: a FortiManager and a FortiGate, over HTTPS on loopback. Dropping it stops it.
///
/// Each sim has ports, state, certificate, rules and clock of its own, so that tests can run side by side. It runs on
/// threads of its own as well: a test may block, or stop the time of its runtime.
///
/// ```
/// use fmg_sim::{Account, Product, Sim};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sim = Sim::start().await?;
/// let Some(Account::User { name, password, .. }) = sim.accounts(Product::FortiManager).into_iter().next() else {
///     return Err("nobody may log in".into());
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

/// The threads of a sim. They end when this is dropped, whatever they are at, and nobody waits for them.
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
            // A plain drop would wait, which a runtime does not allow on its threads: a test may well run on one.
            runtime.shutdown_background();
        }
    }
}

impl Sim {
    /// Starts both appliances, each at a port of loopback that the system chooses, with the default state.
    ///
    /// # Errors
    ///
    /// The system gives no port, no thread or no randomness.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Begins a sim that differs from the default.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// The url of the FortiManager, without a slash at its end. If the sim was built without one, a url that nobody
    /// answers.
    #[must_use]
    pub fn fmg_url(&self) -> &str {
        &self.fmg_url
    }

    /// The url of the FortiManager for JSON-RPC without a session, without a slash at its end; `None` unless it was
    /// [asked for](Builder::local_json_rpc).
    #[must_use]
    pub fn fmg_local_url(&self) -> Option<&str> {
        self.fmg_local_url.as_deref()
    }

    /// The url of the FortiGate, without a slash at its end. If the sim was built without one, a url that nobody answers.
    #[must_use]
    pub fn fortios_url(&self) -> &str {
        &self.fortios_url
    }

    /// Where `product` listens; `None` if the sim was built without it.
    #[must_use]
    pub fn address(&self, product: Product) -> Option<SocketAddr> {
        let mut addresses = self.addresses.iter();
        addresses
            .find(|(other, _)| *other == product)
            .map(|(_, address)| *address)
    }

    /// The certificate of the authority that signed the sim's, as PEM: what a client has to trust.
    #[must_use]
    pub fn certificate_pem(&self) -> &str {
        &self.certificate
    }

    /// The FortiManager, to look into and to change while it runs.
    #[must_use]
    pub fn fmg(&self) -> &FortiManager {
        &self.fmg
    }

    /// The FortiGate, to look into and to change while it runs.
    #[must_use]
    pub fn fortios(&self) -> &FortiGate {
        &self.fortios
    }

    /// What goes wrong on demand, for both appliances.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// The calls that were sent to both appliances, decoded, in the order in which they came.
    ///
    /// Calls that a fault kept from the appliance are among them. A request that holds no call, such as a body that is not
    /// JSON, is only among the requests [received](Self::received). The sim keeps the latest 64 MiB of requests, and at most
    /// 65,536 of them, unless it is [told otherwise](Builder::keep_requests); older calls are no longer there.
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

    /// The requests that came in, the latest one last, whatever became of them: those that a fault kept from the appliance
    /// are among them. As many are kept as for [`calls`](Self::calls).
    ///
    /// ```
    /// use fmg_sim::Sim;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), fmg_sim::StartError> {
    /// let sim = Sim::start().await?;
    /// // What the client under test does comes here.
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

    /// The clock that both appliances go by.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// What ids and tokens are made from: with the same seed, the same requests get the same ones.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Who may use `product`, the one that may do most first.
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
