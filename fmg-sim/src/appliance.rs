//! The interface between the server and the product that it serves.

use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response};
use serde_json::Value;

use crate::call::Call;
use crate::content::Content;

/// Answers requests from memory. The server handles I/O, TLS and the faults of a connection.
///
/// A request has its whole body, within the limits of the server. Of a large file it has the beginning, and a
/// [`Beyond`](crate::content::Beyond) in its extensions. A fault that the product itself has to simulate is an
/// extension, too: a [`fault::Injected`](crate::fault::Injected).
///
/// A product is made by `new(clock: Clock, settings: &Settings) -> Result<Self, StateError>`. It is a handle: its
/// clones share one state.
pub(crate) trait Appliance: Send + Sync + 'static {
    /// Answers one request. The extensions of the response contain [`Reports`](crate::call::Reports) on its calls,
    /// unless the HTTP status alone is the outcome.
    ///
    /// Must block only on the lock of its own state, and must not panic on any bytes.
    fn handle(&self, request: Request<Bytes>) -> Response<Content>;

    /// Decodes the calls of a request, in their order, without their outcomes.
    fn decode(&self, request: &Request<Bytes>) -> Vec<Call>;

    /// Whether the body of a request is a file whose beginning and length are enough to answer it.
    fn takes_file(&self, _head: &Parts) -> bool {
        false
    }

    /// The accounts that may log in, for the program to print.
    fn accounts(&self) -> Vec<Account>;
}

/// Marks a request to the address for programs on the appliance itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Local;

/// Marks a request that a FortiManager forwards to a device that it manages. It needs no credentials.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Managed;

/// An account of an appliance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Account {
    /// A user who logs in.
    User {
        /// The name.
        name: String,
        /// The password in clear text; it protects nothing.
        password: String,
        /// The permissions of the user, in a few words.
        note: String,
    },
    /// A token or an API key, sent with every request.
    Token {
        /// The name of the user that the token belongs to.
        name: String,
        /// The token in clear text; it protects nothing.
        token: String,
        /// The permissions of the token, in a few words.
        note: String,
    },
}

/// The settings of a product.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The seed of ids, tokens and session names: the same seed and the same requests give the same ones.
    pub(crate) seed: u64,
    /// The speed of tasks: 2 is twice as fast as the clock.
    pub(crate) task_speed: f64,
    /// The initial state: the product's member of the state file; `None`: the default state.
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
