//! Tests of futures and streams that are spawned, and of those that are dropped.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use fmg_bindings::fmg;
use fmg_bindings::fmg::{RunningTask, TaskId};
use fmg_sim::fmg::{LineResult, TaskState};
use futures_util::StreamExt;

use super::{LONG, PAUSES, admin, count, fast, started, stopped, wait};

/// An upper bound for the polls of any of the futures.
const MOST_POLLS: usize = 500;

/// Polls `future` at most this many times, then drops it. Returns whether it was ready.
async fn dropped_after(polls: usize, future: impl Future) -> bool {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(move |waking| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        match future.as_mut().poll(waking) {
            Poll::Ready(_) => Poll::Ready(true),
            Poll::Pending if left == 0 => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

#[tokio::test]
async fn each_future_can_be_spawned() {
    let sim = fast();
    let fmg = admin(&sim);
    let id = started(&sim, LineResult::Done);
    let client = fmg.clone();
    let waiting = tokio::spawn(async move { wait(&client, id).timeout(LONG).await });
    let client = fmg.clone();
    let following = tokio::spawn(async move {
        let progress = client.running_task(id).progress().poll_every(PAUSES).timeout(LONG);
        progress.map(Result::unwrap).collect::<Vec<_>>().await
    });
    let client = fmg.clone();
    let reading = tokio::spawn(async move { client.running_task(id).report().await });
    assert!(waiting.await.unwrap().unwrap().is_success());
    assert!(following.await.unwrap().last().unwrap().is_over());
    assert_eq!(reading.await.unwrap().unwrap().id(), id);
    let cancelling = tokio::spawn(async move { fmg.running_task(id).cancel().await });
    assert!(!cancelling.await.unwrap().unwrap());
}

#[tokio::test]
async fn the_task_goes_on_when_its_futures_are_dropped() {
    let sim = stopped();
    let fmg = admin(&sim);
    let id = started(&sim, LineResult::Stall);
    for polls in 0..40 {
        assert!(!dropped_after(polls, wait(&fmg, id).into_future()).await);
        let mut progress = fmg.running_task(id).progress().poll_every(PAUSES);
        dropped_after(polls, progress.next()).await;
    }
    assert_eq!(count(&sim, "delete", ""), 0);
    assert!(!sim.fmg().task(id.get()).unwrap().state.is_over());
    assert_eq!(sim.fmg().sessions().len(), 1);
    fmg.close().await.unwrap();
    assert!(sim.fmg().sessions().is_empty());
}

#[tokio::test]
async fn a_stream_goes_on_after_a_wait_for_its_next_report_was_dropped() {
    let sim = stopped();
    let fmg = admin(&sim);
    let id = started(&sim, LineResult::Done);
    let mut progress = fmg.running_task(id).progress().poll_every(PAUSES).timeout(LONG);
    let mut dropped = 0;
    // The task makes no progress, so there is one report.
    for polls in 0..40 {
        dropped += usize::from(!dropped_after(polls, progress.next()).await);
    }
    assert!(dropped >= 39, "{dropped}");
    sim.clock().advance(LONG);
    let reports: Vec<_> = progress.map(Result::unwrap).collect().await;
    assert!(reports.last().unwrap().is_over());
}

/// A cancellation that is dropped at any point either stops the task or leaves it alone, and never removes its record.
#[tokio::test]
async fn a_dropped_cancellation_can_be_repeated() {
    let sim = stopped();
    let mut counts = (0, 0);
    for polls in 0..MOST_POLLS {
        let fmg = admin(&sim);
        let id: TaskId = started(&sim, LineResult::Stall);
        let task: RunningTask<'_, fmg::Client> = fmg.running_task(id);
        let is_ready = dropped_after(polls, task.cancel()).await;
        match sim.fmg().task(id.get()).unwrap().state {
            TaskState::Cancelling => counts.0 += 1,
            _ => counts.1 += 1,
        }
        assert!(task.cancel().await.unwrap());
        assert_eq!(sim.fmg().task(id.get()).unwrap().state, TaskState::Cancelling);
        fmg.close().await.unwrap();
        if is_ready {
            assert!(counts.0 > 0 && counts.1 > 0, "{counts:?}");
            return;
        }
    }
    panic!("more than {MOST_POLLS} polls");
}
