//! Sends a call over HTTPS and compares the request with the expected one.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

#[cfg(feature = "web")]
use fmg_bindings::fmg;
#[cfg(feature = "fortios")]
use fmg_bindings::fortios;
use fmg_bindings::{Download, Endpoint, Error};
use hyper::Response;
use hyper::body::Bytes;
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;
use url::form_urlencoded;

use crate::appliance::{Answer, Appliance, Received};
use crate::authority::Authority;

#[cfg(feature = "fortios")]
const TOKEN: &str = "token-of-the-test";

/// A session of the GUI, and user and password in base64.
#[cfg(feature = "web")]
const SESSION: (&str, &str) = ("CURRENT_SESSION=session-of-the-test", "csrf-token-of-the-test");
#[cfg(feature = "web")]
const BASIC: &str = "Basic YWRtaW46c2VjcmV0LXBhc3N3b3Jk";

/// The content of a file, also in base64. It begins with the format that one of the calls requires.
const CONTENT: (&[u8], &str) = (b"%PDF-1\0", "JVBERi0xAA==");

/// The expected request, and the response.
pub(crate) struct Expected {
    method: &'static str,
    path: &'static str,
    /// Whether the request goes through the GUI's proxy.
    #[allow(dead_code, reason = "only the GUI has a proxy")]
    proxied: bool,
    query: Vec<(String, String)>,
    form: Vec<(String, String)>,
    json: Option<Map<String, Value>>,
    /// The name of the member that holds the file.
    file: Option<String>,
    content: bool,
    csrf: Vec<String>,
    answer: Option<Value>,
    text: Option<&'static str>,
}

#[allow(dead_code, reason = "not every product uses all of it")]
impl Expected {
    pub(crate) fn new(method: &'static str, path: &'static str) -> Self {
        Self {
            method,
            path,
            proxied: false,
            query: Vec::new(),
            form: Vec::new(),
            json: None,
            file: None,
            content: false,
            csrf: Vec::new(),
            answer: None,
            text: None,
        }
    }

    /// Expects a request through the GUI's proxy; the JSON is its `params`.
    pub(crate) fn proxied(method: &'static str, url: &'static str) -> Self {
        Self {
            proxied: true,
            ..Self::new(method, url)
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

    /// Expects the file of [`file`] or [`content`] in the body, under this name.
    pub(crate) fn file(mut self, name: &str) -> Self {
        self.file = Some(name.to_owned());
        self
    }

    /// Expects the file of [`content`] as the body.
    pub(crate) fn content(mut self) -> Self {
        self.content = true;
        self
    }

    /// Expects these members in the body.
    pub(crate) fn json(mut self, text: &str) -> Self {
        self.json = Some(from_json(text));
        self
    }

    /// Expects the CSRF token of the session in the body, under this name.
    pub(crate) fn csrf(mut self, name: &str) -> Self {
        self.csrf.push(name.to_owned());
        self
    }

    /// Sets the `results`, or `data`, of the response.
    pub(crate) fn answer(mut self, text: &str) -> Self {
        self.answer = Some(from_json(text));
        self
    }

    /// Sets a text as the response.
    pub(crate) fn text_answer(mut self, text: &'static str) -> Self {
        self.text = Some(text);
        self
    }

    /// Compares the request except for its body and authentication.
    fn compare_head(&self, received: &Received) {
        assert_eq!(received.verb.as_str(), self.method);
        assert_eq!(received.path, self.path);
        assert_eq!(pairs(received.query.as_bytes()), self.query, "the query");
    }

    fn compare_body(&self, received: &Received, json: Option<Map<String, Value>>) {
        let content_type = received.header("content-type");
        if let Some(json) = json {
            assert_eq!(received.body, Value::Object(json), "the body");
            assert_eq!(content_type, Some("application/json"));
        } else if self.form.is_empty() {
            assert_eq!(received.text(), "", "no body was expected");
        } else {
            assert_eq!(pairs(&received.bytes), self.form, "the form");
            assert_eq!(content_type, Some("application/x-www-form-urlencoded"));
        }
    }
}

/// Methods for calls of a FortiGate.
#[cfg(feature = "fortios")]
impl Expected {
    fn compare(&self, received: &Received) {
        self.compare_head(received);
        assert_eq!(received.header("authorization"), Some("Bearer token-of-the-test"));
        let file = self.file.iter().map(|name| (name.clone(), json!(CONTENT.1)));
        let members = self.json.clone().into_iter().flatten().chain(file);
        let any = self.json.is_some() || self.file.is_some();
        self.compare_body(received, any.then(|| members.collect()));
    }

    fn envelope(&self) -> Value {
        let mut envelope = json!({"http_method": self.method, "status": "success", "vdom": "root", "build": 1672});
        if let Some(results) = &self.answer {
            envelope["results"] = results.clone();
        }
        envelope
    }
}

/// Methods for calls of a FortiManager.
#[cfg(feature = "web")]
impl Expected {
    fn compare_web(&self, received: &Received) {
        if self.proxied {
            assert_eq!(received.verb.as_str(), "POST");
            assert_eq!(received.path, "/cgi-bin/module/flatui_proxy");
            let mut carried = json!({"method": self.method, "url": self.path});
            if let Some(params) = &self.json {
                carried["params"] = json!(params);
            }
            assert_eq!(received.body, carried, "the call that the proxy forwards");
            return;
        }
        self.compare_head(received);
        let token = |name: &String| (name.clone(), json!(SESSION.1));
        let members = self.json.clone().into_iter().flatten();
        let members: Map<_, _> = members.chain(self.csrf.iter().map(token)).collect();
        if self.content {
            assert_eq!(received.bytes, CONTENT.0, "the content");
        } else if let Some(file) = &self.file {
            assert_eq!(parts(received), (members, file.clone()), "the parts");
        } else {
            let any = self.json.is_some() || !self.csrf.is_empty();
            self.compare_body(received, any.then_some(members));
        }
    }

    fn reply(&self) -> Response<Bytes> {
        if let Some(text) = self.text {
            return Response::new(Bytes::from_static(text.as_bytes()));
        }
        let status = json!({"code": 0, "message": ""});
        let reply = json!({"result": [{"data": self.answer, "id": null, "status": status, "url": self.path}]});
        Response::new(reply.to_string().into())
    }
}

/// The members of a multi-part body, and the name of the one that holds the file.
#[cfg(feature = "web")]
fn parts(received: &Received) -> (Map<String, Value>, String) {
    let content_type = received.header("content-type").unwrap();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let (mut members, mut file) = (Map::new(), String::new());
    for part in received.text().split(&format!("--{boundary}")).skip(1) {
        let Some((head, body)) = part.split_once("\r\n\r\n") else {
            assert_eq!(part, "--\r\n");
            continue;
        };
        let body = body.strip_suffix("\r\n").unwrap();
        let name = head
            .split("name=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap();
        if head.contains("filename=") {
            assert_eq!(body.as_bytes(), CONTENT.0);
            name.clone_into(&mut file);
        } else {
            members.insert(name.to_owned(), json!(body));
        }
    }
    (members, file)
}

fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded).into_owned().collect()
}

/// A value of the bindings, decoded from JSON.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).unwrap()
}

