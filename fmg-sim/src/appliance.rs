//! What a product is to the server that carries its requests.

use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response};
use serde_json::Value;

use crate::call::Call;
use crate::content::Content;

/// Answers requests from memory; I/O, TLS and the faults of a connection are the server's.
///
/// A request comes in whole, within the limits of the server, or as the beginning of a large file with a
/// [`Beyond`](crate::content::Beyond) in its extensions. A fault that the product itself is to play is there as well, as a
/// [`fault::Injected`](crate::fault::Injected).
///
/// A product is made by a `new(clock: Clock, settings: &Settings) -> Result<Self, StateError>`, and is a handle: its clones
/// share one state.
pub(crate) trait Appliance: Send + Sync + 'static {
    /// Answers one request. The extensions of the response hold [`Reports`](crate::call::Reports) on its calls, unless its HTTP
    /// status is all there is to report.
    ///
    /// Must not block on anything but the lock on its own state, and must not panic, whatever the bytes are.
    fn handle(&self, request: Request<Bytes>) -> Response<Content>;

    /// The calls that a request holds, in their order, without what became of them.
    fn decode(&self, request: &Request<Bytes>) -> Vec<Call>;

    /// Whether the body of a request is a file, of which the beginning and the length are enough to answer it.
    fn takes_file(&self, _head: &Parts) -> bool {
        false
    }

    /// Who may log in, for the program to print.
    fn accounts(&self) -> Vec<Account>;
}

/// Marks a request that came in by the way that only programs on the appliance itself have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Local;

/// Somebody who may use an appliance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Account {
    /// Logs in.
    User {
        /// The name.
        name: String,
        /// The password, in clear: it is made up.
        password: String,
        /// What the user may do, in a few words.
        note: String,
    },
    /// Shows a token, or an API key, with every request.
    Token {
        /// Whose token it is.
        name: String,
        /// The token, in clear: it is made up.
        token: String,
        /// What the token may do, in a few words.
        note: String,
    },
}

/// How a product is set up.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// What ids, tokens and session names are made from: the same seed and the same requests give the same ones.
    pub(crate) seed: u64,
    /// How fast tasks run: 2 is twice as fast as the clock.
    pub(crate) task_speed: f64,
    /// The state to start from: the member of the state file that is the product's; `None`: the default state.
    pub(crate) state: Option<Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 1,
            task_speed: 1.0,
            state: None,
        }
    }
}
