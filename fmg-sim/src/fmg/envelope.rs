//! Parses JSON-RPC requests, and builds replies.

use serde_json::{Map, Value, json};

use super::answer::Outcome;
use super::call::{Container, Form};
use super::session::Sid;
use super::shape::integer;
use super::status::{INVALID_PARAMETER, Refusal};

/// The largest number of entries in `params`. An entry takes many times its size on the wire, and is parsed before the
/// session is checked.
const MOST_ENTRIES: usize = 65_536;

/// A parsed request.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: String,
    /// The entries of `params`. An entry that is not an object is empty.
    pub(super) params: Vec<Map<String, Value>>,
    /// The rest, `id`, `session` and `verbose` included.
    pub(super) envelope: Map<String, Value>,
}

/// The error in a malformed request, and the id to repeat in the reply.
#[derive(Debug)]
pub(super) struct Malformed {
    id: Option<Value>,
    refusal: Refusal,
}

impl Request {
    /// Parses a request.
    ///
    /// No document shows the reply to malformed requests. They get the id null and a single result, as errors that are
    /// not in a list.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let malformed = |id, why: &str| Malformed {
            id,
            refusal: INVALID_PARAMETER.because(why),
        };
        let Ok(Value::Object(mut envelope)) = serde_json::from_slice(bytes) else {
            return Err(malformed(Some(Value::Null), "the request is not a JSON object"));
        };
        let id = || envelope.get("id").cloned();
        let Some(Value::String(method)) = envelope.get("method") else {
            return Err(malformed(id(), "`method` is not a text"));
        };
        let method = method.clone();
        let entry = |entry| match entry {
            Value::Object(entry) => entry,
            _ => Map::new(),
        };
        let params = match envelope.get("params") {
            Some(Value::Array(params)) if params.is_empty() => return Err(malformed(id(), "`params` is empty")),
            Some(Value::Array(params)) if params.len() > MOST_ENTRIES => {
                return Err(malformed(id(), "`params` has too many entries"));
            }
            Some(Value::Array(_) | Value::Object(_)) => envelope.remove("params"),
            _ => return Err(malformed(id(), "`params` is not a list")),
        };
        let params = match params {
            Some(Value::Array(entries)) => entries.into_iter().map(entry).collect(),
            lone => lone.into_iter().map(entry).collect(),
        };
        Ok(Self {
            method,
            params,
            envelope,
        })
    }

    /// The token of the session.
    pub(super) fn session(&self) -> Option<&str> {
        self.envelope.get("session")?.as_str()
    }

    /// Whether the reply has names in place of numbers.
    pub(super) fn verbose(&self) -> bool {
        is_on(self.envelope.get("verbose"))
    }

    /// Whether the request does not restart the idle timeout of its session. Captures show the member at both levels.
    pub(super) fn keeps_session_idle(&self) -> bool {
        let name = "keep_session_idle";
        is_on(self.envelope.get(name)) || self.params.iter().any(|entry| is_on(entry.get(name)))
    }
}

fn is_on(value: Option<&Value>) -> bool {
    value.and_then(integer).is_some_and(|number| number != 0)
}

impl Malformed {
    pub(super) fn reply(self) -> Value {
        let mut reply = Map::new();
        if let Some(id) = self.id {
            reply.insert("id".to_owned(), id);
        }
        reply.insert("result".to_owned(), json!({ "status": status(&Err(self.refusal)) }));
        Value::Object(reply)
    }
}

/// The outcome of one entry of `params`.
#[derive(Debug)]
pub(super) struct EntryReply {
    /// The url to repeat in the reply.
    pub(super) url: String,
    pub(super) form: Form,
    pub(super) outcome: Outcome,
}

/// Builds a reply. `sid` is the number of the session, which replies with a refusal contain.
pub(super) fn reply(id: Option<Value>, sid: Option<Sid>, mut answers: Vec<EntryReply>) -> Value {
    let mut reply = Map::new();
    let refused = answers.iter().any(|answered| answered.outcome.is_err());
    if let Some(sid) = sid.filter(|_| refused) {
        reply.insert("session".to_owned(), Value::from(sid.0));
    }
    for answered in &mut answers {
        if let Ok(answer) = &mut answered.outcome {
            reply.append(&mut answer.envelope);
        }
    }
    let form = match answers.as_slice() {
        [lone] => lone.form,
        _ => Form::USUAL,
    };
    if let Some(id) = id.filter(|_| form.id) {
        reply.insert("id".to_owned(), id);
    }
    let mut entries = answers.into_iter().map(|answered| entry(answered, form));
    match form.result {
        Container::List => {
            let entries = entries.map(Value::Object).collect();
            reply.insert("result".to_owned(), Value::Array(entries));
        }
        Container::Object => {
            let entry = entries.next().unwrap_or_default();
            reply.insert("result".to_owned(), Value::Object(entry));
        }
        Container::Reply => reply.extend(entries.next().unwrap_or_default()),
    }
    Value::Object(reply)
}

