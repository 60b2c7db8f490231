//! A transport that answers from memory and records the requests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use fmg_bindings::fortios;
use fmg_bindings::transport::http::{Request, Response};
use fmg_bindings::transport::{Body, Limits, Sending, Transport};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

/// A FortiGate without a network.
#[derive(Clone, Debug, Default)]
pub(crate) struct Device {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    received: Vec<Received>,
    answers: VecDeque<Value>,
}

/// A recorded request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) method: String,
    /// Still encoded.
    pub(crate) path: String,
    /// Decoded, in the order sent.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Device {
    /// Answers with these values in order, and with an empty success after that.
    pub(crate) fn answering(answers: impl IntoIterator<Item = Value>) -> Self {
        let device = Self::default();
        device.state.lock().unwrap().answers.extend(answers);
        device
    }

    /// Answers with these results.
    pub(crate) fn with_results(results: &Value) -> Self {
        Self::answering([json!({"http_method": "GET", "results": results, "status": "success", "http_status": 200})])
    }

    pub(crate) fn client(&self) -> fortios::Client {
        fortios::Client::builder("https://fgt.example")
            .token("hush")
            .transport(self.clone())
            .build()
            .unwrap()
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.state.lock().unwrap().received.clone()
    }

    /// The only recorded request.
    pub(crate) fn only(&self) -> Received {
        match self.received().as_slice() {
            [only] => only.clone(),
            all => panic!("{} requests: {all:?}", all.len()),
        }
    }
}

impl Received {
    /// The query as a document would show it: decoded, in the order sent.
    pub(crate) fn plain_query(&self) -> String {
        let pairs: Vec<_> = self
            .query
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("&")
    }
}

impl Transport for Device {
    fn send(&self, request: Request<Body>, _limits: Limits) -> Sending<'_> {
        let decoded = |text| percent_decode_str(text).decode_utf8().unwrap().into_owned();
        let query = request.uri().query().unwrap_or_default();
        let received = Received {
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            query: query
                .split('&')
                .filter(|pair| !pair.is_empty())
                .map(|pair| pair.split_once('=').unwrap())
                .map(|(name, value)| (decoded(name), decoded(value)))
                .collect(),
            body: String::from_utf8(request.body().as_bytes().unwrap().to_vec()).unwrap(),
        };
        let mut state = self.state.lock().unwrap();
        state.received.push(received);
        let answer = state
            .answers
            .pop_front()
            .unwrap_or_else(|| json!({"status": "success"}));
        let answer = Response::new(Body::from(answer.to_string()));
        Box::pin(std::future::ready(Ok(answer)))
    }
}
