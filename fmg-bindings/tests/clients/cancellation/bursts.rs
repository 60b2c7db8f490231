//! Tests with many callers that give up.

use std::time::Duration;

use tokio::time::{sleep, timeout};

use crate::cancellation::stand::{KINDS, PASSWORD, Stand};

/// Each caller gives up long before the login is answered, and the next one starts before that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_outlives_the_callers_that_give_up() {
    for kind in KINDS {
        let stand = Stand::start(kind, Duration::from_secs(1));
        let client = stand.client(PASSWORD);
        let tasks: Vec<_> = (0..60)
            .map(|number| {
                let client = client.clone();
                tokio::spawn(async move {
                    sleep(Duration::from_millis(40) * number).await;
                    timeout(Duration::from_millis(700), client.call()).await.is_ok()
                })
            })
            .collect();
        let mut succeeded = 0;
        for task in tasks {
            succeeded += usize::from(task.await.unwrap());
        }
        println!(
            "{kind:?}: 60 callers, {} requests of logins, {succeeded} succeeded, {} sessions",
            stand.logins(),
            stand.sessions()
        );
        assert_eq!(stand.logins(), stand.steps(), "{kind:?}");
        assert!(succeeded > 0, "{kind:?}");
        client.close().await.unwrap();
        assert_eq!(stand.sessions(), 0, "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_callers_that_give_up_cost_one_login() {
    for (password, sessions) in [(PASSWORD, 1), ("guess", 0)] {
        for kind in KINDS {
            let stand = Stand::start(kind, Duration::from_millis(300));
            let client = stand.client(password);
            for _ in 0..100 {
                let _ = timeout(Duration::from_millis(2), client.call()).await;
            }
            // The calls have given up, but the login has to be completed.
            let outcome = client.call().await;
            assert_eq!(outcome.is_ok(), sessions == 1, "{kind:?}: {outcome:?}");
            println!(
                "{kind:?}, {password:?}: 100 callers, {} requests of logins, {} sessions",
                stand.logins(),
                stand.sessions()
            );
            let steps = if sessions == 1 {
                stand.steps()
            } else {
                stand.refused_steps()
            };
            assert_eq!((stand.logins(), stand.sessions()), (steps, sessions), "{kind:?}");
            client.close().await.unwrap();
            assert_eq!(stand.sessions(), 0, "{kind:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_is_sent_once() {
    for kind in KINDS {
        let stand = Stand::start(kind, Duration::ZERO);
        let client = stand.client("guess");
        for _ in 0..20 {
            let error = client.call().await.unwrap_err();
            assert!(error.is_login_failed(), "{kind:?}: {error}");
        }
        assert_eq!(stand.logins(), stand.refused_steps(), "{kind:?}");
    }
}
