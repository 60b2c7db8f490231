//! Asks questions, some at once, and stores their answers.

use std::cell::Cell;
use std::future::ready;
use std::time::Duration;

use fmg_bindings::Error;
use fmg_bindings::error::{DecodeErrorKind, ErrorKind};
use futures_util::{StreamExt, stream};
use serde_json::Value;

use super::clean::clean;
use super::error::FetchError;
use super::folder::Folder;
use super::identity::Identity;
use super::outcome::{Outcome, Unanswered};
use super::{Pace, Watch};

/// The number of questions that may fail in a row before the fetch ends.
const FAILURES: usize = 5;

/// A question to an appliance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    /// Its name, such as `cmdb firewall/address`.
    pub(super) name: String,
    /// The file for the answer, below the folder. It ends with `.json`.
    pub(super) file: String,
    /// The url.
    pub(super) url: String,
    /// The url in the stored answer: a template, without names of the user. `None`: the answer contains no url.
    pub(super) shown: Option<String>,
}

/// A running fetch.
pub(super) struct Fetch<'f> {
    pub(super) folder: &'f mut Folder,
    pub(super) pace: Pace,
    pub(super) watch: &'f dyn Watch,
    pub(super) outcome: Outcome,
}

impl<'f> Fetch<'f> {
    pub(super) fn new(folder: &'f mut Folder, pace: Pace, watch: &'f dyn Watch) -> Self {
        Self {
            folder,
            pace,
            watch,
            outcome: Outcome::default(),
        }
    }

    /// Asks the questions without an answer in the folder, except those that the record lists as unanswered. `ask`
    /// returns the text of the whole answer.
    pub(super) async fn ask(
        &mut self,
        questions: Vec<Question>,
        ask: impl AsyncFn(&Question) -> Result<String, Error>,
    ) -> Result<(), FetchError> {
        self.watch.planned(questions.len());
        let mut open = Vec::new();
        for question in questions {
            let known = self.folder.unanswered(&question.name);
            if self.folder.has(&question.file) {
                self.outcome.kept += 1;
            } else if let Some(reason) = known {
                self.outcome.unanswered.push((question.name.clone(), reason));
            } else {
                open.push(question);
                continue;
            }
            self.watch.done(&question.name);
        }
        let (ask, pause, at_once) = (&ask, self.pace.pause, self.pace.at_once.max(1));
        let end = Cell::new(false);
        let questions = stream::iter(open.into_iter().enumerate()).take_while(|_| ready(!end.get()));
        let asked = questions.map(|(number, question)| async move {
            // The first questions begin without a pause.
            if number >= at_once && pause > Duration::ZERO {
                tokio::time::sleep(pause).await;
            }
            let answer = ask(&question).await;
            (question, answer)
        });
        let mut asked = std::pin::pin!(asked.buffer_unordered(at_once));
        let (mut in_a_row, mut fault) = (0, None);
        // After a fault, the answers to questions that were sent before are stored too.
        while let Some((question, answer)) = asked.next().await {
            match answer {
                Ok(text) => match serde_json::from_str(&text) {
                    Ok(answer) => {
                        in_a_row = 0;
                        self.store(&question, answer)?;
                    }
                    Err(_) => self.failed(&question, "the answer is not JSON".to_owned())?,
                },
                Err(error) => match unanswered_reason(&error) {
                    Some(Unanswered::Failed) => {
                        in_a_row += 1;
                        if in_a_row < FAILURES {
                            self.failed(&question, error.to_string())?;
                        } else {
                            fault = fault.or(Some(error));
                        }
                    }
                    Some(reason) => {
                        self.folder.note_unanswered(&question.name, reason)?;
                        self.outcome.unanswered.push((question.name.clone(), reason));
                    }
                    None => fault = fault.or(Some(error)),
                },
            }
            end.set(fault.is_some());
            self.watch.done(&question.name);
        }
        fault.map_or(Ok(()), |error| Err(error.into()))
    }

    /// Whether the folder has the answer to a question.
    pub(super) fn has(&self, question: &Question) -> bool {
        self.folder.has(&question.file)
    }

    fn store(&mut self, question: &Question, mut answer: Value) -> Result<(), FetchError> {
        self.folder.identify(&Identity::around(&answer))?;
        self.outcome.secrets += clean(&mut answer);
        if let Some(shown) = &question.shown {
            stamp(&mut answer, shown, self.folder.identity());
        }
        self.folder.store(&question.file, &answer)?;
        self.outcome.stored.push(question.name.clone());
        Ok(())
    }

    fn failed(&mut self, question: &Question, error: String) -> Result<(), FetchError> {
        let reason = Unanswered::Failed;
        self.folder.note_unanswered(&question.name, reason)?;
        self.outcome.unanswered.push((question.name.clone(), reason));
        self.outcome.errors.push((question.name.clone(), error));
        Ok(())
    }
}

/// Replaces the url of an answer of JSON-RPC, and adds the firmware, which such answers do not state.
fn stamp(answer: &mut Value, url: &str, identity: &Identity) {
    let Value::Object(around) = answer else { return };
    let results = around.get_mut("result").and_then(Value::as_array_mut);
    for result in results.into_iter().flatten().filter_map(Value::as_object_mut) {
        result.insert("url".to_owned(), Value::from(url));
    }
    let of_firmware = [
        ("version", identity.version.clone().map(Value::from)),
        ("build", identity.build.map(Value::from)),
        ("serial", identity.model.clone().map(Value::from)),
    ];
    for (name, value) in of_firmware {
        if let Some(value) = value {
            around.insert(name.to_owned(), value);
        }
    }
}

/// The reason why a question with this error has no answer. `None`: further questions would fail as well.
pub(super) fn unanswered_reason(error: &Error) -> Option<Unanswered> {
    if error.is_not_found() || error.is_invalid_url() {
        return Some(Unanswered::Absent);
    }
    if error.is_session_ended() || error.is_login_failed() || error.is_rate_limited() {
        return None;
    }
    match error.kind() {
        ErrorKind::Api(_) | ErrorKind::Rest(_) if error.is_permission() => Some(Unanswered::Refused),
        // If FortiManager lacks a table, its description has no data.
        ErrorKind::Decode(decode) if decode.kind() == DecodeErrorKind::NoData => Some(Unanswered::Absent),
        // It has several codes for tables that it does not describe, or not to this user.
        ErrorKind::Api(_) if !error.is_retryable() => Some(Unanswered::Refused),
        // A single reply may be too long, or damaged on the network.
        _ if error.is_reply_too_long() => Some(Unanswered::Failed),
        ErrorKind::Api(_) | ErrorKind::Rest(_) | ErrorKind::Http(_) | ErrorKind::Decode(_) => Some(Unanswered::Failed),
        _ => None,
    }
}
