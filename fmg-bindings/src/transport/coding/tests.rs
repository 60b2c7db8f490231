use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use proptest::prelude::*;

use super::*;
use crate::error::{DecodeErrorKind, TransportErrorKind};

const JSON: &[u8] = br#"{"id":1,"result":[{"status":{"code":0,"message":"OK"},"url":"/sys/status"}]}"#;

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

fn zlib(plain: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

fn bare(plain: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

fn answer(status: u16, encoding: &[&str], body: impl Into<Bytes>) -> Response<Bytes> {
    let mut answer = Response::builder().status(status).header(CONTENT_LENGTH, 1);
    for encoding in encoding {
        answer = answer.header(CONTENT_ENCODING, *encoding);
    }
    answer.body(body.into()).unwrap()
}

/// The error of this response.
#[track_caller]
fn fault(answer: Response<Bytes>) -> DecodeError {
    match inflated(answer, Some(1 << 20)).unwrap_err() {
        ErrorKind::Decode(error) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_reply_is_decompressed_by_any_sign_of_its_coding() {
    let twice = [gzip(&JSON[..20]), gzip(&JSON[20..])].concat();
    for (encoding, body) in [
        ([].as_slice(), gzip(JSON)),
        (&["gzip"], gzip(JSON)),
        (&["X-GZip"], gzip(JSON)),
        (&["identity", " gzip ,"], gzip(JSON)),
        (&["gzip"], twice),
        (&["deflate"], zlib(JSON)),
        (&["Deflate"], bare(JSON)),
        (&["deflate"], gzip(JSON)),
        (&["br"], gzip(JSON)),
    ] {
        for status in [200, 404] {
            let read = inflated(answer(status, encoding, body.clone()), None).unwrap();
            assert_eq!(read.body(), JSON, "{encoding:?}");
            assert!(!read.headers().contains_key(CONTENT_ENCODING));
            assert!(!read.headers().contains_key(CONTENT_LENGTH));
        }
    }
}

#[test]
fn an_uncompressed_reply_is_not_copied() {
    for (encoding, body) in [
        ([].as_slice(), JSON),
        (&["identity"], JSON),
        (&["br"], JSON),
        (&[], b"\x1f\x8b"),
        (&[], b""),
        (&["deflate"], b""),
        (&["gzip"], b""),
    ] {
        let body = Bytes::from_static(body);
        let read = inflated(answer(200, encoding, body.clone()), Some(0)).unwrap();
        assert_eq!(read.body().as_ptr(), body.as_ptr(), "not copied");
        assert!(read.headers().contains_key(CONTENT_LENGTH));
    }
    // A gateway decompressed the body and kept the header.
    for text in [JSON, b"[]", b"<html>", b" {}", b"\xef\xbb\xbf{}"] {
        let read = inflated(answer(200, &["gzip"], text), None).unwrap();
        assert_eq!(read.body(), text);
    }
}

#[test]
fn a_damaged_stream_is_an_error() {
    let mut flipped = gzip(JSON);
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0xff;
    let mut sum = zlib(JSON);
    *sum.last_mut().unwrap() ^= 0xff;
    let trailing = [gzip(JSON), b"and more".to_vec()].concat();
    for (encoding, body) in [
        ("gzip", flipped),
        ("gzip", trailing),
        ("gzip", b"\x1f".to_vec()),
        ("gzip", b"garbage".to_vec()),
        ("deflate", sum),
        ("deflate", b"\x78\x9cgarbage".to_vec()),
        ("deflate", b"\xff\xff\xff".to_vec()),
    ] {
        let error = fault(answer(200, &[encoding], body.clone()));
        assert_eq!(error.kind(), DecodeErrorKind::DamagedStream, "{body:?}");
        assert!(error.to_string().contains("compressed"), "{error}");
        assert_eq!(error.excerpt(), "");
        // The status of an error matters more than the damage.
        let refusal = inflated(answer(404, &[encoding], body), Some(1 << 20)).unwrap();
        assert_eq!((refusal.status().as_u16(), refusal.body().len()), (404, 0));
    }
    for (encoding, whole) in [("gzip", gzip(JSON)), ("deflate", zlib(JSON)), ("deflate", bare(JSON))] {
        for len in 1..whole.len() {
            let error = fault(answer(200, &[encoding], whole[..len].to_vec()));
            assert_eq!(error.kind(), DecodeErrorKind::DamagedStream, "{encoding} {len}");
        }
    }
}

#[test]
fn data_beyond_the_limit_is_never_stored() {
    const LIMIT: u64 = 1 << 20;
    let zeros = vec![0; 64 << 20];
    for bomb in [
        ("gzip", gzip(&zeros)),
        ("deflate", zlib(&zeros)),
        ("deflate", bare(&zeros)),
    ] {
        let answer = answer(200, &[bomb.0], bomb.1);
        let mut read = None;
        let taken = allocation_counter::measure(|| read = Some(inflated(answer, Some(LIMIT)))).bytes_max;
        let ErrorKind::Transport(error) = read.unwrap().unwrap_err() else {
            panic!("no error of the transport");
        };
        assert_eq!(error.kind(), TransportErrorKind::ReplyTooLong);
        assert!(error.to_string().contains("1048576 bytes"), "{error}");
        assert!(taken < LIMIT / 4, "{taken}");
    }
}

#[test]
fn the_buffer_has_the_exact_length() {
    let plain = vec![7; 8 << 20];
    let len = plain.len() as u64;
    let body = answer(200, &[], gzip(&plain));
    let mut read = None;
    let taken = allocation_counter::measure(|| read = Some(inflated(body, Some(len)))).bytes_max;
    assert_eq!(read.unwrap().unwrap().body().len() as u64, len);
    assert!(taken < len + 256 * 1024, "{taken}");
    assert!(inflated(answer(200, &[], gzip(&plain)), Some(len - 1)).is_err());
}

proptest! {
    /// Pieces of any length give the same result as the whole.
    #[test]
    fn a_stream_may_come_in_pieces(plain: Vec<u8>, size in 1..40_usize, kind in 0..3) {
        let (coding, body) = match kind {
            0 => (Coding::Gzip, gzip(&plain)),
            1 => (Coding::Deflate, zlib(&plain)),
            _ => (Coding::Deflate, bare(&plain)),
        };
        let mut pieces = body.chunks(size);
        let mut inflater = Inflater::new(coding);
        let (mut all, mut some) = (Vec::new(), [0; 7]);
        loop {
            match inflater.read(&mut some) {
                Ok(0) => break,
                Ok(read) => all.extend_from_slice(&some[..read]),
                Err(error) => {
                    prop_assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
                    match pieces.next() {
                        Some(piece) => inflater.feed(Bytes::copy_from_slice(piece)),
                        None => inflater.end(),
                    }
                }
            }
        }
        prop_assert_eq!(&all, &plain);
        prop_assert_eq!(inflate(coding, &body.into(), None).unwrap(), plain);
    }

    /// Any bytes give a reply or an error, within the limit.
    #[test]
    fn any_bytes_are_handled(mut body: Vec<u8>, as_gzip: bool, is_deflate: bool) {
        if as_gzip {
            body.splice(..0, GZIP);
        }
        let coding = if is_deflate { Coding::Deflate } else { Coding::Gzip };
        if let Ok(read) = inflate(coding, &body.into(), Some(100)) {
            prop_assert!(read.len() <= 100);
        }
    }
}
