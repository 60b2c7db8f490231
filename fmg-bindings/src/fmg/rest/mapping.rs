//! Translates JSON-RPC requests into requests of the REST API.

use fmg_template::JSON_RPC_PATH;
use http::Method as HttpMethod;
use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde_json::{Map, Value};

use crate::error::{EncodeError, ErrorKind, NotInRest};
use crate::fmg::Method;
use crate::fmg::json_rpc::Draft;
use crate::web::{Content, Encoded, NOT_IN_A_PATH, query};

/// Characters to encode in a path that is not encoded yet. The slash separates segments, as in a url of JSON-RPC.
const ENCODED: &AsciiSet = &NOT_IN_A_PATH.add(b'%');

/// Translates a JSON-RPC request into an HTTP request.
///
/// The request is written as JSON-RPC would send it and then parsed, so that no part of it is lost.
///
/// # Errors
///
/// The request holds a part that REST cannot express.
pub(in crate::fmg) fn map(draft: Draft) -> Result<Encoded, ErrorKind> {
    if draft.calls > 1 {
        return refuse(NotInRest::Several);
    }
    let method = method(draft.method)?;
    // These options have no counterpart in REST and no effect.
    let text = draft.text.verbose(false).keep_session_idle(false);
    let json = text.seal(0, None)?;
    let mut written: Map<String, Value> = serde_json::from_slice(&json).map_err(EncodeError::from)?;
    let entry = match written.remove("params") {
        Some(Value::Array(mut entries)) => entries.pop(),
        _ => None,
    };
    let Some(Value::Object(entry)) = entry else {
        return refuse(NotInRest::Data);
    };
    if written.keys().any(|name| !matches!(name.as_str(), "id" | "method")) {
        return refuse(NotInRest::Envelope);
    }
    let mut query = String::new();
    for (name, value) in entry {
        match (name.as_str(), value) {
            ("url", _) => {}
            ("data", Value::Object(data)) => write_query(&mut query, data)?,
            ("data", _) => return refuse(NotInRest::Data),
            _ => return refuse(NotInRest::Beside),
        }
    }
    Ok(Encoded {
        call: draft.call,
        method,
        path_and_query: query::joined(path(draft.record.url())?, &query),
        content: Content::None,
        record: draft.record,
        id: None,
        without: draft.without,
    })
}

fn method(method: Method) -> Result<HttpMethod, ErrorKind> {
    Ok(match method {
        Method::Get => HttpMethod::GET,
        Method::Put => HttpMethod::PUT,
        Method::Exec => HttpMethod::POST,
        Method::Delete => HttpMethod::DELETE,
        Method::Update => match HttpMethod::from_bytes(b"UPDATE") {
            Ok(update) => update,
            Err(_) => return refuse(NotInRest::Verb(method.as_str())),
        },
        _ => return refuse(NotInRest::Verb(method.as_str())),
    })
}

/// The path of a url. No document shows how to write a name with a slash, which is `\/` in a url of JSON-RPC.
fn path(url: &str) -> Result<String, ErrorKind> {
    if url.contains('\\') {
        return refuse(NotInRest::Slash);
    }
    let slash = if url.starts_with('/') { "" } else { "/" };
    let encoded = utf8_percent_encode(url, ENCODED);
    Ok([JSON_RPC_PATH, slash].into_iter().chain(encoded).collect())
}

fn write_query(out: &mut String, data: Map<String, Value>) -> Result<(), ErrorKind> {
    for (name, value) in data {
        match value {
            Value::Null => return refuse(NotInRest::Null),
            Value::Array(_) | Value::Object(_) => return refuse(NotInRest::Nested),
            scalar => {
                query::push(out, &name, &scalar).map_err(EncodeError::from)?;
            }
        }
    }
    Ok(())
}

