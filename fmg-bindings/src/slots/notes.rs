//! Records values that do not fit their place.

use std::fmt::Write;

use serde::de::Error;

use crate::call_record::blanked;
use crate::misfits::{JsonKind, Misfit, Misfits};

/// Records the values of a reply that do not fit, or refuses them.
///
/// Tracking the path of each value takes time. So a reply is first read without paths. If a value does not fit, the text
/// is read again, with paths.
#[derive(Clone, Debug)]
pub struct Notes {
    mode: Mode,
    /// Whether the call changes something. Then data of an unexpected kind is no error, because the change succeeded.
    of_a_write: bool,
    /// The hint in the error about data that is neither a row nor a list of rows.
    hint: &'static str,
    /// Whether a list of one element is always sent as a list, so that an object instead of a list is an error.
    has_whole_lists: bool,
    /// How many further levels may be searched for values beyond the limits. `None` if none is expected.
    careful: Option<u8>,
}

/// A state of the notes to which reading can return.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    count: usize,
    path: usize,
    steps: usize,
}

#[derive(Clone, Debug)]
enum Mode {
    /// The first value that does not fit is an error.
    Refuse,
    Count(usize),
    Trace(Trail),
}

/// The current path, and the misfits so far.
#[derive(Clone, Debug, Default)]
struct Trail {
    path: String,
    /// For each step of the path: the length of the path before it, and whether the value must fit.
    steps: Vec<(usize, bool)>,
    misfits: Misfits,
}

/// How many levels of lists and objects are searched for values beyond the limits. Each level reads its content once more,
/// and rows have fewer levels.
const LEVELS: u8 = 16;

/// The longest name of a member that a path shows in full, in characters.
const LONGEST_NAME: usize = 64;

impl Notes {
    fn new(mode: Mode) -> Self {
        Self {
            mode,
            of_a_write: false,
            hint: "",
            has_whole_lists: false,
            careful: None,
        }
    }

    /// Makes the first value that does not fit an error.
    pub(crate) fn refusing() -> Self {
        Self::new(Mode::Refuse)
    }

    /// Whether a value that does not fit is an error.
    pub(crate) fn is_refusing(&self) -> bool {
        matches!(self.mode, Mode::Refuse)
    }

    /// Counts the values that do not fit.
    pub(crate) fn counting() -> Self {
        Self::new(Mode::Count(0))
    }

    /// Finds the paths of the values that do not fit, when the same text is read again.
    pub(crate) fn tracing(&self) -> Self {
        Self {
            mode: Mode::Trace(Trail::default()),
            ..*self
        }
    }

    /// For another part of the same text, whose misfits are not reported.
    pub(crate) fn of_another(&self) -> Self {
        let careful = self.careful;
        Self {
            careful,
            ..Self::counting()
        }
    }

    /// Sets whether the reply is that of a call that changes something.
    pub(crate) fn of_a_write(mut self, of_a_write: bool) -> Self {
        self.of_a_write = of_a_write;
        self
    }

    /// The hint in the error about data that is neither a row nor a list of rows.
    pub(crate) fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    /// A list in this reply is sent as a list, even if it has one element.
    #[cfg(feature = "fortios")]
    pub(crate) fn whole_lists(mut self) -> Self {
        self.has_whole_lists = true;
        self
    }

    /// The text contains a value beyond the limits, which must only affect its own field.
    pub(crate) fn carefully(mut self) -> Self {
        self.careful = Some(LEVELS);
        self
    }

    /// Whether the text of each value is extracted before it is read.
    #[inline]
    pub(crate) fn is_careful(&self) -> bool {
        self.careful.is_some()
    }

    pub(super) fn take_careful(&mut self) -> Option<u8> {
        self.careful.take()
    }

    pub(super) fn give_back(&mut self, careful: Option<u8>) {
        self.careful = careful;
    }

    /// Goes one level deeper, unless the limit is reached.
    pub(super) fn descend(&mut self) -> bool {
        let deeper = self.careful.and_then(|levels| levels.checked_sub(1));
        self.careful = deeper.or(self.careful);
        deeper.is_some()
    }

    pub(super) fn ascend(&mut self) {
        self.careful = self.careful.map(|levels| levels + 1);
    }

    /// The current state.
    pub(super) fn mark(&self) -> Mark {
        let (path, steps) = match &self.mode {
            Mode::Trace(trail) => (trail.path.len(), trail.steps.len()),
            Mode::Refuse | Mode::Count(_) => (0, 0),
        };
        let count = self.count();
        Mark { count, path, steps }
    }

