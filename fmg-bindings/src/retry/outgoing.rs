//! A call that is about to be sent, and how it may be repeated.

use std::fmt;
use std::sync::Arc;

use super::Retry;
use crate::endpoint::{CallMethod, DynEndpoint, Protocol};
use crate::error::{Context, Error};
use crate::extra_members::ExtraMembers;
use crate::raw_response::PendingCall;
use crate::row_check::RowChecks;

/// Decodes a response, and stores the reply for the caller.
pub(crate) type Decoder<'a> = &'a mut (dyn FnMut(PendingCall<'_>) -> Result<(), Error> + Send + 'a);

/// How a client prepares its calls: how calls without settings of their own are repeated, and how rows are compared.
#[derive(Clone, Debug, Default)]
pub struct CallPreparation {
    pub(crate) retry: Option<Arc<Retry>>,
    /// Whether a session that has ended is replaced.
    pub(crate) login_again: bool,
    /// How rows are compared with the known facts about them.
    pub(crate) rows: Arc<RowChecks>,
}

/// The settings of one call about its repetition.
#[derive(Clone, Default)]
pub(crate) enum RetryChoice {
    #[default]
    AsClient,
    Never,
    By(Arc<Retry>),
}

/// An encoded call, and how it may be repeated.
pub struct Outgoing<P: Protocol> {
    pub(super) draft: P::Draft,
    /// `None`: it is sent once.
    pub(super) plan: Option<Box<Plan>>,
    /// The object that the call creates, if a read can tell whether it did.
    pub(super) creation: Option<Box<Creation<P>>>,
}

/// The read of an object that a call creates.
pub(super) struct Creation<P: Protocol> {
    pub(super) call: Context,
    pub(super) read: P::Draft,
}

/// How a call may be repeated.
pub(super) struct Plan {
    pub(super) retry: Option<Arc<Retry>>,
    /// Whether a session that has ended is replaced.
    pub(super) login_again: bool,
    pub(super) call: Context,
    /// Whether the second of two such calls changes nothing.
    pub(super) may_repeat: bool,
    /// The body of the response to a successful call, if the call is a deletion.
    pub(super) deleted: Option<&'static str>,
}

impl CallPreparation {
    /// Encodes a call with its added members, and plans its repetition.
    ///
    /// # Errors
    ///
    /// The call cannot be encoded.
    pub(crate) fn prepare<P: Protocol>(
        &self,
        call: &dyn DynEndpoint<P>,
        options: &P::Options,
        extra: &ExtraMembers<P::Place>,
        choice: RetryChoice,
    ) -> Result<Outgoing<P>, Error> {
        let retry = self.chosen(choice);
        let login_again = self.login_again && !P::is_about_session(call.template());
        let mut draft = call.draft(options, extra)?;
        self.rows.watch(call, &mut draft)?;
        Ok(Outgoing {
            draft,
            // Added members may decide where the call goes, which the read does not know.
            creation: match &retry {
                Some(_) if extra.is_empty() => Creation::of(call, options).map(Box::new),
                _ => None,
            },
            plan: (retry.is_some() || login_again).then(|| {
                Box::new(Plan {
                    retry,
                    login_again,
                    call: call.context(),
                    may_repeat: call.may_repeat(),
                    deleted: P::DELETED.filter(|_| is_deletion(call.method())),
                })
            }),
        })
    }
}

impl CallPreparation {
    fn chosen(&self, choice: RetryChoice) -> Option<Arc<Retry>> {
        match choice {
            RetryChoice::AsClient => self.retry.clone(),
            RetryChoice::Never => None,
            RetryChoice::By(retry) => Some(retry),
        }
    }

    /// Plans the repetition of a request that contains several calls. `may_repeat`: the second of two such requests
    /// changes nothing. `is_about_session`: it says something about the session that makes it.
    pub(crate) fn prepare_several<P: Protocol>(
        &self,
        draft: P::Draft,
        call: Context,
        may_repeat: bool,
        is_about_session: bool,
        choice: RetryChoice,
    ) -> Outgoing<P> {
        let retry = self.chosen(choice);
        let login_again = self.login_again && !is_about_session;
        Outgoing {
            draft,
            creation: None,
            plan: (retry.is_some() || login_again).then(|| {
                Box::new(Plan {
                    retry,
                    login_again,
                    call,
                    may_repeat,
                    deleted: None,
                })
            }),
        }
    }
}

#[cfg(test)]
impl<P: Protocol> Outgoing<P> {
    /// The encoded call.
    pub(crate) fn into_draft(self) -> P::Draft {
        self.draft
    }

    /// Whether the call is repeated after its response was lost.
    pub(crate) fn may_repeat(&self) -> bool {
        self.plan.as_ref().is_some_and(|plan| plan.may_repeat)
    }
}

impl<P: Protocol> Creation<P> {
    fn of(call: &dyn DynEndpoint<P>, options: &P::Options) -> Option<Self> {
        let read = call.read_back()?;
        let read: &dyn DynEndpoint<P> = &*read;
        Some(Self {
            call: read.context(),
            // A read that cannot be encoded settles nothing.
            read: read.draft(options, &ExtraMembers::NONE).ok()?,
        })
    }
}

impl Plan {
    /// The plan of the read that shows whether the call was carried out. It is repeated as any read.
    pub(super) fn of_read(&self, call: Context) -> Self {
        Self {
            retry: self.retry.clone(),
            login_again: self.login_again,
            call,
            may_repeat: true,
            deleted: None,
        }
    }
}

/// Every protocol with deletions has the same word for them.
fn is_deletion(method: impl CallMethod) -> bool {
    method.as_str().eq_ignore_ascii_case("delete")
}

impl fmt::Debug for RetryChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AsClient => f.write_str("as the client"),
            Self::Never => f.write_str("never"),
            Self::By(retry) => retry.fmt(f),
        }
    }
}

/// Shows only the call: names and values may be secrets.
impl<P: Protocol> fmt::Debug for Outgoing<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("is_repeated", &self.plan.is_some())
            .finish_non_exhaustive()
    }
}

/// Adds the methods that choose the repetition of one call to a call with a field `retry`.
macro_rules! retry_methods {
    ($Call:ident: $Bound:ident, $Protocol:ident) => {
        impl<'c, C, E: $Bound<Protocol = P>, P: $Protocol> $Call<'c, C, E, P> {
            /// Repeats this call as `retry` sets it, in place of the client's setting.
            pub fn retry(mut self, retry: $crate::Retry) -> Self {
                self.retry = $crate::retry::RetryChoice::By(::std::sync::Arc::new(retry));
                self
            }

            /// Sends this call once, whatever the policy of the client is.
            pub fn no_retry(mut self) -> Self {
                self.retry = $crate::retry::RetryChoice::Never;
                self
            }
        }
    };
}
pub(crate) use retry_methods;
