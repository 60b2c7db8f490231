//! The way over a proxy.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use fmg_sim::Product;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use crate::fortimanager::{FortiManager, PASSWORD, USER};

/// Runs a proxy that opens tunnels and notes the heads of the requests for them.
async fn proxy(verdict: &'static str) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heads = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&heads);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(tunnel(client, verdict, Arc::clone(&log)));
        }
    });
    (address, heads)
}

async fn tunnel(client: TcpStream, verdict: &'static str, log: Arc<Mutex<Vec<String>>>) {
    let mut client = BufReader::new(client);
    let mut head = String::new();
    while client.read_line(&mut head).await.unwrap() > 2 {}
    let target = head.split(' ').nth(1).unwrap().to_owned();
    log.lock().unwrap().push(head);
    client
        .write_all(format!("HTTP/1.1 {verdict}\r\n\r\n").as_bytes())
        .await
        .unwrap();
    if verdict.starts_with("200") {
        let mut server = TcpStream::connect(target).await.unwrap();
        // Either side may go first.
        let _ = copy_bidirectional(&mut client, &mut server).await;
    }
}

#[tokio::test]
async fn calls_go_through_the_proxy_that_was_named() {
    let appliance = FortiManager::start();
    let (address, heads) = proxy("200 Connection established").await;
    let fmg = fmg_bindings::fmg::Client::builder(appliance.url())
        .root_certificate(appliance.certificate_pem())
        .proxy(format!("http://operator:hunter2@{address}"))
        .credentials(USER, PASSWORD)
        .build()
        .unwrap();
    fmg.sys().status().await.unwrap();
    fmg.close().await.unwrap();

    let heads = heads.lock().unwrap();
    assert_eq!(heads.len(), 1, "one tunnel serves all calls");
    let target = appliance.address(Product::FortiManager).unwrap();
    assert!(
        heads[0].starts_with(&format!("CONNECT {target} HTTP/1.1\r\n")),
        "{heads:?}"
    );
    assert!(
        heads[0]
            .to_lowercase()
            .contains("proxy-authorization: basic b3blcmf0b3i6ahvudgvymg=="),
        "{heads:?}"
    );
    assert!(!heads[0].contains(PASSWORD));
}

#[tokio::test]
async fn a_proxy_that_refuses_is_a_failed_connection() {
    let appliance = FortiManager::start();
    let (address, _) = proxy("407 Proxy Authentication Required").await;
    let fmg = fmg_bindings::fmg::Client::builder(appliance.url())
        .root_certificate(appliance.certificate_pem())
        .proxy(format!("http://operator:hunter2@{address}"))
        .credentials(USER, PASSWORD)
        .build()
        .unwrap();
    let error = fmg.login().await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    assert!(appliance.received().is_empty());
}

#[test]
fn what_is_no_proxy_is_refused_and_not_repeated() {
    for url in [
        "http://operator:hunter2@",
        "http://[hunter2",
        "gopher://operator:hunter2@proxy.example",
    ] {
        let builder = fmg_bindings::fmg::Client::builder("https://fmg.example")
            .api_key("key")
            .proxy(url);
        let error = builder.build().expect_err(url);
        assert!(error.to_string().contains("proxy"), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    }
}