/// The file that uploads to a FortiGate send.
#[cfg(feature = "fortios")]
pub(crate) fn file() -> fortios::File {
    fortios::File::from_bytes("sample.bin", CONTENT.0).as_base64()
}

/// The file that uploads to a FortiManager send.
#[cfg(feature = "web")]
pub(crate) fn content() -> fmg::web::File {
    fmg::web::File::from_bytes("sample.bin", CONTENT.0)
}

/// Sends the call to a FortiGate, and decodes the response as its response type.
#[cfg(feature = "fortios")]
pub(crate) fn check<R: Endpoint<Protocol = fortios::FortiOs>>(call: R, expected: &Expected) {
    let bench = Bench::take();
    bench.answer(Response::new(expected.envelope().to_string().into()));
    let sent = bench.fortios.send(call);
    let result = bench.wait(async { sent.await.map(drop) });
    expected.compare(&bench.received());
    succeeded(result);
}

/// Sends the call to a FortiGate, and reads the downloaded file.
#[cfg(feature = "fortios")]
pub(crate) fn check_download<R: Download<Protocol = fortios::FortiOs>>(call: R, expected: &Expected) {
    let bench = Bench::take();
    bench.answer(sample());
    let file = succeeded(bench.wait(bench.fortios.download(call).bytes()));
    expected.compare(&bench.received());
    assert_eq!((file.name.as_deref(), &file.bytes[..]), (Some("sample.bin"), CONTENT.0));
}

/// Sends the call to the REST API of a FortiManager, and decodes the response as its response type.
#[cfg(feature = "web")]
pub(crate) fn check_rest<R: Endpoint<Protocol = fmg::rest::Rest>>(call: R, expected: &Expected) {
    let bench = Bench::take();
    bench.answer(expected.reply());
    let sent = bench.fmg.send(call);
    let result = bench.wait(async { sent.await.map(drop) });
    compare_rest(expected, &bench.received());
    succeeded(result);
}

