//! Compares the rows of a request with the known facts about their members: after the appliance has refused them, or
//! before they are sent.
//!
//! The facts about a table are one text ([`fmg_template::facts`]), which is read only for a comparison. The rows are
//! read from the JSON that was sent. So a call that succeeds keeps no row, and costs nothing.

mod compare;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use serde::Deserializer;
use serde_json::Value;

use fmg_template::facts::{FirmwareVersion, RowFacts};

pub(crate) use self::compare::{Doubt, Reason};
use self::compare::{Doubts, Pointed, Steps};
use crate::endpoint::{DynEndpoint, Protocol, Repeatable};
use crate::error::{EncodeError, EncodeErrorKind, Error, UnfitRows};
use crate::json_visitor::Visited;

/// How a client treats members of a row that contradict the known facts. Facts are ranges, lengths, numbers of
/// elements, versions of the firmware, and attributes that only the appliance sets.
///
/// The generator states the facts, for the tables of this crate and for imported ones. It takes them from documents and
/// descriptions, which can be wrong for a model. So the default explains a refusal and causes none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RowCheck {
    /// Every row is sent. If the appliance refuses it, the error [names](crate::Error::misfits) the members that do not
    /// fit.
    #[default]
    Explain,
    /// A row with members that do not fit is not sent, and the error names all of them. Facts about versions are
    /// compared if the firmware is known: from the builder, from `firmware_version` of the client, or from an earlier
    /// refusal.
    Refuse,
    /// Nothing is compared.
    Off,
}

/// The rows of a call: the facts about them, and their place in the request.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct KnownRows {
    /// The text of the facts; empty: nothing is known.
    pub(crate) facts: &'static str,
    /// The place of the rows in the data of the call, as a pointer.
    pub(crate) within: &'static str,
}

impl KnownRows {
    /// A call without rows, or with rows without known facts.
    pub const NONE: Self = Self::of("");

    /// Rows that are the whole data of the call.
    #[must_use]
    pub const fn of(facts: &'static str) -> Self {
        Self { facts, within: "" }
    }

    /// The same rows, in a member of the data of another call.
    #[cfg(feature = "fortios")]
    pub(crate) const fn within(self, within: &'static str) -> Self {
        Self { within, ..self }
    }
}

/// How a client compares rows, and the firmware if it is known. Clones of the client share it.
#[derive(Debug, Default)]
pub(crate) struct RowChecks {
    pub(crate) mode: RowCheck,
    /// The firmware; 0 if it is not known.
    firmware: AtomicU64,
    /// Whether the appliance was asked for its firmware.
    is_asked: AtomicBool,
}

impl RowChecks {
    pub(crate) fn new(mode: RowCheck, firmware: Option<FirmwareVersion>) -> Self {
        let own = Self {
            mode,
            ..Self::default()
        };
        if let Some(firmware) = firmware {
            own.learn(firmware);
        }
        own
    }

    /// The checks of an appliance that gets its calls through another one. Its firmware is known only from its own
    /// replies, so no call asks for it.
    #[cfg(feature = "fortios")]
    pub(crate) fn of_other_appliance(mode: RowCheck) -> Self {
        Self {
            mode,
            is_asked: AtomicBool::new(true),
            ..Self::default()
        }
    }

    /// The firmware, if it is known.
    pub(crate) fn firmware(&self) -> Option<FirmwareVersion> {
        let number = self.firmware.load(Ordering::Relaxed);
        let part = |shift: u32| u16::try_from(number >> shift & 0xffff).unwrap_or_default();
        (number != 0).then(|| FirmwareVersion::new(part(32), part(16), part(0)))
    }

    /// Notes the firmware that the appliance names.
    pub(crate) fn learn(&self, firmware: FirmwareVersion) {
        let parts = [1, firmware.major(), firmware.minor(), firmware.patch()];
        let number = parts.into_iter().fold(0, |number, part| number << 16 | u64::from(part));
        self.firmware.store(number, Ordering::Relaxed);
    }

    /// Whether the firmware is unknown, and the appliance was not asked for it yet. It is asked once.
    pub(crate) fn may_ask(&self) -> bool {
        self.firmware().is_none() && !self.is_asked.load(Ordering::Relaxed)
    }

    /// Whether the caller has to ask the appliance. Only the first caller has to.
    pub(crate) fn begin_asking(&self) -> bool {
        self.firmware().is_none() && !self.is_asked.swap(true, Ordering::Relaxed)
    }

    /// With [`RowCheck::Refuse`], compares the rows of a call before it is sent. Unless the mode is [`RowCheck::Off`],
    /// notes the rows, so that the error of the call can compare them.
    ///
    /// # Errors
    ///
    /// The client refuses the rows.
    #[inline]
    pub(crate) fn watch<P: Protocol>(
        self: &Arc<Self>,
        call: &dyn DynEndpoint<P>,
        draft: &mut P::Draft,
    ) -> Result<(), Error> {
        let known = call.known_rows();
        if known.facts.is_empty() {
            return Ok(());
        }
        self.watch_rows(known, call, draft)
    }

    /// The checks for the rows of a call. Rows that the call forwards are for another appliance.
    fn of(self: &Arc<Self>, known: KnownRows) -> Arc<Self> {
        #[cfg(feature = "fortios")]
        if !known.within.is_empty() {
            return Arc::new(Self::of_other_appliance(self.mode));
        }
        let _ = known;
        Arc::clone(self)
    }

    fn watch_rows<P: Protocol>(
        self: &Arc<Self>,
        known: KnownRows,
        call: &dyn DynEndpoint<P>,
        draft: &mut P::Draft,
    ) -> Result<(), Error> {
        let checks = self.of(known);
        match self.mode {
            RowCheck::Off => return Ok(()),
            RowCheck::Explain => {}
            RowCheck::Refuse => {
                let data = P::sent_data(draft);
                let doubts = data.map(|data: Value| compared(known.facts, &[known.within], 0, &data));
                let unfit = doubts.and_then(|doubts| UnfitRows::new(doubts, None, &checks));
                if let Some(unfit) = unfit.filter(|unfit| unfit.is_certain()) {
                    return Err(call
                        .context()
                        .failed(EncodeError::from(EncodeErrorKind::UnfitRow))
                        .of_rows(unfit));
                }
            }
        }
        if let Some(record) = draft.record() {
            record.note_rows(known, P::DATA, checks);
        }
        Ok(())
    }
}

/// The members that do not fit in the rows at this place of a request. `call` is the index of the call in the request.
pub(crate) fn compared<'de, D: Deserializer<'de>>(facts: &str, at: &[&str], call: usize, request: D) -> Vec<Doubt> {
    // The generator has written the text. A generator of another release may have used another grammar.
    let Ok(facts) = RowFacts::parse(facts) else {
        return Vec::new();
    };
    let mut doubts = Doubts::new(&facts);
    let steps = at
        .iter()
        .flat_map(|part| part.split('/'))
        .filter(|step| !step.is_empty());
    let steps: Vec<_> = steps.collect();
    let pointed = Pointed {
        steps: Steps { left: &steps, call },
        facts: &facts.members,
        doubts: &mut doubts,
    };
    // The request was written as JSON, so it can be read.
    let _ = serde::de::DeserializeSeed::deserialize(Visited(pointed), request);
    doubts.finish()
}
