//! Reads a task again and again.

use std::pin::pin;
use std::time::{Duration, Instant};

use futures_timer::Delay;
use futures_util::future::{Either, select};

use super::options::{Delays, WaitOptions};
use super::report::{ReadTask, TaskReport};
use crate::Call;
use crate::error::{Error, TransportError, TransportErrorKind};
use crate::fmg::TaskId;
use crate::fmg::client::Client;
use crate::fmg::task;
use crate::trace;

/// The longest time for one read. The timeout of the client may be longer, because other calls take longer.
const LONGEST_READ: Duration = Duration::from_secs(60);

/// How long before the end of the wait the last read begins.
const LAST_READ: Duration = Duration::from_secs(1);

/// Reads a task until the time of the wait has ended.
pub(super) struct Poller {
    client: Client,
    id: TaskId,
    options: WaitOptions,
    delays: Delays,
    /// `None`: the end is too far away to be represented.
    end: Option<Instant>,
    /// The pause before the next read.
    pause: Pause,
    /// How many reads have failed since the last one that succeeded.
    failures: u32,
    last: Option<TaskReport>,
    /// The error of the last read.
    error: Option<Error>,
}

/// A call that reads a task.
pub(super) type Read<'c> = Call<'c, Client, ReadTask>;

/// The pause before a read.
#[derive(Clone, Copy)]
enum Pause {
    None,
    For(Duration),
    /// The appliance does not want to be asked earlier.
    AtLeast(Duration),
    /// The last read was the last one in the time of the wait.
    End,
}

/// The result of one round.
pub(super) enum Polled {
    Report(TaskReport),
    /// The time to wait has ended. The report is the last one.
    TimedOut(TaskReport),
}

impl Poller {
    pub(super) fn new(client: Client, id: TaskId, options: &WaitOptions) -> Self {
        Self {
            client,
            id,
            options: *options,
            delays: options.delays(),
            end: Instant::now().checked_add(options.timeout),
            pause: Pause::None,
            failures: 0,
            last: None,
            error: None,
        }
    }

    /// The next report. Waits before each read but the first one, and repeats a read that fails with a transient error.
    ///
    /// # Errors
    ///
    /// A read fails for another reason, or too many have failed. The error says in which state the task was last.
    pub(super) async fn next(&mut self) -> Result<Polled, Error> {
        while self.wait().await {
            let Some(result) = self.read().await else { break };
            match result {
                Ok(report) => {
                    self.failures = 0;
                    self.error = None;
                    self.last = Some(report.clone());
                    if report.is_over() {
                        self.client.exclusion().note_end(self.id);
                    }
                    self.plan(None);
                    return Ok(Polled::Report(report));
                }
                Err(error) if error.may_pass() && self.failures < self.options.failures => {
                    self.failures += 1;
                    self.plan(error.retry_after());
                    if let Pause::For(pause) | Pause::AtLeast(pause) = self.pause {
                        trace::repeated(ReadTask::context(), self.failures, pause, &error);
                    }
                    self.error = Some(error);
                }
                Err(error) => return Err(self.explain(error)),
            }
        }
        self.pause = Pause::End;
        match (self.last.clone(), self.error.take()) {
            (Some(report), _) => Ok(Polled::TimedOut(report)),
            (None, Some(error)) => Err(self.explain(error)),
            (None, None) => Ok(Polled::TimedOut(TaskReport::unseen(self.id))),
        }
    }

    /// The first report.
    pub(super) async fn first(&mut self) -> Result<TaskReport, Error> {
        match self.next().await? {
            Polled::Report(report) => Ok(report),
            Polled::TimedOut(_) => Err(self.explain(timeout())),
        }
    }

    /// Plans the next read, which the appliance may want to be later than this.
    fn plan(&mut self, at_least: Option<Duration>) {
        if matches!(self.pause, Pause::End) {
            return;
        }
        let delay = self.delays.next();
        self.pause = match at_least {
            Some(least) if least > delay => Pause::AtLeast(least),
            _ => Pause::For(delay),
        };
    }

    /// Waits until the next read. `false`: the time of the wait has ended.
    async fn wait(&mut self) -> bool {
        let left = self.left();
        let pause = match self.pause {
            Pause::None => return true,
            Pause::End => return false,
            Pause::AtLeast(pause) if pause >= left => return false,
            Pause::For(pause) if pause >= left => {
                self.pause = Pause::End;
                left.saturating_sub(LAST_READ.min(self.options.shortest()))
            }
            Pause::For(pause) | Pause::AtLeast(pause) => pause,
        };
        Delay::new(pause).await;
        true
    }

    /// Reads the task. `None`: the time of the wait has ended meanwhile.
    async fn read(&self) -> Option<Result<TaskReport, Error>> {
        let left = self.left();
        // The policy of the client would repeat each read in addition, and use up the budget of other calls.
        let reading = pin!(read(read_call(&self.client, self.id).no_retry()));
        match select(reading, Delay::new(left.min(LONGEST_READ))).await {
            Either::Left((report, _)) => Some(report),
            Either::Right(_) if left <= LONGEST_READ => None,
            Either::Right(_) => Some(Err(timeout())),
        }
    }

    /// The rest of the time of the wait.
    fn left(&self) -> Duration {
        match self.end {
            Some(end) => end.saturating_duration_since(Instant::now()),
            None => Duration::MAX,
        }
    }

    /// `error`, with the known facts about the task.
    fn explain(&self, error: Error) -> Error {
        match &self.last {
            Some(report) => report.explain(error),
            None => TaskReport::unseen(self.id).explain(error),
        }
    }
}

/// The call that reads a task.
pub(super) fn read_call(client: &Client, id: TaskId) -> Read<'_> {
    Call::new(client, ReadTask(task::Get::new(id)))
}

/// Reads a task once.
pub(super) async fn read(call: Read<'_>) -> Result<TaskReport, Error> {
    let id = call.request().0.id;
    let (seen, misfits) = call.reply().await?.into_parts();
    TaskReport::new(id, seen, &misfits)
}

/// The error of a read that takes too long.
fn timeout() -> Error {
    ReadTask::context().failed(TransportError::from(TransportErrorKind::Timeout))
}
