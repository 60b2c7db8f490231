//! An HTTPS server with canned responses, for what no FortiGate sends or the simulator does not know.

use std::ops::Deref;

use fmg_bindings::fortios;
use hyper::Response;
use hyper::body::Bytes;
use serde_json::{Value, json};

use crate::appliance::{Answer, Appliance, Received};
use crate::authority::Authority;
use crate::fortios::fortigate::{TOKEN, USER};

/// A server with its certificate authority.
pub(crate) struct Canned {
    authority: Authority,
    appliance: Appliance,
}

impl Canned {
    pub(crate) fn start(answer: impl Fn(&Received) -> Answer + Send + Sync + 'static) -> Self {
        let authority = Authority::new();
        let appliance = Appliance::start(authority.server(&["127.0.0.1"], None), answer);
        Self { authority, appliance }
    }

    /// A server with this response at `path`, and HTTP 401 elsewhere.
    pub(crate) fn at(path: &'static str, answer: impl Fn() -> Answer + Send + Sync + 'static) -> Self {
        Self::start(move |received| {
            if received.path == path {
                answer()
            } else {
                page(401, "text/html", &[], "<html>Unauthorized</html>".to_owned())
            }
        })
    }

    /// A builder for `base`, which has to contain the server's address.
    pub(crate) fn builder_of(&self, base: String) -> fortios::Builder {
        fortios::Client::builder(base)
            .no_proxy()
            .root_certificate(self.authority.pem())
    }

    pub(crate) fn client(&self, password: &str) -> fortios::Client {
        self.builder_of(self.url()).credentials(USER, password).build().unwrap()
    }

    pub(crate) fn token_client(&self) -> fortios::Client {
        self.builder_of(self.url()).token(TOKEN).build().unwrap()
    }

    /// The number of requests to this path.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.received().iter().filter(|received| received.path == path).count()
    }
}

impl Deref for Canned {
    type Target = Appliance;

    fn deref(&self) -> &Appliance {
        &self.appliance
    }
}

/// The response to a successful call.
pub(crate) fn success(results: &Value) -> Answer {
    Answer::Json(json!({"http_method": "GET", "results": results, "vdom": "root", "status": "success"}))
}

/// The response of the login form to a successful login, with these cookies.
pub(crate) fn welcome(cookies: &[String]) -> Answer {
    let body = "1document.location=\"/ng/prompt?viewOnly&redir=%2Fng%2F\";\n";
    page(200, "text/html", cookies, body.to_owned())
}

pub(crate) fn page(status: u16, content_type: &str, cookies: &[String], body: String) -> Answer {
    let mut response = Response::builder().status(status).header("content-type", content_type);
    for cookie in cookies {
        response = response.header("set-cookie", cookie);
    }
    Answer::Http(response.body(Bytes::from(body)).unwrap())
}
