//! Tasks that need the lock until they are over.

use std::fmt;

use super::WorkspaceGuard;
use super::held::Held;
use crate::IntoParam;
use crate::client::{AnyClient, Sending};
use crate::endpoint::{Endpoint, Output};
use crate::error::Error;
use crate::fmg::package::ScopeMember;
use crate::fmg::securityconsole::{InstallDevice, InstallPackage};
use crate::fmg::task_handle::{TaskOutcome, WaitOptions, wait_for, wait_option_methods};
use crate::fmg::{AdomName, Client, JsonRpc, PackagePath, RunningTask, StartsTask};

/// A call under a lock that starts a task. It is sent when it is awaited (or, on a blocking client, by `send`), after
/// the changes so far are saved, and the result is the outcome of the task.
///
/// The guard keeps the lock until the task is over, also if this future is dropped: the end of the guard waits for the
/// task, for as long as the timeout. If a wait has [timed out](TaskOutcome::TimedOut), the end of the guard does not
/// wait, and makes the task fail. `until` cancels the task.
///
/// The result is an error if the changes cannot be saved, if the call fails, or if the task cannot be read. A failed
/// task is an outcome and not an error: [`TaskOutcome::into_result`] turns it into an error.
#[must_use = "nothing is sent before it is awaited, or `send` is called on it"]
pub struct LockedTask<'g, C, E> {
    client: &'g C,
    held: &'g Held,
    request: E,
    options: WaitOptions,
}

impl<C: AnyClient<AsyncClient = Client>> WorkspaceGuard<'_, C, AdomName> {
    /// Installs a policy package on its installation targets, after the changes so far are saved.
    ///
    /// ```
    /// # use fmg_bindings::{Error, adom, fmg, package};
    /// # use fmg_bindings::fmg::{package::ScopeMember, securityconsole::InstallFlag};
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// let adom = fmg.adom(adom!("demo")).lock().await?;
    /// let target = ScopeMember::device("fgt-1", "root");
    /// let outcome = adom
    ///     .install_package(package!("ppkg_001"))
    ///     .with(|request| request.scope([target]).dev_rev_comments("CHG-17"))
    ///     .await?;
    /// outcome.into_result()?;
    /// adom.commit().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn install_package(&self, package: impl IntoParam<PackagePath>) -> LockedTask<'_, C, InstallPackage> {
        self.start_task(InstallPackage::new(self.name(), package))
    }

    /// Installs the changed settings of devices, after the changes so far are saved.
    pub fn install_device(&self, targets: Vec<ScopeMember>) -> LockedTask<'_, C, InstallDevice> {
        self.start_task(InstallDevice::new(self.name(), targets))
    }
}

impl<C, D> WorkspaceGuard<'_, C, D> {
    /// Sends a call that starts a task, after the changes so far are saved, and waits for the task.
    pub fn start_task<E: Endpoint<Protocol = JsonRpc>>(&self, request: E) -> LockedTask<'_, C, E>
    where
        Output<E>: StartsTask,
    {
        LockedTask {
            client: self.database.client(),
            held: &self.held,
            request,
            options: WaitOptions::USUAL,
        }
    }
}

impl<C, E> LockedTask<'_, C, E> {
    /// Changes the request. Use it to set a member for which the method has no parameter.
    pub fn with(mut self, change: impl FnOnce(E) -> E) -> Self {
        self.request = change(self.request);
        self
    }

    wait_option_methods!();
}

impl<'g, C, E> LockedTask<'g, C, E>
where
    C: AnyClient<AsyncClient = Client>,
    E: Endpoint<Protocol = JsonRpc> + Send + 'g,
    Output<E>: StartsTask,
{
    /// Saves the changes so far, sends the call, and returns the task, to show its progress or to cancel it. `None`:
    /// there was nothing to do.
    ///
    /// The end of the guard waits for the task, for as long as the timeout of this call. A commit fails if the task has
    /// not succeeded, unless the program has read the end of the task. In this case, the commit has saved the changes.
    ///
    /// # Errors
    ///
    /// The changes cannot be saved, or the call fails.
    pub fn start(self) -> C::Outcome<'g, Result<Option<RunningTask<'g, C>>, Error>> {
        let client = self.client;
        client.outcome(async move {
            self.held.save().await?;
            let started = self.held.client().send(self.request).await?;
            let task = started.task();
            if let Some(task) = task {
                self.held.note_task(task, self.options);
            }
            Ok(task.map(|task| RunningTask::new(client, task)))
        })
    }

    fn outcome(self) -> C::Outcome<'g, Result<TaskOutcome, Error>> {
        let client = self.client;
        client.outcome(async move {
            self.held.save().await?;
            let started = self.held.client().send(self.request).await?;
            let Some(task) = started.task() else {
                return Ok(TaskOutcome::NothingToDo);
            };
            drop(started);
            self.held.note_task(task, self.options);
            let outcome = wait_for(self.held.client(), task, &self.options).await?;
            self.held.forget_task(task);
            Ok(outcome)
        })
    }
}

impl<'g, E> IntoFuture for LockedTask<'g, Client, E>
where
    E: Endpoint<Protocol = JsonRpc> + Send + 'g,
    Output<E>: StartsTask,
{
    type Output = Result<TaskOutcome, Error>;
    type IntoFuture = Sending<'g, TaskOutcome>;

    fn into_future(self) -> Self::IntoFuture {
        self.outcome()
    }
}

#[cfg(feature = "blocking")]
impl<'g, E> LockedTask<'g, crate::fmg::blocking::Client, E>
where
    E: Endpoint<Protocol = JsonRpc> + Send + 'g,
    Output<E>: StartsTask,
{
    /// Sends the call, and waits for its task.
    ///
    /// # Errors
    ///
    /// The changes cannot be saved, the call fails, or the task cannot be read.
    pub fn send(self) -> Result<TaskOutcome, Error> {
        self.outcome()
    }
}

/// Shows the url template of the call and the options.
impl<C, E: Endpoint<Protocol = JsonRpc>> fmt::Debug for LockedTask<'_, C, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LockedTask")
            .field("url", &self.request.template())
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
