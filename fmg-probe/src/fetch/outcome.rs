//! The outcome of a fetch.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The reason why the folder has no answer to a question, although the appliance was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Unanswered {
    /// The appliance does not have it: another firmware or model does.
    Absent,
    /// The user may not read it, or the appliance does not describe it.
    Refused,
    /// Anything else, such as a reply that is no answer. The next fetch asks again.
    Failed,
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "not on this appliance",
            Self::Refused => "refused",
            Self::Failed => "failed",
        })
    }
}

/// The outcome of a fetch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// The answers that were stored, by the names of their questions.
    pub stored: Vec<String>,
    /// How many answers the folder had before.
    pub kept: usize,
    /// The questions without an answer, with the reasons.
    pub unanswered: Vec<(String, Unanswered)>,
    /// The errors of questions that have failed, each with its question.
    pub errors: Vec<(String, String)>,
    /// How many values of secrets were left out, which the appliance had sent as defaults.
    pub secrets: usize,
}

impl Outcome {
    /// How many questions are without an answer for this reason.
    #[must_use]
    pub fn count(&self, reason: Unanswered) -> usize {
        self.unanswered.iter().filter(|(_, own)| *own == reason).count()
    }

    /// Whether every question was answered, or cannot be answered by this appliance to this user.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.count(Unanswered::Failed) == 0
    }
}

/// The outcome for readers, in some lines.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stored = self.stored.len();
        let noun = if stored == 1 { "answer" } else { "answers" };
        write!(f, "{stored} {noun} stored, {} were there", self.kept)?;
        for reason in [Unanswered::Absent, Unanswered::Refused, Unanswered::Failed] {
            match self.count(reason) {
                0 => {}
                count => write!(f, ", {count} {reason}")?,
            }
        }
        match self.secrets {
            0 => {}
            1 => write!(f, "; 1 default of a secret left out")?,
            many => write!(f, "; {many} defaults of secrets left out")?,
        }
        for (name, reason) in self
            .unanswered
            .iter()
            .filter(|(_, reason)| *reason == Unanswered::Refused)
        {
            write!(f, "\n  {name}: {reason}")?;
        }
        for (name, error) in &self.errors {
            write!(f, "\n  {name}: {error}")?;
        }
        Ok(())
    }
}
