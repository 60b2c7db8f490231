//! The users of the tests, and the secrets that must not show.

use fmg_bindings::serde_json::{Value, json};
use fmg_sim::Sim;
use fmg_sim::fmg::User;

pub(crate) const USER: &str = "automation";
pub(crate) const PASSWORD: &str = "correct horse battery staple";
pub(crate) const APPROVER: &str = "approver";
pub(crate) const KEY: &str = "key-of-the-fault-matrix";

/// The headers that may hold a secret.
const HEADERS: [&str; 5] = ["authorization", "cookie", "xsrf-token", "x-csrftoken", "session_key"];

/// A simulator with the users.
pub(crate) fn sim() -> Sim {
    let admins = json!({"fortios": {"admins": [{"name": USER, "password": PASSWORD, "profile": "super_admin"}]}});
    let Value::Object(state) = admins else {
        unreachable!("it is an object")
    };
    let sim = Sim::builder().state(state).task_speed(60.0).start_blocking().unwrap();
    for name in [USER, APPROVER] {
        sim.fmg().add_user(User::new(name, PASSWORD));
    }
    sim.fmg().add_user(User::with_key("keyed", KEY));
    sim
}

/// The passwords and keys, and the sessions of all requests.
pub(crate) fn of(sim: &Sim) -> Vec<String> {
    let mut secrets = vec![PASSWORD.to_owned(), KEY.to_owned()];
    for received in sim.received() {
        let body: Value = serde_json::from_slice(&received.body).unwrap_or_default();
        secrets.extend(body["session"].as_str().map(str::to_owned));
        for name in HEADERS {
            let values = received
                .headers
                .get_all(name)
                .iter()
                .filter_map(|value| value.to_str().ok());
            let words = values.flat_map(|value| value.split([' ', '"', ';', '=']));
            secrets.extend(words.filter(|word| word.len() >= 16).map(str::to_owned));
        }
    }
    secrets.sort_unstable();
    secrets.dedup();
    secrets
}
