//! One case of the matrix: an operation, and the fault at one of its steps.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use fmg_bindings::Error;
use fmg_sim::Sim;
use fmg_sim::fault::Armed;
use futures_util::FutureExt;
use futures_util::future::{Either, select};

use crate::faults::{Trouble, is_refused_by_gateway};
use crate::notes::Notes;
use crate::operation::{Claim, Operation, Work, claim};
use crate::operator::Operator;
use crate::promises::{self, Observed};
use crate::secrets;

/// An operation, and the fault at one of its steps.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    pub(crate) operation: Operation,
    /// `None`: nothing happens.
    pub(crate) trouble: Option<(Trouble, u64)>,
}

/// How an operation has ended.
#[derive(Debug)]
pub(crate) enum Ending {
    Returned(Result<Claim, Error>),
    Panicked(String),
    Dropped,
}

/// The result of a case.
pub(crate) struct CaseResult {
    pub(crate) case: Case,
    /// `None`: the operation has not ended.
    pub(crate) ending: Option<Ending>,
    /// How many requests it made.
    pub(crate) steps: u64,
    /// The promises that were broken.
    pub(crate) broken: Vec<String>,
}

impl Case {
    /// Runs the operation against a simulator of its own, and checks its promises.
    pub(crate) fn run(self) -> CaseResult {
        let notes = Notes::default();
        let _listening = notes.listen();
        let sim = secrets::sim();
        (self.operation.prepare)(&sim);
        let before = sim.received().len();
        let armed = self.trouble.map(|(trouble, step)| sim.faults().arm(trouble.rule(step)));
        let trouble = self.trouble.map(|(trouble, _)| trouble);
        let operator = Operator::watch(&sim, trouble, armed.as_ref());
        let dropped_by = armed.filter(|_| trouble == Some(Trouble::Dropped));
        let mut observed = Observed::default();
        let ending = match self.operation.work {
            Work::Fmg { client, run } => {
                let client = client(&sim);
                let running = run(client.clone());
                block_on(&sim, self, running, dropped_by, client.close(), &mut observed)
            }
            Work::FortiOs { client, run } => {
                let client = client(&sim);
                let running = run(client.clone());
                block_on(&sim, self, running, dropped_by, client.close(), &mut observed)
            }
            Work::FmgBlocking { client, run } => {
                let client = client(&sim);
                let ending = blocking(|| run(&client));
                observed.end_of_work(&sim, false);
                sim.faults().clear();
                observed.closed = Some(client.close());
                ending
            }
            Work::FortiOsBlocking { client, run } => {
                let client = client(&sim);
                let ending = blocking(|| run(&client));
                observed.end_of_work(&sim, false);
                sim.faults().clear();
                observed.closed = Some(client.close());
                ending
            }
        };
        drop(operator);
        let steps = observed.requests.saturating_sub(before);
        let broken = promises::broken(&self, &sim, &ending, &observed, &notes.text());
        CaseResult {
            case: self,
            ending: Some(ending),
            steps: steps.try_into().unwrap(),
            broken,
        }
    }

    /// Whether the case ends within some seconds.
    pub(crate) fn is_quick(&self) -> bool {
        self.trouble
            .is_none_or(|(trouble, _)| trouble.is_quick(self.operation.locks))
    }

    /// The claim of the operation about its effect.
    pub(crate) fn claim(&self, ending: &Ending) -> Claim {
        match ending {
            Ending::Returned(outcome) => claim(&self.operation, outcome),
            Ending::Panicked(_) | Ending::Dropped => Claim::Unknown,
        }
    }
}

/// Runs an async operation, on a runtime of this thread, and closes the client.
fn block_on(
    sim: &Sim,
    case: Case,
    running: impl Future<Output = Result<Claim, Error>>,
    dropped_by: Option<Armed>,
    close: impl Future<Output = Result<(), Error>>,
    observed: &mut Observed,
) -> Ending {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let running = AssertUnwindSafe(running).catch_unwind();
        let ending = match dropped_by {
            None => ended(running.await),
            Some(armed) => {
                let hit = Box::pin(hit(&armed));
                match select(Box::pin(running), hit).await {
                    Either::Left((outcome, _)) => ended(outcome),
                    Either::Right(((), running)) => {
                        drop(running);
                        Ending::Dropped
                    }
                }
            }
        };
        let may_be_released = match case.trouble {
            None => true,
            Some((Trouble::Once(fault), _)) => !is_refused_by_gateway(fault),
            Some((Trouble::Since(_) | Trouble::Dropped, _)) => false,
        };
        let may_be_released = may_be_released && !case.operation.releases_late;
        if may_be_released {
            released(sim).await;
        }
        observed.end_of_work(sim, may_be_released);
        sim.faults().clear();
        observed.closed = Some(close.await);
        ending
    })
}

/// Waits until the rule has hit a request.
async fn hit(armed: &Armed) {
    while armed.hits() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Waits for locks that are released in the background, for as long as that may take.
async fn released(sim: &Sim) {
    for _ in 0..500 {
        if promises::locks(sim).is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn blocking(run: impl FnOnce() -> Result<Claim, Error>) -> Ending {
    ended(catch_unwind(AssertUnwindSafe(run)))
}

fn ended(outcome: std::thread::Result<Result<Claim, Error>>) -> Ending {
    match outcome {
        Ok(outcome) => Ending::Returned(outcome),
        Err(panic) => {
            let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
            Ending::Panicked(text.unwrap_or_default())
        }
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.operation.name)?;
        match self.trouble {
            Some((trouble, step)) => write!(f, ", {trouble} at request {step}"),
            None => f.write_str(", no fault"),
        }
    }
}
