//! The rows of a request. After the appliance has refused them, they are compared with the known facts about them.

use std::sync::Arc;

use fmg_template::facts::FirmwareVersion;

use super::{CURRENT, CallRecord, Facts, Part};
use crate::error::{Extent, MisfitReason, UnfitRows};
use crate::row_check::{Doubt, KnownRows, Reason, RowChecks, compared};

/// The rows of the calls in one request.
#[derive(Clone)]
pub(super) struct Rows {
    first: SentRows,
    /// Those of the other calls, if the request contains several.
    others: Vec<SentRows>,
    /// The index of the call whose part of the response is decoded.
    current: usize,
    /// The parts around the request, where another request contains it.
    around: &'static str,
    checks: Arc<RowChecks>,
    /// The firmware that the response names.
    firmware: Option<FirmwareVersion>,
}

/// The rows of one call.
#[derive(Clone, Copy)]
struct SentRows {
    /// The index of the call in the request.
    call: usize,
    known: KnownRows,
    /// The place of the data of the call in the request.
    at: &'static str,
}

impl Rows {
    /// Adds the rows of the call with this index.
    pub(super) fn join(all: &mut Option<Box<Self>>, rows: Self, index: usize) {
        let first = SentRows {
            call: index,
            ..rows.first
        };
        match all {
            Some(all) => all.others.push(first),
            None => *all = Some(Box::new(Self { first, ..rows })),
        }
    }

    pub(super) fn enter(&mut self, call: usize) {
        self.current = call;
    }

    /// The members that do not fit in the rows of the current call.
    fn doubts(&self, parts: &[Part]) -> Vec<Doubt> {
        let mut of_calls = std::iter::once(&self.first).chain(&self.others);
        let Some(sent) = of_calls.find(|sent| sent.call == self.current) else {
            return Vec::new();
        };
        let at = [self.around, sent.at, sent.known.within];
        // The request itself is noted last, after the parts of those that it contains.
        for part in parts.iter().rev() {
            if let Part::Json(json) = part {
                let request = &mut serde_json::Deserializer::from_slice(json);
                return compared(sent.known.facts, &at, sent.call, request);
            }
        }
        Vec::new()
    }
}

impl CallRecord {
    /// Notes the rows that the call sends. `at` is the place of its data in the request.
    pub(crate) fn note_rows(&mut self, known: KnownRows, at: &'static str, checks: Arc<RowChecks>) {
        self.facts().rows = Some(Box::new(Rows {
            first: SentRows { call: 0, known, at },
            others: Vec::new(),
            current: 0,
            around: "",
            checks,
            firmware: None,
        }));
    }

    /// Notes that another request contains this one, at this place.
    #[cfg(feature = "fortios")]
    pub(crate) fn note_around(&mut self, around: &'static str) {
        if let Some(rows) = self.0.as_mut().and_then(|facts| facts.rows.as_mut()) {
            rows.around = around;
        }
    }
}

/// Notes the firmware that the current response names, in the words of the appliance; `None`: it names none.
#[cfg(feature = "fortios")]
pub(crate) fn note_firmware(text: Option<&str>) {
    CURRENT.with_borrow_mut(|current| {
        if let Some(CallRecord(Some(facts))) = current
            && let Some(rows) = &mut facts.rows
        {
            rows.firmware = text.and_then(FirmwareVersion::parse);
            if let Some(firmware) = rows.firmware {
                rows.checks.learn(firmware);
            }
        }
    });
}

/// The members of the rows of the current call that do not fit, for a refusal that may be about this.
pub(crate) fn unfit_rows(extent: Extent) -> Option<Arc<UnfitRows>> {
    CURRENT.with_borrow(|current| match current {
        Some(CallRecord(Some(facts))) => {
            let rows = facts.rows.as_ref()?;
            let doubts = rows.doubts(&facts.parts).into_iter();
            let doubts = doubts.filter_map(|doubt| facts.without_secrets(doubt)).collect();
            UnfitRows::within(extent, doubts, rows.firmware, &rows.checks)
        }
        _ => None,
    })
}

impl Facts {
    /// The doubt without a value that a message would hide.
    fn without_secrets(&self, mut doubt: Doubt) -> Option<Doubt> {
        let is_hidden = |text: &str| self.redactor().blanked(text) != text;
        match &mut doubt.reason {
            Reason::Always(MisfitReason::Range { found, .. }) => {
                *found = found.filter(|number| !is_hidden(&number.to_string()));
            }
            Reason::Versions { value, .. } if value.as_deref().is_some_and(is_hidden) => return None,
            _ => {}
        }
        Some(doubt)
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::code::{Code, StatusCodes};
    use crate::error::{ApiError, Context};
    use crate::secret::Secret;

    static CODES: StatusCodes = StatusCodes {
        codes: &[],
        refusals: &[],
    };

    #[test]
    fn a_number_that_is_a_secret_of_the_call_is_not_told() {
        let told = |secret: &str| {
            let secret = Secret::from(secret);
            let ((), mut record) = CallRecord::writing(|| crate::secret::note_written(&[secret]));
            record.note_rows(KnownRows::of("color 0..32"), "/data", Arc::default());
            record.note_part(Part::Json(Bytes::from_static(br#"{"data":{"color":90000}}"#)));
            let refusal = ApiError::new(Code::new(-10), "no", &CODES);
            let error = record.during(|| Context::new("add", "/a").failed(refusal));
            error.misfits().iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(told("hunter2"), ["`color` is 0 to 32, not 90000"]);
        assert_eq!(told("90000"), ["`color` is 0 to 32"]);
    }
}
