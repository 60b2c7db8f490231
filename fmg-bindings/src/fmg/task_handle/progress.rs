//! The progress of a task, as a stream.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::StreamExt;
use futures_util::stream::unfold;

use super::options::{WaitOptions, wait_option_methods};
use super::poll::{Polled, Poller};
use super::report::TaskReport;
use super::{HasTasks, RunningTask};
#[cfg(feature = "blocking")]
use crate::blocking::Blocking;
use crate::client::AnyClient;
use crate::error::{Error, TaskErrorKind};

/// The reports on a task until it is over; [`RunningTask::progress`] returns it.
///
/// It is a [`Stream`], whose methods come from crates such as `futures-util`; on a blocking client it is an iterator.
/// The first report is the state at the start. Later ones are returned when something has changed. The last one is
/// [over](TaskReport::is_over) and has the [outcome](TaskReport::outcome).
///
/// ```
/// # use fmg_bindings::{Error, fmg};
/// use futures_util::TryStreamExt;
///
/// # async fn example(task: fmg::RunningTask<'_, fmg::Client>) -> Result<(), Error> {
/// let mut progress = task.progress();
/// while let Some(report) = progress.try_next().await? {
///     println!("{} %", report.percent().unwrap_or_default());
///     if let Some(outcome) = report.outcome() {
///         outcome.into_result()?;
///     }
/// }
/// # Ok(())
/// # }
/// ```
///
/// After an error the stream ends: the task cannot be read, or it is not over when the time to wait ends. Dropping the
/// stream does not stop the task.
#[must_use = "the task is not read before the stream is polled"]
pub struct TaskProgress<'c, C> {
    task: RunningTask<'c, C>,
    options: WaitOptions,
    /// `None`: the first report was not requested yet.
    reports: Option<Reports>,
}

type Reports = Pin<Box<dyn Stream<Item = Result<TaskReport, Error>> + Send>>;

impl<'c, C: AnyClient<AsyncClient: HasTasks>> TaskProgress<'c, C> {
    pub(super) fn new(task: RunningTask<'c, C>) -> Self {
        Self {
            task,
            options: WaitOptions::USUAL,
            reports: None,
        }
    }

    wait_option_methods!();

    fn reports(&mut self) -> &mut Reports {
        let (task, options) = (self.task, &self.options);
        self.reports.get_or_insert_with(|| {
            let client = task.client.async_client().task_client();
            Box::pin(reports(Poller::new(client, task.id, options)))
        })
    }
}

fn reports(poller: Poller) -> impl Stream<Item = Result<TaskReport, Error>> + Send {
    let reports = unfold(Some((poller, None)), |state| async move {
        let (mut poller, mut last) = state?;
        loop {
            let report = match poller.next().await {
                Ok(Polled::Report(report)) => report,
                Ok(Polled::TimedOut(report)) => return Some((Err(report.to_error(TaskErrorKind::TimedOut)), None)),
                Err(error) => return Some((Err(error), None)),
            };
            if report.is_over() {
                return Some((Ok(report), None));
            }
            if last.replace(report.clone()).as_ref() != Some(&report) {
                return Some((Ok(report), Some((poller, last))));
            }
        }
    });
    reports.fuse()
}

impl<C: AnyClient<AsyncClient = C> + HasTasks> Stream for TaskProgress<'_, C> {
    type Item = Result<TaskReport, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().reports().as_mut().poll_next(context)
    }
}

#[cfg(feature = "blocking")]
impl<C: HasTasks> Iterator for TaskProgress<'_, Blocking<C>> {
    type Item = Result<TaskReport, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let client = self.task.client;
        let reports = self.reports();
        client
            .outcome(async { Ok(reports.next().await) })
            .unwrap_or_else(|error| Some(Err(error)))
    }
}

/// Shows the task and the options.
impl<C> fmt::Debug for TaskProgress<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskProgress")
            .field("task", &self.task)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