/// Sends the call to the REST API of a FortiManager, and reads the downloaded file.
#[cfg(feature = "web")]
pub(crate) fn check_rest_download<R: Download<Protocol = fmg::rest::Rest>>(call: R, expected: &Expected) {
    let bench = Bench::take();
    bench.answer(sample());
    let file = succeeded(bench.wait(bench.fmg.download(call).bytes()));
    compare_rest(expected, &bench.received());
    assert_eq!(file.bytes, CONTENT.0);
}

#[cfg(feature = "web")]
fn compare_rest(expected: &Expected, received: &Received) {
    expected.compare_web(received);
    assert_eq!(received.header("authorization"), Some(BASIC));
}

/// Sends the call to the GUI of a FortiManager, and decodes the response as its response type.
#[cfg(feature = "web")]
pub(crate) fn check_gui<R: Endpoint<Protocol = fmg::gui::Gui>>(call: R, expected: &Expected) {
    let bench = Bench::take();
    bench.answer(expected.reply());
    let sent = bench.gui.send(call);
    let result = bench.wait(async { sent.await.map(drop) });
    compare_gui(expected, &bench.received());
    succeeded(result);
}

/// Sends the call to the GUI of a FortiManager, and reads the downloaded file.
#[cfg(feature = "web")]
pub(crate) fn check_gui_download<R: Download<Protocol = fmg::gui::Gui>>(call: R, expected: &Expected) {
    let bench = Bench::take();
    bench.answer(sample());
    let file = succeeded(bench.wait(bench.gui.download(call).bytes()));
    compare_gui(expected, &bench.received());
    assert_eq!(file.bytes, CONTENT.0);
}

#[cfg(feature = "web")]
fn compare_gui(expected: &Expected, received: &Received) {
    expected.compare_web(received);
    let cookies = received.header("cookie").unwrap_or_default();
    assert!(cookies.contains(SESSION.0), "{cookies}");
    assert_eq!(received.header("xsrf-token"), Some(SESSION.1));
}

/// The response to a download.
fn sample() -> Response<Bytes> {
    Response::builder()
        .header("content-disposition", "attachment; filename=\"sample.bin\"")
        .body(Bytes::from_static(CONTENT.0))
        .unwrap()
}

#[track_caller]
fn succeeded<T>(result: Result<T, Error>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{error}"),
    }
}

/// Clients and their appliance, used by one test at a time: hundreds of tests send a single request each.
struct Bench {
    runtime: Runtime,
    #[cfg(feature = "fortios")]
    fortios: fortios::Client,
    #[cfg(feature = "web")]
    fmg: fmg::Client,
    #[cfg(feature = "web")]
    gui: fmg::gui::Client,
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
        let appliance = Appliance::start(tls, move |received| match received.path.as_str() {
            #[cfg(feature = "web")]
            "/cgi-bin/module/flatui_auth" => Answer::Http(logged_in()),
            _ => Answer::Http(script.lock().unwrap().clone()),
        });
        let url = appliance.url();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        Self {
            runtime,
            #[cfg(feature = "fortios")]
            fortios: fortios::Client::builder(&url)
                .token(TOKEN)
                .root_certificate(authority.pem())
                .no_proxy()
                .build()
                .unwrap(),
            #[cfg(feature = "web")]
            fmg: fmg::Client::builder(&url)
                .credentials("admin", "secret-password")
                .root_certificate(authority.pem())
                .no_proxy()
                .build()
                .unwrap(),
            #[cfg(feature = "web")]
            gui: fmg::gui::Client::builder(&url)
                .credentials("admin", "secret-password")
                .root_certificate(authority.pem())
                .no_proxy()
                .build()
                .unwrap(),
            appliance,
            answer,
        }
    }

    /// Waits for the result of a call. The future is boxed, so that the runtime is compiled once and not for each call.
    fn wait<'b, T>(&self, call: impl Future<Output = Result<T, Error>> + 'b) -> Result<T, Error> {
        let call: Pin<Box<dyn Future<Output = Result<T, Error>> + 'b>> = Box::pin(call);
        self.runtime.block_on(call)
    }

    fn answer(&self, answer: Response<Bytes>) {
        *self.answer.lock().unwrap() = answer;
    }

    fn received(&self) -> Received {
        self.appliance.received().pop().unwrap()
    }
}

/// The response to a login of the GUI.
#[cfg(feature = "web")]
fn logged_in() -> Response<Bytes> {
    let reply = json!({"result": [{"data": null, "status": {"code": 0, "message": ""}, "url": "/gui/userauth"}]});
    Response::builder()
        .header("set-cookie", format!("{}; Path=/; HttpOnly; Secure", SESSION.0))
        .header("set-cookie", format!("HTTP_CSRF_TOKEN={}; Path=/; Secure", SESSION.1))
        .body(reply.to_string().into())
        .unwrap()
}
