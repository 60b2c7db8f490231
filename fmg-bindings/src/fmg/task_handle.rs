//! Waits for tasks: work that continues after the reply to the call that started it.

mod final_state;
mod options;
mod outcome;
mod poll;
mod progress;
mod report;
mod start;
mod wait;

use std::fmt;

pub(crate) use self::options::WaitOptions;
pub(super) use self::options::wait_option_methods;
pub use self::outcome::TaskOutcome;
use self::poll::Poller;
pub use self::progress::TaskProgress;
pub use self::report::TaskReport;
pub use self::start::Started;
pub use self::wait::TaskWait;
pub(crate) use self::wait::wait_for;
use super::TaskId;
use super::client::Client;
#[cfg(feature = "web")]
use super::gui;
use super::task::{self, TaskState};
use crate::Call;
#[cfg(feature = "blocking")]
use crate::blocking::Blocking;
use crate::client::AnyClient;
use crate::error::Error;

/// A client whose appliance has tasks: that of FortiManager, or of its GUI. Only the clients of this crate implement
/// it.
pub trait HasTasks: AnyClient {
    /// A client that reads the tasks, in the session of this one.
    #[doc(hidden)]
    fn task_client(&self) -> Client;
}

impl HasTasks for Client {
    fn task_client(&self) -> Client {
        self.clone()
    }
}

#[cfg(feature = "web")]
impl HasTasks for gui::Client {
    fn task_client(&self) -> Client {
        self.json_rpc()
    }
}

/// A task of a FortiManager: its number, and the client that reads it.
///
/// [`Call::start`](crate::Call::start) returns one for the task that a call has started. A client makes one for the
/// number of any task:
///
/// ```
/// # use fmg_bindings::{Error, fmg, fmg::TaskId};
/// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
/// let outcome = fmg.running_task(TaskId::new(3332)).wait().await?;
/// println!("{}", outcome.is_success());
/// # Ok(())
/// # }
/// ```
///
/// Reading a task does not change it. Dropping the value, or a future or stream of it, does not stop the task. A logout
/// does: the running tasks of the session then fail.
pub struct RunningTask<'c, C> {
    client: &'c C,
    id: TaskId,
}

impl<C> Clone for RunningTask<'_, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for RunningTask<'_, C> {}

impl<C> RunningTask<'_, C> {
    /// The number of the task.
    #[must_use]
    pub fn id(&self) -> TaskId {
        self.id
    }
}

impl<'c, C: AnyClient<AsyncClient: HasTasks>> RunningTask<'c, C> {
    pub(super) fn new(client: &'c C, id: TaskId) -> Self {
        Self { client, id }
    }

    /// Waits until the task is over. [`TaskWait`] has the options of the wait.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use fmg_bindings::{Error, fmg};
    /// # async fn example(task: fmg::RunningTask<'_, fmg::Client>) -> Result<(), Error> {
    /// let outcome = task.wait().timeout(Duration::from_secs(600)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn wait(self) -> TaskWait<'c, C> {
        TaskWait::of_task(self)
    }

    /// The reports on the task until it is over, as a stream, or on a blocking client as an iterator.
    pub fn progress(self) -> TaskProgress<'c, C> {
        TaskProgress::new(self)
    }

    /// Reads the task once. Await the result on an async client; a blocking client returns it directly.
    ///
    /// # Errors
    ///
    /// The errors of the read, such as [not found](Error::is_not_found).
    #[must_use]
    pub fn report(self) -> C::Outcome<'c, Result<TaskReport, Error>> {
        let client = self.client;
        client.outcome(async move {
            let client = client.async_client().task_client();
            poll::read(poll::read_call(&client, self.id)).await
        })
    }

    /// Stops the task, and returns whether it was still running. Await the result on an async client; a blocking client
    /// returns it directly.
    ///
    /// FortiManager stops a running task when the task is deleted, but removes the record of a task that is over. So
    /// the task is read first. A task that is already stopping is not deleted again. The task may go on for a while and
    /// even succeed: [`wait`](Self::wait) returns the outcome. If the reply to the deletion is lost, the task may or
    /// may not be stopped, and `cancel` can be called again.
    ///
    /// ```
    /// # use fmg_bindings::{Error, fmg};
    /// # async fn example(task: fmg::RunningTask<'_, fmg::Client>) -> Result<(), Error> {
    /// if task.cancel().await? {
    ///     let outcome = task.wait().await?;
    ///     println!("cancelled: {}", matches!(outcome, fmg::TaskOutcome::Cancelled(_)));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of reading and of deleting the task. A read that fails with a transient error is repeated, the
    /// deletion is not.
    #[must_use]
    pub fn cancel(self) -> C::Outcome<'c, Result<bool, Error>> {
        let client = self.client;
        client.outcome(async move { cancel(client.async_client().task_client(), self.id).await })
    }
}

async fn cancel(client: Client, id: TaskId) -> Result<bool, Error> {
    let report = Poller::new(client.clone(), id, &WaitOptions::BRIEF).first().await?;
    if report.is_over() {
        return Ok(false);
    }
    if !matches!(report.known_state(), Some(TaskState::Cancelling | TaskState::Aborting)) {
        // A second deletion would remove the record of a task that the first one has stopped.
        Call::new(&client, task::Delete::new(id)).no_retry().await?;
    }
    Ok(true)
}

/// Its tasks.
impl Client {
    /// A task by its number, whoever has started it: this client, the GUI, or another program.
    #[must_use]
    pub fn running_task(&self, id: TaskId) -> RunningTask<'_, Self> {
        RunningTask::new(self, id)
    }
}

/// Its tasks.
#[cfg(feature = "web")]
impl gui::Client {
    /// A task by its number, whoever has started it. It is read by JSON-RPC in the session of this client.
    #[must_use]
    pub fn running_task(&self, id: TaskId) -> RunningTask<'_, Self> {
        RunningTask::new(self, id)
    }
}

/// The tasks of a FortiManager.
#[cfg(feature = "blocking")]
impl<C: HasTasks> Blocking<C> {
    /// A task by its number, whoever has started it: this client, the GUI, or another program.
    #[must_use]
    pub fn running_task(&self, id: TaskId) -> RunningTask<'_, Self> {
        RunningTask::new(self, id)
    }
}

/// Shows the number.
impl<C> fmt::Debug for RunningTask<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunningTask")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