    /// Returns to a state, and discards the later records.
    pub(super) fn back_to_mark(&mut self, mark: Mark) {
        self.back_to(mark.count);
        if let Mode::Trace(trail) = &mut self.mode {
            trail.path.truncate(mark.path);
            trail.steps.truncate(mark.steps);
        }
    }

    /// How many values have not fitted so far.
    pub(crate) fn count(&self) -> usize {
        match &self.mode {
            Mode::Refuse => 0,
            Mode::Count(count) => *count,
            Mode::Trace(trail) => trail.misfits.total(),
        }
    }

    /// The misfits with their paths.
    pub(crate) fn into_misfits(self) -> Misfits {
        match self.mode {
            Mode::Trace(trail) => trail.misfits,
            Mode::Refuse | Mode::Count(_) => Misfits::default(),
        }
    }

    pub(super) fn is_of_a_write(&self) -> bool {
        self.of_a_write
    }

    pub(super) fn has_whole_lists(&self) -> bool {
        self.has_whole_lists
    }

    pub(super) fn hinted(&self) -> &'static str {
        self.hint
    }

    /// Whether paths are tracked, or values beyond the limits are expected.
    #[inline]
    pub(crate) fn is_slow(&self) -> bool {
        self.is_careful() || matches!(self.mode, Mode::Trace(_))
    }

    /// Adds a member to the path. If `is_strict`, its value must fit.
    #[inline]
    pub(crate) fn enter(&mut self, name: &str, is_strict: bool) {
        if let Mode::Trace(trail) = &mut self.mode {
            trail.enter(name, is_strict);
        }
    }

    /// Adds an element of a list to the path.
    #[inline]
    pub(crate) fn enter_index(&mut self, index: usize) {
        if let Mode::Trace(trail) = &mut self.mode {
            trail.enter_index(index);
        }
    }

    /// Removes the last step of the path.
    #[inline]
    pub(crate) fn leave(&mut self) {
        if let Mode::Trace(trail) = &mut self.mode {
            trail.leave();
        }
    }

    /// Records a value that does not fit.
    ///
    /// # Errors
    ///
    /// The value must fit.
    #[cold]
    pub(crate) fn misfit<E: Error>(&mut self, expected: &'static str, found: JsonKind) -> Result<(), E> {
        match &mut self.mode {
            Mode::Count(count) => *count = count.saturating_add(1),
            Mode::Trace(trail) if !trail.is_strict() => {
                let path = &trail.path;
                trail.misfits.push(|| Misfit::new(path, expected, found));
            }
            Mode::Refuse | Mode::Trace(_) => return Err(mismatch(expected, found)),
        }
        Ok(())
    }

    /// Discards all misfits behind the first `count`.
    pub(super) fn back_to(&mut self, count: usize) {
        match &mut self.mode {
            Mode::Refuse => {}
            Mode::Count(now) => *now = count,
            Mode::Trace(trail) => trail.misfits.truncate(count),
        }
    }
}

/// `Error::invalid_type` would print the value, and the value may be a password.
pub(super) fn mismatch<E: Error>(expected: &'static str, found: JsonKind) -> E {
    E::custom(format_args!("expected {expected}, found {found}"))
}

impl Trail {
    fn step(&mut self, is_strict: bool) {
        // Everything inside a strict member must fit as well.
        self.steps.push((self.path.len(), is_strict || self.is_strict()));
    }

    #[cold]
    #[inline(never)]
    fn enter_index(&mut self, index: usize) {
        self.step(false);
        let _ = write!(self.path, "[{index}]");
    }

    #[cold]
    #[inline(never)]
    fn enter(&mut self, name: &str, is_strict: bool) {
        self.step(is_strict);
        if !self.path.is_empty() {
            self.path.push('.');
        }
        // A name may contain anything that the appliance stores, such as a secret, and paths are written to logs.
        let name = blanked(name);
        let mut characters = name.chars();
        for character in characters.by_ref().take(LONGEST_NAME) {
            if character.is_control() {
                self.path.extend(character.escape_default());
            } else {
                self.path.push(character);
            }
        }
        if characters.next().is_some() {
            self.path.push('…');
        }
    }

    #[cold]
    #[inline(never)]
    fn leave(&mut self) {
        if let Some((length, _)) = self.steps.pop() {
            self.path.truncate(length);
        }
    }

    fn is_strict(&self) -> bool {
        self.steps.last().is_some_and(|(_, is_strict)| *is_strict)
    }
}
