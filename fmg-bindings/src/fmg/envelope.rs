//! What goes over the wire for one call.

use serde::Serialize;

use super::request::{Members, Request, push};
use crate::Secret;
use crate::error::{Context, EncodeError, Error};

/// Room for a small request, so that writing one seldom allocates twice.
const USUAL_LEN: usize = 256;

/// What stands around a call, whatever the call is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Envelope<'s> {
    /// The number by which the reply is known to belong to the request.
    pub(crate) id: u64,
    /// The session to call in; none at login and with an API key.
    pub(crate) session: Option<&'s Secret>,
    /// Whether enumerations are to come as names rather than numbers.
    pub(crate) verbose: bool,
    /// Whether the call is not to count as activity.
    pub(crate) keep_session_idle: bool,
}

/// Writes the JSON text of a call.
pub(crate) fn encode<R: Request + ?Sized>(request: &R, envelope: Envelope<'_>) -> Result<Vec<u8>, Error> {
    write(request, envelope).map_err(|fault| {
        Error::new(
            Context::new(request.method().as_str(), request.template()),
            EncodeError::from(fault),
        )
    })
}

pub(super) fn write<R: Request + ?Sized>(request: &R, envelope: Envelope<'_>) -> serde_json::Result<Vec<u8>> {
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
    if let Some(session) = envelope.session {
        // As text: who writes the envelope knows that it is a secret.
        push(&mut out, "session", session.expose())?;
    }
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

    const BARE: Envelope<'_> = Envelope {
        id: 7,
        session: None,
        verbose: false,
        keep_session_idle: false,
    };

    fn sent(envelope: Envelope<'_>, members: impl Fn(&mut Members<'_>)) -> Value {
        serde_json::from_slice(&encode(&Probe(members), envelope).unwrap()).unwrap()
    }

    #[test]
    fn the_escaped_slash_survives_json() {
        let text = String::from_utf8(encode(&Probe(|_: &mut Members<'_>| ()), BARE).unwrap()).unwrap();
        assert_eq!(
            text,
            r#"{"id":7,"method":"set","params":[{"url":"/pm/firewall/address/Net \"1\"\\/8"}]}"#
        );
    }

    #[test]
    fn every_member_stands_in_its_place() {
        let secret = Secret::from("token");
        let envelope = Envelope {
            id: 1,
            session: Some(&secret),
            verbose: true,
            keep_session_idle: true,
        };
        let request = sent(envelope, |out| {
            out.data_member("user", "admin")
                .beside("sub fetch", &json!({"x": {}}))
                .data_member("n", &Some(5));
            out.envelope("remote", "deployment/proxy/1")
                .splice(&json!({"fields": ["name"], "loadsub": 0}));
        });
        assert_eq!(
            request,
            json!({
                "id": 1, "method": "set", "session": "token", "verbose": 1, "keep_session_idle": 1,
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
            let error = encode(&Probe(members), BARE).unwrap_err();
            assert_eq!(
                error.to_string(),
                "set `/pm/<path>`: the request cannot be written as JSON"
            );
        }
    }
}
