//! The progress of a task's lines over time.

use std::time::{Duration, SystemTime};

use super::plan::LineResult;
use super::state::TaskState;

/// The fraction of its duration that a task waits before it starts.
const WAIT: f64 = 0.1;
/// The percentage at which a line stops that does not come to its end.
const HALF: u8 = 50;
/// How long cancelling takes, while the state says so.
const WIND_DOWN: Duration = Duration::from_secs(1);

/// The start of a task and the schedule of its lines: they start together, and end one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course {
    start: SystemTime,
    /// The duration in seconds of the clock; infinite for a task that does not progress.
    takes: f64,
    lines: usize,
}

/// The early end of a task.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop {
    pub(super) at: SystemTime,
    pub(super) cause: Cause,
}

/// The reason for an early end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fmg) enum Cause {
    Cancelled,
    Aborted,
    SessionEnded,
    /// A lock that the task needs until its end was released.
    LockReleased,
}

/// The progress of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Progress {
    pub(super) state: TaskState,
    pub(super) percent: u8,
    /// The time of its end.
    pub(super) end: Option<SystemTime>,
}

impl Cause {
    /// The states of a line while it is brought to its end, and then. `None`: it fails at once.
    fn states(self) -> Option<(TaskState, TaskState)> {
        match self {
            Self::Cancelled => Some((TaskState::Cancelling, TaskState::Cancelled)),
            Self::Aborted => Some((TaskState::Aborting, TaskState::Aborted)),
            Self::SessionEnded | Self::LockReleased => None,
        }
    }

    /// The message of a line that fails.
    pub(super) fn failure(self) -> Option<&'static str> {
        match self {
            Self::Cancelled | Self::Aborted => None,
            Self::SessionEnded => Some("the session has ended"),
            Self::LockReleased => Some("no write permission"),
        }
    }
}

impl Course {
    pub(super) fn new(start: SystemTime, takes: Duration, speed: f64, lines: usize) -> Self {
        let takes = if takes.is_zero() {
            0.0
        } else {
            takes.as_secs_f64() / speed
        };
        Self { start, takes, lines }
    }

    pub(super) fn start(&self) -> SystemTime {
        self.start
    }

    /// The time at which the lines start.
    pub(super) fn begin(&self) -> Option<SystemTime> {
        self.moment(WAIT)
    }

    /// The time at which a line is half finished.
    pub(super) fn middle(&self, line: usize) -> Option<SystemTime> {
        self.moment(f64::midpoint(WAIT, self.share(line)))
    }

    /// The time at which a line ends, if the task is not ended early.
    fn end(&self, line: usize) -> Option<SystemTime> {
        self.moment(self.share(line))
    }

    /// The fraction of the task's duration after which a line ends.
    fn share(&self, line: usize) -> f64 {
        let lines = f64::from(u32::try_from(self.lines.max(1)).unwrap_or(u32::MAX));
        let ended = f64::from(u32::try_from(line.saturating_add(1)).unwrap_or(u32::MAX));
        WAIT + (1.0 - WAIT) * (ended / lines).min(1.0)
    }

    /// The time at which a fraction of the task's duration has passed. `None`: never.
    fn moment(&self, part: f64) -> Option<SystemTime> {
        let after = Duration::try_from_secs_f64(self.takes * part).ok()?;
        self.start.checked_add(after)
    }

    /// The progress of a line at `now`.
    pub(super) fn progress(&self, line: usize, result: &LineResult, stop: Option<Stop>, now: SystemTime) -> Progress {
        let Some(stop) = stop.filter(|stop| stop.at <= now) else {
            return self.undisturbed(line, result, now);
        };
        let reached = self.undisturbed(line, result, stop.at);
        if reached.state.is_over() {
            return reached;
        }
        let Some((ending, ended)) = stop.cause.states() else {
            return Progress {
                state: TaskState::Error,
                percent: 100,
                end: Some(stop.at),
            };
        };
        let down = stop.at.checked_add(WIND_DOWN).unwrap_or(stop.at);
        let over = down <= now;
        Progress {
            state: if over { ended } else { ending },
            percent: reached.percent,
            end: over.then_some(down),
        }
    }

    fn undisturbed(&self, line: usize, result: &LineResult, now: SystemTime) -> Progress {
        let end = self.end(line);
        let reached = |state, percent, end| Progress { state, percent, end };
        if end.is_some_and(|end| end <= now) && *result != LineResult::Stall {
            let (state, percent) = match result {
                LineResult::Done | LineResult::Stall => (TaskState::Done, 100),
                LineResult::Warning(_) => (TaskState::Warning, 100),
                LineResult::Error(..) => (TaskState::Error, 100),
                LineResult::Cancelled => (TaskState::Cancelled, HALF),
                LineResult::Aborted => (TaskState::Aborted, HALF),
            };
            return reached(state, percent, end);
        }
        let Some(begin) = self.begin().filter(|begin| *begin <= now) else {
            return reached(TaskState::Pending, 0, None);
        };
        let since = |time: SystemTime| time.duration_since(begin).unwrap_or_default().as_secs_f64();
        let percent = percent(since(now), end.map_or(f64::INFINITY, since));
        let most = match result {
            LineResult::Stall | LineResult::Cancelled | LineResult::Aborted => HALF,
            LineResult::Done | LineResult::Warning(_) | LineResult::Error(..) => 99,
        };
        reached(TaskState::Running, percent.min(most), None)
    }
}

