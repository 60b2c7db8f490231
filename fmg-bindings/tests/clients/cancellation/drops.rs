//! Tests that drop futures after every number of polls.

use std::future::poll_fn;
use std::path::Path;
use std::pin::Pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use crate::cancellation::stand::{Client, KINDS, Kind, PASSWORD, Stand, TASKS, Task, parts};

/// The number of callers.
const CALLERS: usize = 3;
/// An upper bound for the polls of any of the futures.
const MOST_POLLS: usize = 500;

/// How the callers start.
#[derive(Clone, Copy, Debug)]
enum Order {
    /// Each starts after the one before has given up.
    Staggered,
    AtOnce,
}

/// The maxima of all counts, over all numbers of polls.
#[derive(Default)]
struct Counts {
    /// The number of futures that were dropped.
    drops: usize,
    logins: usize,
    sessions: usize,
    files: usize,
}

impl Counts {
    fn worst(&mut self, other: &Self) {
        self.drops += other.drops;
        self.logins = self.logins.max(other.logins);
        self.sessions = self.sessions.max(other.sessions);
        self.files = self.files.max(other.files);
    }
}

/// Polls `future` at most this many times, then drops it. Returns whether it was ready.
async fn dropped_after(polls: usize, future: impl Future) -> bool {
    let mut future = Box::pin(future);
    let mut left = polls;
    poll_fn(move |waking| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        match Pin::as_mut(&mut future).poll(waking) {
            Poll::Ready(_) => Poll::Ready(true),
            Poll::Pending if left == 0 => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// Starts the callers of `task`, which give up after this many polls. Returns how many gave up.
async fn give_up(client: &Client, task: Task, order: Order, polls: usize, folder: &Path) -> usize {
    let one = || {
        let (client, folder) = (client.clone(), folder.to_owned());
        async move { dropped_after(polls, client.perform(task, &folder)).await }
    };
    let mut gave_up = 0;
    match order {
        Order::Staggered => {
            for _ in 0..CALLERS {
                gave_up += usize::from(!one().await);
            }
        }
        Order::AtOnce => {
            let all: Vec<_> = (0..CALLERS).map(|_| tokio::spawn(one())).collect();
            for each in all {
                gave_up += usize::from(!each.await.unwrap());
            }
        }
    }
    gave_up
}

/// The value of `count` once it has reached `least`, or after a timeout.
async fn settled(least: usize, count: impl Fn() -> usize) -> usize {
    let until = Instant::now() + Duration::from_secs(5);
    loop {
        let counted = count();
        if counted == least || Instant::now() > until {
            return counted;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Drops the futures of `task` after each number of polls, until all of them complete, and closes the client each time.
async fn drops(kind: Kind, task: Task, order: Order) -> Counts {
    let stand = Stand::start(kind, Duration::ZERO);
    let mut worst = Counts::default();
    for polls in 0..MOST_POLLS {
        let folder = tempfile::tempdir().unwrap();
        let client = stand.client(PASSWORD);
        let before = stand.logins();
        if task == Task::Logout {
            client.login().await.unwrap();
        }
        let gave_up = give_up(&client, task, order, polls, folder.path()).await;
        client.close().await.unwrap();
        // The final state.
        worst.worst(&Counts {
            drops: gave_up,
            logins: (stand.logins() - before).div_ceil(stand.steps()),
            sessions: stand.sessions(),
            files: parts(folder.path()),
        });
        if gave_up == 0 {
            return worst;
        }
    }
    panic!("{kind:?} {task:?} {order:?}: more than {MOST_POLLS} polls");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn futures_dropped_after_any_number_of_polls_leave_nothing_open() {
    for kind in KINDS {
        for task in TASKS {
            for order in [Order::Staggered, Order::AtOnce] {
                let counts = drops(kind, task, order).await;
                println!(
                    "{kind:?} {task:?} {order:?}: {} futures dropped; at most {} logins, {} sessions left, {} files left",
                    counts.drops, counts.logins, counts.sessions, counts.files
                );
                assert!(
                    counts.logins <= 1,
                    "{kind:?} {task:?} {order:?}: {} logins",
                    counts.logins
                );
                assert_eq!((counts.sessions, counts.files), (0, 0), "{kind:?} {task:?} {order:?}");
            }
        }
    }
}

/// The client was dropped without a `close` and no caller got the session, so the client has to end it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_whose_callers_and_clients_were_dropped_leaves_no_session() {
    for kind in KINDS {
        let stand = Stand::start(kind, Duration::from_millis(20));
        let mut dropped = 0;
        for polls in 0..MOST_POLLS {
            let client = stand.client(PASSWORD);
            let ready = dropped_after(polls, client.login()).await;
            if ready {
                client.close().await.unwrap();
                break;
            }
            dropped += 1;
            drop(client);
        }
        let sessions = settled(0, || stand.sessions()).await;
        println!("{kind:?}: {dropped} logins dropped with their clients; {sessions} sessions left");
        assert_eq!(sessions, 0, "{kind:?}");
    }
}
