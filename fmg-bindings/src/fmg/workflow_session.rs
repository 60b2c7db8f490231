//! Workflow sessions as types: each state of a session has the verbs that FortiManager accepts in it.
//!
//! In an ADOM in workflow mode, an approver decides on changes before they take effect. The author locks the ADOM,
//! starts a session, changes rows, and saves and submits the session. An approver approves or rejects it.
//!
//! | type | verbs |
//! |---|---|
//! | [`OpenSession`] | `save`, `discard`, `resume`, `delete` |
//! | [`SavedSession`] | `submit`, `into_open`, `discard`, `delete` |
//! | [`SubmittedSession`] | `approve`, `reject`, `delete` |
//! | [`ApprovedSession`] | |
//! | [`RejectedSession`] | `repair`, `delete` |
//! | [`RepairedSession`] | `save`, `resume`, `into_open`, `delete` |
//!
//! [`Adom::start_workflow`] starts a session, and [`Adom::workflow_sessions`] and [`Adom::workflow_session`] find
//! sessions that exist. Async clients return futures; blocking clients return the results.
//!
//! ```
//! # use fmg_bindings::{Error, adom, fmg, fmg::address::Address};
//! # async fn author(fmg: fmg::Client) -> Result<(), Error> {
//! let branch = fmg.adom(adom!("ZTP_SINGLE"));
//! fmg.workspace().lock_adom(branch.name()).await?;
//! let session = branch.start_workflow("CHG-17", "Addresses of the new depot").await?;
//! let depot = Address { name: "depot".into(), subnet: "10.1.0.0/16".into(), ..Address::default() };
//! branch.objects().add(depot).await?;
//! let submitted = session.save().await?.submit("Please approve.").await?;
//! println!("session {} waits for an approver", submitted.id());
//! fmg.workspace().unlock_adom(branch.name()).await
//! # }
//! ```
//!
//! An approver, who is another administrator as a rule:
//!
//! ```
//! # use fmg_bindings::{Error, adom, fmg};
//! use fmg_bindings::fmg::workflow_session::AnySession;
//!
//! # async fn approver(fmg: fmg::Client) -> Result<(), Error> {
//! for session in fmg.adom(adom!("ZTP_SINGLE")).workflow_sessions().await? {
//!     if let AnySession::Submitted(submitted) = session {
//!         submitted.approve("Looks good.").await?;
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A verb that the state of a session does not allow does not compile:
//!
//! ```compile_fail,E0599
//! # use fmg_bindings::{Error, fmg};
//! # use fmg_bindings::fmg::workflow_session::OpenSession;
//! # async fn example(session: OpenSession<'_, fmg::Client>) -> Result<(), Error> {
//! session.approve("Looks good.").await?;
//! # Ok(())
//! # }
//! ```
//!
//! # After an error
//!
//! A verb consumes the session, because after an error its state is known only if FortiManager refused the call. Keep
//! [`id`](OpenSession::id) and read the state with [`Adom::workflow_session`]:
//!
//! ```
//! # use fmg_bindings::{Error, fmg};
//! use fmg_bindings::fmg::workflow_session::{AnySession, SubmittedSession};
//!
//! # async fn example(submitted: SubmittedSession<'_, fmg::Client>, fmg: fmg::Client) -> Result<(), Error> {
//! let (id, branch) = (submitted.id(), fmg.adom(submitted.adom()));
//! if let Err(error) = submitted.approve("Looks good.").await {
//!     match branch.workflow_session(id).await? {
//!         Some(AnySession::Approved(_)) => println!("approved, although: {error}"),
//!         _ => return Err(error),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The refusals of FortiManager, by their [code](crate::Error::code):
//!
//! | code | meaning |
//! |---|---|
//! | [`DVM_NO_PERMISSION`](crate::Code::DVM_NO_PERMISSION) | to approve, reject or delete: the user is not an approver of the ADOM |
//! | [`PRIOR_SESSIONS_IN_QUEUE`](crate::Code::PRIOR_SESSIONS_IN_QUEUE) | earlier sessions have to be decided first |
//! | [`NO_WORKFLOW_SESSION_PERMISSION`](crate::Code::NO_WORKFLOW_SESSION_PERMISSION) | the session is another administrator's; the text of the error names the one who created it |
//! | [`WORKFLOW_STATE`](crate::Code::WORKFLOW_STATE) | the session changed its state since it was read |
//! | [`DUPLICATE_WORKFLOW_ACTION`](crate::Code::DUPLICATE_WORKFLOW_ACTION) | this was done already |
//! | [`WORKFLOW_SESSION_GONE`](crate::Code::WORKFLOW_SESSION_GONE) | the session was deleted |
//! | [`APPROVAL_MATRIX_REQUIRED`](crate::Code::APPROVAL_MATRIX_REQUIRED) | to submit: the ADOM has no approvers |
//!
//! [`Adom::start_workflow`]: super::Adom::start_workflow
//! [`Adom::workflow_sessions`]: super::Adom::workflow_sessions
//! [`Adom::workflow_session`]: super::Adom::workflow_session

