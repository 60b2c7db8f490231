//! Tests of HTTP proxies.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use fmg_sim::Product;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use crate::loopback::fortimanager::{FortiManager, PASSWORD, USER};

/// Runs a proxy that opens tunnels and records the heads of the requests for them.
async fn proxy(status_line: &'static str) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heads = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&heads);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(tunnel(client, status_line, Arc::clone(&log)));
        }
    });
    (address, heads)
}

async fn tunnel(client: TcpStream, status_line: &'static str, log: Arc<Mutex<Vec<String>>>) {
    let mut client = BufReader::new(client);
    let mut head = String::new();
    while client.read_line(&mut head).await.unwrap() > 2 {}
    let target = head.split(' ').nth(1).unwrap().to_owned();
    log.lock().unwrap().push(head);
    client
        .write_all(format!("HTTP/1.1 {status_line}\r\n\r\n").as_bytes())
        .await
        .unwrap();
    if status_line.starts_with("200") {
        let mut server = TcpStream::connect(target).await.unwrap();
        // Either side may close first.
        let _ = copy_bidirectional(&mut client, &mut server).await;
    }
}

#[tokio::test]
async fn calls_go_through_the_configured_proxy() {
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
fn an_invalid_proxy_is_refused_and_not_shown() {
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

/// Builds clients in the environment that the next test starts it with.
#[test]
#[ignore = "a part of the test below"]
fn builds_clients_in_this_environment() {
    let build = |route: fn(fmg_bindings::fmg::Builder) -> fmg_bindings::fmg::Builder| {
        let builder = fmg_bindings::fmg::Client::builder("https://fmg.example").api_key("key");
        route(builder).build().map_err(|error| format!("{error} {error:?}"))
    };
    let error = build(|builder| builder).unwrap_err();
    assert!(error.contains("ALL_PROXY") && !error.contains("hunter2"), "{error}");
    build(fmg_bindings::fmg::Builder::no_proxy).unwrap();
    build(|builder| builder.proxy("http://proxy.example")).unwrap();
    #[cfg(feature = "fortios")]
    assert!(
        fmg_bindings::fortios::Client::builder("https://fgt.example")
            .token("t")
            .build()
            .is_err()
    );
    #[cfg(feature = "web")]
    {
        let builder = fmg_bindings::fmg::gui::Client::builder("https://fmg.example");
        assert!(builder.credentials("u", "p").build().is_err());
    }
    #[cfg(feature = "blocking")]
    {
        let builder = fmg_bindings::fmg::blocking::Client::builder("https://fmg.example");
        assert!(builder.api_key("key").build().is_err());
    }
}

#[test]
fn an_invalid_proxy_variable_is_an_error() {
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    for name in ["HTTPS_PROXY", "https_proxy", "all_proxy", "NO_PROXY", "no_proxy"] {
        child.env_remove(name);
    }
    child.env("ALL_PROXY", "socks5://operator:hunter2@proxy.example:1080");
    child.args([
        "--exact",
        "loopback::proxies::builds_clients_in_this_environment",
        "--ignored",
    ]);
    let output = child.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
}
