//! The session methods of all clients.

use std::pin::{Pin, pin};
use std::time::{Duration, Instant};

use futures_timer::Delay;
use futures_util::future::{Either, select};

use super::{Authenticator, Session};
use crate::error::{Error, TransportError, TransportErrorKind};
use crate::leftovers::Leftovers;

/// The future of a session operation.
#[allow(unreachable_pub, reason = "a trait names it")]
pub type Done<'s> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 's>>;

/// The session of any product.
#[allow(unreachable_pub, reason = "a hidden method of a trait names it")]
pub trait Lifecycle: Send + Sync {
    /// Whether a session is open, or none is needed.
    fn is_open(&self) -> bool;
    fn log_in(&self) -> Done<'_>;
    fn log_out(&self) -> Done<'_>;
    fn log_out_within(&self, limit: Duration) -> Done<'_>;
    fn log_out_later(&self);
    fn forget(&self);
    /// Whether a call of the session `number` may be made again in another one, because its own has ended.
    fn renew(&self, number: u64, call: u64) -> Pin<Box<dyn Future<Output = bool> + Send + '_>>;
    /// Notes that a call was refused in the session that was opened for it.
    fn note_useless(&self);
}

impl<A: Authenticator> Lifecycle for Session<A> {
    fn is_open(&self) -> bool {
        Self::is_open(self)
    }

    fn log_in(&self) -> Done<'_> {
        Box::pin(Self::log_in(self))
    }

    fn log_out(&self) -> Done<'_> {
        Box::pin(Self::log_out(self))
    }

    fn log_out_within(&self, limit: Duration) -> Done<'_> {
        Box::pin(Self::log_out_within(self, limit))
    }

    fn log_out_later(&self) {
        Self::log_out_later(self);
    }

    fn forget(&self) {
        Self::forget(self);
    }

    fn renew(&self, number: u64, call: u64) -> Pin<Box<dyn Future<Output = bool> + Send + '_>> {
        Box::pin(Self::renew(self, number, call))
    }

    fn note_useless(&self) {
        Self::note_useless(self);
    }
}

/// Ends the session, and waits for unfinished work.
pub(crate) async fn closed(session: &dyn Lifecycle, leftovers: &Leftovers) -> Result<(), Error> {
    let logout = session.log_out().await;
    leftovers.done().await;
    logout
}

/// Ends the session and waits for unfinished work, in at most this time.
pub(crate) async fn closed_within(
    session: &dyn Lifecycle,
    leftovers: &Leftovers,
    limit: Duration,
) -> Result<(), Error> {
    let begun = Instant::now();
    let logout = session.log_out_within(limit).await;
    let left = Delay::new(limit.saturating_sub(begun.elapsed()));
    match select(pin!(leftovers.done()), left).await {
        Either::Left(_) => logout,
        Either::Right(_) => logout.and(Err(Error::of_no_call(
            TransportError::from(TransportErrorKind::Timeout).into(),
        ))),
    }
}

/// The session of a client, if its calls need one.
pub(crate) fn lifecycle_of<A: Authenticator>(session: Option<&Session<A>>) -> &dyn Lifecycle {
    session.map_or(&NoSession, |session| session)
}

/// The session of a client whose calls do not need one.
pub(crate) struct NoSession;

impl Lifecycle for NoSession {
    fn is_open(&self) -> bool {
        true
    }

    fn log_in(&self) -> Done<'_> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn log_out(&self) -> Done<'_> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn log_out_within(&self, _: Duration) -> Done<'_> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn log_out_later(&self) {}

    fn forget(&self) {}

    fn renew(&self, _: u64, _: u64) -> Pin<Box<dyn Future<Output = bool> + Send + '_>> {
        Box::pin(std::future::ready(false))
    }

    fn note_useless(&self) {}
}

