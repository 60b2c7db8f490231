//! Replies that name the task which their call has started.

use super::TaskId;

/// A reply to a call that starts a task, such as an installation.
///
/// FortiManager names the task in several places and by several names: `task` and `taskid` in the data or beside it,
/// `tid` and `taskId` of the GUI. The reply types of the specs read all that the documents show. Implement the trait
/// for the response type of a call of your own, to wait for its task as for any other:
///
/// ```
/// use fmg_bindings::fmg::{StartsTask, TaskId};
///
/// #[derive(serde::Deserialize)]
/// struct ImportStarted {
///     task: Option<TaskId>,
/// }
///
/// impl StartsTask for ImportStarted {
///     fn task(&self) -> Option<TaskId> {
///         self.task
///     }
/// }
/// ```
pub trait StartsTask {
    /// The task that the call has started. `None`: there was nothing to do, or the work was done at once.
    fn task(&self) -> Option<TaskId>;
}

/// A reply that may have no data.
impl<R: StartsTask> StartsTask for Option<R> {
    fn task(&self) -> Option<TaskId> {
        self.as_ref().and_then(R::task)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Started(Option<TaskId>);

    impl StartsTask for Started {
        fn task(&self) -> Option<TaskId> {
            self.0
        }
    }

    #[test]
    fn a_reply_without_data_starts_no_task() {
        let id = TaskId::new(7);
        assert_eq!(Some(Started(Some(id))).task(), Some(id));
        assert_eq!(Some(Started(None)).task(), None);
        assert_eq!(None::<Started>.task(), None);
    }
}
