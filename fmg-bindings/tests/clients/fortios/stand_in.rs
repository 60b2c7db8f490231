//! The stand-in FortiGate as clients meet it: tables, Monitor calls, logins, access, VDOMs and files.

mod access;
mod bytes;
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

/// An administrator who may do everything, and the password.
const ADMIN: (&str, &str) = ("admin", "fortigate");

/// A sim with what there is to try.
async fn started() -> Sim {
    Sim::start().await.unwrap()
}

/// A sim with an administrator, and what `more` has of the member `fortios` of a state file. Its clock stands still.
async fn started_with(more: Value) -> Sim {
    let mut state = json!({
        "vdoms": ["edge", "lab"],
        "admins": [{"name": ADMIN.0, "password": ADMIN.1, "profile": "super_admin"}],
        // Nothing of the default state.
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
        other => panic!("{other} is no object"),
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

/// What no request type can send. Its certificate was checked by the client already.
fn plain() -> &'static reqwest::Client {
    static PLAIN: LazyLock<reqwest::Client> = LazyLock::new(|| {
        let builder = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none());
        builder.tls_danger_accept_invalid_certs(true).build().unwrap()
    });
    &PLAIN
}

/// A call of a path, behind which a query may stand.
fn raw<'c>(fgt: &'c Client, method: Method, url: &str) -> Call<'c, Client, Raw> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let mut call = fgt.call(method, Path::written(path));
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        call = call.query(name.to_owned(), value);
    }
    call
}

/// A sim whose administrator calls it by a token of this value.
const TOKEN: &str = "token-of-the-tests";

/// A sim with a token that may do everything.
async fn with_super_token() -> (Sim, Client) {
    let user = json!({"api_users": [{"name": "robot", "token": TOKEN, "profile": "super_admin"}]});
    let sim = started_with(user).await;
    let client = builder(&sim).token(TOKEN).build().unwrap();
    (sim, client)
}
