//! Runs cases side by side.

use std::collections::VecDeque;
use std::sync::mpsc::channel;
use std::sync::{Mutex, Once};
use std::thread;
use std::time::Duration;

use crate::case::{Case, CaseResult};
use crate::faults;
use crate::operation::Operation;

/// The panic of work that is meant to panic.
pub(crate) const WANTED: &str = "the work panics";

/// How many cases run at a time. Most of them wait most of the time.
pub(crate) const MANY: usize = 48;

/// How many operations run at a time to be counted. They must not time out.
const FEW: usize = 4;

/// After this time an operation hangs. No operation takes as long, whatever the fault is.
const HANGS: Duration = Duration::from_secs(240);

/// The operations whose names contain the text in `FAULT_MATRIX_ONLY`, or end with it if it ends with `$`; all, if it is
/// not set.
pub(crate) fn chosen(operations: Vec<Operation>) -> Vec<Operation> {
    let only = std::env::var("FAULT_MATRIX_ONLY").unwrap_or_default();
    operations
        .into_iter()
        .filter(|operation| match only.strip_suffix('$') {
            Some(end) => operation.name.ends_with(end),
            None => operation.name.contains(&only),
        })
        .collect()
}

/// All cases: each operation is run once, to count its requests.
pub(crate) fn cases(operations: &[Operation]) -> Vec<Case> {
    let usual = operations.iter().map(|operation| Case {
        operation: *operation,
        trouble: None,
    });
    let mut results = run(usual.collect(), FEW);
    // They have ended in any order.
    results.sort_by_key(|result| result.case.operation.name);
    let mut cases = Vec::new();
    for result in results {
        let (operation, broken) = (result.case.operation, result.broken);
        assert!(broken.is_empty(), "{}: {}", operation.name, broken.join("; "));
        for step in 1..=result.steps {
            cases.extend(faults::of(&operation).into_iter().map(|trouble| Case {
                operation,
                trouble: Some((trouble, step)),
            }));
        }
    }
    cases
}

/// At most this many cases, in equal distances, without those that wait for long.
pub(crate) fn sample(mut cases: Vec<Case>, most: usize) -> Vec<Case> {
    cases.retain(Case::is_quick);
    // A distance without a common divisor with the number of faults, so that each fault is in the sample.
    let mut distance = cases.len().div_ceil(most).max(1);
    while [2, 3, 5, 7, 11, 13, 17]
        .iter()
        .any(|prime| distance.is_multiple_of(*prime))
    {
        distance += 1;
    }
    cases.into_iter().step_by(distance).collect()
}

/// Runs the cases, this many at a time.
pub(crate) fn run(cases: Vec<Case>, at_a_time: usize) -> Vec<CaseResult> {
    let all = cases.len();
    let results = Mutex::new(Vec::with_capacity(all));
    let cases = Mutex::new(VecDeque::from(cases));
    thread::scope(|scope| {
        for _ in 0..at_a_time {
            scope.spawn(|| {
                while let Some(case) = next(&cases) {
                    let result = within_limit(case);
                    if !result.broken.is_empty() {
                        println!("{}: {}", result.case, result.broken.join("; "));
                    }
                    let mut results = results.lock().unwrap();
                    results.push(result);
                    if results.len().is_multiple_of(1_000) {
                        println!("{} of {all} cases", results.len());
                    }
                }
            });
        }
    });
    results.into_inner().unwrap()
}

fn next(cases: &Mutex<VecDeque<Case>>) -> Option<Case> {
    cases.lock().unwrap().pop_front()
}

/// Runs a case on a thread of its own, which is left alone if the case hangs.
fn within_limit(case: Case) -> CaseResult {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let _ = sender.send(case.run());
    });
    receiver.recv_timeout(HANGS).unwrap_or_else(|_| CaseResult {
        case,
        ending: None,
        steps: 0,
        broken: vec!["it hangs, or its checks have panicked".to_owned()],
    })
}

/// Prints no panic of work that is meant to panic.
pub(crate) fn silence_wanted_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if panic.payload().downcast_ref::<&str>() != Some(&WANTED) {
                usual(panic);
            }
        }));
    });
}
