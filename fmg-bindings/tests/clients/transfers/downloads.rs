//! Tests of downloads: complete or not at all, with safe file names, and of any size.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fmg_bindings::Endpoint;
use fmg_bindings::error::{DecodeErrorKind, Error, ErrorKind, FileErrorKind, TransportErrorKind};
use fmg_bindings::fortios::Client;
use hyper::body::Bytes;

use crate::transfers::file_server::{FileServer, Piece, Pieces, answer};

/// With the template of a documented call.
#[derive(Clone, Debug, Endpoint)]
#[endpoint(GET, "/api/v2/monitor/system/certificate/download", download(text))]
struct Certificate {
    #[endpoint(query)]
    mkey: &'static str,
}

const CERTIFICATE: Certificate = Certificate {
    mkey: "Fortinet_Factory",
};

const MIB: usize = 1024 * 1024;

fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn kind(error: &Error) -> TransportErrorKind {
    match error.kind() {
        ErrorKind::Transport(error) => error.kind(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_file_can_be_written_to_every_destination() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    let server = FileServer::start(move |request| {
        let target = request.uri().to_string();
        let accept = request.headers()["accept"].to_str().unwrap().to_owned();
        assert!(!request.headers().contains_key("content-length") && !request.headers().contains_key("content-type"));
        log.lock().unwrap().push((request.method().to_string(), target, accept));
        let head = [
            ("content-type", "application/x-x509-ca-cert"),
            ("content-disposition", "attachment; filename=\"Fortinet_Factory.cer\""),
        ];
        let body = Pieces::of(["-----BEGIN ".into(), "CERTIFICATE".into(), "-----".into()]);
        std::future::ready(answer(200, &head, body))
    });
    let fgt = server.client();
    let content = b"-----BEGIN CERTIFICATE-----";
    let folder = tempfile::tempdir().unwrap();

    let file = fgt.download(&CERTIFICATE).bytes().await.unwrap();
    assert_eq!(file.bytes, content.as_slice());
    assert_eq!(file.name.as_deref(), Some("Fortinet_Factory.cer"));
    assert_eq!(file.media_type.as_deref(), Some("application/x-x509-ca-cert"));

    let mut written = Vec::new();
    let saved = fgt.download(&CERTIFICATE).write_to(&mut written).await.unwrap();
    assert_eq!(
        (written.as_slice(), saved.len),
        (content.as_slice(), content.len() as u64)
    );
    assert_eq!(saved.name, file.name);

    let path = folder.path().join("mine.cer");
    let saved = fgt.download(&CERTIFICATE).save_as(&path).await.unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), content);
    assert_eq!((saved.len, saved.name), (content.len() as u64, file.name));

    let path = fgt.download(&CERTIFICATE).save_in(folder.path()).await.unwrap();
    assert_eq!(path, folder.path().join("Fortinet_Factory.cer"));
    assert_eq!(std::fs::read(&path).unwrap(), content);
    assert_eq!(entries(folder.path()), ["Fortinet_Factory.cer", "mine.cer"]);

    let asked = asked.lock().unwrap();
    let expected = "/api/v2/monitor/system/certificate/download?mkey=Fortinet_Factory";
    assert_eq!(asked.len(), 4);
    assert!(
        asked
            .iter()
            .all(|(method, url, accept)| (method.as_str(), url.as_str(), accept.as_str()) == ("GET", expected, "*/*"))
    );
}

#[tokio::test]
async fn nothing_is_requested_without_a_valid_destination() {
    let asked = Arc::new(Mutex::new(0));
    let log = Arc::clone(&asked);
    let server = FileServer::start(move |_| {
        *log.lock().unwrap() += 1;
        std::future::ready(answer(200, &[], Pieces::of(["-----BEGIN CERTIFICATE-----".into()])))
    });
    let fgt = server.client();
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let taken = folder.path().join("taken");
    std::fs::create_dir(&taken).unwrap();
    let call = || fgt.download(&CERTIFICATE);
    for error in [
        call().save_in(&missing).await.unwrap_err(),
        call().save_in(&missing).await.unwrap_err(),
        call().save_as(missing.join("x")).await.unwrap_err(),
        call().overwrite().save_as(&taken).await.unwrap_err(),
        call().save_as(folder.path().join("x/")).await.unwrap_err(),
    ] {
        assert!(
            matches!(error.kind(), ErrorKind::File(file) if file.kind() == FileErrorKind::Target),
            "{error:?}"
        );
    }
    assert_eq!(*asked.lock().unwrap(), 0);
    assert_eq!(entries(folder.path()), ["taken"]);
}

