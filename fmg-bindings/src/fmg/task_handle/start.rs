//! Calls that start tasks.

use std::fmt;

use super::wait::TaskWait;
use super::{HasTasks, RunningTask};
use crate::Call;
use crate::client::{AnyClient, ClientFor};
use crate::endpoint::{Endpoint, Output, ReplyTo};
use crate::error::Error;
#[cfg(feature = "web")]
use crate::fmg::gui::Gui;
use crate::fmg::{JsonRpc, StartsTask, TaskId};
use crate::reply::Reply;

/// The reply to a call that starts a task, and the task.
#[must_use = "the task may fail"]
pub struct Started<'c, C, R> {
    client: &'c C,
    reply: R,
    task: Option<TaskId>,
}

/// The methods of calls of one protocol. The protocol is no parameter, because calls of FortiOS have another method
/// `start`.
macro_rules! impl_start {
    ($Protocol:ty) => {
        /// Calls whose reply names a task.
        impl<'c, C, E> Call<'c, C, E, $Protocol>
        where
            C: AnyClient<AsyncClient: ClientFor<$Protocol> + HasTasks>,
            E: Endpoint<Protocol = $Protocol> + 'c,
            Output<E>: StartsTask,
        {
            /// Sends the call, and waits until the task that it starts is over. [`TaskWait`] has the options.
            ///
            /// To have the number of the task during the wait, use [`start`](Self::start).
            ///
            /// ```
            /// # use fmg_bindings::{Error, adom, fmg};
            /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
            /// let outcome = fmg.workspace().commit_adom(adom!("demo")).wait().await?;
            /// println!("{}", outcome.is_success());
            /// # Ok(())
            /// # }
            /// ```
            pub fn wait(self) -> TaskWait<'c, C> {
                let client = self.client;
                let call = self.begin(|reply: ReplyTo<E>| reply.value().task());
                TaskWait::of_call(client, Box::pin(call))
            }

            /// Sends the call, and returns its reply together with the task that it has started. Await the result on an
            /// async client; a blocking client returns it directly.
            ///
            /// ```
            /// # use fmg_bindings::{Error, adom, fmg};
            /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
            /// let commit = fmg.workspace().commit_adom(adom!("demo")).start().await?;
            /// match commit.task() {
            ///     Some(task) => println!("task {}", task.id()),
            ///     None => println!("nothing to do"),
            /// }
            /// commit.wait().await?.into_result()?;
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// # Errors
            ///
            /// The errors of sending the call.
            pub fn start(self) -> C::Outcome<'c, Result<Started<'c, C, Output<E>>, Error>>
            where
                Output<E>: 'c,
            {
                let client = self.client;
                let call = self.begin(Reply::into_value);
                client.outcome(async move { Ok(Started::new(client, call.await?)) })
            }
        }
    };
}

impl_start!(JsonRpc);
#[cfg(feature = "web")]
impl_start!(Gui);

impl<'c, C, R: StartsTask> Started<'c, C, R> {
    fn new(client: &'c C, reply: R) -> Self {
        Self {
            client,
            task: reply.task(),
            reply,
        }
    }
}

impl<'c, C: AnyClient<AsyncClient: HasTasks>, R> Started<'c, C, R> {
    /// The task. `None`: the call has started none, because there was nothing to do or it was done at once.
    #[must_use]
    pub fn task(&self) -> Option<RunningTask<'c, C>> {
        self.task.map(|id| RunningTask::new(self.client, id))
    }

    /// Waits until the task is over. The outcome is [`NothingToDo`](super::TaskOutcome::NothingToDo) if there is no
    /// task.
    pub fn wait(&self) -> TaskWait<'c, C> {
        TaskWait::of_started(self.client, self.task)
    }
}

impl<C, R> Started<'_, C, R> {
    /// The reply to the call.
    pub fn reply(&self) -> &R {
        &self.reply
    }

    /// The reply to the call alone.
    pub fn into_reply(self) -> R {
        self.reply
    }
}

impl<C, R: fmt::Debug> fmt::Debug for Started<'_, C, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Started")
            .field("reply", &self.reply)
            .field("task", &self.task)
            .finish_non_exhaustive()
    }
}
