//! Tests of requests and replies, without a network.

mod coverage;
mod described;
mod devices;
mod dvm;
mod envelope;
mod gui;
mod install;
mod packages;
mod protocols;
mod proxy;
mod rest;
mod revisions;
mod scripts;
mod securityconsole;
mod sessions;
mod tables;
mod tasks;
mod workflow;
mod workspace;

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::Request;
use http::header::AUTHORIZATION;
use serde_json::{Map, Value, json};

use super::tables::Table;
use super::{Calls, FortiManager};
use crate::appliance::{Appliance, Settings};
use crate::clock::Clock;
use crate::fault::Injected;

/// A FortiManager in its default state, with a stopped clock.
struct Bench {
    fmg: FortiManager,
    clock: Clock,
}

/// A client with a session.
struct Client<'b> {
    bench: &'b Bench,
    session: String,
}

impl Bench {
    fn new() -> Self {
        Self::with(Calls::shipped().unwrap())
    }

    /// With further tables.
    fn with_tables(tables: impl IntoIterator<Item = Table>) -> Self {
        let tables = tables.into_iter().map(|table| table.description().unwrap());
        Self::with(Arc::new(Calls::with_tables(&tables.collect::<Vec<_>>()).unwrap()))
    }

    fn with(calls: Arc<Calls>) -> Self {
        let clock = Clock::new();
        clock.set_speed(0.0);
        let fmg = FortiManager::new(clock.clone(), &Settings::default(), calls).unwrap();
        Self { fmg, clock }
    }

    fn send(&self, request: Request<Bytes>) -> (u16, Bytes) {
        let (head, mut content) = self.fmg.handle(request).into_parts();
        let mut body = BytesMut::new();
        while let Some(piece) = content.next_piece(body.len() as u64) {
            body.extend_from_slice(&piece);
        }
        (head.status.as_u16(), body.freeze())
    }

    fn post(&self, body: &Value) -> Value {
        let request = Request::post("/jsonrpc").body(Bytes::from(body.to_string())).unwrap();
        let (status, body) = self.send(request);
        assert_eq!(status, 200);
        serde_json::from_slice(&body).unwrap()
    }

    fn post_with(&self, body: &Value, authorization: Option<&str>, injected: Option<Injected>) -> Value {
        let mut request = Request::post("/jsonrpc");
        if let Some(authorization) = authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        if let Some(injected) = injected {
            request = request.extension(injected);
        }
        let (_, body) = self.send(request.body(Bytes::from(body.to_string())).unwrap());
        serde_json::from_slice(&body).unwrap()
    }

    fn log_in(&self, user: &str, password: &str) -> Result<Client<'_>, i64> {
        let data = json!({"user": user, "passwd": password});
        let reply = self.post(&json!({
            "id": 1, "method": "exec", "params": [{"url": "/sys/login/user", "data": data}],
        }));
        match reply["result"][0]["status"]["code"].as_i64().unwrap() {
            0 => Ok(Client {
                bench: self,
                session: reply["session"].as_str().unwrap().to_owned(),
            }),
            code => Err(code),
        }
    }

    fn admin(&self) -> Client<'_> {
        self.log_in("admin", "admin").unwrap()
    }
}

impl Client<'_> {
    fn ask(&self, method: &str, params: &Value, verbose: bool) -> Value {
        let verbose = u8::from(verbose);
        self.bench.post(&json!({
            "id": 7, "method": method, "params": params, "session": self.session, "verbose": verbose,
        }))
    }

    /// Makes a call on a url, and returns its data or the code of its refusal.
    fn call(&self, method: &str, url: &str, members: Value) -> Result<Value, i64> {
        let mut entry = members;
        entry["url"] = json!(url);
        let mut reply = self.ask(method, &json!([entry]), true);
        let entry = match reply["result"].take() {
            Value::Array(mut entries) => entries.remove(0),
            Value::Null => reply,
            lone => lone,
        };
        match entry["status"]["code"].as_i64().unwrap() {
            0 => Ok(entry["data"].clone()),
            code => Err(code),
        }
    }

    fn get(&self, url: &str) -> Result<Value, i64> {
        self.call("get", url, json!({}))
    }

    fn write(&self, method: &str, url: &str, data: Value) -> Result<Value, i64> {
        let mut members = json!({});
        members["data"] = data;
        self.call(method, url, members)
    }
}
