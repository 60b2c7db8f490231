//! Sends a call over HTTPS and compares what arrives with what was expected.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use fmg_bindings::fortios::{Client, Download, File, Request};
use hyper::Response;
use hyper::body::Bytes;
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;
use url::form_urlencoded;

use crate::appliance::{Answer, Appliance, Received};
use crate::authority::Authority;

const TOKEN: &str = "token-of-the-test";

/// What a file holds, and the same in base64.
const CONTENT: (&[u8], &str) = (b"sample", "c2FtcGxl");

/// What has to arrive, and what the answer is.
pub(crate) struct Expected {
    method: &'static str,
    path: &'static str,
    query: Vec<(String, String)>,
    form: Vec<(String, String)>,
    json: Option<Map<String, Value>>,
    results: Option<Value>,
}

impl Expected {
    pub(crate) fn new(method: &'static str, path: &'static str) -> Self {
        Self {
            method,
            path,
            query: Vec::new(),
            form: Vec::new(),
            json: None,
            results: None,
        }
    }

    pub(crate) fn query(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn form(mut self, name: &str, value: &str) -> Self {
        self.form.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The body holds the file of [`file`] under this name.
    pub(crate) fn file(mut self, name: &str) -> Self {
        let body = self.json.get_or_insert_default();
        body.insert(name.to_owned(), json!(CONTENT.1));
        self
    }

    /// The body is JSON with these members.
    pub(crate) fn json(mut self, text: &str) -> Self {
        let members: Map<String, Value> = serde_json::from_str(text).unwrap();
        self.json.get_or_insert_default().extend(members);
        self
    }

    /// The `results` of the answer.
    pub(crate) fn answer(mut self, text: &str) -> Self {
        self.results = Some(serde_json::from_str(text).unwrap());
        self
    }

    fn compare(&self, received: &Received) {
        assert_eq!(received.verb.as_str(), self.method);
        assert_eq!(received.path, self.path);
        assert_eq!(pairs(received.query.as_bytes()), self.query, "the query");
        assert_eq!(received.header("authorization"), Some("Bearer token-of-the-test"));
        let content_type = received.header("content-type");
        if let Some(json) = &self.json {
            assert_eq!(received.body, Value::Object(json.clone()), "the body");
            assert_eq!(content_type, Some("application/json"));
        } else if self.form.is_empty() {
            assert_eq!(received.text(), "", "no body was expected");
        } else {
            assert_eq!(pairs(&received.bytes), self.form, "the form");
            assert_eq!(content_type, Some("application/x-www-form-urlencoded"));
        }
    }
}

fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded).into_owned().collect()
}

/// The file that uploads send.
pub(crate) fn file() -> File {
    File::from_bytes("sample.bin", CONTENT.0).as_base64()
}

/// Sends the call, and reads the answer as its response type.
pub(crate) fn check<R: Request + Send>(call: R, expected: &Expected) {
    let bench = Bench::take();
    let mut envelope = json!({"http_method": expected.method, "status": "success", "vdom": "root", "build": 1672});
    if let Some(results) = &expected.results {
        envelope["results"] = results.clone();
    }
    bench.answer(Response::new(envelope.to_string().into()));
    let result = bench.runtime.block_on(async { bench.client.send(call).await });
    expected.compare(&bench.received());
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// Sends the call, and reads the file that comes back.
pub(crate) fn check_download<R: Download + Send>(call: R, expected: &Expected) {
    let bench = Bench::take();
    let answer = Response::builder().header("content-disposition", "attachment; filename=\"sample.bin\"");
    bench.answer(answer.body(Bytes::from_static(CONTENT.0)).unwrap());
    let result = bench
        .runtime
        .block_on(async { bench.client.download(call).bytes().await });
    expected.compare(&bench.received());
    match result {
        Ok(file) => assert_eq!((file.name.as_deref(), &file.bytes[..]), (Some("sample.bin"), CONTENT.0)),
        Err(error) => panic!("{error}"),
    }
}

/// A client and its appliance, for one test at a time: there are hundreds of them, each with a single request.
struct Bench {
    runtime: Runtime,
    client: Client,
    appliance: Appliance,
    answer: Arc<Mutex<Response<Bytes>>>,
}

impl Bench {
    fn take() -> MutexGuard<'static, Self> {
        static BENCH: OnceLock<Mutex<Bench>> = OnceLock::new();
        let bench = BENCH.get_or_init(|| Mutex::new(Self::new()));
        bench.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn new() -> Self {
        let authority = Authority::new();
        let answer = Arc::new(Mutex::new(Response::new(Bytes::new())));
        let script = Arc::clone(&answer);
        let tls = authority.server(&["127.0.0.1"], None);
        let appliance = Appliance::start(tls, move |_| Answer::Http(script.lock().unwrap().clone()));
        let client = Client::builder(appliance.url())
            .token(TOKEN)
            .root_certificate(authority.pem())
            .no_proxy()
            .build()
            .unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        Self {
            runtime,
            client,
            appliance,
            answer,
        }
    }

    fn answer(&self, answer: Response<Bytes>) {
        *self.answer.lock().unwrap() = answer;
    }

    fn received(&self) -> Received {
        self.appliance.received().pop().unwrap()
    }
}
