//! Taught calls: a test adds a closure at run time, which answers the calls of a method and a url template.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use fmg_template::{Protocol, Template, Verb, spelling};
use http::StatusCode;

use crate::answer::Answer;
use crate::call::Call;
use crate::route::{Found, Route, Shared, captured, captures};

pub use self::error::TeachError;

mod error;

/// Answers a call.
type Closure = dyn FnMut(&Call) -> Answer + Send;

/// The taught calls of an appliance. Clones share them.
#[derive(Debug)]
pub(crate) struct Taught<I: 'static> {
    /// The latest one last.
    calls: RwLock<Vec<Arc<TaughtCall<I>>>>,
}

/// A taught call.
pub(crate) struct TaughtCall<I: 'static> {
    route: Shared<Route<I>>,
    template: Template,
    closure: Mutex<Box<Closure>>,
}

impl<I> Default for Taught<I> {
    fn default() -> Self {
        Self {
            calls: RwLock::default(),
        }
    }
}

impl<I> Taught<I> {
    /// Teaches a call. `known` is the call of the specs with the same template, if there is one. The placeholders of
    /// both then accept the same values.
    ///
    /// # Errors
    ///
    /// The protocol has no such method or no such url, or the template is malformed.
    pub(crate) fn teach<A: Into<Answer>>(
        &self,
        protocol: Protocol,
        method: &str,
        url: &str,
        known: Option<Shared<Route<I>>>,
        mut closure: impl FnMut(&Call) -> A + Send + 'static,
    ) -> Result<(), TeachError> {
        let template = checked(protocol, method, url)?;
        let mut route = Route::new(protocol, method.to_owned(), url.to_owned())
            .map_err(|faults| TeachError::template(url, faults))?;
        if let Some(known) = known {
            route.placeholders = known.placeholders.clone();
            route.access_group.clone_from(&known.access_group);
            route.exchanges = known.exchanges.clone();
            if known.method == *method {
                route.name = known.name.clone();
            }
        }
        let taught_call = Arc::new(TaughtCall {
            route: route.into(),
            template,
            closure: Mutex::new(Box::new(move |call: &Call| closure(call).into())),
        });
        let mut calls = self.calls.write().unwrap_or_else(PoisonError::into_inner);
        calls.retain(|own| !own.is_replaced_by(&taught_call));
        calls.push(taught_call);
        Ok(())
    }

    /// The taught call for this method and url; of several, the latest.
    pub(crate) fn find(&self, protocol: Protocol, method: &str, url: &str) -> Option<Found<I>> {
        self.find_among(protocol, method, url, |_| true)
    }

    /// As [`find`](Self::find), among the calls that `is_meant` accepts.
    pub(crate) fn find_among(
        &self,
        protocol: Protocol,
        method: &str,
        url: &str,
        is_meant: impl Fn(&Route<I>) -> bool,
    ) -> Option<Found<I>> {
        let calls = self.calls.read().unwrap_or_else(PoisonError::into_inner);
        let mut fitting = calls.iter().rev().filter_map(|taught_call| {
            let route = &taught_call.route;
            if route.protocol != protocol || route.method != *method || !is_meant(route) {
                return None;
            }
            let kinds = route.placeholders.iter().map(|own| &own.kind);
            let values = captures(&taught_call.template, kinds, url, protocol.escaping())?;
            Some(Found {
                route: route.clone(),
                captures: captured(route, values),
                taught_call: Some(Arc::clone(taught_call)),
            })
        });
        fitting.next()
    }
}

impl<I> TaughtCall<I> {
    /// Whether another taught call has the same protocol, method and template.
    fn is_replaced_by(&self, other: &Self) -> bool {
        let (own, other) = (&self.route, &other.route);
        own.protocol == other.protocol && own.method == other.method && own.url == other.url
    }

    /// Answers a call. The caller must hold no lock of an appliance, as the closure may access it.
    ///
    /// If the closure panics, as a failed assertion in a test does, the answer is HTTP 500 with the message.
    pub(crate) fn answer(&self, call: &Call) -> Answer {
        let mut closure = self.closure.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = catch_unwind(AssertUnwindSafe(|| closure(call)));
        answer.unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<&str>().copied();
            let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
            let words = format!(
                "the closure that answers `{} {}` panicked: {}\n",
                self.route.method,
                self.route.url,
                text.unwrap_or("without a message")
            );
            Answer::raw("text/plain", words).http_status(StatusCode::INTERNAL_SERVER_ERROR)
        })
    }
}