fn refuse<T>(reason: NotInRest) -> Result<T, ErrorKind> {
    Err(EncodeError::from(crate::error::EncodeErrorKind::NotInRest(reason)).into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Endpoint;
    use crate::endpoint::Protocol;
    use crate::fmg::scope::Objects;
    use crate::fmg::{JsonRpc, Members, address, sys, workspace};
    use crate::{adom, name, object};

    fn mapped<E: Endpoint<Protocol = JsonRpc>>(request: E) -> Result<(String, String), NotInRest> {
        let call = crate::Call::new(&(), &request);
        match map(JsonRpc::draft(&request, &call.options, &call.extra).unwrap()) {
            Ok(encoded) => {
                assert!(matches!(encoded.content, Content::None));
                Ok((encoded.method.to_string(), encoded.path_and_query))
            }
            Err(ErrorKind::Encode(error)) => match error.kind() {
                crate::error::EncodeErrorKind::NotInRest(reason) => Err(reason),
                other => panic!("{other:?}"),
            },
            Err(other) => panic!("{other:?}"),
        }
    }

    /// A call whose content each test chooses.
    struct Probe<F>(Method, &'static str, F);

    impl<F: Fn(&mut Members<'_>)> Endpoint for Probe<F> {
        type Protocol = JsonRpc;
        type Response = ();
        const METHOD: Method = Method::Get;
        const TEMPLATE: &'static str = "<url>";

        fn url(&self) -> String {
            self.1.to_owned()
        }

        fn method(&self) -> Method {
            self.0
        }

        fn write_members(&self, out: &mut Members<'_>) {
            (self.2)(out);
        }
    }

    fn sent(method: &str, path: &str) -> (String, String) {
        (method.to_owned(), path.to_owned())
    }

    #[test]
    fn requests_become_methods_and_paths() {
        assert_eq!(mapped(sys::Status::new()), Ok(sent("GET", "/jsonrpc/sys/status")));
        assert_eq!(
            mapped(workspace::LockObject::new(
                adom!("demo"),
                object!("firewall/address/a b")
            )),
            Ok(sent(
                "POST",
                "/jsonrpc/dvmdb/adom/demo/workspace/lock/obj/firewall/address/a%20b"
            ))
        );
        assert_eq!(
            mapped(address::Delete::new(Objects::new(adom!("demo")), name!("h?1#%é"))),
            Ok(sent(
                "DELETE",
                "/jsonrpc/pm/config/adom/demo/obj/firewall/address/h%3F1%23%25%C3%A9"
            ))
        );
        for (method, http) in [(Method::Put, "PUT"), (Method::Update, "UPDATE")] {
            let probe = Probe(method, "dvmdb/adom/root", |_: &mut Members<'_>| ());
            assert_eq!(mapped(probe), Ok(sent(http, "/jsonrpc/dvmdb/adom/root")));
        }
    }

    #[test]
    fn data_becomes_the_query() {
        let probe = Probe(Method::Exec, "/sys/backup", |out: &mut Members<'_>| {
            out.data_member("passwd", "a&b=c d")
                .data_member("port", &21)
                .data_member("x", &None::<u8>);
        });
        assert_eq!(
            mapped(probe),
            Ok(sent("POST", "/jsonrpc/sys/backup?passwd=a%26b%3Dc%20d&port=21"))
        );
        let probe = Probe(Method::Update, "/a", |out: &mut Members<'_>| {
            out.data(&json!({"a b": true, "d": 1.5}));
        });
        assert_eq!(mapped(probe), Ok(sent("UPDATE", "/jsonrpc/a?a%20b=true&d=1.5")));
    }

    #[test]
    fn a_part_that_rest_cannot_express_is_refused_with_the_reason() {
        type Write = fn(&mut Members<'_>);
        let nothing: Write = |_| ();
        for (method, url, write, reason) in [
            (Method::Set, "/a", nothing, NotInRest::Verb("set")),
            (Method::Clone, "/a", nothing, NotInRest::Verb("clone")),
            (Method::Get, "/a/b\\/c", nothing, NotInRest::Slash),
            (
                Method::Get,
                "/a",
                |out| {
                    out.beside("filter", &json!(["a", "==", "b"]));
                },
                NotInRest::Beside,
            ),
            (
                Method::Exec,
                "/a",
                |out| {
                    out.envelope("remote", "deployment/proxy/1");
                },
                NotInRest::Envelope,
            ),
            (
                Method::Update,
                "/a",
                |out| {
                    out.data(&json!([{"a": 1}]));
                },
                NotInRest::Data,
            ),
            (
                Method::Update,
                "/a",
                |out| {
                    out.data_member("a", &[1]);
                },
                NotInRest::Nested,
            ),
            (
                Method::Update,
                "/a",
                |out| {
                    out.data(&json!({"a": null}));
                },
                NotInRest::Null,
            ),
        ] {
            assert_eq!(mapped(Probe(method, url, write)), Err(reason));
        }
        assert_eq!(
            mapped(address::List::new(Objects::new(adom!("demo")))),
            Ok(sent("GET", "/jsonrpc/pm/config/adom/demo/obj/firewall/address"))
        );
    }
}
