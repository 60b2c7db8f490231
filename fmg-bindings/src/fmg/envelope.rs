//! The JSON text of one request.

use std::fmt;
use std::io::Write;

use bytes::Bytes;
use serde::Serialize;

use super::request::{Members, Method, push};
use crate::error::EncodeError;
use crate::secret::{Secret, WipedBytes};

/// Initial capacity, so that a small request rarely needs a second allocation.
const USUAL_LEN: usize = 256;

/// Space for the member `session` beside its value, which rarely needs escaping.
const SESSION_MEMBER_LEN: usize = 64;

/// Space at the front for the start of the request with the longest id.
const ID_MEMBER_LEN: usize = "{\"id\":18446744073709551615".len();

/// The JSON text of a request that still lacks its id and, where it needs one, its session.
///
/// Both are known only when the request is sent. Space for the id is reserved at the front, because adding it must not
/// copy the text. The text may be a large table, or hold a password.
///
/// A text that is not sent is wiped as well: a copy for another attempt may hold a password.
#[derive(Clone)]
pub(crate) struct Text {
    /// From the reserved space at the front to the end of `params`.
    out: WipedBytes,
    /// The start of the first entry of `params` in it.
    entries: usize,
    /// Members of the top level, each with a leading comma.
    top_level: WipedBytes,
    verbose: bool,
    keep_session_idle: bool,
}

impl Text {
    /// Sets whether the appliance writes enumerations as names instead of numbers.
    pub(crate) fn verbose(self, verbose: bool) -> Self {
        Self { verbose, ..self }
    }

    /// Sets whether the idle timeout of the session keeps running despite this request.
    pub(crate) fn keep_session_idle(self, keep_session_idle: bool) -> Self {
        Self {
            keep_session_idle,
            ..self
        }
    }

    /// The length of the entries of `params`, in bytes.
    pub(crate) fn entries_len(&self) -> usize {
        self.out.len().saturating_sub(self.entries + 1)
    }

    /// Whether both have the same members at the top level.
    pub(crate) fn has_top_level_of(&self, other: &Self) -> bool {
        *self.top_level == *other.top_level
    }

    /// One request with the entries of all texts, and everything else of the first. All have the same method.
    pub(crate) fn joined(first: Self, others: &[Self]) -> Self {
        let len = others.iter().map(|other| other.entries_len() + 1).sum::<usize>();
        // With the space for the session, so that the text is not copied again.
        let mut out = WipedBytes::from(Vec::with_capacity(first.out.len() + len + USUAL_LEN));
        out.extend_from_slice(&first.out[..first.out.len() - 1]);
        for other in others {
            out.push(b',');
            out.extend_from_slice(&other.out[other.entries..other.out.len() - 1]);
        }
        out.push(b']');
        Self { out, ..first }
    }

    /// The complete text with this id, by which the reply is matched to the request. `session` is `None` for a login
    /// and for a client with an API key.
    pub(crate) fn seal(mut self, id: u64, session: Option<&Secret>) -> Result<Bytes, EncodeError> {
        let text_len = session.map_or(0, |session| session.expose().len());
        let room = text_len + self.top_level.len() + SESSION_MEMBER_LEN;
        if self.out.capacity() - self.out.len() < room {
            // A reallocation would leave an unwiped copy of the text in memory, which may hold a password.
            let mut larger = Vec::with_capacity(self.out.len() + room);
            larger.extend_from_slice(&self.out);
            self.out = larger.into();
        }
        if self.verbose {
            push(&mut self.out, "verbose", &1).map_err(EncodeError::from)?;
        }
        if self.keep_session_idle {
            push(&mut self.out, "keep_session_idle", &1).map_err(EncodeError::from)?;
        }
        self.out.extend_from_slice(&self.top_level);
        if let Some(session) = session {
            // Written directly: only the envelope may expose the session.
            push(&mut self.out, "session", &session.expose()).map_err(EncodeError::from)?;
        }
        self.out.push(b'}');
        let mut room = [0; ID_MEMBER_LEN];
        let mut unused = &mut room[..];
        write!(unused, "{{\"id\":{id}").map_err(|error| EncodeError::from(serde_json::Error::io(error)))?;
        let start = unused.len();
        self.out[start..ID_MEMBER_LEN].copy_from_slice(&room[..ID_MEMBER_LEN - start]);
        Ok(self.out.shared().slice(start..))
    }
}

