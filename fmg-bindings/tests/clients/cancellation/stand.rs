//! A simulated appliance for each kind of client, and the client.

use std::path::Path;
use std::time::Duration;

use fmg_bindings::fmg::gui::File;
use fmg_bindings::fortios::monitor::system::{ConfigRestoreSource, Scope};
use fmg_bindings::{Error, fmg, fortios};
use fmg_sim::fault::{Fault, Rule};
use fmg_sim::{Product, Sim};
use serde_json::{Map, Value, json};

pub(crate) const USER: &str = "automation";
pub(crate) const PASSWORD: &str = "correct horse battery staple";
const CODE: &str = "246810";

/// The login url of each client.
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
    /// A login of old firmware that ends with a banner to accept.
    FortiOsBanner,
}

pub(crate) const KINDS: [Kind; 7] = [
    Kind::JsonRpc,
    Kind::FlatUi,
    Kind::Gui,
    Kind::FortiOs,
    Kind::FortiOsForm,
    Kind::FortiOsSecondFactor,
    Kind::FortiOsBanner,
];

#[derive(Clone)]
pub(crate) enum Client {
    Fmg(fmg::Client),
    Gui(fmg::gui::Client),
    FortiOs(fortios::Client),
}

/// Calls the method of the same name on the client of this kind.
macro_rules! each {
    ($client:expr, $fmg:ident => $work:expr) => {
        match $client {
            Client::Fmg($fmg) => $work,
            Client::Gui($fmg) => $work,
            Client::FortiOs($fmg) => $work,
        }
    };
}

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

    /// A read that every user may make.
    pub(crate) async fn call(&self) -> Result<(), Error> {
        match self {
            Self::Fmg(fmg) => fmg.sys().status().await.map(drop),
            Self::Gui(gui) => gui.sys().uptime().await.map(drop),
            Self::FortiOs(fgt) => fgt.monitor().firewall().policy().await.map(drop),
        }
    }
}

#[cfg(feature = "blocking")]
#[derive(Clone)]
pub(crate) enum Blocking {
    Fmg(fmg::blocking::Client),
    Gui(fmg::gui::blocking::Client),
    FortiOs(fortios::blocking::Client),
}

#[cfg(feature = "blocking")]
impl Blocking {
    /// Makes a call and a download to `folder`, with this time limit. Returns how many timed out.
    pub(crate) fn perform(&self, limit: Duration, folder: &Path) -> usize {
        let path = folder.join(FILE);
        let outcomes = match self {
            Self::Fmg(fmg) => {
                let backup = fmg.rest().backup().with(|backup| backup.passwd("secret"));
                [
                    fmg.sys().status().timeout(limit).send().map(drop),
                    backup.timeout(limit).overwrite().save_as(path).map(drop),
                ]
            }
            Self::Gui(gui) => {
                let file = gui.template().download(TEMPLATE);
                [
                    gui.sys().uptime().timeout(limit).send().map(drop),
                    file.timeout(limit).overwrite().save_as(path).map(drop),
                ]
            }
            Self::FortiOs(fgt) => {
                let backup = fgt.monitor().system().config_backup(Scope::Global);
                [
                    fgt.monitor().firewall().policy().timeout(limit).send().map(drop),
                    backup.timeout(limit).overwrite().save_as(path).map(drop),
                ]
            }
        };
        let gave_up = outcomes
            .iter()
            .filter(|outcome| outcome.as_ref().is_err_and(Error::is_timeout));
        gave_up.count()
    }

    /// Makes a call in a session and logs out.
    pub(crate) fn with_session(&self) -> Result<(), Error> {
        match self {
            Self::Fmg(fmg) => fmg.with_session(|fmg| fmg.sys().status().send().map(drop)),
            Self::Gui(gui) => gui.with_session(|gui| gui.sys().uptime().send().map(drop)),
            Self::FortiOs(fgt) => fgt.with_session(|fgt| fgt.monitor().firewall().policy().send().map(drop)),
        }
    }

    pub(crate) fn close_within(self, limit: Duration) -> Result<(), Error> {
        match self {
            Self::Fmg(fmg) => fmg.close_within(limit),
            Self::Gui(gui) => gui.close_within(limit),
            Self::FortiOs(fgt) => fgt.close_within(limit),
        }
    }
}

/// An operation of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Login,
    Call,
    Logout,
    Upload,
    Download,
}

pub(crate) const TASKS: [Task; 5] = [Task::Login, Task::Call, Task::Logout, Task::Upload, Task::Download];

impl Client {
    pub(crate) async fn perform(&self, task: Task, folder: &Path) -> Result<(), Error> {
        match task {
            Task::Login => self.login().await,
            Task::Call => self.call().await,
            Task::Logout => self.logout().await,
            Task::Upload => self.upload().await,
            Task::Download => self.download(folder).await,
        }
    }

    /// Sends a file of the wrong kind, so that it changes nothing.
    async fn upload(&self) -> Result<(), Error> {
        let file = File::from_bytes("file", vec![b'x'; 200_000]);
        match self {
            Self::Fmg(fmg) => {
                let restore = fmg.rest().restore(file).with(|restore| restore.passwd("guess"));
                restore.await.map(drop)
            }
            Self::Gui(gui) => gui.certificate().import("none", file).await.map(drop),
            Self::FortiOs(fgt) => {
                let config = fgt.monitor().system();
                let restore = config.config_restore(ConfigRestoreSource::Upload, Scope::Global);
                restore.with(|restore| restore.file_content(file)).await.map(drop)
            }
        }
    }

