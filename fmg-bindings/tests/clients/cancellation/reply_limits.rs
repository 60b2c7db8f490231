//! Tests of a reply limit that is smaller than the response to a login.

use std::time::Duration;

use crate::cancellation::stand::{KINDS, PASSWORD, Stand};

#[tokio::test]
async fn a_reply_limit_leaves_no_session_open() {
    for kind in KINDS {
        for limit in [0, 60, 100, 180] {
            let stand = Stand::start(kind, Duration::ZERO);
            let client = stand.client_within(PASSWORD, Some(limit));
            for _ in 0..3 {
                let error = client.call().await.unwrap_err();
                assert!(error.is_reply_too_long(), "{kind:?} {limit}: {error}");
            }
            assert_eq!(stand.sessions(), 1, "{kind:?} {limit}");
            client.logout().await.unwrap();
            assert_eq!(stand.sessions(), 0, "{kind:?} {limit}");
            // A further login with a higher limit checks whether the session is still open.
            client.login().await.unwrap();
            client.login().await.unwrap();
            assert_eq!(stand.sessions(), 1, "{kind:?} {limit}");
            client.close().await.unwrap();
            assert_eq!(stand.sessions(), 0, "{kind:?} {limit}");
        }
    }
}
