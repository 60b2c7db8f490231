//! A layer that formats all requests and responses, as a user would for debugging.

use std::sync::{Arc, Mutex};

use fmg_bindings::transport::http::{HeaderMap, Request};
use fmg_bindings::transport::{Body, Limits, Sending, Transport};

/// The headers with secrets: sessions, keys, and CSRF tokens.
const SECRET: [&str; 7] = [
    "authorization",
    "cookie",
    "set-cookie",
    "xsrf-token",
    "x-csrftoken",
    "x-xsrf-token",
    "session_key",
];

/// The formatted text, and the secrets that it must not contain.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    texts: Arc<Mutex<Vec<String>>>,
    secrets: Arc<Mutex<Vec<String>>>,
}

impl Shown {
    /// The layer, for the builder of a client.
    pub(crate) fn layer(&self) -> impl FnOnce(Arc<dyn Transport>) -> Showing + Send + Sync + 'static + use<> {
        let shown = self.clone();
        move |inner| Showing(inner, shown)
    }

    fn add(&self, text: String, headers: &HeaderMap) {
        self.texts.lock().unwrap().push(text);
        let headers = headers.iter().filter(|(name, _)| SECRET.contains(&name.as_str()));
        for (name, value) in headers {
            let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
            // The name of a cookie is not a secret.
            let is_cookie = name.as_str().ends_with("cookie");
            let pairs = text.split(';').map(|pair| match pair.split_once('=') {
                Some((_, value)) if is_cookie => value,
                _ => pair,
            });
            let words = pairs.flat_map(|value| value.split([' ', '"']));
            let values = words.filter(|word| word.len() >= 16).map(str::to_owned);
            self.secrets.lock().unwrap().extend(values);
        }
    }

    /// Checks that the text contains neither `password` nor a secret of a header. Returns the number of the latter.
    #[track_caller]
    pub(crate) fn hides(&self, password: &str) -> usize {
        let (texts, secrets) = (self.texts.lock().unwrap(), self.secrets.lock().unwrap());
        assert!(!texts.is_empty());
        for text in &*texts {
            assert!(text.contains("Body"), "{text}");
            for secret in secrets.iter().map(String::as_str).chain([password]) {
                assert!(!text.contains(secret), "{secret} in {text}");
            }
        }
        secrets.len()
    }
}

/// Formats requests and responses.
#[derive(Debug)]
pub(crate) struct Showing(Arc<dyn Transport>, Shown);

impl Transport for Showing {
    fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_> {
        Box::pin(async move {
            self.1.add(format!("{request:?} {request:#?}"), request.headers());
            let answer = self.0.send(request, limits).await?;
            self.1.add(format!("{answer:?} {answer:#?}"), answer.headers());
            Ok(answer)
        })
    }
}
