//! The script of a FortiGate with logins and sessions, as far as the tests of the client need one.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fmg_bindings::fortios;
use hyper::Response;
use hyper::body::Bytes;
use serde_json::{Value, json};

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

struct Device {
    firmware: Firmware,
    admin: Admin,
    /// By number.
    open: BTreeSet<usize>,
    /// Those that still lack the second factor or the acceptance of the banner.
    pending: BTreeSet<usize>,
    opened: usize,
    failed: usize,
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
        let device = Arc::new(Mutex::new(Device {
            firmware,
            admin,
            open: BTreeSet::new(),
            pending: BTreeSet::new(),
            opened: 0,
            failed: 0,
        }));
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

impl Device {
    fn answer(&mut self, received: &Received) -> Answer {
        let login = |answer| Answer::After(Duration::from_millis(50), Box::new(answer));
        let old = self.firmware == Firmware::Old;
        match (received.verb.as_str(), received.path.as_str()) {
            ("POST", AUTHENTICATION) if !old => login(self.authenticate(received)),
            ("DELETE", AUTHENTICATION) if !old => self.log_out(received, &json!({"status_code": 0}).to_string()),
            ("POST", LOGINCHECK) => login(self.login_check(received)),
            ("POST", "/logindisclaimer") if old => self.accept(received),
            ("POST", LOGOUT) if old => self.log_out(received, "<html>Please log in</html>"),
            (verb, _) => match self.caller(received) {
                None => unauthorized(),
                // The token of the form is wanted of every request that looks like a write.
                Some(Caller::Cookies(number)) if verb != "GET" && !shows_csrf_token(received, number) => forbidden(),
                Some(_) => results(received),
            },
        }
    }

    fn authenticate(&mut self, received: &Received) -> Answer {
        let said = |code: i64, message: &str| json!({"status_code": code, "status_message": message});
        let body = &received.body;
        if body["username"] != USER || body["secretkey"] != PASSWORD {
            self.failed += 1;
            return Answer::Json(said(-1, "LOGIN_FAILED"));
        }
        if self.admin.password_change {
            return Answer::Json(said(4, "LOGIN_CHANGE_PWD_NEEDED"));
        }
        if self.admin.banner && body["ack_post_disclaimer"] != true {
            return Answer::Json(said(3, "LOGIN_ACCEPT_POST_LOGIN_DISCLAIMER"));
        }
        if self.admin.second_factor {
            let pending = self.session(received).filter(|number| self.pending.contains(number));
            match (pending, body["token_code"].as_str()) {
                (Some(number), Some(CODE)) => self.pending.remove(&number),
                (_, Some(_)) => {
                    self.failed += 1;
                    return Answer::Json(said(-1, "LOGIN_FAILED"));
                }
                (_, None) => {
                    let number = self.number();
                    self.pending.insert(number);
                    return self.given(received, number, said(2, "LOGIN_TFA"));
                }
            };
        }
        let number = self.number();
        self.open.insert(number);
        let said = match self.firmware {
            Firmware::Cookies => json!({"status": 6, "status_message": "LOGIN_SUCCESS"}),
            _ => said(5, "LOGIN_SUCCESS"),
        };
        self.given(received, number, said)
    }

    /// The answer to a login that goes on in this session.
    fn given(&self, received: &Received, number: usize, mut said: Value) -> Answer {
        if self.firmware == Firmware::Key && received.body["request_key"] == true {
            said["session_key"] = json!(session_key(number));
            said["session_key_timeout"] = json!("5");
            return Answer::Json(said);
        }
        let cookies = [
            format!(
                "session_key_443_16fc2a=\"{}\"; path=/; secure; HttpOnly",
                session_key(number)
            ),
            format!("ccsrf_token_443_16fc2a=\"{}\"; path=/; secure", csrf_token(number)),
        ];
        page(200, "application/json", &cookies, said.to_string())
    }

