//! A stand-in appliance for each client, and the client.

use std::time::Duration;

use fmg_bindings::{Error, fmg, fortios};
use fmg_sim::fault::{Fault, Rule};
use fmg_sim::{Product, Sim};
use serde_json::{Map, Value, json};

pub(crate) const USER: &str = "automation";
pub(crate) const PASSWORD: &str = "correct horse battery staple";
const CODE: &str = "246810";

/// Where each client logs in.
const LOGINS: [&str; 4] = [
    "/sys/login/user",
    "/cgi-bin/module/flatui_auth",
    "/api/v2/authentication",
    "/logincheck",
];

/// The clients, by protocol and login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    JsonRpc,
    FlatUi,
    Gui,
    FortiOs,
    /// The login of FortiOS before 6.4.
    FortiOsForm,
    /// A login in two steps.
    FortiOsSecondFactor,
}

pub(crate) const KINDS: [Kind; 6] = [
    Kind::JsonRpc,
    Kind::FlatUi,
    Kind::Gui,
    Kind::FortiOs,
    Kind::FortiOsForm,
    Kind::FortiOsSecondFactor,
];

#[derive(Clone)]
pub(crate) enum Client {
    Fmg(fmg::Client),
    Gui(fmg::gui::Client),
    FortiOs(fortios::Client),
}

/// Calls the method of the same name of whichever client it is.
macro_rules! each {
    ($client:expr, $fmg:ident => $work:expr) => {
        match $client {
            Client::Fmg($fmg) => $work,
            Client::Gui($fmg) => $work,
            Client::FortiOs($fmg) => $work,
        }
    };
}

#[allow(dead_code, reason = "the next tests drop them")]
impl Client {
    pub(crate) async fn login(&self) -> Result<(), Error> {
        each!(self, client => client.login().await)
    }

    pub(crate) async fn logout(&self) -> Result<(), Error> {
        each!(self, client => client.logout().await)
    }

    pub(crate) async fn close(self) -> Result<(), Error> {
        each!(self, client => client.close().await)
    }

    /// A read that each user may make.
    pub(crate) async fn call(&self) -> Result<(), Error> {
        match self {
            Self::Fmg(fmg) => fmg.sys().status().await.map(drop),
            Self::Gui(gui) => gui.sys().uptime().await.map(drop),
            Self::FortiOs(fgt) => fgt.monitor().firewall().policy().await.map(drop),
        }
    }
}

/// An appliance, as one client sees it.
pub(crate) struct Stand {
    pub(crate) sim: Sim,
    kind: Kind,
}

impl Stand {
    /// It answers logins after `delay`, having seen to them at once.
    pub(crate) fn start(kind: Kind, delay: Duration) -> Self {
        let product = match kind {
            Kind::JsonRpc | Kind::FlatUi | Kind::Gui => Product::FortiManager,
            Kind::FortiOs | Kind::FortiOsForm | Kind::FortiOsSecondFactor => Product::FortiGate,
        };
        let fortios = json!({
            "firmware": if kind == Kind::FortiOsForm { "5.6" } else { "7.4" },
            "admins": [{"name": USER, "password": PASSWORD, "profile": "super_admin"}],
        });
        let mut state = Map::new();
        if product == Product::FortiGate {
            state.insert("fortios".to_owned(), fortios);
        }
        let builder = Sim::builder().products([product]).state(state).keep_requests();
        let sim = builder.start_blocking().unwrap();
        if product == Product::FortiManager {
            sim.fmg().add_user(fmg_sim::fmg::User::new(USER, PASSWORD));
        }
        if kind == Kind::FortiOsSecondFactor {
            sim.fortios().set_token_code(USER, Some(CODE));
        }
        for url in LOGINS {
            let slow = Rule::new(Fault::Delay(delay)).url(url);
            // A logout of FortiOS goes to the url of the login.
            let slow = if url == LOGINS[0] { slow } else { slow.method("POST") };
            sim.faults().arm(slow);
        }
        Self { sim, kind }
    }

    pub(crate) fn client(&self, password: &str) -> Client {
        let (sim, pem) = (&self.sim, self.sim.certificate_pem());
        match self.kind {
            Kind::JsonRpc | Kind::FlatUi => {
                let builder = fmg::Client::builder(sim.fmg_url())
                    .no_proxy()
                    .root_certificate(pem)
                    .credentials(USER, password);
                let builder = if self.kind == Kind::FlatUi {
                    builder.over_flat_ui()
                } else {
                    builder
                };
                Client::Fmg(builder.build().unwrap())
            }
            Kind::Gui => {
                let builder = fmg::gui::Client::builder(sim.fmg_url())
                    .no_proxy()
                    .root_certificate(pem)
                    .credentials(USER, password);
                Client::Gui(builder.build().unwrap())
            }
            Kind::FortiOs | Kind::FortiOsForm | Kind::FortiOsSecondFactor => {
                let builder = fortios::Client::builder(sim.fortios_url())
                    .no_proxy()
                    .root_certificate(pem)
                    .credentials(USER, password)
                    .token_code(CODE);
                Client::FortiOs(builder.build().unwrap())
            }
        }
    }

    /// How many requests a login consists of.
    pub(crate) fn steps(&self) -> usize {
        match self.kind {
            // The newer url, which this firmware does not have, is asked for first.
            Kind::FortiOsForm | Kind::FortiOsSecondFactor => 2,
            _ => 1,
        }
    }

    /// How many requests a login consists of whose password is wrong.
    pub(crate) fn refused_steps(&self) -> usize {
        if self.kind == Kind::FortiOsForm { 2 } else { 1 }
    }

    /// How many requests of logins have come.
    pub(crate) fn logins(&self) -> usize {
        let received = self.sim.received();
        received.iter().filter(|request| is_login(request)).count()
    }

    /// How many sessions are open.
    pub(crate) fn sessions(&self) -> usize {
        match self.kind {
            Kind::JsonRpc | Kind::FlatUi | Kind::Gui => self.sim.fmg().sessions().len(),
            _ => self.sim.fortios().sessions().len(),
        }
    }
}

fn is_login(request: &fmg_sim::Received) -> bool {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let path = request.uri.path();
    request.method == "POST" && (LOGINS.contains(&path) || body["params"][0]["url"] == LOGINS[0])
}
