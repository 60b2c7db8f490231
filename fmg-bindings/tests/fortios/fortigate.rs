//! The script of a FortiGate with logins and sessions, as far as the tests of the client need one.

mod device;

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use fmg_bindings::fortios;
use hyper::Response;
use hyper::body::Bytes;
use serde_json::{Value, json};

use self::device::Device;
pub(crate) use self::device::{csrf_token, session_key};
use crate::appliance::{Answer, Appliance, Received};
use crate::authority::Authority;

pub(crate) const USER: &str = "api-admin";
pub(crate) const PASSWORD: &str = "correct horse & battery=staple+é";
pub(crate) const TOKEN: &str = "fccys3cfbhyhqbqghkyzm1QGNnm31r";
pub(crate) const CODE: &str = "246810";

pub(crate) const AUTHENTICATION: &str = "/api/v2/authentication";
pub(crate) const LOGINCHECK: &str = "/logincheck";
pub(crate) const LOGOUT: &str = "/logout";
pub(crate) const POLICY: &str = "/api/v2/monitor/firewall/policy";

/// Which login the firmware has, and what it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Firmware {
    /// 5.6: `/logincheck`, and cookies with the names of that time.
    Old,
    /// 7.x: `/api/v2/authentication`, and a key in the answer for those who ask.
    Key,
    /// 7.6.4: `/api/v2/authentication`, and cookies whatever one asks for.
    Cookies,
}

/// What is peculiar about the administrator.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Admin {
    pub(crate) second_factor: bool,
    pub(crate) banner: bool,
    pub(crate) password_change: bool,
}

/// An appliance with its authority.
pub(crate) struct FortiGate {
    pub(crate) authority: Authority,
    appliance: Appliance,
    device: Arc<Mutex<Device>>,
}

impl FortiGate {
    pub(crate) fn start(firmware: Firmware) -> Self {
        Self::start_with(firmware, Admin::default(), |_| None)
    }

    /// One whose requests are answered by `script` first; what that leaves open, the ordinary way. A login takes 50 ms,
    /// so that calls made at the same time really meet.
    pub(crate) fn start_with(
        firmware: Firmware,
        admin: Admin,
        script: impl Fn(&Received) -> Option<Answer> + Send + Sync + 'static,
    ) -> Self {
        let authority = Authority::new();
        let device = Arc::new(Mutex::new(Device::new(firmware, admin)));
        let state = Arc::clone(&device);
        let appliance = Appliance::start(authority.server(&["127.0.0.1"], None), move |received| {
            script(received).unwrap_or_else(|| state.lock().unwrap_or_else(PoisonError::into_inner).answer(received))
        });
        Self {
            authority,
            appliance,
            device,
        }
    }

    /// A client that trusts this appliance; nothing else of it is set.
    pub(crate) fn builder(&self) -> fortios::Builder {
        fortios::Client::builder(self.url())
            .no_proxy()
            .root_certificate(self.authority.pem())
    }

    /// A client of [`USER`].
    pub(crate) fn client(&self, password: &str) -> fortios::Client {
        self.builder().credentials(USER, password).build().unwrap()
    }

    /// A client with [`TOKEN`].
    pub(crate) fn token_client(&self) -> fortios::Client {
        self.builder().token(TOKEN).build().unwrap()
    }

    /// How many sessions are open.
    pub(crate) fn open_sessions(&self) -> usize {
        self.device.lock().unwrap().open.len()
    }

    /// How many passwords were looked at and found wrong.
    pub(crate) fn failed_logins(&self) -> usize {
        self.device.lock().unwrap().failed
    }

    /// Ends every session, as the idle time-out does.
    pub(crate) fn expire_sessions(&self) {
        self.device.lock().unwrap().open.clear();
    }

    /// How many requests went to this path.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.received().iter().filter(|received| received.path == path).count()
    }

    /// The requests that went to this path.
    pub(crate) fn received_at(&self, path: &str) -> Vec<Received> {
        let mut received = self.received();
        received.retain(|received| received.path == path);
        received
    }
}

impl Deref for FortiGate {
    type Target = Appliance;

    fn deref(&self) -> &Appliance {
        &self.appliance
    }
}

/// An ordinary answer: no results, and who answers.
pub(crate) fn results(received: &Received) -> Answer {
    if received.path != POLICY && !received.path.starts_with("/api/v2/cmdb/") {
        let body = json!({"status": "error", "http_status": 404, "path": "monitor", "version": "v7.0.2"});
        return page(404, "application/json", &[], body.to_string());
    }
    Answer::Json(envelope(received, &json!([{"policyid": 1, "bytes": 2048}])))
}

/// The envelope of a success.
pub(crate) fn envelope(received: &Received, results: &Value) -> Value {
    json!({
        "http_method": received.verb.as_str(), "results": results, "vdom": "root", "path": "firewall", "name": "policy",
        "status": "success", "serial": "FGT61F0000000000", "version": "v7.6.3", "build": 3510,
    })
}

pub(crate) fn unauthorized() -> Answer {
    page(
        401,
        "text/html",
        &[],
        "<!DOCTYPE html><html><head><title>401 Unauthorized</title></head></html>".to_owned(),
    )
}

pub(crate) fn page(status: u16, content_type: &str, cookies: &[String], body: String) -> Answer {
    let mut response = Response::builder().status(status).header("content-type", content_type);
    for cookie in cookies {
        response = response.header("set-cookie", cookie);
    }
    Answer::Http(response.body(Bytes::from(body)).unwrap())
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
