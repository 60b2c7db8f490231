//! Comparisons of two revisions of an ADOM.
//!
//! Revisions are not stored, so a comparison ends after some time and finds no difference.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use serde_json::json;

use super::answer::{Answer, Context, Outcome};
use super::scope;
use super::status::{NO_OBJECT, NO_SUCH_COMMAND};
use crate::generated::fmg::calls::Diff;

/// The duration of a comparison.
const TAKES: Duration = Duration::from_secs(2);
/// The number of comparisons that are kept.
const KEPT: usize = 100;

/// The start of each comparison, by its token.
#[derive(Debug, Default)]
pub(super) struct Diffs(BTreeMap<String, SystemTime>);

/// Answers a call of the group.
pub(super) fn answer(context: &mut Context<'_>, call: Diff) -> Outcome {
    match call {
        Diff::Start => start(context),
        Diff::Package | Diff::Objects | Diff::ReadPackage | Diff::ReadObjects => progress(context),
    }
}

fn progress(context: &Context<'_>) -> Outcome {
    let token = context.beside("token").ok_or(NO_SUCH_COMMAND)?;
    let begun = context.state.diffs.0.get(token).ok_or(NO_OBJECT)?;
    let elapsed = context.now.duration_since(*begun).unwrap_or_default().min(TAKES);
    let percent = elapsed.as_millis() * 100 / TAKES.as_millis();
    Ok(Answer::data(
        json!({"percent": u8::try_from(percent).unwrap_or(100), "script": ""}),
    ))
}

fn start(context: &mut Context<'_>) -> Outcome {
    // `adom/<adom>`, or with `/revision/<number>` after it.
    for side in ["src", "dst"] {
        let adom = context
            .text(side)
            .and_then(|side| side.strip_prefix("adom/")?.split('/').next());
        let adom = adom.ok_or(NO_OBJECT)?;
        let known = context
            .state
            .store
            .row(context.caller.sid, scope::ADOMS, adom)
            .is_some();
        if !known || !context.caller.user.may_enter(adom) {
            return Err(NO_OBJECT);
        }
    }
    let random = &mut context.state.random;
    let token: String = std::iter::repeat_with(|| random.alphanumeric()).take(32).collect();
    let diffs = &mut context.state.diffs.0;
    if diffs.len() >= KEPT {
        let oldest = diffs
            .iter()
            .min_by_key(|(_, begun)| **begun)
            .map(|(token, _)| token.clone());
        oldest.and_then(|token| diffs.remove(&token));
    }
    diffs.insert(token.clone(), context.now);
    Ok(Answer::data(json!({ "token": token })))
}
