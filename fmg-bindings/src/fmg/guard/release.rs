//! Releases the locks that dropped guards have left.

use tokio::runtime::Handle;

use super::exclusion::AbandonedLock;
use super::held::{finished, unlock};
use super::workflow;
use crate::error::{Error, ErrorKind};
use crate::fmg::Client;

/// Releases the locks that dropped guards of this session have left, and waits for those that are being released.
///
/// # Errors
///
/// The first error, after all locks were tried. The next call tries the others again.
pub(in crate::fmg) async fn release_abandoned(client: &Client) -> Result<(), Error> {
    let exclusion = client.exclusion();
    let mut failed = None;
    let mut kept = Vec::new();
    while let Some(lock) = exclusion.next_abandoned() {
        match release(client, &lock).await {
            Ok(()) => lock.released(),
            Err(error) => {
                failed.get_or_insert(error);
                // Not dropped before the loop ends, since it would be the next one again.
                kept.push(lock);
            }
        }
    }
    drop(kept);
    if let Some(error) = failed {
        return Err(error);
    }
    let done = || (!exclusion.is_releasing()).then_some(());
    exclusion.when(None, done).await;
    Ok(())
}

async fn release(client: &Client, lock: &AbandonedLock) -> Result<(), Error> {
    // Locks end with their session.
    if !client.has_open_session() {
        return Ok(());
    }
    // Whatever their outcome, the lock is released.
    let _ = finished(client, &lock.work.tasks).await;
    if let (Some(session), Some(adom)) = (lock.work.workflow, lock.target.adom()) {
        match workflow::discard(client, &adom, session).await {
            Ok(()) => client.exclusion().keep_unused(adom, session),
            // The unlock discards the other changes.
            Err(error) if matches!(error.kind(), ErrorKind::Api(_)) => {}
            Err(error) => return Err(error),
        }
    }
    match unlock(client, &lock.target).await {
        // A lock that cannot be released by repeating the unlock is not kept for the next attempt.
        Err(error) if matches!(error.kind(), ErrorKind::Api(_)) => Ok(()),
        result => result,
    }
}

/// Releases them in the background, if there is a tokio runtime. Otherwise the next lock or the end of the session
/// does.
pub(super) fn release_in_background(client: &Client) {
    if let Ok(runtime) = Handle::try_current() {
        let client = client.clone();
        runtime.spawn(async move { release_abandoned(&client).await });
    }
}
