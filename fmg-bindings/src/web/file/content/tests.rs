use std::io;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use serde_json::json;

use super::*;
use crate::web::file::Progress;
use crate::web::file::source::PIECE;
use crate::web::members::Members;

fn members() -> Members {
    let mut members = Members::default();
    members
        .body_member("source", "upload")
        .body_member("format", &true)
        .body_member("id", &-3)
        .body_member("absent", &None::<bool>)
        .body_member("rule", &json!({"a": ["\"", 1]}));
    members
}

async fn open(file: &File) -> Content {
    Content::open(&members().body, "file_content", "file", file)
        .await
        .unwrap()
}

/// The media type and the body. Checks the announced length.
async fn sent(file: &File) -> (String, Bytes) {
    let content = open(file).await;
    let said = content.body.size_hint().exact();
    let body = content.body.collect().await.unwrap();
    assert!(
        said.is_none_or(|said| said == body.len() as u64),
        "{said:?} {}",
        body.len()
    );
    assert!(content.fault.take().is_none());
    (content.media_type.to_str().unwrap().to_owned(), body)
}

fn multipart(boundary: &str, head: &str, content: &[u8]) -> Vec<u8> {
    let part = |name: &str, text: &str| {
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let mut body = part("source", "upload") + &part("format", "true") + &part("id", "-3");
    body += &part("rule", r#"{"a":["\"",1]}"#);
    let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; {head}\r\n\r\n");
    let end = format!("\r\n--{boundary}--\r\n");
    [body.as_bytes(), head.as_bytes(), content, end.as_bytes()].concat()
}

/// Contents of every length around the sizes of pieces.
fn contents() -> impl Iterator<Item = Bytes> {
    [0, 1, 2, 3, 4, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 2]
        .into_iter()
        .map(|len| (0..=250).cycle().take(len).collect())
}

/// `content` from every kind of source, with and without a length.
fn sources(content: &Bytes, folder: &tempfile::TempDir) -> Vec<File> {
    let path = folder.path().join("x.conf");
    std::fs::write(&path, content).unwrap();
    let reader = || io::Cursor::new(content.clone());
    let len = content.len() as u64;
    vec![
        File::from_bytes("x.conf", content.clone()),
        File::from_path(path),
        File::from_reader("x.conf", len, reader()),
        File::from_reader("x.conf", None, reader()),
        File::from_stream(
            "x.conf",
            len,
            tokio_util::io::ReaderStream::with_capacity(reader(), 1000),
        ),
        File::from_stream(
            "x.conf",
            None,
            tokio_util::io::ReaderStream::with_capacity(reader(), 1001),
        ),
    ]
}

#[tokio::test]
async fn every_source_gives_the_same_form() {
    let folder = tempfile::tempdir().unwrap();
    for content in contents() {
        for file in sources(&content, &folder) {
            let (media_type, body) = sent(&file.media_type("text/plain")).await;
            let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
            let expected = multipart(boundary, "filename=\"x.conf\"\r\nContent-Type: text/plain", &content);
            assert!(body == expected, "{} bytes", content.len());
        }
    }
}

#[tokio::test]
async fn every_source_gives_the_same_json() {
    use base64::Engine;

    let folder = tempfile::tempdir().unwrap();
    for content in contents() {
        for file in sources(&content, &folder) {
            let (media_type, body) = sent(&file.as_base64()).await;
            assert_eq!(media_type, "application/json");
            let base64 = base64::engine::general_purpose::STANDARD.encode(&content);
            let expected = format!(
                r#"{{"source":"upload","format":true,"id":-3,"rule":{{"a":["\"",1]}},"file_content":"{base64}"}}"#
            );
            assert!(body == expected, "{} bytes", content.len());
        }
    }
    let alone = Content::open(&[], "file_content", "file", &File::from_bytes("x", "x").as_base64())
        .await
        .unwrap();
    assert_eq!(alone.body.collect().await.unwrap(), r#"{"file_content":"eA=="}"#);
}

#[tokio::test]
async fn every_form_has_its_own_boundary() {
    let file = File::from_bytes("x", "x");
    assert_ne!(sent(&file).await.0, sent(&file).await.0);
}

#[tokio::test]
async fn a_name_cannot_inject_headers() {
    for (name, quoted) in [
        ("a\"; name=\"b", "a%22; name=%22b"),
        ("a\r\n\r\nb", "a%0D%0A%0D%0Ab"),
        ("a\\", "a%5C"),
        ("a\0\u{7f}", "a%00%7F"),
        ("Größe €.bin", "Größe €.bin"),
        ("100%", "100%"),
        ("", "file"),
    ] {
        let file = File::from_bytes("x", "x")
            .named(name)
            .media_type("text/plain\r\nX-Evil: 1");
        let (media_type, body) = sent(&file).await;
        let head = format!("filename=\"{quoted}\"\r\nContent-Type: text/plainX-Evil: 1");
        let boundary = media_type.rsplit('=').next().unwrap();
        assert!(body == multipart(boundary, &head, b"x"), "{body:?}");
    }
}

#[tokio::test]
async fn a_file_can_be_sent_again_and_a_stream_cannot() {
    let folder = tempfile::tempdir().unwrap();
    for (at, file) in sources(&Bytes::from_static(b"again"), &folder).into_iter().enumerate() {
        open(&file).await;
        let again = Content::open(&[], "x", "file", &file.clone()).await;
        match again {
            Ok(_) => assert!(at < 2),
            Err(ErrorKind::File(error)) => assert!(at >= 2 && error.kind() == FileErrorKind::Spent),
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_file_of_the_wrong_length_is_aborted() {
    for (said, content) in [(3, "ab"), (3, "abcd"), (0, "a"), (1, "")] {
        for base64 in [false, true] {
            let file = File::from_reader("x", said, io::Cursor::new(content));
            let content = open(&if base64 { file.as_base64() } else { file }).await;
            let error = content.body.collect().await.unwrap_err();
            assert_eq!(error.kind(), TransportErrorKind::Body);
            assert_eq!(content.fault.take().unwrap().kind(), FileErrorKind::Length);
        }
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let missing = File::from_path(folder.path().join("missing"));
    let Err(ErrorKind::File(error)) = Content::open(&[], "x", "file", &missing).await else {
        panic!("opened");
    };
    assert_eq!(error.kind(), FileErrorKind::Read);

    let mut pieces = vec![Err(io::Error::other("disk on fire")), Ok(Bytes::from_static(b"half"))];
    let stream = Pulled(move || pieces.pop());
    let content = open(&File::from_stream("x", 10, stream)).await;
    assert_eq!(
        content.body.collect().await.unwrap_err().kind(),
        TransportErrorKind::Body
    );
    let fault = content.fault.take().unwrap();
    assert_eq!(fault.kind(), FileErrorKind::Read);
    assert_eq!(std::error::Error::source(&fault).unwrap().to_string(), "disk on fire");
}

/// Opening a pipe blocks until another process writes to it, and no timeout could end that.
#[cfg(unix)]
#[tokio::test]
async fn folders_pipes_and_devices_are_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&pipe, &link).unwrap();
    let socket = folder.path().join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    for path in [pipe, link, socket, folder.path().to_owned(), "/dev/zero".into()] {
        let file = File::from_path(&path);
        for file in [file.clone(), file.as_base64()] {
            let Err(ErrorKind::File(error)) = Content::open(&[], "x", "file", &file).await else {
                panic!("{path:?} was opened");
            };
            assert_eq!(error.kind(), FileErrorKind::NoFile);
        }
    }
}

#[tokio::test]
async fn progress_counts_bytes_of_the_file_up_to_its_length() {
    let content = Bytes::from(vec![7; 5 * PIECE + 1]);
    for (file, total) in [
        (File::from_bytes("x", content.clone()), Some(content.len() as u64)),
        (
            File::from_bytes("x", content.clone()).as_base64(),
            Some(content.len() as u64),
        ),
        (File::from_reader("x", None, io::Cursor::new(content.clone())), None),
        (File::from_bytes("x", ""), Some(0)),
    ] {
        let seen = Arc::new(Mutex::new(Vec::<Progress>::new()));
        let log = Arc::clone(&seen);
        let expected = file.source.len().unwrap_or(content.len() as u64);
        sent(&file.on_progress(move |at| log.lock().unwrap().push(at))).await;
        let seen = seen.lock().unwrap();
        assert!(seen.is_sorted_by(|a, b| a.done < b.done), "{seen:?}");
        assert!(seen.iter().all(|at| at.total == total), "{seen:?}");
        assert_eq!(seen.last().unwrap().done, expected);
    }
}

#[test]
fn a_file_shows_its_name_and_length_only() {
    fn is_shared<T: Send + Sync + Clone + 'static>(_: &T) {}
    let file = File::from_bytes("x.conf", "hunter2").on_progress(drop);
    is_shared(&file);
    assert_eq!(format!("{file:?}"), "File { name: \"x.conf\", len: Some(7), .. }");
    assert_eq!(File::from_path("/some/folder/image.out").name(), "image.out");
}

/// A stream of the values that a closure returns.
struct Pulled<F>(F);

impl<F: FnMut() -> Option<io::Result<Bytes>> + Unpin> futures_core::Stream for Pulled<F> {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready((self.0)())
    }
}
