//! The same work on many appliances.

use std::fmt;
use std::future::pending;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::pin::pin;
use std::time::{Duration, Instant};

use futures_timer::Delay;
use futures_util::future::{AbortHandle, AbortRegistration, Abortable, Either, select};
use futures_util::{FutureExt, StreamExt, stream};

use crate::client::HasSession;
use crate::error::Error;
use crate::session::scoped;

/// The default number of appliances that are worked on at once. With 8, one slow appliance does not block the others,
/// and the program has few open connections.
const AT_ONCE: usize = 8;

/// The same work on many appliances: some at once, each in a session of its own, and an outcome for each.
///
/// The program chooses the type of an appliance, such as a host name or a row of an inventory. One function makes the
/// client of an appliance, with its own credentials; another function does the work. A client is logged out when its
/// work has ended, also if the work fails or is stopped.
///
/// ```no_run
/// use std::time::Duration;
///
/// use fmg_bindings::{Error, Fleet, Secret, fortios};
///
/// /// The token of one appliance, from wherever the program keeps it.
/// async fn token(host: &str) -> Result<Secret, Error> {
///     let file = format!("/run/secrets/{host}");
///     let token = std::fs::read_to_string(file).map_err(Error::other)?;
///     Ok(token.trim_end().into())
/// }
///
/// # async fn example() {
/// let fleet = Fleet::new(["fgt-1.example", "fgt-2.example"])
///     .at_once(16)
///     .deadline(Duration::from_secs(600))
///     .on_progress(|at| eprintln!("{} of {}: {}", at.done, at.total, at.appliance));
/// let connect = async |host: &&'static str| {
///     fortios::Client::builder(format!("https://{host}"))
///         .token(token(host).await?)
///         .build()
/// };
/// let outcomes = fleet.run(connect, async |_, fgt| fgt.monitor().system().status().await).await;
/// for each in outcomes {
///     println!("{}: {:?}", each.appliance, each.ending);
/// }
/// # }
/// ```
///
/// The appliances of a fleet are of one product: all clients of one `run` have the same type. To send one request to
/// many FortiGates behind one FortiManager, use `fmg::Client::fortigates`.
#[must_use = "a fleet does nothing until `run`"]
pub struct Fleet<A> {
    appliances: Vec<A>,
    at_once: usize,
    deadline: Option<Duration>,
    stops_on_error: bool,
    report: Option<Report<A>>,
}

/// Receives the progress.
type Report<A> = Box<dyn Fn(FleetProgress<'_, A>) + Send + Sync>;

/// An appliance, and the outcome of the work on it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OnAppliance<A, T> {
    /// The appliance.
    pub appliance: A,
    /// The outcome.
    pub ending: Ending<T>,
    /// How long the work took, with login and logout. Zero if the work was not started.
    pub elapsed: Duration,
}

/// The outcome of the work on one appliance.
#[derive(Clone, Debug)]
pub enum Ending<T> {
    /// The work has succeeded, and its session is closed.
    Succeeded(T),
    /// The client could not be made, the work has failed, or the logout has failed.
    Failed(Error),
    /// The work was stopped before its end, by the [deadline](Fleet::deadline) or after [an error of
    /// another](Fleet::stop_on_error). A call that was already sent may have been carried out.
    Stopped,
    /// The work was not started, for one of the same reasons.
    NotStarted,
}

/// How far the work on a fleet has come.
#[derive(Debug)]
#[non_exhaustive]
pub struct FleetProgress<'f, A> {
    /// The appliance whose outcome is now known.
    pub appliance: &'f A,
    /// Whether it has succeeded.
    pub is_success: bool,
    /// How many appliances are done, this one included.
    pub done: usize,
    /// The number of all appliances.
    pub total: usize,
}

impl<T> Ending<T> {
    /// The value, or the reason why the value is missing.
    ///
    /// # Errors
    ///
    /// The error of the work, or one that says that the work was stopped or not started.
    pub fn into_result(self) -> Result<T, Error> {
        match self {
            Self::Succeeded(value) => Ok(value),
            Self::Failed(error) => Err(error),
            Self::Stopped => Err(Error::other("the work was stopped before its end")),
            Self::NotStarted => Err(Error::other("the work was not started")),
        }
    }
}

impl<A, T> OnAppliance<A, T> {
    /// Whether the work has succeeded.
    pub fn is_success(&self) -> bool {
        matches!(self.ending, Ending::Succeeded(_))
    }

    /// The error of failed work. `None` if the work has succeeded, was stopped or was not started.
    pub fn error(&self) -> Option<&Error> {
        match &self.ending {
            Ending::Failed(error) => Some(error),
            Ending::Succeeded(_) | Ending::Stopped | Ending::NotStarted => None,
        }
    }
}

impl<A> Fleet<A> {
    /// Makes a fleet of these appliances.
    pub fn new(appliances: impl IntoIterator<Item = A>) -> Self {
        Self {
            appliances: appliances.into_iter().collect(),
            at_once: AT_ONCE,
            deadline: None,
            stops_on_error: false,
            report: None,
        }
    }

    /// How many appliances are worked on at once, at least 1; 8 by default.
    pub fn at_once(mut self, appliances: usize) -> Self {
        self.at_once = appliances.max(1);
        self
    }

