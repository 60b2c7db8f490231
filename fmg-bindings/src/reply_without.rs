//! The parts of a reply that a call may omit.

/// The parts that the replies to a call omit in the documents.
///
/// The reply to a call must report success and belong to the request. FortiManager reports both by a status with the
/// code 0 and by the id of the request, FortiOS by the status `success`. If a document shows replies to a call without
/// these parts, the call declares it. Every other reply without them is an error.
///
/// ```
/// use fmg_bindings::{Endpoint, ReplyWithout, fmg::TaskId};
///
/// #[derive(Endpoint)]
/// #[endpoint(delete, "/task/task/<id>", reply_without(id))]
/// struct DeleteTask {
///     id: TaskId,
/// }
///
/// assert_eq!(DeleteTask::REPLY_WITHOUT, ReplyWithout::NOTHING.id());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ReplyWithout {
    pub(crate) status: bool,
    pub(crate) id: bool,
    pub(crate) body: bool,
}

impl ReplyWithout {
    /// Replies omit nothing.
    pub const NOTHING: Self = Self {
        status: false,
        id: false,
        body: false,
    };

    /// Replies omit the status. They are recognised by a member that the response has a field for.
    ///
    /// A status that reports an error is an error all the same.
    #[must_use]
    pub const fn status(self) -> Self {
        Self { status: true, ..self }
    }

    /// Replies omit the id of the request in JSON-RPC. A different id is an error all the same.
    #[must_use]
    pub const fn id(self) -> Self {
        Self { id: true, ..self }
    }

    /// Replies may be empty: an HTTP status of success is then enough. This is for writes to FortiOS.
    #[must_use]
    pub const fn body(self) -> Self {
        Self { body: true, ..self }
    }
}