#[tokio::test]
async fn no_file_name_leaves_the_folder() {
    for (header, name) in [
        ("attachment; filename=\"../../../../etc/cron.d/x\"", "x"),
        ("attachment; filename=\"..\\\\..\\\\x.bat\"", "x.bat"),
        ("attachment; filename=/etc/passwd", "passwd"),
        ("attachment; filename*=UTF-8''%2e%2e%2f%2e%2e%2fx", "x"),
        ("attachment; filename=\"C:\\\\Windows\\\\y.ini\"", "y.ini"),
        ("attachment; filename=\"..\"", "system-certificate-download"),
        ("attachment; filename=\"\"", "system-certificate-download"),
        ("attachment; filename=\".profile\"", "profile"),
        ("attachment; filename=NUL", "_NUL"),
        ("attachment", "system-certificate-download"),
    ] {
        let server = FileServer::start(move |_| {
            let body = Pieces::of(["content".into()]);
            std::future::ready(answer(200, &[("content-disposition", header)], body))
        });
        let outside = tempfile::tempdir().unwrap();
        let folder = outside.path().join("a/b/c");
        std::fs::create_dir_all(&folder).unwrap();
        let path = server.client().download(&CERTIFICATE).save_in(&folder).await.unwrap();
        assert_eq!(path, folder.join(name), "{header}");
        assert_eq!(entries(&folder), [name]);
        assert_eq!(entries(outside.path()), ["a"]);
    }
}

#[tokio::test]
async fn a_truncated_download_leaves_no_file() {
    const ANNOUNCED: &[(&str, &str)] = &[("content-length", "300000"), ("content-disposition", "attachment")];
    const CHUNKED: &[(&str, &str)] = &[("content-disposition", "attachment")];
    for head in [ANNOUNCED, CHUNKED] {
        for sent in [0, 1, 100_000, 299_999] {
            let server = FileServer::answering(head, move || {
                Pieces::of([
                    Piece::Data(vec![b'x'; sent].into()),
                    Piece::Pause(Duration::from_millis(20)),
                    Piece::Cut,
                ])
            });
            let fgt = server.client();
            let folder = tempfile::tempdir().unwrap();
            let error = fgt.download(&CERTIFICATE).save_in(folder.path()).await.unwrap_err();
            assert_eq!(kind(&error), TransportErrorKind::Interrupted, "{sent}");
            let error = fgt
                .download(&CERTIFICATE)
                .save_as(folder.path().join("x"))
                .await
                .unwrap_err();
            assert_eq!(kind(&error), TransportErrorKind::Interrupted, "{sent}");
            assert!(entries(folder.path()).is_empty());
            let error = fgt.download(&CERTIFICATE).bytes().await.unwrap_err();
            assert_eq!(kind(&error), TransportErrorKind::Interrupted, "{sent}");
            let mut written = Vec::new();
            fgt.download(&CERTIFICATE).write_to(&mut written).await.unwrap_err();
            assert!(written.len() <= sent);
        }
    }
}