    fn login_check(&mut self, received: &Received) -> Answer {
        let pairs = form(received.text());
        let field = |name: &str| {
            pairs
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.as_str())
        };
        let failed = [
            "APSCOOKIE_2735489310=\"0%260\"; path=/; Max-Age=0".to_owned(),
            "ccsrftoken=\"0000000000000000\"; path=/".to_owned(),
        ];
        let text = |cookies: &[String], body: &str| page(200, "text/html", cookies, body.to_owned());
        if self.firmware != Firmware::Old {
            // From 7.6.3 on it says yes and sets no cookie.
            return text(&[], "1document.location=\"/ng/prompt?viewOnly&redir=%2Fng%2F\";\n");
        }
        assert_eq!(field("ajax"), Some("1"));
        if field("username") != Some(USER) || field("secretkey") != Some(PASSWORD) {
            self.failed += 1;
            return text(&failed, if self.failed >= 3 { "2" } else { "0" });
        }
        if self.admin.password_change {
            return text(&failed, "4");
        }
        if self.admin.second_factor {
            match field("token_code") {
                None => return text(&[], "3"),
                Some(CODE) => {}
                Some(_) => {
                    self.failed += 1;
                    return text(&failed, "0");
                }
            }
        }
        let number = self.number();
        let cookies = [
            format!(
                "APSCOOKIE_2735489310=\"{}\"; path=/; secure; HttpOnly",
                session_key(number)
            ),
            format!("ccsrftoken=\"{}\"; path=/; secure", csrf_token(number)),
            format!("ccsrftoken_2735489310=\"{}\"; path=/; secure", csrf_token(number)),
        ];
        if self.admin.banner {
            self.pending.insert(number);
            return text(
                &cookies,
                "1document.location=\"/logindisclaimer?viewOnly&redir=%2Fng%2F\";\n",
            );
        }
        self.open.insert(number);
        text(&cookies, "1document.location=\"/ng/prompt?viewOnly&redir=%2Fng%2F\";\n")
    }

    fn accept(&mut self, received: &Received) -> Answer {
        match self.session(received) {
            Some(number) if received.text() == "confirm=1" && self.pending.remove(&number) => {
                self.open.insert(number);
                page(200, "text/html", &[], "1document.location=\"/ng/\";\n".to_owned())
            }
            _ => unauthorized(),
        }
    }

    fn log_out(&mut self, received: &Received, said: &str) -> Answer {
        match self.caller(received) {
            Some(Caller::Key(number)) => self.open.remove(&number),
            Some(Caller::Cookies(number)) if shows_csrf_token(received, number) => self.open.remove(&number),
            Some(Caller::Cookies(_)) => return forbidden(),
            _ => return unauthorized(),
        };
        page(200, "text/html", &[], said.to_owned())
    }

    fn number(&mut self) -> usize {
        self.opened += 1;
        self.opened
    }

    fn caller(&self, received: &Received) -> Option<Caller> {
        if bearer(received) == Some(TOKEN) {
            return Some(Caller::Token);
        }
        let number = self.session(received).filter(|number| self.open.contains(number))?;
        Some(if bearer(received).is_some() {
            Caller::Key(number)
        } else {
            Caller::Cookies(number)
        })
    }

    /// The number of the session that the request shows, by key or by cookie.
    fn session(&self, received: &Received) -> Option<usize> {
        (1..=self.opened).find(|&number| {
            bearer(received) == Some(&session_key(number))
                || received
                    .header("cookie")
                    .is_some_and(|cookie| cookie.contains(&format!("=\"{}\"", session_key(number))))
        })
    }
}

enum Caller {
    Token,
    Key(usize),
    Cookies(usize),
}

pub(crate) fn session_key(number: usize) -> String {
    format!("s3ss10n-{number}-Era%3D0%26Payload")
}

pub(crate) fn csrf_token(number: usize) -> String {
    format!("53C3487D7463F6BA-{number}")
}

fn shows_csrf_token(received: &Received, number: usize) -> bool {
    received.header("x-csrftoken") == Some(&csrf_token(number))
}

fn bearer(received: &Received) -> Option<&str> {
    received.header("authorization")?.strip_prefix("Bearer ")
}

/// An ordinary answer: no results, and who answers.
pub(crate) fn results(received: &Received) -> Answer {
    if received.path != POLICY && !received.path.starts_with("/api/v2/cmdb/") {
        let body = json!({"status": "error", "http_status": 404, "path": "monitor", "version": "v7.0.2"});
        return page(404, "application/json", &[], body.to_string());
    }
    Answer::Json(envelope(received, json!([{"policyid": 1, "bytes": 2048}])))
}

/// The envelope of a success.
pub(crate) fn envelope(received: &Received, results: Value) -> Value {
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

fn forbidden() -> Answer {
    page(
        403,
        "application/json",
        &[],
        json!({"status": "error", "http_status": 403}).to_string(),
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