    /// The time for all appliances together. Work that is not over then is [stopped](Ending::Stopped), and its client
    /// is logged out. The logout takes at most the timeout of the client.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Stops all work after the first error, instead of going on with the other appliances.
    pub fn stop_on_error(mut self) -> Self {
        self.stops_on_error = true;
        self
    }

    /// Calls `report` each time that the work on an appliance has ended.
    pub fn on_progress(mut self, report: impl Fn(FleetProgress<'_, A>) + Send + Sync + 'static) -> Self {
        self.report = Some(Box::new(report));
        self
    }

    /// Makes the client of each appliance by `connect`, does `work` with it, and logs it out. Returns an outcome for each
    /// appliance, in their order.
    ///
    /// If some work panics, all other work is stopped, its clients are logged out, and the panic is resumed. If the
    /// future is dropped, all work is dropped, and the clients are logged out in the background by the tokio runtime.
    pub async fn run<C: HasSession, T>(
        self,
        connect: impl AsyncFn(&A) -> Result<C, Error>,
        work: impl AsyncFn(&A, &C) -> Result<T, Error>,
    ) -> Vec<OnAppliance<A, T>> {
        let (connect, work) = (&connect, &work);
        let total = self.appliances.len();
        let (handles, turns): (Vec<_>, Vec<_>) = (0..total).map(|_| Turn::new()).unzip();
        let stop = || handles.iter().flatten().for_each(AbortHandle::abort);

        let turns = self.appliances.into_iter().zip(turns).enumerate();
        let turns = turns.map(|(index, (appliance, turn))| async move {
            let turn = Box::pin(turn_of(appliance, turn, connect, work));
            (index, AssertUnwindSafe(turn).catch_unwind().await)
        });
        let mut turns = stream::iter(turns).buffer_unordered(self.at_once);
        let mut deadline = pin!(
            async {
                match self.deadline {
                    Some(deadline) => Delay::new(deadline).await,
                    None => pending().await,
                }
            }
            .fuse()
        );
        let mut outcomes: Vec<Option<OnAppliance<A, T>>> = (0..total).map(|_| None).collect();
        let (mut done, mut panic) = (0, None);
        loop {
            let ended = match select(turns.next(), deadline.as_mut()).await {
                Either::Left((ended, _)) => ended,
                Either::Right(_) => {
                    stop();
                    continue;
                }
            };
            let Some((index, outcome)) = ended else { break };
            let outcome = match outcome {
                Ok(outcome) => outcome,
                Err(payload) => {
                    stop();
                    panic.get_or_insert(payload);
                    continue;
                }
            };
            done += 1;
            if self.stops_on_error && outcome.error().is_some() {
                stop();
            }
            if let Some(report) = &self.report {
                report(FleetProgress {
                    appliance: &outcome.appliance,
                    is_success: outcome.is_success(),
                    done,
                    total,
                });
            }
            outcomes[index] = Some(outcome);
        }
        if let Some(payload) = panic {
            resume_unwind(payload);
        }
        outcomes.into_iter().flatten().collect()
    }
}

/// The abort registrations of the two steps for one appliance: the connection and the work.
struct Turn {
    connect: AbortRegistration,
    work: AbortRegistration,
}

impl Turn {
    fn new() -> ([AbortHandle; 2], Self) {
        let ((first, connect), (second, work)) = (AbortHandle::new_pair(), AbortHandle::new_pair());
        ([first, second], Self { connect, work })
    }
}

/// The work on one appliance, from its client to its logout.
async fn turn_of<A, C: HasSession, T>(
    appliance: A,
    turn: Turn,
    connect: &impl AsyncFn(&A) -> Result<C, Error>,
    work: &impl AsyncFn(&A, &C) -> Result<T, Error>,
) -> OnAppliance<A, T> {
    let ended = |appliance, ending, elapsed| OnAppliance {
        appliance,
        ending,
        elapsed,
    };
    if turn.connect.handle().is_aborted() {
        return ended(appliance, Ending::NotStarted, Duration::ZERO);
    }
    let begun = Instant::now();
    let ending = match Abortable::new(connect(&appliance), turn.connect).await {
        Err(_) => Ending::Stopped,
        Ok(Err(error)) => Ending::Failed(error),
        Ok(Ok(client)) => {
            let work = Abortable::new(work(&appliance, &client), turn.work);
            let work = Box::pin(async {
                match work.await {
                    Ok(outcome) => outcome.map(Some),
                    Err(_) => Ok(None),
                }
            });
            let outcome = scoped(client.lifecycle(), work).await;
            client.leftovers().done().await;
            match outcome {
                Ok(Some(value)) => Ending::Succeeded(value),
                Ok(None) => Ending::Stopped,
                Err(error) => Ending::Failed(error),
            }
        }
    };
    ended(appliance, ending, begun.elapsed())
}

impl<A> fmt::Debug for Fleet<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fleet")
            .field("appliances", &self.appliances.len())
            .field("at_once", &self.at_once)
            .field("deadline", &self.deadline)
            .field("stops_on_error", &self.stops_on_error)
            .finish_non_exhaustive()
    }
}
