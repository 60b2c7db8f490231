//! What goes over the wire for one call.

use std::fmt;
use std::io::Write;

use bytes::Bytes;
use serde::Serialize;
use zeroize::Zeroizing;

use super::request::{Members, Method, push};
use crate::error::EncodeError;
use crate::secret::{Secret, wiped};

/// Room for a small request, so that writing one seldom allocates twice.
const USUAL_LEN: usize = 256;

/// What the session needs beside its text, which seldom has characters that JSON escapes.
const ROOM_OF_A_SESSION: usize = 64;

/// Room at the front for the beginning with the longest id.
const ROOM_OF_AN_ID: usize = "{\"id\":18446744073709551615".len();

/// The JSON text of a call, which still lacks its id and may lack the session that it is made in.
///
/// Both are known when the call is sent and not before. So that nothing is copied then, of what may be a large table or a
/// password, there is room for the id at the front.
pub(crate) struct Text {
    /// From the room at the front to the end of `params`.
    out: Vec<u8>,
    /// Members of the top level, each with a comma before it.
    top_level: Vec<u8>,
    verbose: bool,
    keep_session_idle: bool,
}

impl Text {
    /// Whether enumerations are to come as names rather than numbers.
    pub(crate) fn verbose(self, verbose: bool) -> Self {
        Self { verbose, ..self }
    }

    /// Whether the call is not to count as activity.
    pub(crate) fn keep_session_idle(self, keep_session_idle: bool) -> Self {
        Self {
            keep_session_idle,
            ..self
        }
    }

    /// The text of the call with this id, by which the reply is known to belong to it, in `session`; `None`: at login,
    /// and with an API key.
    pub(crate) fn seal(mut self, id: u64, session: Option<&Secret>) -> Result<Bytes, EncodeError> {
        let text_len = session.map_or(0, |session| session.expose().len());
        let room = text_len + self.top_level.len() + ROOM_OF_A_SESSION;
        if self.out.capacity() - self.out.len() < room {
            // Growing would leave a copy in memory that nobody wipes, of what may be a password.
            let mut larger = Vec::with_capacity(self.out.len() + room);
            larger.extend_from_slice(&self.out);
            drop(Zeroizing::new(std::mem::replace(&mut self.out, larger)));
        }
        if self.verbose {
            push(&mut self.out, "verbose", &1).map_err(EncodeError::from)?;
        }
        if self.keep_session_idle {
            push(&mut self.out, "keep_session_idle", &1).map_err(EncodeError::from)?;
        }
        self.out.extend_from_slice(&self.top_level);
        if let Some(session) = session {
            // As text: who writes the envelope knows that it is a secret.
            push(&mut self.out, "session", session.expose()).map_err(EncodeError::from)?;
        }
        self.out.push(b'}');
        let mut room = [0; ROOM_OF_AN_ID];
        let mut unused = &mut room[..];
        write!(unused, "{{\"id\":{id}").map_err(|error| EncodeError::from(serde_json::Error::io(error)))?;
        let start = unused.len();
        self.out[start..ROOM_OF_AN_ID].copy_from_slice(&room[..ROOM_OF_AN_ID - start]);
        Ok(wiped(self.out).slice(start..))
    }
}

/// Writes a call, but for its id and its session. `members` hands over what stands beside the url.
pub(crate) fn write(
    method: Method,
    url: &str,
    members: impl FnOnce(&mut Members<'_>) -> Result<(), EncodeError>,
) -> Result<Text, EncodeError> {
    let mut out = Vec::with_capacity(USUAL_LEN);
    out.resize(ROOM_OF_AN_ID, b' ');
    push(&mut out, "method", method.as_str())?;
    out.extend_from_slice(b",\"params\":[{");
    let entry = out.len();
    out.extend_from_slice(b"\"url\":");
    value(&mut out, url)?;
    let mut written = Members::new(&mut out, entry);
    members(&mut written)?;
    let top_level = written.finish()?;
    out.extend_from_slice(b"}]");
    Ok(Text {
        out,
        top_level,
        verbose: false,
        keep_session_idle: false,
    })
}

fn value<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) -> serde_json::Result<()> {
    serde_json::to_writer(out, value)
}

/// Shows nothing of what may be secret.
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
        let path = ObjectPath::new("firewall/address", "Net \"1\"/8").unwrap();
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
    fn the_escaped_slash_survives_json() {
        let text = String::from_utf8(text(7, None, |_: &mut Members<'_>| ()).into()).unwrap();
        assert_eq!(
            text,
            r#"{"id":7,"method":"set","params":[{"url":"/pm/firewall/address/Net \"1\"\\/8"}]}"#
        );
    }

    #[test]
    fn every_member_stands_in_its_place() {
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
    fn what_is_null_or_empty_is_left_out() {
        let request = sent(|out| {
            out.data(&None::<u8>)
                .data_member("a", &())
                .envelope("b", &None::<u8>)
                .beside("c", &Value::Null);
            out.splice(&None::<u8>).splice(&BTreeMap::<String, u8>::new());
        });
        assert_eq!(request, sent(|_| ()));
        // The word is no null.
        assert_eq!(
            sent(|out| {
                out.data("null");
            })["params"][0]["data"],
            "null"
        );
    }

    #[test]
    fn the_whole_data_can_be_anything() {
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
    fn what_json_cannot_hold_is_an_error_of_the_call() {
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
