//! Tests of a custom transport that holds bodies in memory: it also transfers files completely.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use fmg_bindings::Endpoint;
use fmg_bindings::fortios::{Client, File};
use fmg_bindings::transport::bytes::Bytes;
use fmg_bindings::transport::http::{Request, Response};
use fmg_bindings::transport::{Body, Limits, Sending, Transport};
use serde_json::Value;

/// Answers a read with a file, and records writes.
#[derive(Clone, Debug, Default)]
struct Memory(Arc<Mutex<Vec<Sent>>>);

/// The body of a request, and its time limit.
type Sent = (Bytes, Option<Duration>);

impl Transport for Memory {
    fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_> {
        Box::pin(async move {
            let answer = if request.method() == "GET" {
                Response::builder()
                    .header("content-disposition", "attachment; filename=x.pac")
                    .body(Body::from("function FindProxyForURL(){}"))
            } else {
                Response::builder().body(Body::from(r#"{"status":"success","results":1}"#))
            };
            let sent = request.into_body().collect().await?;
            self.0.lock().unwrap().push((sent, limits.total.or(limits.stall)));
            Ok(answer.unwrap())
        })
    }
}

#[derive(Debug, Endpoint)]
#[endpoint(GET, "/api/v2/monitor/webproxy/pacfile/download", download(text))]
struct PacFile {}

#[derive(Debug, Endpoint)]
#[endpoint(POST, "/api/v2/monitor/license/database/upgrade", response = Value)]
struct Upgrade {
    #[endpoint(file("file_content"))]
    file: File,
}

#[tokio::test]
async fn files_are_transferred_by_a_transport_in_memory() {
    let memory = Memory::default();
    let builder = Client::builder("https://fgt.example").token("token");
    let limit = Duration::from_secs(7);
    let fgt = builder.timeout(limit).transport(memory.clone()).build().unwrap();

    let folder = tempfile::tempdir().unwrap();
    let path = fgt.download(PacFile {}).save_in(folder.path()).await.unwrap();
    assert_eq!(path, folder.path().join("x.pac"));
    assert_eq!(std::fs::read(path).unwrap(), b"function FindProxyForURL(){}");

    let file = File::from_bytes("x", "db").as_base64();
    assert_eq!(fgt.send(Upgrade { file }).await.unwrap(), 1);
    let asked = memory.0.lock().unwrap();
    assert_eq!(asked[1].0, r#"{"file_content":"ZGI="}"#);
    assert!(asked.iter().all(|(_, timeout)| *timeout == Some(limit)));
}
