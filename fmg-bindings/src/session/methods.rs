//! What every client offers of its session.

use std::pin::{Pin, pin};
use std::time::{Duration, Instant};

use futures_timer::Delay;
use futures_util::future::{Either, select};

use super::{Authenticator, Session};
use crate::error::{Error, TransportError, TransportErrorKind};
use crate::leftovers::Leftovers;

/// Something of a session that is waited for.
#[allow(unreachable_pub, reason = "a trait names it")]
pub type Done<'s> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 's>>;

/// A session, of whichever product.
#[allow(unreachable_pub, reason = "a hidden method of a trait names it")]
pub trait Lifecycle: Send + Sync {
    fn log_in(&self) -> Done<'_>;
    fn log_out(&self) -> Done<'_>;
    fn log_out_within(&self, limit: Duration) -> Done<'_>;
    fn log_out_later(&self);
    fn forget(&self);
}

impl<A: Authenticator> Lifecycle for Session<A> {
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
}

/// Ends the session, and waits for what was left to be done.
pub(crate) async fn closed(session: &dyn Lifecycle, leftovers: &Leftovers) -> Result<(), Error> {
    let logout = session.log_out().await;
    leftovers.done().await;
    logout
}

/// Ends the session, and waits for what was left to be done, in at most this time.
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

/// The session of a client whose calls need none.
pub(crate) struct NoSession;

impl Lifecycle for NoSession {
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
}

/// The methods of a client that open and end its session, which its method `lifecycle` gives.
///
/// `$example` is a piece of code that has a `client` and the work that is done in its session.
macro_rules! session_methods {
    ($Client:ident, $path:literal, $example:literal) => {
        /// Its session.
        impl $Client {
            /// Opens the session now rather than with the first call, so that wrong credentials show at once.
            ///
            /// There is one login at a time, and it belongs to the session: calls that need it wait for it, and a future
            /// that is dropped leaves it to them. Does nothing if a session is open, or if the client needs none.
            ///
            /// Two things are left to this method:
            ///
            /// - **After a refusal** it sends the same credentials once more. Calls do not: an appliance counts failed
            ///   logins, and locks out user or address. How long the appliance says to wait, it waits too.
            /// - **After a lost session** it opens a new one. Calls do not: the locks of the old one are gone. Nothing is
            ///   done unless a call has failed as in a lost session. Where the appliance says the same of a lack of
            ///   permission, as FortiManager does, it is asked first.
            ///
            /// # Errors
            ///
            /// The appliance refuses the login ([`Error::is_login_failed`]($crate::Error::is_login_failed)), has locked it
            /// out ([`Error::is_locked_out`]($crate::Error::is_locked_out)) or wants the code of a second factor
            /// ([`Error::is_second_factor_needed`]($crate::Error::is_second_factor_needed)); it has said to wait, and that
            /// time is not over ([`Error::is_login_withheld`]($crate::Error::is_login_withheld)); there are no credentials;
            /// or the appliance cannot be reached.
            pub async fn login(&self) -> Result<(), $crate::Error> {
                $crate::carries::HasSession::lifecycle(self).log_in().await
            }

            /// Ends the session, that of all clones. A later call opens a new one.
            ///
            /// A call that a clone has under way may be refused. A login under way is waited for, and its session ended:
            /// also one whose callers have all given up. A session that has ended already is no error. Does nothing if
            /// there is none.
            ///
            /// If the future is dropped midway, the logout goes on as far as there is a tokio runtime, and the next call
            /// waits for it.
            ///
            /// # Errors
            ///
            /// - The logout does not reach the appliance, or it is too busy: the session is kept, so that logging out can be
            ///   tried again.
            /// - The answer does not come, so that the logout may have been carried out: no call is made in the session any
            ///   more. This method sends the logout again, and the next call does so before it logs in.
            /// - The appliance refuses the logout for another reason: the session is forgotten.
            pub async fn logout(&self) -> Result<(), $crate::Error> {
                $crate::carries::HasSession::lifecycle(self).log_out().await
            }

            /// Ends the session, and with it the use of this client. Waits for what futures that were dropped have left to
            /// be done: a login that nobody waited for to its end, a logout, the file of a download, which is removed.
            /// [`close_within`](Self::close_within) has a deadline; this has the time-out of the client.
            ///
            /// # Errors
            ///
            /// As [`logout`](Self::logout).
            pub async fn close(self) -> Result<(), $crate::Error> {
                $crate::session::closed(
                    $crate::carries::HasSession::lifecycle(&self),
                    $crate::carries::HasSession::leftovers(&self),
                )
                .await
            }

            /// Ends the session, and with it the use of this client, in at most this time: all that is waited for
            /// included.
            ///
            /// # Errors
            ///
            /// As [`logout`](Self::logout); and [a time-out]($crate::Error::is_timeout) when the time is over. The logout
            /// then goes on, as far as there is a tokio runtime and until it ends.
            pub async fn close_within(self, limit: ::std::time::Duration) -> Result<(), $crate::Error> {
                $crate::session::closed_within(
                    $crate::carries::HasSession::lifecycle(&self),
                    $crate::carries::HasSession::leftovers(&self),
                    limit,
                )
                .await
            }

            /// Drops the session of all clones without a call, and forgets that a login was refused. A later call logs
            /// in.
            ///
            /// For a session that is lost, when the appliance cannot be asked. One that is not lost stays open on the
            /// appliance until its idle time is over, and keeps its locks; [`logout`](Self::logout) ends either.
            pub fn forget_session(&self) {
                $crate::carries::HasSession::lifecycle(self).forget();
            }

            /// Does `work`, and ends the session whatever came of it: an `Ok`, an error, or a panic, which goes on after
            /// the logout. If the future is dropped midway, the logout is left to the tokio runtime; without one, to
            /// [`close`](Self::close).
            ///
            /// ```
            /// # use fmg_bindings::Error;
            #[doc = concat!("# async fn example(client: fmg_bindings::", $path, ") -> Result<(), Error> {")]
            #[doc = $example]
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// The session is that of all clones, opened by the first call that needs it. For errors of other types in
            /// `work`, there is [`Error::other`]($crate::Error::other).
            ///
            /// # Errors
            ///
            /// The first error: that of `work`, or else that of the logout, as [`logout`](Self::logout) has it. If both
            /// fail, the error of `work` holds the other: [`Error::logout_error`]($crate::Error::logout_error).
            pub async fn with_session<T>(
                &self,
                work: impl AsyncFnOnce(&Self) -> Result<T, $crate::Error>,
            ) -> Result<T, $crate::Error> {
                // Boxed, since work is as large as all that it does together.
                $crate::session::scoped($crate::carries::HasSession::lifecycle(self), Box::pin(work(self))).await
            }
        }
    };
}
pub(crate) use session_methods;
