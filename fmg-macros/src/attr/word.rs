//! The words that an attribute knows, and what to say about others.

use fmg_template::spelling::nearest;

use crate::door::Door;
use crate::report::list;

/// A word of an attribute.
pub(super) struct Word {
    pub(super) text: &'static str,
    /// What it looks like with its arguments, for errors.
    pub(super) shape: &'static str,
    /// The doors whose calls have it.
    pub(super) doors: &'static [Door],
}

impl Word {
    pub(super) const fn of(doors: &'static [Door], text: &'static str, shape: &'static str) -> Self {
        Self { text, shape, doors }
    }

    /// Whether a call through a door can have it. All can as long as the door is not known.
    fn suits(&self, door: Option<Door>) -> bool {
        door.is_none_or(|door| self.doors.contains(&door))
    }
}

/// The words that calls through a door have, as they are written.
pub(super) fn shapes(words: &[Word], door: Option<Door>) -> String {
    list(
        words.iter().filter(|word| word.suits(door)).map(|word| word.shape),
        "nothing",
    )
}

/// The door, if one of these words is not for its calls.
pub(super) fn misplaced(words: &[Word], written: &str, door: Option<Door>) -> Option<Door> {
    let word = words.iter().find(|word| word.text == written)?;
    door.filter(|door| !word.doors.contains(door))
}

/// What to say about a word that none of these is. `takes` introduces their list.
pub(super) fn unknown_word(words: &[Word], written: &str, door: Option<Door>, takes: &str) -> String {
    let suitable = words.iter().filter(|word| word.suits(door)).map(|word| word.text);
    unknown(written, suitable, &format!("{takes} {}", shapes(words, door)))
}

/// What to say about a word that is unlike all that could stand there.
pub(crate) fn unknown<'a>(written: &str, words: impl IntoIterator<Item = &'a str>, accepted: &str) -> String {
    let hint = nearest(written, words)
        .map(|word| format!("did you mean `{word}`? "))
        .unwrap_or_default();
    format!("unknown word `{written}`\nhelp: {hint}{accepted}")
}
