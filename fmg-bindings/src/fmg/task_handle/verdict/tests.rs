//! Tests of verdicts on tasks.

use serde_json::{Value, json};

use super::*;

/// The verdict on a task with these members.
fn verdict(task: Value) -> Option<Verdict> {
    of(&serde_json::from_value(task).unwrap())
}

#[test]
fn each_state_has_its_verdict_by_name_and_by_number() {
    let verdicts = [
        ("pending", None),
        ("running", None),
        ("cancelling", None),
        ("cancelled", Some(Verdict::Cancelled)),
        ("done", Some(Verdict::Done)),
        ("error", Some(Verdict::Failed)),
        ("aborting", None),
        ("aborted", Some(Verdict::Aborted)),
        ("warning", Some(Verdict::Warning)),
        ("to_continue", None),
        ("unknown", None),
    ];
    for (number, (name, expected)) in verdicts.into_iter().enumerate() {
        assert_eq!(verdict(json!({"state": name, "num_err": 0})), expected, "{name}");
        assert_eq!(verdict(json!({"state": number, "num_err": 0})), expected, "{number}");
    }
}

#[test]
fn a_task_that_is_done_with_errors_has_failed() {
    assert_eq!(verdict(json!({"state": "done", "num_err": 3})), Some(Verdict::Failed));
    assert_eq!(
        verdict(json!({"state": "warning", "num_err": 1})),
        Some(Verdict::Failed)
    );
    assert_eq!(verdict(json!({"state": "error", "num_err": 0})), Some(Verdict::Failed));
    for line in [
        json!({"state": "error", "err": 0}),
        json!({"state": "aborted"}),
        json!({"state": "cancelled"}),
        json!({"state": "done", "err": -1}),
        json!({"err": 18_446_744_073_709_551_615_u64}),
    ] {
        let task = json!({"state": "done", "num_err": 0, "line": [{"state": "done", "err": 0}, line]});
        assert_eq!(verdict(task.clone()), Some(Verdict::Failed), "{task}");
    }
}

#[test]
fn warnings_are_success() {
    assert_eq!(verdict(json!({"state": "done", "num_warn": 2})), Some(Verdict::Warning));
    let line = json!({"state": "warning", "err": 7});
    assert_eq!(
        verdict(json!({"state": "done", "line": [line]})),
        Some(Verdict::Warning)
    );
}

#[test]
fn a_full_progress_counts_only_where_the_state_says_nothing() {
    for state in ["pending", "running", "cancelling", "aborting", "to_continue"] {
        let task = json!({"state": state, "percent": 100, "num_err": 0});
        assert_eq!(verdict(task), None, "{state}");
    }
    for state in [
        json!(null),
        json!("unknown"),
        json!(10),
        json!("rolling back"),
        json!(77),
    ] {
        let full = |members: Value| {
            let mut task = json!({"state": state, "percent": 100});
            let task_members = task.as_object_mut().unwrap();
            task_members.extend(members.as_object().unwrap().clone());
            verdict(task)
        };
        assert_eq!(full(json!({"num_err": 0})), Some(Verdict::Done), "{state}");
        assert_eq!(full(json!({"num_err": 1})), Some(Verdict::Failed), "{state}");
        assert_eq!(
            full(json!({"line": [{"state": "warning"}]})),
            Some(Verdict::Warning),
            "{state}"
        );
        // Nothing says how it has ended.
        assert_eq!(full(json!({})), None, "{state}");
        assert_eq!(full(json!({"line": [{"state": "running"}]})), None, "{state}");
        assert_eq!(verdict(json!({"state": state, "percent": 99, "num_err": 0})), None);
    }
}

#[test]
fn an_empty_report_has_no_verdict() {
    assert_eq!(verdict(json!({"num_err": 0})), None);
    assert_eq!(of(&Task::default()), None);
}
