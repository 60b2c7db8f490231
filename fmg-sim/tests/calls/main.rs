//! Tests of the calls that a sim received, over HTTPS.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test reports by panicking"
)]

mod log;
#[cfg(feature = "specs")]
mod schema;
#[cfg(feature = "specs")]
mod specs;
#[cfg(feature = "specs")]
mod specs_tables;
#[cfg(feature = "specs")]
mod swagger;
#[cfg(feature = "specs")]
mod syntax;
mod tables;
mod taught;

use fmg_sim::{Product, Sim};
use reqwest::Response;
use serde_json::{Value, json};

/// A client that trusts the sim and follows no redirects.
fn https(sim: &Sim) -> reqwest::Client {
    let authority = reqwest::Certificate::from_pem(sim.certificate_pem().as_bytes()).unwrap();
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .tls_certs_only([authority])
        .build()
        .unwrap()
}

/// Sends a request to the FortiManager.
async fn ask(sim: &Sim, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
    let request = https(sim).request(method.parse().unwrap(), format!("{}{path}", sim.fmg_url()));
    let request = headers
        .iter()
        .fold(request, |request, (name, value)| request.header(*name, *value));
    request.body(body.to_owned()).send().await.unwrap()
}

/// A JSON-RPC client with a session.
struct Admin<'s> {
    sim: &'s Sim,
    https: reqwest::Client,
    session: String,
}

impl<'s> Admin<'s> {
    async fn of(sim: &'s Sim) -> Self {
        Self::by(sim, "admin", "admin").await
    }

    /// Logs in as another user.
    async fn by(sim: &'s Sim, user: &str, password: &str) -> Self {
        let mut admin = Self {
            sim,
            https: https(sim),
            session: String::new(),
        };
        let data = json!({"user": user, "passwd": password});
        let reply = admin
            .ask("exec", &json!([{"url": "/sys/login/user", "data": data}]))
            .await;
        reply["session"].as_str().unwrap().clone_into(&mut admin.session);
        admin
    }

    async fn ask(&self, method: &str, params: &Value) -> Value {
        let body = json!({"id": 7, "method": method, "params": params, "session": self.session, "verbose": 1});
        let request = self.https.post(format!("{}/jsonrpc", self.sim.fmg_url()));
        let response = request.body(body.to_string()).send().await.unwrap();
        serde_json::from_str(&response.text().await.unwrap()).unwrap()
    }

    /// Makes a single call, and returns its entry in the reply.
    async fn call(&self, method: &str, entry: Value) -> Value {
        self.ask(method, &json!([entry])).await["result"][0].take()
    }
}

/// Calls a FortiGate with the token of an API user with full access.
async fn fortigate(sim: &Sim, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
    let account = sim
        .accounts(Product::FortiGate)
        .into_iter()
        .find_map(|account| match account {
            fmg_sim::Account::Token { token, .. } => Some(token),
            fmg_sim::Account::User { .. } => None,
        });
    let request = https(sim).request(method.parse().unwrap(), format!("{}{path}", sim.fortios_url()));
    let mut request = request.bearer_auth(account.unwrap());
    if let Some(body) = body {
        request = request
            .header("content-type", "application/json")
            .body(body.to_string());
    }
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (
        status,
        serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default(),
    )
}