/// A percentage from 1, which captures show for a line that has just started, to 99.
fn percent(worked: f64, work: f64) -> u8 {
    (1..100)
        .take_while(|percent| f64::from(*percent) / 100.0 * work <= worked)
        .last()
        .unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: SystemTime = SystemTime::UNIX_EPOCH;

    fn course(speed: f64, lines: usize) -> Course {
        Course::new(START, Duration::from_secs(100), speed, lines)
    }

    fn at(seconds: u64) -> SystemTime {
        START + Duration::from_secs(seconds)
    }

    fn stop(seconds: u64, cause: Cause) -> Stop {
        Stop { at: at(seconds), cause }
    }

    fn states(result: &LineResult, seconds: &[u64]) -> Vec<(TaskState, u8)> {
        let reached = |at_second: &u64| course(1.0, 1).progress(0, result, None, at(*at_second));
        seconds
            .iter()
            .map(reached)
            .map(|own| (own.state, own.percent))
            .collect()
    }

    #[test]
    fn a_line_waits_runs_and_ends() {
        use TaskState::{Done, Error, Pending, Running, Warning};
        assert_eq!(
            states(&LineResult::Done, &[0, 9, 10, 55, 99, 100, 500]),
            [
                (Pending, 0),
                (Pending, 0),
                (Running, 1),
                (Running, 50),
                (Running, 98),
                (Done, 100),
                (Done, 100)
            ]
        );
        assert_eq!(
            states(&LineResult::Warning("w".to_owned()), &[99, 100])[1],
            (Warning, 100)
        );
        assert_eq!(
            states(&LineResult::Error(-1, "e".to_owned()), &[99, 100])[1],
            (Error, 100)
        );
        assert_eq!(
            states(&LineResult::Stall, &[0, 55, 100, 1_000_000]),
            [(Pending, 0), (Running, 50), (Running, 50), (Running, 50)]
        );
        for (result, state) in [
            (LineResult::Cancelled, TaskState::Cancelled),
            (LineResult::Aborted, TaskState::Aborted),
        ] {
            assert_eq!(states(&result, &[99, 100]), [(Running, 50), (state, 50)]);
        }
    }

    #[test]
    fn lines_end_one_after_the_other() {
        let course = course(1.0, 3);
        assert_eq!(
            [course.end(0), course.end(1), course.end(2)].map(Option::unwrap),
            [at(40), at(70), at(100)]
        );
    }

    #[test]
    fn speed_divides_the_time() {
        assert_eq!(course(10.0, 1).end(0), Some(at(10)));
        assert_eq!(course(f64::INFINITY, 1).end(0), Some(START));
        let standing = course(0.0, 1).progress(0, &LineResult::Done, None, at(1 << 33));
        assert_eq!(standing.state, TaskState::Pending);
        let free = Course::new(START, Duration::ZERO, 0.0, 1).progress(0, &LineResult::Done, None, START);
        assert_eq!(free.state, TaskState::Done);
        let endless = Course::new(START, Duration::MAX, f64::MIN_POSITIVE, usize::MAX);
        assert_eq!(
            endless.progress(usize::MAX, &LineResult::Done, None, at(5)).state,
            TaskState::Pending
        );
    }

    #[test]
    fn a_cancelled_line_keeps_its_percentage() {
        let stopped = |now| course(1.0, 1).progress(0, &LineResult::Done, Some(stop(55, Cause::Cancelled)), now);
        assert_eq!(stopped(at(54)).state, TaskState::Running);
        assert_eq!(
            (stopped(at(55)).state, stopped(at(55)).percent),
            (TaskState::Cancelling, 50)
        );
        assert_eq!(
            (stopped(at(56)).state, stopped(at(56)).end),
            (TaskState::Cancelled, Some(at(56)))
        );
    }

    #[test]
    fn an_aborted_line_keeps_its_percentage() {
        let stopped = |now| course(1.0, 1).progress(0, &LineResult::Done, Some(stop(55, Cause::Aborted)), now);
        assert_eq!(
            (stopped(at(55)).state, stopped(at(55)).percent),
            (TaskState::Aborting, 50)
        );
        assert_eq!(
            (stopped(at(56)).state, stopped(at(56)).percent),
            (TaskState::Aborted, 50)
        );
    }

    #[test]
    fn finished_lines_are_not_cancelled() {
        let course = course(1.0, 2);
        let stop = Some(stop(60, Cause::SessionEnded));
        assert_eq!(
            course.progress(0, &LineResult::Done, stop, at(70)).state,
            TaskState::Done
        );
        assert_eq!(
            course.progress(1, &LineResult::Done, stop, at(70)).state,
            TaskState::Error
        );
    }
}
