//! A file as a part of a multi-part form (RFC 7578).
//!
//! Crates for such forms are part of an HTTP client, do not know the total length in advance, or keep the form in
//! memory. The form only needs some text before and after the file.

use std::collections::hash_map::RandomState;
use std::fmt::Write;
use std::hash::{BuildHasher, Hasher};

use super::frames::{Coding, Frames};
use crate::web::members::BodyMember;

/// The name of a file without a name.
const NAMELESS: &str = "file";

/// The text around the content of a file: `members` as text parts, and the head of the part with the file.
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
    // Servers treat a part with an empty file name as an empty field.
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

/// `name` with the characters encoded that would end its quotes or its line.
///
/// Browsers encode them the same way, except for the backslash, which some parsers treat as an escape. Other characters
/// are not changed.
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
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}

/// A line that occurs in a file with a probability of 2^-128. The keys of the hashers are random, from the system, and
/// the hashes do not reveal them.
fn boundary() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("fmg-bindings-{:016x}{:016x}", random(), random())
}