/// Adds the methods that open and end a session to a client with a method `lifecycle`.
///
/// `$example` is code with a `client` and some work in its session.
macro_rules! session_methods {
    ($Client:ident, $path:literal, $example:literal) => {
        /// Its session.
        impl $Client {
            /// Opens the session now instead of with the first call, so that wrong credentials are reported at once.
            ///
            /// Only one login runs at a time, and it belongs to the session: all calls that need it wait for it. If a
            /// waiting future is dropped, the login continues for the others. Does nothing if a session is open, or if
            /// the client needs none.
            ///
            /// Only this method does the following:
            ///
            /// - **After a refused login** it sends the same credentials once more. Calls do not, because an appliance
            ///   counts failed logins and locks out the user or the address. Before the time to wait that the appliance
            ///   named is over, this method sends nothing, either.
            /// - **After a lost session** it opens a new one. Calls do so only if the builder says so by `login_again`,
            ///   because the locks of the old session are gone. It does nothing unless a call has failed as in a lost session. FortiManager reports a missing
            ///   permission with the same error, so this method first checks whether the session is still open.
            ///
            /// # Errors
            ///
            /// The appliance refuses the login ([`Error::is_login_failed`]($crate::Error::is_login_failed)), has locked
            /// the user out ([`Error::is_locked_out`]($crate::Error::is_locked_out)) or needs the code of a second
            /// factor ([`Error::is_second_factor_needed`]($crate::Error::is_second_factor_needed)). The time to wait is
            /// not over ([`Error::is_login_withheld`]($crate::Error::is_login_withheld)). The client has no
            /// credentials, or the appliance cannot be reached.
            pub async fn login(&self) -> Result<(), $crate::Error> {
                $crate::client::HasSession::lifecycle(self).log_in().await
            }

            /// Ends the session, which all clones share. A later call opens a new one.
            ///
            /// The appliance may refuse a running call of a clone. A running login is awaited and its session ended,
            /// even if all its callers were dropped. If the session has ended already, that is no error. Without a
            /// session, it does nothing.
            ///
            /// If the future is dropped before it is done, the logout continues in the tokio runtime, if there is one.
            /// The next call waits for it.
            ///
            /// # Errors
            ///
            /// - The logout does not reach the appliance, or the appliance is too busy: the session is kept, so that
            ///   the logout can be repeated.
            /// - There is no response, so the logout may have been carried out: no call uses the session any more. This
            ///   method repeats the logout, and so does the next call before it logs in.
            /// - The appliance refuses the logout for another reason: the session is forgotten.
            pub async fn logout(&self) -> Result<(), $crate::Error> {
                $crate::client::HasSession::lifecycle(self).log_out().await
            }

            /// Ends the session and consumes the client. Waits for the unfinished work of dropped futures: a login, a
            /// logout, or the file of a download, which is removed. The timeout of the client applies;
            /// [`close_within`](Self::close_within) has its own.
            ///
            /// # Errors
            ///
            /// As [`logout`](Self::logout).
            pub async fn close(self) -> Result<(), $crate::Error> {
                $crate::session::closed(
                    $crate::client::HasSession::lifecycle(&self),
                    $crate::client::HasSession::leftovers(&self),
                )
                .await
            }

            /// Ends the session and consumes the client, in at most this time, including all waiting.
            ///
            /// # Errors
            ///
            /// As [`logout`](Self::logout), and [a timeout]($crate::Error::is_timeout) when the time is over. The
            /// logout then continues in the tokio runtime, if there is one.
            pub async fn close_within(self, limit: ::std::time::Duration) -> Result<(), $crate::Error> {
                $crate::session::closed_within(
                    $crate::client::HasSession::lifecycle(&self),
                    $crate::client::HasSession::leftovers(&self),
                    limit,
                )
                .await
            }

            /// Drops the session of all clones without a call, and forgets refused logins. A later call logs in.
            ///
            /// Use it after a lost session, when the appliance cannot be reached. A session that is not lost stays open
            /// on the appliance until its idle timeout, and keeps its locks. [`logout`](Self::logout) ends both.
            pub fn forget_session(&self) {
                $crate::client::HasSession::lifecycle(self).forget();
            }

            /// Runs `work` and then ends the session, even if `work` returns an error or panics. A panic continues
            /// after the logout. If the future is dropped before it is done, the tokio runtime logs out; without a
            /// runtime, [`close`](Self::close) does.
            ///
            /// ```
            /// # use fmg_bindings::Error;
            #[doc = concat!("# async fn example(client: fmg_bindings::", $path, ") -> Result<(), Error> {")]
            #[doc = $example]
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// The session is that of all clones, and the first call that needs it opens it. For other types of errors
            /// in `work`, use [`Error::other`]($crate::Error::other).
            ///
            /// # Errors
            ///
            /// The first error: that of `work`, or else that of the logout, as of [`logout`](Self::logout). If both
            /// fail, the error of `work` contains the other one: [`Error::logout_error`]($crate::Error::logout_error).
            pub async fn with_session<T>(
                &self,
                work: impl AsyncFnOnce(&Self) -> Result<T, $crate::Error>,
            ) -> Result<T, $crate::Error> {
                // Boxed because the future of `work` may be large.
                $crate::session::scoped($crate::client::HasSession::lifecycle(self), Box::pin(work(self))).await
            }
        }
    };
}
pub(crate) use session_methods;
