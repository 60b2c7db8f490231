//! A file as a part of a multi-part form (RFC 7578).
//!
//! The crates that write such forms are either a part of an HTTP client, which is the transport's business here, do not
//! know the length of the whole beforehand, or keep it in memory. What it takes is a line before and a line after.

use std::collections::hash_map::RandomState;
use std::fmt::Write;
use std::hash::{BuildHasher, Hasher};

use super::frames::{Coding, Frames};
use crate::web::members::BodyMember;

/// What a file is called that has no name.
const NAMELESS: &str = "file";

/// What stands around the content of a file: `members` as parts of text, and the head of the part that is the file.
pub(super) fn frames(
    members: &[BodyMember],
    part: &str,
    file_name: &str,
    media_type: &str,
) -> serde_json::Result<Frames> {
    let boundary = boundary();
    let mut before = String::new();
    for member in members {
        let (name, text) = (quotable(member.name()), member.text()?);
        put(
            &mut before,
            format_args!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n"),
        );
    }
    // A part with an empty file name is a field that was left empty.
    let file_name = quotable(if file_name.is_empty() { NAMELESS } else { file_name });
    let part = quotable(part);
    put(
        &mut before,
        format_args!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"{file_name}\"\r\nContent-Type: \
             {media_type}\r\n\r\n"
        ),
    );
    Ok(Frames {
        media_type: format!("multipart/form-data; boundary={boundary}"),
        before: before.into_bytes(),
        after: format!("\r\n--{boundary}--\r\n").into_bytes(),
        coding: Coding::Plain,
    })
}

/// `name` without what would end its quotes or the line that it stands on.
///
/// Browsers percent-encode it the same way, but for the backslash, which some readers take for the beginning of an
/// escape. What is not ASCII goes as it is.
fn quotable(name: &str) -> String {
    let mut quotable = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '"' | '\\' | '\0'..='\x1f' | '\x7f' => put(&mut quotable, format_args!("%{:02X}", u32::from(c))),
            c => quotable.push(c),
        }
    }
    quotable
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    // A string takes whatever is written to it.
    let _ = out.write_fmt(text);
}

/// A line that no file holds but by a chance of one in 2^128: the keys of the hashers come from the system's source of
/// randomness, and what comes out tells nothing of them.
fn boundary() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("fmg-bindings-{:016x}{:016x}", random(), random())
}