#[tokio::test]
async fn a_dropped_download_leaves_no_file() {
    let server = FileServer::answering(&[], || {
        Pieces::of([
            Piece::Data(vec![b'x'; 100_000].into()),
            Piece::Pause(Duration::from_secs(600)),
        ])
    });
    let fgt = server.client();
    let folder = tempfile::tempdir().unwrap();
    let (begun, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let call = fgt
        .download(&CERTIFICATE)
        .on_progress(move |at| begun.send(at.done).unwrap_or_default())
        .save_as(folder.path().join("x"));
    tokio::select! {
        result = call => panic!("{result:?}"),
        () = async { while seen.recv().await.is_some_and(|done| done < 100_000) {} } => {}
    }
    assert!(entries(folder.path()).is_empty());
}

#[tokio::test]
async fn a_response_that_is_not_a_file_is_not_saved() {
    type Head = &'static [(&'static str, &'static str)];
    const JSON: Head = &[("content-type", "application/json")];
    const HTML: Head = &[("content-type", "text/html")];
    const REFUSAL: &str = r#"{"path":"system","name":"certificate","status":"error","http_status":404,"error":-3}"#;
    let folder = tempfile::tempdir().unwrap();
    for (status, head, body) in [
        (403, JSON, r#"{"status":"error","http_status":403}"#),
        (404, JSON, REFUSAL),
        (200, JSON, REFUSAL),
        (200, &[], REFUSAL),
        (401, HTML, "<html><title>Login</title></html>"),
        (200, HTML, "<html><title>Login</title></html>"),
        (302, &[("location", "/login")], ""),
        (200, &[], ""),
    ] {
        let server = FileServer::start(move |_| std::future::ready(answer(status, head, Pieces::of([body.into()]))));
        let fgt = server.client();
        let target = folder.path().join("x");
        for error in [
            fgt.download(&CERTIFICATE).save_in(folder.path()).await.unwrap_err(),
            fgt.download(&CERTIFICATE).save_as(target).await.unwrap_err(),
            fgt.download(&CERTIFICATE).bytes().await.unwrap_err(),
        ] {
            match error.kind() {
                ErrorKind::Rest(rest) => {
                    assert_eq!(rest.http_status(), if body == REFUSAL { 404 } else { status });
                    assert_eq!(error.is_not_found(), body == REFUSAL, "{error:?}");
                    assert_eq!(error.is_permission(), status == 403, "{error:?}");
                }
                ErrorKind::Decode(decode) => {
                    let expected = if body.is_empty() {
                        DecodeErrorKind::Empty
                    } else {
                        DecodeErrorKind::Html
                    };
                    assert_eq!((status, decode.kind()), (200, expected));
                }
                other => panic!("{status} {other:?}"),
            }
            assert!(!format!("{error} {error:?}").contains("Fortinet_Factory"));
        }
        assert!(entries(folder.path()).is_empty());
    }
}

#[tokio::test]
async fn an_existing_file_is_kept_unless_overwriting_is_allowed() {
    let server = FileServer::answering(&[("content-disposition", "attachment; filename=x")], || {
        Pieces::of(["\0new".into()])
    });
    let fgt = server.client();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x");
    std::fs::write(&path, "old").unwrap();
    for error in [
        fgt.download(&CERTIFICATE).save_in(folder.path()).await.unwrap_err(),
        fgt.download(&CERTIFICATE).save_as(&path).await.unwrap_err(),
    ] {
        assert!(matches!(error.kind(), ErrorKind::File(file) if file.kind() == FileErrorKind::Exists));
    }
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    fgt.download(&CERTIFICATE)
        .overwrite()
        .save_in(folder.path())
        .await
        .unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"\0new");
    assert_eq!(entries(folder.path()), ["x"]);

    let error = fgt
        .download(&CERTIFICATE)
        .save_in(folder.path().join("missing"))
        .await
        .unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::File(file) if file.kind() == FileErrorKind::Target));
}

#[tokio::test]
async fn a_stalled_server_times_out() {
    let long = Duration::from_secs(600);
    let silent = FileServer::start(move |_| async move {
        tokio::time::sleep(long).await;
        answer(200, &[], Pieces::of([]))
    });
    let stuck = FileServer::answering(&[], move || Pieces::of(["half a".into(), Piece::Pause(long)]));
    let folder = tempfile::tempdir().unwrap();
    for server in [&silent, &stuck] {
        let builder = Client::builder(server.url()).root_certificate(server.authority.pem());
        let fgt = builder
            .no_proxy()
            .token("token")
            .timeout(Duration::from_millis(300))
            .build()
            .unwrap();
        let error = fgt.download(&CERTIFICATE).save_in(folder.path()).await.unwrap_err();
        assert!(error.is_timeout(), "{error:?}");
        let call = server
            .client()
            .download(&CERTIFICATE)
            .timeout(Duration::from_millis(300))
            .bytes()
            .await;
        assert!(call.unwrap_err().is_timeout());
    }
    assert!(entries(folder.path()).is_empty());
}

#[tokio::test]
async fn a_slow_download_is_not_a_stalled_one() {
    // Takes longer in total than the client allows for a call, but never as long between two pieces.
    let server = FileServer::answering(&[], || {
        Pieces::of((0..20).flat_map(|_| [Piece::Pause(Duration::from_millis(100)), "\0".into()]))
    });
    let builder = Client::builder(server.url()).root_certificate(server.authority.pem());
    let fgt = builder
        .no_proxy()
        .token("token")
        .timeout(Duration::from_secs(1))
        .build()
        .unwrap();
    assert_eq!(fgt.download(&CERTIFICATE).bytes().await.unwrap().bytes.len(), 20);
    let limited = fgt.download(&CERTIFICATE).timeout(Duration::from_secs(1)).bytes().await;
    assert!(limited.unwrap_err().is_timeout());
}

#[tokio::test]
async fn progress_grows_to_the_total() {
    for head in [[("content-length", "3000000")].as_slice(), &[]] {
        let server = FileServer::answering(head, || {
            Pieces::of((0..30).map(|_| Piece::Data(vec![b'x'; 100_000].into())))
        });
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        let call = server.client();
        let call = call
            .download(&CERTIFICATE)
            .on_progress(move |at| log.lock().unwrap().push(at));
        call.bytes().await.unwrap();
        let seen = seen.lock().unwrap();
        assert!(seen.is_sorted_by(|a, b| a.done < b.done));
        assert_eq!(seen.last().unwrap().done, 3_000_000);
        let total = (!head.is_empty()).then_some(3_000_000);
        assert!(seen.iter().all(|at| at.total == total));
    }
}

