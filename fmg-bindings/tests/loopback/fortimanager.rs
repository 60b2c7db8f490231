//! The script of a FortiManager with sessions, as far as the tests of the client need one.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fmg_bindings::fmg;
use serde_json::json;

use crate::appliance::{Answer, Appliance, Received};
use crate::authority::Authority;

pub(crate) const USER: &str = "api-user";
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// An appliance with its authority.
pub(crate) struct FortiManager {
    pub(crate) authority: Authority,
    appliance: Appliance,
    sessions: Arc<Mutex<Sessions>>,
}

#[derive(Default)]
struct Sessions {
    open: BTreeSet<String>,
    opened: usize,
}

impl FortiManager {
    /// One that answers a login after 50 ms, so that calls made at the same time really meet.
    pub(crate) fn start() -> Self {
        Self::start_with(|_| None)
    }

    /// One whose calls are answered by `script` first; what that leaves open, the ordinary way.
    pub(crate) fn start_with(script: impl Fn(&Received) -> Option<Answer> + Send + Sync + 'static) -> Self {
        let authority = Authority::new();
        let sessions = Arc::new(Mutex::new(Sessions::default()));
        let state = Arc::clone(&sessions);
        let appliance = Appliance::start(authority.server(&["127.0.0.1"], None), move |received| {
            script(received).unwrap_or_else(|| state.lock().unwrap_or_else(PoisonError::into_inner).answer(received))
        });
        Self {
            authority,
            appliance,
            sessions,
        }
    }

    /// A client that trusts this appliance; nothing else of it is set.
    pub(crate) fn builder(&self) -> fmg::Builder {
        fmg::Client::builder(self.url())
            .no_proxy()
            .root_certificate(self.authority.pem())
    }

    /// A client of [`USER`].
    pub(crate) fn client(&self, password: &str) -> fmg::Client {
        self.builder().credentials(USER, password).build().unwrap()
    }

    /// How many sessions are open.
    pub(crate) fn open_sessions(&self) -> usize {
        self.sessions.lock().unwrap().open.len()
    }

    /// Ends every session, as the idle time-out does.
    pub(crate) fn expire_sessions(&self) {
        self.sessions.lock().unwrap().open.clear();
    }
}

impl Deref for FortiManager {
    type Target = Appliance;

    fn deref(&self) -> &Appliance {
        &self.appliance
    }
}

impl Sessions {
    fn answer(&mut self, received: &Received) -> Answer {
        match received.url().trim_start_matches('/') {
            "sys/login/user" => Answer::After(Duration::from_millis(50), Box::new(self.login(received))),
            _ if !received.session().is_some_and(|session| self.open.contains(session)) => {
                Answer::Json(received.reply(-11, "No permission for the resource", None))
            }
            "sys/logout" => {
                self.open.remove(received.session().unwrap_or_default());
                Answer::Json(received.reply(0, "OK", None))
            }
            "sys/status" => Answer::Json(received.reply(0, "OK", Some(json!({"Hostname": "FMG-VM64"})))),
            _ => Answer::Json(received.reply(-6, "Invalid url", None)),
        }
    }

    fn login(&mut self, received: &Received) -> Answer {
        let data = match &received.body["params"][0]["data"] {
            serde_json::Value::Array(entries) => entries.first().cloned().unwrap_or_default(),
            data => data.clone(),
        };
        if data["user"] != USER || data["passwd"] != PASSWORD {
            return Answer::Json(received.reply(-22, "Login fail", None));
        }
        self.opened += 1;
        let session = format!("session-{}-4f1c9d", self.opened);
        let mut reply = received.reply(0, "OK", None);
        reply["session"] = json!(session);
        self.open.insert(session);
        Answer::Json(reply)
    }
}
