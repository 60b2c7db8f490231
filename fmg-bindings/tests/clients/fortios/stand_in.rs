//! Tests of the simulated FortiGate with clients: tables, Monitor calls, logins, access, VDOMs and files.

mod access;
mod bytes;
mod described;
mod files;
mod logins;
mod monitor;
mod rows;
mod tables;
mod vdoms;

use std::sync::LazyLock;

use fmg_bindings::fortios::{self, Call, Client, Method, Path, Raw};
use fmg_sim::{Clock, Sim};
use serde_json::{Map, Value, json};

/// An administrator with all permissions, and the password.
const ADMIN: (&str, &str) = ("admin", "fortigate");

/// Starts a simulator with its example state.
async fn started() -> Sim {
    Sim::start().await.unwrap()
}

/// Starts a simulator with an administrator and the members `more` of `fortios` of a state file. Its clock does not run.
async fn started_with(more: Value) -> Sim {
    let mut state = json!({
        "vdoms": ["edge", "lab"],
        "admins": [{"name": ADMIN.0, "password": ADMIN.1, "profile": "super_admin"}],
        // Replaces the default state.
        "profiles": [], "api_users": [], "global": {}, "vdom": {},
    });
    state.as_object_mut().unwrap().extend(object(more));
    let clock = Clock::new();
    clock.set_speed(0.0);
    let state = object(json!({"fortios": state}));
    Sim::builder().state(state).clock(clock).start().await.unwrap()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        other => panic!("{other} is not an object"),
    }
}

fn builder(sim: &Sim) -> fortios::Builder {
    Client::builder(sim.fortios_url())
        .no_proxy()
        .root_certificate(sim.certificate_pem())
}

/// A client of an administrator.
fn admin(sim: &Sim) -> Client {
    builder(sim).credentials(ADMIN.0, ADMIN.1).build().unwrap()
}

/// A client with the token of an API user.
fn with_token(sim: &Sim, user: &str) -> Client {
    builder(sim).token(sim.fortios().token(user).unwrap()).build().unwrap()
}

/// Sends requests that no request type can express. The client has already checked the certificate.
fn plain() -> &'static reqwest::Client {
    static PLAIN: LazyLock<reqwest::Client> = LazyLock::new(|| {
        let builder = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none());
        builder.tls_danger_accept_invalid_certs(true).build().unwrap()
    });
    &PLAIN
}

/// A call of a path, which a query may follow.
fn raw<'c>(fgt: &'c Client, method: Method, url: &str) -> Call<'c, Client, Raw> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let mut call = fgt.call(method, Path::written(path));
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        call = call.query(name.to_owned(), value);
    }
    call
}

/// The token of the administrator.
const TOKEN: &str = "token-of-the-tests";

/// Starts a simulator with a token that has all permissions.
async fn with_super_token() -> (Sim, Client) {
    let user = json!({"api_users": [{"name": "robot", "token": TOKEN, "profile": "super_admin"}]});
    let sim = started_with(user).await;
    let client = builder(&sim).token(TOKEN).build().unwrap();
    (sim, client)
}
