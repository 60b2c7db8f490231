//! A file as base64 in JSON.

use super::base64::Base64;
use super::frames::{Coding, Frames};
use crate::web::members::BodyMember;

/// The text around the base64 of a file: the JSON object of `members`, with the file as its last member under this
/// name.
pub(super) fn frames(members: &[BodyMember], name: &str) -> Frames {
    let mut before = String::from("{");
    for member in members {
        before.push_str(&text(member.name()));
        before.push(':');
        before.push_str(member.json());
        before.push(',');
    }
    before.push_str(&text(name));
    before.push_str(":\"");
    Frames {
        media_type: "application/json".to_owned(),
        before: before.into_bytes(),
        after: b"\"}".to_vec(),
        coding: Coding::Base64(Base64::default()),
    }
}

fn text(name: &str) -> String {
    serde_json::Value::from(name).to_string()
}
