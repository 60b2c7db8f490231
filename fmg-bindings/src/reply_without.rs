//! What the replies to a call lack.

/// What the replies to a call lack, as documents show them.
///
/// A reply to a call has to say that the call succeeded, and to which request it is the reply. FortiManager says so by a
/// status with the code 0 and by the id of the request, FortiOS by the status `success`. Where a document shows replies of
/// one call without that, the call says so; every other reply without it is an error.
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
    /// Replies have everything.
    pub const NOTHING: Self = Self {
        status: false,
        id: false,
        body: false,
    };

    /// Replies have no status. What tells them is that they hold something that the response has a field for.
    ///
    /// A status that refuses the call is an error all the same.
    #[must_use]
    pub const fn status(self) -> Self {
        Self { status: true, ..self }
    }

    /// Replies do not repeat the id of the request, which JSON-RPC has. A different id is an error all the same.
    #[must_use]
    pub const fn id(self) -> Self {
        Self { id: true, ..self }
    }

    /// Replies may be empty, which an HTTP status of success then is enough for. This is for writes to FortiOS.
    #[must_use]
    pub const fn body(self) -> Self {
        Self { body: true, ..self }
    }
}