/// Writes a request without its id and session. `members` writes the members beside the url.
pub(crate) fn write(
    method: Method,
    url: &str,
    members: impl FnOnce(&mut Members<'_>) -> Result<(), EncodeError>,
) -> Result<Text, EncodeError> {
    let mut out = Vec::with_capacity(USUAL_LEN);
    out.resize(ID_MEMBER_LEN, b' ');
    push(&mut out, "method", &method.as_str())?;
    out.extend_from_slice(b",\"params\":[");
    let entries = out.len();
    out.push(b'{');
    let entry = out.len();
    out.extend_from_slice(b"\"url\":");
    value(&mut out, url)?;
    let mut written = Members::new(&mut out, entry);
    members(&mut written)?;
    let top_level = written.finish()?;
    out.extend_from_slice(b"}]");
    Ok(Text {
        out: out.into(),
        entries,
        top_level,
        verbose: false,
        keep_session_idle: false,
    })
}

fn value<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) -> serde_json::Result<()> {
    serde_json::to_writer(out, value)
}

/// Shows no content, which may be secret.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text")
            .field("len", &self.out.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::*;
    use crate::fmg::ObjectPath;

    fn written(members: impl Fn(&mut Members<'_>)) -> Result<Text, EncodeError> {
        let path = ObjectPath::in_table("firewall/address", "Net \"1\"/8").unwrap();
        write(Method::Set, &format!("/pm/{path}"), |out| {
            members(out);
            Ok(())
        })
    }

    fn text(id: u64, session: Option<&Secret>, members: impl Fn(&mut Members<'_>)) -> Bytes {
        written(members).unwrap().seal(id, session).unwrap()
    }

    fn sent(members: impl Fn(&mut Members<'_>)) -> Value {
        serde_json::from_slice(&text(7, None, members)).unwrap()
    }

    #[test]
    fn an_escaped_slash_is_kept_in_json() {
        let text = String::from_utf8(text(7, None, |_: &mut Members<'_>| ()).into()).unwrap();
        assert_eq!(
            text,
            r#"{"id":7,"method":"set","params":[{"url":"/pm/firewall/address/Net \"1\"\\/8"}]}"#
        );
    }

    #[test]
    fn every_member_is_written_at_its_place() {
        let secret = Secret::from("to\"ken");
        let request = written(|out| {
            out.data_member("user", "admin")
                .beside("sub fetch", &json!({"x": {}}))
                .data_member("n", &Some(5));
            out.envelope("remote", "deployment/proxy/1")
                .splice(&json!({"fields": ["name"], "loadsub": 0}));
        });
        let request = request.unwrap().verbose(true).keep_session_idle(true);
        let request = request.seal(1, Some(&secret)).unwrap();
        let request: Value = serde_json::from_slice(&request).unwrap();
        assert_eq!(
            request,
            json!({
                "id": 1, "method": "set", "session": "to\"ken", "verbose": 1, "keep_session_idle": 1,
                "remote": "deployment/proxy/1",
                "params": [{
                    "url": "/pm/firewall/address/Net \"1\"\\/8", "sub fetch": {"x": {}},
                    "fields": ["name"], "loadsub": 0, "data": {"user": "admin", "n": 5},
                }],
            })
        );
    }

    #[test]
    fn null_and_empty_members_are_omitted() {
        let request = sent(|out| {
            out.data(&None::<u8>)
                .data_member("a", &())
                .envelope("b", &None::<u8>)
                .beside("c", &Value::Null);
            out.splice(&None::<u8>).splice(&BTreeMap::<String, u8>::new());
        });
        assert_eq!(request, sent(|_| ()));
        // The text `null` is not JSON `null`.
        assert_eq!(
            sent(|out| {
                out.data("null");
            })["params"][0]["data"],
            "null"
        );
    }

    #[test]
    fn data_can_be_any_json() {
        for data in [
            json!({"name": "a"}),
            json!([{"name": "a"}]),
            json!([]),
            json!(3),
            json!("text"),
        ] {
            assert_eq!(
                sent(|out| {
                    out.data(&data);
                })["params"][0]["data"],
                data
            );
        }
    }

    #[test]
    fn a_value_that_json_cannot_express_fails_the_call() {
        let bad = BTreeMap::from([(vec![1], 2)]);
        for members in [
            &(|out: &mut Members<'_>| {
                out.data(&bad);
            }) as &dyn Fn(&mut Members<'_>),
            &|out| {
                out.data_member("x", &bad);
            },
            &|out| {
                out.splice(&[1]);
            },
        ] {
            let error = written(members).err().unwrap();
            assert_eq!(error.to_string(), "the request cannot be written as JSON");
        }
    }
}