fn entry(answered: EntryReply, form: Form) -> Map<String, Value> {
    let status = Some(status(&answered.outcome)).filter(|_| form.status || answered.outcome.is_err());
    let mut entry = match answered.outcome {
        Ok(answer) => {
            let mut entry = answer.beside;
            if let Some(data) = answer.data {
                entry.insert("data".to_owned(), data);
            }
            entry
        }
        Err(_) => Map::new(),
    };
    entry.extend(status.map(|status| ("status".to_owned(), status)));
    if form.url {
        entry.insert("url".to_owned(), Value::from(answered.url));
    }
    entry
}

fn status(outcome: &Outcome) -> Value {
    match outcome {
        Ok(_) => json!({"code": 0, "message": "OK"}),
        Err(refusal) => json!({"code": refusal.code, "message": refusal.message}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fmg::answer::Answer;
    use crate::fmg::status::INVALID_URL;

    #[test]
    fn malformed_requests_get_a_reply() {
        for (bytes, id) in [
            (&b""[..], Some(json!(null))),
            (b"{", Some(json!(null))),
            (b"\xff\xfe", Some(json!(null))),
            (b"[]", Some(json!(null))),
            (b"{}", None),
            (br#"{"id": 7}"#, Some(json!(7))),
            (br#"{"id": "a", "method": "get"}"#, Some(json!("a"))),
            (br#"{"id": 7, "method": "get", "params": []}"#, Some(json!(7))),
            (br#"{"id": 7, "method": 5, "params": [{}]}"#, Some(json!(7))),
        ] {
            let reply = Request::read(bytes).unwrap_err().reply();
            assert_eq!(reply.get("id"), id.as_ref());
            assert_eq!(reply["result"]["status"]["code"], json!(-8));
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        let bytes = "[".repeat(1_000_000);
        assert!(Request::read(bytes.as_bytes()).is_err());
    }

    #[test]
    fn the_number_of_entries_is_limited() {
        let read = |entries: usize| {
            let params = vec!["{}"; entries].join(",");
            Request::read(format!(r#"{{"id": 7, "method": "get", "params": [{params}]}}"#).as_bytes())
        };
        assert_eq!(read(MOST_ENTRIES).unwrap().params.len(), MOST_ENTRIES);
        let reply = read(MOST_ENTRIES + 1).unwrap_err().reply();
        assert_eq!(
            (&reply["id"], &reply["result"]["status"]["code"]),
            (&json!(7), &json!(-8))
        );
    }

    #[test]
    fn the_member_for_the_idle_timeout_is_read_at_both_levels() {
        let idle = |text: &str| Request::read(text.as_bytes()).unwrap().keeps_session_idle();
        assert!(idle(r#"{"method": "get", "params": [{"keep_session_idle": 1}]}"#));
        assert!(idle(r#"{"method": "get", "params": [{}], "keep_session_idle": "1"}"#));
        assert!(!idle(r#"{"method": "get", "params": [{"keep_session_idle": 0}]}"#));
    }

    #[test]
    fn several_entries_are_answered_as_a_list_in_order() {
        let object = Form {
            result: Container::Object,
            id: true,
            url: false,
            status: true,
        };
        let answered = |url: &str, form, outcome| EntryReply {
            url: url.to_owned(),
            form,
            outcome,
        };
        let good = answered("/a", object, Ok(Answer::data(1).beside("taskid", 5).envelope("x", 1)));
        let bad = answered("/b", Form::USUAL, Err(INVALID_URL));
        assert_eq!(
            reply(Some(json!("id")), Some(Sid(1793)), vec![good, bad]),
            json!({
                "id": "id", "session": 1793, "x": 1,
                "result": [
                    {"data": 1, "taskid": 5, "status": {"code": 0, "message": "OK"}, "url": "/a"},
                    {"status": {"code": -6, "message": "Invalid url"}, "url": "/b"},
                ],
            })
        );
        let lone = answered("/a", object, Ok(Answer::done()));
        assert_eq!(
            reply(Some(json!(1)), Some(Sid(1)), vec![lone]),
            json!({"id": 1, "result": {"status": {"code": 0, "message": "OK"}}})
        );
    }
}
