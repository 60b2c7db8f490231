//! Through a proxy that asks for a user and a password, and quotes the request in its refusal.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fmg_bindings::{Error, fmg, fortios};

use crate::echo::Echo;
use crate::forms::{SECRET, assert_hides, forms};
use crate::logs::Logs;

/// The user of the proxy. No appliance has a user of this name.
const OPERATOR: &str = "0perator-of-the-proxy";

/// A proxy that opens tunnels, or refuses them and quotes the request. It ends with the process.
struct Proxy {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    fn start(opens: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&heads);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let log = Arc::clone(&log);
                std::thread::spawn(move || tunnel(client.unwrap(), opens, &log));
            }
        });
        Self { address, heads }
    }

    /// Its url, with user and password.
    fn url(&self) -> String {
        let password = percent_encoding::utf8_percent_encode(SECRET, percent_encoding::NON_ALPHANUMERIC);
        format!("http://{OPERATOR}:{password}@{}", self.address)
    }

    /// Fails unless it was shown user and password.
    fn assert_asked(&self) {
        let shown = STANDARD.encode(format!("{OPERATOR}:{SECRET}"));
        let heads = self.heads.lock().unwrap();
        assert!(heads.iter().any(|head| head.contains(&shown)), "{heads:?}");
    }
}

fn tunnel(client: TcpStream, opens: bool, log: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(client.try_clone().unwrap());
    let mut head = String::new();
    while reader.read_line(&mut head).unwrap() > 2 {}
    let target = head.split(' ').nth(1).unwrap().to_owned();
    log.lock().unwrap().push(head.clone());
    let mut client = client;
    if !opens {
        let quoted = head.replace("\r\n", " ");
        let refusal = format!(
            "HTTP/1.1 407 no: {quoted}\r\nx-quoted: {quoted}\r\ncontent-length: {}\r\n\r\n",
            head.len()
        );
        let _ = client.write_all(refusal.as_bytes());
        let _ = client.write_all(head.as_bytes());
        return;
    }
    client
        .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
        .unwrap();
    let mut server = TcpStream::connect(target).unwrap();
    let mut back = (server.try_clone().unwrap(), client.try_clone().unwrap());
    std::thread::spawn(move || std::io::copy(&mut back.0, &mut back.1));
    let mut buffer = [0; 4096];
    // Either side may end it.
    while let Ok(count @ 1..) = reader.read(&mut buffer) {
        if server.write_all(&buffer[..count]).is_err() {
            return;
        }
    }
}

fn assert_secret(logged: &str, error: &Error) {
    let mut shown = format!("{error} {error:?}");
    let mut next = std::error::Error::source(error);
    while let Some(source) = next {
        write!(shown, "{source} {source:?}").unwrap();
        next = source.source();
    }
    let user = STANDARD.encode(OPERATOR);
    for text in [logged, &shown] {
        assert!(!text.contains(OPERATOR) && !text.contains(&user[..20]), "{text}");
        for form in forms() {
            assert_hides(text, &form, "through a proxy");
        }
    }
}

#[tokio::test]
async fn user_and_password_of_a_proxy() {
    for opens in [true, false] {
        let (echo, proxy) = (Echo::start(|_| None), Proxy::start(opens));
        let (url, pem) = (echo.url(), echo.authority.pem());
        let fmg = fmg::Client::builder(&url).proxy(proxy.url()).root_certificate(&pem);
        let fmg = fmg.credentials("a", "password-of-a").build().unwrap();
        let gui = fmg::gui::Client::builder(&url)
            .proxy(proxy.url())
            .root_certificate(&pem);
        let gui = gui.credentials("a", "password-of-a").build().unwrap();
        let fgt = fortios::Client::builder(&url).proxy(proxy.url()).root_certificate(&pem);
        let fgt = fgt.token("token-of-a").build().unwrap();
        let logs = Logs::new();
        let listening = logs.listen();
        let errors = [
            fmg.login().await.unwrap_err(),
            fmg.rest().backup().bytes().await.unwrap_err(),
            gui.login().await.unwrap_err(),
            fgt.monitor().firewall().policy().await.unwrap_err(),
        ];
        drop(listening);
        proxy.assert_asked();
        let logged = logs.text();
        for error in errors {
            assert_eq!(error.is_connect(), !opens, "{error:?}");
            assert_secret(&logged, &error);
        }
        for client in [format!("{fmg:?}"), format!("{gui:?}"), format!("{fgt:?}")] {
            assert!(!client.contains(OPERATOR) && !client.contains("L1ke"), "{client}");
        }
    }
}

#[cfg(feature = "blocking")]
#[test]
fn user_and_password_of_a_proxy_of_blocking_clients() {
    for opens in [true, false] {
        let (echo, proxy) = (Echo::start(|_| None), Proxy::start(opens));
        let (url, pem) = (echo.url(), echo.authority.pem());
        let fmg = fmg::blocking::Client::builder(&url)
            .proxy(proxy.url())
            .root_certificate(&pem);
        let fmg = fmg.credentials("a", "password-of-a").build().unwrap();
        let fgt = fortios::blocking::Client::builder(&url)
            .proxy(proxy.url())
            .root_certificate(&pem);
        let fgt = fgt.token("token-of-a").build().unwrap();
        let logs = Logs::new();
        let listening = logs.listen();
        let errors = [
            fmg.login().unwrap_err(),
            fgt.monitor().firewall().policy().send().unwrap_err(),
        ];
        drop(listening);
        proxy.assert_asked();
        for error in errors {
            assert_secret(&logs.text(), &error);
        }
    }
}
