//! Tests of compressed replies of a FortiManager or a gateway, which the request did not ask for.

use std::io::Write;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use fmg_bindings::error::{DecodeErrorKind, ErrorKind};
use fmg_bindings::{Error, adom, fmg, name};
use hyper::Response;
use hyper::body::Bytes;
use serde_json::{Value, json};

use crate::appliance::{Answer, Appliance, Received};
use crate::authority::Authority;

const LIMIT: u64 = 1 << 20;

/// The compression of a reply, and the header that declares it.
#[derive(Clone, Copy, Debug)]
enum Sent {
    Gzip,
    XGzip,
    Unnamed,
    Deflate,
}

const ALL: [Sent; 4] = [Sent::Gzip, Sent::XGzip, Sent::Unnamed, Sent::Deflate];

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

impl Sent {
    fn compressed(self, plain: &[u8]) -> Vec<u8> {
        if matches!(self, Self::Deflate) {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(plain).unwrap();
            return encoder.finish().unwrap();
        }
        gzip(plain)
    }

    fn answer(self, status: u16, body: Vec<u8>) -> Answer {
        let mut answer = Response::builder()
            .status(status)
            .header("set-cookie", "CURRENT_SESSION=s3cr3t; path=/")
            .header("set-cookie", "HTTP_CSRF_TOKEN=t0k3n; path=/");
        let encoding = match self {
            Self::Gzip => Some("gzip"),
            Self::XGzip => Some("X-GZIP"),
            Self::Deflate => Some("deflate"),
            Self::Unnamed => None,
        };
        if let Some(encoding) = encoding {
            answer = answer.header("content-encoding", encoding);
        }
        Answer::Http(answer.body(Bytes::from(body)).unwrap())
    }
}

/// The reply of a FortiManager by any protocol; an object `nobody` does not exist.
fn reply(received: &Received) -> Value {
    // The GUI and its JSON url get the request in a form or, for reads, in the query.
    let form = [&received.bytes, received.query.as_bytes()]
        .into_iter()
        .flat_map(url::form_urlencoded::parse)
        .filter_map(|(_, value)| serde_json::from_str::<Value>(&value).ok())
        .find(|value| value["method"].is_string());
    let is_wrapped = form.is_some();
    let body = form.unwrap_or_else(|| received.body.clone());
    let asked = format!("{} {body}", received.path);
    let status = if asked.contains("nobody") {
        json!({"code": -3, "message": "Object does not exist"})
    } else {
        json!({"code": 0, "message": "OK"})
    };
    let mut result = json!({"status": status, "url": "/"});
    if asked.contains("/sys/status") {
        result["data"] = json!({"Hostname": "fmg-1"});
    } else if asked.contains("uptime") {
        result["data"] = json!({"uptimeSeconds": 7});
    }
    let mut reply = json!({"id": body["id"], "result": [result]});
    if asked.contains("/sys/login/user") {
        reply["session"] = json!("s3cr3t");
    }
    if is_wrapped {
        return json!({"code": 0, "message": null, "data": reply});
    }
    reply
}

struct Bench {
    authority: Authority,
    appliance: Appliance,
}

impl Bench {
    fn start(answer: impl Fn(&Received) -> Answer + Send + Sync + 'static) -> Self {
        let authority = Authority::new();
        let appliance = Appliance::start(authority.server(&["127.0.0.1"], None), answer);
        Self { authority, appliance }
    }

    fn builder(&self) -> fmg::Builder {
        fmg::Client::builder(self.appliance.url())
            .no_proxy()
            .root_certificate(self.authority.pem())
            .credentials("admin", "x")
            .reply_limit(LIMIT)
    }

    #[cfg(feature = "web")]
    fn gui(&self) -> fmg::gui::Builder {
        fmg::gui::Client::builder(self.appliance.url())
            .no_proxy()
            .root_certificate(self.authority.pem())
            .credentials("admin", "x")
            .reply_limit(LIMIT)
    }

