//! Which calls can be in one batch, and how a batch is divided into HTTP requests.

use super::Encoded;
use crate::error::{BatchFault, EncodeError, EncodeErrorKind, Error};

/// How many calls one HTTP request contains at most, and how long they are.
#[derive(Clone, Debug)]
pub struct Division {
    pub(super) requests: usize,
    pub(super) bytes: usize,
}

impl Default for Division {
    fn default() -> Self {
        Self {
            requests: 100,
            bytes: 1024 * 1024,
        }
    }
}

/// The calls of one HTTP request.
#[derive(Debug)]
pub(super) struct Group {
    /// The place of the first call in the batch.
    pub(super) first: usize,
    pub(super) head: Encoded,
    pub(super) rest: Vec<Encoded>,
    /// The length of all calls.
    len: usize,
}

/// Checks that all calls can be sent together.
///
/// # Errors
///
/// A call is not possible beside the first one, or is not possible in any batch.
pub(super) fn check(calls: &[Encoded]) -> Result<(), Error> {
    let Some(first) = calls.first() else { return Ok(()) };
    calls.iter().try_for_each(|call| {
        let fault = if is_about_login(&call.url) {
            BatchFault::Session
        } else if call.draft.method != first.draft.method {
            let first = first.draft.method.as_str();
            BatchFault::OtherMethod { first }
        } else if prefix(&call.url) != prefix(&first.url) {
            let first = first.draft.call.template();
            BatchFault::OtherPrefix { first }
        } else if !call.draft.text.has_top_level_of(&first.draft.text) {
            BatchFault::OtherTopLevel
        } else {
            return Ok(());
        };
        Err(call.draft.call.failed(EncodeError::from(EncodeErrorKind::Batch(fault))))
    })
}

/// Divides a batch. Every group has at least one call.
pub(super) fn divided(calls: Vec<Encoded>, division: &Division) -> impl Iterator<Item = Group> + use<> {
    let mut groups: Vec<Group> = Vec::new();
    for (index, call) in calls.into_iter().enumerate() {
        // With the comma between two calls.
        let len = call.draft.text.entries_len() + 1;
        match groups.last_mut() {
            Some(group) if group.rest.len() + 1 < division.requests && group.len + len <= division.bytes => {
                group.len += len;
                group.rest.push(call);
            }
            _ => groups.push(Group {
                first: index,
                head: call,
                rest: Vec::new(),
                len,
            }),
        }
    }
    groups.into_iter()
}

/// The beginning of a url. The vendor's guide to the API supports several calls in one request only below the same one,
/// and names `/dvmdb` and `/pm/config` as an example of two.
fn prefix(url: &str) -> (&str, &str) {
    let (first, rest) = segment(url);
    match first {
        "pm" => (first, segment(rest).0),
        _ => (first, ""),
    }
}

/// Whether a call begins or ends a session. All calls of a request are in one session.
fn is_about_login(url: &str) -> bool {
    let (first, rest) = segment(url);
    first == "sys" && matches!(segment(rest).0, "login" | "logout")
}

/// The first segment of a url, and the rest.
fn segment(url: &str) -> (&str, &str) {
    let url = url.trim_start_matches('/');
    url.split_once('/').unwrap_or((url, ""))
}
