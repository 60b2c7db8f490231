//! The simulated FortiManager of a test.

use std::ops::Deref;
use std::time::Duration;

use fmg_bindings::fmg;
use fmg_sim::fault::{Armed, Fault, Rule};
use fmg_sim::fmg::User;
use fmg_sim::{Builder, Product, Sim};

use crate::appliance::Received;
use crate::simulated;

pub(crate) const USER: &str = "api-user";
pub(crate) const PASSWORD: &str = "correct horse battery staple";
pub(crate) const KEY: &str = "k3y-of-an-api-user";

/// Its host name, from the documented reply of the status.
pub(crate) const HOSTNAME: &str = "vm30";

/// A FortiManager with the user [`USER`] and an API user with [`KEY`].
pub(crate) struct FortiManager {
    sim: Sim,
}

impl FortiManager {
    /// Starts an appliance that answers a login after 50 ms, so that concurrent calls wait for the same login.
    pub(crate) fn start() -> Self {
        Self::of(Sim::builder())
    }

    /// Starts it from this builder.
    pub(crate) fn of(builder: Builder) -> Self {
        let sim = simulated::start(builder.products([Product::FortiManager]));
        sim.fmg().add_user(User::new(USER, PASSWORD));
        sim.fmg().add_user(User::with_key("key-user", KEY));
        let slow = Fault::Delay(Duration::from_millis(50));
        sim.faults().arm(Rule::new(slow).url("/sys/login/user"));
        Self { sim }
    }

    /// Arms a fault for all calls of `url`.
    pub(crate) fn with(self, url: &str, fault: Fault) -> Self {
        self.arm(Rule::new(fault).url(url));
        self
    }

    pub(crate) fn arm(&self, rule: Rule) -> Armed {
        self.sim.faults().arm(rule)
    }

    pub(crate) fn url(&self) -> &str {
        self.sim.fmg_url()
    }

    /// A builder for a client that trusts this appliance, without other settings.
    pub(crate) fn builder(&self) -> fmg::Builder {
        fmg::Client::builder(self.url())
            .no_proxy()
            .root_certificate(self.certificate_pem())
    }

    /// A client of [`USER`].
    pub(crate) fn client(&self, password: &str) -> fmg::Client {
        self.builder().credentials(USER, password).build().unwrap()
    }

    /// A client with [`KEY`].
    pub(crate) fn key_client(&self) -> fmg::Client {
        self.builder().api_key(KEY).build().unwrap()
    }

    /// The number of open sessions.
    pub(crate) fn open_sessions(&self) -> usize {
        self.fmg().sessions().len()
    }

    /// All requests so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        simulated::received(&self.sim, Product::FortiManager)
    }

    /// The number of requests with this `url`.
    pub(crate) fn count(&self, url: &str) -> usize {
        self.received().iter().filter(|received| received.url() == url).count()
    }

    /// The sessions in the requests, in order.
    pub(crate) fn sent_sessions(&self) -> Vec<String> {
        let received = self.received();
        let shown = received.iter().filter_map(|call| call.session().map(str::to_owned));
        shown.collect()
    }
}

impl Deref for FortiManager {
    type Target = Sim;

    fn deref(&self) -> &Sim {
        &self.sim
    }
}
