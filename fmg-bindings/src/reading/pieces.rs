//! Reads the pieces of a reply, and reads it again to find misfits.

use serde::de::Deserializer;
use serde_json::Error as JsonError;

use super::{fault, path, usual_json, within_limits};
use crate::error::DecodeError;
use crate::misfits::Misfits;
use crate::response::ReadReply;
use crate::slots::Notes;

/// The members of the envelope of a product, and the misfits of the reply.
pub(crate) trait ReadPieces: Sized {
    /// Reads the pieces of a reply, and those of the response into `response`. Generic over the deserializer, so that
    /// errors can be traced to their path and tests can see which members are skipped.
    fn read<'de, D, R>(deserializer: D, notes: Notes, response: &mut R) -> Result<Self, D::Error>
    where
        D: Deserializer<'de>,
        R: ReadReply + ?Sized;

    fn notes(&self) -> &Notes;

    fn into_notes(self) -> Notes;

    /// Reads the pieces of this text.
    fn of<R: ReadReply + ?Sized>(text: &str, notes: Notes, response: &mut R) -> Result<Self, JsonError> {
        if R::IS_SLOTTED && !notes.is_slow() {
            let read = usual_json::read(text, |json| Self::read(json, notes.clone(), &mut *response));
            if let Some(pieces) = read {
                return Ok(pieces);
            }
        }
        within_limits(text, notes, |notes| {
            let mut json = serde_json::Deserializer::from_str(text);
            let pieces = Self::read(&mut json, notes, response)?;
            json.end()?;
            Ok(pieces)
        })
    }

    /// The misfits of this text, of which these are the pieces. If there are any, the text is read again to find the
    /// path of each.
    fn misfits<R>(&self, notes: &Notes, text: &str, response: &mut R) -> Result<Misfits, DecodeError>
    where
        R: ReadReply + ?Sized,
    {
        if self.notes().count() == 0 {
            return Ok(Misfits::default());
        }
        let tracing = notes.tracing();
        match Self::of(text, tracing.clone(), response) {
            Ok(pieces) => Ok(pieces.into_notes().into_misfits()),
            // The field that did not fit is required.
            Err(error) => Err(fault(&error, text, || Self::path(tracing, text, response))),
        }
    }

    /// Why this text could not be read.
    fn fault<R>(error: &JsonError, notes: Notes, text: &str, response: &mut R) -> DecodeError
    where
        R: ReadReply + ?Sized,
    {
        // A lenient reading would accept this value.
        let is_misfit = notes.is_refusing() && Self::of(text, notes.tracing(), response).is_ok();
        let fault = fault(error, text, || Self::path(notes, text, response));
        fault.of_misfit(is_misfit)
    }

    /// Reads the text again, to find the path of the value that fails.
    fn path<R: ReadReply + ?Sized>(notes: Notes, text: &str, response: &mut R) -> Option<String> {
        path(text, notes, |json, notes| Self::read(json, notes, response).map(drop))
    }
}