    /// The errors of a call by each protocol, or of its login if it has one.
    async fn statuses(&self) -> Vec<Error> {
        let key = fmg::Client::builder(self.appliance.url()).no_proxy();
        let key = key.root_certificate(self.authority.pem()).reply_limit(LIMIT);
        #[cfg_attr(not(feature = "web"), allow(unused_mut, reason = "only JSON-RPC is enabled"))]
        let mut errors = vec![
            key.api_key("key").build().unwrap().sys().status().await.unwrap_err(),
            self.builder().build().unwrap().login().await.unwrap_err(),
        ];
        #[cfg(feature = "web")]
        {
            let rest = self.builder().over_rest().build().unwrap();
            errors.push(rest.sys().status().await.unwrap_err());
            errors.push(rest.rest().status().await.unwrap_err());
            // A file may be gzip without a header that declares it.
            errors.extend(rest.rest().backup().bytes().await.err());
            errors.push(
                self.builder()
                    .over_flat_ui()
                    .build()
                    .unwrap()
                    .login()
                    .await
                    .unwrap_err(),
            );
            errors.push(self.gui().build().unwrap().login().await.unwrap_err());
        }
        errors
    }
}

#[tokio::test]
async fn replies_refusals_and_logins_are_read() {
    for sent in ALL {
        let bench =
            Bench::start(move |received| sent.answer(200, sent.compressed(reply(received).to_string().as_bytes())));
        #[cfg_attr(not(feature = "web"), allow(unused_mut, reason = "only JSON-RPC is enabled"))]
        let mut clients = vec![bench.builder().build().unwrap()];
        #[cfg(feature = "web")]
        {
            clients.push(bench.builder().over_rest().build().unwrap());
            clients.push(bench.builder().over_flat_ui().build().unwrap());
            let gui = bench.gui().build().unwrap();
            assert_eq!(gui.sys().uptime().await.unwrap().uptime_seconds, Some(7), "{sent:?}");
            clients.push(gui.json_rpc());
        }
        for fmg in clients {
            let reply = fmg.sys().status().reply().await.unwrap();
            assert_eq!(reply.value().hostname.as_deref(), Some("fmg-1"), "{sent:?}");
            let json = reply.json();
            assert!(json.starts_with('{') && json.contains("fmg-1"), "{json}");
            let error = fmg.address().get(adom!("demo"), name!("nobody")).await.unwrap_err();
            assert!(error.is_not_found(), "{sent:?}: {error}");
        }
    }
}

#[tokio::test]
async fn a_body_that_expands_without_end_is_too_long() {
    let zeros = vec![0; 64 << 20];
    for sent in [Sent::Gzip, Sent::Unnamed, Sent::Deflate] {
        let bomb = sent.compressed(&zeros);
        assert!((bomb.len() as u64) < LIMIT);
        let bench = Bench::start(move |_| sent.answer(200, bomb.clone()));
        let errors = bench.statuses().await;
        let files = usize::from(!matches!(sent, Sent::Unnamed));
        assert_eq!(errors.len(), if cfg!(feature = "web") { 6 + files } else { 2 });
        for error in errors {
            assert!(
                error.is_reply_too_long() && !error.is_retryable(),
                "{sent:?}: {error:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_damaged_stream_is_an_error() {
    for sent in [Sent::Gzip, Sent::Deflate] {
        let mut broken = sent.compressed(br#"{"id":1,"result":[{"status":{"code":0,"message":"OK"}}]}"#);
        broken.truncate(broken.len() - 6);
        let bench = Bench::start(move |_| sent.answer(200, broken.clone()));
        for error in bench.statuses().await {
            let ErrorKind::Decode(decode) = error.kind() else {
                panic!("{sent:?}: {error:?}");
            };
            assert_eq!(decode.kind(), DecodeErrorKind::DamagedStream, "{error}");
            assert!(error.to_string().contains("compressed"), "{error}");
        }
    }
    // The HTTP status of a refusal counts more than its damaged body.
    let bench = Bench::start(|_| Sent::Gzip.answer(503, gzip(b"<html>later</html>")[..12].to_vec()));
    for error in bench.statuses().await {
        assert!(error.is_retryable(), "{error:?}");
        assert!(
            matches!(error.kind(), ErrorKind::Http(http) if http.status() == 503),
            "{error:?}"
        );
    }
}
