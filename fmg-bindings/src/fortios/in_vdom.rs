//! What comes of a call in one of several VDOMs.

use super::envelope::Envelope;
use crate::error::Error;
use crate::misfits::Misfits;

/// How a call went in one VDOM.
///
/// A call that names its VDOMs has an outcome for each of them: where one has not answered, an error with
/// [`DecodeErrorKind::NoAnswer`] stands behind those that have. An answer of a VDOM that was not asked is an error
/// ([`ForeignVdom`]), and so is one in a list that names no VDOM ([`NoVdom`]). If a VDOM answers twice, both answers are errors
/// ([`SeveralResults`]), whatever VDOMs were asked, unless they are refusals.
///
/// [`DecodeErrorKind::NoAnswer`]: crate::error::DecodeErrorKind::NoAnswer
/// [`ForeignVdom`]: crate::error::DecodeErrorKind::ForeignVdom
/// [`NoVdom`]: crate::error::DecodeErrorKind::NoVdom
/// [`SeveralResults`]: crate::error::DecodeErrorKind::SeveralResults
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct InVdom<T> {
    /// The VDOM. Empty where FortiOS does not name it, unless it was the only one that was asked.
    pub vdom: String,
    /// What the call gives there, or how it failed there.
    pub outcome: Result<T, Error>,
    /// What FortiOS says beside it.
    pub envelope: Envelope,
    /// What did not fit the fields of the value, which were left empty.
    pub misfits: Misfits,
}

impl<T> InVdom<T> {
    pub(super) fn new(outcome: Result<T, Error>, envelope: Envelope, misfits: Misfits) -> Self {
        Self {
            vdom: envelope.vdom.clone().unwrap_or_default(),
            outcome,
            envelope,
            misfits,
        }
    }

    /// The same of a VDOM that is known.
    pub(super) fn of(self, vdom: &str) -> Self {
        let vdom = vdom.to_owned();
        Self { vdom, ..self }
    }
}
