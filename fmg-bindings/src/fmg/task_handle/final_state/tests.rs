//! Tests of the final states of tasks.

use serde_json::{Value, json};

use super::*;

/// The final state of a task with these members.
fn final_state(task: Value) -> Option<FinalState> {
    of(&serde_json::from_value(task).unwrap())
}

#[test]
fn each_state_has_its_final_state_by_name_and_by_number() {
    let states = [
        ("pending", None),
        ("running", None),
        ("cancelling", None),
        ("cancelled", Some(FinalState::Cancelled)),
        ("done", Some(FinalState::Done)),
        ("error", Some(FinalState::Failed)),
        ("aborting", None),
        ("aborted", Some(FinalState::Aborted)),
        ("warning", Some(FinalState::Warning)),
        ("to_continue", None),
        ("unknown", None),
    ];
    for (number, (name, expected)) in states.into_iter().enumerate() {
        assert_eq!(final_state(json!({"state": name, "num_err": 0})), expected, "{name}");
        assert_eq!(
            final_state(json!({"state": number, "num_err": 0})),
            expected,
            "{number}"
        );
    }
}

#[test]
fn a_task_that_is_done_with_errors_has_failed() {
    assert_eq!(
        final_state(json!({"state": "done", "num_err": 3})),
        Some(FinalState::Failed)
    );
    assert_eq!(
        final_state(json!({"state": "warning", "num_err": 1})),
        Some(FinalState::Failed)
    );
    assert_eq!(
        final_state(json!({"state": "error", "num_err": 0})),
        Some(FinalState::Failed)
    );
    for line in [
        json!({"state": "error", "err": 0}),
        json!({"state": "aborted"}),
        json!({"state": "cancelled"}),
        json!({"state": "done", "err": -1}),
        json!({"err": 18_446_744_073_709_551_615_u64}),
    ] {
        let task = json!({"state": "done", "num_err": 0, "line": [{"state": "done", "err": 0}, line]});
        assert_eq!(final_state(task.clone()), Some(FinalState::Failed), "{task}");
    }
}

#[test]
fn warnings_are_success() {
    assert_eq!(
        final_state(json!({"state": "done", "num_warn": 2})),
        Some(FinalState::Warning)
    );
    let line = json!({"state": "warning", "err": 7});
    assert_eq!(
        final_state(json!({"state": "done", "line": [line]})),
        Some(FinalState::Warning)
    );
}

#[test]
fn a_full_progress_counts_only_where_the_state_says_nothing() {
    for state in ["pending", "running", "cancelling", "aborting", "to_continue"] {
        let task = json!({"state": state, "percent": 100, "num_err": 0});
        assert_eq!(final_state(task), None, "{state}");
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
            final_state(task)
        };
        assert_eq!(full(json!({"num_err": 0})), Some(FinalState::Done), "{state}");
        assert_eq!(full(json!({"num_err": 1})), Some(FinalState::Failed), "{state}");
        assert_eq!(
            full(json!({"line": [{"state": "warning"}]})),
            Some(FinalState::Warning),
            "{state}"
        );
        // The report does not show how the task has ended.
        assert_eq!(full(json!({})), None, "{state}");
        assert_eq!(full(json!({"line": [{"state": "running"}]})), None, "{state}");
        assert_eq!(final_state(json!({"state": state, "percent": 99, "num_err": 0})), None);
    }
}

#[test]
fn an_empty_report_has_no_final_state() {
    assert_eq!(final_state(json!({"num_err": 0})), None);
    assert_eq!(of(&Task::default()), None);
}
