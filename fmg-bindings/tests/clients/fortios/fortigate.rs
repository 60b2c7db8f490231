//! The simulated FortiGate of a test.

use std::ops::Deref;
use std::time::Duration;

use fmg_bindings::fortios;
use fmg_sim::fault::{Armed, Fault, Rule};
use fmg_sim::{Product, Sim};
use serde_json::{Map, Value, json};

use crate::appliance::Received;
use crate::simulated;

pub(crate) const USER: &str = "api-admin";
pub(crate) const PASSWORD: &str = "correct horse & battery=staple+é";
pub(crate) const TOKEN: &str = "fccys3cfbhyhqbqghkyzm1QGNnm31r";
pub(crate) const CODE: &str = "246810";

pub(crate) const AUTHENTICATION: &str = "/api/v2/authentication";
pub(crate) const LOGINCHECK: &str = "/logincheck";
pub(crate) const DISCLAIMER: &str = "/logindisclaimer";
pub(crate) const LOGOUT: &str = "/logout";
pub(crate) const POLICY: &str = "/api/v2/monitor/firewall/policy";

/// The login of a firmware, and what it returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Firmware {
    /// `/logincheck`, with cookies of the older names.
    Old,
    /// `/api/v2/authentication`, with a key in the response if it is requested.
    Key,
    /// `/api/v2/authentication`, with cookies whatever is requested.
    Cookies,
}

pub(crate) const FIRMWARES: [Firmware; 3] = [Firmware::Key, Firmware::Cookies, Firmware::Old];

impl Firmware {
    /// The login url.
    pub(crate) fn login(self) -> &'static str {
        match self {
            Self::Old => LOGINCHECK,
            Self::Key | Self::Cookies => AUTHENTICATION,
        }
    }
}

/// A FortiGate with the administrator [`USER`] and an API user with [`TOKEN`]. It has one policy, and the VDOMs `root`,
/// `edge` and `lab`.
pub(crate) struct FortiGate {
    sim: Sim,
}

impl FortiGate {
    /// Starts an appliance that answers a login after 50 ms, so that concurrent calls wait for the same login.
    pub(crate) fn start(firmware: Firmware) -> Self {
        Self::start_with(firmware, json!({}))
    }

    /// Also takes members of `fortios` of a state file.
    pub(crate) fn start_with(firmware: Firmware, more: Value) -> Self {
        let mut state = object(json!({
            "firmware": match firmware {
                Firmware::Old => "5.6",
                Firmware::Key => "7.4",
                Firmware::Cookies => "7.6",
            },
            "vdoms": ["edge", "lab"],
            "admins": [{"name": USER, "password": PASSWORD, "profile": "super_admin"}],
            "api_users": [{"name": "robot", "token": TOKEN, "profile": "super_admin"}],
            "vdom": {"root": {"firewall/policy": [{
                "policyid": 1, "name": "out", "srcintf": ["port2"], "dstintf": ["port1"], "srcaddr": ["all"],
                "dstaddr": ["all"], "action": "accept", "schedule": "always", "service": ["ALL"],
            }]}},
        }));
        state.extend(object(more));
        let builder = Sim::builder().products([Product::FortiGate]);
        let sim = simulated::start(builder.state(object(json!({ "fortios": state }))));
        sim.fortios().set_gives_keys(firmware != Firmware::Cookies);
        let slow = Fault::Delay(Duration::from_millis(50));
        for path in [AUTHENTICATION, LOGINCHECK] {
            sim.faults().arm(Rule::new(slow).method("POST").url(path));
        }
        Self { sim }
    }

    /// Starts an appliance whose administrators have to accept a banner.
    pub(crate) fn with_banner(firmware: Firmware) -> Self {
        let banner = json!({"system/global": {"post-login-banner": "enable"}});
        Self::start_with(firmware, json!({ "global": banner }))
    }

    /// Arms a fault for all requests to `path`.
    pub(crate) fn with(self, path: &str, fault: Fault) -> Self {
        self.arm(Rule::new(fault).url(path));
        self
    }

    pub(crate) fn arm(&self, rule: Rule) -> Armed {
        self.sim.faults().arm(rule)
    }

    /// Puts a row into a table of the VDOM `root`.
    pub(crate) fn put(&self, table: &str, row: Value) {
        self.fortios().put("root", table, &object(row)).unwrap();
    }

    pub(crate) fn url(&self) -> &str {
        self.sim.fortios_url()
    }

    /// A builder for a client that trusts this appliance, without other settings.
    pub(crate) fn builder(&self) -> fortios::Builder {
        fortios::Client::builder(self.url())
            .no_proxy()
            .root_certificate(self.certificate_pem())
    }

    /// A client of [`USER`].
    pub(crate) fn client(&self, password: &str) -> fortios::Client {
        self.builder().credentials(USER, password).build().unwrap()
    }

    /// A client with [`TOKEN`].
    pub(crate) fn token_client(&self) -> fortios::Client {
        self.builder().token(TOKEN).build().unwrap()
    }

    /// The number of open sessions.
    pub(crate) fn open_sessions(&self) -> usize {
        self.fortios().sessions().len()
    }

    /// The number of failed logins.
    pub(crate) fn failed_logins(&self) -> u64 {
        self.fortios().failed_logins(USER)
    }

    /// All requests so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        simulated::received(&self.sim, Product::FortiGate)
    }

    /// The number of requests to this path.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.received_at(path).len()
    }

    /// The requests to this path.
    pub(crate) fn received_at(&self, path: &str) -> Vec<Received> {
        let mut received = self.received();
        received.retain(|received| received.path == path);
        received
    }
}

impl Deref for FortiGate {
    type Target = Sim;

    fn deref(&self) -> &Sim {
        &self.sim
    }
}

pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        other => panic!("{other} is not an object"),
    }
}

/// The session headers of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SessionHeaders {
    /// The key in `Authorization`, or the value of the session cookie.
    pub(crate) key: String,
    /// The value of the cookie with the CSRF token; empty with a key.
    pub(crate) csrf_token: String,
}

/// Reads the session headers of a request; cookie values without quotes.
pub(crate) fn session_headers(received: &Received) -> Option<SessionHeaders> {
    if let Some(key) = received.header("authorization") {
        return Some(SessionHeaders {
            key: key.strip_prefix("Bearer ")?.to_owned(),
            csrf_token: String::new(),
        });
    }
    let cookies: Vec<_> = received
        .header("cookie")?
        .split("; ")
        .map(|cookie| cookie.split_once('=').unwrap())
        .collect();
    let value = |csrf: bool| {
        let found = cookies.iter().find(|(name, _)| name.starts_with("ccsrf") == csrf);
        let quoted = found.unwrap().1.strip_prefix('"').unwrap();
        quoted.strip_suffix('"').unwrap().to_owned()
    };
    Some(SessionHeaders {
        key: value(false),
        csrf_token: value(true),
    })
}

/// The pairs of a form or a query, decoded.
pub(crate) fn form(text: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| {
        percent_encoding::percent_decode_str(text)
            .decode_utf8()
            .unwrap()
            .into_owned()
    };
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}
