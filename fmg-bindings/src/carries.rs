//! What clients are to calls: they send those of their protocols, and wait for the answers in their way.

use std::pin::Pin;

use crate::answered::Answered;
use crate::connect::Limit;
use crate::endpoint::{Endpoint, Protocol};
use crate::error::Error;
use crate::leftovers::Leftovers;
use crate::reading::Reading;
use crate::session::Lifecycle;
use crate::web::download::{FileKind, Incoming};
use crate::web::file::Watcher;

/// Something under way for a client.
pub(crate) type Sending<'c, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'c>>;

/// A client that sends calls of the protocol `P`. Clients come with this crate.
pub trait Carries<P: Protocol>: Send + Sync {
    /// Finishes a call by what only the client knows, logs in if need be, sends it, and waits for the answer.
    #[doc(hidden)]
    fn exchange(&self, draft: P::Draft, options: CallOptions) -> Sending<'_, Answered<'_>>;
}

/// A client that receives files by calls of the protocol `P`.
pub trait CarriesFiles<P: Protocol>: Carries<P> + HasSession {
    /// As [`Carries::exchange`], for an answer that comes piece by piece.
    #[doc(hidden)]
    fn receive(&self, draft: P::Draft, options: FileOptions) -> Sending<'_, Incoming>;
}

/// A call that the client `C` sends.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a call that `{C}` sends",
    label = "a call of another protocol",
    note = "calls of JSON-RPC and REST go through `fmg::Client`, those of FortiManager's GUI through \
            `fmg::gui::Client`, and those of FortiOS through `fortios::Client`"
)]
pub trait SentBy<C> {}

#[diagnostic::do_not_recommend]
impl<E: Endpoint, C: Carries<E::Protocol>> SentBy<C> for E {}

/// A client, whose calls may need a session.
pub trait HasSession: Clone + Send + Sync {
    #[doc(hidden)]
    fn lifecycle(&self) -> &dyn Lifecycle;

    /// What dropped values have left to be done.
    #[doc(hidden)]
    fn leftovers(&self) -> &Leftovers;
}

/// A client, async or blocking.
pub trait Sends: Send + Sync {
    /// The client that carries the calls, which is async.
    type Carrier: Send + Sync;

    /// What sending a call gives: on an async client a future, on a blocking one the result itself.
    type Outcome<'c, T: Send + 'c>
    where
        Self: 'c;

    #[doc(hidden)]
    fn carrier(&self) -> &Self::Carrier;

    /// Does `work`, which is what has to be waited for.
    #[doc(hidden)]
    fn outcome<'c, T: Send + 'c>(
        &'c self,
        work: impl Future<Output = Result<T, Error>> + Send + 'c,
    ) -> Self::Outcome<'c, Result<T, Error>>;
}

/// What can be set for one call, whatever its protocol.
#[derive(Clone, Copy, Debug)]
pub struct CallOptions {
    pub(crate) limit: Limit,
    pub(crate) reading: Reading,
}

impl CallOptions {
    /// Of a call by which a client opens, checks or closes its session.
    pub(crate) const SESSION: Self = Self {
        limit: Limit::SESSION,
        ..Self::CLIENT
    };

    /// All as the client has it.
    pub(crate) const CLIENT: Self = Self {
        limit: Limit::CLIENT,
        reading: Reading { strict: false },
    };
}

/// What is to become of a file that is received.
#[derive(Debug)]
pub struct FileOptions {
    pub(crate) limit: Limit,
    /// What the file may be.
    pub(crate) kind: FileKind,
    pub(crate) watcher: Watcher,
}

/// An async client carries its calls itself, and sending one gives a future.
macro_rules! sends_by_itself {
    ($Client:ty) => {
        impl $crate::carries::Sends for $Client {
            type Carrier = Self;
            type Outcome<'c, T: Send + 'c> = ::std::pin::Pin<Box<dyn Future<Output = T> + Send + 'c>>;

            fn carrier(&self) -> &Self {
                self
            }

            fn outcome<'c, T: Send + 'c>(
                &'c self,
                work: impl Future<Output = Result<T, $crate::Error>> + Send + 'c,
            ) -> Self::Outcome<'c, Result<T, $crate::Error>> {
                Box::pin(work)
            }
        }
    };
}
pub(crate) use sends_by_itself;
