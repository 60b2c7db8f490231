//! HTTP responses.

use std::hash::{DefaultHasher, Hash, Hasher};

use bytes::Bytes;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, SET_COOKIE};
use http::{Response, StatusCode};
use serde_json::Value;

use super::vdom::Scope;
use crate::call::Outcome;

/// A response with its whole body.
pub(super) type Answer = Response<Bytes>;

/// A JSON response with this status.
pub(super) fn json(status: u16, body: &Value) -> Answer {
    // A FortiGate ends its JSON with a line feed as well.
    answer(status, "application/json", format!("{body}\n").into())
}

/// A web page, which a FortiGate returns in place of JSON if the request does not reach the API.
pub(super) fn page(status: u16) -> Answer {
    let reason = StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason());
    let title = format!("{status} {}", reason.unwrap_or_default());
    titled(status, &title, &title)
}

/// The page that refuses a login of an administrator who is locked out after too many failed logins.
pub(super) fn locked_out() -> Answer {
    titled(429, "429 Too Many Requests", "Admin is now locked out")
}

fn titled(status: u16, title: &str, text: &str) -> Answer {
    let body =
        format!("<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{text}</h1></body></html>\n");
    answer(status, "text/html", body.into())
}

/// A text response, with the type `text/html`.
pub(super) fn text(body: &'static str) -> Answer {
    answer(200, "text/html", Bytes::from_static(body.as_bytes()))
}

/// A file as an attachment.
pub(super) fn file(name: &str, content: Bytes) -> Answer {
    let mut answer = answer(200, "application/octet-stream", content);
    let quotable: String = name
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '"' | '\\'))
        .collect();
    put(
        &mut answer,
        CONTENT_DISPOSITION,
        &format!("attachment; filename=\"{quotable}\""),
    );
    answer
}

/// Adds a `Set-Cookie` header.
pub(super) fn set_cookie(answer: &mut Answer, cookie: &str) {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        answer.headers_mut().append(SET_COOKIE, cookie);
    }
}

/// Adds an entity tag to a response. If the client already has it (`known`), returns 304 without a body.
pub(super) fn with_entity_tag(mut answer: Answer, known: Option<&str>) -> Answer {
    let mut hasher = DefaultHasher::new();
    answer.body().hash(&mut hasher);
    let mark = format!("\"{:016x}\"", hasher.finish());
    put(&mut answer, ETAG, &mark);
    let is_known = |known: &str| {
        known
            .split(',')
            .any(|known| known.trim().trim_start_matches("W/") == mark)
    };
    if known.is_some_and(is_known) {
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
        *answer.body_mut() = Bytes::new();
        answer.headers_mut().remove(CONTENT_TYPE);
    }
    answer
}

/// Joins the responses of VDOMs, each an HTTP status and an envelope: one alone unchanged, several as a list.
pub(super) fn of_vdoms(scope: &Scope, mut answers: Vec<(u16, Value)>) -> Answer {
    match (scope, answers.pop()) {
        (Scope::One(_), Some((status, envelope))) => json(status, &envelope),
        (_, last) => {
            answers.extend(last);
            let any = answers.iter().any(|(status, _)| *status == 200);
            // Errors in one VDOM are in its envelope.
            let status = answers.first().filter(|_| !any).map_or(200, |(status, _)| *status);
            json(status, &answers.into_iter().map(|(_, envelope)| envelope).collect())
        }
    }
}

/// The outcome of a call, for the log of calls. A response to a change of several VDOMs has no code.
pub(super) fn outcome(answer: &Answer) -> Outcome {
    let mut outcome = Outcome::http(answer.status().as_u16());
    if !outcome.is_success()
        && let Ok(envelope) = serde_json::from_slice::<Value>(answer.body())
    {
        outcome.code = envelope.get("error").and_then(Value::as_i64);
        outcome.message = envelope.get("cli_error").and_then(Value::as_str).map(str::to_owned);
    }
    outcome
}

fn answer(status: u16, content_type: &'static str, body: Bytes) -> Answer {
    let mut answer = Response::new(body);
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}

fn put(answer: &mut Answer, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_known_entity_tag_gets_304_without_a_body() {
        let state = || json(200, &json!({"results": []}));
        let first = with_entity_tag(state(), None);
        let mark = first.headers()[ETAG].to_str().unwrap().to_owned();
        for known in [mark.clone(), format!("W/{mark}"), format!("\"0\", {mark}")] {
            let again = with_entity_tag(state(), Some(&known));
            assert_eq!((again.status().as_u16(), again.body().len()), (304, 0), "{known}");
        }
        let changed = with_entity_tag(json(200, &json!({"results": [1]})), Some(&mark));
        assert_eq!(changed.status(), 200);
        assert_ne!(changed.headers()[ETAG], mark);
    }

    #[test]
    fn a_file_name_cannot_inject_headers() {
        let answer = file("a\"b\r\nX: y\\.conf", Bytes::new());
        assert_eq!(
            answer.headers()[CONTENT_DISPOSITION],
            "attachment; filename=\"abX: y.conf\""
        );
    }
}
