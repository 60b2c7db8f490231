//! The traits of clients: which protocols a client sends, and how its results are returned.

use std::pin::Pin;

use crate::connect::Limit;
use crate::endpoint::{Endpoint, Protocol};
use crate::error::Error;
use crate::leftovers::Leftovers;
use crate::reading::Reading;
use crate::retry::{CallPreparation, Decoder, Outgoing};
use crate::session::Lifecycle;
use crate::web::download::{FileKind, Incoming};
use crate::web::file::Watcher;

/// The future of a client's operation.
pub(crate) type Sending<'c, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'c>>;

/// A client that sends calls of the protocol `P`. Only the clients of this crate implement it.
pub trait ClientFor<P: Protocol>: Send + Sync {
    /// How the client prepares its calls.
    #[doc(hidden)]
    fn preparation(&self) -> &CallPreparation;

    /// Sends a call, as often as its plan allows. Each time it adds the members that only the client knows, logs in if
    /// need be, waits for the response, and decodes it by `read`.
    #[doc(hidden)]
    fn exchange<'a>(&'a self, outgoing: Outgoing<P>, options: CallOptions, read: Decoder<'a>) -> Sending<'a, ()>;

    /// Asks the appliance for the version of its firmware, once, to explain why it has refused a row. An appliance that
    /// states its version in a refusal is not asked.
    #[doc(hidden)]
    fn learn_firmware(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

/// A client that receives files by calls of the protocol `P`.
pub trait FileClientFor<P: Protocol>: ClientFor<P> + HasSession {
    /// As [`ClientFor::exchange`], for a response that is received in pieces.
    #[doc(hidden)]
    fn receive(&self, outgoing: Outgoing<P>, options: FileOptions) -> Sending<'_, Incoming>;
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
impl<E: Endpoint, C: ClientFor<E::Protocol>> SentBy<C> for E {}

/// A client whose calls may need a session.
pub trait HasSession: Clone + Send + Sync {
    #[doc(hidden)]
    fn lifecycle(&self) -> &dyn Lifecycle;

    /// The work that dropped values have left unfinished.
    #[doc(hidden)]
    fn leftovers(&self) -> &Leftovers;

    /// Whether a session that has ended may be replaced by a new one. `false` while something depends on the old
    /// session, such as a lock.
    #[doc(hidden)]
    fn may_log_in_again(&self) -> bool {
        true
    }
}

/// A client, async or blocking.
pub trait AnyClient: Send + Sync {
    /// The async client that sends the calls.
    type AsyncClient: Send + Sync;

    /// The result of sending a call: on an async client a future, on a blocking one the result itself.
    type Outcome<'c, T: Send + 'c>
    where
        Self: 'c;

    #[doc(hidden)]
    fn async_client(&self) -> &Self::AsyncClient;

    /// The result of `work`: an async client returns it as a future, a blocking client waits for it.
    #[doc(hidden)]
    fn outcome<'c, T: Send + 'c>(
        &'c self,
        work: impl Future<Output = Result<T, Error>> + Send + 'c,
    ) -> Self::Outcome<'c, Result<T, Error>>;
}

/// The options of one call that every protocol has.
#[derive(Clone, Copy, Debug)]
pub struct CallOptions {
    pub(crate) limit: Limit,
    pub(crate) reading: Reading,
}

impl CallOptions {
    /// For a call by which a client opens, checks or closes its session.
    pub(crate) const SESSION: Self = Self {
        limit: Limit::SESSION,
        ..Self::CLIENT
    };

    /// All options as the client sets them.
    pub(crate) const CLIENT: Self = Self {
        limit: Limit::CLIENT,
        reading: Reading { strict: false },
    };
}

/// The options of a call that receives a file.
#[derive(Clone, Debug)]
pub struct FileOptions {
    pub(crate) limit: Limit,
    /// The kinds of file that are accepted.
    pub(crate) kind: FileKind,
    pub(crate) watcher: Watcher,
}

/// Implements `AnyClient` for an async client, which sends its calls itself and returns futures.
macro_rules! impl_async_client {
    ($Client:ty) => {
        impl $crate::client::AnyClient for $Client {
            type AsyncClient = Self;
            type Outcome<'c, T: Send + 'c> = ::std::pin::Pin<Box<dyn Future<Output = T> + Send + 'c>>;

            fn async_client(&self) -> &Self {
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
pub(crate) use impl_async_client;
