//! The clock of the appliances.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// The clock of an appliance, by which sessions time out, lock-outs end and tasks progress.
///
/// It follows the system time, and can be [advanced](Self::advance) or made [faster](Self::set_speed), so that a test
/// need not wait. It never goes back. Clones share one clock.
///
/// The faults of a connection, such as a delay, and the timeouts of the server use real time, as the client does.
///
/// ```
/// use std::time::Duration;
///
/// use fmg_sim::Clock;
///
/// let clock = Clock::new();
/// clock.set_speed(0.0);
/// let before = clock.now();
/// clock.advance(Duration::from_secs(900));
/// assert_eq!(clock.now().duration_since(before).unwrap(), Duration::from_secs(900));
/// ```
#[derive(Clone)]
pub struct Clock {
    state: Arc<Mutex<ClockState>>,
}

/// The time that was shown when speed or time were last set, and the speed since.
#[derive(Clone, Copy)]
struct ClockState {
    set_at: Instant,
    shown: SystemTime,
    speed: f64,
}

impl Clock {
    /// A clock that shows the system time and runs at its speed.
    #[must_use]
    pub fn new() -> Self {
        Self::starting_at(SystemTime::now())
    }

    /// A clock that starts at `time`.
    #[must_use]
    pub fn starting_at(time: SystemTime) -> Self {
        let state = ClockState {
            set_at: Instant::now(),
            shown: time,
            speed: 1.0,
        };
        Self {
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// The current time of the clock.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        self.state().at(Instant::now())
    }

    /// Advances the clock by `duration`, at most to the largest time that the system can represent.
    pub fn advance(&self, duration: Duration) {
        let mut state = self.state();
        let now = Instant::now();
        let shown = state.at(now);
        state.shown = shown.checked_add(duration).unwrap_or(shown);
        state.set_at = now;
    }

    /// Sets the speed from now on, as a multiple of real time; 0 stops the clock.
    ///
    /// A negative number and NaN stop the clock, too.
    pub fn set_speed(&self, speed: f64) {
        let mut state = self.state();
        let now = Instant::now();
        state.shown = state.at(now);
        state.set_at = now;
        state.speed = if speed.is_finite() { speed.max(0.0) } else { 0.0 };
    }

    fn state(&self) -> MutexGuard<'_, ClockState> {
        // Nothing between lock and unlock can panic; and if it did, the time would still be valid.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClockState {
    fn at(&self, now: Instant) -> SystemTime {
        let elapsed = now.saturating_duration_since(self.set_at).as_secs_f64() * self.speed;
        Duration::try_from_secs_f64(elapsed)
            .ok()
            .and_then(|elapsed| self.shown.checked_add(elapsed))
            .unwrap_or(self.shown)
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock")
            .field("now", &self.now())
            .field("speed", &self.state().speed)
            .finish()
    }
}

/// Seconds since the epoch, the format of times in replies.
pub(crate) fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::Clock;

    const START: SystemTime = SystemTime::UNIX_EPOCH;

    fn stopped() -> Clock {
        let clock = Clock::starting_at(START);
        clock.set_speed(0.0);
        clock
    }

    #[test]
    fn advancing_moves_a_stopped_clock() {
        let clock = stopped();
        let shown = clock.now();
        clock.clone().advance(Duration::from_secs(60));
        clock.advance(Duration::from_millis(1));
        assert_eq!(clock.now(), shown + Duration::from_millis(60_001));
    }

    #[test]
    fn a_faster_clock_overtakes_the_system_time() {
        let clock = Clock::starting_at(START);
        clock.set_speed(1_000_000.0);
        std::thread::sleep(Duration::from_millis(1));
        assert!(clock.now() > START + Duration::from_secs(1_000));
    }

    #[test]
    fn setting_the_speed_keeps_the_time() {
        let clock = stopped();
        clock.advance(Duration::from_secs(5));
        let shown = clock.now();
        for speed in [f64::NAN, -1.0, f64::INFINITY, f64::NEG_INFINITY, 0.0] {
            clock.set_speed(speed);
            assert_eq!(clock.now(), shown, "{speed}");
        }
    }

    #[test]
    fn the_clock_stops_at_the_largest_time() {
        let clock = stopped();
        let shown = clock.now();
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), shown);
        clock.set_speed(f64::MAX);
        std::thread::sleep(Duration::from_millis(1));
        assert!(clock.now() >= shown);
        assert!(format!("{clock:?}").contains("speed"));
    }
}