pub(super) mod calls;
mod list;
mod note;
mod verbs;

use std::fmt;

pub use self::list::AnySession;
pub use self::verbs::Resumed;
use super::workflow::WorkflowSession;
use super::{AdomName, WorkflowSessionId};

/// A session in any state: its ADOM and its number.
pub(super) struct Session<'c, C> {
    client: &'c C,
    adom: AdomName,
    id: WorkflowSessionId,
    row: Option<Box<WorkflowSession>>,
}

impl<'c, C> Session<'c, C> {
    fn new(client: &'c C, adom: AdomName, id: WorkflowSessionId) -> Self {
        Self {
            client,
            adom,
            id,
            row: None,
        }
    }

    fn show(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct(name);
        shown.field("adom", &self.adom).field("id", &self.id);
        shown.finish_non_exhaustive()
    }
}

/// Declares the types of sessions, and their common methods.
macro_rules! sessions {
    ($($(#[$doc:meta])+ $Session:ident { $($field:ident: $Field:ty)? })+) => {$(
        $(#[$doc])+
        pub struct $Session<'c, C> {
            session: Session<'c, C>,
            $($field: $Field,)?
        }

        impl<'c, C> $Session<'c, C> {
            /// Number of the session, by which [`Adom::workflow_session`](super::Adom::workflow_session) finds it.
            #[must_use]
            pub fn id(&self) -> WorkflowSessionId {
                self.session.id
            }

            /// ADOM that the session belongs to.
            #[must_use]
            pub fn adom(&self) -> &AdomName {
                &self.session.adom
            }

            /// Name, description, administrators, times and history, as they were when the session was listed. `None`
            /// if it was not listed.
            #[must_use]
            pub fn row(&self) -> Option<&WorkflowSession> {
                self.session.row.as_deref()
            }
        }

        /// Shows ADOM and number.
        impl<C> fmt::Debug for $Session<'_, C> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.session.show(stringify!($Session), f)
            }
        }
    )+};
}

sessions! {
    /// A workflow session that takes changes: it was started, and not submitted yet.
    ///
    /// To change rows, this client has to be in the session and to hold the lock on the ADOM. It is in a session that it
    /// has started. [`resume`](Self::resume) enters one that was found by its number.
    #[must_use = "changes in an open workflow session take effect only after it is saved, submitted and approved"]
    OpenSession {}

    /// A workflow session whose changes are saved, so that it can be submitted.
    #[must_use = "approvers do not see a workflow session before it is submitted"]
    SavedSession {}

    /// A workflow session that waits for an approver.
    SubmittedSession {}

    /// A workflow session that was approved: its changes are in the database of the ADOM. No verb can undo that.
    ApprovedSession {}

    /// A workflow session that was rejected. The sessions after it cannot be approved until it is repaired or deleted.
    RejectedSession {}

    /// A new session that repairs a rejected one, and starts with the changes of that one.
    #[must_use = "a repaired workflow session has to be submitted again"]
    RepairedSession { repairs: WorkflowSessionId }
}

impl<C> RepairedSession<'_, C> {
    /// Number of the rejected session that this one repairs.
    #[must_use]
    pub fn repairs(&self) -> WorkflowSessionId {
        self.repairs
    }
}
