//! Waits until a task is over.

use std::fmt;

use super::options::{WaitOptions, wait_option_methods};
use super::outcome::TaskOutcome;
use super::poll::{Polled, Poller};
use super::{HasTasks, RunningTask};
#[cfg(feature = "blocking")]
use crate::blocking::Blocking;
use crate::client::{AnyClient, Sending};
use crate::error::Error;
use crate::fmg::TaskId;
use crate::fmg::client::Client;

/// A wait for a task. It begins when it is awaited, or on a blocking client when `send` is called.
///
/// [`Call::wait`](crate::Call::wait) sends the call first, and [`RunningTask::wait`] waits for a task that runs
/// already. The task is read with pauses that grow. A read that fails is repeated; the call is never sent again. The
/// reads keep the session open.
///
/// ```
/// # use std::time::Duration;
/// # use fmg_bindings::{Error, adom, fmg};
/// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
/// let commit = fmg.workspace().commit_adom(adom!("demo"));
/// let outcome = commit
///     .wait()
///     .timeout(Duration::from_secs(600))
///     .poll_every(Duration::from_millis(500)..=Duration::from_secs(5))
///     .await?;
/// outcome.into_result()?;
/// # Ok(())
/// # }
/// ```
///
/// The result is the outcome of the task. It is an error only if the call fails or the task cannot be read: it does not
/// exist, the session has ended, or too many reads have failed. The error then says in which state the task was last
/// ([`Error::task`]), and the task may still run.
///
/// Dropping the future does not stop the task. [`RunningTask::cancel`] does.
#[must_use = "a wait does not begin before it is awaited, or `send` is called on it"]
pub struct TaskWait<'c, C> {
    client: &'c C,
    task: Awaited<'c>,
    options: WaitOptions,
}

/// The task to wait for.
enum Awaited<'c> {
    /// The one that this call starts.
    Call(Sending<'c, Option<TaskId>>),
    Known(Option<TaskId>),
}

impl<'c, C: AnyClient<AsyncClient: HasTasks>> TaskWait<'c, C> {
    pub(super) fn of_task(task: RunningTask<'c, C>) -> Self {
        Self::of(task.client, Awaited::Known(Some(task.id)))
    }

    pub(super) fn of_started(client: &'c C, task: Option<TaskId>) -> Self {
        Self::of(client, Awaited::Known(task))
    }

    /// `call` sends a call, and returns the task that it has started.
    pub(super) fn of_call(client: &'c C, call: Sending<'c, Option<TaskId>>) -> Self {
        Self::of(client, Awaited::Call(call))
    }

    fn of(client: &'c C, task: Awaited<'c>) -> Self {
        Self {
            client,
            task,
            options: WaitOptions::USUAL,
        }
    }

    wait_option_methods!();

    fn run(self) -> impl Future<Output = Result<TaskOutcome, Error>> + Send + 'c {
        let Self { client, task, options } = self;
        let client = client.async_client();
        async move {
            let task = match task {
                Awaited::Call(call) => call.await?,
                Awaited::Known(task) => task,
            };
            match task {
                Some(id) => wait_for(&client.task_client(), id, &options).await,
                None => Ok(TaskOutcome::NothingToDo),
            }
        }
    }
}

impl<'c, C: AnyClient<AsyncClient = C> + HasTasks> IntoFuture for TaskWait<'c, C> {
    type Output = Result<TaskOutcome, Error>;
    type IntoFuture = Sending<'c, TaskOutcome>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

#[cfg(feature = "blocking")]
impl<C: HasTasks> TaskWait<'_, Blocking<C>> {
    /// Waits until the task is over.
    ///
    /// # Errors
    ///
    /// The call fails, or the task cannot be read.
    pub fn send(self) -> Result<TaskOutcome, Error> {
        let client = self.client;
        client.outcome(self.run())
    }
}

/// Waits until a task is over.
///
/// # Errors
///
/// The task cannot be read.
pub(crate) async fn wait_for(client: &Client, id: TaskId, options: &WaitOptions) -> Result<TaskOutcome, Error> {
    let mut poller = Poller::new(client.clone(), id, options);
    loop {
        match poller.next().await? {
            Polled::Report(report) => {
                if let Some(outcome) = report.outcome() {
                    return Ok(outcome);
                }
            }
            Polled::TimedOut(report) => return Ok(TaskOutcome::TimedOut(report)),
        }
    }
}

/// Shows the options.
impl<C> fmt::Debug for TaskWait<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskWait")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
