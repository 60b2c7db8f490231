//! What the FortiGate remembers, and how it answers by that.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::{
    AUTHENTICATION, Admin, CODE, Firmware, LOGINCHECK, LOGOUT, PASSWORD, TOKEN, USER, form, page, results, unauthorized,
};
use crate::appliance::{Answer, Received};

pub(super) struct Device {
    firmware: Firmware,
    admin: Admin,
    /// By number.
    pub(super) open: BTreeSet<usize>,
    /// Those that still lack the second factor or the acceptance of the banner.
    pending: BTreeSet<usize>,
    opened: usize,
    pub(super) failed: usize,
}

impl Device {
    pub(super) fn new(firmware: Firmware, admin: Admin) -> Self {
        Self {
            firmware,
            admin,
            open: BTreeSet::new(),
            pending: BTreeSet::new(),
            opened: 0,
            failed: 0,
        }
    }

    pub(super) fn answer(&mut self, received: &Received) -> Answer {
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

fn forbidden() -> Answer {
    page(
        403,
        "application/json",
        &[],
        json!({"status": "error", "http_status": 403}).to_string(),
    )
}
