//! The outcome of a call in one of several VDOMs.

use super::envelope::Envelope;
use crate::error::Error;
use crate::misfits::Misfits;

/// The outcome of a call in one VDOM.
///
/// A call that names its VDOMs has an outcome for each of them. For a VDOM that has not answered it is an error with
/// [`DecodeErrorKind::NoAnswer`], listed after the others. A response of a VDOM that was not requested is an error
/// ([`ForeignVdom`]), and so is one in a list that names no VDOM ([`NoVdom`]). If a VDOM answers twice, both responses
/// are errors ([`SeveralResults`]), unless they are refusals.
///
/// [`DecodeErrorKind::NoAnswer`]: crate::error::DecodeErrorKind::NoAnswer
/// [`ForeignVdom`]: crate::error::DecodeErrorKind::ForeignVdom
/// [`NoVdom`]: crate::error::DecodeErrorKind::NoVdom
/// [`SeveralResults`]: crate::error::DecodeErrorKind::SeveralResults
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct InVdom<T> {
    /// The VDOM. Empty if FortiOS does not name it, unless only one VDOM was requested.
    pub vdom: String,
    /// The value of the call in this VDOM, or its error.
    pub outcome: Result<T, Error>,
    /// The members beside the results.
    pub envelope: Envelope,
    /// Values that did not fit their fields, which were left empty.
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

    /// Sets the VDOM, which is known.
    pub(super) fn of(self, vdom: &str) -> Self {
        let vdom = vdom.to_owned();
        Self { vdom, ..self }
    }
}