/// Parses a template, and checks that method and url belong to the protocol.
fn checked(protocol: Protocol, method: &str, url: &str) -> Result<Template, TeachError> {
    // The documents do not list all methods of the proxy.
    let is_word = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if Verb::of(protocol, method).is_none() && !(protocol == Protocol::GuiProxy && is_word) {
        return Err(TeachError::Method {
            protocol,
            method: method.to_owned(),
            meant: spelling::nearest(method, protocol.verbs().map(Verb::as_str)).map(str::to_owned),
        });
    }
    let template = Template::parse(url).map_err(|faults| TeachError::template(url, faults))?;
    template
        .check_for(protocol.escaping())
        .map_err(|faults| TeachError::template(url, faults))?;
    let found = Protocol::of_url(url).map(|(found, _)| found);
    let fits = match protocol {
        Protocol::JsonRpc => found.is_none(),
        other => found == Some(other),
    };
    if !fits {
        return Err(TeachError::Url {
            url: url.to_owned(),
            protocol,
            found,
        });
    }
    Ok(template)
}

/// Shows method and url.
impl<I> fmt::Debug for TaughtCall<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaughtCall")
            .field("method", &self.route.method)
            .field("url", &self.route.url)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::generated::fmg::CallId;

    fn teach(protocol: Protocol, method: &str, url: &str) -> Result<(), TeachError> {
        Taught::<CallId>::default().teach(protocol, method, url, None, |_| Answer::done())
    }

    #[track_caller]
    fn refused(protocol: Protocol, method: &str, url: &str, words: &str) {
        assert_eq!(teach(protocol, method, url).unwrap_err().to_string(), words);
    }

    #[test]
    fn an_error_in_a_template_is_underlined() {
        refused(
            Protocol::JsonRpc,
            "get",
            "/probe/<host/level",
            "the url template cannot be read: `<` opens a placeholder that is never closed\n\n  /probe/<host/level\n         \
             ^^^^^\n\nhelp: close it with `>` before the next slash",
        );
        let both = teach(Protocol::FortiOs, "GET", "/api/v2/a b/<x>?y")
            .unwrap_err()
            .to_string();
        assert!(both.contains("a url template has no query string"), "{both}");
    }

    #[test]
    fn a_method_or_url_of_another_protocol_is_refused() {
        refused(
            Protocol::JsonRpc,
            "gett",
            "/a",
            "`gett` is not a method of FortiManager's JSON-RPC API, which has get, add, set, update, delete, exec, clone, \
             move, replace, unset, put\nhelp: did you mean `get`?",
        );
        refused(
            Protocol::JsonRpc,
            "get",
            "/gui/sys/x",
            "urls that begin like `/gui/sys/x` belong to the proxy of FortiManager's GUI API, not to FortiManager's JSON-RPC \
             API\nhelp: answer it by `answer_by` with `Protocol::GuiProxy`",
        );
        refused(
            Protocol::FortiOs,
            "GET",
            "/logincheck",
            "urls of FortiOS begin with `/api/v2`, and `/logincheck` does not",
        );
        assert_eq!(teach(Protocol::GuiProxy, "reload", "/gui/sys/x"), Ok(()));
        assert!(teach(Protocol::GuiProxy, "re load", "/gui/sys/x").is_err());
    }

    #[test]
    fn the_latest_matching_call_answers() {
        let taught = Taught::<CallId>::default();
        let teach = |url: &str, data: i64| {
            let answer = move |_: &Call| Answer::data(data);
            taught.teach(Protocol::JsonRpc, "get", url, None, answer).unwrap();
        };
        let ask = |url: &str| {
            let found = taught.find(Protocol::JsonRpc, "get", url)?;
            let answer = found
                .taught_call
                .unwrap()
                .answer(&Call::new(Protocol::JsonRpc, "get", url));
            Some((answer, found.captures.len()))
        };
        teach("/a/<x>", 1);
        teach("/a/b", 2);
        assert_eq!(ask("/a/b"), Some((Answer::data(2), 0)));
        assert_eq!(ask("a/c"), Some((Answer::data(1), 1)));
        teach("/a/b", 3);
        assert_eq!(ask("/a/b"), Some((Answer::data(3), 0)));
        teach("/a/<y>", 4);
        assert_eq!(ask("/a/b"), Some((Answer::data(4), 1)));
        assert_eq!(ask("/b"), None);
        assert_eq!(taught.calls.read().unwrap().len(), 3);
    }

    #[test]
    fn a_panic_is_answered_with_its_message_and_the_next_call_works() {
        let taught = Taught::<CallId>::default();
        let mut asked = 0;
        let answer = move |_: &Call| {
            asked += 1;
            assert!(asked != 1, "not yet");
            json!(asked)
        };
        taught.teach(Protocol::JsonRpc, "get", "/a", None, answer).unwrap();
        let ask = || {
            let found = taught.find(Protocol::JsonRpc, "get", "/a").unwrap();
            found
                .taught_call
                .unwrap()
                .answer(&Call::new(Protocol::JsonRpc, "get", "/a"))
        };
        let words = "the closure that answers `get /a` panicked: not yet\n";
        assert_eq!(
            ask(),
            Answer::raw("text/plain", words).http_status(StatusCode::INTERNAL_SERVER_ERROR)
        );
        assert_eq!(ask(), Answer::data(2));
    }
}