/// Counts how far the server is ahead of the client: bytes that the server has sent and the client has not received are
/// in memory.
#[tokio::test]
async fn a_large_file_does_not_fill_the_memory() {
    use std::sync::atomic::{AtomicUsize, Ordering};

    const LEN: usize = 200 * MIB;
    let made = Arc::new(AtomicUsize::new(0));
    let ahead = Arc::new(AtomicUsize::new(0));
    let server = {
        let made = Arc::clone(&made);
        FileServer::answering(&[("content-length", "209715200")], move || {
            let (made, piece) = (Arc::clone(&made), Bytes::from(vec![b'x'; MIB / 4]));
            Pieces::of((0..LEN / piece.len()).map(move |_| {
                made.fetch_add(piece.len(), Ordering::Relaxed);
                Piece::Data(piece.clone())
            }))
        })
    };
    let watch = {
        let (made, ahead) = (Arc::clone(&made), Arc::clone(&ahead));
        move |at: fmg_bindings::fortios::Progress| {
            let received = usize::try_from(at.done).unwrap();
            ahead.fetch_max(made.load(Ordering::Relaxed).saturating_sub(received), Ordering::Relaxed);
        }
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("image.out");
    let saved = server
        .client()
        .download(&CERTIFICATE)
        .on_progress(watch)
        .save_as(&path)
        .await
        .unwrap();
    assert_eq!(saved.len, LEN as u64);
    assert_eq!(std::fs::metadata(&path).unwrap().len(), LEN as u64);
    // This includes the socket buffers of both ends.
    let ahead = ahead.load(Ordering::Relaxed);
    assert!(ahead < 32 * MIB, "{ahead}");
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_receives_files() {
    use fmg_bindings::fortios::blocking::Client;

    let server = FileServer::answering(&[("content-disposition", "attachment; filename=x.conf")], || {
        Pieces::of(["#config".into(), "-version".into()])
    });
    let builder = Client::builder(server.url()).root_certificate(server.authority.pem());
    let fgt = builder.no_proxy().token("token").build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let content = b"#config-version";
    assert_eq!(fgt.download(&CERTIFICATE).bytes().unwrap().bytes, content.as_slice());
    let mut written = Vec::new();
    let saved = fgt.download(&CERTIFICATE).write_to(&mut written).unwrap();
    assert_eq!(
        (written.as_slice(), saved.name.as_deref()),
        (content.as_slice(), Some("x.conf"))
    );
    fgt.download(&CERTIFICATE).save_as(folder.path().join("y")).unwrap();
    assert_eq!(
        fgt.download(&CERTIFICATE).save_in(folder.path()).unwrap(),
        folder.path().join("x.conf")
    );
    assert!(fgt.download(&CERTIFICATE).save_in(folder.path()).is_err());
    assert_eq!(entries(folder.path()), ["x.conf", "y"]);
}

#[tokio::test]
async fn a_message_never_overwrites_a_file() {
    for (head, body) in [
        ([].as_slice(), r#"{"message":"Unauthorized"}"#),
        (
            &[],
            r#"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}"#,
        ),
        (&[], "Service Unavailable"),
        (
            &[("content-disposition", "attachment; filename=x.dat")],
            "Service Unavailable",
        ),
        (
            &[("content-type", "application/octet-stream")],
            "<html><title>502</title></html>",
        ),
    ] {
        let server = FileServer::answering(head, move || Pieces::of([body.into()]));
        let builder = fmg_bindings::fmg::Client::builder(server.url()).root_certificate(server.authority.pem());
        let fmg = builder.no_proxy().credentials("u", "p").build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let good = folder.path().join("good.dat");
        std::fs::write(&good, "good").unwrap();
        let fgt = server.client();
        for error in [
            fmg.rest().backup().overwrite().save_as(&good).await.unwrap_err(),
            fmg.rest().backup().save_in(folder.path()).await.unwrap_err(),
            fmg.rest().backup().bytes().await.unwrap_err(),
            fgt.monitor()
                .system()
                .sniffer_download(1)
                .overwrite()
                .save_as(&good)
                .await
                .unwrap_err(),
        ] {
            assert!(
                error.is_decode() || error.code().is_some() || error.http_status().is_some(),
                "{error:?}"
            );
        }
        assert_eq!(std::fs::read(&good).unwrap(), b"good");
        assert_eq!(entries(folder.path()), ["good.dat"]);
    }
}
