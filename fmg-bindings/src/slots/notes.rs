//! What is made of values that do not fit their place.

use std::fmt::Write;

use serde::de::Error;

use crate::call_record::blanked;
use crate::misfits::{JsonKind, Misfit, Misfits};

/// Takes note of the values of a reply that do not fit, or refuses them.
///
/// To know where in the text a value stands takes time, so a reply is read without. If there is something to note, the
/// text is read a second time, with an eye on the path.
#[derive(Clone, Debug)]
pub struct Notes {
    mode: Mode,
    /// Whether the call changes something: then data of an odd kind must not make what worked look like a fault.
    of_a_write: bool,
    /// What to say beside it if the data as a whole is no row and no list of rows.
    hint: &'static str,
    /// Whether a list is never written as its lone element, so that an object in place of a list is something else.
    has_whole_lists: bool,
    /// So many levels are yet to be looked into for a value that cannot be read; `None`: none is expected.
    careful: Option<u8>,
}

/// What was noted at some time.
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

/// Where the reader is, and what it has found so far.
#[derive(Clone, Debug, Default)]
struct Trail {
    path: String,
    /// For each step of the path: how long the path was before it, and whether what stands there has to fit.
    steps: Vec<(usize, bool)>,
    misfits: Misfits,
}

/// So many levels of lists and objects are looked into for a value that cannot be read. Each costs another pass over what is
/// inside, and rows have fewer.
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

    /// Finds out where the values are that do not fit, in a second reading of the same text.
    pub(crate) fn tracing(&self) -> Self {
        Self {
            mode: Mode::Trace(Trail::default()),
            ..*self
        }
    }

    /// For another part of the same text, in which nothing is looked for that does not fit.
    pub(crate) fn of_another(&self) -> Self {
        let careful = self.careful;
        Self {
            careful,
            ..Self::counting()
        }
    }

    /// The reply is one to a call that changes something.
    pub(crate) fn of_a_write(mut self, of_a_write: bool) -> Self {
        self.of_a_write = of_a_write;
        self
    }

    /// What to say beside it if the data as a whole is no row and no list of rows.
    pub(crate) fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    /// The data of the reply is a list where one is meant, even if it has one element.
    #[cfg(feature = "fortios")]
    pub(crate) fn whole_lists(mut self) -> Self {
        self.has_whole_lists = true;
        self
    }

    /// The text holds a value that cannot be read, which is to cost its field alone.
    pub(crate) fn carefully(mut self) -> Self {
        self.careful = Some(LEVELS);
        self
    }

    /// Whether values are to be cut out of the text before they are read.
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

    /// Goes a level deeper, if there is one left.
    pub(super) fn descend(&mut self) -> bool {
        let deeper = self.careful.and_then(|levels| levels.checked_sub(1));
        self.careful = deeper.or(self.careful);
        deeper.is_some()
    }

    pub(super) fn ascend(&mut self) {
        self.careful = self.careful.map(|levels| levels + 1);
    }

    /// Where it is, and what was noted so far.
    pub(super) fn mark(&self) -> Mark {
        let (path, steps) = match &self.mode {
            Mode::Trace(trail) => (trail.path.len(), trail.steps.len()),
            Mode::Refuse | Mode::Count(_) => (0, 0),
        };
        let count = self.count();
        Mark { count, path, steps }
    }

    /// Goes back to where it was, and forgets what was noted since.
    pub(super) fn back_to_mark(&mut self, mark: Mark) {
        self.back_to(mark.count);
        if let Mode::Trace(trail) = &mut self.mode {
            trail.path.truncate(mark.path);
            trail.steps.truncate(mark.steps);
        }
    }

    /// How many values did not fit so far.
    pub(crate) fn count(&self) -> usize {
        match &self.mode {
            Mode::Refuse => 0,
            Mode::Count(count) => *count,
            Mode::Trace(trail) => trail.misfits.total(),
        }
    }

    /// What was found.
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

    /// Whether names and indexes matter, or some value cannot be read.
    #[inline]
    pub(super) fn is_slow(&self) -> bool {
        self.is_careful() || matches!(self.mode, Mode::Trace(_))
    }

    /// Goes to a member. `is_strict`: what stands there has to fit.
    #[inline]
    pub(crate) fn enter(&mut self, name: &str, is_strict: bool) {
        if let Mode::Trace(trail) = &mut self.mode {
            trail.enter(name, is_strict);
        }
    }

    /// Goes to an element of a list.
    #[inline]
    pub(crate) fn enter_index(&mut self, index: usize) {
        if let Mode::Trace(trail) = &mut self.mode {
            trail.enter_index(index);
        }
    }

    /// Goes back to where it was before.
    #[inline]
    pub(crate) fn leave(&mut self) {
        if let Mode::Trace(trail) = &mut self.mode {
            trail.leave();
        }
    }

    /// Takes note of a value that does not fit.
    ///
    /// # Errors
    ///
    /// It has to.
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

    /// Forgets what was noted since there were `count`.
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
        // What stands inside of what has to fit has to fit as well.
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
        // A name may be anything that the appliance keeps, and paths go to logs.
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
