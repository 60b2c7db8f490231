//! An appliance that answers every request with the text of the test.

use std::ops::Deref;
use std::sync::{Arc, Mutex};

use fmg_bindings::Error;
use hyper::Response;
use hyper::body::Bytes;
use serde_json::json;

use crate::appliance::{Answer, Appliance, Received};
use crate::authority::Authority;
use crate::forms::{assert_hides, sentences};
use crate::logs::Logs;

pub(crate) struct Echo {
    pub(crate) authority: Authority,
    appliance: Appliance,
    said: Arc<Mutex<Said>>,
}

/// How the sentence is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// As the message of a refusal of the product's own.
    Refusal,
    /// As text, with an HTTP status that is not a success.
    Text,
    /// In the title of a page.
    Page,
    /// In a member where another type is expected.
    Mismatch,
    /// In JSON that breaks off behind it.
    Cut,
    /// In the name of a member, and in the path of a misfit.
    Name,
}

const HOW: [How; 6] = [How::Refusal, How::Text, How::Page, How::Mismatch, How::Cut, How::Name];

#[derive(Default)]
struct Said {
    how: Option<How>,
    sentence: String,
}

impl Echo {
    /// Answers by `welcome` where that has an answer, such as to a login, and else as it is told.
    pub(crate) fn start(welcome: impl Fn(&Received) -> Option<Answer> + Send + Sync + 'static) -> Self {
        let authority = Authority::new();
        let said = Arc::new(Mutex::new(Said::default()));
        let told = Arc::clone(&said);
        let script = move |received: &Received| {
            let said = told.lock().unwrap();
            welcome(received).unwrap_or_else(|| answer(received, &said))
        };
        let appliance = Appliance::start(authority.server(&["127.0.0.1"], None), script);
        Self {
            authority,
            appliance,
            said,
        }
    }

    /// Makes `call` once for each sentence, and looks at its error and at all that is logged meanwhile.
    pub(crate) async fn ask(&self, call: impl AsyncFn() -> Error) {
        let errors = self.ask_some(async || Some(call().await)).await;
        assert_eq!(errors, sentences().len());
    }

    /// The same for a call that some of the answers are no errors to. Returns how many were.
    pub(crate) async fn ask_some(&self, call: impl AsyncFn() -> Option<Error>) -> usize {
        let mut errors = 0;
        for (index, (sentence, form)) in sentences().into_iter().enumerate() {
            let how = HOW[index % HOW.len()];
            *self.said.lock().unwrap() = Said {
                how: Some(how),
                sentence: sentence.clone(),
            };
            let logs = Logs::new();
            let listening = logs.listen();
            let error = call().await;
            drop(listening);
            let what = format!("{how:?}: {sentence}");
            if let Some(error) = error {
                assert_shows_nothing(&error, &form, &what);
                errors += 1;
            }
            assert_hides(&logs.text(), &form, &what);
        }
        assert!(errors > 0);
        errors
    }

    /// The same for blocking calls.
    #[cfg(feature = "blocking")]
    pub(crate) fn ask_blocking(&self, call: impl Fn() -> Error) {
        for (index, (sentence, form)) in sentences().into_iter().enumerate() {
            let how = HOW[index % HOW.len()];
            *self.said.lock().unwrap() = Said {
                how: Some(how),
                sentence: sentence.clone(),
            };
            let logs = Logs::new();
            let listening = logs.listen();
            let error = call();
            drop(listening);
            let what = format!("{how:?}: {sentence}");
            assert_shows_nothing(&error, &form, &what);
            assert_hides(&logs.text(), &form, &what);
        }
    }
}

#[track_caller]
fn assert_shows_nothing(error: &Error, form: &str, what: &str) {
    assert_hides(&format!("{error:?} {error:#?} {:?}", error.message()), form, what);
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        assert_hides(&format!("{error} {error:?}"), form, what);
        next = error.source();
    }
}

impl Deref for Echo {
    type Target = Appliance;

    fn deref(&self) -> &Appliance {
        &self.appliance
    }
}

fn answer(received: &Received, said: &Said) -> Answer {
    let sentence = &said.sentence;
    let quoted = serde_json::to_string(sentence).unwrap();
    let is_rpc = received.path == "/jsonrpc";
    let id = &received.body["id"];
    let success = |data: String| {
        if received.path.starts_with("/api/v2") {
            format!(r#"{{"status":"success","results":{data}}}"#)
        } else if is_rpc {
            format!(r#"{{"id":{id},"result":[{{"status":{{"code":0,"message":"OK"}},"data":{data}}}]}}"#)
        } else {
            format!(r#"{{"result":[{{"status":{{"code":0,"message":"OK"}},"data":{data}}}]}}"#)
        }
    };
    let (status, media_type, body) = match said.how.unwrap_or(How::Text) {
        How::Refusal if received.path.starts_with("/api/v2") || received.path == "/logincheck" => {
            let body = json!({"status": "error", "http_status": 500, "error": -651, "cli_error": sentence});
            (500, "application/json", body.to_string())
        }
        How::Refusal if is_rpc => {
            let status = json!({"code": -1, "message": sentence});
            (
                200,
                "application/json",
                json!({"id": id, "result": [{"status": status}]}).to_string(),
            )
        }
        How::Refusal => {
            let status = json!({"code": -1, "message": sentence});
            (
                200,
                "application/json",
                json!({"result": [{"status": status}]}).to_string(),
            )
        }
        How::Text => (502, "text/plain", sentence.clone()),
        How::Page => (503, "text/html", format!("<html><title>{sentence}</title></html>")),
        How::Mismatch => (200, "application/json", success(format!("[[{quoted}]]"))),
        How::Cut => (
            200,
            "application/json",
            format!(r#"{{"result":[{{"note":{}"#, &quoted[..quoted.len() - 1]),
        ),
        How::Name => (200, "application/json", success(format!("{{{quoted}:[[[]]]"))),
    };
    let response = Response::builder().status(status).header("content-type", media_type);
    Answer::Http(response.body(Bytes::from(body)).unwrap())
}