    /// Saves a file in `folder`.
    async fn download(&self, folder: &Path) -> Result<(), Error> {
        match self {
            Self::Fmg(fmg) => {
                let backup = fmg.rest().backup().with(|backup| backup.passwd("secret"));
                backup.overwrite().save_as(folder.join(FILE)).await.map(drop)
            }
            Self::Gui(gui) => {
                let file = gui.template().download(TEMPLATE);
                file.overwrite().save_as(folder.join(FILE)).await.map(drop)
            }
            Self::FortiOs(fgt) => {
                let backup = fgt.monitor().system().config_backup(Scope::Global);
                backup.overwrite().save_as(folder.join(FILE)).await.map(drop)
            }
        }
    }
}

/// The file name of the download.
pub(crate) const FILE: &str = "file";
/// A file that the GUI has.
const TEMPLATE: &str = "export_template.json";

/// The number of files in a folder other than complete downloads.
pub(crate) fn parts(folder: &Path) -> usize {
    let names = folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_str() != Some(FILE)).count()
}

/// An appliance for one kind of client.
pub(crate) struct Stand {
    pub(crate) sim: Sim,
    kind: Kind,
}

impl Stand {
    /// Starts an appliance that processes logins at once and answers them after `delay`.
    pub(crate) fn start(kind: Kind, delay: Duration) -> Self {
        let product = match kind {
            Kind::JsonRpc | Kind::FlatUi | Kind::Gui => Product::FortiManager,
            Kind::FortiOs | Kind::FortiOsForm | Kind::FortiOsSecondFactor | Kind::FortiOsBanner => Product::FortiGate,
        };
        let is_old = matches!(kind, Kind::FortiOsForm | Kind::FortiOsBanner);
        let banner = if kind == Kind::FortiOsBanner {
            "enable"
        } else {
            "disable"
        };
        let fortios = json!({
            "firmware": if is_old { "5.6" } else { "7.4" },
            "global": {"system/global": {"post-login-banner": banner}},
            "admins": [{"name": USER, "password": PASSWORD, "profile": "super_admin"}],
        });
        let mut state = Map::new();
        if product == Product::FortiGate {
            state.insert("fortios".to_owned(), fortios);
        }
        let builder = Sim::builder().products([product]).state(state);
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

    /// Builds a blocking client.
    #[cfg(feature = "blocking")]
    pub(crate) fn blocking(&self) -> Blocking {
        let (sim, pem) = (&self.sim, self.sim.certificate_pem());
        match self.kind {
            Kind::JsonRpc | Kind::FlatUi => {
                let builder = fmg::blocking::Client::builder(sim.fmg_url())
                    .no_proxy()
                    .root_certificate(pem)
                    .credentials(USER, PASSWORD);
                let builder = if self.kind == Kind::FlatUi {
                    builder.over_flat_ui()
                } else {
                    builder
                };
                Blocking::Fmg(builder.build().unwrap())
            }
            Kind::Gui => {
                let builder = fmg::gui::blocking::Client::builder(sim.fmg_url())
                    .no_proxy()
                    .root_certificate(pem)
                    .credentials(USER, PASSWORD);
                Blocking::Gui(builder.build().unwrap())
            }
            _ => {
                let builder = fortios::blocking::Client::builder(sim.fortios_url())
                    .no_proxy()
                    .root_certificate(pem)
                    .credentials(USER, PASSWORD)
                    .token_code(CODE);
                Blocking::FortiOs(builder.build().unwrap())
            }
        }
    }

    pub(crate) fn client(&self, password: &str) -> Client {
        self.client_within(password, None)
    }

    /// Builds a client with this reply limit, in bytes.
    pub(crate) fn client_within(&self, password: &str, reply_limit: Option<u64>) -> Client {
        let (sim, pem) = (&self.sim, self.sim.certificate_pem());
        match self.kind {
            Kind::JsonRpc | Kind::FlatUi => {
                let builder = fmg::Client::builder(sim.fmg_url())
                    .no_proxy()
                    .root_certificate(pem)
                    .credentials(USER, password)
                    .reply_limit(reply_limit);
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
                    .credentials(USER, password)
                    .reply_limit(reply_limit);
                Client::Gui(builder.build().unwrap())
            }
            Kind::FortiOs | Kind::FortiOsForm | Kind::FortiOsSecondFactor | Kind::FortiOsBanner => {
                let builder = fortios::Client::builder(sim.fortios_url())
                    .no_proxy()
                    .root_certificate(pem)
                    .credentials(USER, password)
                    .reply_limit(reply_limit)
                    .token_code(CODE);
                Client::FortiOs(builder.build().unwrap())
            }
        }
    }

    /// The number of requests of a login.
    pub(crate) fn steps(&self) -> usize {
        match self.kind {
            // The client first tries the newer url, which this firmware does not have.
            Kind::FortiOsForm | Kind::FortiOsSecondFactor | Kind::FortiOsBanner => 2,
            _ => 1,
        }
    }

    /// The number of requests of a login with a wrong password.
    pub(crate) fn refused_steps(&self) -> usize {
        match self.kind {
            Kind::FortiOsForm | Kind::FortiOsBanner => 2,
            _ => 1,
        }
    }

    /// The number of login requests received.
    pub(crate) fn logins(&self) -> usize {
        let received = self.sim.received();
        received.iter().filter(|request| is_login(request)).count()
    }

    /// The number of open sessions that a login has opened or started to open.
    pub(crate) fn sessions(&self) -> usize {
        match self.kind {
            Kind::JsonRpc | Kind::FlatUi | Kind::Gui => self.sim.fmg().logins().len(),
            _ => self.sim.fortios().sessions().len() + self.sim.fortios().pending_logins(),
        }
    }
}

fn is_login(request: &fmg_sim::Received) -> bool {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let path = request.uri.path();
    request.method == "POST" && (LOGINS.contains(&path) || body["params"][0]["url"] == LOGINS[0])
}
