//! Tests of blocking clients whose calls time out.

use std::time::Duration;

use crate::cancellation::stand::{KINDS, Stand, parts};

/// The time limits of the callers, in microseconds.
const LIMITS: [u64; 9] = [1, 100, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 60_000_000];

#[test]
fn calls_that_time_out_leave_nothing_open() {
    for kind in KINDS {
        let stand = Stand::start(kind, Duration::from_millis(5));
        let mut gave_up = 0;
        for limit in LIMITS.map(Duration::from_micros) {
            for at_once in [false, true] {
                let folder = tempfile::tempdir().unwrap();
                let client = stand.blocking();
                let before = stand.logins();
                let one = || client.clone().perform(limit, folder.path());
                gave_up += if at_once {
                    std::thread::scope(|scope| {
                        let all: Vec<_> = (0..3).map(|_| scope.spawn(one)).collect();
                        all.into_iter().map(|each| each.join().unwrap()).sum::<usize>()
                    })
                } else {
                    (0..3).map(|_| one()).sum()
                };
                client.close_within(Duration::from_secs(30)).unwrap();
                assert_eq!(stand.sessions(), 0, "{kind:?} {limit:?}");
                assert_eq!(parts(folder.path()), 0, "{kind:?} {limit:?}");
                assert!(stand.logins() - before <= stand.steps(), "{kind:?} {limit:?}");
            }
        }
        println!(
            "{kind:?}, blocking: {gave_up} calls and downloads out of time; at most 1 login, 0 sessions, 0 files left"
        );
        assert!(gave_up > 0, "{kind:?}");
    }
}
