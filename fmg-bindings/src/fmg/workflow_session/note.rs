//! The note that an administrator leaves with a decision.

use crate::Field;
use crate::fmg::workflow::WorkflowNote;

/// A note with this text. An empty text is no note.
impl From<&str> for WorkflowNote {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

/// A note with this text. An empty text is no note.
impl From<String> for WorkflowNote {
    fn from(text: String) -> Self {
        let desc = if text.is_empty() { Field::Keep } else { Field::Set(text) };
        Self {
            desc,
            ..Self::default()
        }
    }
}

impl WorkflowNote {
    /// The note, unless it is empty.
    pub(super) fn if_any(self) -> Option<Self> {
        let Self {
            desc,
            user,
            fmgip,
            no_diff,
            mail_user,
            no_mail,
            extra_attributes,
        } = &self;
        let says_nothing = desc.is_keep()
            && user.is_keep()
            && fmgip.is_keep()
            && no_diff.is_keep()
            && mail_user.is_keep()
            && no_mail.is_keep()
            && extra_attributes.names().next().is_none();
        (!says_nothing).then_some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_note_with_something_in_it_is_sent() {
        assert!(WorkflowNote::from("").if_any().is_none());
        let note = WorkflowNote::from("good").if_any().unwrap();
        assert_eq!(note.desc.as_deref(), Some("good"));
        let quiet = WorkflowNote {
            no_mail: true.into(),
            ..WorkflowNote::default()
        };
        assert!(quiet.if_any().is_some());
    }
}
