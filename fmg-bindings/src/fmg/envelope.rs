//! What goes over the wire for one call.

use serde::Serialize;
use zeroize::Zeroizing;

use super::request::{Members, Request, push};
use crate::Secret;
use crate::error::{Context, EncodeError, Error};

/// Room for a small request, so that writing one seldom allocates twice.
const USUAL_LEN: usize = 256;

/// What the session needs beside its text, which seldom has characters that JSON escapes.
const ROOM_OF_A_SESSION: usize = 64;

/// What stands around a call, whatever the call is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Envelope {
    /// The number by which the reply is known to belong to the request.
    pub(crate) id: u64,
    /// Whether enumerations are to come as names rather than numbers.
    pub(crate) verbose: bool,
    /// Whether the call is not to count as activity.
    pub(crate) keep_session_idle: bool,
}

/// The JSON text of a call, which may still lack the session that it is made in.
pub(crate) struct Encoded(Vec<u8>);

impl Encoded {
    /// The text of the call in `session`; `None`: at login, and with an API key.
    pub(crate) fn seal(mut self, session: Option<&Secret>) -> Result<Vec<u8>, EncodeError> {
        if let Some(session) = session {
            let room = session.expose().len() + ROOM_OF_A_SESSION;
            if self.0.capacity() - self.0.len() < room {
                // Growing would leave a copy in memory that nobody wipes, of what may be a password.
                let mut larger = Vec::with_capacity(self.0.len() + room);
                larger.extend_from_slice(&self.0);
                drop(Zeroizing::new(std::mem::replace(&mut self.0, larger)));
            }
            // The brace at the end.
            self.0.pop();
            // As text: who writes the envelope knows that it is a secret.
            push(&mut self.0, "session", session.expose()).map_err(EncodeError::from)?;
            self.0.push(b'}');
        }
        Ok(self.0)
    }
}

/// Writes a call, but for its session.
pub(crate) fn encode<R: Request + ?Sized>(request: &R, envelope: Envelope) -> Result<Encoded, Error> {
    write(request, envelope).map(Encoded).map_err(|fault| {
        Error::new(
            Context::new(request.method().as_str(), request.template()),
            EncodeError::from(fault),
        )
    })
}

pub(super) fn write<R: Request + ?Sized>(request: &R, envelope: Envelope) -> serde_json::Result<Vec<u8>> {
    let mut out = Vec::with_capacity(USUAL_LEN);
    out.extend_from_slice(b"{\"id\":");
    value(&mut out, &envelope.id)?;
    push(&mut out, "method", request.method().as_str())?;
    out.extend_from_slice(b",\"params\":[{\"url\":");
    value(&mut out, &request.url())?;
    let mut members = Members::new(&mut out);
    request.write_members(&mut members);
    let top_level = members.finish()?;
    out.extend_from_slice(b"}]");
    if envelope.verbose {
        push(&mut out, "verbose", &1)?;
    }
    if envelope.keep_session_idle {
        push(&mut out, "keep_session_idle", &1)?;
    }
    out.extend_from_slice(&top_level);
    out.push(b'}');
    Ok(out)
}

fn value<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) -> serde_json::Result<()> {
    serde_json::to_writer(out, value)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use fmg_template::Escaping;
    use serde_json::{Value, json};

    use super::*;
    use crate::Endpoint;
    use crate::fmg::{Method, ObjectPath};

    /// A call that hands over its members as the test says.
    struct Probe<F>(F);

    impl<F: Fn(&mut Members<'_>)> Endpoint for Probe<F> {
        type Response = ();
        const TEMPLATE: &'static str = "/pm/<path>";
        const ESCAPING: Escaping = Escaping::Fmg;

        fn url(&self) -> String {
            format!("/pm/{}", ObjectPath::new("firewall/address", "Net \"1\"/8").unwrap())
        }
    }

    impl<F: Fn(&mut Members<'_>)> Request for Probe<F> {
        const METHOD: Method = Method::Set;

        fn write_members(&self, out: &mut Members<'_>) {
            self.0(out);
        }
    }

    const BARE: Envelope = Envelope {
        id: 7,
        verbose: false,
        keep_session_idle: false,
    };

    fn text(envelope: Envelope, session: Option<&Secret>, members: impl Fn(&mut Members<'_>)) -> Vec<u8> {
        encode(&Probe(members), envelope).unwrap().seal(session).unwrap()
    }

    fn sent(envelope: Envelope, members: impl Fn(&mut Members<'_>)) -> Value {
        serde_json::from_slice(&text(envelope, None, members)).unwrap()
    }

    #[test]
    fn the_escaped_slash_survives_json() {
        let text = String::from_utf8(text(BARE, None, |_: &mut Members<'_>| ())).unwrap();
        assert_eq!(
            text,
            r#"{"id":7,"method":"set","params":[{"url":"/pm/firewall/address/Net \"1\"\\/8"}]}"#
        );
    }

    #[test]
    fn every_member_stands_in_its_place() {
        let secret = Secret::from("to\"ken");
        let envelope = Envelope {
            id: 1,
            verbose: true,
            keep_session_idle: true,
        };
        let request = text(envelope, Some(&secret), |out| {
            out.data_member("user", "admin")
                .beside("sub fetch", &json!({"x": {}}))
                .data_member("n", &Some(5));
            out.envelope("remote", "deployment/proxy/1")
                .splice(&json!({"fields": ["name"], "loadsub": 0}));
        });
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
        let request = sent(BARE, |out| {
            out.data(&None::<u8>)
                .data_member("a", &())
                .envelope("b", &None::<u8>)
                .beside("c", &Value::Null);
            out.splice(&None::<u8>).splice(&BTreeMap::<String, u8>::new());
        });
        assert_eq!(request, sent(BARE, |_| ()));
        // The word is no null.
        assert_eq!(
            sent(BARE, |out| {
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
                sent(BARE, |out| {
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
            let error = encode(&Probe(members), BARE).err().unwrap();
            assert_eq!(
                error.to_string(),
                "set `/pm/<path>`: the request cannot be written as JSON"
            );
        }
    }
}
